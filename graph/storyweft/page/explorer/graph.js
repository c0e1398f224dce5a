// What the network shows: all of a small graph; of a large one its largest stories, or what lies
// around a choice. Nodes are numbered through: stories, articles, providers, topics.

import { articleCount, articlesOf, data, isDated, lineOf, overview, positions, providersOf } from "./data.js";
import { range, starts, storyCount, storyOf, tally, tiesOf, topicsOf } from "./data.js";
import { state } from "./store.js";
import { articles, plural, stories } from "./text.js";

/** At most so many nodes and edges; of a provider or topic so many stories; so much of a large story. */
const MOST = 1_500;
const MOST_STORIES = 40;
const MOST_ARTICLES = 150;
const MOST_OF_HUBS = 8;

/** @typedef {"story" | "article" | "provider" | "topic"} Kind */
/** @typedef {{id: number, kind: Kind, index: number, x: number, y: number, r: number}} Node */
/** @typedef {{from: number, to: number, kind: "about" | "published by" | "part of" | "related" | "follows"}} Edge */
/** @typedef {{nodes: Node[], edges: Edge[], note: string, centre: number}} Network */

const FIRST = {
  story: 0,
  article: storyCount,
  provider: storyCount + articleCount,
  topic: storyCount + articleCount + overview.providers.name.length,
};
export const idOf = (/** @type {Kind} */ kind, /** @type {number} */ index) => FIRST[kind] + index;

/** @returns {{kind: Kind, index: number}} */
export function kindOf(/** @type {number} */ id) {
  const kinds = /** @type {Kind[]} */ (["topic", "provider", "article", "story"]);
  const kind = kinds.find((name) => id >= FIRST[name]) ?? "story";
  return { kind, index: id - FIRST[kind] };
}

const story = (/** @type {number} */ index) => idOf("story", index);
const article = (/** @type {number} */ index) => idOf("article", index);

/** The node that is chosen, or -1. */
export function chosenNode() {
  const { choice } = state;
  if (!choice) return -1;
  if (choice.kind === "between") return story(choice.id);
  const kinds = ["story", "article", "provider", "topic"];
  return kinds.includes(choice.kind) ? idOf(/** @type {Kind} */ (choice.kind), choice.id) : -1;
}

/** Return what is to be drawn, without the kinds that are switched off. @returns {Network} */
export function network() {
  const centre = chosenNode();
  const isAround = centre >= 0 && state.hops > 0;
  const all = isAround ? around(centre) : positions.whole ? everything() : largest();
  const nodes = all.nodes.filter((node) => !state.hidden.has(node.kind) || node.id === centre);
  const shown = new Set(nodes.map((node) => node.id));
  const edges = all.edges.filter((edge) => shown.has(edge.from) && shown.has(edge.to));
  return { ...all, nodes, edges: edges.slice(0, Math.max(0, MOST - nodes.length)), centre };
}

/* Without a choice */

/** @returns {Network} */
function everything() {
  /** @type {Node[]} */
  const nodes = positions.stories.map(([x, y, r], index) => ({
    id: story(index),
    kind: "story",
    index,
    x,
    y,
    r,
  }));
  const add = (kind, r) =>
    positions[`${kind === "story" ? "storie" : kind}s`].forEach(([x, y], index) => {
      nodes.push({ id: idOf(kind, index), kind, index, x, y, r });
    });
  add("article", 6);
  add("provider", 6);
  add("topic", 11);
  const edges = edgesAmong(new Set(nodes.map((node) => node.id)), false);
  return { nodes, edges, note: "All stories, articles, providers and topics.", centre: -1 };
}

/** @returns {Network} */
function largest() {
  /** @type {Node[]} */
  const nodes = positions.stories.map(([x, y, r], index) => ({
    id: story(index),
    kind: "story",
    index,
    x,
    y,
    r: r * 0.6,
  }));
  const edges = edgesAmong(new Set(nodes.map((node) => node.id)), false);
  const note =
    nodes.length < storyCount
      ? `The ${nodes.length} largest of ${stories(storyCount)}. Colours are storylines. Choose one to see what lies around it.`
      : `${stories(storyCount)}. Colours are storylines. Choose one to see what lies around it.`;
  return { nodes, edges, note, centre: -1 };
}

/** All edges between some nodes. */
function edgesAmong(/** @type {Set<number>} */ ids, /** @type {boolean} */ hasParts) {
  /** @type {Edge[]} */
  const edges = [];
  const add = (from, to, kind) => ids.has(to) && edges.push({ from, to, kind });
  const ofStory = (id, index) => {
    for (const tie of tiesOf(index)) {
      if (tie.how === "after") add(id, story(tie.story), "follows");
      if (tie.how === "beside" && index < tie.story) add(id, story(tie.story), "related");
    }
  };
  const ofArticle = (id, index) => {
    if (hasParts && storyOf[index] >= 0) add(id, story(storyOf[index]), "part of");
    if (data.provider[index] >= 0) add(id, idOf("provider", data.provider[index]), "published by");
    for (const topic of topicsOf(index)) add(id, idOf("topic", topic), "about");
    for (const link of data.linksFrom(index)) add(id, article(data.links.target[link]), "related");
  };
  for (const id of ids) {
    const { kind, index } = kindOf(id);
    if (kind === "story") ofStory(id, index);
    if (kind === "article") ofArticle(id, index);
  }
  return edges;
}

/* Around a choice */

/** Stories of a provider or topic, those with most of its articles first. @type {Map<number, number[]>} */
const storiesOf = new Map();

function storiesWith(/** @type {Kind} */ kind, /** @type {number} */ index) {
  const id = idOf(kind, index);
  if (!storiesOf.has(id)) {
    const is = (a) => (kind === "provider" ? data.provider[a] === index : topicsOf(a).includes(index));
    const own = range(0, articleCount).filter(is);
    const counts = tally(own.map((a) => storyOf[a]).filter((s) => s >= 0)).slice(0, MOST_STORIES);
    const loose = own
      .filter((a) => storyOf[a] < 0)
      .slice(0, MOST_STORIES)
      .map(article);
    storiesOf.set(id, [...counts.map(([s]) => story(s)), ...loose]);
  }
  return storiesOf.get(id) ?? [];
}

/** The nodes one hop away, the nearest first. */
export function neighbours(/** @type {number} */ id) {
  const { kind, index } = kindOf(id);
  if (kind === "provider" || kind === "topic") return storiesWith(kind, index);
  if (kind === "story") {
    const own = articlesOf(index).slice(0, MOST_ARTICLES).map(article);
    return [...own, ...tiesOf(index).map((tie) => story(tie.story))];
  }
  const links = [
    ...data.linksFrom(index).map((link) => data.links.target[link]),
    ...data.linksTo(index).map((link) => data.links.source[link]),
  ];
  return [
    ...(storyOf[index] >= 0 ? [story(storyOf[index])] : []),
    ...(data.provider[index] >= 0 ? [idOf("provider", data.provider[index])] : []),
    ...topicsOf(index).map((topic) => idOf("topic", topic)),
    ...links.map(article),
  ];
}

/** @returns {Network} */
function around(/** @type {number} */ centre) {
  const { kind, index } = kindOf(centre);
  const places = kind === "story" ? aroundStory(index) : new Map([[centre, { x: 0, y: 0, r: 20, angle: 0 }]]);
  let reach = kind === "story" ? Math.max(...[...places.values()].map((p) => Math.hypot(p.x, p.y))) : 0;
  let edge = [...places.keys()];
  const hops = kind === "story" ? state.hops - 1 : state.hops;
  for (let hop = 0; hop < hops && places.size < MOST / 3; hop++) {
    /** @type {{id: number, angle: number}[]} */
    const ring = [];
    const seen = new Set(places.keys());
    for (const from of edge) {
      // What everybody shares says little of a choice: a few of it.
      const isHub = from !== centre && ["provider", "topic"].includes(kindOf(from).kind);
      const fresh = neighbours(from)
        .filter((id) => !seen.has(id))
        .slice(0, isHub ? MOST_OF_HUBS : MOST);
      fresh.slice(0, Math.max(0, Math.floor(MOST / 2.5) - seen.size)).forEach((id, at, all) => {
        seen.add(id);
        const place = places.get(from);
        const spread = from === centre ? (2 * Math.PI * at) / all.length : (at - (all.length - 1) / 2) * 0.06;
        ring.push({ id, angle: place.angle + spread });
      });
    }
    reach = placeRing(places, ring, reach + 150, 46);
    edge = ring.map(({ id }) => id);
  }
  /** @type {Node[]} */
  const nodes = [...places].map(([id, { x, y, r }]) => ({ id, ...kindOf(id), x, y, r }));
  const edges = edgesAmong(new Set(places.keys()), true);
  if (kind !== "story") edges.push(...spokes(centre, nodes, edges));
  return { nodes, edges, note: say(nodes), centre };
}

/** A provider or topic has its stories around it, whose articles are not drawn. @returns {Edge[]} */
function spokes(/** @type {number} */ centre, /** @type {Node[]} */ nodes, /** @type {Edge[]} */ edges) {
  const { kind } = kindOf(centre);
  if (kind === "article") return [];
  const how = kind === "provider" ? "published by" : "about";
  const near = new Set(neighbours(centre));
  const joined = new Set(edges.filter((edge) => edge.to === centre).map((edge) => edge.from));
  return nodes
    .filter((node) => near.has(node.id) && !joined.has(node.id))
    .map((node) => ({ from: node.id, to: centre, kind: how }));
}

function say(/** @type {Node[]} */ nodes) {
  const count = (kind) => nodes.filter((node) => node.kind === kind).length;
  const parts = [
    stories(count("story")),
    articles(count("article")),
    plural(count("provider"), "provider"),
    plural(count("topic"), "topic"),
  ];
  return `${parts.filter((part) => !part.startsWith("0 ")).join(", ")} around the choice.`;
}

/** @typedef {Map<number, {x: number, y: number, r: number, angle: number}>} Places */

/** Put nodes on a ring, each near the angle that it wants; return the radius, wide enough for all. */
function placeRing(
  /** @type {Places} */ places,
  /** @type {{id: number, angle: number, r?: number}[]} */ ring,
  /** @type {number} */ radius,
  /** @type {number} */ gap,
) {
  const wide = Math.max(radius, (ring.length * gap) / (2 * Math.PI));
  const step = gap / wide;
  const order = ring.sort((a, b) => a.angle - b.angle || a.id - b.id);
  const angles = order.map(({ angle }) => angle);
  for (let i = 1; i < angles.length; i++) angles[i] = Math.max(angles[i], angles[i - 1] + step);
  const isFull = angles.length > 1 && angles[angles.length - 1] - angles[0] > 2 * Math.PI - step;
  order.forEach(({ id, r }, i) => {
    const angle = isFull ? angles[0] + (2 * Math.PI * i) / order.length : angles[i];
    const x = Math.round(wide * Math.cos(angle));
    const y = Math.round(wide * Math.sin(angle));
    places.set(id, { x, y, r: r ?? sizeOf(id), angle });
  });
  return wide;
}

function sizeOf(/** @type {number} */ id) {
  const { kind, index } = kindOf(id);
  if (kind === "story") return 9 + Math.sqrt(starts[index + 1] - starts[index]) * 3;
  return { article: 6, provider: 7, topic: 9 }[kind];
}

/**
 * A story in the middle, its articles by time around it from the top, their providers and topics
 * outside; at the left what it follows, at the right what follows it, below what runs beside it.
 */
function aroundStory(/** @type {number} */ index) {
  /** @type {Places} */
  const places = new Map([[story(index), { x: 0, y: 0, r: 26, angle: 0 }]]);
  const own = articlesOf(index).slice(0, MOST_ARTICLES);
  const angleOf = (at) => -Math.PI / 2 + (2 * Math.PI * at) / own.length;
  const ring = own.map((a, at) => ({
    id: article(a),
    angle: angleOf(at),
    r: at === 0 && isDated(a) ? 9 : 6,
  }));
  const inner = placeRing(places, ring, 118, 26);
  /** @type {Map<number, [number, number]>} */
  const towards = new Map();
  own.forEach((a, at) => {
    const others = topicsOf(a).map((topic) => idOf("topic", topic));
    if (data.provider[a] >= 0) others.push(idOf("provider", data.provider[a]));
    for (const id of others) {
      const [x, y] = towards.get(id) ?? [0, 0];
      towards.set(id, [x + Math.cos(angleOf(at)), y + Math.sin(angleOf(at))]);
    }
  });
  const outside = [...towards].map(([id, [x, y]]) => ({ id, angle: Math.atan2(y, x) }));
  const outer = placeRing(places, outside, inner + 92, 44);
  placeSides(places, index, outer + 175);
  return places;
}

function placeSides(/** @type {Places} */ places, /** @type {number} */ index, /** @type {number} */ far) {
  const middle = { after: Math.PI, before: 0, beside: Math.PI / 2 };
  for (const how of Object.keys(middle)) {
    const ties = tiesOf(index)
      .filter((tie) => tie.how === how)
      .sort((a, b) => b.weight - a.weight || a.story - b.story)
      .slice(0, 14);
    // By their own storyline first: those stand together.
    ties.sort((a, b) => lineOf(a.story) - lineOf(b.story) || a.story - b.story);
    const step = Math.min(86 / far, how === "beside" ? 0.3 : 0.22);
    ties.forEach((tie, at) => {
      const angle = middle[how] + (at - (ties.length - 1) / 2) * step;
      const x = Math.round(far * 1.15 * Math.cos(angle));
      const y = Math.round(far * Math.sin(angle));
      places.set(story(tie.story), { x, y, r: sizeOf(story(tie.story)), angle });
    });
  }
}

/** Providers of the stories that are drawn without their articles count as their neighbours. */
export function lit(/** @type {number} */ id, /** @type {Edge[]} */ edges) {
  const near = new Set([id]);
  for (const edge of edges) {
    if (edge.from === id) near.add(edge.to);
    if (edge.to === id) near.add(edge.from);
  }
  const { kind, index } = kindOf(id);
  if (kind === "story") for (const a of articlesOf(index)) near.add(article(a));
  if (kind === "article" && storyOf[index] >= 0) near.add(story(storyOf[index]));
  if (kind === "story") for (const p of providersOf(index)) near.add(idOf("provider", p));
  return near;
}
