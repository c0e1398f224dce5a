// What there is to place on the chart: lanes of storylines, and lists of whatever has no date.

import { makeScale } from "./axis.js";
import { articleCount, data, isDated, lineNames, looseStart, startOf, starts, storyCount } from "./data.js";
import { countIn, isWithin, matches, windowOf } from "./filters.js";
import { ORDERS } from "./lanes.js";
import { ALONE, state } from "./store.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Lane} Lane */

/** Lanes beside those of lines, by their keys. */
export const LOOSE = -2;
const UNDATED = -3;
export const LOST = -4;
export const ROW = 25;

export const chart = {
  box: { w: 900, h: 600, gutter: 184, phone: false, row: ROW },
  scale: makeScale(0, 1, 0, 1, []),
  /** @type {import("./types.js").Tick[]} */
  ticks: [],
  /** @type {Plan[]} */
  plans: [],
  /** @type {Lane[]} */
  lanes: [],
  /** @type {Item[]} */
  items: [],
  /** @type {Map<number, Item>} */
  at: new Map(),
  placed: 0,
  bottom: 0,
  height: 0,
  /** Key of the item under the pointer, or -1. */
  hot: -1,
  /** Key of the item that Tab leads to, or -1. */
  stop: -1,
  printing: false,
  shown: { stories: 0, articles: 0, inStories: 0, lines: 0, undated: 0 },
};

/** @typedef {{key: number, kind: Lane["kind"], title: string, n: number, first: number, last: number, list: any[]}} Plan */
/** @typedef {{key: number, start: number, end: number, hits: number}} Candidate */

/** Key of an article that belongs to no story, and the other way round. */
export const keyOf = (/** @type {number} */ article) => storyCount + article;
export const articleOf = (/** @type {number} */ key) => key - storyCount;

/* What there is to place */

export function plan() {
  const byLane = new Map();
  let [inStories, storiesShown] = [0, 0];
  for (let story = 0; data.home && story < storyCount; story++) {
    const candidate = candidateOf(story);
    if (!candidate) continue;
    inStories += countIn(candidate.start, candidate.end);
    storiesShown++;
    const lane = data.stories.line[story] >= 0 ? data.stories.line[story] : ALONE;
    if (!byLane.has(lane)) byLane.set(lane, []);
    byLane.get(lane).push(candidate);
  }
  const alone = byLane.get(ALONE);
  byLane.delete(ALONE);
  const lines = [...byLane].map(([key, list]) => planOf(key, "line", lineNames[key], list));
  const plans = lines.sort(ORDERS[state.order]);
  if (alone) {
    const title = plans.length ? "Stories that stand alone" : "Stories";
    if (state.order !== "most") alone.sort((a, b) => startOf(b.key) - startOf(a.key));
    plans.push(planOf(ALONE, "alone", title, alone));
  }
  chart.shown = {
    stories: storiesShown,
    inStories,
    articles: inStories,
    lines: lines.length,
    undated: 0,
  };
  planRest(plans);
  chart.plans = plans;
}

/** A story that has articles in the window, if any of it matches. @returns {?Candidate} */
function candidateOf(/** @type {number} */ story) {
  const [start, end] = windowOf(story);
  if (start === end) return null;
  const more = matches.isAll ? 0 : countIn(data.datedEnds[story], starts[story + 1]);
  const hits = countIn(start, end) + more;
  return hits ? { key: story, start, end, hits } : null;
}

/** @param {Lane["kind"]} kind @param {Candidate[]} list @returns {Plan} */
function planOf(key, kind, title, list) {
  let [n, first, last] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { hits, start, end } of list) {
    n += hits;
    if (end === start) continue;
    first = Math.min(first, data.times[start]);
    last = Math.max(last, data.times[end - 1]);
  }
  return { key, kind, title, n, first, last, list };
}

/** Stories without any date: by storyline if nothing has one. @returns {Map<number, number[]>} */
function undatedStories() {
  const groups = new Map();
  for (let story = 0; story < storyCount; story++) {
    const n = countIn(data.datedEnds[story], starts[story + 1]);
    chart.shown.undated += n;
    if (!n || data.datedEnds[story] > starts[story]) continue;
    const lane = data.home ? UNDATED : data.stories.line[story];
    if (!groups.has(lane)) groups.set(lane, []);
    groups.get(lane).push(story);
    chart.shown.stories++;
  }
  return groups;
}

/** Articles of no story, and whatever has no date: listed, never left out. */
function planRest(/** @type {Plan[]} */ plans) {
  const { shown } = chart;
  const [loose, lost] = [[], []];
  for (let article = looseStart; article < articleCount; article++) {
    if (!matches.of[article]) continue;
    if (!isDated(article)) lost.push(article);
    else if (isWithin(article)) loose.push(article);
  }
  shown.articles += loose.length;
  const make = (key, kind, title, list, n) => plans.push({ key, kind, title, n, first: 0, last: 0, list });
  if (loose.length) make(LOOSE, "loose", "Articles in no story", loose, loose.length);
  const titles = { [UNDATED]: "Stories without a date", [-1]: "Stories" };
  for (const [key, list] of undatedStories()) {
    const n = list.reduce((sum, story) => sum + countIn(starts[story], starts[story + 1]), 0);
    make(key, "list", titles[key] ?? lineNames[key], list, n);
  }
  shown.undated += lost.length;
  const title = data.home ? "Articles without date or story" : "Articles in no story";
  if (lost.length) make(LOST, "undated", title, lost, lost.length);
}

/** Height of the name of a lane above its rows. */
export const head = () => (chart.box.phone ? 32 : 0);

let pending = 0;
/** Do something with the next frame; what was to be done then is not. @param {() => void} job */
export function later(job) {
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(job);
}

/** Items between two heights, found by halving. */
export function between(/** @type {number} */ low, /** @type {number} */ high) {
  const first = (y) => {
    let [a, b] = [0, chart.items.length];
    while (a < b) {
      const middle = (a + b) >> 1;
      if (chart.items[middle].y < y) a = middle + 1;
      else b = middle;
    }
    return a;
  };
  return chart.items.slice(first(low), first(high));
}
