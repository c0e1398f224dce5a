// Which articles match, and how many of each story do in the window.

import { lowerBound } from "./axis.js";
import { articleCount, data, earliestOf, hasDate, isDated, labelOf, overview, providerNames } from "./data.js";
import { providersOf, range, starts, storyCount, titleOf, topicNames, topicsOf, value } from "./data.js";
import { answer, closeness, meant, vocabulary, wordsOf } from "./search.js";
import { isFiltered, state } from "./store.js";
import { fold } from "./text.js";

/** Folded when first asked for: a page that nobody searches need not hold its text twice. @type {string[][]} */
const [titles, excerpts] = [[], []];
const excerptOf = (/** @type {number} */ article) => (excerpts[article] ??= fold(value("excerpt", article)));

/** Whether each article passes all filters; the count of those that do. */
export const matches = { of: new Uint8Array(articleCount).fill(1), count: articleCount, isAll: true };
/** How well each article answers the query, or null without one. @type {?Uint8Array} */
let answers = null;
let answered = "";

function find() {
  const words = wordsOf(state.query);
  const hasExcerpts = Boolean(data.articles.excerpt);
  const query = JSON.stringify([words, hasExcerpts]);
  if (query === answered) return;
  answered = query;
  answers = words.length ? new Uint8Array(articleCount) : null;
  if (!answers) return;
  /** Which names have each word, by their numbers. */
  const having = (/** @type {string[]} */ names) =>
    new Map(words.map((word) => [word, names.map((name) => name.includes(word))]));
  const providers = having(providerNames.map((name, id) => fold(`${name} ${overview.providers.domain[id]}`)));
  const topics = having(topicNames.map(fold));
  for (let article = 0; article < articleCount; article++) {
    titles[article] ??= fold(titleOf(article));
    answers[article] = answer(
      words,
      titles[article],
      (word) =>
        providers.get(word)[data.provider[article]] ||
        topicsOf(article).some((topic) => topics.get(word)[topic]) ||
        (hasExcerpts && excerptOf(article).includes(word)),
    );
  }
}

/** Go once through all articles. */
export function apply() {
  find();
  matches.isAll = !isFiltered();
  matches.count = articleCount;
  if (matches.isAll) return void matches.of.fill(1);
  matches.count = 0;
  for (let article = 0; article < articleCount; article++) {
    matches.of[article] = passes(article) ? 1 : 0;
    matches.count += matches.of[article];
  }
}

function passes(/** @type {number} */ article) {
  if (answers && !answers[article]) return false;
  if (state.provider.size && !state.provider.has(data.provider[article])) return false;
  if (state.topic.size && !topicsOf(article).some((topic) => state.topic.has(topic))) return false;
  if (state.type.size && !state.type.has(value("type", article))) return false;
  if (state.flag !== null && value("flag", article) !== state.flag) return false;
  return !state.quality || (value("quality", article) ?? -1) >= state.quality;
}

/** Return the range of a story's articles in the window. @returns {[number, number]} */
export function windowOf(/** @type {number} */ story) {
  const [low, high] = [starts[story], data.datedEnds[story]];
  return [lowerBound(data.times, state.from, low, high), lowerBound(data.times, state.to, low, high)];
}

export const isWithin = (/** @type {number} */ article) =>
  data.times[article] >= state.from && data.times[article] < state.to;

/** Count the matching articles from one number to another. */
export function countIn(/** @type {number} */ start, /** @type {number} */ end) {
  if (matches.isAll) return end - start;
  let count = 0;
  for (let article = start; article < end; article++) count += matches.of[article];
  return count;
}
export const countOf = (/** @type {number} */ story) => countIn(starts[story], starts[story + 1]);

/** Stories of the window that match, the most covered first; without any date, of all stories. */
export function covered() {
  const hits = (story) => (data.home ? countIn(...windowOf(story)) : countOf(story));
  const list = range(0, storyCount).map((story) => ({ story, n: hits(story) }));
  return list.filter(({ n }) => n).sort((one, other) => other.n - one.n || one.story - other.story);
}

/** Stories that match at any time, the best answer first. */
export function results() {
  const words = wordsOf(state.query);
  const query = words.join(" ");
  const close = (story) => (words.length ? closeness(query, words, fold(labelOf(story))) : 0);
  const list = range(0, storyCount).filter(countOf);
  return list
    .map((story) => ({ story, n: countOf(story), close: close(story) }))
    .sort((a, b) => b.close - a.close || b.n - a.n || a.story - b.story);
}

/** Matching articles of the answer: titles that answer before other texts, then by time. */
export function matching() {
  const time = (article) => (isDated(article) ? data.times[article] : Number.POSITIVE_INFINITY);
  return range(0, articleCount)
    .filter((article) => matches.of[article])
    .sort((a, b) => (answers ? answers[b] - answers[a] : 0) || time(a) - time(b) || a - b);
}

/** @type {?Map<string, number>} */
let words = null;

/** Return what was probably meant, where nothing answers; null if there is no idea. */
export function suggestion() {
  const asked = wordsOf(state.query);
  if (!asked.length || asked.length > 6) return null;
  words ??= vocabulary([...titles, ...[...providerNames, ...topicNames].map(fold)]);
  const likely = asked.map((word) => (words.has(word) ? word : meant(word, words)));
  const text = likely.join(" ");
  return likely.includes(null) || text === asked.join(" ") ? null : text;
}

/** Who was first how often, of stories that two or more providers report. @param {number[]} stories */
export function leaders(stories) {
  /** @type {Map<number, {provider: number, first: number, all: number}>} */
  const table = new Map();
  for (const story of stories) {
    const providers = providersOf(story);
    if (providers.size < 2 || !hasDate(story)) continue;
    const firsts = earliestOf(story);
    for (const provider of providers) {
      const row = table.get(provider) ?? { provider, first: 0, all: 0 };
      row.all++;
      if (firsts.every((article) => data.provider[article] === provider)) row.first++;
      table.set(provider, row);
    }
  }
  return [...table.values()]
    .filter((row) => row.all > 1)
    .sort((a, b) => b.first - a.first || b.all - a.all || a.provider - b.provider);
}
