// The headlines of the chart and the names of its lanes: buttons over the canvas of marks.

import { endOf, labelOf, providerOf, providersOf, startOf, starts, storyCount, tiesOf, titleOf } from "./data.js";
import { button, byId, make } from "./dom.js";
import { countIn } from "./filters.js";
import { articleOf, between, chart, head, keyOf, LOOSE, LOST } from "./plans.js";
import { choose, chooseArticle, chooseSecond, chooseStory, state, toggleLane } from "./store.js";
import { articles, digits, plural, stories } from "./text.js";
import { span } from "./times.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Lane} Lane */

/** What is called when the pointer comes to a headline, or leaves it. */
export const pointed = { to: (/** @type {number} */ _key) => {} };

/** @type {Map<string, any>} */
const nodes = new Map();

export function label(
  /** @type {number} */ top,
  /** @type {Lane[]} */ lanes,
  /** @type {number} */ key,
  /** @type {number} */ lit,
) {
  const root = byId("labels");
  const used = new Set();
  const need = (/** @type {string} */ name, /** @type {() => any} */ create) => {
    used.add(name);
    if (!nodes.has(name)) {
      nodes.set(name, create());
      root.append(nodes.get(name));
    }
    return nodes.get(name);
  };
  const beside = new Set(tiesOf(lit).map((tie) => tie.story));
  for (const lane of lanes) {
    const signature = `${lane.key}|${lane.title}|${lane.n}|${lane.left}|${lane.stories}|${chart.box.phone}`;
    need(`lane ${signature}`, () => nameOf(lane)).style.top = `${lane.y}px`;
    if (lane.list && lane.kind !== "loose" && lane.list.length)
      need(`list ${signature}`, () => listOf(lane)).style.top = `${lane.y + head()}px`;
  }
  const { box } = chart;
  for (const item of between(top - 60, top + box.h + 40)) {
    if (item.bare && item.key !== key) continue;
    const node = need(`item ${item.key}|${item.note}`, () => headline(item));
    node.style.left = `${item.left}px`;
    node.style.top = `${item.y + (box.phone ? 0 : (box.row - 19) / 2)}px`;
    node.style.width = `${item.width}px`;
    node.classList.toggle("on", item.key === key);
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
  const items = byId("labels").querySelectorAll(".story");
  let stop = null;
  for (const node of items) {
    node.tabIndex = -1;
    if (Number(node.dataset.key) === chart.stop) stop = node;
  }
  const first = chart.items.find((item) => !item.bare);
  stop ??= first ? byId("labels").querySelector(`[data-key="${first.key}"]`) : items[0];
  if (stop ?? items[0]) (stop ?? items[0]).tabIndex = 0;
}

function headline(/** @type {Item} */ item) {
  const { key, label: text, note, big } = item;
  const isStory = key < storyCount;
  const spoken = make("span", { class: "quiet" }, isStory ? describe(key) : ", in no story");
  return button([make(isStory ? "b" : "i", {}, note), text, spoken], (event) => chooseKey(key, event), {
    class: big ? "story big" : "story",
    tabindex: -1,
    dir: "auto",
    "data-key": key,
    onpointerenter: () => pointed.to(key),
    onpointerleave: () => pointed.to(-1),
  });
}

function chooseKey(/** @type {number} */ key, event) {
  if (key >= storyCount) chooseArticle(articleOf(key));
  else if (event.shiftKey) chooseSecond(key);
  else chooseStory(key);
}

/** What a screen reader says of a story after its headline. */
function describe(/** @type {number} */ story) {
  const first = startOf(story);
  const when = Number.isNaN(first) ? "no date" : `${span(first, endOf(story))}, first ${providerOf(starts[story])}`;
  const size = starts[story + 1] - starts[story];
  const providers = plural(providersOf(story).size, "provider");
  return `: ${articles(size)}, ${providers}, ${when}`;
}

function nameOf(/** @type {Lane} */ lane) {
  const { key, kind, title } = lane;
  const isLine = key >= 0 && (kind === "line" || kind === "list");
  const act = isLine
    ? () => choose({ kind: "line", id: key })
    : {
        [LOOSE]: () => choose({ kind: "loose", id: 0 }),
        [LOST]: () => choose({ kind: "undated", id: 0 }),
      }[key];
  const attributes = { class: "link", tabindex: -1, "data-lane": key, title };
  const isShort = chart.box.phone && lane.stories > 0;
  const size = lane.stories ? `${stories(lane.stories)}, ${articles(lane.n)}` : articles(lane.n);
  const counts = isShort ? stories(lane.stories) : size;
  const isOne = kind === "line" && lane.stories === 1;
  return make(
    "div",
    { class: isLine ? "lane" : "lane kind" },
    make("h2", {}, act ? button(title, act, attributes) : title),
    make("p", {}, !isOne && make("span", {}, counts), more(lane)),
  );
}

function more(/** @type {Lane} */ lane) {
  const isOpen = state.open.has(lane.key);
  if (!lane.left && !isOpen) return null;
  const text = isOpen ? "show fewer" : `+${digits(lane.left)} more`;
  return button(text, () => toggleLane(lane.key), {
    class: "link more",
    tabindex: -1,
    "data-lane": lane.key,
    "aria-label": isOpen ? `Show fewer of ${lane.title}` : `Show ${lane.left} more of ${lane.title}`,
  });
}

function listOf(/** @type {Lane} */ lane) {
  const storyItem = (story) => ({ key: story, label: labelOf(story), note: digits(countOf(story)) });
  const articleItem = (article) => ({ key: keyOf(article), label: titleOf(article), note: providerOf(article) });
  const items = lane.list.map(lane.kind === "undated" ? articleItem : storyItem);
  return make(
    "div",
    { class: "undated" },
    items.map((item) => headline(/** @type {Item} */ ({ ...item, big: false }))),
  );
}

const countOf = (/** @type {number} */ story) => countIn(starts[story], starts[story + 1]);
