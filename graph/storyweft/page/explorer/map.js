// The map: vis-network draws its nodes, we paint around them, and this room holds the camera and
// what the pointer and the arrow keys mean.

import {
  data,
  groupCount,
  groups,
  isLone,
  isSmall,
  labelOf,
  network,
  overview,
  placeOf,
} from "./data.js";
import { providersOf, spanOf, starts, urlOf } from "./data.js";
import { paintLabels, placeLabels } from "./labels.js";
import { paintBelow, paintRings } from "./paint.js";
import { neighboursOf, openNear, scene, styled, sync } from "./scene.js";
import { byId, plural, showDay, showSpan } from "./text.js";

const CELL = 120;
const REST = 120;
const map = {
  isAsked: false,
  vis: null,
  grid: new Map(),
  timer: 0,
  labels: [],
  element: null,
  onRest: () => {},
};

/** Build the network from what pyvis wrote; `choose` is called with the name of what is clicked. */
export function startMap(choose, onRest) {
  map.element = byId("map");
  map.onRest = onRest;
  scene.nodes = new vis.DataSet(network.nodes.map(styled));
  scene.edges = new vis.DataSet([]);
  const { nodes, edges } = scene;
  map.vis = new vis.Network(map.element, { nodes, edges }, network.options);
  fit(false);
  map.vis.on("beforeDrawing", (context) => paintBelow(context, viewOf()));
  map.vis.on("afterDrawing", paintAbove);
  map.vis.on("click", (event) => choose(nameAt(event.pointer.canvas)));
  map.vis.on("doubleClick", (event) => {
    const name = nameAt(event.pointer.canvas);
    if (name) show(name);
  });
  for (const event of ["zoom", "dragEnd", "animationFinished", "resize"]) map.vis.on(event, rest);
  listen();
}

function listen() {
  map.element.addEventListener("pointermove", hover);
  map.element.addEventListener("pointerleave", () => point(null));
  byId("closer").addEventListener("click", () => zoom(1.5));
  byId("farther").addEventListener("click", () => zoom(1 / 1.5));
  byId("fit").addEventListener("click", () => fit(true));
  index();
}

export function viewOf() {
  const { x, y } = map.vis.getViewPosition();
  const scale = map.vis.getScale();
  const { clientWidth, clientHeight } = map.element;
  return { x, y, scale, width: clientWidth / scale, height: clientHeight / scale };
}

function paintAbove(context) {
  const view = viewOf();
  paintRings(context, view);
  map.labels = placeLabels(context, view);
  paintLabels(context, view, map.labels);
}

export function labelsNow() {
  return map.labels;
}

/** Bring the map in line with the scene, and draw. */
export function refresh(atOnce = false) {
  if (!map.vis) return;
  openNear(viewOf());
  sync();
  if (atOnce) map.vis.redraw();
  else draw();
}

/** Draw with the next frame, once however often it is asked for. */
function draw() {
  if (map.isAsked) return;
  map.isAsked = true;
  requestAnimationFrame(() => {
    map.isAsked = false;
    map.vis.redraw();
  });
}

function rest() {
  clearTimeout(map.timer);
  map.timer = setTimeout(() => {
    refresh();
    map.onRest();
  }, REST);
}

/* Camera */

function boundsOf(discs) {
  const box = { left: 1e9, right: -1e9, top: 1e9, bottom: -1e9 };
  for (const { x, y, r } of discs) {
    box.left = Math.min(box.left, x - r);
    box.right = Math.max(box.right, x + r);
    box.top = Math.min(box.top, y - r);
    box.bottom = Math.max(box.bottom, y + r);
  }
  return box.left > box.right ? { left: -100, right: 100, top: -100, bottom: 100 } : box;
}

function everything() {
  const discs = groups.n.map((_, group) => placeOf(`s${group}`));
  if (isSmall) {
    discs.push(...overview.providers.n.map((_, index) => placeOf(`p${index}`)));
    discs.push(...overview.topics.n.map((_, index) => placeOf(`t${index}`)));
  }
  return discs;
}

export function fit(animated) {
  frame(boundsOf(everything()), animated, isSmall ? 2.2 : 1.2);
}

function frame(box, animated, most) {
  const wide = map.element.clientWidth;
  const high = map.element.clientHeight;
  // Room for labels at the rim.
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  const scale = Math.min(most, (wide - 90) / width, (high - 80) / height);
  const position = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  move(position, Math.max(scale, 0.004), animated);
}

export function move(position, scale, animated = true) {
  const still = !animated || matchMedia("(prefers-reduced-motion: reduce)").matches;
  map.vis.moveTo({ position, scale, animation: still ? false : { duration: 350 } });
  rest();
}

export function zoom(factor) {
  const { x, y, scale } = viewOf();
  move({ x, y }, scale * factor);
}

export function pan(dx, dy) {
  const { x, y, scale, width, height } = viewOf();
  move({ x: x + dx * width * 0.2, y: y + dy * height * 0.2 }, scale);
}

/** Bring a node into the middle, near enough to be read. */
export function show(name, animated = true) {
  // What reaches over the whole of a large map is seen from afar.
  if (!isSmall && (name[0] === "p" || name[0] === "t")) return fit(animated);
  const { x, y, r } = placeOf(name);
  const { scale } = viewOf();
  const [wide, high] = [map.element.clientWidth, map.element.clientHeight];
  const near = name[0] === "s" ? Math.min(2, (0.3 * Math.min(wide, high)) / r) : 1.6;
  move({ x, y }, isSmall ? Math.max(scale, Math.min(near, 2.2)) : Math.max(scale, near), animated);
}

/** Move only as far as it takes to have the node in view. */
export function reveal(name) {
  if (name[0] === "p" || name[0] === "t") return refresh();
  const { x, y, r } = placeOf(name);
  const view = viewOf();
  const isNear =
    Math.abs(x - view.x) < view.width * 0.42 && Math.abs(y - view.y) < view.height * 0.42;
  if (name[0] === "s" ? r * view.scale >= 24 && isNear : (isSmall || view.scale > 0.9) && isNear)
    refresh();
  else show(name);
}

/* Pointer */

function index() {
  const add = (name, { x, y, r }) => {
    for (let column = Math.floor((x - r) / CELL); column <= Math.floor((x + r) / CELL); column++) {
      for (let row = Math.floor((y - r) / CELL); row <= Math.floor((y + r) / CELL); row++) {
        const key = `${column} ${row}`;
        if (!map.grid.has(key)) map.grid.set(key, []);
        map.grid.get(key).push(name);
      }
    }
  };
  for (const [kind, table] of [
    ["p", overview.providers],
    ["t", overview.topics],
  ]) {
    table.n.forEach((_, item) => {
      const place = placeOf(`${kind}${item}`);
      add(`${kind}${item}`, { ...place, r: place.r + 14 });
    });
  }
  for (let group = 0; group < groupCount; group++) add(`s${group}`, placeOf(`s${group}`));
}

/** Return what stands at a point of the map: a sign, an article of a story, or the story. */
export function nameAt({ x, y }) {
  const { scale } = viewOf();
  for (const name of map.grid.get(`${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`) ?? []) {
    if (!scene.shown[name[0]]) continue;
    const place = placeOf(name);
    const distance = Math.hypot(place.x - x, place.y - y);
    if (name[0] !== "s") {
      const size = isSmall ? 10 : Math.min(20, Math.max(9, 8 / scale));
      if (distance <= size) return name;
    } else if (distance <= place.r) return articleAt(Number(name.slice(1)), x, y, scale) ?? name;
  }
  return null;
}

function articleAt(group, x, y, scale) {
  if (isLone(group)) return `a${starts[group]}`;
  if (!data.isReady || !scene.shown.a || (!isSmall && groups.r[group] * scale < 15)) return null;
  const reach = Math.min(9, Math.max(6.5, 6 / scale));
  for (let article = starts[group]; article < starts[group + 1]; article++) {
    if (Math.hypot(data.articles.x[article] - x, data.articles.y[article] - y) <= reach)
      return `a${article}`;
  }
  return null;
}

function hover(event) {
  if (event.pointerType === "touch" || event.buttons) return point(null);
  const box = map.element.getBoundingClientRect();
  const spot = { x: event.clientX - box.left, y: event.clientY - box.top };
  point(nameAt(map.vis.DOMtoCanvas(spot)), spot);
}

function point(name, spot) {
  const tip = byId("tip");
  tip.hidden = !name;
  map.element.style.cursor = name ? "pointer" : "grab";
  if (name) {
    const box = map.element;
    tip.style.left = `${Math.min(spot.x + 14, box.clientWidth - 290)}px`;
    tip.style.top = `${Math.min(spot.y + 14, box.clientHeight - 90)}px`;
  }
  if (name === scene.hovered) return;
  scene.hovered = name;
  if (name) {
    const title = document.createElement("b");
    const line = document.createElement("span");
    title.textContent = labelOf(name);
    line.textContent = describe(name);
    tip.replaceChildren(title, line);
  }
  draw();
}

/** Say in one line what a node is; the same words stand in the tip and for screen readers. */
export function describe(name) {
  const number = Number(name.slice(1));
  if (name[0] === "t") return `Topic of ${plural(overview.topics.n[number], "article")}`;
  if (name[0] === "p") return `Provider of ${plural(overview.providers.n[number], "article")}`;
  if (!data.isReady) return plural(groups.n[number], "article");
  if (name[0] === "a") {
    const provider = overview.providers.name[data.articles.provider[number]];
    const day = data.days[number];
    return (
      [provider, Number.isNaN(day) ? null : showDay(day)].filter(Boolean).join(", ") ||
      urlOf(number)
    );
  }
  const articles = Array.from({ length: groups.n[number] }, (_, item) => starts[number] + item);
  const span = showSpan(...spanOf(articles));
  const providers = plural(providersOf(articles).length, "provider");
  return `Story: ${plural(articles.length, "article")}, ${providers}, ${span}`;
}

/** Return where on the screen a node stands. */
export function pointOf(name) {
  const { x, y } = map.vis.canvasToDOM(placeOf(name));
  const box = map.element.getBoundingClientRect();
  return [box.left + x, box.top + y];
}

/* Arrow keys */

/** Return the neighbour that lies most in a direction, or null. */
export function neighbourTowards(name, dx, dy) {
  const from = placeOf(name);
  let best = null;
  let least = Number.POSITIVE_INFINITY;
  for (const other of neighboursOf(name)) {
    if (other === name) continue;
    const place = placeOf(other);
    const [x, y] = [place.x - from.x, place.y - from.y];
    const along = x * dx + y * dy;
    if (along <= 0) continue;
    const cost = Math.hypot(x, y) * (1 + 2 * (1 - along / Math.hypot(x, y)));
    if (cost < least) [best, least] = [other, cost];
  }
  return best;
}

export function canvasOf() {
  return map.element.querySelector("canvas");
}
