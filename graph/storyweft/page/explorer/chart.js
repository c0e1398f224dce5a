// Threads: the chart of stories over time. The canvas has the marks, buttons over it the headlines.

import { FOLD, FOLD_ON_PHONES, makeScale, ticks as ticksOf } from "./axis.js";
import { data, labelOf, providerOf, range, starts, storyCount, titleOf } from "./data.js";
import { button, byId, make, widthOf } from "./dom.js";
import { label, pointed } from "./headlines.js";
import { draw as drawItem, fit, ROWS, ROWS_ON_PHONES, stand } from "./lanes.js";
import { paint, paintAxis } from "./marks.js";
import { between, chart, head, keyOf, later, plan, ROW } from "./plans.js";
import { clearFilters, isFiltered, showAllDates, state, storyChosen } from "./store.js";
import { digits } from "./text.js";
import { fonts } from "./theme.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./plans.js").Plan} Plan */
/** @typedef {import("./plans.js").Candidate} Candidate */

const ROW_ON_PHONES = 39;
const PAD = 8;
/** So many articles of no story are named, one beside the other. */
const NAMED = 30;
/** So many of what has no date are listed, and so many when the lane is opened. */
const LISTED = 40;
const MOST_LISTED = 500;
/** How many screens of lanes are placed before they are scrolled to. */
const SCREENS = 6;
/** How high the chart is on paper. */
const MOST_ON_PAPER = 1900;

/* Placing */

export function layout() {
  const { box } = chart;
  measure();
  plan();
  chart.scale = makeScale(state.from, state.to, box.gutter + 10, box.w - 16, data.sorted, {
    folds: state.folds,
    fold: box.phone ? FOLD_ON_PHONES : FOLD,
  });
  chart.ticks = data.home ? ticksOf(chart.scale, box.phone) : [];
  box.row = box.phone ? ROW_ON_PHONES : ROW;
  place(box.h * SCREENS);
  const isDone = chart.placed === chart.plans.length;
  if (!box.phone && isDone && chart.height < box.h * 0.85) breathe();
}

/** A small graph may have higher rows. */
function breathe() {
  const { box } = chart;
  const rows = chart.lanes.reduce((sum, lane) => sum + (lane.list ? 0 : lane.height / ROW), 0);
  const more = Math.min(11, Math.floor((box.h * 0.9 - chart.height) / Math.max(1, rows)));
  if (more <= 0) return;
  box.row = ROW + more;
  place(box.h * SCREENS);
}

function measure() {
  const scroll = byId("scroll");
  const phone = innerWidth <= 760 && !chart.printing;
  const gutter = phone ? 14 : 184;
  Object.assign(chart.box, { w: scroll.clientWidth, h: scroll.clientHeight, phone, gutter });
}

/** Place lanes from the first one down to a height. */
function place(/** @type {number} */ until) {
  Object.assign(chart, { lanes: [], items: [], placed: 0, bottom: chart.box.phone ? 0 : 4 });
  chart.at = new Map();
  placeMore(until);
}

function placeMore(/** @type {number} */ until) {
  while (chart.placed < chart.plans.length && chart.bottom < until) {
    placeLane(chart.plans[chart.placed++]);
  }
  chart.items.sort((one, other) => one.y - other.y || one.x0 - other.x0);
  const rest = chart.plans.slice(chart.placed);
  const guess = rest.reduce((sum, { list }) => sum + Math.min(5, list.length) * chart.box.row + PAD, 0);
  chart.height = chart.bottom + guess + 40;
}

function placeLane(/** @type {Plan} */ plan) {
  if (plan.kind === "list" || plan.kind === "undated") return placeList(plan);
  if (plan.kind === "loose" && plan.list.length > NAMED) return put(plan, 50 + head(), 0, plan.list);
  const candidates = plan.kind === "loose" ? plan.list.map(candidateOf) : plan.list;
  const limits = chart.box.phone ? ROWS_ON_PHONES : ROWS;
  const kind = plan.kind === "alone" && plan.title === "Stories" ? "only" : plan.kind;
  const most = state.open.has(plan.key) ? Number.POSITIVE_INFINITY : limits[kind];
  const { items, rows, left } = fit(candidates, itemOf, most, !chart.box.phone);
  const least = chart.box.phone ? 0 : nameHeight(plan);
  for (const item of items) {
    item.y = chart.bottom + head() + PAD / 2 + item.row * chart.box.row;
    chart.items.push(item);
    chart.at.set(item.key, item);
  }
  put(plan, Math.max(head() + rows * chart.box.row, least) + PAD, left);
}

function nameHeight(/** @type {Plan} */ plan) {
  const font = `700 14.5px ${fonts.serif}`;
  const isLong = widthOf(plan.title, font) > chart.box.gutter - 30;
  return (isLong ? 44 : 26) + (plan.list.length > 1 ? 18 : 0);
}

function put(/** @type {Plan} */ plan, /** @type {number} */ height, /** @type {number} */ left, list = undefined) {
  const { key, kind, title, n } = plan;
  const isOfStories = kind !== "loose" && kind !== "undated";
  const count = isOfStories ? plan.list.length : 0;
  chart.lanes.push({ key, kind, title, y: chart.bottom, height, n, stories: count, left, list });
  chart.bottom += height;
}

function placeList(/** @type {Plan} */ plan) {
  const most = state.open.has(plan.key) ? MOST_LISTED : LISTED;
  const list = plan.list.slice(0, most);
  const columns = Math.max(1, Math.floor((chart.box.w - chart.box.gutter - 10) / 344));
  const rows = Math.ceil(list.length / columns);
  const left = plan.list.length - list.length;
  const least = chart.box.phone ? 12 : nameHeight(plan) + PAD;
  put(plan, head() + Math.max(12 + rows * 25, least), left, list);
}

const candidateOf = (/** @type {number} */ article) => ({
  key: keyOf(article),
  start: article,
  end: article + 1,
  hits: 1,
});

/** @param {Candidate} candidate @returns {Item} */
function itemOf({ key, start, end, hits }) {
  const { box } = chart;
  const isStory = key < storyCount;
  const label = isStory ? labelOf(key) : titleOf(start);
  const note = isStory ? digits(hits) : providerOf(start);
  const big = isStory && starts[key + 1] - starts[key] >= 5;
  const xs = range(start, end).map((article) => chart.scale.x(data.times[article]));
  const item = /** @type {Item} */ ({ key, label, start, end, hits, note, big });
  drawItem(item, xs);
  const size = box.phone ? 14 : 13;
  const wish =
    widthOf(label, `${big ? 600 : 400} ${size}px ${fonts.sans}`) + widthOf(note, `700 ${size}px ${fonts.sans}`);
  return stand(item, Math.ceil(wish) + 18, box);
}

/* Drawing */

/** Lay out and draw everything anew. */
export function refresh() {
  layout();
  grow();
  if (chart.printing) chart.box.h = chart.height;
  const old = byId("labels").querySelector(".empty");
  old?.remove();
  if (!chart.plans.length) byId("labels").append(nothing());
  byId("axis").hidden = !data.home;
  draw();
}

function grow() {
  if (chart.printing) chart.height = Math.min(chart.height, MOST_ON_PAPER);
  const high = chart.printing ? chart.height : Math.max(chart.height, chart.box.h);
  byId("plot").style.height = `${high}px`;
  byId("labels").style.height = `${chart.height}px`;
}

function nothing() {
  const text = isFiltered() ? "Nothing here matches." : "No articles in these days.";
  return make(
    "div",
    { class: "empty" },
    make("p", {}, text),
    isFiltered() && button("Clear filters", clearFilters),
    data.home && button("Show all dates", showAllDates),
  );
}

export function chosenKey() {
  const story = storyChosen();
  if (story >= 0) return story;
  return state.choice?.kind === "article" ? keyOf(state.choice.id) : -1;
}

export function draw() {
  const { box } = chart;
  const top = chart.printing ? 0 : byId("scroll").scrollTop;
  if (chart.placed < chart.plans.length && top + 2 * box.h > chart.bottom) {
    placeMore(top + SCREENS * box.h);
    grow();
  }
  const key = chosenKey();
  const chosen = key >= 0 ? key : chart.hot;
  const lanes = chart.lanes.filter((lane) => lane.y < top + box.h && lane.y + lane.height > top);
  const near = between(top - 400, top + box.h + 400);
  const scene = { ...chart, lanes, near, top, chosen };
  paint(byId("marks"), scene);
  paintAxis(byId("axis").firstElementChild, scene);
  label(top, lanes, key, chosen);
}

export function hover(/** @type {number} */ key) {
  if (chart.hot === key) return;
  chart.hot = key;
  if (chosenKey() < 0) later(draw);
}

pointed.to = hover;

/* Coming to a story */

/** Scroll so far that a story is on the screen; open its lane if it has no row there. */
export function reveal(/** @type {number} */ key, hasFocus = false) {
  let item = chart.at.get(key);
  if (!item && chart.placed < chart.plans.length) {
    placeMore(Number.POSITIVE_INFINITY);
    grow();
    item = chart.at.get(key);
  }
  if (!item) return false;
  const scroll = byId("scroll");
  const low = chart.box.phone && state.choice ? scroll.clientHeight * 0.36 : scroll.clientHeight;
  const isHidden = item.y < scroll.scrollTop + 4 || item.y + chart.box.row > scroll.scrollTop + low - 8;
  if (isHidden) scroll.scrollTop = Math.max(0, item.y - low / 3);
  if (hasFocus) chart.stop = key;
  draw();
  if (hasFocus) byId("labels").querySelector(`.story[data-key="${key}"]`)?.focus({ preventScroll: true });
  return true;
}
