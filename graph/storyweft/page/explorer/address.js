// The view in the address: what comes after # says what is selected, filtered and shown, so that a
// link reopens exactly this view. IRIs, ids and names are told, never numbers, which change.

import { articleCount, data, groupCount, overview, parse, value } from "./data.js";
import { wanted } from "./filters.js";
import { scene } from "./scene.js";
import { look } from "./theme.js";
import { dayOf, isoDay } from "./text.js";

const FACETS = {
  topic: () => overview.topics.iri,
  provider: () => overview.providers.iri,
  type: () => overview.types,
};

function idOf(name) {
  const { kind, index } = parse(name);
  if (kind === "a") return ["article", value("iri", index)];
  if (kind === "s") return ["story", data.stories.id[index] ?? value("iri", index)];
  const [key, table] =
    kind === "p" ? ["in-provider", overview.providers] : ["in-topic", overview.topics];
  return [key, short(table.iri[index])];
}

function short(iri) {
  return iri.startsWith(overview.base) ? iri.slice(overview.base.length) : iri;
}

function indexOf(list, text) {
  const index = list.indexOf(text);
  return index >= 0 ? index : list.indexOf(overview.base + text);
}

/** Return the view as it stands in an address; another selection may be asked for. */
export function write(name, view = null) {
  const parts = new URLSearchParams();
  if (name) parts.set(...idOf(name));
  if (scene.focus) parts.set("hops", scene.hops);
  if (wanted.query) parts.set("q", wanted.query);
  for (const [facet, table] of Object.entries(FACETS)) {
    for (const index of wanted[facet]) parts.append(facet, short(table()[index]));
  }
  if (wanted.flag !== null) parts.set("published", wanted.flag);
  if (wanted.quality) parts.set("quality", wanted.quality.join("~"));
  if (wanted.days) parts.set("dates", wanted.days.map(isoDay).join("~"));
  if (look.colour !== look.usual) parts.set("colour", look.colour);
  const hidden = Object.keys(scene.shown).filter((kind) => scene.shown[kind] !== scene.usual[kind]);
  if (hidden.length) parts.set("toggled", hidden.join("~"));
  if (view)
    parts.set("view", [view.x, view.y].map(Math.round).concat(view.scale.toPrecision(3)).join("~"));
  return parts.toString();
}

/** Take over filters and choices from an address; return the selection, the view and the hops. */
export function read(text) {
  const parts = new URLSearchParams(text);
  wanted.query = parts.get("q") ?? "";
  for (const [facet, table] of Object.entries(FACETS)) {
    wanted[facet].clear();
    for (const name of parts.getAll(facet)) {
      const index = indexOf(table(), name);
      if (index >= 0) wanted[facet].add(index);
    }
  }
  wanted.flag = { 0: 0, 1: 1 }[parts.get("published")] ?? null;
  wanted.quality = pair(parts.get("quality"), Number);
  wanted.days = pair(parts.get("dates"), dayOf);
  const colour = parts.get("colour") ?? look.usual;
  look.colour = ["kind", "topic", "provider", "date"].includes(colour) ? colour : look.usual;
  Object.assign(scene.shown, scene.usual);
  for (const kind of (parts.get("toggled") ?? "").split("~")) {
    if (kind in scene.usual) scene.shown[kind] = !scene.usual[kind];
  }
  const hops = Number(parts.get("hops"));
  return {
    name: selection(parts),
    view: viewIn(parts.get("view")),
    hops: hops >= 1 && hops <= 3 ? hops : 0,
  };
}

function pair(text, convert) {
  const ends = (text ?? "").split("~").map(convert);
  return ends.length === 2 && ends.every((end) => end !== null && !Number.isNaN(end)) ? ends : null;
}

function viewIn(text) {
  const [x, y, scale] = (text ?? "").split("~").map(Number);
  return Number.isFinite(x) && Number.isFinite(y) && scale > 0 ? { x, y, scale } : null;
}

function selection(parts) {
  const article = parts.get("article");
  if (article) return named("a", data.articles.iri.slice(0, articleCount).indexOf(article));
  const story = parts.get("story");
  if (story) return named("s", data.stories.id.slice(0, groupCount).indexOf(story));
  if (parts.get("in-provider"))
    return named("p", indexOf(overview.providers.iri, parts.get("in-provider")));
  if (parts.get("in-topic")) return named("t", indexOf(overview.topics.iri, parts.get("in-topic")));
  return null;
}

function named(kind, index) {
  return index < 0 ? null : `${kind}${index}`;
}
