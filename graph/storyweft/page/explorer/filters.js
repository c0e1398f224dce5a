// What the reader wants to see, and which articles that leaves.

import { articleCount, data, groupCount, groupOf, value } from "./data.js";
import { find } from "./search.js";

/** The reader's choices: an empty set or a null lets everything through. */
export const wanted = {
  query: "",
  type: new Set(),
  topic: new Set(),
  provider: new Set(),
  flag: null,
  quality: null,
  days: null,
};

/** What is left: per article, per group, and altogether. */
export const matches = {
  articles: new Uint8Array(articleCount).fill(1),
  groups: new Int32Array(groupCount),
  count: articleCount,
  groupCount,
  isAll: true,
  found: null,
  facets: { type: [], topic: [], provider: [], flag: [0, 0], days: null },
};

const TYPE = 1;
const TOPIC = 2;
const PROVIDER = 4;
const FLAG = 8;
const QUALITY = 16;
const DAYS = 32;
const QUERY = 64;

export function isFiltered() {
  const sets = wanted.type.size + wanted.topic.size + wanted.provider.size;
  return Boolean(wanted.query || sets || wanted.flag !== null || wanted.quality || wanted.days);
}

export function clear() {
  wanted.query = "";
  for (const name of ["type", "topic", "provider"]) wanted[name].clear();
  wanted.flag = wanted.quality = wanted.days = null;
}

export function search(later) {
  matches.found = data.isReady ? find(wanted.query, later) : null;
}

/** Go once through all articles; a facet counts what all the other filters let through. */
export function apply() {
  if (!data.isReady) return;
  matches.isAll = !isFiltered();
  matches.groups.fill(0);
  matches.count = matches.groupCount = 0;
  const facets = { type: [], topic: [], provider: [], flag: [0, 0], days: [] };
  for (let article = 0; article < articleCount; article++) {
    const fails = matches.isAll ? 0 : failures(article);
    matches.articles[article] = fails ? 0 : 1;
    if (!fails) {
      matches.count++;
      if (!matches.groups[groupOf[article]]++) matches.groupCount++;
    }
    count(facets, article, fails);
  }
  matches.facets = facets;
}

function failures(article) {
  const columns = data.articles;
  let fails = 0;
  if (wanted.query && matches.found && !matches.found[article]) fails |= QUERY;
  if (wanted.type.size && !wanted.type.has(columns.type[article])) fails |= TYPE;
  if (wanted.provider.size && !wanted.provider.has(columns.provider[article])) fails |= PROVIDER;
  if (wanted.topic.size && !value("topics", article)?.some((topic) => wanted.topic.has(topic))) {
    fails |= TOPIC;
  }
  if (wanted.flag !== null && value("flag", article) !== wanted.flag) fails |= FLAG;
  if (wanted.quality && !isWithin(value("quality", article), wanted.quality)) fails |= QUALITY;
  if (wanted.days && !isWithin(data.days[article], wanted.days)) fails |= DAYS;
  return fails;
}

function isWithin(number, [low, high]) {
  return number !== null && number >= low && number <= high;
}

function count(facets, article, fails) {
  const add = (list, key) => {
    list[key] = (list[key] ?? 0) + 1;
  };
  if (!(fails & ~TYPE)) add(facets.type, data.articles.type[article]);
  if (!(fails & ~PROVIDER) && data.articles.provider[article] >= 0) {
    add(facets.provider, data.articles.provider[article]);
  }
  if (!(fails & ~TOPIC))
    for (const topic of value("topics", article) ?? []) add(facets.topic, topic);
  if (!(fails & ~FLAG) && value("flag", article) !== null) facets.flag[value("flag", article)]++;
  if (!(fails & ~DAYS)) facets.days.push(article);
}
