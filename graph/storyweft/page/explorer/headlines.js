// The headlines of the chart and the names of its lanes: buttons over the canvas of marks.

import { earliestOf, endOf, hasDate, labelOf, providerOf, providersOf, sourceOf, startOf, starts } from "./data.js";
import { storyCount, tiesOf, titleOf } from "./data.js";
import { button, byId, make } from "./dom.js";
import { countOf } from "./filters.js";
import { between, chart, head, keyOf, LOOSE, LOST } from "./plans.js";
import { choose, state, toggleLane } from "./store.js";
import { articles, digits, plural, stories } from "./text.js";
import { span } from "./times.js";

/** What is on the screen, by all that it says. @type {Map<string, any>} */
const nodes = new Map();

/**
 * Put headlines and names of lanes between two heights.
 * @param {number} low @param {number} high @param {Lane[]} lanes @param {number} chosen key of an item @param {number} lit likewise
 */
export function label(low, high, lanes, chosen, lit) {
  const { box } = chart;
  const used = new Set();
  const need = (/** @type {string} */ name, /** @type {() => any} */ create, /** @type {number} */ y) => {
    if (!nodes.has(name)) nodes.set(name, byId("labels").appendChild(create()));
    used.add(name);
    nodes.get(name).style.top = `${y}px`;
    return nodes.get(name);
  };
  for (const lane of lanes) {
    const signature = [lane.key, lane.title, lane.n, lane.left, lane.stories, box.phone].join("|");
    need(`lane ${signature}`, () => nameOf(lane), lane.y);
    if (lane.list?.length && lane.kind !== "loose") need(`list ${signature}`, () => listOf(lane), lane.y + head());
  }
  const beside = new Set(tiesOf(lit).map((tie) => tie.story));
  for (const item of between(low, high)) {
    if (item.bare && item.key !== chosen) continue;
    const y = item.y + (box.phone ? 0 : (box.row - 19) / 2);
    const node = need(`item ${item.key}|${item.note}`, () => headline(item), y);
    Object.assign(node.style, { left: `${item.left}px`, width: `${item.width}px` });
    node.classList.toggle("on", item.key === chosen);
    node.classList.toggle("near", beside.has(item.key));
  }
  for (const [name, node] of nodes) {
    if (used.has(name) || node.contains(document.activeElement)) continue;
    node.remove();
    nodes.delete(name);
  }
  setStop();
}

/** Tab leads to one story of the chart: the last that had the keyboard, else the first. */
function setStop() {
  const of = (/** @type {string | number} */ key) => byId("labels").querySelector(`.story[data-key="${key}"]`);
  const first = chart.items.find((item) => !item.bare)?.key;
  const stop = of(chart.stop) ?? of(first) ?? byId("labels").querySelector(".story");
  const before = byId("labels").querySelector('.story[tabindex="0"]');
  if (before === stop) return;
  before?.setAttribute("tabindex", -1);
  stop?.setAttribute("tabindex", 0);
}

function headline(/** @type {Item} */ { key, label: text, note, big }) {
  const isStory = key < storyCount;
  const spoken = make("span", { class: "quiet" }, isStory ? describe(key) : ", in no story");
  const attributes = { type: "button", class: big ? "story big" : "story", tabindex: -1, dir: "auto", "data-key": key };
  return make("button", attributes, make(isStory ? "b" : "i", note), text, spoken);
}

/** What a screen reader says of a story after its headline. */
function describe(/** @type {number} */ story) {
  const first = earliestOf(story).length === 1 ? `, first ${providerOf(starts[story])}` : "";
  const when = hasDate(story) ? `${span(startOf(story), endOf(story))}${first}` : "no date";
  const providers = plural(providersOf(story).size, "provider");
  return `: ${articles(starts[story + 1] - starts[story])}, ${providers}, ${when}`;
}

function nameOf(/** @type {Lane} */ lane) {
  const { key, kind, title } = lane;
  const isLine = key >= 0 && (kind === "line" || kind === "list");
  const choices = { [LOOSE]: { kind: "loose", id: 0 }, [LOST]: { kind: "undated", id: 0 } };
  const choice = isLine ? { kind: "line", id: key } : choices[key];
  const attributes = { class: "link", tabindex: -1, "data-lane": key, title };
  const counts = [
    ...(lane.stories ? [stories(lane.stories)] : []),
    ...(lane.stories && chart.box.phone ? [] : [articles(lane.n)]),
  ];
  const isOne = kind === "line" && lane.stories === 1;
  return make(
    "div",
    { class: isLine ? "lane" : "lane kind" },
    make("h2", choice ? button(title, () => choose(choice), attributes) : title),
    make("p", !isOne && make("span", counts.join(", ")), " ", more(lane)),
  );
}

function more(/** @type {Lane} */ { key, left, title }) {
  const isOpen = state.open.has(key);
  if (!left && !isOpen) return null;
  return button(isOpen ? "show fewer" : `+${digits(left)} more`, () => toggleLane(key), {
    class: "link more",
    tabindex: -1,
    "data-lane": key,
    "aria-label": isOpen ? `Show fewer of ${title}` : `Show ${left} more of ${title}`,
  });
}

function listOf(/** @type {Lane} */ lane) {
  const storyItem = (story) => ({ key: story, label: labelOf(story), note: digits(countOf(story)) });
  const articleItem = (article) => ({ key: keyOf(article), label: titleOf(article), note: sourceOf(article) });
  const items = lane.list.map(lane.kind === "undated" ? articleItem : storyItem);
  return make(
    "div",
    { class: "undated" },
    items.map((item) => headline(/** @type {Item} */ (item))),
  );
}
