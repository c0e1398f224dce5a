"""The explorer page as it is served: it looks whether there is a newer one, and loads that.

Only here: the page that is written asks nobody for anything.
"""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from storyweft.sources.stamps import Stamp, digest_of, digest_of_file, stamp_of

# It asks instead of being told: nothing stays open that would keep the server from its end. The
# view is in the address, where the page keeps it, and a reader who is at work is let finish.
_SCRIPT = """
(() => {
  const { version } = document.currentScript.dataset;
  let busyUntil = 0;
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
    addEventListener(kind, () => { busyUntil = performance.now() + 600; }, { capture: true });
  }
  async function look() {
    let wait = 1000;
    try {
      const answer = await fetch("/version", { cache: "no-store" });
      const now = answer.ok ? await answer.text() : "";
      if (now && now !== version) return reload();
    } catch {
      wait = 5000;
    }
    setTimeout(look, wait);
  }
  function reload() {
    const wait = busyUntil - performance.now();
    if (wait > 0) return setTimeout(reload, wait);
    sessionStorage.setItem("storyweft-focus", document.activeElement?.id ?? "");
    location.reload();
  }
  addEventListener("DOMContentLoaded", () => {
    document.getElementById(sessionStorage.getItem("storyweft-focus"))?.focus();
    sessionStorage.removeItem("storyweft-focus");
  });
  setTimeout(look, 1000);
})();
"""
_HASH = f"'sha256-{b64encode(sha256(_SCRIPT.encode()).digest()).decode()}'"

# What the page says of itself: nothing else may run, and nobody be asked.
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


class LivePage:
    """A page in a file that other builds replace."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: tuple[Stamp | None, str] = None, ""

    def read(self) -> bytes:
        """Return the page with the script in it.

        :raises FileNotFoundError: if there is none.
        """
        page = self._path.read_bytes()
        return _POLICY.sub(lambda match: _with_script(match[1], digest_of(page).hex()), page, 1)

    def version(self) -> str:
        """Return what changes with the page; nothing, while there is none."""
        stamp = stamp_of(self._path)
        if stamp != self._known[0]:
            try:
                self._known = stamp, digest_of_file(self._path).hex()
            except FileNotFoundError:
                self._known = None, ""
        return self._known[1]


def _with_script(policy: bytes, version: str) -> bytes:
    allowed = policy.decode().replace("script-src ", f"script-src {_HASH} ")
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{allowed}; connect-src \'self\'">\n'
        f'<script data-version="{version}">{_SCRIPT}</script>'
    ).encode()
