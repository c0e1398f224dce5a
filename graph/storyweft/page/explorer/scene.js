// What the map shows: which stories are open, what vis-network draws, what is strong or pale.
// vis-network gets at most 1,500 nodes and edges; all other stories are painted (paint.js).

import { articlesOf, data, groupCount, groupOf, groups, isSmall, linked } from "./data.js";
import { network, parse, placeOf, starts, value } from "./data.js";
import { matches } from "./filters.js";
import { colourOf, ink, mix } from "./theme.js";

const MOST_ELEMENTS = 1500;
const MOST_OPEN = 640;
const PALE = 0.16;
// From this scale on, the articles of a story can be told apart.
const NEAR = 0.35;

export const scene = {
  selected: null,
  hovered: null,
  focus: null,
  focusGroups: new Set(),
  hops: 1,
  shown: { s: true, a: true, p: isSmall, t: true, links: true },
  open: new Set(),
  nodes: null,
  edges: null,
};

const given = new Map(network.nodes.map((node) => [node.id, node]));
const drawn = { nodes: new Map(), edges: new Map() };

export function isStrong(article) {
  return Boolean(matches.articles[article]) && (!scene.focus || scene.focus.has(article));
}

export function isGroupStrong(group) {
  if (!matches.isAll && !matches.groups[group]) return false;
  if (!scene.focus) return true;
  return scene.focusGroups.has(group);
}

export function isOpen(group) {
  return isSmall || scene.open.has(group);
}

/** Keep only what lies within some hops of a node; without one, keep everything. */
export function setFocus(name, hops = scene.hops) {
  scene.hops = hops;
  scene.focus = name ? reach(name, hops) : null;
  scene.focusGroups = new Set([...(scene.focus ?? [])].map((article) => groupOf[article]));
}

function reach(name, hops) {
  const { kind, index } = parse(name);
  if (kind === "s") {
    const near = walk([index], hops, (group) => data.related(group).map((other) => other.group));
    return new Set([...near].flatMap((group) => articlesOf(`s${group}`)));
  }
  return walk(articlesOf(name), kind === "a" ? hops : hops - 1, linked);
}

function walk(start, hops, neighbours) {
  const seen = new Set(start);
  let edge = [...seen];
  for (let hop = 0; hop < hops; hop++) {
    edge = [...new Set(edge.flatMap(neighbours))].filter((item) => !seen.has(item));
    for (const item of edge) seen.add(item);
  }
  return seen;
}

/** Open the stories that the reader is near enough to, those in the middle first. */
export function openNear(view) {
  if (isSmall || !data.isReady) return;
  const near = [];
  for (let group = 0; group < groupCount; group++) {
    const [x, y, r] = [groups.x[group], groups.y[group], groups.r[group]];
    if (r * view.scale < 24 || view.scale < NEAR) continue;
    if (Math.abs(x - view.x) > view.width / 2 + r || Math.abs(y - view.y) > view.height / 2 + r)
      continue;
    near.push([(x - view.x) ** 2 + (y - view.y) ** 2, group]);
  }
  near.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  const chosen = selectedGroup();
  scene.open = new Set(chosen === null ? [] : [chosen]);
  let budget = MOST_OPEN - (chosen === null ? 0 : groups.n[chosen]);
  for (const [, group] of near) {
    if (groups.n[group] <= budget && !scene.open.has(group)) {
      scene.open.add(group);
      budget -= groups.n[group];
    }
  }
}

export function selectedGroup() {
  if (!scene.selected) return null;
  const { kind, index } = parse(scene.selected);
  if (kind === "s") return index;
  return kind === "a" ? groupOf[index] : null;
}

/** Bring vis-network's nodes and edges in line with the scene: only what differs is touched. */
export function sync() {
  const nodes = wantedNodes();
  const edges = wantedEdges(nodes);
  update(scene.edges, drawn.edges, edges, true);
  update(scene.nodes, drawn.nodes, nodes, false);
  update(scene.edges, drawn.edges, edges, false);
}

function update(set, known, wanted, onlyRemove) {
  const gone = [...known.keys()].filter((id) => !wanted.has(id));
  if (gone.length) set.remove(gone);
  for (const id of gone) known.delete(id);
  if (onlyRemove) return;
  const changed = [];
  for (const [id, item] of wanted) {
    const key = JSON.stringify(item);
    if (known.get(id) === key) continue;
    known.set(id, key);
    changed.push(item);
  }
  if (changed.length) set.update(changed);
}

function wantedNodes() {
  const nodes = new Map();
  const add = (node) => nodes.set(node.id, node);
  for (const node of given.values()) {
    const { kind, index } = parse(node.id);
    if (!scene.shown[kind] || (kind === "s" && scene.open.has(index))) continue;
    add(styled(node));
  }
  if (!isSmall && scene.shown.a) for (const group of scene.open) addArticles(group, add);
  return nodes;
}

function addArticles(group, add) {
  // Of a story beyond the budget the painted dots remain.
  const end = Math.min(starts[group + 1], starts[group] + MOST_OPEN);
  for (let article = starts[group]; article < end; article++) {
    const { x, y } = placeOf(`a${article}`);
    add(styled({ id: `a${article}`, x, y, size: 6, shape: "dot" }));
  }
}

export function isNodeStrong(name) {
  const { kind, index } = parse(name);
  if (kind === "a") return isStrong(index);
  if (kind === "s") return isGroupStrong(index);
  if (matches.isAll && !scene.focus) return true;
  return data.isReady && articlesOf(name).some(isStrong);
}

export function styled(node) {
  const { id, x, y, size, shape } = node;
  const strong = isNodeStrong(id);
  const part = strong ? 1 : PALE;
  const colour = colourOf(id);
  const kind = id[0];
  if (kind === "s") {
    const background = mix(mix(colour, ink.map, 0.42), ink.map, part);
    return { id, x, y, size, shape, color: { background, border: mix(colour, ink.map, part) } };
  }
  const background = mix(colour, ink.map, part);
  const rim = mix(ink.card, ink.map, part);
  return { id, x, y, size, shape: shapeOf(id, shape), color: { background, border: rim } };
}

/** Articles are dots; a video, a course or another kind of document has a shape of its own. */
function shapeOf(name, shape) {
  if (name[0] !== "a" || !data.isReady) return shape;
  const type = data.articles.type[parse(name).index];
  return ["dot", "triangle", "star", "hexagon", "triangleDown"][Math.min(type, 4)];
}

function wantedEdges(nodes) {
  const edges = new Map();
  const room = MOST_ELEMENTS - nodes.size;
  const add = (from, to) => {
    if (edges.size >= room || !nodes.has(from) || !nodes.has(to)) return;
    const edge = styledEdge(from, to);
    edges.set(edge.id, edge);
  };
  if (isSmall) for (const edge of network.edges) add(edge.from, edge.to);
  else if (data.isReady) for (const name of nodes.keys()) addLinks(name, add);
  return edges;
}

function addLinks(name, add) {
  if (name[0] !== "a") return;
  for (const link of data.from(parse(name).index)) add(name, `a${link.article}`);
}

function styledEdge(from, to) {
  const isLink = to[0] === "a";
  const isChosen = scene.selected === from || scene.selected === to;
  const strong = isNodeStrong(from) && isNodeStrong(to);
  const base = isChosen ? ink.accent : isLink ? ink.edge : ink.hub;
  const full = isSmall || isChosen ? 1 : 0.55;
  const color = { color: mix(base, ink.map, strong ? full : PALE) };
  const arrows = { to: { enabled: isLink } };
  return {
    id: `${from}-${to}`,
    from,
    to,
    color,
    width: isChosen ? 2 : 1,
    arrows,
    hidden: isLink && !scene.shown.links,
  };
}

/** Return the numbers of the nodes that a node touches, for walking along links. */
export function neighboursOf(name) {
  const { kind, index } = parse(name);
  if (kind === "s") return data.related(index).map((other) => `s${other.group}`);
  if (kind !== "a") return articlesOf(name).map((article) => `a${article}`);
  const near = linked(index).map((article) => `a${article}`);
  if (scene.shown.p && isSmall && data.articles.provider[index] >= 0) {
    near.push(`p${data.articles.provider[index]}`);
  }
  if (scene.shown.t && isSmall)
    near.push(...(value("topics", index) ?? []).map((topic) => `t${topic}`));
  return near.length ? near : articlesOf(`s${groupOf[index]}`).map((article) => `a${article}`);
}

export function elementCount() {
  return drawn.nodes.size + drawn.edges.size;
}
