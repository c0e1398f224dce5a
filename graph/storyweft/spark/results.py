"""What is written: statements, and tables of nodes, edges and stories, in their order.

A driver that has a graph makes the rows of its tables itself; from tables of packed values they are
made per partition. Both go by the functions of ``rdf.triples`` and ``network.tables``.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial, reduce
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from msgspec import structs

from storyweft import vocabulary as v
from storyweft.export import ntriples
from storyweft.graph import Graph
from storyweft.model import (
    Article,
    Link,
    NearDuplicate,
    Provider,
    Story,
    Storyline,
    StoryLink,
    Topic,
)
from storyweft.network.tables import (
    EDGE_ATTRIBUTES,
    NODE_ATTRIBUTES,
    Attribute,
    Edge,
    Node,
    article_edges,
    article_node,
    link_edge,
    near_duplicate_edge,
    provider_node,
    story_edges,
    story_link_edge,
    story_node,
    storyline_edges,
    storyline_node,
    topic_node,
)
from storyweft.network.tables import edges as edges_of
from storyweft.network.tables import field_names as field_names
from storyweft.network.tables import nodes as nodes_of
from storyweft.rdf.triples import (
    Resource,
    describe_article,
    describe_document,
    describe_image,
    describe_provider,
    describe_story,
    describe_story_link,
    describe_storyline,
    describe_topic,
    describe_topics,
    provenance,
)
from storyweft.resolving.iris import Iris
from storyweft.spark.frames import Row, map_rows, pack, unpack
from storyweft.spark.resolve import ResolutionTables
from storyweft.spark.stories import StoryTables

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

#: The columns of the table of stories; what is plural is a list of IRIs.
STORY_COLUMNS = (
    "iri string, id string, label string, first timestamp, last timestamp, articles array<string>,"
    " providers array<string>, topics array<string>, cohesion double, earliest string,"
    " is_earliest_certain boolean"
)

#: The times of the tables that have any: the first that a row has says in which month it is.
TIMES = {"nodes": ("published", "first"), "stories": ("first",)}
#: The month of rows without one, as Spark has it.
NO_MONTH = "__HIVE_DEFAULT_PARTITION__"

_TYPES = {str: "string", bool: "boolean", int: "long", float: "double", datetime: "timestamp"}


def node_schema(fields: Sequence[str]) -> "StructType":
    """Return the columns of nodes; ``fields`` are the attributes that nobody foresaw."""
    return _schema({"iri": str, **NODE_ATTRIBUTES, **dict.fromkeys(fields, str)})


def edge_schema() -> "StructType":
    """Return the columns of edges."""
    return _schema({"source": str, "target": str, **EDGE_ATTRIBUTES})


def _schema(types: dict[str, type]) -> "StructType":
    from pyspark.sql.types import ArrayType, StringType, StructType

    schema = StructType()
    for name, kind in types.items():
        schema.add(name, ArrayType(StringType()) if kind is tuple else _TYPES[kind])
    return schema


def story_schema() -> "StructType":
    """Return the columns of stories."""
    from pyspark.sql.types import StructType

    return cast("StructType", StructType.fromDDL(STORY_COLUMNS))


# -- rows of a graph ------------------------------------------------------------------------------


def node_rows(graph: Graph, fields: Sequence[str]) -> list[Row]:
    """Return all nodes, in order of IRI and kind."""
    names = [*NODE_ATTRIBUTES, *fields]
    rows = (_node_row(node, names) for node in nodes_of(graph))
    return sorted(rows, key=itemgetter(0, 1 + names.index("kind")))


def edge_rows(graph: Graph) -> list[Row]:
    """Return all edges, in order of their ends."""
    kind = 2 + [*EDGE_ATTRIBUTES].index("kind")
    return sorted(map(_edge_row, edges_of(graph)), key=itemgetter(0, 1, kind))


def story_rows(graph: Graph) -> list[Row]:
    """Return all stories, in order of IRI."""
    return [_story_row(story) for story in sorted(graph.stories, key=lambda story: story.iri)]


def _node_row(node: Node, names: Sequence[str]) -> Row:
    cells = (_as_typed(name, node.attributes.get(name)) for name in names)
    return node.iri, *cells


def _as_typed(name: str, value: Attribute | None) -> object:
    kind = NODE_ATTRIBUTES.get(name)
    if isinstance(value, str) and kind is datetime:
        return datetime.fromisoformat(value)
    # Spark takes no 3 for 3.0.
    return float(value) if isinstance(value, int) and kind is float else value


def _edge_row(edge: Edge) -> Row:
    return edge.source, edge.target, *(edge.attributes.get(name) for name in EDGE_ATTRIBUTES)


def _story_row(s: Story) -> Row:
    lists = list(s.articles), list(s.providers), list(s.topics)
    times = (time and datetime.fromisoformat(time) for time in (s.first, s.last))
    return s.iri, s.id, s.label, *times, *lists, s.cohesion, s.earliest, s.is_earliest_certain


# -- tables of values -----------------------------------------------------------------------------


class _Kind(NamedTuple):
    """What a packed value is, and what is made of one."""

    type: type
    describe: Callable[[Any, Iris], Iterable[Resource]]
    edges: Callable[[Any], Iterable[Edge]]


def _describe_article(article: Article, iris: Iris) -> Iterator[Resource]:
    yield describe_article(article, iris)
    yield Resource(article.iri, [*provenance(article, iris)])
    yield from map(describe_image, article.images)


def _describe_link(link: Link, _: Iris) -> Iterator[Resource]:
    yield Resource(link.source, [(v.RELATION, link.target)])


def _describe_near_duplicate(pair: NearDuplicate, _: Iris) -> Iterator[Resource]:
    yield Resource(pair.first, [(v.ALTERNATE_OF, pair.second)])
    yield Resource(pair.second, [(v.ALTERNATE_OF, pair.first)])


def _describe_storyline(line: Storyline, _: Iris) -> Iterator[Resource]:
    yield describe_storyline(line)
    for story, before in zip(line.stories, line.predecessors, strict=True):
        if before:
            yield Resource(story, [(v.PREDECESSOR, before)])


_KINDS = {
    "article": _Kind(Article, _describe_article, article_edges),
    "link": _Kind(Link, _describe_link, lambda link: [link_edge(link)]),
    "near-duplicate": _Kind(
        NearDuplicate, _describe_near_duplicate, lambda pair: [near_duplicate_edge(pair)]
    ),
    "story": _Kind(Story, lambda story, _: [describe_story(story)], story_edges),
    "story-link": _Kind(
        StoryLink, lambda link, _: [describe_story_link(link)], lambda link: [story_link_edge(link)]
    ),
    "storyline": _Kind(Storyline, _describe_storyline, storyline_edges),
}


class Results(NamedTuple):
    """All that a build on the cluster made."""

    resolved: ResolutionTables
    stories: StoryTables

    def values(self) -> "DataFrame":
        """Return rows (kind, iri of the subject, value) of everything that is in tables."""
        from pyspark.sql import functions as f

        resolved, stories = self
        frames = {
            "article": resolved.articles.select("iri", "article"),
            "link": resolved.links.select("source", "link"),
            "near-duplicate": resolved.near_duplicates.select("first", "pair"),
            "story": stories.stories.select("iri", "story"),
            "story-link": stories.links.select("source", "link"),
            "storyline": stories.lines.where("storyline is not null").select("line", "storyline"),
        }
        rows = [
            frame.toDF("iri", "value").select(f.lit(kind).alias("kind"), "iri", "value")
            for kind, frame in frames.items()
        ]
        return reduce(lambda one, other: one.union(other), rows)

    def counts(self) -> dict[str, int]:
        """Return how many values of each kind there are."""
        rows = self.values().groupBy("kind").count().collect()
        return dict.fromkeys(_KINDS, 0) | {row.kind: row["count"] for row in rows}


def lines(results: Results) -> "DataFrame":
    """Return rows (line) of all statements as N-Triples, in no order, some more than once."""
    resolved = results.resolved
    iris = resolved.iris
    parts = [
        map_rows(results.values().select("kind", "value"), partial(_lines, iris), "line string"),
        map_rows(resolved.contents, partial(_document_lines, iris), "line string"),
    ]
    few = [*_as_rows(_few(resolved))]
    if few:
        parts.append(resolved.articles.sparkSession.createDataFrame(few, "line string"))
    return reduce(lambda one, other: one.union(other), parts)


def in_order(rows: "DataFrame") -> "DataFrame":
    """Return the lines in order of their bytes from one part to the next, each once.

    One shuffle does both: equal lines meet in one part.
    """
    return rows.repartitionByRange("line").distinct().sortWithinPartitions("line")


def _as_rows(resources: Iterable[Resource]) -> Iterator[Row]:
    return ((line.removesuffix("\n"),) for line in ntriples.lines(resources))


def _lines(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    for name, packed in rows:
        kind = _KINDS[name]
        yield from _as_rows(kind.describe(unpack(kind.type, packed), iris))


def _document_lines(iris: Iris, rows: Iterator[Row]) -> Iterator[Row]:
    return _as_rows(describe_document(path, own, mentioned, iris) for path, own, mentioned in rows)


def _few(resolved: ResolutionTables) -> Iterator[Resource]:
    """Yield what the driver holds."""
    for provider in resolved.providers:
        yield describe_provider(provider)
        yield from map(describe_image, provider.images)
    for topic in resolved.topics:
        yield describe_topic(topic, resolved.iris)
    if resolved.topics:
        yield describe_topics(resolved.iris)


def nodes(results: Results, fields: Sequence[str]) -> "DataFrame":
    """Return the nodes with the columns of the Parquet export, in order of IRI and kind.

    The values are sorted, not the wider rows made of them; a part finds its whole right before it.
    """
    from pyspark.sql import functions as f

    resolved, stories = results
    nothing = f.lit(None)
    rows = stories.members.select("article", "story").union(stories.lines.select("story", "line"))
    rows = rows.toDF("iri", "whole").select("iri", f.lit(""), "whole", nothing.cast("binary"))
    described = results.values().where("kind in ('article', 'story', 'storyline')")
    rows = rows.union(described.select("iri", "kind", nothing.cast("string"), "value"))
    rows = rows.toDF("iri", "kind", "whole", "value")
    few = [(item.iri, "provider", None, pack(item)) for item in resolved.providers]
    few += [(item.iri, "topic", None, pack(item)) for item in resolved.topics]
    if few:
        rows = rows.union(rows.sparkSession.createDataFrame(few, rows.schema))
    rows = rows.repartitionByRange("iri").sortWithinPartitions("iri", "kind")
    names = [*NODE_ATTRIBUTES, *fields]
    return map_rows(rows, partial(_nodes, names), node_schema(fields))


def _nodes(names: Sequence[str], rows: Iterator[Row]) -> Iterator[Row]:
    membership: tuple[str, str] | None = None
    for iri, kind, whole, packed in rows:
        if not kind:
            membership = iri, whole
        elif kind in _MEMBERS:
            part, node_of = _MEMBERS[kind]
            own = membership[1] if membership and membership[0] == iri else None
            yield _node_row(node_of(unpack(part, packed), own), names)
        else:
            type_, node = _NODES[kind]
            yield _node_row(node(unpack(type_, packed)), names)


# What is part of something: a story, or a storyline.
_MEMBERS: dict[str, tuple[type, Callable[[Any, str | None], Node]]] = {
    "article": (Article, article_node),
    "story": (Story, story_node),
}
_NODES: dict[str, tuple[type, Callable[[Any], Node]]] = {
    "provider": (Provider, provider_node),
    "topic": (Topic, topic_node),
    "storyline": (Storyline, storyline_node),
}


def edges(results: Results) -> "DataFrame":
    """Return the edges with the columns of the Parquet export, in order of their ends."""
    values = results.values()
    # What says where an edge of a story starts are its articles; of a storyline, its stories.
    whole = "kind in ('story', 'storyline')"
    split = map_rows(values.where(whole).select("kind", "value"), _by_part, _SUBJECTS)
    rows = values.where(f"not {whole}").union(split)
    rows = rows.repartitionByRange("iri").select("kind", "value")
    rows = map_rows(rows, _edges, edge_schema())
    return rows.sortWithinPartitions("source", "target", "kind")


_SUBJECTS = "kind string, iri string, value binary"


def _by_part(rows: Iterator[Row]) -> Iterator[Row]:
    for kind, packed in rows:
        if kind == "story":
            story = unpack(Story, packed)
            for iri in story.articles:
                yield kind, iri, pack(structs.replace(story, articles=(iri,)))
        else:
            line = unpack(Storyline, packed)
            for iri, before in zip(line.stories, line.predecessors, strict=True):
                yield kind, iri, pack(structs.replace(line, stories=(iri,), predecessors=(before,)))


def _edges(rows: Iterator[Row]) -> Iterator[Row]:
    for name, packed in rows:
        kind = _KINDS[name]
        yield from map(_edge_row, kind.edges(unpack(kind.type, packed)))


def story_table(results: Results) -> "DataFrame":
    """Return the stories as a table, in order of IRI."""
    rows = results.stories.stories.repartitionByRange("iri").sortWithinPartitions("iri")
    return map_rows(rows.select("story"), _story_rows, STORY_COLUMNS)


def _story_rows(rows: Iterator[Row]) -> Iterator[Row]:
    return (_story_row(unpack(Story, packed)) for (packed,) in rows)


def by_month(rows: "DataFrame", *times: str) -> "DataFrame":
    """Return rows with the ``month`` of the first time that each has, in order of it and IRI."""
    from pyspark.sql import functions as f

    # In UTC, whatever the time zone of the session is.
    days = f"date_from_unix_date(int(floor(unix_seconds(coalesce({', '.join(times)})) / 86400)))"
    dated = rows.withColumn("month", f.expr(f"substring(string({days}), 1, 7)"))
    order = ["month", "iri", *({"kind"} & set(rows.columns))]
    return dated.repartitionByRange("month", "iri").sortWithinPartitions(*order)
