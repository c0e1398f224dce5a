// The strip of bars above the axis: how much was published when, and the window that is shown.

import { binOf, FOLD, FOLD_ON_PHONES, lowerBound, makeScale } from "./axis.js";
import { articleCount, data } from "./data.js";
import { byId, clearCanvas } from "./dom.js";
import { matches } from "./filters.js";
import { extend, state, zoomTo } from "./store.js";
import { digits } from "./text.js";
import { ink } from "./theme.js";
import { DAY, HOUR } from "./times.js";

const strip = { scale: makeScale(0, 1, 0, 1, []), key: "", bars: [] };

const isPart = () => state.from > state.extent[0] || state.to < state.extent[1];

export function paintStrip(force = false) {
  sayOutside();
  const w = byId("mini").clientWidth;
  const h = byId("mini").clientHeight - byId("hist").offsetTop;
  if (!state.extent || !w) return;
  const key = [state.extent, w, h, state.folds, matches.count].join();
  if (key !== strip.key || force) count(w, h);
  strip.key = key;
  const pen = clearCanvas(byId("hist"), w, h);
  const [from, to] = [strip.scale.x(state.from), strip.scale.x(state.to)];
  if (isPart()) {
    pen.globalAlpha = 0.55;
    pen.fillStyle = ink["accent-bar"];
    pen.fillRect(from, 0, to - from, h - 1);
    pen.globalAlpha = 1;
  }
  for (const [x, width, all, some] of strip.bars) {
    const isInside = x + width / 2 >= from && x + width / 2 <= to;
    pen.fillStyle = ink.line;
    if (some < all) pen.fillRect(x, h - 1 - all, width, all);
    pen.fillStyle = isInside ? ink.bead : ink.thread;
    pen.fillRect(x, h - 1 - some, width, some);
  }
  pen.fillStyle = ink.line;
  for (const part of strip.scale.parts) pen.fillRect(part.x0, h - 1, part.x1 - part.x0, 1);
  if (!isPart()) return;
  pen.fillStyle = ink.accent;
  for (const x of [from, to]) {
    pen.fillRect(x - 1, 0, 2, h);
    pen.beginPath();
    pen.roundRect(x - 4, h / 2 - 9, 8, 18, 3);
    pen.fill();
  }
}

/** Count what each bar stands for: all articles, and those that match. */
function count(/** @type {number} */ w, /** @type {number} */ h) {
  const [first, last] = state.extent;
  const isNarrow = w < 500;
  const options = { folds: state.folds, fold: isNarrow ? FOLD_ON_PHONES : FOLD };
  strip.scale = makeScale(first, last, isNarrow ? 4 : 10, w - 4, data.sorted, options);
  const bins = strip.scale.parts.map((part) => {
    const step = binOf(part);
    const size = Math.ceil((part.to - part.from) / step);
    return { part, step, all: new Int32Array(size), some: new Int32Array(size) };
  });
  for (let article = 0; article < articleCount; article++) {
    const time = data.times[article];
    const bin = bins.find(({ part }) => time >= part.from && time < part.to);
    if (!bin) continue;
    const index = Math.floor((time - bin.part.from) / bin.step);
    bin.all[index]++;
    bin.some[index] += matches.of[article];
  }
  const most = bins.reduce((highest, { all }) => Math.max(highest, ...all), 1);
  const tall = (number) => (number ? Math.max(2, (number / most) * (h - 8)) : 0);
  strip.bars = bins.flatMap(({ part, step, all, some }) =>
    [...all.keys()].map((index) => {
      const start = part.from + index * step;
      const x0 = strip.scale.x(start);
      const x1 = Math.min(part.x1, strip.scale.x(Math.min(part.to, start + step)));
      return [x0, Math.max(1, x1 - x0 - 1), tall(all[index]), tall(some[index])];
    }),
  );
}

/** Say what lies outside the strip, as buttons that show it. */
function sayOutside() {
  const [first, last] = state.extent ?? [0, 0];
  const early = lowerBound(data.sorted, first);
  const late = data.sorted.length - lowerBound(data.sorted, last);
  Object.assign(byId("earlier"), { hidden: !early, textContent: `◂ ${digits(early)} earlier` });
  Object.assign(byId("later"), { hidden: !late, textContent: `${digits(late)} later ▸` });
}

/** Drag on the bars for a window, its handles to change it, twice for all of it. */
export function startStrip() {
  const bars = byId("hist");
  /** The end that stays where it is while the other is dragged. @type {?number} */
  let fixed = null;
  const xOf = (event) => event.clientX - bars.getBoundingClientRect().left;
  const timeAt = (event) => Math.max(state.extent[0], Math.min(state.extent[1], strip.scale.time(xOf(event))));
  bars.addEventListener("pointerdown", (event) => {
    if (!state.extent) return;
    bars.setPointerCapture(event.pointerId);
    const isNear = (time) => isPart() && Math.abs(strip.scale.x(time) - xOf(event)) < 8;
    fixed = isNear(state.from) ? state.to : isNear(state.to) ? state.from : timeAt(event);
  });
  const isDrag = (event) => fixed !== null && Math.abs(timeAt(event) - fixed) >= HOUR;
  bars.addEventListener("pointermove", (event) => {
    if (isDrag(event)) zoomTo(Math.min(fixed, timeAt(event)), Math.max(fixed, timeAt(event)));
  });
  bars.addEventListener("pointerup", (event) => {
    const snap = state.to - state.from > 2 * DAY ? DAY : HOUR;
    if (isDrag(event)) zoomTo(Math.round(state.from / snap) * snap, Math.round(state.to / snap) * snap);
    fixed = null;
  });
  bars.addEventListener("dblclick", () => state.extent && zoomTo(...state.extent));
  byId("earlier").onclick = () => extend();
  byId("later").onclick = () => extend(true);
}
