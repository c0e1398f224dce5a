// The histogram of dates: drag over it, or move the two handles by pointer or keyboard.

import { articleCount, data } from "./data.js";
import { matches, wanted } from "./filters.js";
import { byId, make, showDay } from "./text.js";

const MOST_BARS = 110;
const line = {
  first: 0,
  last: 0,
  width: 1,
  bars: [],
  bins: null,
  text: null,
  from: null,
  to: null,
};

export function startTimeline(onChange) {
  const days = data.days.filter((day) => !Number.isNaN(day));
  const element = byId("timeline");
  if (!days.length) {
    element.hidden = true;
    return;
  }
  const [first, last] = days.reduce(
    ([a, b], day) => [Math.min(a, day), Math.max(b, day)],
    [1e9, -1e9],
  );
  Object.assign(line, { first, last, width: widthOf(last - first + 1) });
  line.bins = Int32Array.from(data.days, (day) => (Number.isNaN(day) ? -1 : binOf(day)));
  const count = binOf(last) + 1;
  line.bars = Array.from({ length: count }, () => ({ all: make("i"), now: make("em") }));
  const bars = make("div", { class: "bars", "aria-hidden": "true" });
  bars.append(...line.bars.map(({ all, now }) => make("div", {}, all, now)));
  line.text = make("p");
  const middle = make(
    "p",
    { class: "dates" },
    make("span", {}, showDay(first)),
    line.text,
    make("span", {}, showDay(last)),
  );
  element.replaceChildren(middle, bars, handles(count, onChange));
  listen(bars, count, onChange);
  tallest();
}

/** Choose days, weeks, months or years, so that the bars can be told apart. */
function widthOf(days) {
  return (
    [1, 2, 7, 14, 30, 91, 365, 3650].find((width) => days / width <= MOST_BARS) ??
    Math.ceil(days / MOST_BARS)
  );
}

function binOf(day) {
  return Math.floor((day - line.first) / line.width);
}

function handles(count, onChange) {
  const slider = (label, start) =>
    make("input", {
      type: "range",
      min: 0,
      max: count - 1,
      value: start,
      step: 1,
      "aria-label": label,
      disabled: count < 2,
      oninput: () => pick(Number(line.from.value), Number(line.to.value), onChange),
    });
  line.from = slider("From date", 0);
  line.to = slider("To date", count - 1);
  return make("div", { class: "range" }, line.from, line.to);
}

function pick(one, other, onChange) {
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  const isAll = low === 0 && high === line.bars.length - 1;
  const end = Math.min(line.last, line.first + (high + 1) * line.width - 1);
  wanted.days = isAll ? null : [line.first + low * line.width, end];
  updateTimeline();
  onChange();
}

function listen(bars, count, onChange) {
  let start = null;
  const at = (event) => {
    const box = bars.getBoundingClientRect();
    const wide = bars.lastElementChild.getBoundingClientRect().right - box.left;
    return Math.max(
      0,
      Math.min(count - 1, Math.floor(((event.clientX - box.left) / wide) * count)),
    );
  };
  bars.addEventListener("pointerdown", (event) => {
    start = at(event);
    bars.setPointerCapture(event.pointerId);
    pick(start, start, onChange);
  });
  bars.addEventListener("pointermove", (event) => {
    if (start !== null) pick(start, at(event), onChange);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    bars.addEventListener(end, () => {
      start = null;
    });
  }
  bars.addEventListener("dblclick", () => pick(0, count - 1, onChange));
}

function tallest() {
  const all = new Int32Array(line.bars.length);
  for (let article = 0; article < articleCount; article++)
    if (line.bins[article] >= 0) all[line.bins[article]]++;
  line.most = Math.max(...all);
  all.forEach((number, bin) => {
    line.bars[bin].all.style.height = heightOf(number);
  });
}

function heightOf(number) {
  // A single article beside a thousand is still there to see.
  return number ? `${Math.max(4, (100 * number) / line.most)}%` : "0";
}

/** Show what the filters leave, and where the brush stands. */
export function updateTimeline() {
  if (!line.bars.length) return;
  const now = new Int32Array(line.bars.length);
  for (const article of matches.facets.days ?? [])
    if (line.bins[article] >= 0) now[line.bins[article]]++;
  const [low, high] = wanted.days ?? [line.first, line.last];
  const [from, to] = [Math.max(0, binOf(low)), Math.min(line.bars.length - 1, binOf(high))];
  now.forEach((number, bin) => {
    const { now: bar } = line.bars[bin];
    bar.style.height = heightOf(number);
    bar.parentElement.className = bin < from || bin > to ? "out" : "";
  });
  line.from.value = from;
  line.to.value = to;
  line.from.setAttribute("aria-valuetext", showDay(Math.max(low, line.first)));
  line.to.setAttribute("aria-valuetext", showDay(Math.min(high, line.last)));
  line.text.replaceChildren(
    wanted.days ? make("b", {}, `${showDay(low)} to ${showDay(high)}`) : "Drag to choose dates",
  );
}
