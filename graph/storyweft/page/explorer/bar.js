// The bar of filters: which providers, topics, kinds, dates; what is left, in numbers.

import { articleCount, data, FACETS, overview, providerNames, range, storyCount } from "./data.js";
import { button, byId, make } from "./dom.js";
import { matches } from "./filters.js";
import { chart } from "./plans.js";
import { chooseDays, isFiltered, setFlag, setOrder, setQuality, showAllDates, state, toggle } from "./store.js";
import { toggleFolds, zoomBy } from "./store.js";
import { articles, digits, fold, plural, stories } from "./text.js";
import { isoDay } from "./times.js";

/** The numbers of those that some article has, the most frequent first. @param {keyof typeof FACETS} facet */
function ranked(facet) {
  const { n } = FACETS[facet];
  const some = range(0, n.length).filter((id) => n[id]);
  return some.sort((one, other) => n[other] - n[one] || one - other);
}

/** @param {keyof typeof FACETS} facet */
function check(facet, /** @type {number} */ id) {
  const box = make("input", { type: "checkbox", checked: state[facet].has(id), onchange: () => toggle(facet, id) });
  const { name, n } = FACETS[facet];
  return make("label", box, make("span", { dir: "auto" }, name[id]), make("i", digits(n[id])));
}

const onOpening = (pop, /** @type {() => void} */ fill) =>
  pop.addEventListener("beforetoggle", ({ newState }) => newState === "open" && fill());

function startFacet(/** @type {"provider" | "topic"} */ facet) {
  const rows = ranked(facet);
  const pop = byId(`pop-${facet}`);
  const [find, list] = pop.children;
  const fill = () => {
    const wanted = rows.filter((id) => fold(FACETS[facet].name[id]).includes(fold(find.value)));
    list.replaceChildren(...wanted.slice(0, 200).map((id) => check(facet, id)));
  };
  find.placeholder = `Find in ${digits(rows.length)}`;
  find.oninput = fill;
  onOpening(pop, fill);
  byId(`by-${facet}`).hidden = !rows.length;
}

function startMore() {
  const types = ranked("type");
  const [flag, quality, folds] = ["flag", "quality", "folds"].map(byId);
  flag.onchange = () => setFlag(flag.value === "" ? null : Number(flag.value));
  quality.onchange = () => setQuality(Number(quality.value));
  folds.onchange = toggleFolds;
  flag.parentElement.hidden = !data.articles.flag;
  quality.parentElement.hidden = !data.articles.quality;
  folds.parentElement.hidden = !data.home;
  byId("types").previousElementSibling.hidden = types.length < 2;
  onOpening(byId("pop-more"), () => {
    flag.value = state.flag ?? "";
    quality.value = state.quality;
    folds.checked = state.folds;
    byId("types").replaceChildren(...(types.length > 1 ? types.map((id) => check("type", id)) : []));
  });
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
    [...state[facet]].map((id) => chip(FACETS[facet].name[id], () => toggle(facet, id))),
  );
  if (state.flag !== null) chips.push(chip(state.flag ? "published" : "not published", () => setFlag(null)));
  if (state.quality) chips.push(chip(`quality from ${state.quality}`, () => setQuality(0)));
  byId("chips").replaceChildren(...chips);
  const { shown } = chart;
  const count = data.home ? shown.articles : matches.count;
  const isPart = count + shown.undated < articleCount || isFiltered();
  const undated = data.home && shown.undated > 0;
  byId("counts").replaceChildren(
    ...(storyCount ? [make("b", stories(shown.stories)), ", "] : []),
    articles(count),
    isPart ? ` of ${digits(articleCount)}` : "",
    undated ? make("span", { class: "wide" }, ` and ${digits(shown.undated)} without a date`) : "",
  );
  byId("order").value = state.order;
  if (!data.home) return;
  byId("from").value = isoDay(state.from);
  byId("to").value = isoDay(Math.max(state.from, state.to - 1));
}
