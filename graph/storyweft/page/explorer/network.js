// The network view: vis-network, as pyvis brings it, with our colours, names and neighbourhoods.

import { data, edgesOf, labelOf, lineNames, lineOf, positions, providerNames, storyOf, titleOf } from "./data.js";
import { topicNames } from "./data.js";
import { byId, make, tip, widthOf } from "./dom.js";
import { countOf, matches } from "./filters.js";
import { chosenNode, kindOf, lit, network } from "./graph.js";
import { linesOf, placeNames } from "./names.js";
import { momentOf } from "./parts.js";
import { choose, isFiltered, setHops, state, toggleKind } from "./store.js";
import { wrap } from "./text.js";
import { ink, KINDS, LINE_COLOURS, mix } from "./theme.js";

export const net = {
  /** What vis-network has. @type {any} */
  vis: null,
  /** @type {any} */
  nodes: null,
  /** @type {any} */
  edges: null,
  /** What is drawn. @type {Network} */
  shown: { nodes: [], edges: [], note: "", centre: -1 },
  /** Names as they stand, in pixels. @type {Name[]} */
  names: [],
  hot: -1,
  key: "",
};

/** How edges are drawn, by what they mean; what is not here is a plain line. */
const EDGES = {
  follows: { colour: "accent", dashes: false, strength: 0.75 },
  beside: { colour: "accent", dashes: [5, 4], strength: 0.75 },
  references: { colour: "bead", dashes: [1.5, 3.5], strength: 0.6 },
  translation: { colour: "bead", dashes: [9, 3, 2, 3], strength: 0.75 },
};
const PLAIN = { colour: "thread", dashes: false, strength: 0.65 };

/** All of a small graph is drawn; or the largest stories of another. */
const isWhole = () => positions.whole && state.hops === 0;
const isOverview = () => !positions.whole && net.shown.centre < 0;

/** Make vis-network a script when it is first needed: until then it is text. */
function load() {
  const script = document.createElement("script");
  script.textContent = byId("vis-source").textContent;
  document.head.append(script);
  byId("vis-source").remove();
  const { vis } = /** @type {any} */ (window);
  net.nodes = new vis.DataSet();
  net.edges = new vis.DataSet();
  const options = JSON.parse(byId("options").textContent);
  net.vis = new vis.Network(byId("canvas"), { nodes: net.nodes, edges: net.edges }, options);
  net.vis.on("click", ({ nodes: [id] }) => {
    const node = id === undefined ? null : kindOf(id);
    choose(node && { kind: node.kind, id: node.index });
  });
  net.vis.on("hoverNode", ({ node }) => light(node));
  net.vis.on("blurNode", () => light(-1));
  net.vis.on("afterDrawing", drawNames);
  // After vis-network has put back the view that it had.
  net.vis.on("resize", () => queueMicrotask(fit));
  byId("kinds").onclick = ({ target }) => {
    const button = target.closest("button");
    if (button) toggleKind(button.dataset.kind);
  };
  byId("hops").firstElementChild.hidden = !positions.whole;
  byId("leave").hidden = positions.whole;
  byId("leave").onclick = () => choose(null);
  byId("hops").onclick = ({ target }) => target.dataset.hops && setHops(Number(target.dataset.hops));
}

export function showNetwork() {
  if (!net.vis) load();
  net.shown = network();
  const { nodes, edges, centre } = net.shown;
  // Of a small graph the whole stays as it stands, whatever is chosen.
  const key = [isWhole() || centre, state.hops, ...[...state.hidden].sort(), nodes.length].join();
  const isNew = key !== net.key;
  net.key = key;
  if (isNew) {
    net.nodes.clear();
    net.edges.clear();
    net.nodes.add(nodes.map(({ id, x, y, r, kind }) => ({ id, x, y, size: r, shape: KINDS[kind].shape })));
    net.edges.add(edges.map(({ from, to }, id) => ({ id, from, to })));
  }
  paintAll();
  if (isNew) fit();
  legend();
}

export function fit() {
  if (!net.shown.nodes.length) return;
  net.vis.fit({ animation: false, maxZoomLevel: 1.6 });
  // Names need room around the outermost nodes.
  zoom(0.86);
}

export const zoom = (/** @type {number} */ factor) => net.vis.moveTo({ scale: net.vis.getScale() * factor });

/* Colours */

function colourOf(/** @type {NetNode} */ { kind, index }) {
  if (kind !== "story" || !isOverview()) return KINDS[kind].colour;
  return LINE_COLOURS[lineOf(index)] ?? ink.thread;
}

const styleOf = (/** @type {Edge} */ { kind, from }) =>
  EDGES[kind === "related" && kindOf(from).kind === "story" ? "beside" : kind] ?? PLAIN;

function paintAll() {
  const { nodes, edges } = net.shown;
  const chosen = chosenNode();
  const hot = net.hot >= 0 ? net.hot : isWhole() ? chosen : -1;
  const near = hot >= 0 ? lit(hot, edges) : null;
  const strong = new Set(nodes.filter((node) => (near?.has(node.id) ?? true) && isMatch(node)).map(({ id }) => id));
  net.nodes.update(nodes.map((node) => ({ id: node.id, ...look(node, strong.has(node.id), node.id === chosen) })));
  net.edges.update(
    edges.map((edge, id) => {
      const { colour, dashes, strength } = styleOf(edge);
      const isOn = strong.has(edge.from) && strong.has(edge.to) && (!near || edge.from === hot || edge.to === hot);
      const isArrow = ["follows", "related", "references", "translation"].includes(edge.kind);
      return {
        id,
        color: { color: mix(ink[colour], ink.paper, isOn ? strength : 0.12) },
        width: near && isOn ? 1.8 : 1,
        dashes,
        arrows: { to: { enabled: isArrow } },
      };
    }),
  );
}

function look(/** @type {NetNode} */ node, /** @type {boolean} */ isStrong, /** @type {boolean} */ isChosen) {
  // A story that holds its articles is a pale disc behind them.
  const isDisc = node.kind === "story" && isWhole();
  const disc = isChosen ? 0.25 : isStrong ? 0.1 : 0.04;
  const edge = isStrong ? (isDisc ? 0.45 : 1) : 0.25;
  const colour = (part) => mix(colourOf(node), ink.paper, part);
  return {
    color: { background: colour(isDisc ? disc : isStrong ? 0.95 : 0.2), border: isChosen ? ink.accent : colour(edge) },
    borderWidth: isChosen ? 3.5 : 1.2,
  };
}

function isMatch(/** @type {NetNode} */ { kind, index }) {
  if (!isFiltered()) return true;
  if (kind === "article") return matches.of[index] === 1;
  if (kind === "story") return countOf(index) > 0;
  return !state[kind].size || state[kind].has(index);
}

function light(/** @type {number} */ id) {
  if (net.hot === id) return;
  net.hot = id;
  byId("canvas").style.cursor = id < 0 ? "" : "pointer";
  paintAll();
  net.vis.redraw();
  if (id < 0) return tip(0, 0);
  const [x, y] = pointOf(id);
  tip(x, y, make("small", KINDS[kindOf(id).kind].name), nameOf(id));
}

/* Names */

export function nameOf(/** @type {number} */ id) {
  const { kind, index } = kindOf(id);
  if (kind === "story") return labelOf(index);
  if (kind === "article") return titleOf(index);
  return kind === "provider" ? providerNames[index] : topicNames[index];
}

/** What is written at a node: of the articles of the story in the middle only when. */
function shortName(/** @type {NetNode} */ { id, kind, index }) {
  if (kind !== "article" || net.shown.centre < 0 || net.shown.centre !== storyOf[index]) return nameOf(id);
  return momentOf(index);
}

/** The name of a storyline that has a colour, at its largest story. */
function lineNamed(/** @type {NetNode} */ { kind, index }) {
  const line = kind === "story" && isOverview() ? lineOf(index) : -1;
  return LINE_COLOURS[line] && Math.min(...data.lines[line]) === index ? lineNames[line] : "";
}

const standsAlone = (/** @type {number} */ article) => storyOf[article] < 0 && data.provider[article] < 0;

const RANK = { story: 0, topic: 1, provider: 2, article: 3 };

function drawNames(/** @type {CanvasRenderingContext2D} */ pen) {
  const { clientWidth: width, clientHeight: height } = byId("canvas");
  const scale = net.vis.getScale();
  const chosen = chosenNode();
  const near = net.hot >= 0 ? lit(net.hot, net.shown.edges) : new Set();
  const isFirst = ({ node }) => node.id === net.hot || node.id === chosen;
  const rank = (one) =>
    isFirst(one) ? -3 : near.has(one.node.id) ? -2 : lineNamed(one.node) ? -1 : RANK[one.node.kind];
  // Articles of the whole graph have names when one comes near, points at what they belong to, or they belong to nothing.
  const isNamed = ({ node }) => node.kind !== "article" || !isWhole() || scale > 1.5 || standsAlone(node.index);
  // vis-network draws also while nodes are being exchanged.
  const points = net.vis.getPositions();
  const all = net.shown.nodes.map((node) => {
    const { x, y } = net.vis.canvasToDOM(points[node.id] ?? node);
    return { node, x, y, r: node.r * scale };
  });
  const wishes = all
    .map((one) => ({ ...one, rank: rank(one) }))
    .filter((one) => one.rank < -1 || isNamed(one))
    .sort((a, b) => a.rank - b.rank || b.node.r - a.node.r || a.node.id - b.node.id)
    .slice(0, 260)
    .map((one) => wish(one, isFirst(one)));
  const obstacles = all.filter(({ node }) => node.kind !== "story" || !isWhole());
  net.names = placeNames(wishes, obstacles, { left: 6, top: 6, right: width - 6, bottom: height - 6 });
  const ratio = pen.canvas.width / width || 1;
  pen.save();
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  Object.assign(pen, { textAlign: "center", textBaseline: "alphabetic", lineJoin: "round", lineWidth: 3.5 });
  Object.assign(pen, { strokeStyle: ink.paper, fillStyle: ink.ink });
  for (const { text, x, y, size, weight } of linesOf(net.names)) {
    pen.font = `${weight} ${size}px ${ink.sans}`;
    pen.strokeText(text, x, y);
    pen.fillText(text, x, y);
  }
  pen.restore();
}

/** @returns {Wish} */
function wish({ node, x, y, r }, /** @type {boolean} */ isFirst) {
  const isStory = node.kind === "story";
  const line = isFirst ? "" : lineNamed(node);
  const bold = line !== "" || isFirst || (isStory && !isOverview());
  const size = line ? 15 : isStory || node.kind === "topic" ? 12.5 : 11.5;
  const lines = line ? [line] : wrap(shortName(node), 25);
  const font = `${bold ? 600 : 400} ${size}px ${ink.sans}`;
  const width = Math.max(...lines.map((text) => widthOf(text, font)));
  const must = isFirst || line !== "" || (isStory && isWhole() && byId("canvas").clientWidth > 600);
  return { id: node.id, lines, x, y, r, width, size, bold, must };
}

/* Legend and hops */

function legend() {
  /** @type {Set<string>} */
  const shown = new Set(net.shown.nodes.map((node) => node.kind));
  const hasSome = (kind) => shown.has("article") && edgesOf(kind).all.length > 0;
  if (hasSome("references")) shown.add("references");
  if (hasSome("translations")) shown.add("translation");
  for (const node of byId("kinds").querySelectorAll("button")) {
    const { kind } = node.dataset;
    const isOff = state.hidden.has(kind);
    node.hidden = !shown.has(kind) && !(isOff && KINDS[kind]);
    node.setAttribute("aria-pressed", !isOff);
    // Stories have the colours of their storylines where all of them are drawn.
    const colours = kind === "story" && isOverview() ? `conic-gradient(${LINE_COLOURS.join()})` : KINDS[kind]?.colour;
    if (colours) node.firstElementChild.style.background = colours;
  }
  for (const name of ["follows", "beside"]) {
    byId(`of-${name}`).hidden = !net.shown.edges.some((edge) => styleOf(edge) === EDGES[name]);
  }
  byId("hops").hidden = chosenNode() < 0;
  for (const node of byId("hops").querySelectorAll("[data-hops]")) {
    node.setAttribute("aria-pressed", node.dataset.hops === String(state.hops));
  }
  byId("netnote").textContent = net.shown.note;
}

/** Where a node stands on the screen. */
export function pointOf(/** @type {number} */ id) {
  const { x, y } = net.vis.canvasToDOM(net.vis.getPosition(id));
  const { left, top } = byId("canvas").getBoundingClientRect();
  return [left + x, top + y];
}
