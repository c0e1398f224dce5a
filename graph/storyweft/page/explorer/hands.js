// Pointer, wheel, fingers and keys on the chart.

import { draw, hover, reveal } from "./chart.js";
import { between, chart, later } from "./plans.js";
import { data, isDated, providerOf, storyCount, titleOf } from "./data.js";
import { byId, make } from "./dom.js";
import { choose, chooseArticle, chooseSecond, state, zoomBy, zoomTo } from "./store.js";
import { showDay, showTime, weekday } from "./times.js";

/** @typedef {import("./types.js").Item} Item */

const scroll = byId("scroll");

export function startHands() {
  scroll.addEventListener("scroll", () => later(draw), { passive: true });
  scroll.addEventListener("wheel", turn, { passive: false });
  startDrag();
  startPinch();
  scroll.addEventListener("pointermove", point);
  scroll.addEventListener("pointerleave", () => {
    byId("tip").hidden = true;
    hover(-1);
  });
  scroll.addEventListener("click", (event) => {
    if (event.target.closest("button")) return;
    const hit = beadAt(event);
    if (!hit) return;
    if (event.shiftKey && hit.item.key < storyCount) chooseSecond(hit.item.key);
    else if (hit.article >= 0) chooseArticle(hit.article);
    else choose({ kind: "story", id: hit.item.key });
  });
  byId("labels").addEventListener("keydown", press);
}

const timeAt = (event) => chart.scale.time(event.clientX - scroll.getBoundingClientRect().left);

function turn(event) {
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    zoomBy(Math.exp(event.deltaY * 0.0022), timeAt(event));
  } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    event.preventDefault();
    pan((event.deltaX || event.deltaY) / (chart.box.w - chart.box.gutter));
  }
}

function pan(/** @type {number} */ part) {
  if (!data.whole) return;
  const step = part * (state.to - state.from);
  const move = Math.max(data.whole[0] - state.from, Math.min(data.whole[1] - state.to, step));
  zoomTo(state.from + move, state.to + move);
}

function startDrag() {
  /** @type {?{x: number, from: number, to: number, moved: boolean}} */
  let grip = null;
  let dragged = false;
  scroll.addEventListener("pointerdown", (event) => {
    dragged = false;
    const isElse = event.target.closest("button") || event.button || event.pointerType === "touch";
    if (!isElse) grip = { x: event.clientX, from: state.from, to: state.to, moved: false };
  });
  addEventListener("pointermove", (event) => {
    if (!grip || !data.whole) return;
    const dx = event.clientX - grip.x;
    if (!grip.moved && Math.abs(dx) < 5) return;
    grip.moved = true;
    scroll.classList.add("moving");
    const step = (dx / (chart.box.w - chart.box.gutter - 26)) * (grip.to - grip.from);
    const [first, last] = data.whole;
    const move = Math.max(grip.to - last, Math.min(grip.from - first, step));
    zoomTo(grip.from - move, grip.to - move);
  });
  addEventListener("pointerup", () => {
    dragged = Boolean(grip?.moved);
    scroll.classList.remove("moving");
    grip = null;
  });
  scroll.addEventListener(
    "click",
    (event) => {
      if (!dragged) return;
      event.stopPropagation();
      event.preventDefault();
    },
    true,
  );
}

/** Two fingers: the time under each stays under it. */
function startPinch() {
  /** @type {?{from: number, to: number, distance: number, time: number}} */
  let pinch = null;
  const spread = (touches) => Math.abs(touches[0].clientX - touches[1].clientX) || 1;
  scroll.addEventListener("touchstart", (event) => {
    if (event.touches.length !== 2) return;
    const middle = (event.touches[0].clientX + event.touches[1].clientX) / 2;
    pinch = {
      from: state.from,
      to: state.to,
      distance: spread(event.touches),
      time: timeAt({ clientX: middle }),
    };
  });
  scroll.addEventListener(
    "touchmove",
    (event) => {
      if (!pinch || event.touches.length !== 2) return;
      event.preventDefault();
      const factor = pinch.distance / spread(event.touches);
      const { time, from, to } = pinch;
      later(() => zoomTo(time - (time - from) * factor, time + (to - time) * factor));
    },
    { passive: false },
  );
  scroll.addEventListener("touchend", () => {
    pinch = null;
  });
}

/** Return the item under the pointer, and the article of the dot, or -1. */
function beadAt(event) {
  const { left, top } = scroll.getBoundingClientRect();
  const x = event.clientX - left;
  const y = event.clientY - top + scroll.scrollTop;
  const half = chart.box.phone ? 27 : chart.box.row / 2;
  for (const item of between(y - half - 14, y - half + 14)) {
    if (x < item.x0 - 3 || x > item.x1 + 3) continue;
    let [article, near] = [-1, 81];
    item.beads.forEach(([bx, dy], index) => {
      const distance = (bx - x) ** 2 + (item.y + half + dy - y) ** 2;
      if (distance < near && item.beads.length === item.end - item.start)
        [article, near] = [item.start + index, distance];
    });
    return { item, article };
  }
  return null;
}

function point(event) {
  const isOnButton = event.target.closest?.("button");
  const hit = isOnButton ? null : beadAt(event);
  scroll.style.cursor = hit ? "pointer" : "";
  if (!isOnButton) hover(hit ? hit.item.key : -1);
  const tip = byId("tip");
  tip.hidden = !hit;
  if (!hit) return;
  const { item, article } = hit;
  const isFirst = article === item.start && item.key < storyCount;
  const who = article >= 0 ? `${providerOf(article)} · ${when(article)}` : `${item.note} articles`;
  tip.replaceChildren(
    make("small", {}, isFirst ? `${who} · first` : who),
    article >= 0 ? titleOf(article) : item.label,
  );
  tip.style.left = `${Math.min(event.clientX + 14, innerWidth - 345)}px`;
  tip.style.top = `${Math.min(event.clientY + 16, innerHeight - 80)}px`;
}

function when(/** @type {number} */ article) {
  const time = data.times[article];
  return isDated(article) ? `${weekday(time)} ${showDay(time, false)} ${showTime(time)}` : "no date";
}

/* Keys: up and down through rows, left and right through time */

function press(event) {
  if (!event.key.startsWith("Arrow")) return;
  const { key, lane } = event.target.dataset;
  if (key === undefined && lane === undefined) return;
  event.preventDefault();
  if (key !== undefined) fromStory(Number(key), event.key);
  else fromLane(event.target, Number(lane), event.key);
}

const middleOf = (/** @type {Item} */ item) => (item.x0 + item.x1) / 2;
const laneAt = (/** @type {Item} */ item) =>
  chart.lanes.find((lane) => item.y >= lane.y && item.y < lane.y + lane.height);

function fromStory(/** @type {number} */ key, /** @type {string} */ arrow) {
  const item = chart.at.get(key);
  if (!item) return;
  const others = chart.items.filter((other) => other !== item && !other.bare);
  const next =
    arrow === "ArrowUp" || arrow === "ArrowDown"
      ? across(item, others, arrow === "ArrowDown")
      : along(item, others, arrow === "ArrowRight");
  if (next) reveal(next.key, true);
  else if (arrow === "ArrowLeft")
    byId("labels")
      .querySelector(`[data-lane="${laneAt(item)?.key}"]`)
      ?.focus();
}

/** The nearest story above or below. */
function across(/** @type {Item} */ item, /** @type {Item[]} */ others, /** @type {boolean} */ isDown) {
  const rows = others.filter((other) => (isDown ? other.y > item.y : other.y < item.y));
  const far = (other) => Math.abs(other.y - item.y);
  const aside = (other) => Math.abs(middleOf(other) - middleOf(item));
  return rows.sort((a, b) => far(a) - far(b) || aside(a) - aside(b))[0];
}

/** The story of the same lane that began next, or before. */
function along(/** @type {Item} */ item, /** @type {Item[]} */ others, /** @type {boolean} */ isRight) {
  const lane = laneAt(item);
  const order = (other) => other.x0 - item.x0 || other.y - item.y;
  const side = others.filter((other) => laneAt(other) === lane && order(other) > 0 === isRight);
  return side.sort((a, b) => Math.abs(a.x0 - item.x0) - Math.abs(b.x0 - item.x0))[0];
}

function fromLane(node, /** @type {number} */ key, /** @type {string} */ arrow) {
  const buttons = [...node.closest(".lane").querySelectorAll("button")];
  const at = chart.lanes.findIndex((lane) => lane.key === key);
  const lane = chart.lanes[at];
  if (arrow === "ArrowRight") {
    const next = buttons[buttons.indexOf(node) + 1];
    const first = chart.items.find((item) => !item.bare && laneAt(item) === lane);
    if (next) next.focus();
    else if (first) reveal(first.key, true);
  } else if (arrow === "ArrowLeft") buttons[0].focus();
  else focusLane(at, arrow === "ArrowDown" ? 1 : -1);
}

function focusLane(/** @type {number} */ at, /** @type {number} */ step) {
  for (let next = at + step; chart.lanes[next]; next += step) {
    const lane = chart.lanes[next];
    const isHidden = lane.y < scroll.scrollTop || lane.y + 60 > scroll.scrollTop + chart.box.h;
    if (isHidden) scroll.scrollTop = Math.max(0, lane.y - chart.box.h / 3);
    draw();
    const node = byId("labels").querySelector(`[data-lane="${lane.key}"]`);
    if (node) return node.focus();
  }
}

/** Put the keyboard on a story of the chart, or on the first one. */
export function focusChart(key = chart.stop) {
  const first = chart.items.find((item) => !item.bare);
  if (key >= 0 && reveal(key, true)) return;
  if (first) reveal(first.key, true);
}
