// The state of the page: one value, changed by named actions, followed by the views.

import { data, hasDate, overview, startOf, starts, storyOf } from "./data.js";
import { DAY, HOUR } from "./times.js";

const NO_FILTER = { query: "", provider: new Set(), topic: new Set(), type: new Set(), flag: null, quality: 0 };

/** How the page is before anything is chosen. @type {State} */
export const usual = {
  ...NO_FILTER,
  view: overview.view,
  from: 0,
  to: 1,
  extent: null,
  choice: null,
  open: new Set(),
  folds: true,
  order: "most",
  hops: 1,
  hidden: new Set(overview.hidden),
};

/** What is so now: read by all, written by the actions below. @type {State} */
export const state = { ...usual };

/** @type {(before: State, isStep: boolean) => void} */
let follower = () => {};
/** Call a function after each change; a step is a change that Back returns from. @param {typeof follower} act */
export const follow = (act) => {
  follower = act;
};

/** @param {Partial<State>} part */
function change(part, isStep = false) {
  const before = { ...state };
  Object.assign(state, part);
  follower(before, isStep);
}

/** Once the columns are there: begin with the window that holds nearly all articles. */
export function begin(/** @type {number} */ hops) {
  const [from, to] = data.home ?? [0, 1];
  Object.assign(usual, { from, to, extent: data.home, hops });
  Object.assign(state, usual);
}

/** Take over a state from an address. */
export const restore = (/** @type {State} */ other) => change(other);

/* What is chosen */

/** @param {?Choice} choice */
export function choose(choice) {
  const before = state.choice;
  const isSame = choice?.kind === before?.kind && choice?.id === before?.id && choice?.other === before?.other;
  change({ choice: choice && { ...choice }, ...(choice?.kind === "story" ? revealed(choice.id) : {}) }, !isSame);
}

export const chooseStory = (/** @type {number} */ id) => choose({ kind: "story", id });
export const chooseArticle = (/** @type {number} */ id) => choose({ kind: "article", id });

/** Choose a story; with Shift as the second of two, to see what lies between. @param {{shiftKey: boolean}} event */
export function chooseBy(event, /** @type {number} */ story) {
  const first = storyChosen();
  if (!event.shiftKey || first < 0 || first === story) return chooseStory(story);
  choose({ kind: "between", id: first, other: story });
}

/** Return the story that is chosen, or that of the article that is, or -1. */
export function storyChosen() {
  if (state.choice?.kind === "story" || state.choice?.kind === "between") return state.choice.id;
  return state.choice?.kind === "article" ? storyOf[state.choice.id] : -1;
}

/** A window that holds the story, if the one of now does not. */
function revealed(/** @type {number} */ story) {
  if (!state.extent || !hasDate(story)) return {};
  const times = data.times.subarray(starts[story], data.datedEnds[story]);
  if (times.some((time) => time >= state.from && time < state.to)) return {};
  const half = (state.to - state.from) / 2;
  return windowOf(startOf(story) - half, startOf(story) + half);
}

/* When */

/** Return the window between two times, at least an hour and at most everything. @returns {Partial<State>} */
function windowOf(/** @type {number} */ from, /** @type {number} */ to) {
  if (!data.whole || !state.extent) return {};
  const [first, last] = data.whole;
  const [middle, half] = [(from + to) / 2, Math.max(HOUR, to - from) / 2];
  [from, to] = [middle - half, middle + half];
  if (to - from >= last - first) [from, to] = [first, last];
  if (from < first) [from, to] = [first, to + first - from];
  if (to > last) [from, to] = [Math.max(first, from - (to - last)), last];
  return { from, to, extent: [Math.min(from, state.extent[0]), Math.max(to, state.extent[1])] };
}

export const zoomTo = (/** @type {number} */ from, /** @type {number} */ to) => change(windowOf(from, to));

/** Zoom, around a time; a factor below 1 comes nearer. */
export const zoomBy = (/** @type {number} */ factor, time = (state.from + state.to) / 2) =>
  zoomTo(time - (time - state.from) * factor, time + (state.to - time) * factor);

/** Move the window, as far as there is anything. */
export function moveTo(/** @type {number} */ from, length = state.to - state.from) {
  if (!data.whole) return;
  const start = Math.max(data.whole[0], Math.min(data.whole[1] - length, from));
  zoomTo(start, start + length);
}

export function showAllDates() {
  if (data.home) change({ from: data.home[0], to: data.home[1], extent: data.home });
}

/** Show also what lies before or after the usual window. */
export function extend(isLater = false) {
  if (!data.whole || !state.extent) return;
  const from = isLater ? state.extent[0] : data.whole[0];
  const to = isLater ? data.whole[1] : state.extent[1];
  change({ extent: [from, to], from, to });
}

/** Choose days; both are shown whole. */
export function chooseDays(/** @type {number} */ first, /** @type {number} */ last) {
  if (first <= last) zoomTo(first, last + DAY);
}

/* What matches */

/** Search; the first word is a step, the others go on from it. */
export const search = (/** @type {string} */ query) =>
  change({ query, choice: query === state.query ? state.choice : null }, !state.query.trim() && query.trim() !== "");

/** @template T @param {Set<T>} set @param {T} id */
function toggled(set, id) {
  const copy = new Set(set);
  if (!copy.delete(id)) copy.add(id);
  return copy;
}

/** @param {"provider" | "topic" | "type"} facet */
export const toggle = (facet, /** @type {number} */ id) =>
  change({ [facet]: toggled(state[facet], id), choice: null }, true);

/** Show only one provider or topic, in the threads. @param {"provider" | "topic"} facet */
export const only = (facet, /** @type {number} */ id) =>
  change({ [facet]: new Set([id]), choice: null, view: "threads" }, true);

export const setFlag = (/** @type {?number} */ flag) => change({ flag, choice: null });
export const setQuality = (/** @type {number} */ quality) => change({ quality, choice: null });
export const clearFilters = () => change(NO_FILTER, true);

export function isFiltered() {
  const sets = state.provider.size + state.topic.size + state.type.size;
  return Boolean(state.query.trim() || sets || state.flag !== null || state.quality);
}

/* How it is shown */

export const show = (/** @type {State["view"]} */ view) => change({ view }, true);
export const setOrder = (/** @type {State["order"]} */ order) => change({ order });
export const setHops = (/** @type {number} */ hops) => change({ hops });
export const toggleFolds = () => change({ folds: !state.folds });
export const toggleKind = (/** @type {string} */ kind) => change({ hidden: toggled(state.hidden, kind) });
/** Open a lane to all of its stories, or close it again. */
export const toggleLane = (/** @type {number} */ lane) => change({ open: toggled(state.open, lane) });
