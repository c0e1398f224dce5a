// What is drawn on the canvas of the chart: time behind, threads between, bars and dots.

import { data, storyCount, tiesOf } from "./data.js";
import { clearCanvas, widthOf } from "./dom.js";
import { isWithin, matches } from "./filters.js";
import { ink } from "./theme.js";
import { DAY, floorDay, roughly } from "./times.js";

/** @typedef {CanvasRenderingContext2D} Pen */

const middle = (/** @type {Scene} */ scene, /** @type {Item} */ item) =>
  item.y + (scene.box.phone ? 27 : scene.box.row / 2) - scene.top;

/** How far the dots of an item reach above and below its middle. */
const reach = (/** @type {Item} */ item) =>
  item.beads.reduce((most, [, dy, r]) => Math.max(most, Math.abs(dy) + r + 1.6), 5.5);

/** @param {HTMLCanvasElement} canvas @param {Scene} scene */
export function paint(canvas, scene) {
  const { box, lanes, near, top, at, chosen } = scene;
  const pen = clearCanvas(canvas, box.w, box.h);
  paintTime(pen, scene);
  for (const lane of box.phone ? [] : lanes.slice(1)) {
    const y = Math.round(lane.y - top) + 0.5;
    if (y > 0 && y < box.h) line(pen, 18, y, box.w, y);
  }
  for (const item of near) {
    const before = at.get(data.stories.before[item.key]);
    if (before && !box.phone) thread(pen, scene, before, item, ink.thread, 1.2);
  }
  paintTies(pen, scene);
  const lit = new Set([chosen, ...tiesOf(chosen).map((tie) => tie.story)]);
  for (const item of near) paintItem(pen, scene, item, lit.has(item.key));
  for (const lane of lanes) if (lane.kind === "loose" && lane.list) paintBars(pen, scene, lane);
}

function paintTime(/** @type {Pen} */ pen, /** @type {Scene} */ { box, scale, ticks }) {
  const { parts } = scale;
  const [from, to] = [parts[0].from, parts[parts.length - 1].to];
  pen.fillStyle = ink.weekend;
  for (let day = floorDay(from); day < to && to - from <= 70 * DAY && parts.length === 1; day += DAY) {
    const [start, end] = [Math.max(box.gutter, scale.x(day)), Math.min(box.w, scale.x(day + DAY))];
    if ([0, 6].includes(new Date(day).getUTCDay()) && end > start) pen.fillRect(start, 0, end - start, box.h);
  }
  pen.strokeStyle = ink.line;
  pen.lineWidth = 1;
  parts.slice(1).forEach((part, index) => {
    hatch(pen, parts[index].x1 + 10, part.x0 - 10, box.h);
  });
  for (const { time } of ticks) {
    const x = Math.round(scale.x(time)) + 0.5;
    if (x >= box.gutter) line(pen, x, 0, x, box.h);
  }
}

/** Times that are folded: hatched, so that they are no time that one could read. */
function hatch(/** @type {Pen} */ pen, start, end, height) {
  pen.save();
  pen.beginPath();
  pen.rect(start, 0, end - start, height);
  pen.clip();
  pen.fillStyle = ink.faint;
  pen.fillRect(start, 0, end - start, height);
  for (let y = -40; y < height + 40; y += 9) line(pen, start - 2, y + (end - start), end + 2, y);
  pen.restore();
}

function line(/** @type {Pen} */ pen, x0, y0, x1, y1) {
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
}

/** All links of the chosen story: what it follows, what follows it, and what runs beside it. */
function paintTies(/** @type {Pen} */ pen, /** @type {Scene} */ scene) {
  const chosen = scene.at.get(scene.chosen);
  if (!chosen) return;
  for (const tie of tiesOf(scene.chosen)) {
    const other = scene.at.get(tie.story);
    if (!other || Math.abs(other.y - chosen.y) > scene.box.h) continue; // the inspector names it
    const isBeside = tie.how === "beside";
    const isLater = tie.how === "before" || (isBeside && other.x0 > chosen.x0);
    const [from, to] = isLater ? [chosen, other] : [other, chosen];
    thread(pen, scene, from, to, ink.accent, isBeside ? 1.2 : 1.8, isBeside ? [3, 3] : []);
  }
}

/** Where a thread runs level: above the row that it comes to, below it, or below the row of both. */
function between(/** @type {Box} */ { phone, row }, way, ya, yb) {
  if (way > 0) return yb - (phone ? 26 : row / 2);
  if (way < 0) return yb + (phone ? 13 : row / 2);
  return ya + (phone ? 11 : row / 2 - 1);
}

/** A thread leaves a bar where the next story begins, and goes to it between the rows. */
function thread(/** @type {Pen} */ pen, /** @type {Scene} */ scene, from, to, colour, width, dash = []) {
  const { box } = scene;
  const [ya, yb] = [middle(scene, from), middle(scene, to)];
  if (Math.max(ya, yb) < -80 || Math.min(ya, yb) > box.h + 80) return;
  const way = Math.abs(yb - ya) > 4 ? Math.sign(yb - ya) : 0;
  const xb = Math.min(to.x0 + 5.5, to.x1 - 2);
  const xa = Math.max(from.x0 + 4, Math.min(from.x1 - 4, xb - 10));
  const start = ya + (way || 1) * (reach(from) - 1);
  const end = yb - (way || -1) * (reach(to) - 1);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.beginPath();
  pen.moveTo(xa, start);
  const isStraight = way !== 0 && Math.abs(xb - xa) < 3;
  const r = Math.max(1, Math.min(5, Math.abs(xb - xa) / 2));
  const level = between(box, way, ya, yb);
  if (!isStraight) {
    pen.arcTo(xa, level, xa + (xb > xa ? r : -r), level, r);
    pen.arcTo(xb, level, xb, end, r);
  }
  pen.lineTo(isStraight ? xa : xb, end);
  pen.stroke();
  pen.setLineDash([]);
}

function paintItem(/** @type {Pen} */ pen, /** @type {Scene} */ scene, /** @type {Item} */ item, isOn) {
  const y = middle(scene, item);
  const isStory = item.key < storyCount;
  if (isStory) {
    const high = reach(item);
    pen.fillStyle = isOn ? ink["accent-bar"] : ink.bar;
    pen.beginPath();
    pen.roundRect(item.x0, y - high, item.x1 - item.x0, 2 * high, Math.min(high, 6.5));
    pen.fill();
  }
  const isOne = item.beads.length < item.end - item.start;
  item.beads.forEach(([x, dy, r], index) => {
    const passes = isOne ? item.hits > 0 : matches.of[item.start + index];
    const isDark = index === 0 && (item.isFirst || (isStory && isOne));
    const colour = isOn ? ink.accent : isDark ? ink.bead : ink["bead-soft"];
    pen.globalAlpha = passes ? 1 : 0.55;
    dot(pen, x, y + dy, isDark ? r + 0.8 : r, passes ? colour : ink.thread);
  });
  pen.globalAlpha = 1;
}

function dot(/** @type {Pen} */ pen, x, y, r, colour) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, r, 0, 7);
  pen.fill();
}

/** Articles of no story, where they are too many to be named: how many, when. */
function paintBars(/** @type {Pen} */ pen, /** @type {Scene} */ { box, scale, top }, lane) {
  const width = box.w - box.gutter - 26;
  const bins = new Int32Array(Math.max(20, Math.floor(width / 6)));
  const step = width / bins.length;
  for (const article of lane.list.filter(isWithin)) {
    const bin = Math.floor((scale.x(data.times[article]) - box.gutter - 10) / step);
    bins[Math.max(0, Math.min(bins.length - 1, bin))]++;
  }
  const most = Math.max(...bins);
  const base = lane.y + lane.height - 8 - top;
  pen.fillStyle = ink["bead-soft"];
  bins.forEach((number, bin) => {
    const high = number && Math.max(2, (number / most) * 32);
    pen.fillRect(box.gutter + 10 + bin * step, base - high, Math.max(1, step - 1), high);
  });
}

/** @param {HTMLCanvasElement} canvas @param {Pick<Scene, "box" | "scale" | "ticks">} scene */
export function paintAxis(canvas, { box, scale, ticks }) {
  const pen = clearCanvas(canvas, box.w, 24);
  pen.font = `12px ${ink.sans}`;
  pen.textBaseline = "middle";
  pen.strokeStyle = ink.line;
  let free = box.gutter;
  const ends = scale.parts.map(() => 0);
  for (const tick of ticks) {
    const x = Math.round(scale.x(tick.time)) + 0.5;
    line(pen, x, 16, x, 24);
    const width = widthOf(tick.text, pen.font);
    if (x + width + 4 > box.w || x < free) continue;
    pen.fillStyle = tick.strong ? ink.ink : ink.soft;
    pen.fillText(tick.text, x + 4, 12);
    free = x + width + 8;
    ends[scale.parts.findIndex(({ x0, x1 }) => x >= x0 - 1 && x <= x1 + 1)] = free - 4;
  }
  if (box.phone) return;
  pen.font = `11px ${ink.sans}`;
  pen.fillStyle = ink.soft;
  scale.parts.slice(1).forEach((part, index) => {
    const before = scale.parts[index];
    const text = roughly(part.from - before.to);
    const x = (before.x1 + part.x0 - widthOf(text, pen.font)) / 2;
    if (x > ends[index] + 6) pen.fillText(text, x, 12);
  });
  // What the dots mean, where it is needed.
  dot(pen, 23, 12, 3.4, ink.bead);
  dot(pen, 74, 12, 2.7, ink["bead-soft"]);
  pen.fillStyle = ink.soft;
  pen.fillText("first", 31, 12);
  pen.fillText("later article", 82, 12);
}
