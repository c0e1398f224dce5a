// Lanes: which stories of a storyline have a row and a headline, and where.

import { place } from "./beads.js";

/** @typedef {import("./types.js").Item} Item */

/** So many rows a lane has at most, until it is opened. */
export const ROWS = { line: 5, alone: 12, only: 24, loose: 12 };
export const ROWS_ON_PHONES = { line: 3, alone: 6, only: 6, loose: 6 };
/** Of a lane, so many of the largest are considered for each row that it has. */
const CONSIDERED = 40;
const LABEL = 400;
const LABEL_LEAST = 120;
const LABEL_RIGHT = 230;

/** Say where a headline stands: right of its bar, left of it, or on it. */
export function stand(
  /** @type {Item} */ item,
  /** @type {number} */ wish,
  /** @type {import("./types.js").Box} */ box,
) {
  const edge = box.w - 12;
  if (box.phone) {
    item.width = Math.min(box.w - box.gutter - 24, wish);
    item.left = Math.max(box.gutter - 3, Math.min(item.x0, edge - item.width));
    item.from = Math.min(item.left, item.x0);
    item.to = Math.max(item.left + item.width, item.x1) + 12;
    return item;
  }
  const most = Math.min(LABEL, wish);
  const right = edge - item.x1 - 5;
  const left = item.x0 - box.gutter - 9;
  const isRight = right >= Math.min(most, LABEL_RIGHT) || right >= left;
  item.width = Math.min(most, isRight ? right : left);
  if (item.width >= Math.min(LABEL_LEAST, wish)) {
    item.left = isRight ? item.x1 + 5 : item.x0 - 5 - item.width;
  } else {
    // No room on either side: on the bar.
    const start = Math.max(item.x0, box.gutter) + 12;
    item.width = Math.min(most, edge - start);
    if (item.width < Math.min(LABEL_LEAST, most)) item.width = Math.min(most, LABEL_LEAST);
    item.left = Math.max(box.gutter, Math.min(start, edge - item.width));
  }
  item.from = Math.min(item.left, item.x0);
  item.to = Math.max(item.left + item.width, item.x1) + 12;
  return item;
}

/** Give an item its dots. @param {Item} item @param {number[]} xs in order */
export function draw(item, xs) {
  item.beads = place(xs);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [x, , r] of item.beads) {
    low = Math.min(low, x - r);
    high = Math.max(high, x + r);
  }
  item.x0 = low - 3;
  item.x1 = high + 3;
  return item;
}

/** First fit; returns the rows, or null if they are too many. @param {Item[]} items @param {number} most */
export function pack(items, most) {
  /** @type {[number, number][][]} */
  const rows = [];
  for (const item of items) {
    let row = rows.findIndex((taken) => isFree(taken, item.from, item.to));
    if (row < 0) {
      if (rows.length >= most) return null;
      row = rows.push([]) - 1;
    }
    rows[row].push([item.from, item.to]);
    item.row = row;
    item.bare = false;
  }
  return rows;
}

function isFree(/** @type {[number, number][]} */ taken, /** @type {number} */ from, /** @type {number} */ to) {
  return taken.every(([start, end]) => from >= end || to <= start);
}

const byTime = (/** @type {Item} */ one, /** @type {Item} */ other) => one.x0 - other.x0 || one.key - other.key;
const bySize = (/** @type {Item} */ one, /** @type {Item} */ other) => other.hits - one.hits || one.key - other.key;

/**
 * Keep as many of the largest as fit, in the order of time; of the others, bars without a name
 * where there is room.
 * @template {{hits: number, key: number}} Candidate
 * @param {Candidate[]} candidates @param {(candidate: Candidate) => Item} make
 * @param {number} most @param {boolean} hasBars
 */
export function fit(candidates, make, most, hasBars) {
  const largest =
    candidates.length > most * CONSIDERED
      ? [...candidates].sort((a, b) => b.hits - a.hits || a.key - b.key).slice(0, most * CONSIDERED)
      : candidates;
  const items = largest.map(make);
  const all = items.length === candidates.length ? pack([...items].sort(byTime), most) : null;
  if (all) return { items: items.sort(byTime), rows: all.length, left: 0 };
  items.sort(bySize);
  let [low, high] = [1, items.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pack(items.slice(0, middle).sort(byTime), most)) low = middle;
    else high = middle - 1;
  }
  const named = items.slice(0, low).sort(byTime);
  const rows = pack(named, most) ?? [];
  const bars = hasBars ? fill(rows, items.slice(low)) : [];
  return { items: [...named, ...bars], rows: rows.length, left: candidates.length - low };
}

function fill(/** @type {[number, number][][]} */ rows, /** @type {Item[]} */ items) {
  return items.filter((item) => {
    const row = rows.findIndex((taken) => isFree(taken, item.x0 + 6, item.x1 + 6));
    if (row < 0) return false;
    rows[row].push([item.x0, item.x1 + 12]);
    item.row = row;
    item.bare = true;
    return true;
  });
}

/** In which order lanes stand. */
export const ORDERS = {
  most: (one, other) => other.n - one.n || one.key - other.key,
  newest: (one, other) => other.last - one.last || other.n - one.n,
  longest: (one, other) => other.last - other.first - (one.last - one.first) || other.n - one.n || one.key - other.key,
};
