// Keys that work everywhere.

import { byId } from "./dom.js";
import { focusChart } from "./hands.js";
import { fit, zoom } from "./network.js";
import { choose, clearFilters, isFiltered, showAllDates, state, storyChosen, zoomBy } from "./store.js";

const nearer = (/** @type {number} */ factor) => (state.view === "network" ? zoom(factor) : zoomBy(1 / factor));

const ACTS = {
  "/": () => {
    document.body.classList.add("finding");
    byId("search").focus();
  },
  "+": () => nearer(1 / 0.6),
  "=": () => nearer(1 / 0.6),
  "-": () => nearer(0.6),
  0: () => (state.view === "network" ? fit() : showAllDates()),
  "?": () => byId("hints").showModal(),
  Escape: close,
};

/** Close what is chosen and give the keyboard back to it in the chart; then drop the filters. */
function close() {
  const story = storyChosen();
  if (!state.choice) return isFiltered() && clearFilters();
  choose(null);
  if (story >= 0 && state.view === "threads") focusChart(story);
}

export function startKeys() {
  addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const isOpen = document.querySelector("dialog[open], :popover-open"); // its keys are its own
    if (event.ctrlKey || event.metaKey || event.altKey || isOpen) return;
    const isField = target.matches("input, select, textarea");
    if (isField && event.key === "Escape") return target.blur();
    const act = isField ? null : ACTS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
