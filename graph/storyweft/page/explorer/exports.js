// What the reader takes along: the view as a picture, the shown part of the graph as data.

import { articleCount, data, groupOf, groups, isLone, labelOf, overview, titleOf } from "./data.js";
import { placeOf, starts, urlOf, value } from "./data.js";
import { canvasOf, labelsNow, viewOf } from "./map.js";
import { isGroupStrong, isOpen, isStrong, scene } from "./scene.js";
import { groupColour, ink, mix } from "./theme.js";
import { byId, make, makeSvg } from "./text.js";

const FORMATS = [
  ["PNG", "Picture of this view", "map.png", savePng],
  ["SVG", "Drawing of this view", "map.svg", () => save("map.svg", "image/svg+xml", svg())],
  [
    "JSON",
    "The shown part: nodes and links",
    "graph.json",
    () => save("graph.json", "application/json", json()),
  ],
  [
    "CSV",
    "The shown articles as a table",
    "articles.csv",
    () => save("articles.csv", "text/csv", csv()),
  ],
  [
    "GraphML",
    "The shown part, for Gephi, yEd or Cytoscape",
    "graph.graphml",
    () => save("graph.graphml", "application/xml", graphml()),
  ],
  ["Print", "This view and the open list", "", () => print()],
];

export function startExports() {
  const menu = byId("formats");
  const toggle = byId("export");
  const open = (isOpen) => {
    menu.hidden = !isOpen;
    toggle.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) menu.querySelector("button").focus();
  };
  const items = FORMATS.map(([name, hint, file, act]) =>
    make(
      "button",
      {
        type: "button",
        "data-format": file,
        onclick: () => {
          open(false);
          act();
        },
      },
      name,
      make("small", {}, hint),
    ),
  );
  menu.replaceChildren(...items);
  toggle.addEventListener("click", () => open(menu.hidden));
  menu.parentElement.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    event.stopPropagation();
    open(false);
    toggle.focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.hidden && !menu.parentElement.contains(event.target)) open(false);
  });
}

function save(name, type, text) {
  saveBlob(name, new Blob([text], { type: `${type};charset=utf-8` }));
}

function saveBlob(name, blob) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/* Pictures */

function savePng() {
  const source = canvasOf();
  const copy = make("canvas", { width: source.width, height: source.height });
  const context = copy.getContext("2d");
  context.fillStyle = ink.map;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(source, 0, 0);
  copy.toBlob((blob) => saveBlob("map.png", blob));
}

function svg() {
  const view = viewOf();
  const [wide, high] = [view.width * view.scale, view.height * view.scale];
  const at = ({ x, y }) => [
    (x - view.x) * view.scale + wide / 2,
    (y - view.y) * view.scale + high / 2,
  ];
  const root = makeSvg("svg", { width: wide, height: high, viewBox: `0 0 ${wide} ${high}` });
  root.append(makeSvg("rect", { width: wide, height: high, fill: ink.map }));
  root.append(...discs(view, at), ...lines(at), ...nodes(view, at), ...texts(wide, high));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${clean(new XMLSerializer().serializeToString(root))}\n`;
}

function discs(view, at) {
  return groups.n.flatMap((_, group) => {
    const place = placeOf(`s${group}`);
    const [cx, cy] = at(place);
    const r = place.r * view.scale;
    if (cx < -r || cy < -r || cx > view.width * view.scale + r || cy > view.height * view.scale + r)
      return [];
    const part = (isOpen(group) ? 0.17 : 0.42) * (isGroupStrong(group) ? 1 : 0.2);
    return makeSvg("circle", {
      cx,
      cy,
      r,
      fill: mix(groupColour(group), ink.map, part),
      stroke: mix(groupColour(group), ink.map, part * 2),
    });
  });
}

function lines(at) {
  return scene.edges
    .get()
    .filter((edge) => !edge.hidden)
    .map((edge) => {
      const [[x1, y1], [x2, y2]] = [at(placeOf(edge.from)), at(placeOf(edge.to))];
      return makeSvg("line", {
        x1,
        y1,
        x2,
        y2,
        stroke: edge.color.color,
        "stroke-width": edge.width,
      });
    });
}

function nodes(view, at) {
  return scene.nodes
    .get()
    .filter((node) => node.id[0] !== "s")
    .map((node) => {
      const [x, y] = at(node);
      const r = node.size * view.scale;
      const paint = { fill: node.color.background, stroke: node.color.border };
      if (node.shape === "square")
        return makeSvg("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r, ...paint });
      if (node.shape === "diamond")
        return makeSvg("path", {
          d: `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`,
          ...paint,
        });
      return makeSvg("circle", { cx: x, cy: y, r, ...paint });
    });
}

function texts(wide, high) {
  return labelsNow().flatMap((item) =>
    item.lines.map((line, index) =>
      makeSvg(
        "text",
        {
          x: item.box.x + wide / 2,
          y: item.box.top + high / 2 + (index + 0.85) * item.size * 1.2,
          "text-anchor": "middle",
          "font-family": "sans-serif",
          "font-size": item.size,
          "font-weight": item.weight,
          fill: ink.ink,
        },
        clean(line),
      ),
    ),
  );
}

/* Data: the articles that filters and focus leave, and what they touch */

function shown() {
  const articles = Array.from({ length: articleCount }, (_, index) => index).filter(isStrong);
  const chosen = new Set(articles);
  const { source, target, rank } = data.links;
  const links = source.flatMap((from, index) =>
    chosen.has(from) && chosen.has(target[index])
      ? [{ from, to: target[index], rank: rank[index] }]
      : [],
  );
  const stories = [...new Set(articles.map((article) => groupOf[article]))].filter(
    (group) => !isLone(group),
  );
  const providers = [...new Set(articles.map((article) => data.articles.provider[article]))].filter(
    (index) => index >= 0,
  );
  const topics = [...new Set(articles.flatMap((article) => value("topics", article) ?? []))];
  return { articles, links, stories, providers, topics };
}

function record(article) {
  const group = groupOf[article];
  return {
    id: value("iri", article),
    title: titleOf(article),
    url: urlOf(article),
    published: value("published", article),
    provider: overview.providers.name[value("provider", article)] ?? null,
    type: overview.types[value("type", article)] || null,
    topics: (value("topics", article) ?? []).map((topic) => overview.topics.name[topic]),
    quality: value("quality", article),
    heat: value("heat", article),
    story: isLone(group) ? null : labelOf(`s${group}`),
    excerpt: value("excerpt", article),
  };
}

function json() {
  const { articles, links, stories } = shown();
  const told = stories.map((group) => ({
    id: data.stories.iri[group],
    label: labelOf(`s${group}`),
    articles: Array.from({ length: groups.n[group] }, (_, index) => starts[group] + index)
      .filter(isStrong)
      .map((article) => value("iri", article)),
  }));
  const related = links.map(({ from, to, rank }) => ({
    source: value("iri", from),
    target: value("iri", to),
    rank,
  }));
  return `${JSON.stringify({ articles: articles.map(record), links: related, stories: told }, null, 1)}\n`;
}

function csv() {
  const names = [
    "id",
    "title",
    "url",
    "published",
    "provider",
    "type",
    "topics",
    "quality",
    "heat",
    "story",
    "excerpt",
  ];
  const lines = shown().articles.map((article) => {
    const fields = record(article);
    return names
      .map((name) => cell(name === "topics" ? fields.topics.join("; ") : fields[name]))
      .join(",");
  });
  return `\ufeff${[names.join(","), ...lines].join("\r\n")}\r\n`;
}

/** A cell; text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function cell(content) {
  if (content === null || content === undefined) return "";
  const text =
    typeof content === "string" && /^[=+\-@\t\r]/.test(content) ? `'${content}` : String(content);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function graphml() {
  const { articles, links, stories, providers, topics } = shown();
  const rows = [
    ...articles.map((article) =>
      xmlNode(`a${article}`, "article", titleOf(article), record(article)),
    ),
    ...stories.map((group) => xmlNode(`s${group}`, "story", labelOf(`s${group}`), {})),
    ...providers.map((index) => xmlNode(`p${index}`, "provider", labelOf(`p${index}`), {})),
    ...topics.map((index) => xmlNode(`t${index}`, "topic", labelOf(`t${index}`), {})),
  ];
  const edges = links.map(({ from, to }) => [`a${from}`, `a${to}`, "related"]);
  for (const article of articles) {
    if (!isLone(groupOf[article]))
      edges.push([`s${groupOf[article]}`, `a${article}`, "has article"]);
    if (value("provider", article) >= 0)
      edges.push([`a${article}`, `p${value("provider", article)}`, "published by"]);
    for (const topic of value("topics", article) ?? [])
      edges.push([`a${article}`, `t${topic}`, "about"]);
  }
  const keys = ["label", "kind", ...FIELDS].map(
    (name) =>
      `<key id="${name}" for="node" attr.name="${name}" attr.type="${name === "quality" || name === "heat" ? "double" : "string"}"/>`,
  );
  const lines = edges.map(
    ([from, to, kind], index) =>
      `<edge id="e${index}" source="${from}" target="${to}"><data key="relation">${kind}</data></edge>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys,
    '<key id="relation" for="edge" attr.name="relation" attr.type="string"/>',
    '<graph edgedefault="directed">',
    ...rows,
    ...lines,
    "</graph></graphml>\n",
  ].join("\n");
}

const FIELDS = ["url", "published", "provider", "type", "quality", "heat", "excerpt"];

function xmlNode(id, kind, label, fields) {
  const parts = [["label", label], ["kind", kind], ...FIELDS.map((name) => [name, fields[name]])];
  const told = parts.filter(([, text]) => text !== null && text !== undefined);
  return `<node id="${id}">${told.map(([name, text]) => `<data key="${name}">${escapeXml(text)}</data>`).join("")}</node>`;
}

export function escapeXml(text) {
  const names = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return clean(String(text)).replace(/[&<>"]/g, (letter) => names[letter]);
}

/** Drop what XML 1.0 cannot hold at all. */
function clean(text) {
  return (text.toWellFormed?.() ?? text).replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g,
    "",
  );
}
