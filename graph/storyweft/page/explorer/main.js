// The page: draws the overview, decodes the rest, and ties map, lists, cards and filters together.

import { read, write } from "./address.js";
import { showCard, startCards } from "./cards.js";
import { articleCount, data, decode, isLone, isSmall, labelOf, overview } from "./data.js";
import { startExports } from "./exports.js";
import { startFilters, updateFilters, updateLegend } from "./facets.js";
import { apply, clear, isFiltered, matches, search, wanted } from "./filters.js";
import { copy } from "./clipboard.js";
import { showHints } from "./hints.js";
import { countStories, currentTab, openTab, startLists, updateLists } from "./lists.js";
import {
  describe,
  fit,
  labelsNow,
  move,
  neighbourTowards,
  pan,
  pointOf,
  refresh,
  reveal,
  show,
  startMap,
  viewOf,
  zoom,
} from "./map.js";
import { warm } from "./search.js";
import { elementCount, scene, setFocus } from "./scene.js";
import { look, readTheme, startTheme, toggleTheme } from "./theme.js";
import { startTimeline, updateTimeline } from "./timeline.js";
import { byId, digits, make, plural } from "./text.js";

const page = { before: [], timer: 0, soon: 0, theme: null };

function start() {
  look.usual = look.colour = isSmall ? "kind" : overview.topics.n.length > 1 ? "topic" : "date";
  scene.usual = { ...scene.shown };
  startTheme(recolour);
  startLists(choose);
  updateLegend(change);
  tellCounts();
  startMap(choose, saveAddress);
  startExports();
  startKeys();
  // Two frames later the overview is on the screen, and the rest of the page has been read.
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
    byId("loading").textContent = `The articles could not be read: ${error.message}`;
    return;
  }
  startFilters(change);
  startTimeline(changeSoon);
  startCards({ choose, copy, focus, linkTo, only, show });
  byId("loading").hidden = true;
  tellLimits();
  restore();
  addEventListener("hashchange", restore);
  performance.mark("ready");
  (window.requestIdleCallback ?? setTimeout)(warm);
  document.documentElement.dataset.ready = "true";
}

/** Set everything to what the address says. */
function restore() {
  const { name, view, hops } = read(location.hash.slice(1));
  byId("search").value = wanted.query;
  search(change);
  scene.selected = name;
  setFocus(hops ? name : null, hops || 1);
  apply();
  update();
  tellSelection();
  if (view) move(view, view.scale, false);
  else if (name) show(name, false);
  else fit(false);
}

/** A filter or a colour changed. */
function change(isFilter = true) {
  if (isFilter !== false) apply();
  update();
  saveAddress();
}

/** The same while the reader types or drags: lists and counts at once, the rest when there is time. */
function changeSoon() {
  apply();
  updateLists();
  tellCounts();
  clearTimeout(page.soon);
  page.soon = setTimeout(change, 60);
}

function update() {
  refresh();
  updateFilters();
  updateTimeline();
  updateLegend(change);
  updateLists();
  tellCounts();
  tellFocus();
}

function tellCounts() {
  const counts = byId("counts");
  const of = (some, all, word, words) =>
    some === all ? plural(all, word, words) : `${digits(some)} of ${plural(all, word, words)}`;
  const stories = of(countStories(), overview.stories, "story", "stories");
  const text = `${stories}, ${of(matches.count, articleCount, "article")}`;
  if (counts.textContent !== text) counts.textContent = text;
  byId("reset").hidden = !isFiltered() && !scene.focus;
}

function tellLimits() {
  const left = overview.total - articleCount;
  if (!left && overview.excerpts) return;
  const parts = [];
  if (left) {
    parts.push(
      `${plural(left, "article")} of ${digits(overview.total)} are left out: the oldest of the lowest quality.`,
    );
  }
  if (!overview.excerpts) parts.push("Excerpts are left out to keep the page small.");
  parts.push(
    "To see everything, run “storyweft serve”, or make a page for each topic with “--split topic”.",
  );
  byId("filters").prepend(make("p", { class: "note", id: "limits" }, parts.join(" ")));
}

/* Selection */

function choose(name) {
  if (name && name === scene.selected) {
    openTab("details");
    return reveal(name);
  }
  if (scene.selected) page.before.push(scene.selected);
  select(name);
  if (name) reveal(name);
}

function select(name) {
  scene.selected = name;
  if (scene.focus && name) setFocus(name);
  // A card that gives way to another hands on the keyboard too.
  const isInCard = byId("details").contains(document.activeElement);
  tellSelection();
  if (isInCard) byId("details").querySelector("h2")?.focus();
  update();
  saveAddress();
}

function tellSelection() {
  const name = scene.selected;
  if (!data.isReady) return;
  showCard(name);
  if (name) openTab("details");
  else if (currentTab() === "details") openTab("stories");
  byId("chosen").textContent = name ? `${labelOf(name)}. ${describe(name)}` : "Nothing chosen";
}

function focus(name) {
  setFocus(name);
  update();
  saveAddress();
}

function tellFocus() {
  const element = byId("focus");
  element.hidden = !scene.focus;
  if (!scene.focus) return;
  const active = document.activeElement?.dataset?.hops;
  const hops = [1, 2, 3].map((number) =>
    make(
      "button",
      {
        type: "button",
        "data-hops": number,
        "aria-pressed": String(scene.hops === number),
        onclick: () => {
          setFocus(scene.selected, number);
          update();
          saveAddress();
        },
      },
      String(number),
    ),
  );
  const leave = make("button", { type: "button", onclick: () => focus(null) }, "Leave");
  element.replaceChildren(
    make("span", {}, `Focus: ${plural(scene.focus.size, "article")} within`),
    ...hops,
    make("span", {}, "hops"),
    leave,
  );
  if (active) element.querySelector(`[data-hops="${active}"]`)?.focus();
}

/** Filter by one provider or topic only; a second time lets all through again. */
function only(facet, index) {
  const isOnly = wanted[facet].size === 1 && wanted[facet].has(index);
  wanted[facet].clear();
  if (!isOnly) wanted[facet].add(index);
  change();
  showCard(scene.selected);
}

function back() {
  if (scene.focus) return focus(null);
  if (!scene.selected) return;
  const before = page.before.pop() ?? null;
  select(before);
  if (before) reveal(before);
}

function reset() {
  clear();
  byId("search").value = "";
  search(change);
  setFocus(null);
  change();
}

/* Address */

function saveAddress() {
  if (!data.isReady) return;
  clearTimeout(page.timer);
  page.timer = setTimeout(() => {
    const hash = write(scene.selected, viewOf());
    history.replaceState(null, "", `#${hash}`);
  }, 150);
}

function linkTo(name) {
  return `${location.href.split("#")[0]}#${write(name)}`;
}

/* Keys and header */

function startKeys() {
  const field = byId("search");
  field.addEventListener("input", () => {
    wanted.query = field.value.trim();
    search(change);
    if (wanted.query && currentTab() === "details") openTab("articles");
    changeSoon();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") openFirst();
    if (event.key === "ArrowDown") byId(currentTab()).querySelector("button")?.focus();
  });
  byId("reset").addEventListener("click", reset);
  byId("theme").addEventListener("click", changeTheme);
  byId("help").addEventListener("click", showHints);
  byId("share").addEventListener("click", share);
  document.addEventListener("keydown", onKey);
  byId("map").addEventListener("keydown", onMapKey);
  // Some browsers tell of printing by an event, some by the medium, some by both.
  addEventListener("beforeprint", () => lightFor(true));
  addEventListener("afterprint", () => lightFor(false));
  matchMedia("print").addEventListener("change", (event) => lightFor(event.matches));
}

/** Enter in the search: the first hit, with the keyboard on its card. */
function openFirst() {
  const first = byId(currentTab()).querySelector(".row, .chips button");
  if (!first) return;
  first.click();
  byId("details").querySelector("h2")?.focus();
}

async function share() {
  const isDone = await copy(`${location.href.split("#")[0]}#${write(scene.selected, viewOf())}`);
  byId("share").textContent = isDone ? "Copied" : "Refused";
  setTimeout(() => {
    byId("share").textContent = "Copy link";
  }, 1500);
}

/** Paper is light, whatever the screen is. */
function lightFor(isPrinting) {
  const root = document.documentElement;
  if (isPrinting === Boolean(page.theme)) return;
  const before = page.theme;
  page.theme = isPrinting ? root.dataset.theme : null;
  root.dataset.theme = before ?? "light";
  readTheme();
  refresh(true);
}

function changeTheme() {
  toggleTheme();
  recolour();
}

function recolour() {
  refresh();
  updateLegend(change);
}

function isTyping(event) {
  return event.target.closest?.(
    "input:not([type=checkbox]):not([type=range]), select, textarea, dialog",
  );
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return leave(event);
  if (isTyping(event) || !data.isReady) return;
  const act = {
    "/": () => byId("search").focus(),
    "?": showHints,
    f: () => scene.selected && focus(scene.focus ? null : scene.selected),
    d: changeTheme,
    l: () => (byId("panel").contains(document.activeElement) ? byId("map") : firstRow()).focus(),
    "+": () => zoom(1.5),
    "=": () => zoom(1.5),
    "-": () => zoom(1 / 1.5),
    0: () => fit(true),
    1: () => hop(1),
    2: () => hop(2),
    3: () => hop(3),
  }[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
}

function firstRow() {
  return byId(currentTab()).querySelector("button") ?? byId(`tab-${currentTab()}`);
}

function hop(number) {
  if (!scene.focus) return;
  setFocus(scene.selected, number);
  update();
  saveAddress();
}

function leave(event) {
  if (byId("hints").open) return;
  if (event.target === byId("search") && byId("search").value) {
    wanted.query = byId("search").value = "";
    search(change);
    change();
    return;
  }
  if (event.target === byId("search")) byId("map").focus();
  else back();
}

function onMapKey(event) {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
    event.key
  ];
  if (event.key === "Enter" && scene.selected) {
    const isStory = scene.selected[0] === "s" && !isLone(Number(scene.selected.slice(1)));
    if (isStory) show(scene.selected);
    else byId("details").querySelector("a, button")?.focus();
  }
  if (!step || !data.isReady) return;
  event.preventDefault();
  if (!scene.selected) return pan(...step);
  const next = neighbourTowards(scene.selected, ...step);
  if (next) choose(next);
}

/** For tests and benchmarks: what the page shows, where, and the one thing that a click does. */
window.storyweft = {
  choose,
  move,
  pointOf,
  get labels() {
    return labelsNow().map((item) => item.box);
  },
  get state() {
    const { selected, open } = scene;
    return { selected, open: open.size, elements: elementCount(), matches: matches.count };
  },
};

start();
