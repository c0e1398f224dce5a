// Search by substring, in text that was folded before.

import { fold } from "./text.js";

/** @param {string} query */
export function wordsOf(query) {
  return fold(query).split(/\s+/).filter(Boolean);
}

/**
 * Say how well an article answers: 2 if its title has every word, 1 if title, names and excerpt
 * have them together, 0 if they have not.
 * @param {string[]} words @param {string} title @param {string} names @param {() => string} excerpt
 */
export function answer(words, title, names, excerpt) {
  if (words.every((word) => title.includes(word))) return 2;
  const others = words.filter((word) => !title.includes(word) && !names.includes(word));
  if (!others.length) return 1;
  const text = excerpt();
  return text && others.every((word) => text.includes(word)) ? 1 : 0;
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
  let folded = "";
  /** Where in the text each letter of the folded one comes from. @type {number[]} */
  const origin = [];
  letters.forEach((letter, index) => {
    for (const other of fold(letter)) {
      folded += other;
      for (let unit = 0; unit < other.length; unit++) origin.push(index);
    }
  });
  const marked = new Uint8Array(letters.length);
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      marked.fill(1, origin[at], origin[at + word.length - 1] + 1);
    }
  }
  const parts = [""];
  letters.forEach((letter, index) => {
    const isOdd = parts.length % 2 === 0;
    if (Boolean(marked[index]) === isOdd) parts[parts.length - 1] += letter;
    else parts.push(letter);
  });
  return parts;
}
