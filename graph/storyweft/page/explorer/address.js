// The view in the address: what comes after # says what is chosen, filtered and shown, so that a
// link reopens exactly this. Ids, IRIs and names stand there, never numbers, which change.

import { HOUR } from "./times.js";

/**
 * @typedef {object} Names what the numbers of a page are called: ids of stories and lines, IRIs, types
 * @property {string} base where IRIs of the graph start
 * @property {string[]} stories @property {string[]} articles @property {string[]} lines
 * @property {string[]} providers @property {string[]} topics @property {string[]} types
 */

const VIEWS = ["threads", "network", "providers"];
const ORDERS = ["most", "newest", "longest"];
const FACETS = { provider: "providers", topic: "topics", type: "types" };
/** Kind of choice → its name in an address, which ids it counts by, and how many it has. @type {Record<Choice["kind"], [string, string, number]>} */
const CHOICES = {
  story: ["story", "stories", 1],
  article: ["article", "articles", 1],
  line: ["storyline", "lines", 1],
  provider: ["of-provider", "providers", 1],
  topic: ["of-topic", "topics", 1],
  pair: ["pair", "providers", 2],
  between: ["between", "stories", 2],
  loose: ["list", "", 0],
  undated: ["list", "", 0],
};

const minute = (/** @type {number} */ time) => new Date(time).toISOString().slice(0, 16);
const listOf = (/** @type {Set<string>} */ set) => [...set].sort().join("~");

/** @param {State} state @param {State} usual @param {Names} names */
export function write(state, usual, names) {
  const parts = new URLSearchParams();
  const put = (key, text, isUsual) => isUsual || parts.append(key, text);
  const short = (column, index) => {
    const name = names[column][index] ?? "";
    return name.startsWith(names.base) ? name.slice(names.base.length) : name;
  };
  put("view", state.view, state.view === usual.view);
  const [key, column, count] = CHOICES[state.choice?.kind] ?? [];
  if (count === 0) put(key, state.choice.kind);
  if (count > 0) put(key, short(column, state.choice.id));
  if (count > 1) put(key, short(column, state.choice.other));
  const isAll = !state.extent || (state.from === usual.from && state.to === usual.to);
  put("dates", isAll || `${minute(state.from)}~${minute(state.to)}`, isAll);
  put("q", state.query, !state.query);
  for (const facet in FACETS) for (const index of state[facet]) put(facet, short(FACETS[facet], index));
  put("published", String(state.flag), state.flag === null);
  put("quality", String(state.quality), !state.quality);
  put("order", state.order, state.order === usual.order);
  put("hops", String(state.hops), state.hops === usual.hops);
  put("without", listOf(state.hidden), listOf(state.hidden) === listOf(usual.hidden));
  put("folds", "no", state.folds);
  return parts.toString();
}

/**
 * Return what an address changes; what it has no sense of is left as it usually is.
 * @param {string} text @param {State} usual @param {Names} names @returns {State}
 */
export function read(text, usual, names) {
  const parts = new URLSearchParams(text);
  const one = (key, allowed, other) => (allowed.includes(parts.get(key)) ? parts.get(key) : other);
  const all = (key, column) => parts.getAll(key).map((name) => indexOf(names[column], name, names.base));
  const state = { ...usual, choice: readChoice(parts, all), open: new Set() };
  state.view = one("view", VIEWS, usual.view);
  state.order = one("order", ORDERS, usual.order);
  state.query = parts.get("q") ?? "";
  for (const facet in FACETS) state[facet] = new Set(all(facet, FACETS[facet]).filter((index) => index >= 0));
  state.flag = { 0: 0, 1: 1 }[parts.get("published") ?? ""] ?? null;
  state.quality = Math.max(0, Number(parts.get("quality")) || 0);
  state.hops = Number(one("hops", ["0", "1", "2", "3"], usual.hops));
  if (parts.has("without")) state.hidden = new Set(parts.get("without").split("~").filter(Boolean));
  state.folds = parts.get("folds") !== "no";
  readDates(state, parts.get("dates") ?? "");
  return state;
}

function readDates(/** @type {State} */ state, /** @type {string} */ text) {
  const [from, to] = text.split("~").map((time) => Date.parse(`${time}Z`));
  if (!state.extent || !(from < to)) return;
  state.from = from;
  state.to = Math.max(to, from + HOUR);
  state.extent = [Math.min(state.extent[0], from), Math.max(state.extent[1], to)];
}

/** @returns {?Choice} */
function readChoice(/** @type {URLSearchParams} */ parts, all) {
  for (const kind of /** @type {Choice["kind"][]} */ (Object.keys(CHOICES))) {
    const [key, column, count] = CHOICES[kind];
    const ids = count ? all(key, column) : [0];
    const isThis = count ? ids.length === count && ids.every((id) => id >= 0) : parts.get(key) === kind;
    if (isThis) return count > 1 ? { kind, id: ids[0], other: ids[1] } : { kind, id: ids[0] };
  }
  return null;
}

function indexOf(/** @type {string[]} */ list, /** @type {string} */ name, /** @type {string} */ base) {
  const index = list.indexOf(name);
  return index >= 0 ? index : list.indexOf(base + name);
}
