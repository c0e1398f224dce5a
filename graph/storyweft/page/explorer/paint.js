// What the map paints itself, below and above what vis-network draws.

import {
  articlesOf,
  data,
  groupCount,
  groupOf,
  groups,
  isLone,
  isSmall,
  network,
  overview,
} from "./data.js";
import { parse, placeOf, starts } from "./data.js";
import { matches } from "./filters.js";
import { isGroupStrong, isOpen, isStrong, scene } from "./scene.js";
import { colourOf, groupColour, ink, KINDS, look, mix } from "./theme.js";

const TURN = 2 * Math.PI;
const given = new Set(network.nodes.map((node) => node.id));

/** Paint below the nodes: relations, discs, dots, and the rays of what is selected. */
export function paintBelow(context, view) {
  if (scene.shown.links && data.isReady) paintRelations(context, view);
  if (scene.shown.s) {
    paintDiscs(context, view);
    paintHulls(context, view);
  }
  if (scene.shown.a && data.isReady && !isSmall) paintDots(context, view);
  if (!isSmall) paintSigns(context, view);
  if (scene.selected && data.isReady) paintRays(context, view);
}

function isSeen(view, x, y, r) {
  return Math.abs(x - view.x) <= view.width / 2 + r && Math.abs(y - view.y) <= view.height / 2 + r;
}

/** Discs of one colour are one path: thousands of them cost little more than one. */
function paintDiscs(context, view) {
  for (const { path, colour, isStrong: strong, isDot } of discPaths(view)) {
    const part = strong ? 1 : 0.16;
    context.fillStyle = mix(mix(colour, ink.map, isDot ? 0.8 : 0.42), ink.map, part);
    context.fill(path);
    if (isDot || view.scale < 0.15) continue;
    context.lineWidth = 1.2 / view.scale;
    context.strokeStyle = mix(colour, ink.map, part);
    context.stroke(path);
  }
}

/** Return one path for each look, the pale ones first. */
function discPaths(view) {
  const paths = new Map();
  for (let group = 0; group < groupCount; group++) {
    if (isOpen(group) || given.has(`s${group}`)) continue;
    const [x, y] = [groups.x[group], groups.y[group]];
    const r = isLone(group) ? dotSize(view) : groups.r[group];
    if (!isSeen(view, x, y, r)) continue;
    const shown = lookOf(group);
    const key = Object.values(shown).join();
    if (!paths.has(key)) paths.set(key, { ...shown, path: new Path2D() });
    addDisc(paths.get(key).path, x, y, r, view.scale);
  }
  return [...paths.values()].sort((one, other) => one.isStrong - other.isStrong);
}

function lookOf(group) {
  const isDot = isLone(group);
  const colour = isDot && look.colour === "kind" ? KINDS.a.colour : groupColour(group);
  return { isStrong: isGroupStrong(group), isDot, colour };
}

function addDisc(path, x, y, r, scale) {
  // Where a disc is hardly more than a pixel, nobody sees that it is a square.
  if (r * scale < 1.6) return path.rect(x - r, y - r, 2 * r, 2 * r);
  path.moveTo(x + r, y);
  path.arc(x, y, r, 0, TURN);
}

/** An article of no story is a dot, which can be seen from afar. */
function dotSize(view) {
  return Math.min(13, Math.max(6, 2 / view.scale));
}

function paintHulls(context, view) {
  const open = isSmall ? Array.from({ length: groupCount }, (_, group) => group) : scene.open;
  for (const group of open) {
    const [x, y, r] = [groups.x[group], groups.y[group], groups.r[group]];
    if (isLone(group) || !isSeen(view, x, y, r)) continue;
    const part = isGroupStrong(group) ? 1 : 0.3;
    context.beginPath();
    context.arc(x, y, r, 0, TURN);
    context.fillStyle = mix(groupColour(group), ink.map, 0.17 * part);
    context.fill();
    context.lineWidth = Math.max(1, 1.2 / view.scale);
    context.strokeStyle = mix(groupColour(group), ink.map, 0.6 * part);
    context.stroke();
  }
}

/** From some nearness on, a closed story shows its articles as dots. */
function paintDots(context, view) {
  for (let group = 0; group < groupCount; group++) {
    const [x, y, r] = [groups.x[group], groups.y[group], groups.r[group]];
    if (r * view.scale < 11 || given.has(`s${group}`) || !isSeen(view, x, y, r)) continue;
    if (isOpen(group) && groups.n[group] < 640) continue;
    for (let article = starts[group]; article < starts[group + 1]; article++) {
      context.fillStyle = mix(colourOf(`a${article}`), ink.map, isStrong(article) ? 1 : 0.16);
      context.beginPath();
      context.arc(data.articles.x[article], data.articles.y[article], 6, 0, TURN);
      context.fill();
    }
  }
}

/** Topics and, if asked for, providers of a large graph. */
function paintSigns(context, view) {
  const size = Math.min(40, Math.max(7, 6 / view.scale));
  if (scene.shown.t) paintTable(context, view, overview.topics, "t", size * 1.3, diamond);
  if (scene.shown.p) paintTable(context, view, overview.providers, "p", size * 0.8, square);
}

function paintTable(context, view, table, kind, size, shape) {
  const path = new Path2D();
  table.n.forEach((number, index) => {
    if (number && isSeen(view, table.x[index], table.y[index], size)) {
      shape(path, table.x[index], table.y[index], size);
    }
  });
  context.fillStyle = KINDS[kind].colour;
  context.strokeStyle = ink.map;
  context.lineWidth = 1.5 / view.scale;
  context.fill(path);
  context.stroke(path);
}

function diamond(path, x, y, size) {
  path.moveTo(x, y - size);
  path.lineTo(x + size, y);
  path.lineTo(x, y + size);
  path.lineTo(x - size, y);
  path.closePath();
}

function square(path, x, y, size) {
  path.rect(x - size, y - size, 2 * size, 2 * size);
}

/** Faint lines between related stories. */
function paintRelations(context, view) {
  if (isSmall) return;
  const { source, target } = data.relations;
  context.beginPath();
  for (let index = 0; index < Math.min(source.length, 4000); index++) {
    const [one, other] = [source[index], target[index]];
    if (!matches.isAll && !(matches.groups[one] && matches.groups[other])) continue;
    context.moveTo(groups.x[one], groups.y[one]);
    context.lineTo(groups.x[other], groups.y[other]);
  }
  context.lineWidth = 0.8 / view.scale;
  context.strokeStyle = mix(ink.edge, ink.map, 0.45);
  context.stroke();
}

/** Lines from a selected provider, topic or story to what belongs to it. */
function paintRays(context, view) {
  const { kind, index } = parse(scene.selected);
  const from = placeOf(scene.selected);
  let ends = [];
  if (kind === "s") ends = data.related(index).map((other) => placeOf(`s${other.group}`));
  else if (kind === "a") ends = isSmall ? [] : linkedPlaces(index);
  else ends = belongings();
  context.beginPath();
  for (const end of ends.slice(0, 600)) {
    context.moveTo(from.x, from.y);
    context.lineTo(end.x, end.y);
  }
  context.lineWidth = 1.2 / view.scale;
  context.strokeStyle = mix(ink.accent, ink.map, ends.length > 60 ? 0.22 : 0.6);
  context.stroke();
}

function linkedPlaces(article) {
  return [...data.from(article), ...data.to(article)].map((link) => placeOf(`a${link.article}`));
}

let kept = { name: null, ends: [] };

function belongings() {
  if (isSmall) return [];
  if (kept.name !== scene.selected) {
    const seen = [...new Set(articlesOf(scene.selected).map((article) => groupOf[article]))];
    kept = { name: scene.selected, ends: seen.map((group) => placeOf(`s${group}`)) };
  }
  return kept.ends;
}

/** Paint above the nodes: a ring around what is selected or under the pointer. */
export function paintRings(context, view) {
  for (const [name, width] of [
    [scene.hovered, 1.5],
    [scene.selected, 3],
  ]) {
    if (!name || (name[0] === "a" && !data.isReady)) continue;
    const { x, y, r } = placeOf(name);
    context.beginPath();
    context.arc(x, y, (name[0] === "s" ? r : r + 3) + width / view.scale, 0, TURN);
    context.lineWidth = width / view.scale;
    context.strokeStyle = ink.accent;
    context.stroke();
  }
}
