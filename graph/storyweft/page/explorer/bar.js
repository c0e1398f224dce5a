// The bar of filters: which providers, topics, kinds, dates; what is left, in numbers.

import { articleCount, data, overview, providerNames, topicNames, topicsOf, value } from "./data.js";
import { button, byId, make } from "./dom.js";
import { chart } from "./plans.js";
import { matches } from "./filters.js";
import {
  chooseDays,
  isFiltered,
  setFlag,
  setOrder,
  setQuality,
  showAllDates,
  state,
  toggle,
  toggleFolds,
  zoomBy,
} from "./store.js";
import { articles, digits, fold, stories } from "./text.js";
import { DAY, isoDay } from "./times.js";

/** Providers, topics and types with the number of their articles, the most frequent first. */
const FACETS = {
  provider: { names: providerNames, of: (article) => [data.provider[article]] },
  topic: { names: topicNames, of: topicsOf },
  type: {
    names: overview.types.map((name) => name || "no type"),
    of: (article) => [value("type", article)],
  },
};

function counted(/** @type {keyof typeof FACETS} */ facet) {
  const counts = new Int32Array(FACETS[facet].names.length);
  for (let article = 0; article < articleCount; article++)
    for (const id of FACETS[facet].of(article)) if (id >= 0) counts[id]++;
  return [...counts.entries()].filter(([, n]) => n).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

function check(/** @type {keyof typeof FACETS} */ facet, [id, n]) {
  const box = make("input", { type: "checkbox", onchange: () => toggle(facet, id) });
  box.checked = state[facet].has(id);
  return make("label", {}, box, make("span", { dir: "auto" }, FACETS[facet].names[id]), make("i", {}, digits(n)));
}

/** A button that opens a list beside it; Escape and a click elsewhere close it. */
export function popup(/** @type {any} */ opener, /** @type {any} */ pop, /** @type {() => void} */ fill) {
  const set = (/** @type {boolean} */ isOpen) => {
    pop.hidden = !isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
  };
  opener.addEventListener("click", () => {
    const isOpen = pop.hidden;
    if (isOpen) fill();
    set(isOpen);
    if (isOpen) pop.querySelector("input, button, select")?.focus();
  });
  pop.parentElement.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || pop.hidden) return;
    event.stopPropagation();
    set(false);
    opener.focus();
  });
  addEventListener("pointerdown", (event) => {
    if (!pop.hidden && !pop.parentElement.contains(event.target)) set(false);
  });
  return () => set(false);
}

function startFacet(/** @type {"provider" | "topic"} */ facet) {
  const rows = counted(facet);
  const opener = byId(`by-${facet}`);
  opener.hidden = !rows.length;
  if (!rows.length) return;
  const list = make("div");
  const { names } = FACETS[facet];
  const fill = (text) => {
    const wanted = rows.filter(([id]) => fold(names[id]).includes(fold(text)));
    list.replaceChildren(...wanted.slice(0, 200).map((row) => check(facet, row)));
  };
  const find = make("input", {
    type: "search",
    placeholder: `Find in ${digits(rows.length)}`,
    "aria-label": `Find a ${facet}`,
    oninput: (event) => fill(event.target.value),
  });
  byId(`pop-${facet}`).append(find, list);
  popup(opener, byId(`pop-${facet}`), () => fill(find.value));
}

function startMore() {
  const types = counted("type");
  const hasFlags = Boolean(data.articles.flag);
  const hasQuality = Boolean(data.articles.quality);
  const fill = () => {
    const flag = make(
      "select",
      {
        onchange: (event) => setFlag(event.target.value === "" ? null : Number(event.target.value)),
      },
      ...[
        ["", "all"],
        ["1", "published"],
        ["0", "not published"],
      ].map(([id, text]) => make("option", { value: id, selected: id === String(state.flag ?? "") }, text)),
    );
    const quality = make("input", {
      type: "range",
      min: 0,
      max: 100,
      value: state.quality,
      onchange: (event) => setQuality(Number(event.target.value)),
    });
    const folds = make("input", { type: "checkbox", onchange: toggleFolds });
    folds.checked = state.folds;
    byId("pop-more").replaceChildren(
      ...(types.length > 1 ? [make("h3", {}, "Type"), ...types.map((row) => check("type", row))] : []),
      ...(hasFlags ? [make("label", {}, make("span", {}, "Marked as"), flag)] : []),
      ...(hasQuality ? [make("label", {}, make("span", {}, "Lowest quality"), quality)] : []),
      ...(data.home ? [make("label", {}, folds, make("span", {}, "Fold quiet times"))] : []),
    );
  };
  popup(byId("by-more"), byId("pop-more"), fill);
}

export function startBar() {
  startFacet("provider");
  startFacet("topic");
  startMore();
  byId("order").onchange = (event) => setOrder(event.target.value);
  byId("in").onclick = () => zoomBy(0.6);
  byId("out").onclick = () => zoomBy(1 / 0.6);
  byId("all").onclick = showAllDates;
  for (const id of ["from", "to"]) {
    byId(id).onchange = () => {
      const [from, to] = [Date.parse(byId("from").value), Date.parse(byId("to").value)];
      if (from <= to) chooseDays(from, to);
    };
  }
  byId("when").hidden = !data.home;
  byId("mini").hidden = !data.home;
  const names = overview.providers.name.length;
  byId("extent").textContent =
    `${stories(overview.sizes.length)} in ${articles(articleCount)} from ${digits(names)} ${names === 1 ? "provider" : "providers"}`;
}

/** Show what is filtered, as chips that take it away, and what that leaves. */
export function sayBar() {
  const chip = (facet, id) => {
    const name = FACETS[facet].names[id];
    return button(`${name} ×`, () => toggle(facet, id), {
      class: "chip",
      dir: "auto",
      "aria-label": `Remove ${name}`,
    });
  };
  const chips = Object.keys(FACETS).flatMap((facet) => [...state[facet]].map((id) => chip(facet, id)));
  if (state.flag !== null) {
    const text = state.flag ? "published" : "not published";
    chips.push(button(`${text} ×`, () => setFlag(null), { class: "chip", "aria-label": `Remove ${text}` }));
  }
  if (state.quality)
    chips.push(
      button(`quality from ${state.quality} ×`, () => setQuality(0), {
        class: "chip",
        "aria-label": "Remove quality",
      }),
    );
  byId("chips").replaceChildren(...chips);
  const { shown } = chart;
  const count = data.home ? shown.articles : matches.count;
  const isPart = count + shown.undated < articleCount || isFiltered();
  byId("counts").replaceChildren(
    make("b", {}, stories(shown.stories)),
    `, ${articles(count)}`,
    isPart ? ` of ${digits(articleCount)}` : "",
    shown.undated && data.home ? make("span", { class: "wide" }, ` and ${digits(shown.undated)} without a date`) : "",
  );
  byId("order").value = state.order;
  if (!data.home) return;
  byId("from").value = isoDay(state.from);
  byId("to").value = isoDay(Math.max(state.from, state.to - DAY / 24 / 60));
}
