// Keys that work everywhere, and the dialog that lists them.

import { focusChart } from "./hands.js";
import { byId, make } from "./dom.js";
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

export function showHints() {
  const dialog = byId("hints");
  const rows = KEYS.flatMap(([keys, text]) => [make("dt", {}, make("kbd", {}, keys)), make("dd", {}, text)]);
  dialog.replaceChildren(
    make("h2", {}, "Keys and hints"),
    make("dl", {}, rows),
    make(
      "p",
      {},
      "A bar is a story, a dot an article: the first one is darker and larger. A line leads from a story to the one that goes on from it. All times are UTC.",
    ),
    make("button", { type: "button", onclick: () => dialog.close() }, "Close"),
  );
  dialog.showModal();
}

const ACTS = {
  "/": () => {
    document.body.classList.add("finding");
    byId("search").focus();
  },
  "+": () => nearer(0.6),
  "=": () => nearer(0.6),
  "-": () => nearer(1 / 0.6),
  0: () => (state.view === "network" ? fitAll() : showAllDates()),
  "?": showHints,
  Escape: close,
};

function nearer(/** @type {number} */ factor) {
  if (state.view === "network") zoom(1 / factor);
  else zoomBy(factor);
}

/** Close what is chosen and give the keyboard back to it in the chart; then drop the filters. */
function close() {
  const story = storyChosen();
  if (state.choice) {
    choose(null);
    if (story >= 0 && state.view === "threads") focusChart(story);
  } else if (isFiltered()) clearFilters();
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
