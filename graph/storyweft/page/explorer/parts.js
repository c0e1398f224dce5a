// Pieces of which the inspector is made.

import { data, earliestOf, endOf, hasDate, isDated, isDayOnly, labelOf, needsYear, overview } from "./data.js";
import { providerNames, providerOf, providersOf, sourceOf, startOf, starts, storyOf, titleOf, urlOf } from "./data.js";
import { value } from "./data.js";
import { button, make, outside } from "./dom.js";
import { pieces, wordsOf } from "./search.js";
import { choose, chooseArticle, chooseBy, chooseStory, state } from "./store.js";
import { digits, plural, safeUrl } from "./text.js";
import { DAY, floorDay, isoDay, lag, showDay, showTime, weekday } from "./times.js";

/** Text, with the words of the query marked. */
const marked = (/** @type {string} */ text) =>
  pieces(wordsOf(state.query), text).map((piece, index) => (index % 2 ? make("mark", piece) : piece));

export const heading = (/** @type {string} */ text, side = "") => make("h3", text, side && make("span", side));
export const title = (...content) => make("h2", { tabindex: -1, dir: "auto" }, content);
export const meta = (...content) => make("p", { class: "meta" }, content);
export const lead = (...content) => make("div", { class: "lead" }, content);
export const acts = (...buttons) => make("div", { class: "acts" }, buttons);

export const link = (content, act, attributes = {}) =>
  button(content, act, { class: "link", dir: "auto", ...attributes });
export const providerLink = (/** @type {number} */ id) =>
  link(providerNames[id], () => choose({ kind: "provider", id }), { title: providerNames[id] });
export const articleLink = (/** @type {number} */ article) => link(titleOf(article), () => chooseArticle(article));
export const storyLink = (/** @type {number} */ story) =>
  link(marked(labelOf(story)), (event) => chooseBy(event, story));

/** What leads back, and the way out. @param {string} left */
export const crumbs = (left = "Briefing", act = () => choose(null)) =>
  make(
    "div",
    { class: "crumbs" },
    link(`‹ ${left}`, act),
    link("Close", () => choose(null), { "aria-label": "Close details" }),
  );

/** Who publishes an article: names may run from right to left in a line that does not. */
export const who = (/** @type {number} */ article) => make("bdi", providerOf(article));

const dayOf = (/** @type {number} */ time) => showDay(time, needsYear(time));

/** When an article was published, as well as that is known: "1 Mar 10:20". */
export function momentOf(/** @type {number} */ article) {
  if (!isDated(article)) return "no date";
  const time = data.times[article];
  return isDayOnly(article) ? dayOf(time) : `${dayOf(time)} ${showTime(time)}`;
}

/** The same, as in a sentence: "Wed 1 Mar, 10:20". */
export function timeOf(/** @type {number} */ article, zone = "") {
  if (!isDated(article)) return "no date";
  const time = data.times[article];
  return `${weekday(time)} ${dayOf(time)}${isDayOnly(article) ? "" : `, ${showTime(time)}${zone}`}`;
}

/** How much later an article came than another, as well as that is known; "" if it is not. */
export function lagBetween(/** @type {number} */ first, /** @type {number} */ article) {
  const [one, other] = [data.times[first], data.times[article]];
  if (!isDayOnly(first) && !isDayOnly(article)) return lag(other - one);
  const days = (floorDay(other) - floorDay(one)) / DAY;
  return days ? plural(days, "day") : "";
}

/** "4 providers · first CNN, 1 Mar 10:20" */
export function about(/** @type {number} */ story) {
  const { size } = providersOf(story);
  const first = starts[story];
  const isKnown = hasDate(story) && data.provider[first] >= 0 && earliestOf(story).length === 1;
  return [size > 0 && `${plural(size, "provider")} · `, isKnown && ["first ", who(first), ", "], momentOf(first)];
}

export function whenOf(/** @type {number} */ story) {
  const last = endOf(story);
  const isLonger = hasDate(story) && isoDay(startOf(story)) !== isoDay(last);
  return `${momentOf(starts[story])}${isLonger ? ` to ${dayOf(last)}` : ""}`;
}

/** Stories with a number each. @param {{story: number, n: number}[]} list */
export const topStories = (list, most = 8) =>
  make(
    "ol",
    { class: "tops" },
    list
      .slice(0, most)
      .map(({ story, n }) =>
        make("li", make("span", { class: "n" }, digits(n)), make("div", storyLink(story), make("small", about(story)))),
      ),
  );

/** What is near: a link and a note each. @param {any[]} rows */
export const near = (rows) =>
  make(
    "ol",
    { class: "near-by" },
    rows.map(([node, note]) => make("li", node, make("small", note))),
  );

/** Providers by how often they were first. @param {{provider: number, first: number, all: number}[]} rows */
export function leaderTable(rows) {
  const most = Math.max(1, rows[0].first);
  const bar = (first) => make("div", { class: "b" }, make("i", { style: { width: `${(100 * first) / most}%` } }));
  const row = ({ provider, first, all }) =>
    make("li", providerLink(provider), bar(first), make("small", `${first} / ${all}`));
  const head = heading("Who was first", "first on / reported on");
  return [head, make("ol", { class: "leads" }, rows.slice(0, 8).map(row))];
}

/** Return articles by day, each with its time and how much later it came than what was first. @param {number[]} list */
export function articleList(list, /** @type {number[]} */ firsts = []) {
  const nodes = [];
  let day = "";
  for (const article of list) {
    const time = data.times[article];
    const own = isDated(article) ? `${weekday(time)} ${showDay(time)}` : "No date";
    if (own !== day) nodes.push(make("p", { class: "day" }, own), make("ol", { class: "rows" }));
    day = own;
    nodes[nodes.length - 1].append(articleRow(article, firsts));
  }
  return nodes;
}

function articleRow(/** @type {number} */ article, /** @type {number[]} */ firsts) {
  const story = storyOf[article];
  const elsewhere = !firsts.length && story >= 0 && [" · in ", link(labelOf(story), () => chooseStory(story))];
  const open = state.choice?.kind === "article" && state.choice.id === article;
  const excerpt = value("excerpt", article);
  return make(
    "li",
    make("div", { class: "t" }, make("b", clockOf(article)), lagOf(article, firsts)),
    make(
      "div",
      make("div", { class: "src" }, make("b", { dir: "auto" }, sourceOf(article)), elsewhere),
      make(
        "details",
        { "data-article": article, open },
        make("summary", { dir: "auto" }, marked(titleOf(article))),
        excerpt && make("p", { dir: "auto" }, marked(excerpt)),
        make(
          "p",
          { class: "acts" },
          original(article),
          link("All about it", () => chooseArticle(article)),
        ),
      ),
    ),
  );
}

export function original(/** @type {number} */ article, attributes = {}) {
  const url = safeUrl(urlOf(article));
  return url && outside(url, "Open the original ↗", attributes);
}

function clockOf(/** @type {number} */ article) {
  if (!isDated(article)) return "no date";
  return isDayOnly(article) ? "that day" : showTime(data.times[article]);
}

function lagOf(/** @type {number} */ article, /** @type {number[]} */ firsts) {
  if (!firsts.length || !isDated(article)) return "";
  if (firsts.includes(article)) return firsts.length > 1 ? "" : "first";
  const text = lagBetween(firsts[0], article);
  return text && `+${text}`;
}

/** Pictures: none is asked for before the reader clicks, unless the page was made so. @param {any} image */
export function picture(image) {
  const src = image && safeUrl(image[0]);
  if (!src || overview.images === "none") return null;
  const [, width, height, caption] = image;
  const load = () =>
    make("img", { src, alt: caption ?? "", width, height, referrerpolicy: "no-referrer", class: "picture" });
  if (overview.images === "remote") return load();
  const text = `Load picture from ${new URL(src).host}`;
  return button(text, (event) => event.target.replaceWith(load()), { class: "picture-button" });
}

export function logo(/** @type {number} */ provider) {
  const src = overview.providers.logo[provider];
  const isHere = src?.startsWith("data:image/");
  const isAllowed = isHere || (overview.images === "remote" && safeUrl(src));
  return isAllowed && make("img", { src, alt: "", class: "logo", referrerpolicy: "no-referrer" });
}

/** A table of facts; those that are not known are left out. @param {[string, any][]} rows */
export function facts(rows) {
  const filled = rows.filter(([, text]) => text !== null && text !== undefined && text !== "");
  const content = (text) => (typeof text === "number" ? String(text) : text);
  const row = ([name, text]) => [make("dt", { dir: "auto" }, name), make("dd", { dir: "auto" }, content(text))];
  return make("dl", filled.map(row));
}
