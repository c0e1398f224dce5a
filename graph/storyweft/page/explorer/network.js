// The network view: vis-network, as pyvis brings it, with our colours, names and neighbourhoods.

import {
  data,
  isDated,
  labelOf,
  lineNames,
  lineOf,
  positions,
  providerNames,
  starts,
  titleOf,
  topicNames,
} from "./data.js";
import { storyOf } from "./data.js";
import { button, byId, make, widthOf } from "./dom.js";
import { matches } from "./filters.js";
import { chosenNode, kindOf, lit, network } from "./graph.js";
import { paintNames, placeNames } from "./names.js";
import { choose, isFiltered, setHops, state, toggleKind } from "./store.js";
import { wrap } from "./text.js";
import { fonts, ink, KINDS, LINE_COLOURS, mix } from "./theme.js";
import { showDay, showTime } from "./times.js";

/** @typedef {import("./graph.js").Node} Node */

export const net = {
  /** @type {any} */
  vis: null,
  /** @type {any} */
  nodes: null,
  /** @type {any} */
  edges: null,
  /** What is drawn. @type {import("./graph.js").Network} */
  shown: { nodes: [], edges: [], note: "", centre: -1 },
  /** Names as they stand, in pixels. @type {import("./names.js").Name[]} */
  names: [],
  hot: -1,
  key: "",
};

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
  net.vis.on("click", ({ nodes: [id] }) => (id === undefined ? choose(null) : open(id)));
  net.vis.on("hoverNode", ({ node }) => light(node));
  net.vis.on("blurNode", () => light(-1));
  net.vis.on("afterDrawing", drawNames);
  net.vis.on("resize", () => fit());
}

/** Choose a node; of a small graph the whole stays in sight. */
function open(/** @type {number} */ id) {
  const { kind, index } = kindOf(id);
  choose({ kind, id: index });
}

export function showNetwork() {
  if (!net.vis) load();
  net.shown = network();
  const { nodes, edges, centre } = net.shown;
  const key = [centre, state.hops, [...state.hidden].sort(), nodes.length].join();
  const isNew =
    positions.whole && state.hops === 0 ? key.replace(/^-?\d+/, "") !== net.key.replace(/^-?\d+/, "") : key !== net.key;
  if (isNew) {
    net.nodes.clear();
    net.edges.clear();
    net.nodes.add(nodes.map(({ id, x, y, r, kind }) => ({ id, x, y, size: r, shape: KINDS[kind].shape })));
    net.edges.add(edges.map((edge, id) => ({ id, from: edge.from, to: edge.to })));
  }
  net.key = key;
  paintAll();
  if (isNew) fit();
  legend();
}

function fit() {
  if (!net.shown.nodes.length) return;
  net.vis.fit({ animation: false, maxZoomLevel: 1.6 });
  // Names need room around the outermost nodes.
  net.vis.moveTo({ scale: net.vis.getScale() * 0.86 });
}

export const zoom = (/** @type {number} */ factor) => net.vis?.moveTo({ scale: net.vis.getScale() * factor });
export const fitAll = () => net.vis && fit();

/* Colours */

/** The largest storylines have a colour each. @type {Map<number, string>} */
const lineColours = new Map();

function colourOf(/** @type {Node} */ { kind, index }) {
  if (kind !== "story" || positions.whole || net.shown.centre >= 0) return KINDS[kind].colour;
  if (!lineColours.size) {
    const sizes = data.lines.map((list, line) => ({
      line,
      n: list.reduce((sum, s) => sum + starts[s + 1] - starts[s], 0),
    }));
    sizes.sort((a, b) => b.n - a.n || a.line - b.line);
    sizes.slice(0, LINE_COLOURS.length).forEach(({ line }, at) => {
      lineColours.set(line, LINE_COLOURS[at]);
    });
  }
  return lineColours.get(lineOf(index)) ?? ink.thread;
}

function paintAll() {
  const { nodes, edges } = net.shown;
  const chosen = chosenNode();
  const hot = net.hot >= 0 ? net.hot : positions.whole && state.hops === 0 ? chosen : -1;
  const near = hot >= 0 ? lit(hot, edges) : null;
  const isStrong = (node) => (!near || near.has(node.id)) && isMatch(node);
  const strong = new Set(nodes.filter(isStrong).map((node) => node.id));
  net.nodes.update(nodes.map((node) => ({ id: node.id, ...look(node, strong.has(node.id), node.id === chosen) })));
  net.edges.update(
    edges.map((edge, id) => {
      const isOn = strong.has(edge.from) && strong.has(edge.to) && (!near || edge.from === hot || edge.to === hot);
      const isTie = edge.kind === "follows" || (edge.kind === "related" && kindOf(edge.from).kind === "story");
      const isArrow = edge.kind === "follows" || edge.kind === "related";
      const colour = isTie ? ink.accent : ink.thread;
      return {
        id,
        color: { color: mix(colour, ink.paper, isOn ? (isTie ? 0.75 : 0.5) : 0.12) },
        width: near && isOn ? 1.8 : 1,
        dashes: isTie && edge.kind === "related" ? [5, 4] : false,
        arrows: { to: { enabled: isArrow } },
      };
    }),
  );
}

function look(/** @type {Node} */ node, /** @type {boolean} */ strong, /** @type {boolean} */ chosen) {
  const colour = colourOf(node);
  // A story that holds its articles is a pale disc behind them.
  const isDisc = node.kind === "story" && positions.whole && state.hops === 0;
  const part = isDisc ? 0.1 : strong ? 0.95 : 0.2;
  return {
    color: {
      background: mix(colour, ink.paper, isDisc && chosen ? 0.25 : isDisc && !strong ? 0.04 : part),
      border: chosen ? ink.accent : mix(colour, ink.paper, strong ? (isDisc ? 0.45 : 1) : 0.25),
    },
    borderWidth: chosen ? 3.5 : 1.2,
  };
}

function isMatch(/** @type {Node} */ { kind, index }) {
  if (!isFiltered()) return true;
  if (kind === "article") return matches.of[index] === 1;
  if (kind === "provider") return !state.provider.size || state.provider.has(index);
  if (kind === "topic") return !state.topic.size || state.topic.has(index);
  for (let a = starts[index]; a < starts[index + 1]; a++) if (matches.of[a]) return true;
  return false;
}

function light(/** @type {number} */ id) {
  if (net.hot === id) return;
  net.hot = id;
  byId("canvas").style.cursor = id < 0 ? "" : "pointer";
  paintAll();
  net.vis.redraw();
  const tip = byId("tip");
  tip.hidden = id < 0;
  if (id < 0) return;
  tip.replaceChildren(make("small", {}, KINDS[kindOf(id).kind].one), nameOf(id));
  const { x, y } = net.vis.canvasToDOM(net.vis.getPosition(id));
  const box = byId("canvas").getBoundingClientRect();
  tip.style.left = `${Math.min(box.left + x + 14, innerWidth - 345)}px`;
  tip.style.top = `${Math.min(box.top + y + 16, innerHeight - 80)}px`;
}

/* Names */

export function nameOf(/** @type {number} */ id) {
  const { kind, index } = kindOf(id);
  if (kind === "story") return labelOf(index);
  if (kind === "article") return titleOf(index);
  return kind === "provider" ? providerNames[index] : topicNames[index];
}

/** What is written at a node: of the articles of a story only who and when. */
function shortName(/** @type {Node} */ { id, kind, index }) {
  const isInside = kind === "article" && net.shown.centre >= 0 && storyOf[index] >= 0 && idIsStory(index);
  if (!isInside) return nameOf(id);
  if (!isDated(index)) return "no date";
  const time = data.times[index];
  return `${showDay(time, false)} ${showTime(time)}`;
}

const idIsStory = (/** @type {number} */ index) => net.shown.centre === storyOf[index];
const RANK = { story: 0, topic: 1, provider: 2, article: 3 };

function drawNames(pen) {
  const ratio = pen.canvas.width / byId("canvas").clientWidth || 1;
  const view = {
    left: 6,
    top: 44,
    right: byId("canvas").clientWidth - 6,
    bottom: byId("canvas").clientHeight - 50,
  };
  const scale = net.vis.getScale();
  const places = net.vis.getPositions();
  const nodes = net.shown.nodes.map((node) => {
    const { x, y } = net.vis.canvasToDOM(places[node.id] ?? node);
    return { node, x, y, r: node.r * scale };
  });
  const chosen = chosenNode();
  const near = net.hot >= 0 ? lit(net.hot, net.shown.edges) : null;
  const first = ({ node }) =>
    node.id === net.hot || node.id === chosen
      ? -3
      : near?.has(node.id)
        ? -2
        : isNameOfLine(node)
          ? -1
          : RANK[node.kind];
  const wanted = nodes
    .filter(({ node }) => isNamed(node, near, chosen, scale))
    .sort((a, b) => first(a) - first(b) || b.node.r - a.node.r || a.node.id - b.node.id)
    .slice(0, 260);
  const wishes = wanted.map(({ node, x, y, r }) => wish(node, x, y, r, chosen));
  net.names = placeNames(
    wishes,
    nodes.filter(({ node }) => node.kind !== "story" || !isWhole()),
    view,
  );
  pen.save();
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  paintNames(pen, net.names, ink, fonts.sans);
  pen.restore();
}

const isNameOfLine = (/** @type {Node} */ node) =>
  isOverview() && node.kind === "story" && nameOfLargest(node.index) !== "";
const isWhole = () => positions.whole && state.hops === 0;

/** Articles of the whole graph have names when one comes near, or points at what they belong to. */
function isNamed(/** @type {Node} */ node, near, chosen, /** @type {number} */ scale) {
  if (node.id === chosen || node.id === net.hot || near?.has(node.id)) return true;
  if (node.kind === "article") return !isWhole() || scale > 1.5;
  return true;
}

function wish(/** @type {Node} */ node, x, y, r, chosen) {
  const isStory = node.kind === "story";
  const isFirst = node.id === chosen || node.id === net.hot;
  const line = isOverview() && !isFirst ? nameOfLargest(node.index) : "";
  const bold = line !== "" || isFirst || (isStory && !isOverview());
  const size = line ? 15 : isStory || node.kind === "topic" ? 12.5 : 11.5;
  const lines = line ? [line] : wrap(shortName(node), 25);
  const font = `${bold ? 600 : 400} ${size}px ${fonts.sans}`;
  const width = Math.max(...lines.map((text) => widthOf(text, font)));
  const must = isFirst || line !== "" || (isStory && net.shown.nodes.length < 80);
  return { id: node.id, lines, x, y, r, width, size, bold, inside: false, must };
}

/** The name of a storyline that has a colour, at its largest story. */
function nameOfLargest(/** @type {number} */ story) {
  const line = lineOf(story);
  if (!lineColours.has(line)) return "";
  return Math.min(...data.lines[line]) === story ? lineNames[line] : "";
}

const isOverview = () => !positions.whole && net.shown.centre < 0;

/* Legend and hops */

function legend() {
  const kinds = /** @type {import("./graph.js").Kind[]} */ (Object.keys(KINDS));
  const shown = new Set(net.shown.nodes.map((node) => node.kind));
  const row = (kind) => {
    const mark = make("span", { class: `mark ${KINDS[kind].shape}`, "aria-hidden": "true" });
    mark.style.background = KINDS[kind].colour;
    return button([mark, KINDS[kind].many], () => toggleKind(kind), {
      "aria-pressed": String(!state.hidden.has(kind)),
    });
  };
  const choices = kinds.filter((kind) => shown.has(kind) || state.hidden.has(kind));
  byId("kinds").replaceChildren(
    ...choices.map(row),
    make("span", { class: "tie" }, make("i", { class: "solid" }), "follows"),
    make("span", { class: "tie" }, make("i", { class: "dashed" }), "runs beside"),
  );
  const isChosen = chosenNode() >= 0;
  const hop = (hops, text) => button(text, () => setHops(hops), { "aria-pressed": String(state.hops === hops) });
  byId("hops").hidden = !isChosen;
  byId("hops").replaceChildren(
    ...(positions.whole ? [hop(0, "Whole graph")] : []),
    hop(1, "1 hop"),
    hop(2, "2 hops"),
    hop(3, "3 hops"),
    ...(positions.whole ? [] : [button("All stories", () => choose(null))]),
  );
  byId("netnote").textContent = net.shown.note;
}

/** For tests: where a node stands on the screen. */
export function pointOf(/** @type {number} */ id) {
  const { x, y } = net.vis.canvasToDOM(net.vis.getPosition(id));
  const { left, top } = byId("canvas").getBoundingClientRect();
  return [left + x, top + y];
}
