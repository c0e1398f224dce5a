// Light and dark, and the colours of the style sheet for what is drawn on canvases.

import { overview } from "./data.js";

const NAMES = "paper card ink soft line faint bead bead-soft thread bar accent accent-bar weekend sans serif".split(
  " ",
);
const STORAGE = "storyweft-theme";

/** Colours, and the fonts as canvases want them. @type {Record<string, string>} */
export const ink = {};

const kind = (name, shape) => ({ name, shape, colour: overview.colours[name.toLowerCase()] });
/** Kinds of nodes: colours come with the data, shapes say the same a second time. */
export const KINDS = {
  story: kind("Story", "dot"),
  article: kind("Article", "dot"),
  provider: kind("Provider", "square"),
  topic: kind("Topic", "diamond"),
};

/** Colours of the largest storylines in the network, which are the first ones, Paul Tol's "muted" (https://personal.sron.nl/~pault/). */
export const LINE_COLOURS = "332288 88ccee 44aa99 117733 999933 ddcc77 cc6677 882255 aa4499"
  .split(" ")
  .map((colour) => `#${colour}`);

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
let isPrinting = false;

function stored() {
  try {
    return localStorage.getItem(STORAGE);
  } catch {
    return null; // a page opened from a file may have no storage: follow the system
  }
}

function settle() {
  const theme = stored() ?? root.dataset.chosen ?? (system.matches ? "dark" : "light");
  root.dataset.theme = isPrinting ? "light" : theme;
  const style = getComputedStyle(root);
  for (const name of NAMES) ink[name] = style.getPropertyValue(`--${name}`).trim();
}

/** Follow the system until the reader chooses. */
export function startTheme(/** @type {() => void} */ redraw) {
  settle();
  system.addEventListener("change", () => {
    settle();
    redraw();
  });
}

/** Paper is light. */
export function printTheme(/** @type {boolean} */ is) {
  isPrinting = is;
  settle();
}

export function toggleTheme() {
  root.dataset.chosen = root.dataset.theme === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(STORAGE, root.dataset.chosen);
  } catch {
    // No storage: the choice lasts as long as the page.
  }
  settle();
}

/** Red, green and blue of a #rrggbb colour. */
const channels = (/** @type {string} */ colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/** Return black or white, whichever can be read on a colour (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance). */
export function readableOn(/** @type {string} */ colour) {
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const [red, green, blue] = channels(colour).map((part) => linear(part / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}

/** Mix two #rrggbb colours; a part of 1 is all of the first. @param {string} one @param {string} other */
export function mix(one, other, /** @type {number} */ part) {
  const to = channels(other);
  const mixed = channels(one).map((from, at) => Math.round(from * part + to[at] * (1 - part)));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
