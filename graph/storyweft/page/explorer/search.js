// Search by substring: titles and names at once, excerpts in slices, so that typing never waits.

import { articleCount, data, overview, value } from "./data.js";
import { fold } from "./text.js";

const SLICE = 4000;
const titles = [];
let job = 0;

/** Fold all titles while nobody types yet. */
export function warm() {
  for (let article = 0; article < articleCount; article++) {
    titles[article] ??= fold(value("title", article));
  }
}

export function wordsOf(query) {
  return fold(query).split(/\s+/).filter(Boolean);
}

/**
 * Mark the articles in which every word occurs: 2 in the title, 1 elsewhere.
 * `later` is called when excerpts have added more.
 */
export function find(query, later) {
  job++;
  const words = wordsOf(query);
  if (!words.length) return null;
  const found = new Uint8Array(articleCount);
  const names = words.map(nameMatches);
  for (let article = 0; article < articleCount; article++) {
    titles[article] ??= fold(value("title", article));
    const title = titles[article];
    if (words.every((word) => title.includes(word))) found[article] = 2;
    else if (words.every((word, i) => title.includes(word) || names[i](article)))
      found[article] = 1;
  }
  if (data.articles.excerpt) readExcerpts(found, words, names, job, later);
  return found;
}

function nameMatches(word) {
  const has = (name) => fold(name).includes(word);
  const providers = overview.providers.name.map(
    (name, index) => has(name) || has(overview.providers.domain[index]),
  );
  const topics = overview.topics.name.map(has);
  return (article) =>
    providers[data.articles.provider[article]] ||
    value("topics", article)?.some((topic) => topics[topic]);
}

function readExcerpts(found, words, names, mine, later) {
  let start = 0;
  let news = 0;
  const slice = () => {
    if (mine !== job) return;
    const end = Math.min(start + SLICE, articleCount);
    for (let article = start; article < end; article++) {
      if (found[article]) continue;
      const text = `${titles[article]}\n${fold(value("excerpt", article))}`;
      if (words.every((word, i) => text.includes(word) || names[i](article))) {
        found[article] = 1;
        news++;
      }
    }
    start = end;
    if (start < articleCount) setTimeout(slice);
    else if (news) later(found);
  };
  // A graph of a few hundred articles is read before anybody could notice.
  if (articleCount <= SLICE / 4) {
    const now = later;
    later = () => {};
    slice();
    later = now;
  } else setTimeout(slice, 30);
}
