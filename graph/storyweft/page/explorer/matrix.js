// Providers: a matrix of the stories that two of them both report.

import { data, providerNames, providersOf } from "./data.js";
import { button, byId, make } from "./dom.js";
import { covered, leaders } from "./filters.js";
import { link } from "./parts.js";
import { choose, state } from "./store.js";
import { stories } from "./text.js";
import { ink, mix, readableOn } from "./theme.js";
import { span } from "./times.js";

const MOST = 24;

export function showMatrix() {
  const list = covered().map(({ story }) => ({ story, providers: providersOf(story) }));
  const counts = new Map();
  for (const { providers } of list)
    for (const provider of providers) counts.set(provider, (counts.get(provider) ?? 0) + 1);
  const shown = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST);
  const days = data.home ? `, ${span(state.from, state.to - 1)}` : "";
  byId("providers").replaceChildren(
    make("h2", {}, "Who reports the same stories"),
    make(
      "p",
      {},
      `Stories in common${days}. Darker: more. Choose a cell to read them and see who was earlier.`,
      counts.size > MOST && ` The ${MOST} of ${counts.size} providers with the most stories.`,
    ),
    shown.length > 1 ? table(shown, list) : make("p", {}, "Two providers are needed to compare."),
  );
}

function table(/** @type {[number, number][]} */ shown, list) {
  const place = new Map(shown.map(([provider], index) => [provider, index]));
  const size = shown.length;
  const common = new Int32Array(size * size);
  for (const { providers } of list) {
    const own = [...providers].map((provider) => place.get(provider)).filter((at) => at !== undefined);
    for (const one of own) for (const other of own) if (one !== other) common[one * size + other]++;
  }
  const most = Math.max(1, ...common);
  const rank = new Map(leaders(list.map(({ story }) => story)).map((row) => [row.provider, row.first]));
  const head = shown.map(([provider]) =>
    make("th", { class: "v", scope: "col" }, make("span", { dir: "auto" }, providerNames[provider])),
  );
  const rows = shown.map(([provider, count], row) =>
    make(
      "tr",
      {},
      make(
        "th",
        { scope: "row" },
        link(providerNames[provider], () => choose({ kind: "provider", id: provider })),
      ),
      make("td", { class: "num" }, String(count)),
      make("td", { class: "num" }, String(rank.get(provider) ?? 0)),
      shown.map(([other], column) =>
        make(
          "td",
          { class: row === column ? "self" : "" },
          row !== column && cell(provider, other, common[row * size + column], most),
        ),
      ),
    ),
  );
  return make(
    "div",
    { class: "table", tabindex: 0, role: "region", "aria-label": "Matrix of providers" },
    make(
      "table",
      {},
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          make("td"),
          make("th", { scope: "col", class: "num" }, "stories"),
          make("th", { scope: "col", class: "num" }, "first on"),
          head,
        ),
      ),
      make("tbody", {}, rows),
    ),
  );
}

function cell(
  /** @type {number} */ one,
  /** @type {number} */ other,
  /** @type {number} */ count,
  /** @type {number} */ most,
) {
  if (!count) return make("span", { class: "none" }, "·");
  const name = `${providerNames[one]} and ${providerNames[other]}: ${stories(count)} in common`;
  const node = button(String(count), () => choose({ kind: "pair", id: one, other }), {
    "aria-label": name,
    title: name,
  });
  const part = 0.1 + (0.62 * count) / most;
  const colour = mix(ink.bead, ink.card, part);
  node.style.background = colour;
  node.style.color = readableOn(colour);
  const { choice } = state;
  if (choice?.kind === "pair" && choice.id === one && choice.other === other) node.setAttribute("aria-current", "true");
  return node;
}
