// What is known of one story, article or storyline.

import { articlesOf, data, datedOf, earliestOf, edgesFrom, edgesTo, endOf, hasDate, isDayOnly } from "./data.js";
import { labelOf, lineNames, lineOf, overview, providersOf, startOf, starts, storyOf, tiesOf } from "./data.js";
import { titleOf, topicNames, topicsOf, translationsOf, value } from "./data.js";
import { button, copier, make, outside } from "./dom.js";
import { leaders } from "./filters.js";
import { acts, articleLink, articleList, crumbs, facts, heading, lagBetween, lead, leaderTable } from "./parts.js";
import { logo, meta, near, original, picture, providerLink, storyLink, timeOf, title, topStories } from "./parts.js";
import { whenOf, who } from "./parts.js";
import { choose, chooseStory, show, zoomTo } from "./store.js";
import { articles, plural, safeUrl, stories } from "./text.js";
import { DAY, floorDay, HOUR, isoTime, span } from "./times.js";
import { turtleOfArticle, turtleOfStory } from "./turtle.js";

export const MOST_ROWS = 200;

/** The address of this page as it is now. */
export const copyLink = () => copier("Copy link", () => location.href);
export const itsNetwork = () => button("Its network", () => show("network"));
const sizeOf = (/** @type {number} */ story) => starts[story + 1] - starts[story];
/** A heading over a list, if there is one. */
export const section = (/** @type {string} */ name, rows, side = "", list = near) =>
  rows.length > 0 && [heading(name, side), list(rows)];

/* Story */

export function storyCard(/** @type {number} */ story) {
  const line = lineOf(story);
  const all = articlesOf(story);
  const dated = datedOf(story);
  const [from, to] = [startOf(story), endOf(story)];
  const margin = Math.max(2 * HOUR, (to - from) * 0.25);
  const length = to > from && lagBetween(dated[0], dated[dated.length - 1]);
  return [
    line >= 0 ? crumbs(lineNames[line], () => choose({ kind: "line", id: line })) : crumbs(),
    title(labelOf(story)),
    meta(
      `${articles(all.length)} from ${plural(providersOf(story).size, "provider")}, `,
      hasDate(story) ? span(from, to) : "no date",
      length && ` (${length})`,
    ),
    hasDate(story) && providersOf(story).size > 0 && leadOf(story, dated, all.length - dated.length),
    acts(
      hasDate(story) && button("Zoom to these hours", () => zoomTo(from - margin, to + margin)),
      itsNetwork(),
      copier("Turtle", () => turtleOfStory(story)),
      copyLink(),
    ),
    heading("Articles", "UTC"),
    articleList(all.slice(0, MOST_ROWS), earliestOf(story)),
    all.length > MOST_ROWS && meta(`${articles(all.length - MOST_ROWS)} more: search within them.`),
    tied(story, "after", "Before it"),
    tied(story, "before", "After it"),
    tied(story, "beside", "Beside it"),
  ];
}

/** "CNN was first, 1.6 h before abcnews": only as surely as that is known. @param {number[]} dated in order */
function leadOf(/** @type {number} */ story, dated, /** @type {number} */ undated) {
  const first = dated[0];
  const firsts = earliestOf(story);
  const names = [...new Map(firsts.map((article) => [data.provider[article], who(article)])).values()];
  const isDay = names.length > 1 && firsts.some((article) => isDayOnly(article));
  const other = dated.find((article) => data.provider[article] !== data.provider[first]);
  const gap = other === undefined || names.length > 1 ? "" : lagBetween(first, other);
  const warnings = [
    isDay && "Not all of them have a time.",
    undated && `${articles(undated)} without a date: ${undated > 1 ? "one of them" : "it"} may be earlier.`,
  ];
  const together = names.length > 1 ? " were first together" : " was first";
  return lead(
    isDay ? [make("b", "Who was first is not certain"), ": ", allOf(names)] : [make("b", allOf(names)), together],
    `${isDay ? ", on " : ": "}${isDay ? timeOf(first).split(",")[0] : timeOf(first, " UTC")}`,
    gap && [`, ${gap} before `, who(other)],
    ".",
    warnings.map((text) => text && make("small", text)),
  );
}

/** "CNN, BBC and 3 more" @param {any[]} names */
function allOf(names) {
  const some = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return some.map((name, at) => [at > 0 && (at < some.length - 1 ? ", " : " and "), name]);
}

function tied(/** @type {number} */ story, /** @type {string} */ how, /** @type {string} */ name) {
  const list = tiesOf(story)
    .filter((tie) => tie.how === how)
    .map((tie) => tie.story)
    .sort((a, b) => (startOf(a) || 0) - (startOf(b) || 0) || a - b);
  return section(
    name,
    list.map((other) => [storyLink(other), `${articles(sizeOf(other))} · ${whenOf(other)}`]),
  );
}

/* Article */

export function articleCard(/** @type {number} */ article) {
  const story = storyOf[article];
  const provider = data.provider[article];
  const type = overview.types.name[value("type", article)];
  const excerpt = value("excerpt", article);
  const chip = (topic) =>
    button(topicNames[topic], () => choose({ kind: "topic", id: topic }), { class: "chip", dir: "auto" });
  const chips = (topics) => make("div", { class: "chips" }, topics.map(chip));
  const others = (edges, end, named = "") =>
    edges.map((edge) => [articleLink(edge[end]), [who(edge[end]), named && ` · ${named} as no. ${edge.rank}`]]);
  const translations = translationsOf(article).map((other) => [
    articleLink(other),
    value("locale", other) ?? "language unknown",
  ]);
  return [
    story >= 0 ? crumbs(labelOf(story), () => chooseStory(story)) : crumbs(),
    title(titleOf(article)),
    meta(
      provider >= 0 && [logo(provider), providerLink(provider), " · "],
      timeOf(article, " UTC"),
      type && ` · ${type}`,
      story < 0 && " · in no story",
    ),
    picture(value("image", article)),
    excerpt && make("p", { class: "excerpt", dir: "auto" }, excerpt),
    acts(
      original(article, { class: "main" }),
      itsNetwork(),
      copier("Turtle", () => turtleOfArticle(article)),
      copyLink(),
    ),
    section("Topics", topicsOf(article), "", chips),
    section("In other languages", translations),
    section("Links to", others(edgesFrom("links", article), "target", "named here")),
    section("Linked from", others(edgesTo("links", article), "source", "names this")),
    section("Refers to, in its text", others(edgesFrom("references", article), "target")),
    section("Referred to in the text of", others(edgesTo("references", article), "source")),
    heading("Facts"),
    facts(factsOf(article)),
    section("Other addresses", (value("addresses", article) ?? []).map(address), "", facts),
  ];
}

/** @returns {[string, any][]} */
function factsOf(/** @type {number} */ article) {
  const updated = value("updated", article);
  return [
    ["Quality", value("quality", article)],
    ["Heat", value("heat", article)],
    ["Published", { 0: "no", 1: "yes" }[value("flag", article)]],
    ["Updated", updated && isoTime(updated * 1000).slice(0, isDayOnly(article, "updated_precision") ? 10 : undefined)],
    ["Authors", value("authors", article)?.join(", ")],
    ["Categories", value("categories", article)?.join(", ")],
    ["Language", value("locale", article)],
    ["Documents", value("documents", article)?.join(", ")],
    ["Described by", value("stub", article) ? "other documents only" : null],
    ...(value("properties", article) ?? []),
  ];
}

const ADDRESSES = { web: "Web", amp: "AMP", "amp-cache": "AMP cache", original: "Original" };
const address = ([kind, url]) => [ADDRESSES[kind] ?? kind, outside(safeUrl(url), url)];

/* Storyline */

export function lineCard(/** @type {number} */ line) {
  const list = data.lines[line];
  const dated = list.filter(hasDate);
  const [first, last] = [startOf(dated[0]), Math.max(...dated.map(endOf))];
  const total = list.reduce((sum, story) => sum + sizeOf(story), 0);
  const rows = leaders(list);
  const order = [...dated, ...list.filter((story) => !hasDate(story))];
  return [
    crumbs(),
    title(lineNames[line]),
    meta(`A storyline of ${stories(list.length)} and ${articles(total)}`, dated.length > 0 && `, ${span(first, last)}`),
    acts(
      dated.length > 0 && button("Zoom to these days", () => zoomTo(floorDay(first), floorDay(last) + DAY)),
      copyLink(),
    ),
    heading("How it went", "articles"),
    topStories(
      order.map((story) => ({ story, n: sizeOf(story) })),
      MOST_ROWS,
    ),
    rows.length > 0 && leaderTable(rows),
  ];
}
