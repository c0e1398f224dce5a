// What the reader takes along: the network as a picture, what matches or is shown as data.

import {
  data,
  isDated,
  isDayOnly,
  labelOf,
  lineNames,
  lineOf,
  overview,
  providerNames,
  storyOf,
  titleOf,
  topicNames,
  topicsOf,
  urlOf,
  value,
} from "./data.js";
import { popup } from "./bar.js";
import { byId, make, makeSvg } from "./dom.js";
import { cell, clean, escapeXml, save, saveBlob } from "./files.js";
import { matching } from "./filters.js";
import { kindOf } from "./graph.js";
import { nameOf, net } from "./network.js";
import { state } from "./store.js";
import { fonts, ink } from "./theme.js";
import { isoDay, isoTime } from "./times.js";

const FORMATS = [
  ["PNG", "Picture of this network", savePng, "network"],
  ["SVG", "Drawing of this network", () => save("network.svg", "image/svg+xml", svg()), "network"],
  [
    "GraphML",
    "This network, for Gephi, yEd or Cytoscape",
    () => save("network.graphml", "application/xml", graphml()),
    "network",
  ],
  ["CSV", "The matching articles as a table", () => save("articles.csv", "text/csv", csv()), ""],
  ["JSON", "The matching articles, with their stories", () => save("articles.json", "application/json", json()), ""],
  ["Print", "This view and the open card", () => print(), ""],
];

export function startExports() {
  const fill = () => {
    const items = FORMATS.filter(([, , , view]) => !view || view === state.view);
    byId("formats").replaceChildren(
      ...items.map(([name, hint, act]) =>
        make(
          "button",
          {
            type: "button",
            onclick: () => {
              close();
              /** @type {() => void} */ (act)();
            },
          },
          name,
          make("small", {}, hint),
        ),
      ),
    );
  };
  const close = popup(byId("export"), byId("formats"), fill);
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

export function svg() {
  const { clientWidth: width, clientHeight: height } = byId("canvas");
  const root = makeSvg("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
  root.append(makeSvg("rect", { width, height, fill: ink.paper }), ...lines(), ...shapes(), ...texts());
  return `<?xml version="1.0" encoding="UTF-8"?>\n${clean(new XMLSerializer().serializeToString(root))}\n`;
}

const at = (/** @type {number} */ id) => net.vis.canvasToDOM(net.vis.getPosition(id));

function lines() {
  return net.shown.edges.map((edge, id) => {
    const [a, b] = [at(edge.from), at(edge.to)];
    const { color, dashes, width } = net.edges.get(id);
    const dash = dashes ? dashes.join(" ") : null;
    return makeSvg("line", {
      x1: a.x,
      y1: a.y,
      x2: b.x,
      y2: b.y,
      stroke: color.color,
      "stroke-width": width,
      "stroke-dasharray": dash,
    });
  });
}

function shapes() {
  return net.shown.nodes.map((node) => {
    const { x, y } = at(node.id);
    const r = node.r * net.vis.getScale();
    const { color, shape } = net.nodes.get(node.id);
    const paint = { fill: color.background, stroke: color.border };
    if (shape === "square") return makeSvg("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r, ...paint });
    if (shape === "diamond")
      return makeSvg("path", {
        d: `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`,
        ...paint,
      });
    return makeSvg("circle", { cx: x, cy: y, r, ...paint });
  });
}

function texts() {
  return net.names.flatMap(({ box, lines: text, size, bold }) =>
    text.map((line, index) =>
      makeSvg(
        "text",
        {
          x: (box.left + box.right) / 2,
          y: box.top + (index + 0.82) * size * 1.22,
          "text-anchor": "middle",
          "font-family": fonts.sans,
          "font-size": size,
          "font-weight": bold ? 600 : 400,
          fill: ink.ink,
        },
        clean(line),
      ),
    ),
  );
}

/* Data */

/** @returns {Record<string, any>} */
function record(/** @type {number} */ article) {
  const story = storyOf[article];
  const time = data.times[article];
  const dated = isDayOnly(article) ? isoDay(time || 0) : isoTime(time || 0);
  return {
    id: value("iri", article),
    title: titleOf(article),
    url: urlOf(article),
    published: isDated(article) ? dated : null,
    provider: providerNames[data.provider[article]] ?? null,
    type: overview.types[value("type", article)] || null,
    topics: topicsOf(article).map((topic) => topicNames[topic]),
    quality: value("quality", article),
    heat: value("heat", article),
    story: story < 0 ? null : labelOf(story),
    storyline: story < 0 ? null : (lineNames[lineOf(story)] ?? null),
    excerpt: value("excerpt", article),
  };
}

function csv() {
  const rows = matching().map(record);
  const names = "id title url published provider type topics quality heat story storyline excerpt".split(" ");
  const lines = rows.map((row) =>
    names.map((name) => cell(name === "topics" ? row.topics.join("; ") : row[name])).join(","),
  );
  return `\ufeff${[names.join(","), ...lines].join("\r\n")}\r\n`;
}

function json() {
  const list = matching();
  const iri = (id) => value("iri", id);
  const chosen = new Set(list);
  const { source, target, rank } = data.links;
  const links = source
    .map((from, index) => ({ from, to: target[index], rank: rank[index] }))
    .filter(({ from, to }) => chosen.has(from) && chosen.has(to))
    .map(({ from, to, rank: place }) => ({ source: iri(from), target: iri(to), rank: place }));
  return `${JSON.stringify({ articles: list.map(record), links }, null, 1)}\n`;
}

const FIELDS = ["url", "published", "provider", "type", "quality", "heat", "excerpt"];

/** @returns {string} */
export function graphml() {
  const key = (name, kind, type) => `<key id="${name}" for="${kind}" attr.name="${name}" attr.type="${type}"/>`;
  const typeOf = (name) => (name === "quality" || name === "heat" ? "double" : "string");
  const nodes = net.shown.nodes.map(({ id, kind, index }) => {
    const fields = kind === "article" ? record(index) : {};
    const parts = [["label", nameOf(id)], ["kind", kind], ...FIELDS.map((name) => [name, fields[name]])]
      .filter(([, text]) => text !== null && text !== undefined)
      .map(([name, text]) => `<data key="${name}">${escapeXml(text)}</data>`);
    return `<node id="n${id}">${parts.join("")}</node>`;
  });
  const edges = net.shown.edges.map(
    ({ from, to, kind }, id) =>
      `<edge id="e${id}" source="n${from}" target="n${to}"><data key="relation">${kind}</data></edge>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...["label", "kind", ...FIELDS].map((name) => key(name, "node", typeOf(name))),
    key("relation", "edge", "string"),
    '<graph edgedefault="directed">',
    ...nodes,
    ...edges,
    "</graph></graphml>\n",
  ].join("\n");
}

/** For tests: what kinds of nodes are drawn. */
export const drawnKinds = () => net.shown.nodes.map(({ id }) => kindOf(id).kind);
