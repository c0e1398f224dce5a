// Text and elements. What documents say reaches the page by textContent only.

const SVG = "http://www.w3.org/2000/svg";
const formats = new Map();

export function byId(id) {
  return document.getElementById(id);
}

/** Make an element; what starts with "on" listens, children are elements or text. */
export function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function makeSvg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Return text as search compares it: small letters, no accents. */
export function fold(text) {
  if (!text) return "";
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

export function shorten(text, most) {
  const points = [...text];
  return points.length <= most
    ? text
    : `${points
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}

/** Write a number with its thousands apart; Intl would take long to load for so little. */
export function digits(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function plural(number, one, many = `${one}s`) {
  return `${digits(number)} ${number === 1 ? one : many}`;
}

/** Return an address that a link may lead to, or null: http and https only. */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

export function outside(url, text, attributes = {}) {
  const safe = safeUrl(url);
  if (!safe) return make("span", {}, text);
  const rel = "noopener noreferrer";
  return make("a", { href: safe, rel, target: "_blank", ...attributes }, text);
}

const DAY = 86_400_000;

/** Return the day of a time like 2020-06-24T17:51:00Z, counted from 1970, or null. */
export function dayOf(time) {
  const value = time ? Date.parse(time.slice(0, 10)) : Number.NaN;
  return Number.isNaN(value) ? null : value / DAY;
}

export function isoDay(day) {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

function formatter(name, options) {
  if (!formats.has(name)) {
    formats.set(name, new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }));
  }
  return formats.get(name);
}

export function showDay(day) {
  const options = { day: "numeric", month: "short", year: "numeric" };
  return formatter("day", options).format(new Date(day * DAY));
}

export function showTime(time) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  const options = { day: "numeric", month: "long", year: "numeric", hour: "2-digit" };
  return `${formatter("time", { ...options, minute: "2-digit" }).format(date)} UTC`;
}

/** Say two days as a span: "10 Jun 2020 to 12 Jun 2020", or one. */
export function showSpan(first, last) {
  if (first === null || last === null) return "no date";
  return first === last ? showDay(first) : `${showDay(first)} to ${showDay(last)}`;
}
