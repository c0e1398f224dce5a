// What the reader takes along: the network as a picture, what matches or is shown as data.

import { data, edgesOf, isDated, isDayOnly, labelOf, lineNames, lineOf, overview, providerNames } from "./data.js";
import { storyOf, titleOf, topicNames, topicsOf, urlOf, value } from "./data.js";
import { byId, make } from "./dom.js";
import { matching } from "./filters.js";
import { linesOf } from "./names.js";
import { nameOf, net } from "./network.js";
import { ink } from "./theme.js";
import { isoDay, isoTime } from "./times.js";

const FORMATS = {
  png: savePng,
  svg: () => save("network.svg", "image/svg+xml", svg()),
  graphml: () => save("network.graphml", "application/xml", graphml()),
  csv: () => save("articles.csv", "text/csv", csv()),
  json: () => save("articles.json", "application/json", json()),
  print: () => print(),
};

export function startExports() {
  byId("formats").onclick = ({ target }) => {
    byId("formats").hidePopover();
    FORMATS[target.closest("button")?.dataset.format]?.();
  };
}

const save = (/** @type {string} */ name, /** @type {string} */ type, /** @type {string} */ text) =>
  saveBlob(name, new Blob([text], { type: `${type};charset=utf-8` }));

function saveBlob(/** @type {string} */ name, /** @type {Blob} */ blob) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/* XML */

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Escape text, and drop what XML 1.0 cannot hold at all. */
function escaped(/** @type {any} */ content) {
  const text = String(content);
  const whole = (text.toWellFormed?.() ?? text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
  return whole.replace(/[&<>"]/g, (letter) => ESCAPES[letter]);
}

/** Write an element; attributes that are null are left out. @param {string} name @param {Record<string, any>} attributes */
function element(name, attributes, ...content) {
  const said = Object.entries(attributes).filter(([, value]) => value !== null);
  const start = [name, ...said.map(([key, value]) => `${key}="${escaped(value)}"`)].join(" ");
  return `<${start}>${content.join("")}</${name}>\n`;
}

/* Pictures */

function savePng() {
  const source = byId("canvas").querySelector("canvas");
  const copy = make("canvas", { width: source.width, height: source.height });
  const pen = copy.getContext("2d");
  pen.fillStyle = ink.paper;
  pen.fillRect(0, 0, copy.width, copy.height);
  pen.drawImage(source, 0, 0);
  copy.toBlob((blob) => saveBlob("network.png", blob));
}

function svg() {
  const { clientWidth: width, clientHeight: height } = byId("canvas");
  const all = [...net.shown.edges.map(line), ...net.shown.nodes.map(shape), ...linesOf(net.names).map(text)];
  const size = { width, height, viewBox: `0 0 ${width} ${height}`, xmlns: "http://www.w3.org/2000/svg" };
  return DECLARATION + element("svg", size, element("rect", { width, height, fill: ink.paper }), ...all);
}

const at = (/** @type {number} */ id) => net.vis.canvasToDOM(net.vis.getPosition(id));

function line(/** @type {Edge} */ { from, to }, /** @type {number} */ id) {
  const [a, b] = [at(from), at(to)];
  const { color, dashes, width } = net.edges.get(id);
  const ends = { x1: a.x, y1: a.y, x2: b.x, y2: b.y };
  return element("line", {
    ...ends,
    stroke: color.color,
    "stroke-width": width,
    "stroke-dasharray": dashes ? dashes.join(" ") : null,
  });
}

function shape(/** @type {NetNode} */ node) {
  const { x, y } = at(node.id);
  const r = node.r * net.vis.getScale();
  const { color, shape } = net.nodes.get(node.id);
  const paint = { fill: color.background, stroke: color.border };
  if (shape === "dot") return element("circle", { cx: x, cy: y, r, ...paint });
  if (shape === "square") return element("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r, ...paint });
  return element("path", { d: `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`, ...paint });
}

function text({ text, x, y, size, weight }) {
  const font = { "font-family": ink.sans, "font-size": size, "font-weight": weight };
  return element("text", { x, y, "text-anchor": "middle", ...font, fill: ink.ink }, escaped(text));
}

/* Data */

/** @returns {Record<string, any>} */
function record(/** @type {number} */ article) {
  const story = storyOf[article];
  const time = data.times[article];
  return {
    id: value("iri", article),
    title: titleOf(article),
    url: urlOf(article),
    published: isDated(article) ? (isDayOnly(article) ? isoDay(time) : isoTime(time)) : null,
    provider: providerNames[data.provider[article]] ?? null,
    type: overview.types.name[value("type", article)] || null,
    topics: topicsOf(article).map((topic) => topicNames[topic]),
    quality: value("quality", article),
    heat: value("heat", article),
    story: story < 0 ? null : labelOf(story),
    storyline: story < 0 ? null : (lineNames[lineOf(story)] ?? null),
    excerpt: value("excerpt", article),
  };
}

/** A cell of CSV; text that a spreadsheet would run as a formula gets an apostrophe before it. */
function cell(/** @type {any} */ content) {
  const isFormula = typeof content === "string" && /^[=+\-@＝＋－＠\t\r\n]/.test(content);
  const text = `${isFormula ? "'" : ""}${content ?? ""}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csv() {
  const rows = matching()
    .map(record)
    .map((row) => ({ ...row, topics: row.topics.join("; ") }));
  const names = "id title url published provider type topics quality heat story storyline excerpt".split(" ");
  const lines = rows.map((row) => names.map((name) => cell(row[name])).join(","));
  return `\ufeff${[names.join(","), ...lines].join("\r\n")}\r\n`;
}

function json() {
  const list = matching();
  const chosen = new Set(list);
  const links = edgesOf("links")
    .all.filter(({ source, target }) => chosen.has(source) && chosen.has(target))
    .map(({ source, target, rank }) => ({ source: value("iri", source), target: value("iri", target), rank }));
  return `${JSON.stringify({ articles: list.map(record), links }, null, 1)}\n`;
}

const FIELDS = "label kind url published provider type quality heat excerpt".split(" ");

function graphml() {
  const typeOf = (name) => (name === "quality" || name === "heat" ? "double" : "string");
  const key = (name, of) => element("key", { id: name, for: of, "attr.name": name, "attr.type": typeOf(name) });
  const said = (key, value) => (value === null || value === undefined ? "" : element("data", { key }, escaped(value)));
  const nodes = net.shown.nodes.map(({ id, kind, index }) => {
    const fields = { label: nameOf(id), kind, ...(kind === "article" ? record(index) : {}) };
    return element("node", { id: `n${id}` }, ...FIELDS.map((name) => said(name, fields[name])));
  });
  const edges = net.shown.edges.map(({ from, to, kind }, id) =>
    element("edge", { id: `e${id}`, source: `n${from}`, target: `n${to}` }, said("relation", kind)),
  );
  const keys = [...FIELDS.map((name) => key(name, "node")), key("relation", "edge")];
  const graph = element("graph", { edgedefault: "directed" }, ...nodes, ...edges);
  return DECLARATION + element("graphml", { xmlns: "http://graphml.graphdrawing.org/xmlns" }, ...keys, graph);
}
