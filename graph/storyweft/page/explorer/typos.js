// "Did you mean": where nothing is found, words that are one or two letters away.

/** @param {Iterable<string>} texts folded */
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
    let least = i;
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      let value = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        value = Math.min(value, before[j - 2] + 1);
      }
      row.push(value);
      least = Math.min(least, value);
    }
    if (least > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[other.length];
}

/**
 * Return the word that was probably meant, or null; also the start of a word may be meant.
 * @param {string} word @param {Map<string, number>} words
 */
export function meant(word, words) {
  if (word.length < 3) return null;
  const most = word.length >= 6 ? 2 : 1;
  let best = null;
  let score = Number.POSITIVE_INFINITY;
  for (const [other, count] of words) {
    const far = distance(word, other, most);
    if (far > most) continue;
    const value = far - Math.min(0.9, Math.log1p(count) / 12);
    if (value < score) [best, score] = [other, value];
  }
  return best;
}
