// Pointer, wheel, fingers and keys on the chart.

import { draw, drawScrolled, hover, reveal } from "./chart.js";
import { storyCount, titleOf } from "./data.js";
import { byId, make, tip } from "./dom.js";
import { timeOf, who } from "./parts.js";
import { articleOf, between, chart, later } from "./plans.js";
import { chooseArticle, chooseBy, moveTo, state, zoomBy, zoomTo } from "./store.js";

const scroll = byId("scroll");

export function startHands() {
  scroll.addEventListener("scroll", () => later(drawScrolled), { passive: true });
  scroll.addEventListener("wheel", turn, { passive: false });
  startDrag();
  startPinch();
  scroll.addEventListener("pointermove", point);
  scroll.addEventListener("pointerleave", () => {
    tip(0, 0);
    hover(-1);
  });
  scroll.addEventListener("click", (event) => {
    const { key, article } = pointedAt(event);
    if (article >= 0 && !event.shiftKey) chooseArticle(article);
    else if (key >= storyCount) chooseArticle(articleOf(key));
    else if (key >= 0) chooseBy(event, key);
  });
  byId("labels").addEventListener("keydown", press);
}

const timeAt = (/** @type {number} */ x) => chart.scale.time(x - scroll.getBoundingClientRect().left);
const width = () => chart.box.w - chart.box.gutter - 26;

function turn(event) {
  const isZoom = event.ctrlKey || event.metaKey;
  if (!isZoom && !event.shiftKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
  event.preventDefault();
  if (isZoom) zoomBy(Math.exp(event.deltaY * 0.0022), timeAt(event.clientX));
  else moveTo(state.from + ((event.deltaX || event.deltaY) / width()) * (state.to - state.from));
}

function startDrag() {
  /** @type {?{x: number, from: number, length: number}} */
  let grip = null;
  let isDragged = false;
  scroll.addEventListener("pointerdown", (event) => {
    isDragged = false;
    if (event.target.closest("button") || event.button || event.pointerType === "touch") return;
    grip = { x: event.clientX, from: state.from, length: state.to - state.from };
  });
  addEventListener("pointermove", (event) => {
    if (!grip) return;
    const dx = event.clientX - grip.x;
    if (!isDragged && Math.abs(dx) < 5) return;
    isDragged = true;
    scroll.classList.add("moving");
    moveTo(grip.from - (dx / width()) * grip.length, grip.length);
  });
  addEventListener("pointerup", () => {
    scroll.classList.remove("moving");
    grip = null;
  });
  // The end of a drag is no click; a click by key has no detail.
  const swallow = (event) => isDragged && event.detail && event.stopPropagation();
  scroll.addEventListener("click", swallow, true);
}

/** Two fingers: the time under each stays under it. */
function startPinch() {
  /** @type {?{from: number, to: number, distance: number, time: number}} */
  let pinch = null;
  const spread = ([one, other]) => Math.abs(one.clientX - other.clientX) || 1;
  scroll.addEventListener("touchstart", ({ touches }) => {
    if (touches.length !== 2) return;
    const time = timeAt((touches[0].clientX + touches[1].clientX) / 2);
    pinch = { from: state.from, to: state.to, distance: spread(touches), time };
  });
  const move = (event) => {
    if (!pinch || event.touches.length !== 2) return;
    event.preventDefault();
    const factor = pinch.distance / spread(event.touches);
    const { time, from, to } = pinch;
    later(() => zoomTo(time - (time - from) * factor, time + (to - time) * factor));
  };
  scroll.addEventListener("touchmove", move, { passive: false });
  scroll.addEventListener("touchend", () => {
    pinch = null;
  });
}

/** Return what is under the pointer: the key of a story or article, and the article of a dot, or -1. */
function pointedAt(event) {
  const button = event.target.closest("button");
  const hit = button ? null : beadAt(event);
  return { key: hit?.item.key ?? Number(button?.dataset.key ?? -1), article: hit?.article ?? -1, item: hit?.item };
}

function beadAt(event) {
  const { left, top } = scroll.getBoundingClientRect();
  const x = event.clientX - left;
  const y = event.clientY - top + scroll.scrollTop;
  const half = chart.box.phone ? 27 : chart.box.row / 2;
  const item = between(y - half - 14, y - half + 14).find(({ x0, x1 }) => x >= x0 - 3 && x <= x1 + 3);
  if (!item) return null;
  let [article, near] = [-1, 81];
  item.beads.forEach(([bx, dy], index) => {
    const distance = (bx - x) ** 2 + (item.y + half + dy - y) ** 2;
    if (distance < near) [article, near] = [item.start + index, distance];
  });
  // Of many in one disc none can be meant.
  return { item, article: item.beads.length === item.end - item.start ? article : -1 };
}

function point(event) {
  const { key, item, article } = pointedAt(event);
  scroll.style.cursor = item ? "pointer" : "";
  hover(key);
  if (!item) return tip(0, 0);
  const first = article === item.start && item.isFirst ? " · first" : "";
  const note = article >= 0 ? [who(article), ` · ${timeOf(article)}${first}`] : `${item.note} articles`;
  tip(event.clientX, event.clientY, make("small", note), article >= 0 ? titleOf(article) : item.label);
}

/* Keys: up and down through rows, left and right through time */

function press(event) {
  const { key, lane } = event.target.dataset;
  if (!event.key.startsWith("Arrow") || (key ?? lane) === undefined) return;
  event.preventDefault();
  if (key !== undefined) fromStory(Number(key), event.key);
  else fromLane(event.target, Number(lane), event.key);
}

const buttonOf = (lane) => byId("labels").querySelector(`[data-lane="${lane?.key}"]`);
const laneAt = (/** @type {Item} */ item) =>
  chart.lanes.find((lane) => item.y >= lane.y && item.y < lane.y + lane.height);

/** To the nearest story above or below, or of the same lane before or after. */
function fromStory(/** @type {number} */ key, /** @type {string} */ arrow) {
  const item = chart.at.get(key);
  if (!item) return;
  const isAcross = arrow === "ArrowUp" || arrow === "ArrowDown";
  const way = arrow === "ArrowDown" || arrow === "ArrowRight" ? 1 : -1;
  const lane = laneAt(item);
  const down = (other) => other.y - item.y;
  const right = (other) => (laneAt(other) === lane ? other.x0 - item.x0 || down(other) : 0);
  const aside = (other) => Math.abs(other.x0 + other.x1 - item.x0 - item.x1);
  const [next] = chart.items
    .filter((other) => !other.bare && way * (isAcross ? down : right)(other) > 0)
    .map((other) => ({
      key: other.key,
      far: Math.abs(isAcross ? down(other) : other.x0 - item.x0),
      aside: aside(other),
    }))
    .sort((a, b) => a.far - b.far || a.aside - b.aside);
  if (next) reveal(next.key, true);
  else if (arrow === "ArrowLeft") buttonOf(lane)?.focus();
}

function fromLane(node, /** @type {number} */ key, /** @type {string} */ arrow) {
  const buttons = [...node.closest(".lane").querySelectorAll("button")];
  const at = chart.lanes.findIndex((lane) => lane.key === key);
  const next = buttons[buttons.indexOf(node) + 1];
  const first = chart.items.find((item) => !item.bare && laneAt(item) === chart.lanes[at]);
  if (arrow === "ArrowLeft") buttons[0].focus();
  else if (arrow !== "ArrowRight") focusLane(at, arrow === "ArrowDown" ? 1 : -1);
  else if (next) next.focus();
  else if (first) reveal(first.key, true);
}

function focusLane(/** @type {number} */ at, /** @type {number} */ step) {
  for (let next = at + step; chart.lanes[next]; next += step) {
    const lane = chart.lanes[next];
    const isHidden = lane.y < scroll.scrollTop || lane.y + 60 > scroll.scrollTop + chart.box.h;
    if (isHidden) scroll.scrollTop = Math.max(0, lane.y - chart.box.h / 3);
    draw();
    const node = buttonOf(lane);
    if (node) return node.focus();
  }
}

/** Put the keyboard on a story of the chart, or on the first one. */
export function focusChart(key = chart.stop) {
  const first = chart.items.find((item) => !item.bare);
  if ((key < 0 || !reveal(key, true)) && first) reveal(first.key, true);
}
