// Lanes: which stories of a storyline have a row and a headline, and where.

import { arrange } from "./beads.js";

/** @typedef {[number, number][]} Row what of a row is taken */

/** So many rows a lane has at most, until it is opened. */
export const ROWS = { line: 5, alone: 12, only: 24, loose: 12 };
export const ROWS_ON_PHONES = { line: 3, alone: 6, only: 6, loose: 6 };
/** Of a lane, so many of the largest are considered for each row that it has. */
const CONSIDERED = 40;
const LABEL = 400;
const LABEL_LEAST = 120;
const LABEL_RIGHT = 230;

/** Say where a headline stands: right of its bar, left of it, or on it; on phones above it. @param {Item} item */
export function stand(item, /** @type {number} */ wish, /** @type {Box} */ box) {
  const edge = box.w - 12;
  const most = Math.min(LABEL, wish);
  const right = edge - item.x1 - 5;
  const left = item.x0 - box.gutter - 9;
  const isRight = right >= Math.min(most, LABEL_RIGHT) || right >= left;
  item.width = Math.min(most, isRight ? right : left);
  if (box.phone) {
    item.width = Math.min(box.w - box.gutter - 24, wish);
    item.left = Math.max(box.gutter - 3, Math.min(item.x0, edge - item.width));
  } else if (item.width >= Math.min(LABEL_LEAST, wish)) {
    item.left = isRight ? item.x1 + 5 : item.x0 - 5 - item.width;
  } else {
    const start = Math.max(item.x0, box.gutter) + 12;
    item.width = Math.min(most, Math.max(edge - start, LABEL_LEAST));
    item.left = Math.max(box.gutter, Math.min(start, edge - item.width));
  }
  item.from = Math.min(item.left, item.x0);
  item.to = Math.max(item.left + item.width, item.x1) + 12;
  return item;
}

/** Give an item its dots. @param {Item} item @param {number[]} xs in order */
export function draw(item, xs) {
  item.beads = arrange(xs);
  [item.x0, item.x1] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [x, , r] of item.beads) {
    item.x0 = Math.min(item.x0, x - r - 3);
    item.x1 = Math.max(item.x1, x + r + 3);
  }
  return item;
}

/** First fit; returns the rows, or null if they are too many. @param {Item[]} items @param {number} most */
export function pack(items, most) {
  /** @type {Row[]} */
  const rows = [];
  for (const item of items) {
    let row = rows.findIndex((taken) => isFree(taken, item.from, item.to));
    if (row < 0 && rows.length >= most) return null;
    if (row < 0) row = rows.push([]) - 1;
    rows[row].push([item.from, item.to]);
    Object.assign(item, { row, bare: false });
  }
  return rows;
}

const isFree = (/** @type {Row} */ taken, /** @type {number} */ from, /** @type {number} */ to) =>
  taken.every(([start, end]) => from >= end || to <= start);

const byTime = (one, other) => one.x0 - other.x0 || one.key - other.key;
const bySize = (one, other) => other.hits - one.hits || one.key - other.key;

/**
 * Keep as many of the largest as fit, in the order of time; of the others, bars without a name
 * where there is room.
 * @template {{hits: number, key: number}} Candidate
 * @param {Candidate[]} candidates @param {(candidate: Candidate) => Item} make
 * @param {number} most @param {boolean} hasBars
 */
export function fit(candidates, make, most, hasBars) {
  const isPart = candidates.length > most * CONSIDERED;
  const largest = isPart ? [...candidates].sort(bySize).slice(0, most * CONSIDERED) : candidates;
  const items = largest.map(make).sort(byTime);
  const all = isPart ? null : pack(items, most);
  if (all) return { items, rows: all.length, left: 0 };
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

function fill(/** @type {Row[]} */ rows, /** @type {Item[]} */ items) {
  return items.filter((item) => {
    const row = rows.findIndex((taken) => isFree(taken, item.x0 + 6, item.x1 + 6));
    rows[row]?.push([item.x0, item.x1 + 12]);
    Object.assign(item, { row, bare: true });
    return row >= 0;
  });
}

/** In which order lanes stand. */
export const ORDERS = {
  most: (one, other) => other.n - one.n || one.key - other.key,
  newest: (one, other) => other.last - one.last || other.n - one.n,
  longest: (one, other) => other.last - other.first - (one.last - one.first) || other.n - one.n || one.key - other.key,
};
