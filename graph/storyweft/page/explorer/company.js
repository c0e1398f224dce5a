// What is known of a provider or topic, of two providers, and of two stories.

import { way } from "./between.js";
import { copyLink, itsNetwork, MOST_ROWS, section } from "./cards.js";
import { articleCount, articlesOf, data, datedOf, overview, providerNames, providersOf, range } from "./data.js";
import { startOf, storyCount, storyOf, tally, tiesOf, topicNames, topicsOf } from "./data.js";
import { button, make } from "./dom.js";
import { covered, leaders } from "./filters.js";
import { about, acts, articleList, crumbs, heading, lagBetween, lead, link, logo, meta, near } from "./parts.js";
import { storyLink, title, topStories, whenOf } from "./parts.js";
import { choose, only } from "./store.js";
import { articles, plural, stories } from "./text.js";

/** So many of the newest articles are listed, and so many stories and companions. */
const NEWEST = 60;
const MOST = 12;

/* Provider, topic, two providers */

/** Articles, the newest first, and how many of them each story has. @param {(article: number) => boolean} is */
function gathered(is) {
  const list = range(0, articleCount).filter(is);
  list.sort((a, b) => (data.times[b] || 0) - (data.times[a] || 0) || a - b);
  const own = tally(list.map((article) => storyOf[article]).filter((story) => story >= 0));
  return { list, own: own.map(([story, n]) => ({ story, n })) };
}

/** What a provider and a topic have both. @param {"provider" | "topic"} facet */
const shared = (facet, /** @type {number} */ id, { list, own }, companions = null) => [
  acts(
    button("Show only these", () => only(facet, id)),
    itsNetwork(),
    copyLink(),
  ),
  section("Stories", own, "its articles", (rows) => topStories(rows, MOST)),
  companions,
  heading("Articles", list.length > NEWEST ? `newest ${NEWEST}` : "newest first"),
  articleList(list.slice(0, NEWEST)),
];

export function providerCard(/** @type {number} */ provider) {
  const all = gathered((article) => data.provider[article] === provider);
  const rank = leaders(all.own.map(({ story }) => story)).find((row) => row.provider === provider);
  const others = tally(all.own.flatMap(({ story }) => [...providersOf(story)])).filter(([id]) => id !== provider);
  const rows = others.slice(0, MOST).map(([other, n]) => {
    const pair = link(providerNames[other], () => choose({ kind: "pair", id: provider, other }));
    return [pair, `${stories(n)} in common`];
  });
  const domain = overview.providers.domain[provider];
  return [
    crumbs(),
    title(providerNames[provider]),
    meta(logo(provider), domain && `${domain} · `, `${articles(all.list.length)}, ${stories(all.own.length)}`),
    rank && lead(make("b", `First on ${rank.first} of ${rank.all}`), " stories that others report, too."),
    shared("provider", provider, all, section("Reports the same stories as", rows)),
  ];
}

export function topicCard(/** @type {number} */ topic) {
  const all = gathered((article) => topicsOf(article).includes(topic));
  return [
    crumbs(),
    title(topicNames[topic]),
    meta(`Topic of ${articles(all.list.length)}, ${stories(all.own.length)}`),
    shared("topic", topic, all),
  ];
}

/** Stories of two providers in the window, and who was earlier. */
export function pairCard(/** @type {number} */ one, /** @type {number} */ other) {
  const both = covered().filter(({ story }) => providersOf(story).has(one) && providersOf(story).has(other));
  const firstOf = (story, provider) => datedOf(story).find((article) => data.provider[article] === provider);
  const score = { one: 0, other: 0, open: 0 };
  const rows = both.map(({ story }) => {
    const [a, b] = [firstOf(story, one), firstOf(story, other)];
    const gap = data.times[b] - data.times[a];
    const later = gap && (gap > 0 ? lagBetween(a, b) : lagBetween(b, a));
    score[!later ? "open" : gap > 0 ? "one" : "other"]++;
    const earlier = [make("bdi", providerNames[gap > 0 ? one : other]), ` was ${later} earlier`];
    return [storyLink(story), later ? earlier : "who was earlier is not certain"];
  });
  return [
    crumbs(),
    title(make("bdi", providerNames[one]), " and ", make("bdi", providerNames[other])),
    meta(`${stories(both.length)} by both in these days.`),
    lead(
      make("b", make("bdi", providerNames[one]), ` was earlier in ${score.one}`),
      ", ",
      make("bdi", providerNames[other]),
      ` in ${score.other}`,
      score.open > 0 && `; in ${score.open} that is not certain`,
      ".",
    ),
    acts(copyLink()),
    section("Stories by both", rows.slice(0, MOST_ROWS)),
  ];
}

/* Two stories */

const shares = (/** @type {number} */ story) => ({
  topic: new Set(articlesOf(story).flatMap(topicsOf)),
  provider: providersOf(story),
});

/** Stories of each topic and provider, made when first asked for. @type {?Record<Shared, number[][]>} */
let sharing = null;

function sharingStories() {
  if (sharing) return sharing;
  sharing = { topic: topicNames.map(() => []), provider: providerNames.map(() => []) };
  for (const story of range(0, storyCount)) {
    for (const [how, ids] of Object.entries(shares(story))) for (const id of ids) sharing[how][id].push(story);
  }
  return sharing;
}

export function betweenCard(/** @type {number} */ from, /** @type {number} */ to) {
  const steps = way(from, to, tiesOf, sharingStories(), shares);
  const rows = steps?.map((step, at) => {
    const before = steps[at - 1]?.story ?? from;
    return [storyLink(step.story), `${sayStep(before, step)} · ${whenOf(step.story)}`];
  });
  const none = "Nothing leads from the one to the other.";
  return [
    crumbs(),
    title("What lies between"),
    meta(steps ? `From the one story to the other in ${plural(steps.length, "step")}.` : none),
    acts(copyLink()),
    heading("The way"),
    near([[storyLink(from), about(from)], ...(rows ?? [[storyLink(to), about(to)]])]),
  ];
}

function sayStep(/** @type {number} */ before, /** @type {Step} */ step) {
  if (step.how === "topic") return `both about ${topicNames[step.shared]}`;
  if (step.how === "provider") return `both from ${providerNames[step.shared]}`;
  if (step.how === "related") return "runs beside it";
  return (startOf(step.story) || 0) < (startOf(before) || 0) ? "came before it" : "followed it";
}
