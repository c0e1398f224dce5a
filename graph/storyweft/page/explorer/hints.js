// The keys, told in a dialog.

import { byId, make } from "./text.js";

const KEYS = [
  ["/", "Search"],
  ["Arrow keys", "On the map: walk along links, or move the map when nothing is chosen"],
  ["Enter", "Open what is chosen: a story in the map, an article in its card"],
  ["F, then 1 2 3", "Focus: show only what lies within so many hops"],
  ["Esc", "Back: leave the focus, then the selection"],
  ["+  −  0", "Nearer, farther, all"],
  ["L", "From the map to the lists, and back"],
  ["D", "Dark or light"],
  ["?", "These hints"],
];

export function showHints() {
  const dialog = byId("hints");
  const rows = KEYS.flatMap(([keys, text]) => [
    make("dt", {}, make("kbd", {}, keys)),
    make("dd", {}, text),
  ]);
  const close = make("button", { type: "button", onclick: () => dialog.close() }, "Close");
  dialog.replaceChildren(
    make("h2", {}, "Keys and hints"),
    make("dl", {}, ...rows),
    make(
      "p",
      {},
      "A click on a node shows its card, a double click brings it near. Inside a story the earliest article stands in the middle. The lists hold everything that the map holds.",
    ),
    close,
  );
  dialog.showModal();
}
