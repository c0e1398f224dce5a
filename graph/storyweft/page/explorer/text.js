// Text, compared and shortened; nothing here knows the page.

/** Letters that stand for others although Unicode takes none of them apart. */
const ALIKE = { ł: "l", ø: "o", ß: "ss", đ: "d", ð: "d", ı: "i", œ: "oe", æ: "ae", þ: "th", ħ: "h" };
const HAS_ALIKE = new RegExp(`[${Object.keys(ALIKE).join("")}]`, "g");

/** Return text as search compares it: small letters, no accents. @param {?string} text */
export function fold(text) {
  if (!text) return "";
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(HAS_ALIKE, (letter) => ALIKE[letter]);
}

/** Write a number with its thousands apart; Intl would take long to load for so little. @param {number} number */
export const digits = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

/** @param {number} number @param {string} one @param {string} [many] */
export const plural = (number, one, many = `${one}s`) => `${digits(number)} ${number === 1 ? one : many}`;
export const stories = (/** @type {number} */ number) => plural(number, "story", "stories");
export const articles = (/** @type {number} */ number) => plural(number, "article");

/** @param {string} text @param {number} most */
function shorten(text, most) {
  const points = [...text];
  if (points.length <= most) return text;
  const start = points.slice(0, most - 1).join("");
  return `${start.trimEnd()}…`;
}

/** Break text into lines of about so many letters, at most three. @param {string} text @param {number} width */
export function wrap(text, width) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const last = lines.length - 1;
    if (lines[last] && `${lines[last]} ${word}`.length > width) lines.push(shorten(word, width));
    else lines[last] = `${lines[last]} ${shorten(word, width)}`.trim();
  }
  return lines.length > 3 ? [...lines.slice(0, 2), shorten(`${lines[2]} …`, width)] : lines;
}

/** Return an address that a link may lead to, or null: http and https only. @param {?string} text */
export function safeUrl(text) {
  try {
    const url = new URL(text ?? "");
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}
