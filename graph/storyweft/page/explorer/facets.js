// The filters at the side, and the legend over the map.

import { articleCount, data, groupCount, overview } from "./data.js";
import { matches, wanted } from "./filters.js";
import { scene } from "./scene.js";
import {
  daySpan,
  KINDS,
  look,
  OTHER,
  PALETTE,
  rankedProviders,
  rankedTopics,
  yearColours,
} from "./theme.js";
import { byId, digits, fold, make, makeSvg, showDay } from "./text.js";

const MOST_SHOWN = 60;
const facets = [];
const parts = { quality: null, flag: null };

export function startFilters(onChange) {
  const sections = [
    checks("topic", "Topics", overview.topics.name, onChange),
    checks("provider", "Providers", overview.providers.name, onChange),
    overview.types.length > 1
      ? checks("type", "Types", overview.types.map(typeName), onChange)
      : null,
    qualityFilter(onChange),
    flagFilter(onChange),
  ];
  byId("filters").replaceChildren(...sections.filter(Boolean));
}

function typeName(type) {
  return type ? type[0].toUpperCase() + type.slice(1) : "No type";
}

/** A list of boxes with counts; a long one has a field to find names in it. */
function checks(name, title, labels, onChange) {
  if (!labels.length) return null;
  const list = make("div", {
    class: "scroll",
    role: "group",
    "aria-label": title,
    tabindex: labels.length > 8 ? 0 : null,
  });
  const facet = { name, labels, list, needle: "", onChange };
  facets.push(facet);
  const find = make("input", {
    class: "find",
    type: "search",
    placeholder: `Find in ${digits(labels.length)} ${title.toLowerCase()}`,
    "aria-label": `Find in ${title.toLowerCase()}`,
    oninput: (event) => {
      facet.needle = fold(event.target.value);
      fillChecks(facet);
    },
  });
  return make(
    "div",
    { class: "facet" },
    make("h2", {}, title),
    labels.length > 8 ? find : null,
    list,
  );
}

function fillChecks({ name, labels, list, needle, onChange }) {
  const counts = matches.facets[name];
  const chosen = wanted[name];
  const order = labels
    .map((_, index) => index)
    .filter((index) => !needle || fold(labels[index]).includes(needle));
  order.sort(
    (one, other) =>
      chosen.has(other) - chosen.has(one) ||
      (counts[other] ?? 0) - (counts[one] ?? 0) ||
      one - other,
  );
  const active = document.activeElement?.dataset?.key;
  list.replaceChildren(
    ...order
      .slice(0, MOST_SHOWN)
      .map((index) => check(name, labels[index], index, counts[index] ?? 0, onChange)),
  );
  const left = order.length - MOST_SHOWN;
  if (left > 0)
    list.append(make("p", { class: "ends" }, `${digits(left)} more: type to find them`));
  if (active) list.querySelector(`[data-key="${active}"]`)?.focus();
}

function check(name, label, index, count, onChange) {
  const box = make("input", {
    type: "checkbox",
    "data-key": `${name}-${index}`,
    onchange: (event) => {
      if (event.target.checked) wanted[name].add(index);
      else wanted[name].delete(index);
      onChange();
    },
  });
  box.checked = wanted[name].has(index);
  const text = make("span", { class: "name", title: label }, label);
  const number = make("span", { class: "number" }, digits(count));
  return make("label", { class: count ? null : "none" }, box, text, number);
}

function qualityFilter(onChange) {
  const values = (data.articles.quality ?? []).filter((quality) => quality !== null);
  if (!values.length) return null;
  const [low, high] = values.reduce(
    ([a, b], quality) => [Math.min(a, quality), Math.max(b, quality)],
    [1e9, -1e9],
  );
  if (low === high) return null;
  const step =
    Number.isInteger(low) && Number.isInteger(high) && high - low > 2 ? 1 : (high - low) / 100;
  const change = () => {
    const [one, other] = [Number(from.value), Number(to.value)];
    const [least, most] = [Math.min(one, other), Math.max(one, other)];
    wanted.quality = least <= low && most >= high ? null : [least, most];
    onChange();
  };
  const slider = (label, start) =>
    make("input", {
      type: "range",
      min: low,
      max: high,
      step,
      value: start,
      "aria-label": label,
      oninput: change,
    });
  const from = slider("Lowest quality", low);
  const to = slider("Highest quality", high);
  const text = make("p", { class: "dates" });
  parts.quality = { from, to, text, low, high };
  return make(
    "div",
    { class: "facet" },
    make("h2", {}, "Quality"),
    make("div", { class: "range" }, from, to),
    text,
  );
}

function flagFilter(onChange) {
  if (!data.articles.flag) return null;
  const choices = [
    ["All", null],
    ["Published", 1],
    ["Not published", 0],
  ];
  const buttons = choices.map(([label, flag]) =>
    make(
      "button",
      {
        type: "button",
        onclick: () => {
          wanted.flag = flag;
          onChange();
        },
      },
      label,
    ),
  );
  parts.flag = { buttons, choices };
  return make(
    "div",
    { class: "facet" },
    make("h2", {}, "Published flag"),
    make(
      "div",
      { class: "kind-buttons", role: "group", "aria-label": "Published flag" },
      ...buttons,
    ),
  );
}

export function updateFilters() {
  for (const facet of facets) fillChecks(facet);
  if (parts.quality) updateQuality(parts.quality);
  if (!parts.flag) return;
  parts.flag.choices.forEach(([label, flag], index) => {
    const button = parts.flag.buttons[index];
    const count = flag === null ? "" : ` ${digits(matches.facets.flag[flag])}`;
    button.textContent = label + count;
    button.setAttribute("aria-pressed", String(wanted.flag === flag));
  });
}

function updateQuality({ from, to, text, low, high }) {
  const [least, most] = wanted.quality ?? [low, high];
  from.value = least;
  to.value = most;
  text.replaceChildren(make("span", {}, String(least)), make("span", {}, String(most)));
}

/* Legend */

export function sign(shape, colour) {
  const svg = makeSvg("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" });
  const shapes = {
    disc: ["circle", { cx: 7, cy: 7, r: 6, "fill-opacity": 0.35, stroke: colour }],
    dot: ["circle", { cx: 7, cy: 7, r: 4.5 }],
    square: ["rect", { x: 2.5, y: 2.5, width: 9, height: 9 }],
    diamond: ["path", { d: "M7 .8 13.2 7 7 13.2.8 7Z" }],
    line: ["path", { d: "M1 7H13M9 4l4 3-4 3", fill: "none", stroke: colour, "stroke-width": 1.4 }],
  };
  const [tag, attributes] = shapes[shape];
  svg.append(makeSvg(tag, { fill: colour, ...attributes }));
  return svg;
}

/** What is shown can be hidden; what has a colour can be filtered by it. */
export function updateLegend(onChange) {
  const totals = {
    s: overview.stories,
    a: articleCount,
    p: overview.providers.n.length,
    t: overview.topics.n.length,
  };
  const kinds = Object.keys(KINDS)
    .filter((kind) => totals[kind])
    .map((kind) => {
      const { many, shape, colour } = KINDS[kind];
      return entry(
        many,
        sign(shape, look.colour === "kind" || kind === "p" || kind === "t" ? colour : OTHER),
        totals[kind],
        scene.shown[kind],
        () => {
          scene.shown[kind] = !scene.shown[kind];
          onChange(false);
        },
      );
    });
  kinds.push(
    entry("Links", sign("line", "#7d8896"), overview.links, scene.shown.links, () => {
      scene.shown.links = !scene.shown.links;
      onChange(false);
    }),
  );
  const active = document.activeElement?.dataset?.legend;
  byId("legend").replaceChildren(
    ...kinds,
    make("i", {}),
    colourChoice(onChange),
    ...colourEntries(onChange),
  );
  if (active)
    byId("legend")
      .querySelector(`[data-legend="${CSS.escape(active)}"]`)
      ?.focus();
}

function entry(name, icon, count, isOn, act) {
  const number = count === null ? null : make("span", { class: "number" }, digits(count));
  return make(
    "button",
    { type: "button", "aria-pressed": String(isOn), "data-legend": name, onclick: act },
    icon,
    make("span", { class: "name" }, name),
    number,
  );
}

function colourChoice(onChange) {
  const options = [
    "kind",
    overview.topics.n.length && "topic",
    overview.providers.n.length && "provider",
    groupCount && "date",
  ].filter(Boolean);
  const select = make(
    "select",
    {
      "data-legend": "colour",
      onchange: (event) => {
        look.colour = event.target.value;
        onChange(false);
      },
    },
    ...options.map((option) => make("option", { value: option }, option)),
  );
  select.value = look.colour;
  return make("label", {}, "Colour by", select);
}

function colourEntries(onChange) {
  if (look.colour === "date") return dateEntries();
  const table = {
    topic: [rankedTopics, overview.topics.name],
    provider: [rankedProviders, overview.providers.name],
  }[look.colour];
  if (!table) return [];
  const [ranked, names] = table;
  const chosen = wanted[look.colour];
  const rows = ranked.map((index, rank) =>
    entry(
      names[index],
      sign("dot", PALETTE[rank]),
      matches.facets[look.colour][index] ?? 0,
      !chosen.size || chosen.has(index),
      () => {
        if (chosen.has(index)) chosen.delete(index);
        else chosen.add(index);
        onChange(true);
      },
    ),
  );
  return names.length > ranked.length ? [...rows, plain("Other", OTHER)] : rows;
}

function dateEntries() {
  if (!daySpan) return [];
  const [low, high] = daySpan;
  const colours = yearColours();
  return [
    plain(`From ${showDay(low)}`, colours[0]),
    plain(`To ${showDay(high)}`, colours[colours.length - 1]),
  ];
}

function plain(text, colour) {
  return make("label", {}, sign("dot", colour), text);
}
