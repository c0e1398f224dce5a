// What is known of one story, article, storyline, provider or topic, or of two of them.

import { way } from "./between.js";
import { articleCount, articlesOf, data, datedOf, endOf, isDated, isDayOnly, labelOf } from "./data.js";
import { lineNames, lineOf, overview, providerNames, providerOf, providersOf, startOf, starts } from "./data.js";
import { storyCount, storyOf, tally, tiesOf, titleOf, topicNames, topicsOf, urlOf, value } from "./data.js";
import { button, copier, make, outside } from "./dom.js";
import { covered, leaders } from "./filters.js";
import { about, articleList, crumbs, facts, heading, leaderTable, link, meta, nearStories } from "./parts.js";
import { picture, timeOf, title, topStories, whenOf } from "./parts.js";
import { choose, chooseArticle, chooseStory, only, show, zoomTo } from "./store.js";
import { articles, plural, safeUrl, stories } from "./text.js";
import { turtleOfArticle, turtleOfStory } from "./turtle.js";
import { DAY, floorDay, HOUR, isoTime, lag, span } from "./times.js";

const MOST_ROWS = 200;

/** The address of this page as it is now. */
const copyLink = () => copier("Copy link", () => location.href);
const acts = (/** @type {any[]} */ ...buttons) => make("div", { class: "acts" }, ...buttons);
const chooseLine = (/** @type {number} */ line) => choose({ kind: "line", id: line });

/* Story */

export function storyCard(/** @type {number} */ story) {
  const line = lineOf(story);
  const all = articlesOf(story);
  const dated = datedOf(story);
  const first = dated.length ? dated[0] : -1;
  return [
    line >= 0 ? crumbs(lineNames[line], () => chooseLine(line)) : crumbs("Briefing"),
    title(labelOf(story)),
    meta(
      `${articles(all.length)} from ${plural(providersOf(story).size, "provider")}, `,
      first < 0 ? "no date" : span(startOf(story), endOf(story)),
      first >= 0 && endOf(story) > startOf(story) && ` (${lag(endOf(story) - startOf(story))})`,
    ),
    first >= 0 && lead(story, dated, all.length - dated.length),
    acts(
      first >= 0 && button("Zoom to these hours", () => zoomAround(startOf(story), endOf(story), HOUR)),
      button("Its network", () => show("network")),
      copier("Turtle", () => turtleOfStory(story)),
      copyLink(),
    ),
    heading("Articles", "UTC"),
    articleList(all.slice(0, MOST_ROWS), first),
    all.length > MOST_ROWS && meta(`${articles(all.length - MOST_ROWS)} more: search within them.`),
    neighbours(story),
  ];
}

function zoomAround(/** @type {number} */ first, /** @type {number} */ last, /** @type {number} */ least) {
  const margin = Math.max(2 * least, (last - first) * 0.25);
  zoomTo(first - margin, last + margin);
}

/** "CNN was first, 1.6 h before abcnews": only as surely as that is known. */
function lead(/** @type {number} */ story, /** @type {number[]} */ dated, /** @type {number} */ undated) {
  const first = dated[0];
  const other = dated.find((article) => data.provider[article] !== data.provider[first]);
  const parts = [make("b", { dir: "auto" }, providerOf(first)), ` was first: ${timeOf(first)} UTC`];
  const isDay = dated.some((article) => isDayOnly(article) && isSameDay(article, first));
  if (isDay && other !== undefined) parts.push(", on the same day as others");
  else if (other !== undefined) {
    const gap = data.times[other] - data.times[first];
    parts.push(gap ? `, ${lag(gap)} before ` : ", the same minute as ", providerOf(other));
  }
  const warning = [];
  if (undated)
    warning.push(`${articles(undated)} without a date: ${undated > 1 ? "one of them" : "it"} may be earlier.`);
  if (isDay) warning.push("Some articles have a day only: who was first that day is not certain.");
  else if (!undated && value_(story)) warning.push("Two articles are first together.");
  return make(
    "div",
    { class: "lead" },
    parts,
    ".",
    warning.map((text) => make("small", {}, text)),
  );
}

const value_ = (/** @type {number} */ story) => data.stories.unsure[story];
const isSameDay = (/** @type {number} */ one, /** @type {number} */ other) =>
  floorDay(data.times[one]) === floorDay(data.times[other]);

function neighbours(/** @type {number} */ story) {
  const part = (how, name) => {
    const list = tiesOf(story)
      .filter((tie) => tie.how === how)
      .sort((a, b) => (startOf(a.story) || 0) - (startOf(b.story) || 0) || a.story - b.story)
      .map((tie) => ({
        story: tie.story,
        note: `${articles(sizeOf(tie.story))} · ${whenOf(tie.story)}`,
      }));
    return list.length ? [heading(name), nearStories(list)] : null;
  };
  return [part("after", "Before it"), part("before", "After it"), part("beside", "Beside it")];
}

const sizeOf = (/** @type {number} */ story) => starts[story + 1] - starts[story];

/* Article */

export function articleCard(/** @type {number} */ article) {
  const story = storyOf[article];
  const provider = data.provider[article];
  const type = overview.types[value("type", article)];
  return [
    story >= 0 ? crumbs(labelOf(story), () => chooseStory(story)) : crumbs("Briefing"),
    title(titleOf(article)),
    meta(
      provider >= 0 && [logo(provider), link(providerNames[provider], () => chooseProvider(provider)), " · "],
      isDated(article) ? `${timeOf(article)}${isDayOnly(article) ? "" : " UTC"}` : "no date",
      type && ` · ${type}`,
      story < 0 && " · in no story",
    ),
    picture(value("image", article)),
    value("excerpt", article) && make("p", { class: "excerpt", dir: "auto" }, value("excerpt", article)),
    acts(
      safeUrl(urlOf(article)) && outside(safeUrl(urlOf(article)), "Open the original ↗", { class: "main" }),
      button("Its network", () => show("network")),
      copier("Turtle", () => turtleOfArticle(article)),
      copyLink(),
    ),
    topicsOf(article).length > 0 && [heading("Topics"), topicChips(topicsOf(article))],
    linked("Links to", data.linksFrom(article), data.links.target, "named here as no."),
    linked("Linked from", data.linksTo(article), data.links.source, "names this as no."),
    heading("Facts"),
    facts(factsOf(article)),
    ...addresses(article),
  ];
}

function logo(/** @type {number} */ provider) {
  const url = overview.providers.logo[provider];
  const isHere = url?.startsWith("data:image/");
  if (!url || !(isHere || (overview.images === "remote" && safeUrl(url)))) return null;
  return make("img", { src: url, alt: "", class: "logo", referrerpolicy: "no-referrer" });
}

/** @returns {[string, any][]} */
function factsOf(/** @type {number} */ article) {
  const updated = value("updated", article);
  return [
    ["Quality", value("quality", article)],
    ["Heat", value("heat", article)],
    ["Published", { 0: "no", 1: "yes" }[value("flag", article)]],
    ["Updated", updated === null ? null : isoTime(updated * 1000)],
    ["Authors", value("authors", article)?.join(", ")],
    ["Categories", value("categories", article)?.join(", ")],
    ["Language", value("locale", article)],
    ["Documents", value("documents", article)?.join(", ")],
    ["Described by", value("stub", article) ? "other documents only" : null],
    ...(value("properties", article) ?? []),
  ];
}

function addresses(/** @type {number} */ article) {
  const all = value("addresses", article);
  const names = { web: "Web", amp: "AMP", "amp-cache": "AMP cache", original: "Original" };
  const row = ([kind, url]) => [names[kind] ?? kind, outside(safeUrl(url), url)];
  return all ? [heading("Other addresses"), facts(all.map(row))] : [];
}

function linked(
  /** @type {string} */ name,
  /** @type {number[]} */ links,
  /** @type {number[]} */ ends,
  /** @type {string} */ how,
) {
  const row = (id) =>
    make(
      "li",
      {},
      link(titleOf(ends[id]), () => chooseArticle(ends[id])),
      make("small", {}, `${providerOf(ends[id])} · ${how} ${data.links.rank[id]}`),
    );
  return links.length > 0 && [heading(name), make("ol", { class: "near-by" }, links.map(row))];
}

/* Storyline */

export function lineCard(/** @type {number} */ line) {
  const list = data.lines[line];
  const times = list.filter((story) => !Number.isNaN(startOf(story)));
  const last = Math.max(...times.map(endOf));
  const total = list.reduce((sum, story) => sum + sizeOf(story), 0);
  const rows = leaders(list);
  return [
    crumbs("Briefing"),
    title(lineNames[line]),
    meta(
      `A storyline of ${stories(list.length)} and ${articles(total)}`,
      times.length > 0 && `, ${span(startOf(times[0]), last)}`,
    ),
    acts(
      times.length > 0 && button("Zoom to these days", () => zoomTo(floorDay(startOf(times[0])), floorDay(last) + DAY)),
      copyLink(),
    ),
    heading("How it went", "articles"),
    topStories(
      [...times, ...list.filter((story) => Number.isNaN(startOf(story)))].map((story) => ({
        story,
        n: sizeOf(story),
      })),
      MOST_ROWS,
    ),
    rows.length > 0 && [heading("Who was first", "first on / reported on"), leaderTable(rows.slice(0, 8))],
  ];
}

/* Provider, topic, two providers */

const chooseProvider = (/** @type {number} */ id) => choose({ kind: "provider", id });

function topicChips(/** @type {number[]} */ topics) {
  const chip = (topic) =>
    button(topicNames[topic], () => choose({ kind: "topic", id: topic }), {
      class: "chip",
      dir: "auto",
    });
  return make("div", { class: "chips" }, topics.map(chip));
}

function articlesWhere(/** @type {(article: number) => boolean} */ is) {
  const list = [];
  for (let article = 0; article < articleCount; article++) if (is(article)) list.push(article);
  return list.sort((a, b) => (data.times[b] || 0) - (data.times[a] || 0) || a - b);
}

function gathered(/** @type {number[]} */ list) {
  const counts = tally(list.map((article) => storyOf[article]).filter((story) => story >= 0));
  return counts.map(([story, n]) => ({ story, n }));
}

export function providerCard(/** @type {number} */ provider) {
  const list = articlesWhere((article) => data.provider[article] === provider);
  const own = gathered(list);
  const rank = leaders(own.map(({ story }) => story)).find((row) => row.provider === provider);
  const others = tally(own.flatMap(({ story }) => [...providersOf(story)])).filter(([id]) => id !== provider);
  const pair = ([other, n]) =>
    make(
      "li",
      {},
      link(providerNames[other], () => choose({ kind: "pair", id: provider, other })),
      make("small", {}, `${stories(n)} in common`),
    );
  return [
    crumbs("Briefing"),
    title(providerNames[provider]),
    meta(
      logo(provider),
      overview.providers.domain[provider] && `${overview.providers.domain[provider]} · `,
      `${articles(list.length)}, ${stories(own.length)}`,
    ),
    rank &&
      make(
        "div",
        { class: "lead" },
        make("b", {}, `First on ${rank.first} of ${rank.all}`),
        " stories that others report, too.",
      ),
    acts(
      button("Show only these", () => only("provider", provider)),
      button("Its network", () => show("network")),
      copyLink(),
    ),
    own.length > 0 && [heading("Stories", "its articles"), topStories(own, 12)],
    others.length > 0 && [
      heading("Reports the same stories as"),
      make("ol", { class: "near-by" }, others.slice(0, 12).map(pair)),
    ],
    heading("Articles", list.length > 60 ? "newest 60" : "newest first"),
    articleList(list.slice(0, 60)),
  ];
}

export function topicCard(/** @type {number} */ topic) {
  const list = articlesWhere((article) => topicsOf(article).includes(topic));
  const own = gathered(list);
  return [
    crumbs("Briefing"),
    title(topicNames[topic]),
    meta(`Topic of ${articles(list.length)}, ${stories(own.length)}`),
    acts(
      button("Show only these", () => only("topic", topic)),
      button("Its network", () => show("network")),
      copyLink(),
    ),
    own.length > 0 && [heading("Stories", "its articles"), topStories(own, 12)],
    heading("Articles", list.length > 60 ? "newest 60" : "newest first"),
    articleList(list.slice(0, 60)),
  ];
}

/** Stories of two providers in the window, and who was earlier. */
export function pairCard(/** @type {number} */ one, /** @type {number} */ other) {
  const both = covered().filter(({ story }) => {
    const providers = providersOf(story);
    return providers.has(one) && providers.has(other);
  });
  const firstOf = (story, provider) => datedOf(story).find((article) => data.provider[article] === provider);
  const score = { one: 0, other: 0, open: 0 };
  const rows = both.map(({ story }) => {
    const [a, b] = [firstOf(story, one), firstOf(story, other)];
    const gap = a === undefined || b === undefined ? Number.NaN : data.times[b] - data.times[a];
    const isOpen = !gap || Number.isNaN(gap) || isDayOnly(a) || isDayOnly(b);
    score[isOpen ? "open" : gap > 0 ? "one" : "other"]++;
    const who = gap > 0 ? one : other;
    const note = isOpen ? "who was earlier is not certain" : `${providerNames[who]} was ${lag(Math.abs(gap))} earlier`;
    return { story, note };
  });
  return [
    crumbs("Briefing"),
    title(`${providerNames[one]} and ${providerNames[other]}`),
    meta(`${stories(both.length)} by both in these days.`),
    make(
      "div",
      { class: "lead" },
      make("b", {}, `${providerNames[one]} was earlier in ${score.one}`),
      `, ${providerNames[other]} in ${score.other}`,
      score.open > 0 && `; in ${score.open} that is not certain`,
      ".",
    ),
    acts(copyLink()),
    heading("Stories by both"),
    nearStories(rows.slice(0, MOST_ROWS)),
  ];
}

/* Two stories */

/** @type {?{topic: Map<number, number[]>, provider: Map<number, number[]>}} */
let sharing = null;

function shares(/** @type {number} */ story) {
  return { topic: new Set(articlesOf(story).flatMap(topicsOf)), provider: providersOf(story) };
}

function sharingStories() {
  if (sharing) return sharing;
  sharing = { topic: new Map(), provider: new Map() };
  for (let story = 0; story < storyCount; story++) {
    const own = shares(story);
    for (const how of /** @type {const} */ (["topic", "provider"])) {
      for (const id of own[how]) {
        if (!sharing[how].has(id)) sharing[how].set(id, []);
        sharing[how].get(id).push(story);
      }
    }
  }
  return sharing;
}

export function betweenCard(/** @type {number} */ from, /** @type {number} */ to) {
  const ties = (story) => tiesOf(story).map((tie) => ({ story: tie.story, follows: tie.how !== "beside" }));
  const steps = way(from, to, ties, sharingStories(), shares);
  let at = from;
  const rows = (steps ?? []).map((step) => {
    const before = at;
    at = step.story;
    return { story: step.story, note: `${sayStep(before, step)} · ${whenOf(step.story)}` };
  });
  return [
    crumbs("Briefing"),
    title("What lies between"),
    meta(
      steps
        ? `${plural(steps.length, "step")} lead from the one story to the other.`
        : "Nothing leads from the one to the other.",
    ),
    acts(copyLink()),
    heading("The way"),
    nearStories([{ story: from, note: about(from) }, ...(steps ? rows : [{ story: to, note: about(to) }])]),
  ];
}

function sayStep(/** @type {number} */ before, /** @type {import("./between.js").Step} */ step) {
  if (step.how === "topic") return `both about ${topicNames[step.shared ?? 0]}`;
  if (step.how === "provider") return `both from ${providerNames[step.shared ?? 0]}`;
  if (step.how === "related") return "runs beside it";
  return (startOf(step.story) || 0) < (startOf(before) || 0) ? "came before it" : "followed it";
}
