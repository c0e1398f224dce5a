// The panel of lists: everything that the map holds, for keyboards, screen readers and print.

import {
  articleCount,
  data,
  groupCount,
  groups,
  isLone,
  overview,
  starts,
  titleOf,
} from "./data.js";
import { labelOf, providersOf, spanOf } from "./data.js";
import { matches, wanted } from "./filters.js";
import { scene } from "./scene.js";
import { wordsOf } from "./search.js";
import { byId, digits, fold, make, plural, showDay, showSpan } from "./text.js";

const PAGE = 100;
const TABS = ["stories", "articles", "details"];
const lists = { stories: PAGE, articles: PAGE, choose: () => {}, tab: "stories" };

export function startLists(choose) {
  lists.choose = choose;
  const tabs = TABS.map((name) =>
    make("button", {
      type: "button",
      role: "tab",
      id: `tab-${name}`,
      "aria-controls": name,
      onclick: () => openTab(name),
      onkeydown: (event) => walkTabs(event, name),
    }),
  );
  byId("tabs").replaceChildren(...tabs);
  openTab("stories");
}

function walkTabs(event, name) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  event.stopPropagation();
  const next = TABS[(TABS.indexOf(name) + step + TABS.length) % TABS.length];
  openTab(next);
  byId(`tab-${next}`).focus();
}

export function openTab(name) {
  lists.tab = name;
  for (const tab of TABS) {
    byId(tab).hidden = tab !== name;
    byId(`tab-${tab}`).setAttribute("aria-selected", String(tab === name));
    byId(`tab-${tab}`).tabIndex = tab === name ? 0 : -1;
  }
  if (data.isReady) updateLists(false);
}

export function currentTab() {
  return lists.tab;
}

/** Fill the list that is open; the tabs tell the numbers of both. */
export function updateLists(fromTop = true) {
  byId("tab-stories").textContent = `Stories ${digits(countStories())}`;
  byId("tab-articles").textContent = `Articles ${digits(matches.count)}`;
  byId("tab-details").textContent = "Details";
  if (!data.isReady) return;
  if (fromTop) lists.stories = lists.articles = PAGE;
  if (lists.tab === "stories") fillStories();
  if (lists.tab === "articles") fillArticles();
}

export function countStories() {
  if (matches.isAll) return overview.stories;
  let count = matches.groupCount;
  for (const group of groups.lone) if (matches.groups[group]) count--;
  return count;
}

function fillStories() {
  const shown = [];
  for (let group = 0; group < groupCount; group++) {
    if (matches.groups[group] && !isLone(group)) shown.push(group);
  }
  if (wanted.query) shown.sort((one, other) => bestOf(other) - bestOf(one) || one - other);
  fill("stories", shown, (group) => storyRow(`s${group}`), nameHits(), "No story matches.");
}

function bestOf(group) {
  let best = 0;
  for (let article = starts[group]; article < starts[group + 1]; article++) {
    if (matches.articles[article]) best = Math.max(best, matches.found?.[article] ?? 0);
  }
  return best;
}

function fillArticles() {
  const shown = [];
  for (let article = 0; article < articleCount; article++)
    if (matches.articles[article]) shown.push(article);
  const day = (article) => (Number.isNaN(data.days[article]) ? -1e9 : data.days[article]);
  const rank = (article) => (wanted.query ? (matches.found?.[article] ?? 0) : 0);
  shown.sort((one, other) => rank(other) - rank(one) || day(other) - day(one) || one - other);
  fill(
    "articles",
    shown,
    (article) => articleRow(`a${article}`),
    nameHits(),
    "No article matches.",
  );
}

function fill(name, items, row, before, empty) {
  const limit = lists[name];
  const rows = make("ul", {}, ...items.slice(0, limit).map((item) => make("li", {}, row(item))));
  const children = [before, items.length ? rows : make("p", { class: "empty" }, empty)];
  if (items.length > limit) children.push(more(name, items.length - limit));
  byId(name).replaceChildren(...children.filter(Boolean));
}

function more(name, left) {
  const next = Math.min(PAGE, left);
  return make(
    "button",
    {
      type: "button",
      class: "more",
      onclick: () => {
        const from = lists[name];
        lists[name] += PAGE;
        updateLists(false);
        byId(name).querySelectorAll(".row")[from]?.focus();
      },
    },
    `Show ${next} more of ${digits(left)}`,
  );
}

/** Providers and topics whose name has what was searched for. */
function nameHits() {
  const words = wordsOf(wanted.query);
  if (!words.length) return null;
  const hits = [];
  for (const [kind, names] of [
    ["t", overview.topics.name],
    ["p", overview.providers.name],
  ]) {
    names.forEach((name, index) => {
      const text = fold(name);
      if (hits.length < 12 && words.every((word) => text.includes(word)))
        hits.push(`${kind}${index}`);
    });
  }
  if (!hits.length) return null;
  return make("div", { class: "card" }, make("h3", {}, "Topics and providers"), chips(hits));
}

export function chips(names) {
  return make(
    "div",
    { class: "chips" },
    ...names.map((name) =>
      make("button", { type: "button", onclick: () => lists.choose(name) }, labelOf(name)),
    ),
  );
}

export function storyRow(name, note = "") {
  const group = Number(name.slice(1));
  const articles = Array.from({ length: groups.n[group] }, (_, index) => starts[group] + index);
  const count =
    matches.isAll || matches.groups[group] === articles.length
      ? plural(articles.length, "article")
      : `${matches.groups[group]} of ${plural(articles.length, "article")}`;
  const providers = plural(providersOf(articles).length, "provider");
  const text = [note, count, providers, showSpan(...spanOf(articles))].filter(Boolean).join(" · ");
  return row(name, labelOf(name), text);
}

export function articleRow(name, note = "") {
  const article = Number(name.slice(1));
  const provider = overview.providers.name[data.articles.provider[article]];
  const day = data.days[article];
  const text = [note, provider, Number.isNaN(day) ? "no date" : showDay(day)]
    .filter(Boolean)
    .join(" · ");
  return row(name, titleOf(article), text);
}

function row(name, title, text) {
  return make(
    "button",
    {
      type: "button",
      class: "row",
      "data-name": name,
      "aria-current": scene.selected === name ? "true" : null,
      onclick: () => lists.choose(name),
    },
    make("b", { dir: "auto" }, ...marked(title)),
    make("span", {}, text),
  );
}

/** Return text with what was searched for in mark elements. */
export function marked(text) {
  const folded = fold(text);
  const words = wordsOf(wanted.query);
  // Folding may change the length of a text; marks would then stand in the wrong place.
  if (!words.length || folded.length !== text.length) return [text];
  const nodes = [];
  let at = 0;
  while (at < text.length) {
    const next = nextWord(folded, words, at);
    if (!next) break;
    nodes.push(
      text.slice(at, next.at),
      make("mark", {}, text.slice(next.at, next.at + next.length)),
    );
    at = next.at + next.length;
  }
  return [...nodes, text.slice(at)];
}

function nextWord(folded, words, from) {
  let best = null;
  for (const word of words) {
    const at = folded.indexOf(word, from);
    if (at >= 0 && (!best || at < best.at)) best = { at, length: word.length };
  }
  return best;
}
