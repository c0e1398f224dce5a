"""Real documents, broken at random: no traceback, and no file unaccounted for.

The dice are seeded, so that what fails today fails tomorrow. A mutant that ends in a traceback is
named by its number: `mutant(number)` makes it again.
"""

import json
import random
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph
import pytest
import rdflib

from storyweft.export.formats import generators
from storyweft.graph import Graph
from storyweft.model import Document, Problem
from storyweft.pipeline import read as read_sources
from storyweft.reading.documents import parse
from storyweft.reading.problem_codes import CODES
from storyweft.report import count_documents, report
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import resolve
from storyweft.sources.files import find_files
from storyweft.stories.near_duplicates import find_near_duplicates

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
MUTANTS = 1_500
BATCH = 500

# What breaks parsers: fences, indicators, escapes, bytes that are no text, values that are no text.
PIECES = [
    *(b"---", b"\n---\n", b"...", b"+++", b"{", b"}", b"[", b"]", b"- ", b"? ", b": ", b":", b" #"),
    *(b"\t", b"\r", b"\r\n", b"\n", b"\n\n", b"\0", b"\x07", b"\x1b[31m", b"\x7f", b"\x85"),
    *(b"'", b'"', b'\\"', b"\\", b"\\ud83d", b'"\\ud83d"', b"\\u0000", b"&", b"*", b"&a ", b"*a"),
    *(b"!", b"!!python/object ", b"%", b"@", b"`", b"|", b">", b"|\n", b"<<: *a", b"~", b"null"),
    *(b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\xbd", b"\xf4\x90\x80\x80"),
    *("\u2028".encode(), "\u200f".encode(), "\ufffe".encode(), "â€™".encode(), "😀".encode()),
    *(b"0012", b"1e400", b".nan", b"true", b"no", b"2020-13-45", b"12:30", b"-1", b"9" * 50),
    *(b"http://", b"javascript:alert(1)", b"https://[::1", b"?amp", b"/amp/", b"%zz", b"&amp;"),
    *(b"{a: b}", b"[x, [y]]", b"[[Page|x]]", b"title: A: B\n", b"related:\n", b"taxonomy: topic\n"),
]


def mutant(number: int) -> bytes:
    dice = random.Random(number)  # noqa: S311 - no secret
    data = SEEDS[dice.randrange(len(SEEDS))].read_bytes()
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
        data = dice.choice((_of_bytes, _of_lines))(data, dice)
    return data


def _of_bytes(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data) + 1)
    end = min(len(data), start + dice.choice((0, 0, 1, 1, 4, 40, 400)))
    new = dice.choice((b"", dice.choice(PIECES), dice.choice(PIECES), dice.randbytes(3)))
    return data[:start] + new + data[end:]


def _of_lines(data: bytes, dice: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    what = dice.randrange(6)
    if what == 0:
        del lines[one]
    elif what == 1:
        lines.insert(other, lines[one])
    elif what == 2:
        lines[one], lines[other] = lines[other], lines[one]
    elif what == 3:
        lines[one] = b" " * dice.randrange(9) + lines[one].strip()
    elif what == 4:
        key, colon, _ = lines[one].partition(b":")
        lines[one] = key + colon + b" " + dice.choice(PIECES)
    else:
        lines = lines[: one + 1]
    return b"\n".join(lines)


def test_a_mutant_is_the_same_every_time() -> None:
    assert [mutant(number) for number in range(20)] == [mutant(number) for number in range(20)]
    assert len({mutant(number) for number in range(200)}) > 190


def test_mutants_end_as_documents_or_problems() -> None:
    seen = {"loaded": 0, "repaired": 0, "rejected": 0}
    for start in range(0, MUTANTS, BATCH):
        batch = {number: mutant(number) for number in range(start, start + BATCH)}
        results = {number: parse(data, f"{number}.md") for number, data in batch.items()}
        for number, result in results.items():
            assert isinstance(result, Document | Problem), f"mutant({number})"
            problems = [result] if isinstance(result, Problem) else result.problems
            assert {problem.code for problem in problems} <= set(CODES), f"mutant({number})"
            seen[_outcome(result)] += 1
        _build([result for result in results.values() if isinstance(result, Document)])
    assert sum(seen.values()) == MUTANTS
    # The dice must break something, and not everything, or nothing was tested.
    assert min(seen.values()) > MUTANTS // 20, seen


def _outcome(result: Document | Problem) -> str:
    if isinstance(result, Problem):
        return "rejected"
    return "repaired" if result.problems else "loaded"


def _build(documents: list[Document]) -> None:
    """What was read must be fit for all that follows."""
    iris = Iris("https://storyweft.example/")
    resolved = resolve(documents, iris)
    own = {path for article in resolved.articles for path in article.own_documents}
    subjects = {document.path for document in documents if document.subject}
    assert own | subjects == {document.path for document in documents}
    problems = [problem for document in documents for problem in document.problems]
    graph = Graph(documents, resolved, iris, problems=[*problems, *resolved.problems])
    find_near_duplicates(graph.articles)
    json.dumps(report(graph), ensure_ascii=False).encode()
    for article in graph.articles[:20]:
        graph.merges(article.iri)
        assert graph.mentions(article.iri)


PARSERS: dict[str, Callable[[bytes], object]] = {
    "ttl": lambda data: list(pyoxigraph.parse(data, pyoxigraph.RdfFormat.TURTLE)),
    "nt": lambda data: rdflib.Graph().parse(data=data, format="nt"),
    "graphml": ElementTree.fromstring,
}


@pytest.mark.parametrize("name", PARSERS)
def test_what_mutants_leave_can_be_written(name: str) -> None:
    results = [parse(mutant(number), f"{number}.md") for number in range(500)]
    documents = [result for result in results if isinstance(result, Document)]
    iris = Iris("https://storyweft.example/")
    graph = Graph(documents, resolve(documents, iris), iris)
    for generate in generators(name).values():
        written = [piece.encode() if isinstance(piece, str) else piece for piece in generate(graph)]
        assert sum(map(len, written)) > 50_000
        PARSERS[name](b"".join(written))


def test_mutants_as_files_are_all_accounted_for(tmp_path: Path) -> None:
    for number in range(300):
        ending = (".md", ".txt", ".yaml", ".html")[number % 4]
        (tmp_path / f"{number}{ending}").write_bytes(mutant(number))
    files = find_files(tmp_path)
    documents, problems = read_sources(files, jobs=2)
    assert sum(count_documents(documents, problems).values()) == len(files) == 300
    assert read_sources(files) == (documents, problems)
