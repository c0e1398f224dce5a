"""SPARQL, with plain values for answers.

    for row in storyweft.query(graph, "providers-by-stories"):
        print(row["provider"], row["stories"])

IRIs, texts and times come as ``str`` (a time as ``YYYY-MM-DDTHH:MM:SSZ``, which sorts as it reads),
numbers as ``int`` or ``float``, flags as ``bool``, and what is not bound as ``None``.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload
from weakref import WeakKeyDictionary

from storyweft import vocabulary as v
from storyweft.errors import MissingExtra, QueryError
from storyweft.graph import Graph
from storyweft.sparql.named import ask
from storyweft.sparql.opening import as_store, tell_for
from storyweft.sparql.store import load

if TYPE_CHECKING:
    import pandas
    import pyarrow
    import pyoxigraph

Cell = str | int | float | bool | None
Row = dict[str, Cell]
_SHOWN = 50  # rows in a notebook


class Table(Sequence[Row]):
    """The answer to a query: rows by position, each a dictionary by column."""

    def __init__(self, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        self.columns = tuple(columns)
        self._rows = [dict(zip(self.columns, row, strict=True)) for row in rows]

    def __repr__(self) -> str:
        return f"<Table: {len(self)} rows, columns {', '.join(self.columns)}>"

    def __len__(self) -> int:
        return len(self._rows)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        return self.columns == other.columns and self._rows == other._rows

    __hash__ = None  # type: ignore[assignment]  # its rows are the caller's to change

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> "Table": ...
    def __getitem__(self, index: int | slice) -> "Row | Table":
        if isinstance(index, int):
            return self._rows[index]
        return Table(self.columns, [tuple(row.values()) for row in self._rows[index]])

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the first rows as a table."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{_html(value)}</td>" for value in row.values()) + "</tr>"
            for row in self._rows[:_SHOWN]
        )
        more = f"<p>{len(self):,} rows, {_SHOWN} shown</p>" if len(self) > _SHOWN else ""
        return f"<table><tr>{head}</tr>{rows}</table>{more}"

    def column(self, name: str) -> list[Cell]:
        """Return the values of one column."""
        return [row[name] for row in self._rows]

    def to_pandas(self) -> "pandas.DataFrame":
        """Return the rows as a data frame.

        :raises MissingExtra: if pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise MissingExtra("a data frame", "pandas") from None
        return pandas.DataFrame(self._rows, columns=list(self.columns))

    def to_arrow(self) -> "pyarrow.Table":
        """Return the rows as an Arrow table.

        :raises MissingExtra: if pyarrow is not installed.
        """
        try:
            import pyarrow
        except ImportError:
            raise MissingExtra("an Arrow table", "parquet") from None
        return pyarrow.table({name: self.column(name) for name in self.columns})


def query(
    source: "Graph | pyoxigraph.Store | str | Path", text: str, /, **parameters: object
) -> Table:
    """Ask a SPARQL query, or a named query by its name; see :func:`storyweft.named_queries`.

    The prefixes of the Turtle export need no declaration. ASK gives one row with the column
    ``answer``; CONSTRUCT and DESCRIBE give ``subject``, ``predicate`` and ``object``.

    :param source: a graph, a store, or the path of whatever has a graph: a store, an exported file,
        a folder that a build or Spark wrote, or documents.
    :param parameters: values for the parameters of the query.
    :raises QueryError: if it is no SPARQL, is nested too deeply, or a parameter does not fit.

    >>> from storyweft import build
    >>> query(build("seeds"), "stories-of-topic", topic="computer vision", since="2021-06-01")
    <Table: 0 rows, columns story, label, first, last, articles>
    """
    sparql = ask(text, parameters)
    refuse_nested(sparql)
    store = _store(source)
    try:
        return to_table(store.query(sparql, prefixes=v.PREFIXES))
    except SyntaxError as error:
        raise QueryError(f"no valid SPARQL: {syntax_message(error)}") from error
    except (ValueError, RuntimeError, OSError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error


def refuse_nested(sparql: str) -> None:
    """Let a process of its own try a query with many signs: what is nested ends it, not this one.

    :raises QueryError: if it does.
    """
    if len(_SIGN.findall(sparql)) > _MOST_SIGNS:
        command = [sys.executable, "-c", _TRY, json.dumps(dict(v.PREFIXES))]
        tried = subprocess.run(command, input=sparql.encode(errors="replace"), check=False)  # noqa: S603
        if tried.returncode < 0:
            raise QueryError("the query is nested too deeply: write it flat")


# Whatever nests has one of these; named queries have fewer than a hundred.
_SIGN = re.compile(r"[{(\[!+*/|&^-]")
_MOST_SIGNS = 300
_TRY = """
import json, pyoxigraph, sys
try:
    text = sys.stdin.buffer.read().decode()
    pyoxigraph.Store().query(text, prefixes=json.loads(sys.argv[1]))
except Exception:
    pass
"""


def syntax_message(error: SyntaxError) -> str:
    """Return where a query is wrong, without the list of every token that could stand there.

    >>> syntax_message(SyntaxError("error at 1:11: expected one of ..."))
    'error at line 1, column 11'
    """
    position = re.match(r"error at (\d+):(\d+)", str(error))
    return f"error at line {position[1]}, column {position[2]}" if position else str(error)


def to_table(
    answer: "pyoxigraph.QuerySolutions | pyoxigraph.QueryTriples | pyoxigraph.QueryBoolean",
    most: int | None = None,
) -> Table:
    """Return what a store answers, or so many rows of it, as a table of plain values."""
    import pyoxigraph

    if isinstance(answer, pyoxigraph.QueryBoolean):
        return Table(["answer"], [[bool(answer)]])
    if isinstance(answer, pyoxigraph.QuerySolutions):
        columns = [variable.value for variable in answer.variables]
        rows = ([_value(term) for term in solution] for solution in islice(answer, most))
        return Table(columns, rows)
    rows = ([_value(term) for term in triple] for triple in islice(answer, most))
    return Table(["subject", "predicate", "object"], rows)


# A graph never changes, so that the store for it is good for as long as the graph is there.
_stores: "WeakKeyDictionary[Graph, pyoxigraph.Store]" = WeakKeyDictionary()


def _store(source: "Graph | pyoxigraph.Store | str | Path") -> "pyoxigraph.Store":
    if isinstance(source, str | Path):
        return as_store(tell_for("query", source))
    if not isinstance(source, Graph):
        return source
    if source not in _stores:
        _stores[source] = load(source)
    return _stores[source]


def _value(term: Any) -> Cell:  # noqa: ANN401 - any term of RDF, or None
    import pyoxigraph

    if isinstance(term, pyoxigraph.Literal):
        return _plain(term.value, term.datatype.value)
    if term is None or isinstance(term, pyoxigraph.NamedNode):
        return term and str(term.value)
    return str(term)


def _html(value: Cell) -> str:
    text = "" if value is None else str(value)
    if text.startswith(("http://", "https://")):
        return f'<a href="{escape(text)}" rel="noreferrer">{escape(v.short(text))}</a>'
    return escape(text)


def _plain(text: str, datatype: str) -> Cell:
    if datatype == v.BOOLEAN:
        return text in ("true", "1")
    try:
        if datatype in _WHOLE:
            return int(text)
        return float(text) if datatype in _FRACTIONAL else text
    except ValueError:
        return text  # not what its datatype says: better as it is than not at all


_WHOLE = frozenset(v.XSD + name for name in ("integer", "int", "long", "nonNegativeInteger"))
_FRACTIONAL = frozenset(v.XSD + name for name in ("decimal", "double", "float"))
