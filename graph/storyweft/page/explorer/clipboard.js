// Copying, also where a page from a file may not use the clipboard.

import { make } from "./text.js";

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Where the clipboard is closed to scripts, the old way may still be open. */
function copyBySelection(text) {
  const area = make("textarea", { "aria-hidden": "true", class: "quiet" });
  area.value = text;
  document.body.append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  return isDone;
}
