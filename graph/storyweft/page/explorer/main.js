// The page: decodes the data, ties the views to the state, and the state to the address.

import { read, write } from "./address.js";
import { sayBar, startBar } from "./bar.js";
import { chosenKey, draw, refresh, reveal } from "./chart.js";
import { chart, later } from "./plans.js";
import { data, decode, overview, positions } from "./data.js";
import { button, byId, copy } from "./dom.js";
import { startExports } from "./exports.js";
import { apply } from "./filters.js";
import { focusChart, startHands } from "./hands.js";
import { followWindow, inspect, openBest, raiseSheet, startSheet } from "./inspector.js";
import { showHints, startKeys } from "./keys.js";
import { showMatrix } from "./matrix.js";
import { net, pointOf, showNetwork } from "./network.js";
import { begin, choose, follow, restore, search, show, state, usual, zoomTo } from "./store.js";
import { paintStrip, sayOutside, startStrip } from "./strip.js";
import { printTheme, startTheme, toggleTheme } from "./theme.js";

const VIEWS = { threads: "Threads", network: "Network", providers: "Providers" };
const FILTERS = ["query", "provider", "topic", "type", "flag", "quality"];
const LAYOUT = [...FILTERS, "from", "to", "extent", "open", "folds", "order", "view"];

const names = {
  base: overview.base,
  stories: [],
  articles: [],
  lines: [],
  providers: overview.providers.iri,
  topics: overview.topics.iri,
  types: overview.types,
};
const page = { isRestoring: false, address: 0, typing: 0, soon: 0 };

function start() {
  startTheme(redraw);
  const views = Object.entries(VIEWS).map(([view, text]) =>
    button(text, () => show(/** @type {any} */ (view)), {
      "data-view": view,
      "aria-pressed": String(view === state.view),
    }),
  );
  byId("views").append(...views);
  // Two frames later the frame is on the screen, and the rest of the page has been read.
  requestAnimationFrame(() => requestAnimationFrame(painted));
}

function painted() {
  performance.mark("overview-painted");
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", finish);
  else finish();
}

async function finish() {
  try {
    await decode();
  } catch (error) {
    byId("loading").textContent = `The articles could not be read: ${/** @type {Error} */ (error).message}`;
    return;
  }
  Object.assign(names, {
    stories: data.stories.id,
    articles: data.articles.iri ?? [],
    lines: data.stories.line_id,
  });
  begin();
  if (positions.whole) state.hops = usual.hops = 0;
  byId("loading").remove();
  startBar();
  startStrip();
  startHands();
  startSheet();
  startKeys();
  startExports();
  startTools();
  follow(update);
  open();
  addEventListener("popstate", open);
  new ResizeObserver(() => later(redraw)).observe(byId("scroll"));
  performance.mark("ready");
  document.documentElement.dataset.ready = "true";
}

/** Set everything to what the address says. */
function open() {
  page.isRestoring = true;
  restore(read(location.hash.slice(1), usual, names));
  page.isRestoring = false;
}

/** Follow a change of the state: only what it touches is made anew. */
function update(before, isStep) {
  const isNew = (keys) => page.isRestoring || keys.some((key) => before[key] !== state[key]);
  const isChoice = isNew(["choice"]);
  if (isNew(FILTERS)) {
    apply();
    if (byId("search").value.trim() !== state.query.trim()) byId("search").value = state.query;
  }
  if (isNew(["view"])) showView();
  const isLayout = isNew(LAYOUT);
  if (isLayout) refresh();
  else if (state.view === "threads") draw();
  DRAW[state.view](isChoice);
  if (isLayout) sayBar();
  if (isChoice || isNew(FILTERS)) inspect();
  else if (isLayout) inspectSoon();
  if (isChoice || isNew(FILTERS)) raiseSheet();
  save(isStep);
}

/** The briefing of a window can wait until the window has come to rest. */
function inspectSoon() {
  clearTimeout(page.soon);
  page.soon = setTimeout(followWindow, 120);
}

/** What each view does beside the chart, which also counts. */
const DRAW = {
  threads(/** @type {boolean} */ isChoice) {
    paintStrip();
    sayOutside();
    if (isChoice && state.choice) revealChosen();
  },
  network: showNetwork,
  providers: showMatrix,
};

function revealChosen() {
  const key = chosenKey();
  if (key < 0 || reveal(key)) return;
  // Its lane shows only its largest stories: show all of them.
  const line = data.stories.line[key] ?? -1;
  if (key < data.stories.line.length && !state.open.has(line) && !Number.isNaN(data.times[key])) {
    state.open = new Set([...state.open, line]);
    refresh();
    reveal(key);
  }
}

function showView() {
  for (const view of Object.keys(VIEWS)) byId(view).hidden = view !== state.view;
  for (const node of byId("views").children)
    node.setAttribute("aria-pressed", String(node.dataset.view === state.view));
  document.body.dataset.view = state.view;
}

/** Choices are steps that Back returns from; the window follows without a step. */
function save(/** @type {boolean} */ isStep) {
  if (page.isRestoring) return;
  const put = (/** @type {boolean} */ step) => {
    const hash = write(state, usual, names);
    if (hash === location.hash.slice(1)) return;
    history[step ? "pushState" : "replaceState"](null, "", hash ? `#${hash}` : location.pathname);
  };
  clearTimeout(page.address);
  if (isStep) put(true);
  else page.address = setTimeout(() => put(false), 150);
}

function redraw() {
  if (state.view === "network") showNetwork();
  else if (state.view === "providers") showMatrix();
  refresh();
  paintStrip(true);
}

function startTools() {
  const field = byId("search");
  field.addEventListener("input", () => {
    clearTimeout(page.typing);
    page.typing = setTimeout(() => search(field.value), 60);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    clearTimeout(page.typing);
    search(field.value);
    openBest();
  });
  byId("find").onclick = () => {
    if (document.body.classList.toggle("finding")) field.focus();
  };
  byId("theme").onclick = () => {
    toggleTheme();
    redraw();
  };
  byId("help").onclick = showHints;
  byId("share").onclick = async () => {
    byId("share").textContent = (await copy(location.href)) ? "Copied" : "Refused";
    setTimeout(() => {
      byId("share").textContent = "Copy link";
    }, 1500);
  };
  byId("skip").onclick = (event) => {
    event.preventDefault();
    focusChart();
  };
  addEventListener("beforeprint", () => printing(true));
  addEventListener("afterprint", () => printing(false));
  matchMedia("print").addEventListener("change", (event) => printing(event.matches));
}

/** On paper the chart is as high as its first lanes, and light. */
function printing(/** @type {boolean} */ is) {
  chart.printing = is;
  document.documentElement.classList.toggle("printing", is);
  printTheme(is);
  redraw();
}

start();
// What tests and benchmarks drive the page with.
/** @type {any} */ (window).storyweft = {
  state,
  data,
  chart,
  net,
  choose,
  zoomTo,
  pointOf,
  search,
  show,
};
