// The page: decodes the data, ties the views to the state, and the state to the address.

import { read, write } from "./address.js";
import { sayBar, startBar } from "./bar.js";
import { chosenKey, draw, refresh, reveal } from "./chart.js";
import { data, decode, decodeExcerpts, isDated, lineOf, overview, positions, storyCount } from "./data.js";
import { byId, copy } from "./dom.js";
import { startExports } from "./exports.js";
import { apply } from "./filters.js";
import { focusChart, startHands } from "./hands.js";
import { followWindow, inspect, openBest, raiseSheet, startSheet } from "./inspector.js";
import { startKeys } from "./keys.js";
import { showMatrix } from "./matrix.js";
import { net, pointOf, showNetwork } from "./network.js";
import { chart, later } from "./plans.js";
import { begin, choose, follow, restore, search, show, state, usual, zoomTo } from "./store.js";
import { paintStrip, startStrip } from "./strip.js";
import { printTheme, startTheme, toggleTheme } from "./theme.js";

const FILTERS = ["query", "provider", "topic", "type", "flag", "quality"];
const LAYOUT = [...FILTERS, "from", "to", "extent", "open", "folds", "order", "view"];
/** What each view does beside the chart, which also counts. */
const DRAW = {
  threads(/** @type {boolean} */ isChoice) {
    if (isChoice && state.choice) revealChosen();
  },
  network: showNetwork,
  providers: showMatrix,
};

/** @type {import("./address.js").Names} */
let names;
let isRestoring = false;
/** The columns have been read; the excerpts, the other half of the page, may still come. */
const columns = new Promise((resolve) => addEventListener("columns", resolve));
const whole = new Promise((resolve) => addEventListener("DOMContentLoaded", resolve));

function start() {
  startTheme(redraw);
  showView();
  // Two frames later the frame is on the screen.
  requestAnimationFrame(() => requestAnimationFrame(painted));
}

function painted() {
  performance.mark("overview-painted");
  columns.then(finish);
}

async function finish() {
  try {
    await decode();
  } catch (error) {
    byId("loading").textContent = `The articles could not be read: ${/** @type {Error} */ (error).message}`;
    return;
  }
  names = {
    base: overview.base,
    stories: data.stories.id,
    articles: data.articles.iri ?? [],
    lines: data.stories.line_id,
    providers: overview.providers.iri,
    topics: overview.topics.iri,
    types: overview.types.name,
  };
  begin(positions.whole ? 0 : 1);
  for (const part of [startBar, startStrip, startHands, startSheet, startKeys, startExports, startTools]) part();
  follow(update);
  open();
  addEventListener("popstate", open);
  new ResizeObserver(() => hasNewSize() && later(redraw)).observe(byId("scroll"));
  performance.mark("ready");
  document.documentElement.dataset.ready = "true";
  await whole;
  await decodeExcerpts();
  if (state.query || state.choice) renew(() => update(state, false));
}

/** Make everything anew. */
function renew(/** @type {() => void} */ act) {
  isRestoring = true;
  act();
  isRestoring = false;
}

/** Set everything to what the address says. */
const open = () => renew(() => restore(read(location.hash.slice(1), usual, names)));

/** Follow a change of the state: only what it touches is made anew. */
function update(before, /** @type {boolean} */ isStep) {
  const isNew = (keys) => isRestoring || keys.some((key) => before[key] !== state[key]);
  const isFilter = isNew(FILTERS);
  const isChoice = isNew(["choice"]);
  const isLayout = isNew(LAYOUT);
  if (isFilter) apply();
  if (isFilter && byId("search").value.trim() !== state.query.trim()) byId("search").value = state.query;
  if (isNew(["view"])) showView();
  // Before anything is written that would have to be laid out for its size.
  if (state.view === "threads") paintStrip();
  if (isLayout) refresh();
  else if (state.view === "threads") draw();
  DRAW[state.view](isChoice);
  if (isLayout) sayBar();
  if (isChoice || isFilter || isNew(["view"])) raiseSheet();
  if (isChoice || isFilter) {
    inspect();
  } else if (isLayout) soon("window", followWindow, 120); // when the window has come to rest
  if (isRestoring) return;
  if (!isStep) return soon("address", () => save("replaceState", state), 150);
  // What a step leaves behind may not have been written yet.
  save("replaceState", before);
  save("pushState", state);
}

/** @type {Record<string, number>} */
const timers = {};
/** Do something a little later; what waits under the same name is not done. */
function soon(/** @type {string} */ name, /** @type {() => void} */ job, /** @type {number} */ wait) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(job, wait);
}

function revealChosen() {
  const key = chosenKey();
  if (key < 0 || reveal(key) || key >= storyCount || state.open.has(lineOf(key)) || !isDated(key)) return;
  // Its lane shows only its largest stories: show all of them.
  state.open = new Set([...state.open, lineOf(key)]);
  refresh();
  reveal(key);
}

function showView() {
  for (const node of byId("views").children) {
    const { view } = node.dataset;
    node.setAttribute("aria-pressed", view === state.view);
    byId(view).hidden = view !== state.view;
  }
  document.body.dataset.view = state.view;
}

/** Choices are steps that Back returns from; the window follows without a step. */
function save(/** @type {"pushState" | "replaceState"} */ how, /** @type {State} */ what) {
  clearTimeout(timers.address);
  const hash = write(what, usual, names);
  if (hash !== location.hash.slice(1)) history[how](null, "", hash ? `#${hash}` : location.pathname);
}

function hasNewSize() {
  const { clientWidth, clientHeight } = byId("scroll");
  return clientWidth !== chart.box.w || clientHeight !== chart.box.h;
}

function redraw() {
  if (state.view !== "threads") DRAW[state.view]();
  paintStrip(true);
  refresh();
}

function startTools() {
  const field = byId("search");
  field.addEventListener("input", () => soon("search", () => search(field.value), 60));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    clearTimeout(timers.search);
    search(field.value);
    openBest();
  });
  byId("find").onclick = () => document.body.classList.toggle("finding") && field.focus();
  byId("theme").onclick = () => {
    toggleTheme();
    redraw();
  };
  byId("help").onclick = () => byId("hints").showModal();
  byId("views").onclick = ({ target }) => target.dataset.view && show(target.dataset.view);
  byId("share").onclick = ({ target }) => copy(target, location.href);
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
  net.vis?.setSize();
}

start();
/** What tests and benchmarks drive the page with. @type {any} */
(window).storyweft = { state, data, chart, net, choose, zoomTo, pointOf, search, show };
