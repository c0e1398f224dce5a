// The graph of the page. The overview is there at once; columns are decoded after the first paint.

import { byId } from "./dom.js";
import { home } from "./axis.js";

export const overview = JSON.parse(byId("overview").textContent);
export const positions = JSON.parse(byId("positions").textContent);
export const articleCount = overview.articles;
export const storyCount = overview.sizes.length;
export const providerNames = overview.providers.name;
export const topicNames = overview.topics.name;
export const lineNames = overview.lines;

/** First article of each story; the next story's is where it ends. Then come articles of none. */
export const starts = new Int32Array(storyCount + 1);
/** Story of each article, or -1. */
export const storyOf = new Int32Array(articleCount).fill(-1);
overview.sizes.forEach((size, story) => {
  starts[story + 1] = starts[story] + size;
  storyOf.fill(story, starts[story], starts[story + 1]);
});
export const looseStart = starts[storyCount];

/** What was decoded. Times are milliseconds, NaN where there is none. */
export const data = {
  isReady: false,
  /** @type {Record<string, any[]>} */
  articles: {},
  stories: { id: [], iri: [], label: [], line: [], before: [], unsure: [], line_id: [] },
  times: new Float64Array(0),
  provider: new Int32Array(0),
  /** Where the articles with a date of each story end. */
  datedEnds: new Int32Array(0),
  /** All times, in order. */
  sorted: new Float64Array(0),
  /** @type {?[number, number]} */
  whole: null,
  /** @type {?[number, number]} */
  home: null,
  /** Stories of each line, in the order of time. @type {number[][]} */
  lines: [],
  /** @type {(article: number) => number[]} */
  linksFrom: () => [],
  /** @type {(article: number) => number[]} */
  linksTo: () => [],
  links: { source: [], target: [], rank: [] },
  /** Related stories of a story. @type {Map<number, Tie[]>} */
  ties: new Map(),
};

/** @typedef {{story: number, how: "after" | "before" | "beside", weight: number}} Tie how a story stands to another */

const DAY = 86_400_000;

/** Decode the columns, and the excerpts if the page has them. */
export async function decode() {
  const [columns, excerpts] = await Promise.all(["columns", "excerpts"].map(read));
  data.articles = columns.articles;
  data.stories = columns.stories;
  if (excerpts) data.articles.excerpt = excerpts;
  data.provider = Int32Array.from(columns.articles.provider ?? []);
  const seconds = columns.articles.time ?? [];
  data.times = Float64Array.from({ length: articleCount }, (_, article) =>
    typeof seconds[article] === "number" ? seconds[article] * 1000 : Number.NaN,
  );
  data.articles.time = data.articles.provider = [];
  data.datedEnds = starts.slice(1);
  for (let story = 0; story < storyCount; story++) {
    while (data.datedEnds[story] > starts[story] && !isDated(data.datedEnds[story] - 1)) data.datedEnds[story]--;
  }
  data.sorted = data.times.filter((time) => !Number.isNaN(time)).sort();
  data.home = home(data.sorted);
  const [first, last] = [data.sorted[0], data.sorted[data.sorted.length - 1]];
  if (data.home) data.whole = [Math.floor(first / DAY) * DAY, (Math.floor(last / DAY) + 1) * DAY];
  data.lines = lineNames.map(() => []);
  data.stories.line.forEach((line, story) => {
    if (line >= 0) data.lines[line].push(story);
  });
  for (const line of data.lines) line.sort((a, b) => startOf(a) - startOf(b) || a - b);
  connect(columns.links, columns.relations);
  data.isReady = true;
}

function connect(links, relations) {
  data.links = links;
  data.linksFrom = adjacency(links.source);
  data.linksTo = adjacency(links.target);
  const add = (story, other, how, weight) => {
    if (!data.ties.has(story)) data.ties.set(story, []);
    data.ties.get(story).push({ story: other, how, weight });
  };
  relations.source.forEach((later, index) => {
    const [earlier, weight] = [relations.target[index], relations.weight[index]];
    const isFollowing = relations.follows[index] === 1;
    add(later, earlier, isFollowing ? "after" : "beside", weight);
    add(earlier, later, isFollowing ? "before" : "beside", weight);
  });
}

/** Read one part of the data: JSON as it stands, or gzip in base64. */
async function read(/** @type {string} */ part) {
  const elements = [.../** @type {NodeListOf<HTMLScriptElement>} */ (document.querySelectorAll(`script.${part}`))];
  if (!elements.length) return null;
  const isPacked = elements[0].type === "application/gzip";
  const pieces = elements.map((element) => element.textContent);
  for (const element of elements) element.remove();
  return JSON.parse(isPacked ? await unpack(pieces) : pieces.join(""));
}

async function unpack(/** @type {string[]} */ pieces) {
  const stream = new Blob(pieces.map(bytesOf)).stream();
  return new Response(stream.pipeThrough(new DecompressionStream("gzip"))).text();
}

/** @returns {any} */
function bytesOf(/** @type {string} */ text) {
  const Bytes = /** @type {any} */ (Uint8Array);
  if (Bytes.fromBase64) return Bytes.fromBase64(text);
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Return a function from an article to its links, the best ranked first. */
function adjacency(/** @type {number[]} */ ends) {
  const first = new Int32Array(articleCount + 1);
  for (const article of ends) first[article + 1]++;
  for (let article = 0; article < articleCount; article++) first[article + 1] += first[article];
  const next = first.slice();
  const links = new Int32Array(ends.length);
  ends.forEach((article, link) => {
    links[next[article]++] = link;
  });
  const { rank } = data.links;
  return (/** @type {number} */ article) =>
    [...links.subarray(first[article], first[article + 1])].sort((a, b) => rank[a] - rank[b]);
}

export function range(/** @type {number} */ start, /** @type {number} */ end) {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

export const value = (/** @type {string} */ column, /** @type {number} */ article) =>
  data.articles[column]?.[article] ?? null;
export const isDated = (/** @type {number} */ article) => !Number.isNaN(data.times[article]);
export const isDayOnly = (/** @type {number} */ article) => value("precision", article) === 1;
export const articlesOf = (/** @type {number} */ story) => range(starts[story], starts[story + 1]);
export const datedOf = (/** @type {number} */ story) => range(starts[story], data.datedEnds[story]);
/** When a story began, NaN if that is not known. */
export const startOf = (/** @type {number} */ story) => data.times[starts[story]];
export const endOf = (/** @type {number} */ story) => data.times[data.datedEnds[story] - 1];
export const tiesOf = (/** @type {number} */ story) => data.ties.get(story) ?? [];
export const titleOf = (/** @type {number} */ article) =>
  value("title", article) ?? value("iri", article) ?? `Article ${article + 1}`;
export const urlOf = (/** @type {number} */ article) => value("url", article) ?? value("iri", article);
export const providerOf = (/** @type {number} */ article) =>
  providerNames[data.provider[article]] ?? "provider unknown";
export const labelOf = (/** @type {number} */ story) => data.stories.label[story] || titleOf(starts[story]);
export const lineOf = (/** @type {number} */ story) => data.stories.line[story];
export const topicsOf = (/** @type {number} */ article) => value("topics", article) ?? [];

/** Providers of a story, the one that was first before all others. */
export function providersOf(/** @type {number} */ story) {
  /** @type {Set<number>} */
  const providers = new Set();
  for (let article = starts[story]; article < starts[story + 1]; article++) {
    if (data.provider[article] >= 0) providers.add(data.provider[article]);
  }
  return providers;
}

/** Return [number, count] pairs, the most frequent first. */
export function tally(/** @type {Iterable<number>} */ numbers) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
}
