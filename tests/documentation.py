"""The examples in the documentation, run: `$ command` blocks and Python blocks with their output.

A command that prints Markdown stands in a comment, `<!-- $ command -->`, before what it prints.

`python -m tests.documentation` writes what they print today into the pages; the diff is the review.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = ["README.md", "graph/README.md", "exports/README.md"]

_BLOCK = re.compile(
    r"(?P<console>```console\n\$ (?P<command>.*?)\n(?P<shown>.*?)```)"
    r"|(?P<markdown><!-- \$ (?P<source>.*?) -->\n(?P<rendered>.*?)<!-- end -->)"
    r"|(?P<python>```python\n(?P<code>.*?)```\n\n```output\n(?P<printed>.*?)```)",
    re.DOTALL,
)


def refreshed(page: str) -> str:
    """Return a page with every example's output as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("seeds", "exports"):
            shutil.copytree(ROOT / name, Path(folder, name))
        return _BLOCK.sub(lambda match: _run(match, folder), page)


def commands(page: str) -> Iterator[str]:
    for match in _BLOCK.finditer(page):
        if match["command"]:
            yield match["command"]


def _run(match: re.Match[str], folder: str) -> str:
    if match["console"]:
        printed = _output(["bash", "-c", match["command"]], folder)
        return f"```console\n$ {match['command']}\n{printed}```"
    if match["markdown"]:
        printed = _output(["bash", "-c", match["source"]], folder)
        return f"<!-- $ {match['source']} -->\n{printed}<!-- end -->"
    printed = _output([sys.executable, "-c", match["code"]], folder)
    return f"```python\n{match['code']}```\n\n```output\n{printed}```"


def _output(command: list[str], folder: str) -> str:
    scripts = str(Path(sys.executable).parent)
    environment = os.environ | {
        "PATH": scripts + os.pathsep + os.environ["PATH"],
        "COLUMNS": "100",
        "PYTHONIOENCODING": "utf-8",
    }
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    if result.returncode:
        raise AssertionError(f"{command}: exit code {result.returncode}\n{result.stderr}")
    return result.stdout


def main() -> None:
    for name in PAGES:
        path = ROOT / name
        if path.exists():
            path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
