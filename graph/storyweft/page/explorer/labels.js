// Names on the map: the most important first, and none over another.

import { articleCount, data, groupCount, groups, isLone, isSmall, labelOf } from "./data.js";
import { overview, placeOf, starts } from "./data.js";
import { isGroupStrong, isNodeStrong, isOpen, isStrong, scene } from "./scene.js";
import { ink } from "./theme.js";
import { shorten } from "./text.js";

const MOST = 90;
const MOST_CLOSED = 60;
const MOST_LARGE = 12;
const CELL = 32;
const wrapped = new Map();

/** Return what could have a name now, most important first; sizes are in pixels of the screen. */
function* candidates(view) {
  if (scene.selected) yield label(scene.selected, 13, 700);
  if (scene.shown.t) yield* topics();
  if (scene.shown.s) yield* stories(view);
  if (isSmall && scene.shown.p) yield* providers();
  if (scene.shown.a && view.scale > 1.5) yield* articles(view);
}

function label(name, size, weight) {
  return { name, size, weight, text: labelOf(name) };
}

const topicOrder = overview.topics.n
  .map((_, index) => index)
  .filter((index) => overview.topics.n[index])
  .sort((one, other) => overview.topics.n[other] - overview.topics.n[one] || one - other);

function* topics() {
  for (const index of topicOrder) if (isClear(`t${index}`)) yield label(`t${index}`, 13, 700);
}

/** In a small graph the names of what is pale are left out; in a large one topics are the map. */
function isClear(name) {
  return !isSmall || isNodeStrong(name);
}

/** Groups come largest first. */
function* stories(view) {
  for (let group = 0; group < groupCount; group++) {
    const big = groups.r[group] * view.scale;
    if (!isSmall && group > MOST_LARGE && (big < 13 || (big < 24 && group > MOST_CLOSED))) return;
    if (isLone(group) || !isInView(view, groups.x[group], groups.y[group])) continue;
    if (isGroupStrong(group))
      yield label(`s${group}`, big > 40 ? 12.5 : 11.5, isOpen(group) ? 600 : 500);
  }
}

function* providers() {
  for (let index = 0; index < overview.providers.n.length; index++) {
    if (overview.providers.n[index] && isClear(`p${index}`)) yield label(`p${index}`, 11, 400);
  }
}

function* articles(view) {
  if (!data.isReady) return;
  const open = isSmall ? Array.from({ length: articleCount }, (_, index) => index) : openArticles();
  for (const article of open) {
    if (!isStrong(article) || !isInView(view, data.articles.x[article], data.articles.y[article]))
      continue;
    yield label(`a${article}`, 10.5, 400);
  }
}

function openArticles() {
  return [...scene.open].flatMap((group) => {
    return Array.from({ length: groups.n[group] }, (_, index) => starts[group] + index);
  });
}

function isInView(view, x, y) {
  return Math.abs(x - view.x) < view.width / 2 && Math.abs(y - view.y) < view.height / 2;
}

/** Place labels greedily; return them with their boxes, in pixels from the middle of the view. */
export function placeLabels(context, view) {
  const placed = [];
  const taken = { labels: new Map(), signs: isSmall ? signBoxes(view) : new Map() };
  const named = new Set();
  let tries = 0;
  for (const item of candidates(view)) {
    if (placed.length >= MOST || tries++ > 600) break;
    if (!item.text || named.has(item.name)) continue;
    const text = wrap(context, item);
    const box = freeBox(item, text, view, taken);
    if (!box) continue;
    occupy(taken.labels, box);
    named.add(item.name);
    placed.push({ ...item, lines: text.lines, box });
  }
  return placed;
}

/** Return the first place at a node that is free; names of stories and topics may cover signs. */
function freeBox(item, text, view, taken) {
  const boxes = boxesOf(item, text, view).filter(
    (box) => isInside(box, view) && !overlaps(taken.labels, box),
  );
  const free = boxes.find((box) => !overlaps(taken.signs, box));
  if (free || item.weight <= 400) return free;
  const covered = new Map(boxes.map((box) => [box, overlaps(taken.signs, box)]));
  return boxes.sort((one, other) => covered.get(one) - covered.get(other))[0];
}

function signBoxes(view) {
  const boxes = new Map();
  const add = (kind, count) => {
    for (let index = 0; index < count; index++) {
      if (kind === "a" && !data.isReady) return;
      const { x, y, r } = placeOf(`${kind}${index}`);
      const [left, top] = [(x - r - view.x) * view.scale, (y - r - view.y) * view.scale];
      occupy(boxes, {
        left,
        top,
        right: left + 2 * r * view.scale,
        bottom: top + 2 * r * view.scale,
      });
    }
  };
  add("a", articleCount);
  if (scene.shown.p) add("p", overview.providers.n.length);
  if (scene.shown.t) add("t", overview.topics.n.length);
  return boxes;
}

function wrap(context, item) {
  const most = item.name[0] === "s" ? 165 : 130;
  const key = `${item.weight} ${item.size} ${item.text}`;
  if (wrapped.has(key)) return wrapped.get(key);
  if (wrapped.size > 3000) wrapped.clear();
  context.font = fontOf(item);
  const rows = rowsOf(context, shorten(item.text, 120), most, rowsFor(item));
  const width = Math.max(...rows.map((row) => context.measureText(row).width));
  const result = { lines: rows, width };
  wrapped.set(key, result);
  return result;
}

function rowsFor(item) {
  if (item.name[0] === "a") return item.weight > 400 ? 2 : 1;
  return item.name[0] === "s" && isSmall ? 3 : 2;
}

function rowsOf(context, text, width, most) {
  const rows = [""];
  for (const word of text.split(/\s+/)) {
    const row = rows[rows.length - 1];
    const longer = row ? `${row} ${word}` : word;
    if (context.measureText(longer).width <= width || !row) rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  const kept = rows.slice(0, most).map((row) => cut(context, row, width));
  if (rows.length > most) kept[most - 1] = cut(context, `${kept[most - 1]} …`, width);
  return kept;
}

function cut(context, row, width) {
  let text = row;
  while ([...text].length > 4 && context.measureText(text).width > width) {
    text = `${text.slice(0, -3).trimEnd()}…`;
  }
  return text;
}

function fontOf(item) {
  return `${item.weight} ${item.size}px ${ink.font}`;
}

/** Return where a label could stand: below its node, above, to the right, to the left. */
function boxesOf(item, { lines, width }, view) {
  const place = placeOf(item.name);
  const [x, y] = [(place.x - view.x) * view.scale, (place.y - view.y) * view.scale];
  const radius = Math.min(place.r * view.scale, 400) + 3;
  const height = lines.length * item.size * 1.2;
  const box = (middle, top) => ({
    left: middle - width / 2 - 2,
    right: middle + width / 2 + 2,
    top,
    bottom: top + height + 1,
    x: middle,
  });
  const beside = radius + width / 2 + 3;
  const middle = y - height / 2;
  return [
    box(x, y + radius),
    box(x, y - radius - height),
    box(x + beside, middle),
    box(x - beside, middle),
    box(x + beside * 0.8, y + radius * 0.8),
    box(x - beside * 0.8, y + radius * 0.8),
    box(x + beside * 0.8, y - radius * 0.8 - height),
    box(x - beside * 0.8, y - radius * 0.8 - height),
  ];
}

function isInside(box, view) {
  const [wide, high] = [(view.width * view.scale) / 2, (view.height * view.scale) / 2];
  return box.left > -wide && box.right < wide && box.top > -high && box.bottom < high;
}

function* cellsOf(box) {
  for (let x = Math.floor(box.left / CELL); x <= Math.floor(box.right / CELL); x++) {
    for (let y = Math.floor(box.top / CELL); y <= Math.floor(box.bottom / CELL); y++)
      yield `${x} ${y}`;
  }
}

/** Return how many of the boxes that are taken a box would cover. */
function overlaps(taken, box) {
  const covered = new Set();
  for (const cell of cellsOf(box)) {
    for (const other of taken.get(cell) ?? []) {
      const apart =
        box.right <= other.left ||
        box.left >= other.right ||
        box.bottom <= other.top ||
        box.top >= other.bottom;
      if (!apart) covered.add(other);
    }
  }
  return covered.size;
}

function occupy(taken, box) {
  for (const cell of cellsOf(box)) {
    if (!taken.has(cell)) taken.set(cell, []);
    taken.get(cell).push(box);
  }
}

/** Write the labels; the context's unit is the map's, so that each is scaled back to the screen. */
export function paintLabels(context, view, labels) {
  context.save();
  context.translate(view.x, view.y);
  context.scale(1 / view.scale, 1 / view.scale);
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  for (const item of labels) {
    context.font = fontOf(item);
    context.lineWidth = 3.5;
    context.strokeStyle = ink.halo;
    context.fillStyle = item.name[0] === "p" || item.name[0] === "a" ? ink.soft : ink.ink;
    item.lines.forEach((line, index) => {
      const y = item.box.top + index * item.size * 1.2;
      context.strokeText(line, item.box.x, y);
      context.fillText(line, item.box.x, y);
    });
  }
  context.restore();
}
