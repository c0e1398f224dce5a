// What there is to place on the chart: lanes of storylines, and lists of whatever has no date.

import { makeScale } from "./axis.js";
import { articleCount, data, hasDate, isDated, lineNames, looseStart, range, startOf, starts } from "./data.js";
import { storyCount } from "./data.js";
import { countIn, countOf, isWithin, matches, windowOf } from "./filters.js";
import { ORDERS } from "./lanes.js";
import { state } from "./store.js";

/** Lanes beside those of lines, by their keys. */
const ALONE = -1;
export const LOOSE = -2;
const UNDATED = -3;
export const LOST = -4;
export const ROW = 25;
/** So many articles of no story are named, one beside the other. */
export const NAMED = 30;

export const chart = {
  box: { w: 900, h: 600, gutter: 184, phone: false, row: ROW },
  scale: makeScale(0, 1, 0, 1, []),
  /** @type {Tick[]} */
  ticks: [],
  /** @type {Plan[]} */
  plans: [],
  /** @type {Lane[]} */
  lanes: [],
  /** @type {Item[]} */
  items: [],
  /** @type {Map<number, Item>} */
  at: new Map(),
  /** How many plans are lanes, where the last one ends, and how high the whole is. */
  placed: 0,
  bottom: 0,
  height: 0,
  /** Key of the item under the pointer, and of the one that Tab leads to, or -1. */
  hot: -1,
  stop: -1,
  printing: false,
  shown: { stories: 0, articles: 0, inStories: 0, lines: 0, undated: 0 },
};

/** Key of an article that belongs to no story, and the other way round. */
export const keyOf = (/** @type {number} */ article) => storyCount + article;
export const articleOf = (/** @type {number} */ key) => key - storyCount;

export function plan() {
  /** @type {Candidate[]} */
  const candidates = data.home ? range(0, storyCount).map(candidateOf).filter(Boolean) : [];
  const byLine = Map.groupBy(candidates, ({ key }) => data.stories.line[key]);
  const alone = byLine.get(ALONE);
  byLine.delete(ALONE);
  const plans = [...byLine].map(([key, list]) => planOf(key, "line", lineNames[key], list)).sort(ORDERS[state.order]);
  const inStories = candidates.reduce((sum, { start, end }) => sum + countIn(start, end), 0);
  chart.shown = { stories: candidates.length, inStories, articles: inStories, lines: plans.length, undated: 0 };
  if (alone) {
    const title = plans.length ? "Stories that stand alone" : "Stories";
    if (state.order !== "most") alone.sort((a, b) => startOf(b.key) - startOf(a.key));
    plans.push(planOf(ALONE, "alone", title, alone));
  }
  chart.plans = [...plans, ...rest()];
}

/** A story that has articles in the window: those that match, else those without a date that do. @returns {?Candidate} */
function candidateOf(/** @type {number} */ story) {
  const [start, end] = windowOf(story);
  if (start === end) return null;
  const hits = countIn(start, end) || countIn(data.datedEnds[story], starts[story + 1]);
  return hits ? { key: story, start, end, hits } : null;
}

/** @param {Lane["kind"]} kind @param {Candidate[]} list @returns {Plan} */
function planOf(key, kind, title, list) {
  let [n, first, last] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { hits, start, end } of list) {
    n += hits;
    first = Math.min(first, data.times[start]);
    last = Math.max(last, data.times[end - 1]);
  }
  return { key, kind, title, n, first, last, list };
}

/** Articles of no story, and whatever has no date: listed, never left out. @returns {Plan[]} */
function rest() {
  const { shown } = chart;
  const free = range(looseStart, articleCount).filter((article) => matches.of[article]);
  const loose = free.filter(isWithin);
  const lost = free.filter((article) => !isDated(article));
  const undatedIn = (story) => countIn(data.datedEnds[story], starts[story + 1]);
  const partly = range(0, storyCount).filter(undatedIn);
  const undated = partly.filter((story) => !hasDate(story));
  shown.articles += loose.length;
  shown.stories += undated.length;
  shown.undated = partly.reduce((sum, story) => sum + undatedIn(story), lost.length);
  const make = (key, kind, title, list, n = list.length) =>
    list.length ? [{ key, kind, title, n, first: 0, last: 0, list }] : [];
  const titles = { [UNDATED]: "Stories without a date", [ALONE]: "Stories" };
  // If nothing has a date, storylines are lists.
  const groups = Map.groupBy(undated, (story) => (data.home ? UNDATED : data.stories.line[story]));
  const sum = (list) => list.reduce((all, story) => all + countOf(story), 0);
  return [
    ...make(LOOSE, "loose", "Articles in no story", loose),
    ...[...groups].flatMap(([key, list]) => make(key, "list", titles[key] ?? lineNames[key], list, sum(list))),
    ...make(LOST, "undated", data.home ? "Articles without date or story" : "Articles in no story", lost),
  ];
}

/** Height of the name of a lane above its rows. */
export const head = () => (chart.box.phone ? 32 : 0);

let pending = 0;
/** Do something with the next frame; what was to be done then is not. @param {() => void} job */
export function later(job) {
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(job);
}

/** Items between two heights. */
export const between = (/** @type {number} */ low, /** @type {number} */ high) =>
  chart.items.filter((item) => item.y >= low && item.y < high);
