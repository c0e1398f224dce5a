// The view in the address: what comes after # says what is chosen, filtered and shown, so that a
// link reopens exactly this. Ids, IRIs and names stand there, never numbers, which change.

import { DAY } from "./times.js";

/**
 * @typedef {object} Names what the numbers of a page are called
 * @property {string} base where IRIs of the graph start
 * @property {string[]} stories ids
 * @property {string[]} articles IRIs
 * @property {string[]} lines ids
 * @property {string[]} providers IRIs
 * @property {string[]} topics IRIs
 * @property {string[]} types
 */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Choice} Choice */

const VIEWS = ["threads", "network", "providers"];
const ORDERS = ["most", "newest", "longest"];
const FACETS = /** @type {const} */ ([
  ["provider", "providers"],
  ["topic", "topics"],
  ["type", "types"],
]);
/** Kind of choice → its name in an address, and which ids it counts by. */
const CHOICES = {
  story: ["story", "stories"],
  article: ["article", "articles"],
  line: ["storyline", "lines"],
  provider: ["of-provider", "providers"],
  topic: ["of-topic", "topics"],
  pair: ["pair", "providers"],
  between: ["between", "stories"],
  loose: ["list", null],
  undated: ["list", null],
};

/** @param {State} state @param {Partial<State>} usual @param {Names} names */
export function write(state, usual, names) {
  const parts = new URLSearchParams();
  if (state.view !== usual.view) parts.set("view", state.view);
  if (state.choice) writeChoice(parts, state.choice, names);
  if (state.extent && (state.from !== usual.from || state.to !== usual.to)) {
    parts.set("dates", `${minute(state.from)}~${minute(state.to)}`);
  }
  if (state.query) parts.set("q", state.query);
  for (const [facet, column] of FACETS) {
    for (const index of state[facet]) parts.append(facet, short(names[column][index], names.base));
  }
  if (state.flag !== null) parts.set("published", String(state.flag));
  if (state.quality) parts.set("quality", String(state.quality));
  if (state.order !== usual.order) parts.set("order", state.order);
  if (state.hops !== usual.hops) parts.set("hops", String(state.hops));
  if (state.hidden.size) parts.set("without", [...state.hidden].sort().join("~"));
  if (!state.folds) parts.set("folds", "no");
  return parts.toString();
}

function writeChoice(/** @type {URLSearchParams} */ parts, /** @type {Choice} */ choice, /** @type {Names} */ names) {
  const [key, column] = CHOICES[choice.kind];
  if (!column) return parts.set(key, choice.kind);
  const id = (/** @type {number} */ index) => short(names[column][index] ?? "", names.base);
  parts.append(key, id(choice.id));
  if (choice.other !== undefined) parts.append(key, id(choice.other));
}

const minute = (/** @type {number} */ time) => new Date(time).toISOString().slice(0, 16);
const short = (/** @type {string} */ iri, /** @type {string} */ base) =>
  iri.startsWith(base) ? iri.slice(base.length) : iri;

/**
 * Return what an address changes; what it has no sense of is left as it usually is.
 * @param {string} text @param {State} usual @param {Names} names @returns {State}
 */
export function read(text, usual, names) {
  const parts = new URLSearchParams(text);
  const one = (/** @type {string} */ key, allowed, other) =>
    allowed.includes(parts.get(key)) ? parts.get(key) : other;
  const state = { ...usual, choice: readChoice(parts, names) };
  state.view = one("view", VIEWS, usual.view);
  state.order = one("order", ORDERS, usual.order);
  state.query = parts.get("q") ?? "";
  for (const [facet, column] of FACETS) {
    const indices = parts.getAll(facet).map((name) => indexOf(names[column], name, names.base));
    state[facet] = new Set(indices.filter((index) => index >= 0));
  }
  state.flag = { 0: 0, 1: 1 }[parts.get("published") ?? ""] ?? null;
  state.quality = Math.max(0, Number(parts.get("quality")) || 0);
  const hops = Number(parts.get("hops"));
  state.hops = parts.has("hops") && [0, 1, 2, 3].includes(hops) ? hops : usual.hops;
  state.hidden = new Set((parts.get("without") ?? "").split("~").filter(Boolean));
  state.folds = parts.get("folds") !== "no";
  state.open = new Set();
  readDates(state, parts.get("dates"));
  return state;
}

function readDates(/** @type {State} */ state, /** @type {?string} */ text) {
  const [from, to] = (text ?? "").split("~").map((time) => Date.parse(`${time}Z`));
  if (!state.extent || !(from < to)) return;
  state.from = from;
  state.to = Math.max(to, from + DAY / 24);
  state.extent = [Math.min(state.extent[0], from), Math.max(state.extent[1], to)];
}

/** @returns {?Choice} */
function readChoice(/** @type {URLSearchParams} */ parts, /** @type {Names} */ names) {
  for (const [kind, [key, column]] of Object.entries(CHOICES)) {
    if (!column) {
      if (parts.get(key) === kind) return /** @type {Choice} */ ({ kind, id: 0 });
      continue;
    }
    const ids = parts.getAll(key).map((name) => indexOf(names[column], name, names.base));
    const needed = kind === "pair" || kind === "between" ? 2 : 1;
    if (ids.length === needed && ids.every((id) => id >= 0)) {
      const [id, other] = ids;
      return /** @type {Choice} */ (needed === 2 ? { kind, id, other } : { kind, id });
    }
  }
  return null;
}

function indexOf(/** @type {string[]} */ list, /** @type {string} */ name, /** @type {string} */ base) {
  const index = list.indexOf(name);
  return index >= 0 ? index : list.indexOf(base + name);
}
