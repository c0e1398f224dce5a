// The axis of time: from milliseconds to pixels, with quiet times folded, and where ticks stand.

import { DAY, floorDay, HOUR, monthName, showDay, showTime, weekday } from "./times.js";

/** How wide a folded time is drawn. */
export const FOLD = 58;
export const FOLD_ON_PHONES = 26;
/** Quiet times are folded if they are longer than this, and than this part of the window. */
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

/**
 * Return whole days that hold nearly all times: a handful of old or future dates must not flatten
 * the rest. The shortest span with 96 % if that halves the one with 98 %.
 * @param {ArrayLike<number>} times sorted @returns {?[number, number]}
 */
export function home(times) {
  const count = times.length;
  if (!count) return null;
  const trim = count >= 100 ? 0.01 : 0;
  let from = times[Math.floor(count * trim)];
  let to = times[Math.min(count - 1, Math.ceil(count * (1 - trim)) - 1)];
  if (count >= 100) {
    const need = Math.ceil(count * 0.96);
    let at = 0;
    for (let i = 1; i + need <= count; i++) {
      if (times[i + need - 1] - times[i] < times[at + need - 1] - times[at]) at = i;
    }
    if (times[at + need - 1] - times[at] < (to - from) * 0.5) [from, to] = [times[at], times[at + need - 1]];
  }
  return [floorDay(from), floorDay(to) + DAY];
}

/** Return the busy parts of a window, or the window as one. @param {ArrayLike<number>} times sorted */
function busy(times, /** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ most) {
  const whole = [{ from, to, n: 1, x0: 0, x1: 0 }];
  const [first, last] = [lowerBound(times, from), lowerBound(times, to)];
  const least = Math.max(QUIET, QUIET_PART * (to - from));
  const gaps = [];
  let before = from;
  for (let i = first; i <= last; i++) {
    const time = i < last ? times[i] : to;
    if (time - before > least) gaps.push({ from: before, to: time });
    before = time;
  }
  gaps.sort((one, other) => other.to - other.from - (one.to - one.from));
  const longest = gaps.slice(0, most).sort((one, other) => one.from - other.from);
  const parts = [];
  let at = from;
  for (const gap of longest) {
    const end = gap.from === from ? from : floorDay(gap.from) + DAY;
    if (end > at) parts.push({ from: at, to: end, n: 1, x0: 0, x1: 0 });
    at = gap.to === to ? to : floorDay(gap.to);
  }
  if (at < to) parts.push({ from: at, to, n: 1, x0: 0, x1: 0 });
  for (const part of parts) {
    part.n = Math.max(1, lowerBound(times, part.to) - lowerBound(times, part.from));
  }
  const left = parts.reduce((sum, part) => sum + part.to - part.from, 0);
  return parts.length > 1 && left < BUSY_PART * (to - from) ? parts : whole;
}

/**
 * Return a scale of a window to a stretch of pixels.
 * @param {number} from @param {number} to @param {number} x0 @param {number} x1
 * @param {ArrayLike<number>} times sorted
 * @param {{folds?: boolean, fold?: number}} [options]
 * @returns {import("./types.js").Scale}
 */
export function makeScale(from, to, x0, x1, times, { folds = true, fold = FOLD } = {}) {
  const most = Math.max(1, Math.floor((x1 - x0) / 170));
  const isLong = folds && to - from > 20 * DAY;
  const parts = isLong ? busy(times, from, to, most) : [{ from, to, n: 1, x0: 0, x1: 0 }];
  const room = x1 - x0 - fold * (parts.length - 1);
  const length = parts.reduce((sum, part) => sum + part.to - part.from, 0);
  const roots = parts.reduce((sum, part) => sum + Math.sqrt(part.n), 0);
  // A part is as wide as it is long and busy, and wide enough for its date.
  const shares = parts.map((part) =>
    Math.max(Math.min(0.13, 104 / room), (0.35 * (part.to - part.from)) / length + (0.65 * Math.sqrt(part.n)) / roots),
  );
  const all = shares.reduce((one, other) => one + other, 0);
  let x = x0;
  parts.forEach((part, index) => {
    part.x0 = x;
    part.x1 = x + (room * shares[index]) / all;
    x = part.x1 + fold;
  });
  const between = (value, a, b, low, high) => low + ((value - a) / (b - a)) * (high - low);
  return {
    parts,
    x(time) {
      let index = 0;
      while (index < parts.length - 1 && time >= parts[index + 1].from) index++;
      const [part, next] = [parts[index], parts[index + 1]];
      if (time <= part.to || !next) return between(time, part.from, part.to, part.x0, part.x1);
      return between(time, part.to, next.from, part.x1, next.x0);
    },
    time(at) {
      let index = 0;
      while (index < parts.length - 1 && at >= parts[index + 1].x0) index++;
      const [part, next] = [parts[index], parts[index + 1]];
      if (at <= part.x1 || !next) return between(at, part.x0, part.x1, part.from, part.to);
      return between(at, part.x1, next.x0, part.to, next.from);
    },
  };
}

/** Steps of ticks: how long, and what is counted. Weeks begin on Monday. */
const STEPS = /** @type {[number, "hours" | "days" | "weeks" | "months", number][]} */ ([
  [HOUR, "hours", 1],
  [3 * HOUR, "hours", 3],
  [6 * HOUR, "hours", 6],
  [12 * HOUR, "hours", 12],
  [DAY, "days", 1],
  [2 * DAY, "days", 2],
  [7 * DAY, "weeks", 1],
  [14 * DAY, "weeks", 2],
  [30 * DAY, "months", 1],
  [91 * DAY, "months", 3],
  [183 * DAY, "months", 6],
  [365 * DAY, "months", 12],
  [3653 * DAY, "months", 120],
]);
const MONDAY = 4 * DAY;

/** @param {import("./types.js").Scale} scale @param {boolean} phone @returns {import("./types.js").Tick[]} */
export function ticks(scale, phone) {
  const isFolded = scale.parts.length > 1;
  const all = [];
  let year = null;
  for (const part of scale.parts) {
    for (const tick of ticksOf(part, isFolded, phone)) {
      const own = new Date(tick.time).getUTCFullYear();
      // A folded axis says the year where it changes.
      if (isFolded && own !== year && !/\d{4}/.test(tick.text)) tick.text = showDay(tick.time);
      year = own;
      all.push(tick);
    }
  }
  return all;
}

function ticksOf(/** @type {import("./types.js").Part} */ part, isFolded, phone) {
  const length = part.to - part.from;
  const room = part.x1 - part.x0;
  const wide = (/** @type {[number, string, number]} */ [step]) =>
    (step / length) * room >= (phone ? 46 : step < DAY ? 58 : 78);
  const [step, unit, count] = STEPS.find(wide) ?? STEPS[STEPS.length - 1];
  const start = { time: part.from, text: showDay(part.from, false), strong: true };
  if (isFolded && (unit === "months" || step > length / 2)) return [start];
  if (unit === "months") return months(part, count);
  const list = [];
  const base = unit === "weeks" ? MONDAY : 0;
  const first = Math.ceil((part.from - base) / step) * step + base;
  for (let time = first; time < part.to; time += step) {
    const isMidnight = time % DAY === 0;
    const day = unit === "days" && !isFolded && !phone ? `${weekday(time)} ` : "";
    let text = `${day}${showDay(time, false)}`;
    if (step < DAY) text = isMidnight ? `${weekday(time)} ${showDay(time, false)}` : showTime(time);
    list.push({ time, text, strong: isMidnight });
  }
  const x = (time) => ((time - part.from) / length) * room;
  if (isFolded && (!list.length || x(list[0].time) > 90)) list.unshift(start);
  return list;
}

function months(/** @type {import("./types.js").Part} */ part, /** @type {number} */ by) {
  const date = new Date(part.from);
  let number = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / by) * by;
  const list = [];
  for (; ; number += by) {
    const [year, month] = [Math.floor(number / 12), number % 12];
    const time = new Date(0).setUTCFullYear(year, month, 1);
    if (time >= part.to) return list;
    if (time < part.from) continue;
    const isYear = month === 0;
    const text = isYear || !list.length ? `${monthName(month)} ${year}` : monthName(month);
    list.push({ time, text: by >= 12 ? String(year) : text, strong: isYear });
  }
}

/** How long a bar of the strip may be, so that it is at least five pixels wide. */
const BINS = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY, 30.4375 * DAY, 91.3125 * DAY, 365.25 * DAY];

/** @param {import("./types.js").Part} part */
export function binOf(part) {
  const width = (step) => (step / (part.to - part.from)) * (part.x1 - part.x0);
  return BINS.find((step) => width(step) >= 5) ?? BINS[BINS.length - 1];
}
