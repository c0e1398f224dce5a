"""Programs that no one here wrote read every corpus as it is; see `tests/clients.py`."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

import storyweft
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.stories import STORYSET
from tests.clients import CLIENTS, FORMATS, Client, expected
from tests.rich import write_documents

ROOT = Path(__file__).parent.parent.parent


class Export(NamedTuple):
    folder: Path
    expected: dict[str, Any]


@pytest.fixture(scope="module", params=["seeds", "rich", "generated", "real"])
def export(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Export:
    folder = tmp_path_factory.mktemp(request.param)
    source = folder / "documents"
    if request.param == "seeds":
        source = ROOT / "seeds"
    elif request.param == "rich":
        write_documents(source)
        more = "---\ntitle: Apart\ntags: ['AI; ML', 'a \"b\"']\npublished: true\n---\n"
        (source / "apart.md").write_text(more, encoding="utf-8")
    elif request.param == "generated":
        Corpus(300).write(source)
    else:
        source = STORYSET
        if not source.is_dir():
            pytest.skip(f"no development set: {source} is not there")
    graph = storyweft.build(source)
    storyweft.write(graph, folder / "out", FORMATS)
    return Export(folder / "out", expected(graph))


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_a_program_reads_what_is_there(client: Client, export: Export) -> None:
    if client.version() is None:
        pytest.skip(f"{client.name} is not installed ({client.source})")
    read = client.read(export.folder)
    assert read
    assert read == {name: export.expected[name] for name in read}


def test_the_table_names_every_program() -> None:
    page = (ROOT / "exports" / "README.md").read_text(encoding="utf-8")
    rows = page.partition("<!-- clients -->")[2].partition("<!-- end of clients -->")[0]
    for client in CLIENTS:
        assert f"| {client.name} | {client.source} |" in rows
