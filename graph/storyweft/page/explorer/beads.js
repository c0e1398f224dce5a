// The dots of a story: side by side and above each other, smaller where they would not fit.

/** How high the row of a story is for its dots, and how large a dot is. */
const HIGH = 19;
const DOT = 2.7;
const DOT_OF_MANY = 2.2;
const LEAST = 1.2;
const SHRINK = 0.45;
/** More articles than this in so few pixels are one disc. */
const MANY = 9;
const GAP = 0.4;

/** @param {number[]} xs in order @returns {Bead[]} */
export function arrange(xs) {
  const [first, last] = [xs[0], xs[xs.length - 1]];
  // From afar a story is one mark, as large as it was covered.
  if (xs.length > MANY && last - first < MANY) {
    return [[(first + last) / 2, 0, Math.min(9.5, 2.6 + Math.sqrt(xs.length) * 1.15)]];
  }
  for (let r = xs.length > 24 ? DOT_OF_MANY : DOT; r >= LEAST; r -= SHRINK) {
    const beads = stack(xs, r);
    if (beads) return settle(beads, r);
  }
  return xs.map((x, index) => [x, ((index % 5) - 2) * 3.4, LEAST]);
}

/** Put each dot on the level nearest the middle that is free; null if one has no room. */
function stack(/** @type {number[]} */ xs, /** @type {number} */ r) {
  const levels = 2 * Math.max(0, Math.floor((HIGH - 2 * r) / (4 * r))) + 1;
  const ends = new Float64Array(levels).fill(Number.NEGATIVE_INFINITY);
  /** @type {Bead[]} */
  const beads = [];
  for (const x of xs) {
    const level = ends.findIndex((end) => end + 2 * r + GAP <= x + r * 1.1);
    if (level < 0) return null;
    ends[level] = Math.max(x, ends[level] + 2 * r + GAP);
    const height = level % 2 ? (level + 1) / 2 : -level / 2;
    beads.push([ends[level], height * (2 * r + 0.6), r]);
  }
  return beads;
}

/** Let each heap stand in the middle of its row. */
function settle(/** @type {Bead[]} */ beads, /** @type {number} */ r) {
  /** @type {Bead[][]} */
  const heaps = [];
  let reach = Number.NEGATIVE_INFINITY;
  for (const bead of [...beads].sort((one, other) => one[0] - other[0])) {
    if (bead[0] - reach > 2 * r + 1) heaps.push([]);
    heaps[heaps.length - 1].push(bead);
    reach = bead[0];
  }
  for (const heap of heaps) {
    const heights = heap.map((bead) => bead[1]);
    const middle = (Math.min(...heights) + Math.max(...heights)) / 2;
    for (const bead of heap) bead[1] -= middle;
  }
  return beads;
}
