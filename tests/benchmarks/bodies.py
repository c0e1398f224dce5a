"""What reading bodies adds, text and links: `python -m tests.benchmarks.bodies [FOLDER ...]`

Documents are read without their bodies, with the text of these, and with their links, too, in turn,
in one process; the least of the turns counts: what else runs on the machine only adds. Without a
folder: the generated corpus, as it is and with longer bodies full of links.
"""

import argparse
import random
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from storyweft.pipeline import read as read_sources
from storyweft.reading.body_links import Context
from storyweft.reading.dialects.sites import settle
from storyweft.reading.pool import without_collector
from storyweft.settings import choose
from storyweft.sources.files import find_files
from tests.benchmarks.corpus import Corpus

# Words and links of a body.
BODIES = [(0, 0), (300, 3), (1_000, 20), (1_000, 100)]
SIZE = 1_000


def write(folder: Path, words: int, links: int) -> None:
    """Write a corpus whose bodies have so many words more, and links to others of its documents."""
    corpus = Corpus(SIZE)
    names = [name for name, _ in corpus.documents()]
    corpus.write(folder)
    for number, name in enumerate(names):
        dice = random.Random(number)  # noqa: S311 - no secret
        text = [*dice.choices("storm harbour the council of a vote said its plan".split(), k=words)]
        for _ in range(links):
            target = Path(dice.choice(names)).name
            link = dice.choice([f"[this report]({target})", f"[[{target}|it]]", f"**{target}**"])
            text.insert(dice.randrange(len(text)), link)
        with (folder / name).open("a", encoding="utf-8") as stream:
            stream.write(" ".join(text) + "\n")


def turn(folder: Path) -> tuple[float, float, float]:
    """Return the CPU seconds of reading a folder without bodies, with texts, with links, too."""
    without = read(folder, bodies=False)
    with (
        patch("storyweft.reading.usual_documents.body_links", _no_links),
        patch("storyweft.reading.publishing.body_links", _no_links),
    ):
        text = read(folder, bodies=True)
    return without, text, read(folder, bodies=True)


def _no_links(body: str, context: Context) -> tuple[()]:
    return ()


def read(folder: Path, *, bodies: bool) -> float:
    settings = settle(choose(folder, bodies=bodies), folder)
    files = find_files(folder)
    start = time.process_time()
    with without_collector():
        read_sources(files, settings)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print("| documents | files | without bodies, CPU s | with | more for text | for links |")
    print("|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as temporary:
        rows = {folder.name: folder for folder in options.folders}
        if not rows:
            for words, links in BODIES:
                name = (
                    f"generated, {words:,} words and {links} links more" if words else "generated"
                )
                rows[name] = Path(temporary, f"{words} {links}")
                write(rows[name], words, links)
        for name, folder in rows.items():
            turn(folder)  # what is imported late is not what is measured
            turns = [turn(folder) for _ in range(options.rounds)]
            before, some, after = map(min, zip(*turns, strict=True))
            of_text, of_links = (some - before) / before, (after - some) / before
            files = sum(1 for _ in find_files(folder))
            spent = f"{before:.2f} | {after:.2f} | {of_text:+.0%} | {of_links:+.0%}"
            print(f"| {name} | {files:,} | {spent} |")


if __name__ == "__main__":
    main()
