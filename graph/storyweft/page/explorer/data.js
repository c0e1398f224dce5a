// The graph of the page. The overview is there at once; columns are decoded after the first paint.
// A name is a letter and a number: s0 a story (or an article that stands alone), a0 an article,
// p0 a provider, t0 a topic.

import { byId, dayOf } from "./text.js";

export const overview = JSON.parse(byId("overview").textContent);
export const network = JSON.parse(byId("network").textContent);
export const groups = overview.groups;
export const groupCount = groups.n.length;
export const articleCount = overview.articles;
export const isSmall = network.nodes.some((node) => node.id.startsWith("a")) || groupCount === 0;

/** First article of each group; the next group's is where it ends. */
export const starts = new Int32Array(groupCount + 1);
for (let group = 0; group < groupCount; group++) {
  starts[group + 1] = starts[group] + groups.n[group];
}
export const groupOf = new Int32Array(articleCount);
for (let group = 0; group < groupCount; group++)
  groupOf.fill(group, starts[group], starts[group + 1]);

const lone = new Set(groups.lone);

/** What was decoded; days and links are kept in typed arrays beside the columns. */
export const data = {
  isReady: false,
  articles: {},
  stories: { label: [], id: [], iri: [] },
  relations: { source: [], target: [], kind: [] },
  links: { source: [], target: [], rank: [] },
  days: new Float64Array(0),
  from: null,
  to: null,
  related: null,
};

export function isLone(group) {
  return lone.has(group);
}

export function value(column, article) {
  return data.articles[column]?.[article] ?? null;
}

/** Decode the columns, and the excerpts if the page has them. */
export async function decode() {
  const [columns, excerpts] = await Promise.all(["columns", "excerpts"].map(read));
  Object.assign(data, columns);
  if (excerpts) data.articles.excerpt = excerpts;
  data.days = Float64Array.from(
    { length: articleCount },
    (_, article) => dayOf(value("published", article)) ?? Number.NaN,
  );
  data.from = adjacency(data.links.source, data.links.target);
  data.to = adjacency(data.links.target, data.links.source);
  data.related = relations();
  data.isReady = true;
}

/** Read one part of the data: JSON as it stands, or gzip in base64. */
async function read(part) {
  const elements = [...document.querySelectorAll(`script.${part}`)];
  if (!elements.length) return null;
  const isPacked = elements[0].type === "application/gzip";
  const pieces = elements.map((element) => element.textContent);
  for (const element of elements) element.remove();
  return JSON.parse(isPacked ? await unpack(pieces) : pieces.join(""));
}

async function unpack(pieces) {
  const stream = new Blob(pieces.map(bytesOf)).stream();
  return new Response(stream.pipeThrough(new DecompressionStream("gzip"))).text();
}

function bytesOf(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Return a function from an article to those it is linked to, in the order of the links. */
function adjacency(source, target) {
  const start = new Int32Array(articleCount + 1);
  for (const article of source) start[article + 1]++;
  for (let article = 0; article < articleCount; article++) start[article + 1] += start[article];
  const next = start.slice();
  const links = new Int32Array(source.length);
  source.forEach((article, link) => {
    links[next[article]++] = link;
  });
  return (article) =>
    [...links.subarray(start[article], start[article + 1])]
      .sort((one, other) => data.links.rank[one] - data.links.rank[other])
      .map((link) => ({ article: target[link], rank: data.links.rank[link] }));
}

function relations() {
  const related = new Map();
  const { source, target, kind } = data.relations;
  const add = (group, other, how) => {
    if (!related.has(group)) related.set(group, new Map());
    if (!related.get(group).has(other)) related.get(group).set(other, how);
  };
  source.forEach((group, index) => {
    const follows = kind[index] === "follows";
    add(group, target[index], follows ? "follows" : "related");
    add(target[index], group, follows ? "followed" : "related");
  });
  return (group) => [...(related.get(group) ?? [])].map(([other, how]) => ({ group: other, how }));
}

export function parse(name) {
  return { kind: name[0], index: Number(name.slice(1)) };
}

export function articlesOf(name) {
  const { kind, index } = parse(name);
  if (kind === "a") return [index];
  if (kind === "s") return range(starts[index], starts[index + 1]);
  const all = range(0, articleCount);
  if (kind === "p") return all.filter((article) => data.articles.provider[article] === index);
  return all.filter((article) => value("topics", article)?.includes(index));
}

function range(start, end) {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

/** Return the articles that an article is linked with, in either direction, each once. */
export function linked(article) {
  return [...new Set([...data.from(article), ...data.to(article)].map((link) => link.article))];
}

export function titleOf(article) {
  return value("title", article) ?? value("iri", article) ?? `Article ${article + 1}`;
}

export function urlOf(article) {
  return value("url", article) ?? value("iri", article);
}

export function labelOf(name) {
  const { kind, index } = parse(name);
  if (kind === "a") return titleOf(index);
  if (kind === "p") return overview.providers.name[index];
  if (kind === "t") return overview.topics.name[index];
  return data.stories.label[index] ?? (data.isReady ? titleOf(starts[index]) : storyName(index));
}

const names = new Map(network.nodes.map((node) => [node.id, node.name]));

function storyName(group) {
  return names.get(`s${group}`) ?? "";
}

/** Return where a node stands: x, y, and its radius. */
export function placeOf(name) {
  const { kind, index } = parse(name);
  if (kind === "a") return { x: data.articles.x[index], y: data.articles.y[index], r: 6 };
  const table = { s: groups, p: overview.providers, t: overview.topics }[kind];
  return { x: table.x[index], y: table.y[index], r: { s: table.r?.[index], p: 6, t: 12 }[kind] };
}

/** Return the first and last day of some articles, or nulls. */
export function spanOf(articles) {
  const days = articles.map((article) => data.days[article]).filter((day) => !Number.isNaN(day));
  if (!days.length) return [null, null];
  return [Math.min(...days), Math.max(...days)];
}

/** Return [number, count] pairs, the most frequent first. */
export function tally(numbers) {
  const counts = new Map();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
}

export function providersOf(articles) {
  return tally(articles.map((a) => data.articles.provider[a]).filter((index) => index >= 0));
}

export function topicsOf(articles) {
  return tally(articles.flatMap((article) => value("topics", article) ?? []));
}
