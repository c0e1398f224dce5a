"""What is written: statements, and tables of nodes, edges and stories, in their order.

A driver that has a graph makes the rows of its tables itself; from tables of packed values they are
made per partition. Both go by the functions of ``rdf.triples`` and ``network.tables``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import structs

from storyweft import vocabulary as v
from storyweft.export import ntriples
from storyweft.graph import Graph
from storyweft.model import (
    About,
    Article,
    Link,
    NearDuplicate,
    Problem,
    Provider,
    Reference,
    Story,
    Storyline,
    StoryLink,
    Topic,
)
from storyweft.network import arrow, tables
from storyweft.rdf import triples
from storyweft.rdf.dataset import class_counts, describe_dataset, describe_use
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import Resolution
from storyweft.spark import authors
from storyweft.spark.frames import ROWS_A_BATCH, Row, map_rows, pack, rows_here, unpack
from storyweft.spark.resolve import ResolutionTables, counted

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

#: The columns of each table; what is plural is a list.
COLUMNS: dict[str, dict[str, type]] = {
    "nodes": {"iri": str, **tables.NODE_ATTRIBUTES},
    "edges": {"source": str, "target": str, **tables.EDGE_ATTRIBUTES},
    "stories": {
        **{"iri": str, "id": str, "label": str, "first": datetime, "last": datetime},
        **{"articles": tuple, "providers": tuple, "topics": tuple, "cohesion": float},
        **{"earliest": str, "is_earliest_certain": bool},
    },
}
#: What the rows of each table are sorted by.
ORDER = {"nodes": ("iri", "kind"), "edges": ("source", "target", "kind"), "stories": ("iri",)}
#: The times of the tables that have any: the first that a row has says in which month it is.
TIMES = {"nodes": ("published", "first"), "stories": ("first",)}


def schema_of(name: str, fields: Iterable[str] = ()) -> "pyarrow.Schema":
    """Return the columns of a table; ``fields`` are the attributes that not every graph has."""
    return arrow.schema_of({**COLUMNS[name], **dict.fromkeys(fields, str)})


def table_of(graph: Graph, name: str) -> "pyarrow.Table":
    """Return the nodes, edges or stories of a graph, in their order."""
    if name == "stories":
        rows = map(structs.asdict, graph.stories)
    else:
        rows = map(_as_row, tables.nodes(graph) if name == "nodes" else tables.edges(graph))
    fields = tables.field_names(graph) if name == "nodes" else ()
    return arrow.to_arrow(sorted(rows, key=itemgetter(*ORDER[name])), schema_of(name, fields))


def _as_row(item: tables.Node | tables.Edge) -> dict[str, Any]:
    return {**item._asdict(), **item.attributes}


# -- tables of values -----------------------------------------------------------------------------


class _Kind(NamedTuple):
    """What a packed value is, its order in a graph, and what is made of one.

    A node may be part of something.
    """

    type: type
    order: Callable[[Any], Any]
    describe: Callable[[Any, Iris], Iterable[triples.Resource]]
    node: Callable[[Any, str | None], tables.Node] | None = None


_iri, _ends = attrgetter("iri"), attrgetter("source", "target")


def _describe_article(article: Article, iris: Iris) -> Iterator[triples.Resource]:
    yield triples.describe_article(article, iris)
    yield triples.Resource(article.iri, [*triples.provenance(article, iris)])
    yield from map(triples.describe_image, article.images)


def _describe_provider(provider: Provider, _: Iris) -> Iterator[triples.Resource]:
    yield triples.describe_provider(provider)
    yield from map(triples.describe_image, provider.images)


def _describe_near_duplicate(pair: NearDuplicate, _: Iris) -> Iterator[triples.Resource]:
    yield triples.Resource(pair.first, [(v.ALTERNATE_OF, pair.second)])
    yield triples.Resource(pair.second, [(v.ALTERNATE_OF, pair.first)])


def _describe_storyline(line: Storyline, _: Iris) -> Iterator[triples.Resource]:
    yield triples.describe_storyline(line)
    for story, before in zip(line.stories, line.predecessors, strict=True):
        if before:
            yield triples.Resource(story, [(v.PREDECESSOR, before)])


#: What is in tables, one value a row.
KINDS = {
    "article": _Kind(Article, _iri, _describe_article, tables.article_node),
    "provider": _Kind(
        Provider, _iri, _describe_provider, lambda item, _: tables.provider_node(item)
    ),
    "topic": _Kind(
        Topic,
        _iri,
        lambda topic, iris: [triples.describe_topic(topic, iris), triples.describe_topics(iris)],
        lambda topic, _: tables.topic_node(topic),
    ),
    "link": _Kind(
        Link, _ends, lambda link, _: [triples.Resource(link.source, [(v.RELATION, link.target)])]
    ),
    "reference": _Kind(
        Reference,
        _ends,
        lambda link, _: [triples.Resource(link.source, [(v.REFERENCES, link.target)])],
    ),
    "near-duplicate": _Kind(NearDuplicate, attrgetter("first", "second"), _describe_near_duplicate),
    "story": _Kind(
        Story,
        lambda story: (-len(story.articles), story.id),
        lambda story, _: [triples.describe_story(story)],
        tables.story_node,
    ),
    "story-link": _Kind(StoryLink, _ends, lambda link, _: [triples.describe_story_link(link)]),
    "storyline": _Kind(
        Storyline,
        lambda line: (-len(line.stories), line.id),
        _describe_storyline,
        lambda line, _: tables.storyline_node(line),
    ),
}


def graph_of(values: Iterable[Row], iris: Iris) -> Graph:
    """Return the graph of some values (kind, value), without documents."""
    of: dict[str, list[Any]] = {name: [] for name in KINDS}
    for name, packed in values:
        of[name].append(unpack(KINDS[name].type, packed))
    for name, kind in KINDS.items():
        of[name].sort(key=kind.order)
    articles, providers, topics, links = (
        of[name] for name in ("article", "provider", "topic", "link")
    )
    return Graph(
        [],
        Resolution(articles, providers, topics, links, references=of["reference"]),
        iris,
        near_duplicates=of["near-duplicate"],
        stories=of["story"],
        story_links=of["story-link"],
        storylines=of["storyline"],
    )


VALUES = "kind string, iri string, value binary"


@dataclass(frozen=True)
class Results:
    """All that a build on the cluster made, of so many documents, and what was wrong with these."""

    resolved: ResolutionTables
    stories: "DataFrame"
    documents: int
    problems: list[Problem]

    def values(self) -> "DataFrame":
        """Return rows (kind, iri of the subject, value) of everything that is in tables."""
        resolved, stories = self.resolved, self.stories
        link_kind = "if(is_reference, 'reference', 'link') as kind"
        few = [("provider", item.iri, pack(item)) for item in resolved.providers]
        few += [("topic", item.iri, pack(item)) for item in resolved.topics]
        return (
            resolved.articles.selectExpr("'article' as kind", "iri", "article as value")
            .union(resolved.links.selectExpr(link_kind, "source", "link"))
            .union(resolved.near_duplicates.selectExpr("'near-duplicate'", "first", "pair"))
            .union(stories.where("kind != 'part'").select("kind", "iri", "value"))
            .union(rows_here(stories.sparkSession, few, VALUES))
        )

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Return how many values of each kind there are."""
        rows = self.values().groupBy("kind").count().collect()
        return dict.fromkeys(KINDS, 0) | {row.kind: row["count"] for row in rows}


def lines(results: Results, about: About) -> "DataFrame":
    """Return rows (line) of all statements as N-Triples, in no order, some more than once."""
    resolved = results.resolved
    line, iris = "line string", resolved.iris
    of_values = map_rows(results.values().select("kind", "value"), partial(_lines, iris), line)
    order = ("path", "is_mentioned", "iri")
    contents = resolved.contents.where("list != 'body'")
    contents = contents.selectExpr("path", "rank > 0 as is_mentioned", "iri").repartition("path")
    contents = contents.sortWithinPartitions(*order)
    of_documents = map_rows(contents, partial(_document_lines, iris), line)
    whole = [*_as_rows(describe_dataset(_classes(results), about, iris))]
    of_all = rows_here(of_values.sparkSession, whole, line)
    return of_values.union(of_documents).union(authors.lines(resolved)).union(of_all)


def _classes(results: Results) -> dict[str, int]:
    articles: Counter[str] = Counter()
    for kind, number in counted(results.resolved.counts, "type").items():
        articles[v.class_of(kind)] += number
    return class_counts(
        articles,
        providers=results.sizes["provider"],
        topics=results.sizes["topic"],
        stories=results.sizes["story"],
        storylines=results.sizes["storyline"],
        documents=results.documents,
    )


def in_order(rows: "DataFrame") -> "DataFrame":
    """Return the lines in order of their bytes from one part to the next, each once.

    One shuffle does both: equal lines meet in one part.
    """
    return rows.repartitionByRange("line").distinct().sortWithinPartitions("line")


def _as_rows(resources: Iterable[triples.Resource]) -> Iterator[Row]:
    return ((line.removesuffix("\n"),) for line in ntriples.lines(resources))


def _lines(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    for name, packed in rows:
        kind = KINDS[name]
        yield from _as_rows(kind.describe(unpack(kind.type, packed), iris))


def _document_lines(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    for path, group in groupby(rows, key=itemgetter(0)):
        own, *mentioned = dict.fromkeys(iri for _, _, iri in group)
        document = triples.describe_document(path, own, mentioned, iris)
        yield from _as_rows([document, describe_use(path, iris)])


def nodes(results: Results, fields: Iterable[str]) -> "DataFrame":
    """Return the nodes with the columns of the Parquet export, in order of IRI and kind.

    The values are sorted, not the wider rows made of them; a part finds its whole right before it.
    """
    kinds = ", ".join(f"'{name}'" for name, kind in KINDS.items() if kind.node)
    values = results.values().where(f"kind in ({kinds})")
    rows = values.selectExpr("iri", "kind", "cast(null as string) as whole", "value")
    rows = rows.union(
        results.stories.where("kind = 'part'").selectExpr("iri", "''", "whole", "null")
    )
    rows = rows.repartitionByRange("iri").sortWithinPartitions(*ORDER["nodes"])
    return map_rows(rows, _nodes, schema_of("nodes", fields))


def _nodes(rows: Iterator[Row]) -> Iterator[dict[str, Any]]:
    whole: dict[str, str] = {}
    for iri, name, whole_iri, packed in rows:
        if not name:
            whole = {iri: whole_iri}
        elif (node := KINDS[name].node) is not None:
            yield _as_row(node(unpack(KINDS[name].type, packed), whole.get(iri)))


def edges(results: Results) -> "DataFrame":
    """Return the edges with the columns of the Parquet export, in order of their ends."""
    rows = results.values().select("kind", "value")
    rows = map_rows(rows, partial(_edges, results.resolved.iris), schema_of("edges"))
    return rows.repartitionByRange("source").sortWithinPartitions(*ORDER["edges"])


def _edges(iris: Iris, rows: Iterator[Row]) -> Iterator[dict[str, Any]]:
    while some := list(islice(rows, ROWS_A_BATCH)):
        yield from map(_as_row, tables.edges(graph_of(some, iris)))


def story_table(results: Results) -> "DataFrame":
    """Return the stories as a table, in order of IRI."""
    rows = results.stories.where("kind = 'story'")
    # One task made them, which has them all.
    rows = rows.coalesce(1).sortWithinPartitions("iri")
    return map_rows(rows.select("value"), _stories, schema_of("stories"))


def _stories(rows: Iterator[Row]) -> Iterator[dict[str, Any]]:
    return (structs.asdict(unpack(Story, packed)) for (packed,) in rows)


def by_month(rows: "DataFrame", *times: str) -> "DataFrame":
    """Return rows with the ``month`` of the first time that each has, in order of it and IRI."""
    from pyspark.sql import functions as f

    # In UTC, whatever the time zone of the session is.
    days = f"date_from_unix_date(int(floor(unix_seconds(coalesce({', '.join(times)})) / 86400)))"
    dated = rows.withColumn("month", f.expr(f"substring(string({days}), 1, 7)"))
    order = ["month", "iri", *({"kind"} & set(rows.columns))]
    return dated.repartitionByRange("month", "iri").sortWithinPartitions(*order)
