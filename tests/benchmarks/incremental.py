"""What a build costs that follows another one.

`python -m tests.benchmarks.incremental [SIZE ...]`

Each row is the command as a person runs it, in a process of its own, with the start of Python. What
was built after the edits is compared with a clean build, byte for byte. The first build without a
change looks at all outputs, whose times it cannot trust yet; the next one need not.
"""

import argparse
import filecmp
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.corpus import Corpus
from tests.benchmarks.measure import Cost, cost_of

COMMAND = [sys.executable, "-c", "from storyweft.cli.main import main; main()", "build"]


def build(source: Path, out: Path, *options: str) -> Cost:
    """Run the command, and return what it cost."""
    command = [*COMMAND, str(source), "--out", str(out), *options]
    return cost_of(lambda: subprocess.run(command, check=True, capture_output=True))


def change(source: Path, count: int) -> None:
    """Change the titles of so many files."""
    for path in sorted(source.rglob("*.md"))[:count]:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        titled = [line.replace("a", "e") if "itle:" in line else line for line in lines]
        path.write_text("".join(titled), encoding="utf-8")


def rows(size: int, folder: Path) -> None:
    source, out, clean = folder / "source", folder / "out", folder / "clean"
    source.mkdir()
    Corpus(size).write(source)
    time.sleep(2.5)  # younger files are known by their content
    show(size, "the first", build(source, out))
    show(size, "no change", build(source, out))
    show(size, "no change again", build(source, out))
    for path in source.rglob("*.md"):
        path.touch()
    time.sleep(2.5)
    show(size, "all files touched", build(source, out))
    change(source, 1)
    show(size, "one title changed", build(source, out))
    path = max(source.rglob("*.md"))
    path.rename(path.with_name("renamed.md"))
    show(size, "one file renamed", build(source, out))
    show(size, "`--no-cache`", build(source, clean, "--no-cache"))
    names = [path.name for path in clean.iterdir()]
    assert filecmp.cmpfiles(out, clean, names, shallow=False) == (names, [], [])


def show(size: int, name: str, cost: Cost) -> None:
    print(f"| {size:,} | {name} | {cost.cpu:.2f} | {cost.wall:.2f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000, 10_000])
    options = parser.parse_args()
    print("| articles | build | CPU s | wall s |")
    print("|---:|---|---:|---:|")
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            rows(size, Path(folder))


if __name__ == "__main__":
    main()
