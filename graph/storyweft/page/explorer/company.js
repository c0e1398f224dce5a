// What is known of a provider or topic, of two providers, and of two stories.

import { way } from "./between.js";
import { acts, copyLink, logo, MOST_ROWS } from "./cards.js";
import {
  articleCount,
  articlesOf,
  data,
  datedOf,
  isDayOnly,
  overview,
  providerNames,
  providersOf,
  startOf,
  storyCount,
  storyOf,
  tally,
  tiesOf,
  topicNames,
  topicsOf,
} from "./data.js";
import { button, make } from "./dom.js";
import { covered, leaders } from "./filters.js";
import { about, articleList, crumbs, heading, link, meta, nearStories, title, topStories, whenOf } from "./parts.js";
import { choose, only, show } from "./store.js";
import { articles, plural, stories } from "./text.js";
import { lag } from "./times.js";

/* Provider, topic, two providers */

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
        ? `From the one story to the other in ${plural(steps.length, "step")}.`
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
