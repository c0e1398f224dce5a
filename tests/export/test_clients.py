"""Programs that no one here wrote read every corpus as it is; see `tests/clients.py`."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

import storyweft
from tests.benchmarks.corpus import Corpus
from tests.clients import CLIENTS, FORMATS, Client, expected
from tests.rich import write_documents

ROOT = Path(__file__).parent.parent.parent


class Export(NamedTuple):
    folder: Path
    expected: dict[str, Any]


def exported(source: Path, out: Path) -> Export:
    graph = storyweft.build(source)
    storyweft.write(graph, out, FORMATS)
    return Export(out, expected(graph))


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> list[Export]:
    """The seeds, odd and generated documents: programs start once."""
    folder = tmp_path_factory.mktemp("clients")
    write_documents(folder / "rich")
    more = "---\ntitle: Apart\ntags: ['AI; ML', 'a \"b\"']\npublished: true\n---\n"
    (folder / "rich" / "apart.md").write_text(more, encoding="utf-8")
    Corpus(60).write(folder / "generated")
    sources = [ROOT / "seeds", folder / "rich", folder / "generated"]
    return [exported(source, folder / f"out of {source.name}") for source in sources]


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_a_program_reads_what_is_there(client: Client, exports: list[Export]) -> None:
    if client.version() is None:
        pytest.skip(f"{client.name} is not installed ({client.source})")
    answers = client.read(*(export.folder for export in exports))
    for read, export in zip(answers, exports, strict=True):
        assert read
        assert read == {name: export.expected[name] for name in read}, export.folder


def test_the_table_names_every_program() -> None:
    page = (ROOT / "exports" / "README.md").read_text(encoding="utf-8")
    rows = page.partition("<!-- clients -->")[2].partition("<!-- end of clients -->")[0]
    for client in CLIENTS:
        assert f"| {client.name} | {client.source} |" in rows
