// The bar of filters: which providers, topics, kinds, dates; what is left, in numbers.

import { articleCount, data, overview, providerNames, range, topicNames, typeNames } from "./data.js";
import { button, byId, make } from "./dom.js";
import { chart } from "./plans.js";
import { matches } from "./filters.js";
import { chooseDays, isFiltered, setFlag, setOrder, setQuality, showAllDates, state, toggle } from "./store.js";
import { toggleFolds, zoomBy } from "./store.js";
import { articles, digits, fold, plural, stories } from "./text.js";
import { isoDay } from "./times.js";

/** What one can filter by: names, and how many articles have each. */
const FACETS = {
  provider: { names: providerNames, counts: overview.providers.n },
  topic: { names: topicNames, counts: overview.topics.n },
  type: { names: typeNames, counts: overview.types.n },
};
const FLAGS = [
  ["", "all"],
  ["1", "published"],
  ["0", "not published"],
];

/** The numbers of those that some article has, the most frequent first. @param {keyof typeof FACETS} facet */
function ranked(facet) {
  const { names, counts } = FACETS[facet];
  const some = range(0, names.length).filter((id) => counts[id]);
  return some.sort((one, other) => counts[other] - counts[one] || one - other);
}

/** @param {keyof typeof FACETS} facet */
function check(facet, /** @type {number} */ id) {
  const box = make("input", { type: "checkbox", checked: state[facet].has(id), onchange: () => toggle(facet, id) });
  const { names, counts } = FACETS[facet];
  return make("label", box, make("span", { dir: "auto" }, names[id]), make("i", digits(counts[id])));
}

/** A button that opens a list beside it; Escape and a click elsewhere close it. */
export function popup(/** @type {any} */ opener, /** @type {any} */ pop, /** @type {() => void} */ fill) {
  const set = (/** @type {boolean} */ isOpen) => {
    pop.hidden = !isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
  };
  opener.addEventListener("click", () => {
    if (pop.hidden) fill();
    set(pop.hidden);
    if (!pop.hidden) pop.querySelector("input, button, select")?.focus();
  });
  pop.parentElement.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || pop.hidden) return;
    event.stopPropagation();
    set(false);
    opener.focus();
  });
  addEventListener("pointerdown", ({ target }) => {
    if (!pop.hidden && !pop.parentElement.contains(target)) set(false);
  });
  return () => set(false);
}

function startFacet(/** @type {"provider" | "topic"} */ facet) {
  const rows = ranked(facet);
  const [opener, pop] = [byId(`by-${facet}`), byId(`pop-${facet}`)];
  opener.hidden = !rows.length;
  const list = make("div");
  const fill = () => {
    const wanted = rows.filter((id) => fold(FACETS[facet].names[id]).includes(fold(find.value)));
    list.replaceChildren(...wanted.slice(0, 200).map((id) => check(facet, id)));
  };
  const placeholder = `Find in ${digits(rows.length)}`;
  const find = make("input", { type: "search", placeholder, "aria-label": `Find a ${facet}`, oninput: fill });
  pop.append(find, list);
  popup(opener, pop, fill);
}

function startMore() {
  const types = ranked("type");
  const row = (name, field) => make("label", make("span", name), field);
  const fill = () => {
    const option = (/** @type {string[]} */ [value, text]) =>
      make("option", { value, selected: value === String(state.flag ?? "") }, text);
    const setFrom = ({ target }) => setFlag(target.value === "" ? null : Number(target.value));
    const flag = make("select", { onchange: setFrom }, FLAGS.map(option));
    const onchange = ({ target }) => setQuality(Number(target.value));
    const quality = make("input", { type: "range", min: 0, max: 100, value: state.quality, onchange });
    const folds = make("input", { type: "checkbox", checked: state.folds, onchange: toggleFolds });
    byId("pop-more").replaceChildren(
      ...(types.length > 1 ? [make("h3", "Type"), ...types.map((id) => check("type", id))] : []),
      data.articles.flag ? row("Marked as", flag) : "",
      data.articles.quality ? row("Lowest quality", quality) : "",
      data.home ? make("label", folds, make("span", "Fold quiet times")) : "",
    );
  };
  popup(byId("by-more"), byId("pop-more"), fill);
}

export function startBar() {
  startFacet("provider");
  startFacet("topic");
  startMore();
  byId("order").onchange = ({ target }) => setOrder(target.value);
  byId("in").onclick = () => zoomBy(0.6);
  byId("out").onclick = () => zoomBy(1 / 0.6);
  byId("all").onclick = showAllDates;
  byId("when").onchange = () => chooseDays(Date.parse(byId("from").value), Date.parse(byId("to").value));
  byId("when").hidden = !data.home;
  byId("mini").hidden = !data.home;
  const inStories = overview.sizes.length ? `${stories(overview.sizes.length)} in ` : "";
  const from = providerNames.length ? ` from ${plural(providerNames.length, "provider")}` : "";
  byId("extent").textContent = `${inStories}${articles(articleCount)}${from}`;
}

/** Show what is filtered, as chips that take it away, and what that leaves. */
export function sayBar() {
  const chip = (name, act) => button(`${name} ×`, act, { class: "chip", dir: "auto", "aria-label": `Remove ${name}` });
  const chips = /** @type {(keyof typeof FACETS)[]} */ (Object.keys(FACETS)).flatMap((facet) =>
    [...state[facet]].map((id) => chip(FACETS[facet].names[id], () => toggle(facet, id))),
  );
  if (state.flag !== null) chips.push(chip(state.flag ? "published" : "not published", () => setFlag(null)));
  if (state.quality) chips.push(chip(`quality from ${state.quality}`, () => setQuality(0)));
  byId("chips").replaceChildren(...chips);
  const { shown } = chart;
  const count = data.home ? shown.articles : matches.count;
  const isPart = count + shown.undated < articleCount || isFiltered();
  const undated = data.home && shown.undated > 0;
  byId("counts").replaceChildren(
    make("b", stories(shown.stories)),
    `, ${articles(count)}`,
    isPart ? ` of ${digits(articleCount)}` : "",
    undated ? make("span", { class: "wide" }, ` and ${digits(shown.undated)} without a date`) : "",
  );
  byId("order").value = state.order;
  if (!data.home) return;
  byId("from").value = isoDay(state.from);
  byId("to").value = isoDay(Math.max(state.from, state.to - 1));
}
