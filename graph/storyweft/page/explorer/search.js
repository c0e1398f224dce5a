// Search by substring, in text that was folded before; and "did you mean", where nothing answers.

import { fold } from "./text.js";

/** @param {string} query */
export const wordsOf = (query) => fold(query).split(/\s+/).filter(Boolean);

/**
 * Say how well an article answers: 2 if its title has every word, 1 if something else of it has
 * those that the title has not, 0 if not.
 * @param {string[]} words @param {string} title @param {(word: string) => boolean} hasElsewhere
 */
export function answer(words, title, hasElsewhere) {
  const rest = words.filter((word) => !title.includes(word));
  return rest.length ? Number(rest.every(hasElsewhere)) : 2;
}

/**
 * Say how well a headline answers, for the best match comes first: the query as it stands, at the
 * start of a word or inside one; all words; some.
 * @param {string} query folded @param {string[]} words @param {string} text folded
 */
export function closeness(query, words, text) {
  const at = text.indexOf(query);
  if (at === 0) return 5;
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1]) ? 3 : 4;
  const share = words.filter((word) => text.includes(word)).length / words.length;
  return share === 1 ? 2 : share;
}

/**
 * Split text where words of a query occur, for marking: every second piece is such a word.
 * Folding may change lengths, so letters are compared one by one.
 * @param {string[]} words @param {string} text
 */
export function pieces(words, text) {
  if (!words.length) return [text];
  const letters = [...text];
  const others = letters.map(fold);
  const folded = others.join("");
  /** Where in the text each letter of the folded one comes from. */
  const origin = others.flatMap((other, index) => Array(other.length).fill(index));
  const marked = new Uint8Array(letters.length);
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      marked.fill(1, origin[at], origin[at + word.length - 1] + 1);
    }
  }
  const parts = [""];
  letters.forEach((letter, index) => {
    if (marked[index] === (parts.length + 1) % 2) parts[parts.length - 1] += letter;
    else parts.push(letter);
  });
  return parts;
}

/** Return each word with how often it occurs. @param {Iterable<string>} texts folded */
export function vocabulary(texts) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const text of texts) {
    for (const word of text.split(/[^\p{L}\p{N}]+/u)) {
      if (word.length > 2) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

/** Return how many letters differ, or more than `most`; two that changed places count once. */
export function distance(/** @type {string} */ one, /** @type {string} */ other, most = 2) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwap ? before[j - 2] + 1 : most + 1;
      row.push(Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same, swapped));
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[other.length];
}

/** Return the word that was probably meant, or null. @param {string} word @param {Map<string, number>} words */
export function meant(word, words) {
  if (word.length < 3) return null;
  const most = word.length >= 6 ? 2 : 1;
  let [best, score] = [null, most + 1];
  for (const [other, count] of words) {
    const far = distance(word, other, most);
    const value = far - Math.min(0.9, Math.log1p(count) / 12);
    if (far <= most && value < score) [best, score] = [other, value];
  }
  return best;
}
