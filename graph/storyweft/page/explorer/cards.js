// What is known of one story, article, provider or topic.

import {
  articlesOf,
  data,
  groupOf,
  isLone,
  labelOf,
  overview,
  parse,
  providersOf,
  spanOf,
} from "./data.js";
import { titleOf, topicsOf, urlOf, value } from "./data.js";
import { wanted } from "./filters.js";
import { sign } from "./facets.js";
import { articleRow, chips, marked, storyRow } from "./lists.js";
import { turtleOf } from "./turtle.js";
import { KINDS } from "./theme.js";
import { byId, make, makeSvg, outside, plural, safeUrl, showSpan, showTime } from "./text.js";

const MOST_ROWS = 60;
const CHANGES = { follows: "Before this", followed: "After this", related: "" };
const card = { act: {} };

export function startCards(act) {
  card.act = act;
}

export function showCard(name) {
  const element = byId("details");
  if (!name) {
    const hint = "Choose a story, an article, a provider or a topic on the map or in the lists.";
    element.replaceChildren(make("p", { class: "empty" }, hint));
    return;
  }
  const { kind, index } = parse(name);
  const parts = { a: articleCard, s: storyCard, p: providerCard, t: topicCard }[kind](index, name);
  element.replaceChildren(make("article", { class: "card" }, ...parts.filter(Boolean)));
  element.scrollTop = 0;
}

function heading(kind, title, word = KINDS[kind].name) {
  return [
    make("p", { class: "kind" }, sign(KINDS[kind].shape, KINDS[kind].colour), word),
    make("h2", { tabindex: -1, dir: "auto" }, ...marked(title)),
  ];
}

function section(title, ...content) {
  const filled = content.filter(Boolean);
  return filled.length ? make("section", {}, make("h3", {}, title), ...filled) : null;
}

function button(text, act, attributes = {}) {
  return make("button", { type: "button", onclick: act, ...attributes }, text);
}

/** A button that copies and says so. */
function copier(text, give) {
  return button(text, async (event) => {
    const { target } = event;
    target.textContent = (await card.act.copy(give())) ? "Copied" : "Copying was refused";
    setTimeout(() => {
      target.textContent = text;
    }, 1500);
  });
}

function focusButton(name) {
  return button("Focus", () => card.act.focus(name), { title: "Show only what is near (F)" });
}

/* Article */

function articleCard(article, name) {
  const type = value("type", article);
  const kind = overview.types[type] || "article";
  const story = groupOf[article];
  return [
    ...heading("a", titleOf(article), kind[0].toUpperCase() + kind.slice(1)),
    byline(article),
    picture(value("image", article)),
    value("excerpt", article) &&
      make("p", { class: "excerpt", dir: "auto" }, ...marked(value("excerpt", article))),
    make(
      "div",
      { class: "acts" },
      safeUrl(urlOf(article)) && outside(urlOf(article), "Open original", { class: "main" }),
      focusButton(name),
      copier("Copy link", () => card.act.linkTo(name)),
      copier("Copy as Turtle", () => turtleOf(article)),
    ),
    section("Story", isLone(story) ? null : make("ul", {}, make("li", {}, storyRow(`s${story}`)))),
    section(
      "Topics",
      value("topics", article) && chips(value("topics", article).map((topic) => `t${topic}`)),
    ),
    links("Links to", data.from(article), "named here"),
    links("Linked from", data.to(article), "names this"),
    section("Facts", facts(article)),
    section("Other addresses", addresses(article)),
  ];
}

function byline(article) {
  const provider = value("provider", article);
  const time = value("published", article);
  const parts = [];
  if (provider >= 0) {
    parts.push(
      logo(provider),
      button(overview.providers.name[provider], () => card.act.choose(`p${provider}`)),
      " ",
    );
  }
  parts.push(time ? make("time", { datetime: time }, showTime(time)) : "no date");
  return make("p", { class: "by" }, ...parts.filter(Boolean));
}

function links(title, found, how) {
  if (!found.length) return null;
  const rows = found.map(({ article, rank }) =>
    make("li", {}, articleRow(`a${article}`, `${how} as no. ${rank}`)),
  );
  return section(title, make("ul", {}, ...rows));
}

function facts(article) {
  const rows = [
    ["Quality", value("quality", article)],
    ["Heat", value("heat", article)],
    ["Published", { 0: "no", 1: "yes" }[value("flag", article)]],
    ["Updated", value("updated", article) && showTime(value("updated", article))],
    ["Authors", value("authors", article)?.join(", ")],
    ["Categories", value("categories", article)?.join(", ")],
    ["Language", value("locale", article)],
    ["Known from", value("documents", article)?.join(", ")],
    ["Told by", value("stub", article) ? "other documents only" : null],
    ...(value("properties", article) ?? []),
  ];
  return list(rows);
}

function list(rows) {
  const known = rows.filter(([, text]) => text !== null && text !== undefined && text !== "");
  if (!known.length) return null;
  return make(
    "dl",
    {},
    ...known.flatMap(([name, text]) => [
      make("dt", {}, name),
      make("dd", { dir: "auto" }, String(text)),
    ]),
  );
}

function addresses(article) {
  const known = value("addresses", article);
  if (!known) return null;
  const names = { web: "Web", amp: "AMP", "amp-cache": "AMP cache", original: "Original" };
  return make(
    "dl",
    {},
    ...known.flatMap(([kind, url]) => [
      make("dt", {}, names[kind] ?? kind),
      make("dd", {}, outside(url, url)),
    ]),
  );
}

/* Pictures: none is asked for before the reader clicks, unless the page was made so. */

function picture(image) {
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
  const host = new URL(url).host;
  return button(`Load picture from ${host}`, (event) => event.target.replaceWith(load()), {
    class: "picture-button",
  });
}

function logo(provider) {
  const url = overview.providers.logo[provider];
  const isHere = url?.startsWith("data:image/");
  if (!url || !(isHere || (overview.images === "remote" && safeUrl(url)))) return null;
  return make("img", { src: url, alt: "", class: "logo", referrerpolicy: "no-referrer" });
}

/* Story, provider, topic */

function storyCard(group, name) {
  const articles = articlesOf(name);
  const related = data.related(group).filter((other) => !isLone(other.group));
  return [
    ...heading("s", labelOf(name)),
    make(
      "p",
      { class: "by" },
      `${plural(articles.length, "article")}, ${showSpan(...spanOf(articles))}`,
    ),
    histogram(articles),
    make(
      "div",
      { class: "acts" },
      button("Show on map", () => card.act.show(name)),
      focusButton(name),
      copier("Copy link", () => card.act.linkTo(name)),
    ),
    section("Articles in order of time", rows(articles, "time")),
    section("Providers", counted("p", providersOf(articles))),
    section("Topics", counted("t", topicsOf(articles))),
    section(
      "Related stories",
      related.length
        ? make(
            "ul",
            {},
            ...related
              .slice(0, MOST_ROWS)
              .map((other) => make("li", {}, storyRow(`s${other.group}`, CHANGES[other.how]))),
          )
        : null,
    ),
  ];
}

function counted(kind, pairs) {
  if (!pairs.length) return null;
  const shown = pairs.slice(0, 24).map(([index]) => `${kind}${index}`);
  return chips(shown);
}

function providerCard(provider, name) {
  const articles = articlesOf(name);
  return [
    ...heading("p", labelOf(name)),
    make("p", { class: "by" }, logo(provider), overview.providers.domain[provider]),
    ...reported(articles, name, "provider"),
    section("Reports the same stories as", sharers(articles, provider)),
    section("Topics", counted("t", topicsOf(articles))),
    section("Latest articles", rows(latest(articles))),
  ];
}

function topicCard(_topic, name) {
  const articles = articlesOf(name);
  return [
    ...heading("t", labelOf(name)),
    ...reported(articles, name, "topic"),
    section("Providers", counted("p", providersOf(articles))),
    section("Latest articles", rows(latest(articles))),
  ];
}

function reported(articles, name, facet) {
  const { index } = parse(name);
  const stories = new Set(
    articles.map((article) => groupOf[article]).filter((group) => !isLone(group)),
  );
  const isOnly = wanted[facet].size === 1 && wanted[facet].has(index);
  return [
    make(
      "p",
      { class: "by" },
      `${plural(articles.length, "article")} in ${plural(stories.size, "story", "stories")}, ${showSpan(...spanOf(articles))}`,
    ),
    histogram(articles),
    make(
      "div",
      { class: "acts" },
      button(isOnly ? "Show all again" : "Show only these", () => card.act.only(facet, index)),
      button("Show on map", () => card.act.show(name)),
      focusButton(name),
      copier("Copy link", () => card.act.linkTo(name)),
    ),
    section(
      "Stories",
      make(
        "ul",
        {},
        ...[...stories]
          .sort((a, b) => a - b)
          .slice(0, MOST_ROWS)
          .map((group) => make("li", {}, storyRow(`s${group}`))),
      ),
    ),
  ];
}

/** Other providers, by the number of stories that both report. */
function sharers(articles, provider) {
  const stories = [...new Set(articles.map((article) => groupOf[article]))];
  const counts = new Map();
  for (const group of stories) {
    for (const [other] of providersOf(articlesOf(`s${group}`))) {
      if (other !== provider) counts.set(other, (counts.get(other) ?? 0) + 1);
    }
  }
  const pairs = [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
  return counted("p", pairs);
}

function latest(articles) {
  return [...articles].sort(
    (one, other) => (data.days[other] || 0) - (data.days[one] || 0) || one - other,
  );
}

function rows(articles, style = null) {
  const shown = articles.slice(0, MOST_ROWS);
  const items = shown.map((article) => make("li", {}, articleRow(`a${article}`)));
  const left = articles.length - shown.length;
  return make(
    "div",
    {},
    make("ol", { class: style }, ...items),
    left
      ? make(
          "p",
          { class: "note" },
          `${plural(left, "more article")}: choose “Show only these” or search.`,
        )
      : null,
  );
}

/** How many articles over time, as a small picture with its text beside it. */
function histogram(articles) {
  const days = articles.map((article) => data.days[article]).filter((day) => !Number.isNaN(day));
  const [first, last] = spanOf(articles);
  if (days.length < 2 || first === last) return null;
  const count = Math.min(40, last - first + 1);
  const bins = new Array(count).fill(0);
  for (const day of days)
    bins[Math.min(count - 1, Math.floor(((day - first) / (last - first + 1)) * count))]++;
  const most = Math.max(...bins);
  const svg = makeSvg("svg", {
    class: "spark",
    viewBox: `0 0 ${count} 40`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": `Articles from ${showSpan(first, last)}`,
  });
  bins.forEach((number, bin) => {
    if (!number) return;
    const height = Math.max(3, (40 * number) / most);
    svg.append(makeSvg("rect", { x: bin + 0.08, y: 40 - height, width: 0.84, height }));
  });
  const [from, to] = showSpan(first, last).split(" to ");
  return make(
    "div",
    {},
    svg,
    make("p", { class: "ends" }, make("span", {}, from), make("span", {}, to)),
  );
}
