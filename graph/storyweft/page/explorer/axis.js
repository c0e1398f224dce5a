// The axis of time: from milliseconds to pixels, with quiet times folded, and where ticks stand.

import { DAY, floorDay, HOUR, monthName, showDay, showTime, weekday } from "./times.js";

/** How wide a folded time is drawn. */
export const FOLD = 58;
export const FOLD_ON_PHONES = 26;
/** Quiet times are folded if they are longer than this, and than this part of the window ... */
const QUIET = 4 * DAY;
const QUIET_PART = 0.03;
/** ... and if what is left is at most this part of the window. */
const BUSY_PART = 0.6;

/** Return the first index at which sorted times are at least so late. @param {ArrayLike<number>} times */
export function lowerBound(times, /** @type {number} */ time, low = 0, high = times.length) {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

const part = (from, to) => ({ from, to, n: 1, x0: 0, x1: 0 });

/** Return the busy parts of a window, or the window as one. @param {ArrayLike<number>} times sorted */
function busy(times, /** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ most) {
  const [first, last] = [lowerBound(times, from), lowerBound(times, to)];
  const least = Math.max(QUIET, QUIET_PART * (to - from));
  const gaps = [];
  for (let i = first, before = from; i <= last; i++) {
    const time = i < last ? times[i] : to;
    if (time - before > least) gaps.push(part(before, time));
    before = time;
  }
  gaps.sort((one, other) => other.to - other.from - (one.to - one.from));
  const parts = [];
  let at = from;
  for (const gap of gaps.slice(0, most).sort((one, other) => one.from - other.from)) {
    const end = gap.from === from ? from : floorDay(gap.from) + DAY;
    if (end > at) parts.push(part(at, end));
    at = gap.to === to ? to : floorDay(gap.to);
  }
  if (at < to) parts.push(part(at, to));
  const left = parts.reduce((sum, one) => sum + one.to - one.from, 0);
  if (parts.length < 2 || left >= BUSY_PART * (to - from)) return [part(from, to)];
  for (const one of parts) one.n = Math.max(1, lowerBound(times, one.to) - lowerBound(times, one.from));
  return parts;
}

/** Return a function that is linear between points, from one of their coordinates to the other. */
function linear(/** @type {number[][]} */ points, /** @type {number} */ a, /** @type {number} */ b) {
  return (/** @type {number} */ at) => {
    let i = 1;
    while (i < points.length - 1 && at >= points[i][a]) i++;
    const [one, other] = [points[i - 1], points[i]];
    return one[b] + ((at - one[a]) / (other[a] - one[a])) * (other[b] - one[b]);
  };
}

/**
 * Return a scale of a window to a stretch of pixels.
 * @param {number} from @param {number} to @param {number} x0 @param {number} x1
 * @param {ArrayLike<number>} times sorted @param {{folds?: boolean, fold?: number}} [options]
 * @returns {Scale}
 */
export function makeScale(from, to, x0, x1, times, { folds = true, fold = FOLD } = {}) {
  const most = Math.max(1, Math.floor((x1 - x0) / 170));
  const parts = folds && to - from > 20 * DAY ? busy(times, from, to, most) : [part(from, to)];
  const room = x1 - x0 - fold * (parts.length - 1);
  const sum = (of) => parts.reduce((all, one, index) => all + of(one, index), 0);
  const [length, roots] = [sum((one) => one.to - one.from), sum((one) => Math.sqrt(one.n))];
  // A part is as wide as it is long and busy, and wide enough for its date.
  const shares = parts.map((one) =>
    Math.max(Math.min(0.13, 104 / room), (0.35 * (one.to - one.from)) / length + (0.65 * Math.sqrt(one.n)) / roots),
  );
  const all = sum((_, index) => shares[index]);
  let x = x0;
  parts.forEach((one, index) => {
    one.x0 = x;
    one.x1 = x + (room * shares[index]) / all;
    x = one.x1 + fold;
  });
  const points = parts.flatMap((one) => [
    [one.from, one.x0],
    [one.to, one.x1],
  ]);
  return { parts, x: linear(points, 0, 1), time: linear(points, 1, 0) };
}

/** Steps of ticks: how long, and what is counted. Weeks begin on Monday. */
const STEPS = /** @type {[number, "hours" | "days" | "weeks" | "months", number][]} */ ([
  ...[1, 3, 6, 12].map((count) => [count * HOUR, "hours", count]),
  ...[1, 2].map((count) => [count * DAY, "days", count]),
  ...[1, 2].map((count) => [7 * count * DAY, "weeks", count]),
  ...[1, 3, 6, 12, 120].map((count) => [30.44 * count * DAY, "months", count]),
]);
const MONDAY = 4 * DAY;

/** @param {Scale} scale @param {boolean} phone @returns {Tick[]} */
export function ticks(scale, phone) {
  const isFolded = scale.parts.length > 1;
  let year = null;
  return scale.parts.flatMap((one) => {
    const list = ticksOf(one, isFolded, phone);
    for (const tick of list) {
      const own = new Date(tick.time).getUTCFullYear();
      // A folded axis says the year where it changes.
      if (isFolded && own !== year && !/\d{4}/.test(tick.text)) tick.text = showDay(tick.time);
      year = own;
    }
    return list;
  });
}

function ticksOf(/** @type {Part} */ part, isFolded, phone) {
  const x = (length) => (length / (part.to - part.from)) * (part.x1 - part.x0);
  const least = (step) => (phone ? 46 : step < DAY ? 58 : 78);
  const [step, unit, count] = STEPS.find(([step]) => x(step) >= least(step)) ?? STEPS[STEPS.length - 1];
  const start = { time: part.from, text: showDay(part.from, false), strong: true };
  if (isFolded && (unit === "months" || step > (part.to - part.from) / 2)) return [start];
  if (unit === "months") return months(part, count);
  const list = [];
  const base = unit === "weeks" ? MONDAY : 0;
  for (let time = Math.ceil((part.from - base) / step) * step + base; time < part.to; time += step) {
    const isMidnight = time % DAY === 0;
    const isNamed = step < DAY || (unit === "days" && !isFolded && !phone);
    const day = `${isNamed ? `${weekday(time)} ` : ""}${showDay(time, false)}`;
    list.push({ time, text: isMidnight ? day : showTime(time), strong: isMidnight });
  }
  if (isFolded && (!list.length || x(list[0].time - part.from) > 90)) list.unshift(start);
  return list;
}

function months(/** @type {Part} */ part, /** @type {number} */ by) {
  const date = new Date(part.from);
  const list = [];
  for (let number = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / by) * by; ; number += by) {
    const [year, month] = [Math.floor(number / 12), number % 12];
    const time = new Date(0).setUTCFullYear(year, month, 1);
    if (time >= part.to) return list;
    if (time < part.from) continue;
    const text = month === 0 || !list.length ? `${monthName(month)} ${year}` : monthName(month);
    list.push({ time, text: by >= 12 ? String(year) : text, strong: month === 0 });
  }
}

/** How long a bar of the strip may be, so that it is at least five pixels wide. */
const BINS = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY, 30.4375 * DAY, 91.3125 * DAY, 365.25 * DAY];

/** @param {Part} part */
export function binOf(part) {
  const isWide = (step) => (step / (part.to - part.from)) * (part.x1 - part.x0) >= 5;
  return BINS.find(isWide) ?? BINS[BINS.length - 1];
}
