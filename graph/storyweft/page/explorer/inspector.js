// The inspector: a briefing of the window, what answers, or the card of what is chosen.

import { articleCard, lineCard, storyCard } from "./cards.js";
import { betweenCard, pairCard, providerCard, topicCard } from "./company.js";
import { articleCount, data, FACETS, hasDate, isDated, overview, storyOf } from "./data.js";
import { button, byId, make } from "./dom.js";
import { covered, isWithin, leaders, matches, matching, results, suggestion } from "./filters.js";
import { articleList, crumbs, heading, leaderTable, link, meta, title, topStories } from "./parts.js";
import { chart, NAMED } from "./plans.js";
import { choose, chooseArticle, chooseStory, clearFilters, isFiltered, search, showAllDates, state } from "./store.js";
import { storyChosen } from "./store.js";
import { articles, digits, plural, stories } from "./text.js";
import { showDay, span } from "./times.js";

const MOST = 60;
const MOST_LOOSE = 300;

const CARDS = {
  story: storyCard,
  article: articleCard,
  line: lineCard,
  provider: providerCard,
  topic: topicCard,
  loose: looseCard,
  undated: looseCard,
  pair: pairCard,
  between: betweenCard,
};

/** Show what is chosen, else what matches, else the briefing; a single article is its own briefing. */
export function inspect() {
  const { choice } = state;
  const node = byId("inspector");
  const usual = articleCount === 1 ? () => articleCard(0).slice(1) : briefing;
  const content = choice ? CARDS[choice.kind](choice.id, choice.other) : isFiltered() ? answers() : usual();
  node.replaceChildren(...[hiddenNote(), ...content].flat(9).filter(Boolean));
  const subject = JSON.stringify([choice, isFiltered()]);
  if (node.dataset.subject !== subject) node.scrollTop = 0;
  node.dataset.subject = subject;
}

/** What a change of the window alone changes: cards of one story stay as they are. */
export function followWindow() {
  const { choice } = state;
  if (!choice || ["loose", "undated", "pair"].includes(choice.kind)) return inspect();
  const node = byId("inspector");
  node.querySelector(".hidden-note")?.remove();
  node.prepend(hiddenNote() ?? "");
}

/** Say so if the chosen story is not on the chart. */
function hiddenNote() {
  const story = storyChosen();
  const isOnChart = () => chart.plans.some((plan) => plan.list.some((item) => item.key === story));
  if (story < 0 || state.view !== "threads" || !data.home || !hasDate(story) || isOnChart()) return null;
  const reveal = () => {
    clearFilters();
    chooseStory(story);
  };
  return make("p", { class: "hidden-note" }, "Hidden by filters or dates: ", link("show", reveal));
}

/* Nothing chosen */

function briefing() {
  const list = covered();
  const rows = leaders(list.map(({ story }) => story));
  const loose = list.length ? [] : matching().filter((article) => !data.home || isWithin(article));
  return [
    title(data.home ? span(state.from, state.to - 1) : "All articles"),
    meta(summary(list.length)),
    news(),
    list.length > 0 && [heading("Most covered", "articles"), topStories(list)],
    loose.length > 0 && [heading("Articles", "UTC"), articleList(loose.slice(0, MOST))],
    rows.length > 2 && leaderTable(rows),
    missing(),
    limits(),
  ];
}

function summary(/** @type {number} */ count) {
  const { shown } = chart;
  if (!data.home) {
    const none = articleCount ? "none with a date: there is no chart over time. " : "";
    return `${articles(articleCount)}, ${none}${overview.sizes.length ? stories(overview.sizes.length) : "None is in a story"}.`;
  }
  const lines = shown.lines ? ` and ${plural(shown.lines, "storyline")}` : "";
  const inStories = `${digits(shown.inStories)} of them in ${stories(count)}${lines}`;
  const undated = shown.undated ? ` ${articles(shown.undated)} without a date.` : "";
  return `${articles(shown.articles)}, ${count ? inStories : "none of them in a story"}.${undated}`;
}

/** What is new since the build that this one was compared with. */
function news() {
  const { since, sizes } = overview;
  if (!since) return null;
  const latest = since.latest ? ` Its newest article was of ${showDay(Date.parse(since.latest))}.` : "";
  const rows = (list) => list.map(([story, n]) => ({ story, n })).sort((a, b) => b.n - a.n || a.story - b.story);
  const appeared = rows(since.appeared.map((story) => [story, sizes[story]]));
  const grown = rows(since.grown);
  const counts = [plural(since.articles.length, "new article"), plural(appeared.length, "new story", "new stories")];
  return make(
    "section",
    { class: "news", "aria-label": "New since" },
    heading("New since the build before", "articles"),
    meta(`${counts.join(", ")}, ${stories(grown.length)} grew.${latest}`),
    appeared.length > 0 && topStories(appeared),
    grown.length > 0 && [heading("Grown", "new articles"), topStories(grown)],
  );
}

function missing() {
  const bars = chart.plans.find((plan) => plan.kind === "loose" && plan.list.length > NAMED);
  const undated = data.home ? chart.shown.undated : 0;
  if (!bars && !undated) return null;
  const all = () => link(articles(bars.n), () => choose({ kind: "loose", id: 0 }));
  return [
    heading("Not on the chart"),
    meta(
      bars && [all(), " that no other article goes with are bars only. "],
      undated > 0 && `${articles(undated)} without a date: in their stories, and at the end of the chart.`,
    ),
  ];
}

/** What the page leaves out, for its size. */
function limits() {
  const left = overview.total - articleCount;
  if (!left && overview.excerpts) return null;
  return make(
    "p",
    { class: "meta", id: "limits" },
    left > 0 && `${articles(left)} of ${digits(overview.total)} are left out: the oldest of the lowest quality. `,
    !overview.excerpts && "Excerpts are left out to keep the page small. ",
    "To see everything, run “storyweft serve”, or make a page for each topic with “--split topic”.",
  );
}

/* What answers */

function answers() {
  const list = results();
  const all = matching();
  const outside = all.filter((article) => isDated(article) && !isWithin(article)).length;
  const query = state.query.trim();
  const names = [
    ...(query ? [`“${query}”`] : []),
    ...Object.entries(FACETS).flatMap(([facet, { name }]) => [...state[facet]].map((id) => name[id])),
  ];
  return [
    crumbs("Briefing", clearFilters),
    title(names.join(", ") || "Filtered"),
    meta(
      `${stories(list.length)}, ${articles(matches.count)}`,
      outside > 0 && [`; ${digits(outside)} outside the dates shown: `, link("show all dates", showAllDates)],
    ),
    list.length > 0 && [heading("Stories", "matching articles"), topStories(list, 12)],
    all.length
      ? [heading("Articles", all.length > MOST ? `first ${MOST}` : "UTC"), articleList(all.slice(0, MOST))]
      : nothing(),
  ];
}

function nothing() {
  const text = suggestion();
  const instead = link(text, () => search(text), { class: "link meant" });
  return [
    text && make("p", "Did you mean ", instead, "?"),
    meta("Search looks for parts of words, in titles, excerpts, providers and topics."),
    button("Clear filters", clearFilters),
  ];
}

/** Choose the best answer. */
export function openBest() {
  const [best, first] = [results()[0], matching()[0]];
  if (best) chooseStory(best.story);
  else if (first !== undefined) chooseArticle(first);
}

function looseCard() {
  const isUndated = state.choice?.kind === "undated";
  const isListed = (article) => storyOf[article] < 0 && (isUndated ? !isDated(article) : isWithin(article));
  const list = matching().filter(isListed);
  const more = list.length - MOST_LOOSE;
  return [
    crumbs(),
    title("Articles in no story"),
    meta(`${articles(list.length)} that no other article goes with${isUndated ? ", without a date" : ""}.`),
    articleList(list.slice(0, MOST_LOOSE)),
    more > 0 && meta(`${articles(more)} more: choose fewer days, or search.`),
  ];
}

/* On phones: a sheet of three heights */

export function startSheet() {
  const sheet = byId("inspector");
  sheet.addEventListener("click", ({ target }) => {
    if (target !== sheet && target.tagName !== "H2") return;
    sheet.dataset.height = { "": "half", half: "full", full: "" }[sheet.dataset.height ?? ""];
  });
}

/** Half up with what was asked for; of the network it would hide the middle. */
export const raiseSheet = () => {
  const isAsked = (state.choice || isFiltered()) && state.view !== "network";
  byId("inspector").dataset.height = isAsked ? "half" : "";
};
