// Colours: Paul Tol's "bright" scheme (https://personal.sron.nl/~pault/), which people with any
// colour vision tell apart; a shape says the same a second time.

import { data, groups, groupOf, overview, parse } from "./data.js";

export const PALETTE = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377"];
export const OTHER = "#9aa3ad";
export const KINDS = {
  s: { name: "Story", many: "Stories", colour: "#66ccee", shape: "disc" },
  a: { name: "Article", many: "Articles", colour: "#4477aa", shape: "dot" },
  p: { name: "Provider", many: "Providers", colour: "#228833", shape: "square" },
  t: { name: "Topic", many: "Topics", colour: "#ee6677", shape: "diamond" },
};

// From early to late: light to dark reads without any colour at all.
const LIGHT_YEARS = ["#dcd6a0", "#9ccfa4", "#55b6b0", "#3a8fb7", "#3f62a6", "#3b3477"];
const DARK_YEARS = ["#3d4a8a", "#3f74b5", "#3f9fb5", "#5fbf9f", "#a9d68a", "#f1e79c"];

/** Read from the style sheet when the theme changes: the canvas has no variables. */
export const ink = {};
export const look = { colour: "kind", isDark: false };

export function readTheme() {
  const style = getComputedStyle(document.documentElement);
  for (const name of [
    "paper",
    "card",
    "ink",
    "soft",
    "line",
    "accent",
    "map",
    "edge",
    "hub",
    "halo",
  ]) {
    ink[name] = style.getPropertyValue(`--${name}`).trim();
  }
  ink.font = style.getPropertyValue("--font").trim();
  look.isDark = document.documentElement.dataset.theme === "dark";
}

/** Return which six topics or providers have a colour of their own. */
function ranked(table) {
  return table.n
    .map((number, index) => [number, index])
    .sort((one, other) => other[0] - one[0] || one[1] - other[1])
    .slice(0, PALETTE.length)
    .map(([, index]) => index);
}

export const rankedTopics = ranked(overview.topics);
export const rankedProviders = ranked(overview.providers);
const sorted = Float64Array.from(groups.day.filter((day) => day !== null)).sort();
export const daySpan = sorted.length ? [sorted[0], sorted[sorted.length - 1]] : null;
// Each colour stands for as many stories: a few old ones do not make all others alike.
const steps = [1, 2, 3, 4, 5].map((part) => sorted[Math.floor((part * sorted.length) / 6)]);

export function yearColours() {
  return look.isDark ? DARK_YEARS : LIGHT_YEARS;
}

function dayColour(day) {
  if (day === null || Number.isNaN(day)) return OTHER;
  return yearColours()[steps.filter((step) => day >= step && day > sorted[0]).length];
}

function rankColour(list, index) {
  const rank = list.indexOf(index);
  return rank < 0 ? OTHER : PALETTE[rank];
}

export function groupColour(group) {
  if (look.colour === "topic") return rankColour(rankedTopics, groups.topic[group]);
  if (look.colour === "provider") return rankColour(rankedProviders, groups.provider[group]);
  if (look.colour === "date") return dayColour(groups.day[group]);
  return KINDS.s.colour;
}

export function colourOf(name) {
  const { kind, index } = parse(name);
  if (kind === "s") return groupColour(index);
  if (kind !== "a" || look.colour === "kind") return KINDS[kind].colour;
  if (look.colour === "date") return dayColour(data.days[index]);
  if (look.colour === "provider") return rankColour(rankedProviders, data.articles.provider[index]);
  return groupColour(groupOf[index]);
}

/** Mix two #rrggbb colours; a part of 1 is all of the first. */
export function mix(one, other, part) {
  const channels = [1, 3, 5].map((at) => {
    const from = Number.parseInt(one.slice(at, at + 2), 16);
    const to = Number.parseInt(other.slice(at, at + 2), 16);
    return Math.round(from * part + to * (1 - part));
  });
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

export function toggleTheme() {
  document.documentElement.dataset.theme = look.isDark ? "light" : "dark";
  try {
    localStorage.setItem("storyweft-theme", document.documentElement.dataset.theme);
  } catch {
    // A page opened from a file may have no storage: the choice then lasts as long as the page.
  }
  readTheme();
}

/** Follow the system until the reader chooses. */
export function startTheme(onChange) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try {
    chosen = localStorage.getItem("storyweft-theme");
  } catch {
    // No storage: follow the system.
  }
  document.documentElement.dataset.theme = chosen ?? (system.matches ? "dark" : "light");
  readTheme();
  system.addEventListener("change", () => {
    if (chosen) return;
    document.documentElement.dataset.theme = system.matches ? "dark" : "light";
    readTheme();
    onChange();
  });
}
