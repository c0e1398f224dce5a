// Elements. What documents say reaches the page by textContent only.

/** @returns {any} */
export const byId = (/** @type {string} */ id) => document.getElementById(id);

/**
 * Make an element: plain objects are its attributes, where what starts with "on" listens; all else
 * is its content, which may be elements, text, nothing, and lists of them.
 * @param {string} tag @param {...any} parts @returns {any}
 */
export function make(tag, ...parts) {
  const element = document.createElement(tag);
  for (const part of parts.flat(9)) {
    if (part instanceof Node || typeof part === "string") element.append(part);
    else if (part) for (const [name, value] of Object.entries(part)) set(element, name, value);
  }
  return element;
}

function set(element, name, value) {
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "style") Object.assign(element.style, value);
  else if (value === true) element.setAttribute(name, "");
  else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
}

/** A button, for whatever acts on this page. @param {any} content @param {(event: any) => void} act */
export const button = (content, act, attributes = {}) =>
  make("button", { type: "button", onclick: act, ...attributes }, content);

/** A link to elsewhere, or text if the address is none that may be opened. @param {?string} safe @param {string} text */
export const outside = (safe, text, attributes = {}) =>
  safe
    ? make("a", { href: safe, rel: "noopener noreferrer", target: "_blank", ...attributes }, text)
    : make("span", text);

/** Size a canvas to its pixels and clear it. @param {HTMLCanvasElement} canvas @param {number} w @param {number} h */
export function clearCanvas(canvas, w, h) {
  const ratio = Math.min(3, devicePixelRatio || 1);
  const [width, height] = [Math.round(w * ratio), Math.round(h * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    Object.assign(canvas, { width, height });
    Object.assign(canvas.style, { width: `${w}px`, height: `${h}px` });
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
  if (!widths.has(key)) {
    ruler.font = font;
    if (widths.size > 50_000) widths.clear();
    widths.set(key, ruler.measureText(text).width);
  }
  return widths.get(key);
}

/** Copy text, also where a page from a file may not use the clipboard; the button that did it says so. */
export async function copy(node, /** @type {string} */ text) {
  node.dataset.text ??= node.textContent;
  node.textContent = (await copied(text)) ? "Copied" : "Copying was refused";
  setTimeout(() => {
    node.textContent = node.dataset.text;
  }, 1500);
}

async function copied(/** @type {string} */ text) {
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

/** A button that copies what it is given. @param {string} name @param {() => string} give */
export const copier = (name, give) => button(name, ({ target }) => copy(target, give()));

/** Show a tip near a point of the screen; without content, none. @param {any[]} content */
export function tip(/** @type {number} */ x, /** @type {number} */ y, ...content) {
  const node = byId("tip");
  node.hidden = !content.length;
  node.replaceChildren(...content);
  node.style.left = `${Math.min(x + 14, innerWidth - 345)}px`;
  node.style.top = `${Math.min(y + 16, innerHeight - 80)}px`;
}
