// Pieces of which the inspector is made.

import { button, make, outside } from "./dom.js";
import { data, isDated, isDayOnly, labelOf, providerNames, providerOf, providersOf, startOf } from "./data.js";
import { endOf, overview, starts, storyOf, titleOf, urlOf, value } from "./data.js";
import { pieces, wordsOf } from "./search.js";
import { choose, chooseArticle, chooseSecond, chooseStory, state } from "./store.js";
import { digits, plural, safeUrl } from "./text.js";
import { isoDay, lag, showDay, showTime, weekday } from "./times.js";

/** Text, with the words of the query marked. */
export function marked(/** @type {string} */ text) {
  return pieces(wordsOf(state.query), text).map((piece, index) => (index % 2 ? make("mark", {}, piece) : piece));
}

export const heading = (/** @type {string} */ text, side = "") => make("h3", {}, text, side && make("span", {}, side));

export const title = (/** @type {any} */ ...content) => make("h2", { tabindex: -1, dir: "auto" }, ...content);

export const meta = (/** @type {any} */ ...content) => make("p", { class: "meta" }, ...content);

export const link = (/** @type {any} */ content, /** @type {(event: any) => void} */ act, attributes = {}) =>
  button(content, act, { class: "link", dir: "auto", ...attributes });

/** What leads back, and the way out. */
export function crumbs(/** @type {string} */ left, act = () => choose(null)) {
  return make(
    "div",
    { class: "crumbs" },
    link(`‹ ${left}`, act),
    link("Close", () => choose(null), { "aria-label": "Close details" }),
  );
}

/** Choose a story; with Shift as the second of two. */
export const storyLink = (/** @type {number} */ story) =>
  link(marked(labelOf(story)), (event) => (event.shiftKey ? chooseSecond(story) : chooseStory(story)));

/** When an article was published, as well as that is known. */
export function timeOf(/** @type {number} */ article, withDay = true) {
  if (!isDated(article)) return "no date";
  const time = data.times[article];
  const day = `${weekday(time)} ${showDay(time, false)}`;
  if (isDayOnly(article)) return withDay ? day : "that day";
  return withDay ? `${day}, ${showTime(time)}` : showTime(time);
}

/** "4 providers · first CNN, 1 Mar 10:20" */
export function about(/** @type {number} */ story) {
  const providers = plural(providersOf(story).size, "provider");
  if (Number.isNaN(startOf(story))) return `${providers} · no date`;
  const first = starts[story];
  const time = isDayOnly(first) ? "" : ` ${showTime(data.times[first])}`;
  return `${providers} · first ${providerOf(first)}, ${showDay(data.times[first], false)}${time}`;
}

/** Stories with a number each. @param {{story: number, n: number}[]} list */
export function topStories(list, most = 8) {
  const row = ({ story, n }) =>
    make(
      "li",
      {},
      make("span", { class: "n" }, digits(n)),
      make("div", {}, storyLink(story), make("small", {}, about(story))),
    );
  return make("ol", { class: "tops" }, list.slice(0, most).map(row));
}

/** Stories with a word each. @param {{story: number, note: string}[]} list */
export function nearStories(list) {
  const row = ({ story, note }) => make("li", {}, storyLink(story), make("small", {}, note));
  return make("ol", { class: "near-by" }, list.map(row));
}

export function whenOf(/** @type {number} */ story) {
  if (Number.isNaN(startOf(story))) return "no date";
  const [first, last] = [startOf(story), endOf(story)];
  const days = isoDay(first) === isoDay(last) ? "" : ` to ${showDay(last, false)}`;
  return `${showDay(first, false)} ${showTime(first)}${days}`;
}

/** Providers by how often they were first. */
export function leaderTable(/** @type {{provider: number, first: number, all: number}[]} */ rows) {
  const most = Math.max(1, ...rows.map((row) => row.first));
  const row = ({ provider, first, all }) => {
    const bar = make("i");
    bar.style.width = `${(100 * first) / most}%`;
    const name = providerNames[provider];
    return make(
      "li",
      {},
      link(name, () => choose({ kind: "provider", id: provider }), { title: name }),
      make("div", { class: "b" }, bar),
      make("small", {}, `${first} / ${all}`),
    );
  };
  return make("ol", { class: "leads" }, rows.map(row));
}

/** Return articles by day, each with its time and how much later than the first it came. */
export function articleList(/** @type {number[]} */ list, first = -1) {
  const nodes = [];
  let [day, rows] = ["", null];
  for (const article of list) {
    const own = isDated(article) ? isoDay(data.times[article]) : "none";
    if (own !== day || !rows) {
      const time = data.times[article];
      const text = isDated(article) ? `${weekday(time)} ${showDay(time)}` : "No date";
      rows = make("ol", { class: "rows" });
      nodes.push(make("p", { class: "day" }, text), rows);
      day = own;
    }
    rows.append(articleRow(article, first));
  }
  return nodes;
}

function articleRow(/** @type {number} */ article, /** @type {number} */ first) {
  const isElsewhere = first < 0 && storyOf[article] >= 0;
  return make(
    "li",
    {},
    make("div", { class: "t" }, make("b", {}, timeOf(article, false)), lagOf(article, first)),
    make(
      "div",
      {},
      make(
        "div",
        { class: "src" },
        make("b", { dir: "auto" }, providerOf(article)),
        isElsewhere && [" · in ", link(labelOf(storyOf[article]), () => chooseStory(storyOf[article]))],
      ),
      make(
        "details",
        {
          "data-article": article,
          open: state.choice?.kind === "article" && state.choice.id === article,
        },
        make("summary", { dir: "auto" }, marked(titleOf(article))),
        value("excerpt", article) && make("p", { dir: "auto" }, marked(value("excerpt", article))),
        make(
          "p",
          { class: "acts" },
          safeUrl(urlOf(article)) && outside(safeUrl(urlOf(article)), "Open the original ↗"),
          link("All about it", () => chooseArticle(article)),
        ),
      ),
    ),
  );
}

function lagOf(/** @type {number} */ article, /** @type {number} */ first) {
  if (first < 0 || !isDated(article)) return "";
  if (article === first) return "first";
  if (isDayOnly(article) || isDayOnly(first)) return "";
  return `+${lag(data.times[article] - data.times[first])}`;
}

/** Pictures: none is asked for before the reader clicks, unless the page was made so. */
export function picture(/** @type {any} */ image) {
  const url = image && safeUrl(image[0]);
  if (!url || overview.images === "none") return null;
  const [, width, height, caption] = image;
  const load = () =>
    make("img", {
      src: url,
      alt: caption ?? "",
      width,
      height,
      referrerpolicy: "no-referrer",
      class: "picture",
    });
  if (overview.images === "remote") return load();
  const text = `Load picture from ${new URL(url).host}`;
  return button(text, (event) => event.target.replaceWith(load()), { class: "picture-button" });
}

/** A table of facts; those that are not known are left out. @param {[string, any][]} rows */
export function facts(rows) {
  const filled = rows.filter(([, text]) => text !== null && text !== undefined && text !== "");
  if (!filled.length) return null;
  const row = ([name, content]) => [
    make("dt", { dir: "auto" }, name),
    make("dd", { dir: "auto" }, typeof content === "number" ? String(content) : content),
  ];
  return make("dl", {}, filled.flatMap(row));
}
