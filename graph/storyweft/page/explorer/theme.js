// Light and dark, and the colours of the style sheet for what is drawn on canvases.

import { overview } from "./data.js";

const NAMES = "paper card ink soft line faint bead bead-soft thread bar accent accent-bar weekend".split(" ");
const STORAGE = "storyweft-theme";

/** @type {Record<string, string>} */
export const ink = {};
/** Fonts, as canvases want them. */
export const fonts = { sans: "sans-serif", serif: "serif" };

/** Kinds of nodes: colours come with the data, shapes say the same a second time. */
export const KINDS = {
  story: { one: "Story", many: "Stories", shape: "dot", colour: overview.colours.story },
  article: { one: "Article", many: "Articles", shape: "dot", colour: overview.colours.article },
  provider: {
    one: "Provider",
    many: "Providers",
    shape: "square",
    colour: overview.colours.provider,
  },
  topic: { one: "Topic", many: "Topics", shape: "diamond", colour: overview.colours.topic },
};

/** Colours of the largest storylines in the network, Paul Tol's "muted" (https://personal.sron.nl/~pault/). */
export const LINE_COLOURS = [
  "#332288",
  "#88ccee",
  "#44aa99",
  "#117733",
  "#999933",
  "#ddcc77",
  "#cc6677",
  "#882255",
  "#aa4499",
];

const root = document.documentElement;
let isPrinting = false;

function readColours() {
  const style = getComputedStyle(root);
  for (const name of NAMES) ink[name] = style.getPropertyValue(`--${name}`).trim();
  fonts.sans = style.getPropertyValue("--sans").trim();
  fonts.serif = style.getPropertyValue("--serif").trim();
}

const system = matchMedia("(prefers-color-scheme: dark)");

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
  readColours();
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
export function printTheme(/** @type {boolean} */ printing) {
  isPrinting = printing;
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

/** Return black or white, whichever can be read on a #rrggbb colour (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance). */
export function readableOn(/** @type {string} */ colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}

/** Mix two #rrggbb colours; a part of 1 is all of the first. @param {string} one @param {string} other */
export function mix(one, other, /** @type {number} */ part) {
  const channels = [1, 3, 5].map((at) => {
    const from = Number.parseInt(one.slice(at, at + 2), 16);
    const to = Number.parseInt(other.slice(at, at + 2), 16);
    return Math.round(from * part + to * (1 - part));
  });
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
