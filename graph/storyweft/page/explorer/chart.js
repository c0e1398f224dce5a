// Threads: the chart of stories over time. The canvas has the marks, buttons over it the headlines.

import { FOLD, FOLD_ON_PHONES, makeScale, ticks as ticksOf } from "./axis.js";
import { data, earliestOf, labelOf, range, sourceOf, starts, storyCount, titleOf } from "./data.js";
import { button, byId, make, widthOf } from "./dom.js";
import { label } from "./headlines.js";
import { draw as drawItem, fit, ROWS, ROWS_ON_PHONES, stand } from "./lanes.js";
import { paint, paintAxis } from "./marks.js";
import { between, chart, head, keyOf, later, NAMED, plan, ROW } from "./plans.js";
import { clearFilters, isFiltered, showAllDates, state, storyChosen } from "./store.js";
import { digits } from "./text.js";
import { ink } from "./theme.js";

const ROW_ON_PHONES = 39;
const PAD = 8;
/** So many of what has no date are listed, and so many when the lane is opened. */
const LISTED = 40;
const MOST_LISTED = 500;
/** How many screens of lanes are placed before they are scrolled to. */
const SCREENS = 6;
/** So far beyond the screen headlines stand; scrolled by so much less, it is time for others. */
const BEYOND = 200;
const STEP = 60;
/** On paper no lane begins further down. */
const MOST_ON_PAPER = 1600;

/* Placing */

function layout() {
  const { box } = chart;
  const { clientWidth: w, clientHeight: h } = byId("scroll");
  const phone = innerWidth <= 760 && !chart.printing;
  Object.assign(box, { w, h, phone, gutter: phone ? 14 : 184, row: phone ? ROW_ON_PHONES : ROW });
  plan();
  const fold = phone ? FOLD_ON_PHONES : FOLD;
  const { from, to, folds } = state;
  chart.scale = makeScale(from, to, box.gutter + 10, w - 16, data.sorted, { folds, fold });
  chart.ticks = data.home ? ticksOf(chart.scale, phone) : [];
  placeAll();
  // A small graph may have higher rows.
  const rows = chart.lanes.reduce((sum, lane) => sum + (lane.list ? 0 : lane.height / ROW), 0);
  const more = Math.min(11, Math.floor((h * 0.9 - chart.height) / Math.max(1, rows)));
  const isSmall = !phone && chart.placed === chart.plans.length && chart.height < h * 0.85;
  if (!isSmall || more <= 0) return;
  box.row = ROW + more;
  placeAll();
}

/** Place lanes from the first one down. */
function placeAll() {
  Object.assign(chart, { lanes: [], items: [], at: new Map(), placed: 0, bottom: chart.box.phone ? 0 : 4 });
  placeTo(chart.printing ? MOST_ON_PAPER : chart.box.h * SCREENS);
}

/** Place lanes down to a height, and so many of them at least. */
function placeTo(/** @type {number} */ until, least = 0) {
  const isShort = () => chart.bottom < until || chart.placed < least;
  while (chart.placed < chart.plans.length && isShort()) placeLane(chart.plans[chart.placed++]);
  chart.items.sort((one, other) => one.y - other.y || one.x0 - other.x0);
  const rest = chart.plans.slice(chart.placed);
  const guess = rest.reduce((sum, { list }) => sum + Math.min(5, list.length) * chart.box.row + PAD, 0);
  chart.height = chart.bottom + (chart.printing ? 0 : guess + 40);
  byId("plot").style.height = `${chart.printing ? chart.height : Math.max(chart.height, chart.box.h)}px`;
  byId("labels").style.height = `${chart.height}px`;
}

function placeLane(/** @type {Plan} */ plan) {
  if (plan.kind === "list" || plan.kind === "undated") return placeList(plan);
  if (plan.kind === "loose" && plan.list.length > NAMED) return put(plan, 50 + head(), 0, plan.list);
  const { box } = chart;
  const candidates = plan.kind === "loose" ? plan.list.map(candidateOf) : plan.list;
  const kind = plan.kind === "alone" && plan.title === "Stories" ? "only" : plan.kind;
  const most = state.open.has(plan.key) ? Number.POSITIVE_INFINITY : (box.phone ? ROWS_ON_PHONES : ROWS)[kind];
  const { items, rows, left } = fit(candidates, itemOf, most, !box.phone);
  for (const item of items) {
    item.y = chart.bottom + head() + PAD / 2 + item.row * box.row;
    chart.items.push(item);
    chart.at.set(item.key, item);
  }
  put(plan, Math.max(head() + rows * box.row, nameHeight(plan)) + PAD, left);
}

function nameHeight(/** @type {Plan} */ plan) {
  if (chart.box.phone) return 0;
  const isLong = widthOf(plan.title, `700 14.5px ${ink.serif}`) > chart.box.gutter - 30;
  return (isLong ? 44 : 26) + (plan.kind === "line" && plan.list.length === 1 ? 0 : 18);
}

function placeList(/** @type {Plan} */ plan) {
  const list = plan.list.slice(0, state.open.has(plan.key) ? MOST_LISTED : LISTED);
  const columns = Math.max(1, Math.floor((chart.box.w - chart.box.gutter - 10) / 344));
  const height = Math.max(12 + Math.ceil(list.length / columns) * 25, nameHeight(plan) + PAD);
  put(plan, head() + height, plan.list.length - list.length, list);
}

function put(/** @type {Plan} */ plan, /** @type {number} */ height, /** @type {number} */ left, list = undefined) {
  const { key, kind, title, n } = plan;
  const stories = kind === "loose" || kind === "undated" ? 0 : plan.list.length;
  chart.lanes.push({ key, kind, title, y: chart.bottom, height, n, stories, left, list });
  chart.bottom += height;
}

const candidateOf = (/** @type {number} */ article) => ({
  key: keyOf(article),
  start: article,
  end: article + 1,
  hits: 1,
});

/** @param {Candidate} candidate @returns {Item} */
function itemOf({ key, start, end, hits }) {
  const isStory = key < storyCount;
  const label = isStory ? labelOf(key) : titleOf(start);
  const note = isStory ? digits(hits) : sourceOf(start);
  const big = isStory && starts[key + 1] - starts[key] >= 5;
  const isFirst = isStory && start === starts[key] && earliestOf(key).length === 1;
  const item = /** @type {Item} */ ({ key, label, start, end, hits, note, big, isFirst });
  const xs = range(start, end).map((article) => chart.scale.x(data.times[article]));
  const font = (weight) => `${weight} ${chart.box.phone ? 14 : 13}px ${ink.sans}`;
  const wish = widthOf(label, font(big ? 600 : 400)) + widthOf(note, font(isStory ? 700 : 400));
  return stand(drawItem(item, xs), Math.ceil(wish) + 16, chart.box);
}

/* Drawing */

/** Lay out and draw everything anew. */
export function refresh() {
  layout();
  if (chart.printing) chart.box.h = chart.height;
  byId("labels").querySelector(".empty")?.remove();
  if (!chart.plans.length) byId("labels").append(nothing());
  byId("axis").hidden = !data.home;
  paintAxis(byId("axis").firstElementChild, chart);
  draw();
  // A background goes on from page to page; a canvas begins on a new one.
  byId("plot").style.backgroundImage = chart.printing ? `url(${byId("marks").toDataURL()})` : "";
}

function nothing() {
  const none = data.home ? "No articles in these days." : "No articles.";
  return make(
    "div",
    { class: "empty" },
    make("p", isFiltered() ? "Nothing here matches." : none),
    isFiltered() && button("Clear filters", clearFilters),
    data.home && button("Show all dates", showAllDates),
  );
}

/** Key of the chosen item, or -1. */
export function chosenKey() {
  const story = storyChosen();
  return story < 0 && state.choice?.kind === "article" ? keyOf(state.choice.id) : story;
}

/** Where the chart stood when it got its headlines; NaN if they may have changed. */
let labelled = Number.NaN;

export function draw() {
  labelled = Number.NaN;
  drawScrolled();
}

/** Draw what scrolling has brought; headlines reach beyond the screen and stay until their edge comes near. */
export function drawScrolled() {
  const { box } = chart;
  const top = chart.printing ? 0 : byId("scroll").scrollTop;
  const isAtEnd = chart.placed < chart.plans.length && top + 2 * box.h > chart.bottom;
  if (isAtEnd && !chart.printing) placeTo(top + SCREENS * box.h);
  const key = chosenKey();
  const chosen = key >= 0 ? key : chart.hot;
  const [low, high] = [top - BEYOND, top + box.h + BEYOND];
  const lanes = chart.lanes.filter((lane) => lane.y < high && lane.y + lane.height > low);
  paint(byId("marks"), { ...chart, lanes, near: between(top - 400, top + box.h + 400), top, chosen });
  if (!isAtEnd && Math.abs(top - labelled) < BEYOND - STEP) return;
  label(low, high, lanes, key, chosen);
  labelled = top;
}

export function hover(/** @type {number} */ key) {
  if (chart.hot === key) return;
  chart.hot = key;
  if (chosenKey() >= 0) return;
  labelled = Number.NaN;
  later(drawScrolled);
}

/* Coming to a story */

/** Scroll so far that a story is on the screen; false if it has no row there. */
export function reveal(/** @type {number} */ key, hasFocus = false) {
  const isIts = (/** @type {Plan} */ { list }) => list.some((one) => (one.key ?? keyOf(one)) === key);
  if (!chart.at.has(key)) placeTo(0, 1 + chart.plans.findIndex(isIts));
  const item = chart.at.get(key);
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
