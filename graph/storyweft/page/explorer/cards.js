// What is known of one story, article, storyline, provider or topic, or of two of them.

import { articlesOf, data, datedOf, endOf, isDated, isDayOnly, labelOf } from "./data.js";
import { lineNames, lineOf, overview, providerNames, providerOf, providersOf, startOf, starts } from "./data.js";
import { storyOf, tiesOf, titleOf, topicNames, topicsOf, urlOf, value } from "./data.js";
import { button, copier, make, outside } from "./dom.js";
import { leaders } from "./filters.js";
import { articleList, crumbs, facts, heading, leaderTable, link, meta, nearStories } from "./parts.js";
import { picture, timeOf, title, topStories, whenOf } from "./parts.js";
import { choose, chooseArticle, chooseStory, show, zoomTo } from "./store.js";
import { articles, plural, safeUrl, stories } from "./text.js";
import { turtleOfArticle, turtleOfStory } from "./turtle.js";
import { DAY, floorDay, HOUR, isoTime, lag, span } from "./times.js";

export const MOST_ROWS = 200;

/** The address of this page as it is now. */
export const copyLink = () => copier("Copy link", () => location.href);
export const acts = (/** @type {any[]} */ ...buttons) => make("div", { class: "acts" }, ...buttons);
const chooseLine = (/** @type {number} */ line) => choose({ kind: "line", id: line });

const chooseProvider = (/** @type {number} */ id) => choose({ kind: "provider", id });

function topicChips(/** @type {number[]} */ topics) {
  const chip = (topic) =>
    button(topicNames[topic], () => choose({ kind: "topic", id: topic }), {
      class: "chip",
      dir: "auto",
    });
  return make("div", { class: "chips" }, topics.map(chip));
}

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
  else if (!undated && isShared(story)) warning.push("Two articles are first together.");
  return make(
    "div",
    { class: "lead" },
    parts,
    ".",
    warning.map((text) => make("small", {}, text)),
  );
}

const isShared = (/** @type {number} */ story) => data.stories.unsure[story];
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

export function logo(/** @type {number} */ provider) {
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
