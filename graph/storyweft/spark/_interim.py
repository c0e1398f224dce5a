"""Stand-in until resolving is distributed: the driver resolves, behind the same interface."""

from typing import Any, NamedTuple

from storyweft.catalog import Catalog
from storyweft.copies import find_copies
from storyweft.graph import Graph
from storyweft.iris import Iris
from storyweft.model import Document
from storyweft.resolve import resolve as resolve_here
from storyweft.spark.frames import pack, unpack


class Options(NamedTuple):
    base_iri: str
    rules: Any


class Resolved(NamedTuple):
    articles: Any
    links: Any
    copies: Any
    conflicts: Any
    problems: Any
    providers: list
    topics: list
    graph: Any


def resolve(documents, options, checkpoint):
    session = documents.sparkSession
    iris = Iris(options.base_iri)
    docs = [unpack(Document, row.document) for row in documents.collect()]
    resolved = resolve_here(docs, iris, rules=options.rules)
    graph = Graph(docs, resolved, iris)
    graph = graph.with_copies(find_copies(graph))
    make = session.createDataFrame
    return Resolved(
        make(
            [(a.iri, a.iri, pack(a)) for a in graph.articles],
            "iri string, key string, article binary",
        ),
        make(
            [(a.source, a.target, pack(a)) for a in graph.links],
            "source string, target string, link binary",
        ),
        make(
            [(a.first, a.second, pack(a)) for a in graph.copies],
            "first string, second string, copy binary",
        ),
        make(
            [(a.article, a.field, pack(a)) for a in graph.conflicts],
            "article string, field string, conflict binary",
        ),
        make(
            [(a.path, pack(a)) for a in graph.problems + tuple(resolved.problems)],
            "path string, problem binary",
        ),
        list(graph.providers),
        list(graph.topics),
        graph,
    )


def lines(resolved):
    from storyweft.export.ntriples import generate

    rows = [(line.removesuffix("\n"),) for line in generate(resolved.graph)]
    return resolved.articles.sparkSession.createDataFrame(rows, "line string")
