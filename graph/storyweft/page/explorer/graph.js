// What the network shows: all of a small graph; of a large one its largest stories, or what lies
// around a choice. Nodes are numbered through: stories, articles, providers, topics.

import { articleCount, articlesOf, data, isDated, lineOf, overview, positions, providersOf, range } from "./data.js";
import { sourcesOf, starts, storyCount, storyOf, tally, targetsOf, tiesOf, topicsOf } from "./data.js";
import { state } from "./store.js";
import { articles, plural, stories } from "./text.js";

/** At most so many nodes and edges; of a provider or topic so many stories; so much of a large story. */
const MOST = 1_500;
const MOST_STORIES = 40;
const MOST_ARTICLES = 150;
const MOST_OF_HUBS = 8;
const MOST_BESIDE = 14;
const MOST_RADIUS = 90;

const FIRST = {
  story: 0,
  article: storyCount,
  provider: storyCount + articleCount,
  topic: storyCount + articleCount + overview.providers.name.length,
};
const KINDS_OF_NODES = /** @type {Kind[]} */ (Object.keys(FIRST));

const idOf = (/** @type {Kind} */ kind, /** @type {number} */ index) => FIRST[kind] + index;
const article = (/** @type {number} */ index) => idOf("article", index);

/** @returns {{kind: Kind, index: number}} */
export function kindOf(/** @type {number} */ id) {
  const kind = KINDS_OF_NODES.findLast((name) => id >= FIRST[name]);
  return { kind, index: id - FIRST[kind] };
}

const isHub = (/** @type {number} */ id) => ["provider", "topic"].includes(kindOf(id).kind);

/** The node that is chosen, or -1. */
export function chosenNode() {
  const { choice } = state;
  if (choice?.kind === "between") return choice.id;
  const kind = KINDS_OF_NODES.find((name) => name === choice?.kind);
  return kind ? idOf(kind, choice.id) : -1;
}

/** Return what is to be drawn, without the kinds that are switched off. @returns {Network} */
export function network() {
  const centre = chosenNode();
  const isAround = centre >= 0 && state.hops > 0;
  const all = isAround ? around(centre) : positions.whole ? everything() : largest();
  const nodes = all.nodes.filter((node) => !state.hidden.has(node.kind) || node.id === centre);
  const shown = new Set(nodes.map((node) => node.id));
  const edges = all.edges.filter(({ from, to, kind }) => shown.has(from) && shown.has(to) && !state.hidden.has(kind));
  return { ...all, nodes, edges: edges.slice(0, Math.max(0, MOST - nodes.length)), centre };
}

/* Without a choice */

/** @param {Kind} kind @returns {NetNode[]} */
const placed = (kind, /** @type {number[][]} */ list, /** @type {(r: number) => number} */ radius) =>
  list.map(([x, y, r], index) => ({ id: idOf(kind, index), kind, index, x, y, r: radius(r) }));

function everything() {
  const nodes = [
    ...placed("story", positions.stories, (r) => r),
    ...placed("article", positions.articles, () => 6),
    ...placed("provider", positions.providers, () => 6),
    ...placed("topic", positions.topics, () => 11),
  ];
  return { nodes, edges: edgesAmong(nodes, false), note: `All: ${say(nodes)}.` };
}

function largest() {
  const nodes = placed("story", positions.stories, (r) => Math.min(MOST_RADIUS, r * 0.6));
  const all = stories(storyCount);
  const which = nodes.length < storyCount ? `The ${nodes.length} largest of ${all}` : all;
  const note = `${which}. Colours are storylines. Choose one to see what lies around it.`;
  return { nodes, edges: edgesAmong(nodes, false), note };
}

/** What an article leads to, and how. @returns {Omit<Edge, "from">[]} */
function joinsOf(/** @type {number} */ index) {
  const all = (/** @type {EdgeKind} */ kind, ids) => ids.map((to) => ({ to, kind }));
  const provider = data.provider[index];
  return [
    ...all("part of", storyOf[index] >= 0 ? [storyOf[index]] : []),
    ...all("published by", provider >= 0 ? [idOf("provider", provider)] : []),
    ...all(
      "about",
      topicsOf(index).map((topic) => idOf("topic", topic)),
    ),
    ...all("related", targetsOf("links", index).map(article)),
    ...all("translation", targetsOf("translations", index).map(article)),
    ...all("references", targetsOf("references", index).map(article)),
  ];
}

/** All edges between some nodes; links in texts last, for they go first where there are too many. */
function edgesAmong(/** @type {NetNode[]} */ nodes, /** @type {boolean} */ hasParts) {
  const ids = new Set(nodes.map(({ id }) => id));
  /** @type {Edge[]} */
  const edges = [];
  for (const { id, kind, index } of nodes) {
    if (kind === "article") edges.push(...joinsOf(index).map((join) => ({ from: id, ...join })));
    for (const { story, how } of kind === "story" ? tiesOf(id) : []) {
      if (how === "after") edges.push({ from: id, to: story, kind: "follows" });
      if (how === "beside" && id < story) edges.push({ from: id, to: story, kind: "related" });
    }
  }
  const shown = edges.filter(({ to, kind }) => ids.has(to) && (hasParts || kind !== "part of"));
  const isInText = ({ kind }) => kind === "references";
  return [...shown.filter((edge) => !isInText(edge)), ...shown.filter(isInText)];
}

/* Around a choice */

/** Stories of a provider or topic, those with most of its articles first. @type {Map<number, number[]>} */
const storiesOf = new Map();

function storiesWith(/** @type {number} */ id) {
  if (!storiesOf.has(id)) {
    const { kind, index } = kindOf(id);
    const is = (a) => (kind === "provider" ? data.provider[a] === index : topicsOf(a).includes(index));
    const own = range(0, articleCount).filter(is);
    const counts = tally(own.map((a) => storyOf[a]).filter((story) => story >= 0));
    const loose = own.filter((a) => storyOf[a] < 0).map(article);
    const largest = counts.slice(0, MOST_STORIES).map(([story]) => story);
    storiesOf.set(id, [...largest, ...loose.slice(0, MOST_STORIES)]);
  }
  return storiesOf.get(id);
}

/** The nodes one hop away, the nearest first. */
function neighbours(/** @type {number} */ id) {
  const { kind, index } = kindOf(id);
  if (isHub(id)) return storiesWith(id);
  if (kind === "story") {
    const own = articlesOf(index).slice(0, MOST_ARTICLES).map(article);
    return [...own, ...tiesOf(index).map((tie) => tie.story)];
  }
  const isOff = (/** @type {string} */ kind) => state.hidden.has(kind);
  return [
    ...joinsOf(index).flatMap(({ to, kind }) => (isOff(kind) ? [] : [to])),
    ...sourcesOf("links", index).map(article),
    ...(isOff("translation") ? [] : sourcesOf("translations", index).map(article)),
    ...(isOff("references") ? [] : sourcesOf("references", index).map(article)),
  ];
}

function around(/** @type {number} */ centre) {
  const { kind, index } = kindOf(centre);
  const isStory = kind === "story";
  const points = isStory ? aroundStory(index) : new Map([[centre, { x: 0, y: 0, r: 20, angle: 0 }]]);
  let reach = Math.max(...[...points.values()].map((point) => Math.hypot(point.x, point.y)));
  let edge = [...points.keys()];
  for (let hop = isStory ? 1 : 0; hop < state.hops && points.size < MOST / 3; hop++) {
    /** @type {Map<number, number>} */
    const ring = new Map();
    for (const from of edge) {
      // What everybody shares says little of a choice: a few of it.
      const most = from !== centre && isHub(from) ? MOST_OF_HUBS : MOST;
      const room = Math.max(0, Math.floor(MOST / 2.5) - points.size - ring.size);
      const fresh = neighbours(from).filter((id) => !points.has(id) && !ring.has(id));
      [...new Set(fresh.slice(0, Math.min(most, room)))].forEach((id, at, all) => {
        const spread = from === centre ? (2 * Math.PI * at) / all.length : (at - (all.length - 1) / 2) * 0.06;
        ring.set(id, points.get(from).angle + spread);
      });
    }
    reach = placeRing(
      points,
      [...ring].map(([id, angle]) => ({ id, angle })),
      reach + 150,
      46,
    );
    edge = [...ring.keys()];
  }
  const nodes = [...points].map(([id, { x, y, r }]) => ({ id, ...kindOf(id), x, y, r }));
  const edges = edgesAmong(nodes, true);
  if (isHub(centre)) edges.push(...spokes(centre, nodes, edges));
  return { nodes, edges, note: `${say(nodes)} around the choice.` };
}

/** A provider or topic has its stories around it, whose articles are not drawn. @returns {Edge[]} */
function spokes(/** @type {number} */ centre, /** @type {NetNode[]} */ nodes, /** @type {Edge[]} */ edges) {
  const kind = kindOf(centre).kind === "topic" ? "about" : "published by";
  const joined = new Set(edges.filter(({ to }) => to === centre).map(({ from }) => from));
  const near = nodes.filter(({ id }) => storiesWith(centre).includes(id) && !joined.has(id));
  return near.map(({ id }) => ({ from: id, to: centre, kind }));
}

function say(/** @type {NetNode[]} */ nodes) {
  const count = (kind) => nodes.filter((node) => node.kind === kind).length;
  const parts = [
    stories(count("story")),
    articles(count("article")),
    plural(count("provider"), "provider"),
    plural(count("topic"), "topic"),
  ];
  return parts.filter((part) => !part.startsWith("0 ")).join(", ");
}

/** @typedef {Map<number, {x: number, y: number, r: number, angle: number}>} Points */

/** Put nodes on a ring, each near the angle that it wants; return the radius, wide enough for all. */
function placeRing(/** @type {Points} */ points, ring, /** @type {number} */ radius, /** @type {number} */ least) {
  const gap = Math.max(least, ...ring.map(({ id, r = sizeOf(id) }) => 2 * r + 8));
  const wide = Math.max(radius, (ring.length * gap) / (2 * Math.PI));
  const step = gap / wide;
  const order = ring.sort((a, b) => a.angle - b.angle || a.id - b.id);
  const angles = order.map(({ angle }) => angle);
  for (let i = 1; i < angles.length; i++) angles[i] = Math.max(angles[i], angles[i - 1] + step);
  const isFull = angles.length > 1 && angles[angles.length - 1] - angles[0] > 2 * Math.PI - step;
  order.forEach(({ id, r }, i) => {
    const angle = isFull ? angles[0] + (2 * Math.PI * i) / order.length : angles[i];
    put(points, id, wide * Math.cos(angle), wide * Math.sin(angle), angle, r);
  });
  return wide;
}

const put = (/** @type {Points} */ points, id, x, y, angle, r = sizeOf(id)) =>
  points.set(id, { x: Math.round(x), y: Math.round(y), r, angle });

function sizeOf(/** @type {number} */ id) {
  const { kind, index } = kindOf(id);
  if (kind === "story") return Math.min(34, 9 + Math.sqrt(starts[index + 1] - starts[index]) * 3);
  return { article: 6, provider: 7, topic: 9 }[kind];
}

/**
 * A story in the middle, its articles by time around it from the top, their providers and topics
 * outside; at the left what it follows, at the right what follows it, below what runs beside it.
 */
function aroundStory(/** @type {number} */ index) {
  /** @type {Points} */
  const points = new Map([[index, { x: 0, y: 0, r: 26, angle: 0 }]]);
  const own = articlesOf(index).slice(0, MOST_ARTICLES);
  const angleOf = (at) => -Math.PI / 2 + (2 * Math.PI * at) / own.length;
  const ring = own.map((a, at) => ({ id: article(a), angle: angleOf(at), r: at === 0 && isDated(a) ? 9 : 6 }));
  const inner = placeRing(points, ring, 150, 26);
  // Whatever several articles have stands near the middle of them.
  /** @type {Map<number, [number, number]>} */
  const towards = new Map();
  own.forEach((a, at) => {
    for (const { to: id } of joinsOf(a).filter(({ to }) => isHub(to))) {
      const [x, y] = towards.get(id) ?? [0, 0];
      towards.set(id, [x + Math.cos(angleOf(at)), y + Math.sin(angleOf(at))]);
    }
  });
  const outside = [...towards].map(([id, [x, y]]) => ({ id, angle: Math.atan2(y, x) }));
  const far = placeRing(points, outside, inner + 92, 44) + 175;
  for (const [how, middle] of Object.entries({ after: Math.PI, before: 0, beside: Math.PI / 2 })) {
    const ties = tiesOf(index)
      .filter((tie) => tie.how === how)
      .sort((a, b) => b.weight - a.weight || a.story - b.story)
      .slice(0, MOST_BESIDE);
    // By their own storyline first: those stand together.
    ties.sort((a, b) => lineOf(a.story) - lineOf(b.story) || a.story - b.story);
    const step = Math.min(86 / far, how === "beside" ? 0.3 : 0.22);
    ties.forEach(({ story }, at) => {
      const angle = middle + (at - (ties.length - 1) / 2) * step;
      put(points, story, far * 1.15 * Math.cos(angle), far * Math.sin(angle), angle);
    });
  }
  return points;
}

/** What lights up with a node: its neighbours, and of a story all that its articles are joined to. @param {Edge[]} edges */
export function lit(/** @type {number} */ id, edges) {
  const near = new Set([id]);
  for (const { from, to } of edges) {
    if (from === id) near.add(to);
    if (to === id) near.add(from);
  }
  const { kind, index } = kindOf(id);
  if (kind === "article" && storyOf[index] >= 0) near.add(storyOf[index]);
  if (kind !== "story") return near;
  for (const a of articlesOf(index)) near.add(article(a));
  for (const provider of providersOf(index)) near.add(idOf("provider", provider));
  return near;
}
