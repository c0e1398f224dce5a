// Where the names of nodes stand: none over another, none cut off by the edge.

/** @typedef {{left: number, top: number, right: number, bottom: number}} Rect */
/**
 * @typedef {object} Wish a name that wants a place, in pixels of the screen
 * @property {number} id
 * @property {string[]} lines
 * @property {number} x middle of its node
 * @property {number} y
 * @property {number} r
 * @property {number} width of the longest line
 * @property {number} size of its letters
 * @property {boolean} bold
 * @property {boolean} inside whether it may stand in its node
 * @property {boolean} must whether it may cover other nodes
 */
/** @typedef {Wish & {box: Rect}} Name */

const LEADING = 1.22;
const GAP = 4;

/**
 * Return the names that have a place; the first wish comes first.
 * @param {Wish[]} wishes @param {{x: number, y: number, r: number}[]} nodes @param {Rect} view
 * @returns {Name[]}
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

/** Places for a name: in its node, below, above, right, left of it. */
function boxes(/** @type {Wish} */ { x, y, r, width, size, lines, inside }) {
  const height = lines.length * size * LEADING;
  const at = (left, top) => ({ left, top, right: left + width, bottom: top + height });
  const list = [
    at(x - width / 2, y + r + GAP),
    at(x - width / 2, y - r - GAP - height),
    at(x + r + GAP, y - height / 2),
    at(x - r - GAP - width, y - height / 2),
  ];
  return inside ? [at(x - width / 2, y - height / 2), ...list] : list;
}

function isInside(/** @type {Rect} */ box, /** @type {Rect} */ view) {
  return box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom;
}

function overlaps(/** @type {Rect} */ one, /** @type {Rect} */ other) {
  return (
    one.left < other.right + GAP &&
    other.left < one.right + GAP &&
    one.top < other.bottom + 1 &&
    other.top < one.bottom + 1
  );
}

function covers(/** @type {Rect} */ box, node, /** @type {Wish} */ wish) {
  if (node.x === wish.x && node.y === wish.y) return false;
  const dx = Math.max(box.left - node.x, 0, node.x - box.right);
  const dy = Math.max(box.top - node.y, 0, node.y - box.bottom);
  return dx * dx + dy * dy < node.r * node.r;
}

/** @param {CanvasRenderingContext2D} pen @param {Name[]} names */
export function paintNames(pen, names, /** @type {Record<string, string>} */ ink, /** @type {string} */ font) {
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  pen.lineJoin = "round";
  for (const { box, lines, size, bold } of names) {
    pen.font = `${bold ? 600 : 400} ${size}px ${font}`;
    const x = (box.left + box.right) / 2;
    lines.forEach((line, index) => {
      const y = box.top + (index + 0.82) * size * LEADING;
      pen.strokeStyle = ink.paper;
      pen.lineWidth = 3.5;
      pen.strokeText(line, x, y);
      pen.fillStyle = ink.ink;
      pen.fillText(line, x, y);
    });
  }
}
