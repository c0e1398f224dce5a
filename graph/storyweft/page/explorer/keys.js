// Keys that work everywhere, and the dialog that lists them.

import { focusChart } from "./hands.js";
import { button, byId, make } from "./dom.js";
import { fitAll, zoom } from "./network.js";
import { choose, clearFilters, isFiltered, showAllDates, state, storyChosen, zoomBy } from "./store.js";

const KEYS = [
  ["/", "Search; Enter opens the best match"],
  ["Arrow keys", "In the chart: up and down through rows, left and right through time"],
  ["Enter", "Open the story that has the keyboard"],
  ["Shift + click", "A second story: what lies between the two"],
  ["Esc", "Close what is open, then the filters"],
  ["+  −  0", "Nearer, farther, all dates"],
  ["Drag, wheel", "Move in time; Ctrl + wheel zooms at the pointer, Shift + wheel moves"],
  ["?", "These keys"],
];
const HINT =
  "A bar is a story, a dot an article: the first one is darker and larger. A line leads from a story to the one that goes on from it. All times are UTC.";

export function showHints() {
  const dialog = byId("hints");
  const rows = KEYS.map(([keys, text]) => [make("dt", make("kbd", keys)), make("dd", text)]);
  const close = button("Close", () => dialog.close());
  dialog.replaceChildren(make("h2", "Keys and hints"), make("dl", rows), make("p", HINT), close);
  dialog.showModal();
}

const nearer = (/** @type {number} */ factor) => (state.view === "network" ? zoom(factor) : zoomBy(1 / factor));

const ACTS = {
  "/": () => {
    document.body.classList.add("finding");
    byId("search").focus();
  },
  "+": () => nearer(1 / 0.6),
  "=": () => nearer(1 / 0.6),
  "-": () => nearer(0.6),
  0: () => (state.view === "network" ? fitAll() : showAllDates()),
  "?": showHints,
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
    if (event.ctrlKey || event.metaKey || event.altKey || byId("hints").open) return;
    const isField = target.matches("input, select, textarea");
    if (isField && event.key === "Escape") return target.blur();
    const act = isField ? null : ACTS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
