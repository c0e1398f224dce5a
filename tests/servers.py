"""Triple stores that people run, on the loopback interface, for as long as a test needs them."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pyoxigraph
import pytest

from storyweft import vocabulary as v
from storyweft.sparql.asking import Cell, Table, to_table


class Running(NamedTuple):
    """A store that runs: where it takes graphs, updates and queries, and who may change it."""

    name: str
    graphs: str
    updates: str
    queries: str
    user: tuple[str, str] | None = None

    def ask(self, sparql: str, graph: str | None = None) -> Table:
        """Return the answer to a query about one graph (the default graph without a name)."""
        parameters = {"query": _prologue(sparql)}
        if graph is not None:
            parameters["default-graph-uri"] = graph
        accept = {"Accept": "application/sparql-results+json"}
        answer = httpx.post(self.queries, data=parameters, headers=accept, timeout=60)
        assert answer.status_code == 200, answer.text
        kind = pyoxigraph.QueryResultsFormat.JSON
        return to_table(pyoxigraph.parse_query_results(answer.content, kind))

    def size(self, graph: str | None = None) -> Cell:
        """Return how many triples a graph has."""
        (row,) = self.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", graph)
        return row["n"]

    def named_graphs(self) -> list[Cell]:
        """Return the named graphs below the default base."""
        sparql = """SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o }
            FILTER(STRSTARTS(STR(?g), "https://storyweft.example/")) } ORDER BY ?g"""
        return self.ask(sparql).column("g")


def _prologue(sparql: str) -> str:
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in v.PREFIXES.items()) + sparql


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def running(command: list[str], url: str, folder: Path) -> Iterator[None]:
    """Run a server until it is no longer needed; it is up when the address answers."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            _await(process, url, folder / "log")
            yield
        finally:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{url} never answered:\n{log.read_text(errors='replace')}")


def _program(name: str) -> str | None:
    """Return a program beside this Python, or on the path."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.is_file() else shutil.which(name)


@contextmanager
def oxigraph_server(folder: Path) -> Iterator[Running]:
    program = _program("oxigraph")
    if program is None:
        pytest.skip("oxigraph is not installed (pip install oxigraph)")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [program, "serve", "--location", str(folder / "data")]
    with running([*command, "--bind", f"127.0.0.1:{port}"], url, folder):
        yield Running("oxigraph", f"{url}/store", f"{url}/update", f"{url}/query")


_VIRTUOSO = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = {sql_port}
DisableUnixSocket = 1
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 100000
"""


@contextmanager
def virtuoso_server(folder: Path) -> Iterator[Running]:
    program = _program("virtuoso-t")
    if program is None:
        pytest.skip("virtuoso is not installed (Debian: virtuoso-opensource)")
    port = free_port()
    settings = _VIRTUOSO.format(port=port, sql_port=f"127.0.0.1:{free_port()}")
    (folder / "virtuoso.ini").write_text(settings)
    url = f"http://127.0.0.1:{port}"
    command = [program, "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    with running(command, f"{url}/sparql", folder):
        yield Running(
            "virtuoso",
            f"{url}/sparql-graph-crud-auth",
            f"{url}/sparql-auth",
            f"{url}/sparql",
            ("dba", "dba"),
        )
