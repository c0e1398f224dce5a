// Elements. What documents say reaches the page by textContent only.

const SVG = "http://www.w3.org/2000/svg";

/** @returns {any} */
export function byId(/** @type {string} */ id) {
  return document.getElementById(id);
}

/** @typedef {Node | string | null | undefined | false} Child */
/** @typedef {Child | Child[] | (Child | Child[])[]} Children */

/**
 * Make an element; what starts with "on" listens, children are elements, text or lists of them.
 * @param {string} tag @param {Record<string, any>} [attributes] @param {...any} children
 * @returns {any}
 */
export function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** @param {string} tag @param {Record<string, any>} [attributes] @param {...any} children @returns {any} */
export function makeSvg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(4).filter((child) => child || child === ""));
  return element;
}

/** A button, for whatever acts on this page. @param {any} content */
export function button(content, /** @type {(event: any) => void} */ act, attributes = {}) {
  return make("button", { type: "button", onclick: act, ...attributes }, content);
}

/** A link to elsewhere, or text if the address is none that may be opened. */
export function outside(/** @type {?string} */ safe, /** @type {string} */ text, attributes = {}) {
  if (!safe) return make("span", {}, text);
  const rel = "noopener noreferrer";
  return make("a", { href: safe, rel, target: "_blank", ...attributes }, text);
}

/** Size a canvas to its pixels and clear it. */
export function clearCanvas(/** @type {HTMLCanvasElement} */ canvas, /** @type {number} */ w, /** @type {number} */ h) {
  const ratio = Math.min(3, devicePixelRatio || 1);
  const [width, height] = [Math.round(w * ratio), Math.round(h * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${w}px`;
    canvas.style.height = `${h}px`;
  }
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, w, h);
  return pen;
}

const ruler = document.createElement("canvas").getContext("2d");
/** @type {Map<string, number>} */
const widths = new Map();

export function widthOf(/** @type {string} */ text, /** @type {string} */ font) {
  const key = font + text;
  let width = widths.get(key);
  if (width === undefined) {
    ruler.font = font;
    width = ruler.measureText(text).width;
    if (widths.size > 50_000) widths.clear();
    widths.set(key, width);
  }
  return width;
}

/** Copy text, also where a page from a file may not use the clipboard. */
export async function copy(/** @type {string} */ text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make("textarea", { "aria-hidden": "true", class: "quiet" });
    area.value = text;
    document.body.append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    return isDone;
  }
}

/** A button that copies what it is given, and says so. */
export function copier(/** @type {string} */ text, /** @type {() => string} */ give) {
  return button(text, async ({ target }) => {
    target.textContent = (await copy(give())) ? "Copied" : "Copying was refused";
    setTimeout(() => {
      target.textContent = text;
    }, 1500);
  });
}
