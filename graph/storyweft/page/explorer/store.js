// The state of the page: one value, changed by named actions, followed by the views.

import { data, lineOf, overview, startOf, starts, storyOf } from "./data.js";
import { DAY, HOUR } from "./times.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Choice} Choice */

/** @type {State} */
const BLANK = {
  view: overview.view,
  from: 0,
  to: 1,
  extent: null,
  query: "",
  provider: new Set(),
  topic: new Set(),
  type: new Set(),
  flag: null,
  quality: 0,
  choice: null,
  open: new Set(),
  folds: true,
  order: "most",
  hops: 1,
  hidden: new Set(),
};

/** What is so now: read by all, written by the actions below. @type {State} */
export const state = { ...BLANK };
/** How the page is before anything is chosen. @type {State} */
export const usual = { ...BLANK };

/** @typedef {(before: State, isStep: boolean) => void} Follower */
/** @type {Follower[]} */
const followers = [];

/** Call a function after each change; a step is a change that Back returns from. @param {Follower} follower */
export function follow(follower) {
  followers.push(follower);
}

function change(/** @type {Partial<State>} */ part, isStep = false) {
  const before = { ...state };
  Object.assign(state, part);
  for (const follower of followers) follower(before, isStep);
}

/** Once the columns are there: begin with the window that holds nearly all articles. */
export function begin() {
  const [from, to] = data.home ?? [0, 1];
  Object.assign(usual, { from, to, extent: data.home });
  Object.assign(state, usual);
}

/** Take over a state from an address. @param {State} other */
export function restore(other) {
  change(other);
}

/* What is chosen */

/** @param {?Choice} choice */
export function choose(choice) {
  const before = state.choice;
  const isSame = choice?.kind === before?.kind && choice?.id === before?.id && choice?.other === before?.other;
  const story = choice?.kind === "story" ? choice.id : -1;
  change({ choice: choice && { ...choice }, ...(story >= 0 ? revealed(story) : {}) }, !isSame);
}

export const chooseStory = (/** @type {number} */ id) => choose({ kind: "story", id });
export const chooseArticle = (/** @type {number} */ id) => choose({ kind: "article", id });

/** Choose a second story, to see what lies between it and the one that is chosen. */
export function chooseSecond(/** @type {number} */ story) {
  const first = storyChosen();
  if (first < 0 || first === story) return chooseStory(story);
  choose({ kind: "between", id: first, other: story });
}

/** Return the story that is chosen, or that of the article that is, or -1. */
export function storyChosen() {
  if (state.choice?.kind === "story" || state.choice?.kind === "between") return state.choice.id;
  return state.choice?.kind === "article" ? storyOf[state.choice.id] : -1;
}

/** A window that holds the story, if the one of now does not. */
function revealed(/** @type {number} */ story) {
  if (!state.extent || Number.isNaN(startOf(story))) return {};
  const times = data.times.subarray(starts[story], data.datedEnds[story]);
  if (times.some((time) => time >= state.from && time < state.to)) return {};
  const half = (state.to - state.from) / 2;
  return windowOf(startOf(story) - half, startOf(story) + half);
}

/* When */

/** Return the window between two times, at least an hour and at most everything. */
function windowOf(/** @type {number} */ from, /** @type {number} */ to) {
  if (!data.whole || !state.extent) return {};
  const [first, last] = data.whole;
  if (to - from < HOUR) {
    const middle = (from + to) / 2;
    [from, to] = [middle - HOUR / 2, middle + HOUR / 2];
  }
  if (to - from >= last - first) [from, to] = [first, last];
  if (from < first) [from, to] = [first, to + first - from];
  if (to > last) [from, to] = [Math.max(first, from - (to - last)), last];
  const extent = /** @type {[number, number]} */ ([Math.min(from, state.extent[0]), Math.max(to, state.extent[1])]);
  return { from, to, extent };
}

export function zoomTo(/** @type {number} */ from, /** @type {number} */ to) {
  change(windowOf(from, to));
}

/** Zoom, around a time; a factor below 1 comes nearer. */
export function zoomBy(/** @type {number} */ factor, time = (state.from + state.to) / 2) {
  zoomTo(time - (time - state.from) * factor, time + (state.to - time) * factor);
}

export function showAllDates() {
  if (data.home) change({ from: data.home[0], to: data.home[1], extent: data.home });
}

/** Show also what lies before or after the usual window. */
export function extend(/** @type {"earlier" | "later"} */ where) {
  if (!data.whole || !state.extent) return;
  const extent = /** @type {[number, number]} */ (
    where === "earlier" ? [data.whole[0], state.extent[1]] : [state.extent[0], data.whole[1]]
  );
  change({ extent, from: extent[0], to: extent[1] });
}

/** Choose days; both are shown whole. */
export function chooseDays(/** @type {number} */ first, /** @type {number} */ last) {
  if (first <= last) zoomTo(first, last + DAY);
}

/* What matches */

export function search(/** @type {string} */ query) {
  change({ query, choice: query === state.query ? state.choice : null });
}

/** @param {"provider" | "topic" | "type"} facet */
export function toggle(facet, /** @type {number} */ id) {
  const set = new Set(state[facet]);
  if (!set.delete(id)) set.add(id);
  change({ [facet]: set, choice: null }, true);
}

/** Show only one provider or topic, in the threads. @param {"provider" | "topic"} facet */
export function only(facet, /** @type {number} */ id) {
  change({ [facet]: new Set([id]), choice: null, view: "threads" }, true);
}

export const setFlag = (/** @type {?number} */ flag) => change({ flag, choice: null });
export const setQuality = (/** @type {number} */ quality) => change({ quality, choice: null });

export function clearFilters() {
  const { query, provider, topic, type, flag, quality } = BLANK;
  change({ query, provider, topic, type, flag, quality }, true);
}

export function isFiltered() {
  const sets = state.provider.size + state.topic.size + state.type.size;
  return Boolean(state.query.trim() || sets || state.flag !== null || state.quality);
}

/* How it is shown */

export const show = (/** @type {State["view"]} */ view) => change({ view }, true);
export const setOrder = (/** @type {State["order"]} */ order) => change({ order });
export const setHops = (/** @type {number} */ hops) => change({ hops });
export const toggleFolds = () => change({ folds: !state.folds });

export function toggleKind(/** @type {string} */ kind) {
  const hidden = new Set(state.hidden);
  if (!hidden.delete(kind)) hidden.add(kind);
  change({ hidden });
}

/** Open a lane to all of its stories, or close it again. */
export function toggleLane(/** @type {number} */ lane) {
  const open = new Set(state.open);
  if (!open.delete(lane)) open.add(lane);
  change({ open });
}

/** The lane of a story. Stories of no line stand in one lane, beyond all lines. */
export const ALONE = -1;
export const laneOf = (/** @type {number} */ story) => (lineOf(story) >= 0 ? lineOf(story) : ALONE);
