// Where the names of nodes stand: none over another, none cut off by the edge.

const LEADING = 1.22;
const GAP = 4;

/**
 * Return the names that have a place; the first wish comes first.
 * @param {Wish[]} wishes @param {{x: number, y: number, r: number}[]} nodes @param {Rect} view
 */
export function placeNames(wishes, nodes, view) {
  /** @type {Name[]} */
  const names = [];
  for (const wish of wishes) {
    let best = null;
    let fewest = wish.must ? Number.POSITIVE_INFINITY : 1;
    for (const box of boxes(wish)) {
      if (!isInside(box, view) || names.some((name) => overlaps(name.box, box))) continue;
      const covered = nodes.filter((node) => covers(box, node, wish)).length;
      if (covered < fewest) [best, fewest] = [box, covered];
      if (covered === 0) break;
    }
    if (best) names.push({ ...wish, box: best });
  }
  return names;
}

/** Where a name may stand: below, above, right, left of its node, or at its corners. */
function boxes(/** @type {Wish} */ { x, y, r, width, size, lines }) {
  const height = lines.length * size * LEADING;
  const at = (left, top) => ({ left, top, right: left + width, bottom: top + height });
  return [
    at(x - width / 2, y + r + GAP),
    at(x - width / 2, y - r - GAP - height),
    at(x + r + GAP, y - height / 2),
    at(x - r - GAP - width, y - height / 2),
    at(x, y + r + GAP),
    at(x - width, y + r + GAP),
    at(x, y - r - GAP - height),
    at(x - width, y - r - GAP - height),
  ];
}

const isInside = (/** @type {Rect} */ box, /** @type {Rect} */ view) =>
  box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom;

function overlaps(/** @type {Rect} */ one, /** @type {Rect} */ other) {
  const isBeside = one.left >= other.right + GAP || other.left >= one.right + GAP;
  return !isBeside && one.top < other.bottom + 1 && other.top < one.bottom + 1;
}

function covers(/** @type {Rect} */ box, node, /** @type {Wish} */ wish) {
  if (node.x === wish.x && node.y === wish.y) return false;
  const dx = Math.max(box.left - node.x, 0, node.x - box.right);
  const dy = Math.max(box.top - node.y, 0, node.y - box.bottom);
  return dx * dx + dy * dy < node.r * node.r;
}

/** Each line of each name, with the middle of its foot. @param {Name[]} names */
export const linesOf = (names) =>
  names.flatMap(({ box, lines, size, bold }) =>
    lines.map((text, index) => ({
      text,
      x: (box.left + box.right) / 2,
      y: box.top + (index + 0.82) * size * LEADING,
      size,
      weight: bold ? 600 : 400,
    })),
  );
