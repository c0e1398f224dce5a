// What is drawn on the canvas of the chart: time behind, threads between, bars and dots.

import { tiesOf } from "./data.js";
import { clearCanvas } from "./dom.js";
import { fonts, ink } from "./theme.js";
import { matches, isWithin } from "./filters.js";
import { DAY, floorDay, roughly } from "./times.js";
import { widthOf } from "./dom.js";
import { data, storyCount } from "./data.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Scale} Scale */

/**
 * @typedef {object} Scene what is to be drawn
 * @property {import("./types.js").Box} box
 * @property {Scale} scale
 * @property {import("./types.js").Tick[]} ticks
 * @property {import("./types.js").Lane[]} lanes
 * @property {Map<number, Item>} at items by key
 * @property {Item[]} near items that are on the screen or almost
 * @property {number} top how far it is scrolled
 * @property {number} chosen key of an item, or -1
 */

const middle = (/** @type {Scene} */ scene, /** @type {Item} */ item) =>
  item.y + (scene.box.phone ? 27 : scene.box.row / 2) - scene.top;

function reach(/** @type {Item} */ item) {
  let most = 5.5;
  for (const [, dy, r] of item.beads) most = Math.max(most, Math.abs(dy) + r + 1.6);
  return most;
}

/** @param {HTMLCanvasElement} canvas @param {Scene} scene */
export function paint(canvas, scene) {
  const { box } = scene;
  const pen = clearCanvas(canvas, box.w, box.h);
  paintTime(pen, scene);
  paintLanes(pen, scene);
  for (const item of scene.near) {
    const before = scene.at.get(data.stories.before[item.key] ?? -1);
    if (before && !box.phone) thread(pen, scene, before, item, ink.thread, 1.2, []);
  }
  paintTies(pen, scene);
  const beside = new Set(tiesOf(scene.chosen).map((tie) => tie.story));
  for (const item of scene.near) paintItem(pen, scene, item, item.key === scene.chosen || beside.has(item.key));
  for (const lane of scene.lanes) if (lane.kind === "loose" && lane.list) paintBars(pen, scene, lane);
}

function paintTime(/** @type {CanvasRenderingContext2D} */ pen, /** @type {Scene} */ { box, scale, ticks }) {
  const parts = scale.parts;
  const [from, to] = [parts[0].from, parts[parts.length - 1].to];
  if (to - from <= 70 * DAY && parts.length === 1) {
    pen.fillStyle = ink.weekend;
    for (let day = floorDay(from); day < to; day += DAY) {
      const start = Math.max(box.gutter, scale.x(day));
      const end = Math.min(box.w, scale.x(day + DAY));
      if ([0, 6].includes(new Date(day).getUTCDay()) && end > start) pen.fillRect(start, 0, end - start, box.h);
    }
  }
  pen.strokeStyle = ink.line;
  pen.lineWidth = 1;
  for (let index = 1; index < parts.length; index++) {
    const [start, end] = [parts[index - 1].x1 + 10, parts[index].x0 - 10];
    hatch(pen, start, end, box.h);
  }
  for (const { time } of ticks) {
    const x = Math.round(scale.x(time)) + 0.5;
    if (x >= box.gutter) line(pen, x, 0, x, box.h);
  }
}

/** Times that are folded: hatched, so that they are no time that one could read. */
function hatch(pen, start, end, height) {
  pen.save();
  pen.beginPath();
  pen.rect(start, 0, end - start, height);
  pen.clip();
  pen.fillStyle = ink.faint;
  pen.fillRect(start, 0, end - start, height);
  for (let y = -40; y < height + 40; y += 9) line(pen, start - 2, y + (end - start), end + 2, y);
  pen.restore();
}

function line(pen, x0, y0, x1, y1) {
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
}

function paintLanes(pen, /** @type {Scene} */ { box, lanes, top }) {
  if (box.phone) return;
  for (const lane of lanes.slice(1)) {
    const y = Math.round(lane.y - top) + 0.5;
    if (y > 0 && y < box.h) line(pen, 18, y, box.w, y);
  }
}

/** All links of the chosen story: what it follows, what follows it, and what runs beside it. */
function paintTies(pen, /** @type {Scene} */ scene) {
  const chosen = scene.at.get(scene.chosen);
  if (!chosen) return;
  for (const tie of tiesOf(scene.chosen)) {
    const other = scene.at.get(tie.story);
    if (!other || Math.abs(other.y - chosen.y) > scene.box.h) continue; // the inspector names it
    const isLater = tie.how === "before" || (tie.how === "beside" && other.x0 > chosen.x0);
    const [from, to] = isLater ? [chosen, other] : [other, chosen];
    const isBeside = tie.how === "beside";
    thread(pen, scene, from, to, ink.accent, isBeside ? 1.2 : 1.8, isBeside ? [3, 3] : []);
  }
}

/** Where a thread runs level: above the row that it comes to, below it, or below the row of both. */
function between(/** @type {import("./types.js").Box} */ { phone, row }, way, ya, yb) {
  if (way > 0) return yb - (phone ? 26 : row / 2);
  if (way < 0) return yb + (phone ? 13 : row / 2);
  return ya + (phone ? 11 : row / 2 - 1);
}

/** A thread leaves a bar where the next story begins, and goes to it between the rows. */
function thread(pen, scene, from, to, colour, width, dash) {
  const [ya, yb] = [middle(scene, from), middle(scene, to)];
  const { box } = scene;
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
  const side = xb > xa ? 1 : -1;
  const r = Math.max(1, Math.min(5, Math.abs(xb - xa) / 2));
  const level = between(box, way, ya, yb);
  if (!isStraight) {
    pen.arcTo(xa, level, xa + side * r, level, r);
    pen.arcTo(xb, level, xb, end, r);
  }
  pen.lineTo(isStraight ? xa : xb, end);
  pen.stroke();
  pen.setLineDash([]);
}

function paintItem(pen, /** @type {Scene} */ scene, /** @type {Item} */ item, /** @type {boolean} */ on) {
  const y = middle(scene, item);
  const isStory = item.key < storyCount;
  if (isStory) {
    const high = reach(item);
    pen.fillStyle = on ? ink["accent-bar"] : ink.bar;
    pen.beginPath();
    pen.roundRect(item.x0, y - high, item.x1 - item.x0, 2 * high, Math.min(high, 6.5));
    pen.fill();
  }
  const isOne = item.beads.length < item.end - item.start;
  item.beads.forEach(([x, dy, r], index) => {
    const passes = isOne ? item.hits > 0 : matches.of[item.start + index];
    pen.fillStyle = passes ? dot(on, index === 0 && isStory) : ink.thread;
    pen.globalAlpha = passes ? 1 : 0.55;
    pen.beginPath();
    pen.arc(x, y + dy, index ? r : r + 0.8, 0, 7);
    pen.fill();
  });
  pen.globalAlpha = 1;
}

function dot(/** @type {boolean} */ on, /** @type {boolean} */ first) {
  if (on) return ink.accent;
  return first ? ink.bead : ink["bead-soft"];
}

/** Articles of no story, where they are too many to be named: how many, when. */
function paintBars(pen, /** @type {Scene} */ { box, scale, top }, /** @type {import("./types.js").Lane} */ lane) {
  const width = box.w - box.gutter - 26;
  const count = Math.max(20, Math.floor(width / 6));
  const bins = new Int32Array(count);
  for (const article of lane.list ?? []) {
    if (!isWithin(article)) continue;
    const bin = Math.floor(((scale.x(data.times[article]) - box.gutter - 10) / width) * count);
    bins[Math.max(0, Math.min(count - 1, bin))]++;
  }
  const most = Math.max(...bins);
  const base = lane.y + lane.height - 8 - top;
  pen.fillStyle = ink["bead-soft"];
  bins.forEach((number, bin) => {
    if (!number) return;
    const high = Math.max(2, (number / most) * 32);
    const step = width / count;
    pen.fillRect(box.gutter + 10 + bin * step, base - high, Math.max(1, step - 1), high);
  });
}

/** @param {HTMLCanvasElement} canvas @param {Scene} scene */
export function paintAxis(canvas, { box, scale, ticks }) {
  const pen = clearCanvas(canvas, box.w, 24);
  pen.font = `12px ${fonts.sans}`;
  pen.textBaseline = "middle";
  pen.strokeStyle = ink.line;
  let free = 0;
  const ends = scale.parts.map(() => 0);
  for (const tick of ticks) {
    const x = Math.round(scale.x(tick.time)) + 0.5;
    line(pen, x, 16, x, 24);
    const width = widthOf(tick.text, pen.font);
    if (x + width + 4 > box.w || x < free || x < box.gutter) continue;
    pen.fillStyle = tick.strong ? ink.ink : ink.soft;
    pen.fillText(tick.text, x + 4, 12);
    free = x + width + 8;
    const part = scale.parts.findIndex(({ x0, x1 }) => x >= x0 - 1 && x <= x1 + 1);
    if (part >= 0) ends[part] = free - 4;
  }
  paintFolds(pen, box, scale, ends);
  if (!box.phone) paintLegend(pen);
}

function paintFolds(pen, box, /** @type {Scale} */ scale, /** @type {number[]} */ ends) {
  pen.font = `11px ${fonts.sans}`;
  pen.fillStyle = ink.soft;
  pen.textAlign = "center";
  for (let index = 1; index < scale.parts.length; index++) {
    const [before, part] = [scale.parts[index - 1], scale.parts[index]];
    const x = (before.x1 + part.x0) / 2;
    const text = roughly(part.from - before.to);
    if (!box.phone && x - widthOf(text, pen.font) / 2 > ends[index - 1]) pen.fillText(text, x, 12);
  }
  pen.textAlign = "left";
}

/** What the dots mean, where it is needed. */
function paintLegend(pen) {
  for (const [x, r, colour, text] of /** @type {[number, number, string, string][]} */ ([
    [23, 3.4, ink.bead, "first"],
    [74, 2.7, ink["bead-soft"], "later article"],
  ])) {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.arc(x, 12, r, 0, 7);
    pen.fill();
    pen.fillStyle = ink.soft;
    pen.fillText(text, x + 8, 12);
  }
}
