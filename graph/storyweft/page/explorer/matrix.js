// Providers: a matrix of the stories that two of them both report.

import { data, providerNames, providersOf, tally } from "./data.js";
import { button, byId, make } from "./dom.js";
import { covered, leaders } from "./filters.js";
import { providerLink } from "./parts.js";
import { choose, state } from "./store.js";
import { stories } from "./text.js";
import { ink, mix, readableOn } from "./theme.js";
import { span } from "./times.js";

const MOST = 24;

export function showMatrix() {
  const list = covered().map(({ story }) => ({ story, providers: providersOf(story) }));
  const counts = tally(list.flatMap(({ providers }) => [...providers]));
  const shown = counts.slice(0, MOST);
  const days = data.home ? `, ${span(state.from, state.to - 1)}` : "";
  const most = counts.length > MOST && ` The ${MOST} of ${counts.length} providers with the most stories.`;
  const hint = `Stories in common${days}. Darker: more. Choose a cell to read them and see who was earlier.`;
  const none = make("p", `No two providers report stories here${days}.`);
  byId("providers").replaceChildren(
    make("h2", "Who reports the same stories"),
    ...(shown.length > 1 ? [make("p", hint, most), table(shown, list)] : [none]),
  );
}

/** @param {[number, number][]} shown @param {{story: number, providers: Set<number>}[]} list */
function table(shown, list) {
  const position = new Map(shown.map(([provider], index) => [provider, index]));
  const common = shown.map(() => new Int32Array(shown.length));
  for (const { providers } of list) {
    const own = [...providers].map((provider) => position.get(provider)).filter((at) => at !== undefined);
    for (const one of own) for (const other of own) if (one !== other) common[one][other]++;
  }
  const most = Math.max(1, ...common.flatMap((row) => [...row]));
  const first = new Map(leaders(list.map(({ story }) => story)).map((row) => [row.provider, row.first]));
  const number = (n) => make("td", { class: "num" }, String(n));
  const column = (name) => make("th", { scope: "col", class: "num" }, name);
  const cellOf = (one, row, other, at) =>
    row === at ? make("td", { class: "self" }) : make("td", cell(one, other, common[row][at], most));
  const rows = shown.map(([provider, count], row) =>
    make(
      "tr",
      make("th", { scope: "row" }, providerLink(provider)),
      number(count),
      number(first.get(provider) ?? 0),
      shown.map(([other], at) => cellOf(provider, row, other, at)),
    ),
  );
  const head = shown.map(([provider]) =>
    make("th", { class: "v", scope: "col" }, make("span", { dir: "auto" }, providerNames[provider])),
  );
  return make(
    "div",
    { class: "table", tabindex: 0, role: "region", "aria-label": "Matrix of providers" },
    make(
      "table",
      make("thead", make("tr", make("td"), column("stories"), column("first on"), head)),
      make("tbody", rows),
    ),
  );
}

/** @param {number} one @param {number} other @param {number} count @param {number} most */
function cell(one, other, count, most) {
  if (!count) return make("span", { class: "none" }, "·");
  const title = `${providerNames[one]} and ${providerNames[other]}: ${stories(count)} in common`;
  const background = mix(ink.bead, ink.card, 0.1 + (0.62 * count) / most);
  const { choice } = state;
  return button(String(count), () => choose({ kind: "pair", id: one, other }), {
    "aria-label": title,
    "aria-current": choice?.kind === "pair" && choice.id === one && choice.other === other ? "true" : null,
    title,
    style: { background, color: readableOn(background) },
  });
}
