// The inspector: a briefing of the window, what was found, or the card of what is chosen.

import { articleCard, lineCard, storyCard } from "./cards.js";
import { betweenCard, pairCard, providerCard, topicCard } from "./company.js";
import { chart } from "./plans.js";
import { articleCount, data, isDated, looseStart, overview, providerNames, storyOf, topicNames } from "./data.js";
import { button, byId, make } from "./dom.js";
import { covered, isWithin, leaders, matches, matching, results, suggestion } from "./filters.js";
import { articleList, crumbs, heading, leaderTable, link, meta, title, topStories } from "./parts.js";
import { choose, chooseStory, clearFilters, isFiltered, search, showAllDates, state, storyChosen } from "./store.js";
import { articles, digits, plural, stories } from "./text.js";
import { showDay, span } from "./times.js";

const MOST = 60;

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

/** Show what is chosen, else what matches, else the briefing. */
export function inspect() {
  const { choice } = state;
  const node = byId("inspector");
  let content = isFiltered() ? found() : briefing();
  // A single article is its own briefing.
  if (articleCount === 1) content = articleCard(0);
  if (choice) content = CARDS[choice.kind](choice.id, choice.other ?? -1);
  node.replaceChildren(...[hiddenNote(), ...content].flat(4).filter(Boolean));
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
  const note = hiddenNote();
  if (note) node.prepend(note);
}

/** Say so if the chosen story is not on the chart. */
function hiddenNote() {
  const story = storyChosen();
  if (story < 0 || state.view !== "threads" || !data.home || isOnChart(story)) return null;
  return make(
    "p",
    { class: "hidden-note" },
    "Hidden by filters or dates: ",
    link("show", () => {
      clearFilters();
      chooseStory(story);
    }),
  );
}

function isOnChart(/** @type {number} */ story) {
  if (!isDated(data.datedEnds[story] - 1) || data.datedEnds[story] <= 0) return true;
  return chart.plans.some((plan) => plan.list.some((item) => item.key === story || item === story));
}

/* Nothing chosen */

function briefing() {
  const list = covered();
  const rows = leaders(list.map(({ story }) => story));
  return [
    title(data.home ? span(state.from, state.to - 1) : "All articles"),
    meta(summary()),
    news(),
    list.length > 0
      ? [heading("Most covered", "articles"), topStories(list, 8)]
      : [
          heading("Articles", "UTC"),
          articleList(
            matching()
              .filter((a) => !data.home || isWithin(a))
              .slice(0, MOST),
          ),
        ],
    rows.length > 2 && [heading("Who was first", "first on / reported on"), leaderTable(rows.slice(0, 8))],
    missing(),
    limits(),
  ];
}

function summary() {
  const { shown } = chart;
  if (!data.home) {
    const none = articleCount ? "none with a date: there is no chart over time. " : "";
    return `${articles(articleCount)}, ${none}${stories(overview.sizes.length)}.`;
  }
  const lines = shown.lines ? ` and ${plural(shown.lines, "storyline")}` : "";
  const undated = shown.undated ? ` ${articles(shown.undated)} without a date.` : "";
  const dated = covered().length;
  if (!dated) return `${articles(shown.articles)}, none of them in a story.${undated}`;
  return `${articles(shown.articles)}, ${digits(shown.inStories)} of them in ${stories(dated)}${lines}.${undated}`;
}

/** What is new since the build that this one was compared with. */
function news() {
  const { since } = overview;
  if (!since) return null;
  const day = since.latest ? ` ${showDay(Date.parse(since.latest))}` : " before";
  const appeared = since.appeared.map((story) => ({ story, n: sizeOf(story) }));
  const grown = since.grown.map(([story, n]) => ({ story, n }));
  const bySize = (a, b) => b.n - a.n || a.story - b.story;
  return make(
    "section",
    { class: "news", "aria-label": "New since" },
    heading(`New since${day}`, "articles"),
    meta(
      `${plural(since.articles.length, "new article")}, ${plural(appeared.length, "new story", "new stories")}, ${stories(grown.length)} grew.`,
    ),
    appeared.length > 0 && topStories(appeared.sort(bySize), 8),
    grown.length > 0 && [heading("Grown", "new articles"), topStories(grown.sort(bySize), 8)],
  );
}

const sizeOf = (/** @type {number} */ story) => overview.sizes[story];

function missing() {
  const bars = chart.plans.find((plan) => plan.kind === "loose" && plan.list.length > 30);
  const undated = data.home ? chart.shown.undated : 0;
  if (!bars && !undated) return null;
  const text = [
    bars && [
      link(articles(bars.n), () => choose({ kind: "loose", id: 0 })),
      " that no other article goes with are bars only. ",
    ],
    undated > 0 && `${articles(undated)} without a date: in their stories, and at the end of the chart.`,
  ];
  return [heading("Not on the chart"), meta(text)];
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

/* What was found */

function found() {
  const list = results();
  const all = matching();
  const outside = all.filter((article) => isDated(article) && !isWithin(article)).length;
  const names = [
    state.query.trim() && `“${state.query.trim()}”`,
    ...[...state.provider].map((id) => providerNames[id]),
    ...[...state.topic].map((id) => topicNames[id]),
    ...[...state.type].map((id) => overview.types[id] || "no type"),
  ].filter(Boolean);
  return [
    crumbs("Briefing", clearFilters),
    title(names.join(", ") || "Filtered"),
    meta(
      `${stories(list.length)}, ${articles(matches.count)}`,
      outside > 0 && [`; ${digits(outside)} outside the dates shown: `, link("show all dates", showAllDates)],
    ),
    list.length > 0 && [heading("Stories", "matching articles"), topStories(list, 12)],
    all.length > 0
      ? [heading("Articles", all.length > MOST ? `first ${MOST}` : "UTC"), articleList(all.slice(0, MOST))]
      : nothing(),
  ];
}

function nothing() {
  const text = suggestion();
  return [
    text &&
      make(
        "p",
        {},
        "Did you mean ",
        link(text, () => search(text), { class: "link meant" }),
        "?",
      ),
    meta("Search looks for parts of words, in titles, excerpts, providers and topics."),
    button("Clear filters", clearFilters),
  ];
}

/** Choose the best answer. */
export function openBest() {
  const best = results()[0];
  if (best) return chooseStory(best.story);
  const first = matching()[0];
  if (first !== undefined) choose({ kind: "article", id: first });
}

function looseCard() {
  const isUndated = state.choice?.kind === "undated";
  const list = matching().filter(
    (article) => storyOf[article] < 0 && article >= looseStart && (isUndated ? !isDated(article) : isWithin(article)),
  );
  return [
    crumbs("Briefing"),
    title("Articles in no story"),
    meta(`${articles(list.length)} that no other article goes with${isUndated ? ", without a date" : ""}.`),
    articleList(list.slice(0, 300)),
    list.length > 300 && meta(`${articles(list.length - 300)} more: choose fewer days, or search.`),
  ];
}

/* On phones: a sheet of three heights */

export function startSheet() {
  const sheet = byId("inspector");
  sheet.addEventListener("click", (event) => {
    if (event.target !== sheet && event.target.tagName !== "H2") return;
    const next = { "": "half", half: "full", full: "" }[sheet.dataset.height ?? ""];
    sheet.dataset.height = next;
  });
}

export function raiseSheet() {
  byId("inspector").dataset.height = state.choice || isFiltered() ? "half" : "";
}
