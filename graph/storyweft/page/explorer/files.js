// Text that is saved as a file: cells, XML, and what neither may hold.

import { make } from "./dom.js";

export function save(/** @type {string} */ name, /** @type {string} */ type, /** @type {string} */ text) {
  saveBlob(name, new Blob([text], { type: `${type};charset=utf-8` }));
}

export function saveBlob(/** @type {string} */ name, /** @type {Blob} */ blob) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A cell of CSV; text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function cell(/** @type {any} */ content) {
  if (content === null || content === undefined) return "";
  const isFormula = typeof content === "string" && /^[=+\-@\t\r]/.test(content);
  const text = isFormula ? `'${content}` : String(content);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function escapeXml(/** @type {any} */ text) {
  const names = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return clean(String(text)).replace(/[&<>"]/g, (letter) => names[letter]);
}

/** Drop what XML 1.0 cannot hold at all. */
export function clean(/** @type {string} */ text) {
  return (text.toWellFormed?.() ?? text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
}
