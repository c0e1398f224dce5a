// Times as the page writes them: milliseconds of UTC, in words.

import { plural } from "./text.js";

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const DAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");

export const floorDay = (/** @type {number} */ time) => Math.floor(time / DAY) * DAY;
/** Write a time as RDF has it: 2020-06-24T17:51:00Z. */
export const isoTime = (/** @type {number} */ time) => new Date(time).toISOString().replace(".000Z", "Z");
export const isoDay = (/** @type {number} */ time) => isoTime(time).slice(0, 10);
export const showTime = (/** @type {number} */ time) => isoTime(time).slice(11, 16);
export const weekday = (/** @type {number} */ time) => DAYS[new Date(time).getUTCDay()];
export const monthName = (/** @type {number} */ month) => MONTHS[month];

/** @param {number} time */
export function showDay(time, year = true) {
  const date = new Date(time);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}${year ? ` ${date.getUTCFullYear()}` : ""}`;
}

/** Say how much later something was: "35 min", "1.6 h", "3 days". @param {number} span */
export function lag(span) {
  const minutes = Math.round(span / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  const hours = minutes / 60;
  if (hours < 48) return `${hours < 10 && minutes % 60 ? hours.toFixed(1) : Math.round(hours)} h`;
  return plural(Math.round(hours / 24), "day");
}

/** Say two times as a span of days. @param {number} first @param {number} last */
export function span(first, last) {
  const [one, other] = [new Date(first), new Date(last)];
  if (isoDay(first) === isoDay(last)) return showDay(first);
  const isYear = one.getUTCFullYear() === other.getUTCFullYear();
  if (isYear && one.getUTCMonth() === other.getUTCMonth()) return `${one.getUTCDate()} to ${showDay(last)}`;
  return `${showDay(first, !isYear)} to ${showDay(last)}`;
}

/** Say roughly how long a quiet time is: "12 days", "6 months". @param {number} length */
export function roughly(length) {
  const days = length / DAY;
  if (days < 45) return plural(Math.round(days), "day");
  return days < 550 ? plural(Math.round(days / 30.4), "month") : plural(Math.round(days / 365), "year");
}
