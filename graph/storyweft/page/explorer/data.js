// The graph of the page. The overview is there at once; columns are decoded after the first paint.

import { lowerBound } from "./axis.js";
import { byId } from "./dom.js";
import { DAY, floorDay } from "./times.js";

export const overview = JSON.parse(byId("overview").textContent);
export const positions = JSON.parse(byId("positions").textContent);
export const articleCount = overview.articles;
export const storyCount = overview.sizes.length;
export const providerNames = overview.providers.name;
export const topicNames = overview.topics.name;
export const lineNames = overview.lines;
/** What one can filter by: the names, and how many articles have each. */
export const FACETS = {
  provider: overview.providers,
  topic: overview.topics,
  type: { ...overview.types, name: overview.types.name.map((name) => name || "no type") },
};

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
  /** @type {Record<string, any[]>} */
  articles: {},
  stories: { id: [], iri: [], label: [], line: [], before: [], line_id: [] },
  times: new Float64Array(0),
  provider: new Int32Array(0),
  /** Where the articles with a date of each story end. */
  datedEnds: new Int32Array(0),
  /** All times, in order. */
  sorted: new Float64Array(0),
  /** All days, and those that hold nearly all articles. @type {?[number, number]} */
  whole: overview.whole,
  /** @type {?[number, number]} */
  home: overview.home,
  /** Stories of each line, in the order of time. @type {number[][]} */
  lines: [],
  /** Related stories of each story. @type {Tie[][]} */
  ties: [],
};

/** Decode the columns. */
export async function decode() {
  const columns = await read("columns");
  data.articles = columns.articles;
  data.stories = columns.stories;
  data.provider = Int32Array.from(columns.articles.provider ?? []);
  decodeTimes(columns.articles.time ?? []);
  data.articles.time = data.articles.provider = [];
  const { label, line } = data.stories;
  label.forEach((title, story) => {
    if (typeof title === "number") label[story] = titleOf(starts[story] + title);
  });
  data.lines = lineNames.map(() => []);
  for (const [story, number] of line.entries()) data.lines[number]?.push(story);
  for (const stories of data.lines) stories.sort((a, b) => startOf(a) - startOf(b) || a - b);
  encoded = columns;
  tie(columns.relations);
}

/** Decode the excerpts, if the page has them: half of all data, which the chart does without. */
export async function decodeExcerpts() {
  data.articles.excerpt = await read("excerpts");
}

/** Seconds stand in the column as differences. @param {(number | null)[]} seconds */
function decodeTimes(seconds) {
  data.times = new Float64Array(articleCount).fill(Number.NaN);
  let time = 0;
  seconds.forEach((step, article) => {
    if (step === null) return;
    time += step;
    data.times[article] = time * 1000;
  });
  data.datedEnds = starts.slice(1);
  for (let story = 0; story < storyCount; story++) {
    while (data.datedEnds[story] > starts[story] && !isDated(data.datedEnds[story] - 1)) data.datedEnds[story]--;
  }
  data.sorted = data.times.filter((time) => !Number.isNaN(time)).sort();
}

function tie(relations) {
  data.ties = range(0, storyCount).map(() => []);
  relations.source.forEach((later, index) => {
    const [earlier, weight] = [relations.target[index], relations.weight[index]];
    const isFollowing = relations.follows[index] === 1;
    data.ties[later].push({ story: earlier, how: isFollowing ? "after" : "beside", weight });
    data.ties[earlier].push({ story: later, how: isFollowing ? "before" : "beside", weight });
  });
}

/** Read one part of the data: JSON as it stands, or gzip in base64. */
async function read(/** @type {string} */ part) {
  const elements = [.../** @type {NodeListOf<HTMLScriptElement>} */ (document.querySelectorAll(`script.${part}`))];
  if (!elements.length) return null;
  const pieces = elements.map((element) => element.textContent);
  for (const element of elements) element.remove();
  if (elements[0].type !== "application/gzip") return JSON.parse(pieces.join(""));
  const stream = new Blob(pieces.map(bytesOf)).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

/** @returns {any} */
function bytesOf(/** @type {string} */ text) {
  const Bytes = /** @type {any} */ (Uint8Array);
  return Bytes.fromBase64?.(text) ?? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Columns whose edges nobody asked for yet. @type {Record<string, any>} */
let encoded = {};
/** @type {Record<string, Edges>} */
const edges = {};
/** Edges between articles. */
export const edgesOf = (/** @type {EdgeColumns} */ kind) => (edges[kind] ??= decodeEdges(encoded[kind]));

/** Decode edges: sources stand as differences to the one before, targets to their source. @returns {Edges} */
function decodeEdges(
  /** @type {{source: number[], target: number[], rank?: number[]}} */ { source, target, rank = [] },
) {
  let at = 0;
  const all = source.map((step, edge) => {
    at += step;
    return { source: at, target: at + target[edge], rank: rank[edge] ?? 0 };
  });
  const ranked = all.toSorted((one, other) => one.rank - other.rank);
  return { all, from: Map.groupBy(ranked, (edge) => edge.source), to: Map.groupBy(ranked, (edge) => edge.target) };
}

/** The edges at an article, the best ranked first. @typedef {(kind: EdgeColumns, article: number) => Join[]} JoinsOf */
/** @type {JoinsOf} */
export const edgesFrom = (kind, article) => edgesOf(kind).from.get(article) ?? [];
/** @type {JoinsOf} */
export const edgesTo = (kind, article) => edgesOf(kind).to.get(article) ?? [];
/** The articles at their other ends. */
export const targetsOf = (/** @type {EdgeColumns} */ kind, article) =>
  edgesFrom(kind, article).map(({ target }) => target);
export const sourcesOf = (/** @type {EdgeColumns} */ kind, article) =>
  edgesTo(kind, article).map(({ source }) => source);

/** The numbers from one to another; Array.from takes nine times as long. */
export function range(/** @type {number} */ start, /** @type {number} */ end) {
  const list = new Array(end - start);
  for (let index = start; index < end; index++) list[index - start] = index;
  return list;
}

/** @param {string} column @param {number} article */
export const value = (column, article) => data.articles[column]?.[article] ?? null;
export const isDated = (/** @type {number} */ article) => !Number.isNaN(data.times[article]);
export const isDayOnly = (/** @type {number} */ article, of = "precision") => value(of, article) === 1;
export const articlesOf = (/** @type {number} */ story) => range(starts[story], starts[story + 1]);
export const datedOf = (/** @type {number} */ story) => range(starts[story], data.datedEnds[story]);
export const hasDate = (/** @type {number} */ story) => data.datedEnds[story] > starts[story];
/** When a story began, NaN if that is not known. */
export const startOf = (/** @type {number} */ story) => data.times[starts[story]];
export const endOf = (/** @type {number} */ story) => data.times[data.datedEnds[story] - 1];
export const tiesOf = (/** @type {number} */ story) => data.ties[story] ?? [];
export const titleOf = (/** @type {number} */ article) =>
  value("title", article) ?? value("iri", article) ?? `Article ${article + 1}`;
export const urlOf = (/** @type {number} */ article) => value("url", article) ?? value("iri", article);
export const providerOf = (/** @type {number} */ article) =>
  providerNames[data.provider[article]] ?? "provider unknown";
/** Who publishes an article, for lists; nothing where no article of the page has a provider. */
export const sourceOf = (/** @type {number} */ article) => (providerNames.length ? providerOf(article) : "");
export const labelOf = (/** @type {number} */ story) => data.stories.label[story] || titleOf(starts[story]);
export const lineOf = (/** @type {number} */ story) => data.stories.line[story];
/** @returns {number[]} */
export const topicsOf = (/** @type {number} */ article) => value("topics", article) ?? [];

/** Providers of a story, the one that was first before all others. */
export function providersOf(/** @type {number} */ story) {
  const providers = new Set(data.provider.subarray(starts[story], starts[story + 1]));
  providers.delete(-1);
  return providers;
}

/** Articles of a story that may have been first: of several it is not known, for they have one time, or a day only. */
export function earliestOf(/** @type {number} */ story) {
  const midnight = floorDay(startOf(story)) + DAY;
  const day = range(starts[story], lowerBound(data.times, midnight, starts[story], data.datedEnds[story]));
  const first = data.times[day.find((article) => !isDayOnly(article))];
  return day.filter((article) => isDayOnly(article) || data.times[article] === first);
}

const yearOf = (/** @type {number} */ time) => new Date(time).getUTCFullYear();
const [firstYear, lastYear] = (overview.home ?? [0, 1]).map((time, isEnd) => yearOf(time - isEnd));
/** Whether a day needs its year: all do where the page opens with several years, else those of others. */
export const needsYear = (/** @type {number} */ time) => firstYear !== lastYear || yearOf(time) !== firstYear;

/** Return [number, count] pairs, the most frequent first. */
export function tally(/** @type {Iterable<number>} */ numbers) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
}

/** The same article in other languages: all are joined to one of them. */
export function translationsOf(/** @type {number} */ article) {
  const first = targetsOf("translations", article)[0] ?? article;
  return [first, ...sourcesOf("translations", first)].filter((other) => other !== article);
}
