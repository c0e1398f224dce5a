"""Files in parts: what is copied from the file before is what would be made anew."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import msgpack

import storyweft
from storyweft.export.formats import FORMATS, generators
from storyweft.export.splicing import Splicing
from storyweft.graph import Graph
from storyweft.rdf.parts import Part, in_parts
from tests.benchmarks.graphs import make_graph
from tests.rich import write_documents

IN_PARTS = [name for name, form in FORMATS.items() if form.has_parts]


@given(st.sets(st.integers(0, 10**6), max_size=300), st.integers(0, 10**6))
def test_what_comes_changes_the_part_that_it_is_in(numbers: set[int], more: int) -> None:
    before, after = (
        list(map(tuple, in_parts(sorted(some), str))) for some in (numbers, numbers | {more})
    )
    assert [number for part in after for number in part] == sorted(numbers | {more})
    assert len({*after} - {*before}) <= 2
    assert len({*before} - {*after}) <= 1


def test_names_that_never_part_anything_are_parted() -> None:
    assert max(map(len, in_parts(["a"] * 10_000, str))) < 2_000


def text_of(number: int) -> str:
    return f"{number} ü\n" * (number % 7)


def parts(numbers: list[int | None], made: list[int]) -> Iterator[Part[str]]:
    """Yield a part for each number, and note which are asked for; None stands for one unkept."""

    def texts(number: int) -> Iterator[str]:
        made.append(number)
        yield text_of(number)

    for number in numbers:
        yield Part(None, [text_of(3)]) if number is None else Part(number, texts(number))


sequences = st.lists(st.none() | st.integers(1, 20), max_size=12)


@given(sequences, sequences, st.sampled_from(["", "cut", "change", "lose"]), st.integers(0, 99))
def test_a_spliced_file_is_the_one_made_anew(
    before: list[int | None], after: list[int | None], damage: str, position: int
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "graph.ttl")
        first = Splicing(path.parent, {})
        path.write_bytes(b"".join(first.splice(path.name, parts(before, []))))
        data = path.read_bytes()
        match damage:
            case "cut":
                path.write_bytes(data[:position])
            case "change":
                path.write_bytes(data[:position] + b"?" + data[position + 1 :])
            case "lose":
                path.unlink()
        made: list[int] = []
        second = Splicing(path.parent, first.spans)
        spliced = b"".join(second.splice(path.name, parts(after, made)))
        assert spliced.decode() == "".join(text_of(3 if item is None else item) for item in after)
        if not damage:
            assert not {number for number in made if text_of(number)} & {*before}
        path.write_bytes(spliced)
        third = Splicing(path.parent, second.spans)
        assert b"".join(third.splice(path.name, parts(after, []))) == spliced
        assert third.spans == second.spans


@pytest.fixture(scope="module")
def variants(tmp_path_factory: pytest.TempPathFactory) -> list[Graph]:
    """Graphs that differ in a line of a document, or in where their IRIs start."""
    folder = write_documents(tmp_path_factory.mktemp("documents"))
    graphs = [storyweft.build(folder), storyweft.build(folder, base_iri="https://example.org/")]
    for path in sorted(folder.rglob("*.md")):
        lines = path.read_text().splitlines(keepends=True)
        for number in range(1, len(lines) - 1):
            path.write_text("".join(lines[:number] + lines[number + 1 :]))
            graphs.append(storyweft.build(folder))
        path.write_text("".join(lines))
    return graphs


@pytest.mark.parametrize("name", IN_PARTS)
def test_what_is_made_of_the_same_is_the_same(name: str, variants: list[Graph]) -> None:
    seen: dict[bytes, str] = {}
    repeated = 0
    for graph in variants:
        for made_of, texts in import_module(FORMATS[name].module).parts(graph):
            if made_of is not None:
                key, text = msgpack.encode(made_of), "".join(texts)
                repeated += key in seen
                assert seen.setdefault(key, text) == text
    assert repeated and len(seen) > len(variants) / 2


@pytest.mark.parametrize("name", IN_PARTS)
def test_most_of_a_format_is_in_parts_that_may_be_copied(name: str) -> None:
    graph = make_graph(1000)
    sizes = {False: 0, True: 0}
    for made_of, texts in import_module(FORMATS[name].module).parts(graph):
        sizes[made_of is not None] += len("".join(texts))
    assert sum(sizes.values()) == sum(map(len, generators(name)[name](graph)))
    assert sizes[True] > sizes[False]
