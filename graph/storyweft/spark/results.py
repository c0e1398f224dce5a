"""Resolved rows and stories → what is written: statements, and tables of nodes, edges, stories."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from storyweft import vocabulary as v
from storyweft.export.ntriples import lines
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
from storyweft.rdf.triples import (
    Resource,
    describe_story,
    describe_story_link,
    describe_storyline,
)
from storyweft.spark.frames import Row, map_rows, unpack

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

#: The columns of the table of stories; what is plural is a list of IRIs.
STORY_COLUMNS = (
    "iri string, id string, label string, first string, last string, articles array<string>,"
    " providers array<string>, topics array<string>, cohesion double, earliest string,"
    " is_earliest_certain boolean"
)

_TYPES = {str: "string", bool: "boolean", int: "long", float: "double"}


def in_order(rows: "DataFrame") -> "DataFrame":
    """Return the lines in order of their bytes from one part to the next, each once.

    One shuffle does both: equal lines meet in one part.
    """
    return rows.repartitionByRange("line").distinct().sortWithinPartitions("line")


# -- statements -----------------------------------------------------------------------------------


def story_lines(stories: "DataFrame", links: "DataFrame", lines: "DataFrame") -> "DataFrame":
    """Return what is said of stories as N-Triples: all that does not come of resolving."""
    described = map_rows(stories.select("story"), _lines_of_stories, "line string")
    described = described.union(map_rows(links.select("link"), _lines_of_links, "line string"))
    columns = lines.select("story", "predecessor", "storyline")
    return described.union(map_rows(columns, _lines_of_storylines, "line string"))


def _lines_of_stories(rows: Iterator[Row]) -> Iterator[Row]:
    return _as_rows(describe_story(unpack(Story, story)) for (story,) in rows)


def _lines_of_links(rows: Iterator[Row]) -> Iterator[Row]:
    return _as_rows(describe_story_link(unpack(StoryLink, link)) for (link,) in rows)


def _lines_of_storylines(rows: Iterator[Row]) -> Iterator[Row]:
    for story, predecessor, storyline in rows:
        if predecessor:
            yield from _as_rows(iter([Resource(story, [(v.PREDECESSOR, predecessor)])]))
        if storyline:
            yield from _as_rows(iter([describe_storyline(unpack(Storyline, storyline))]))


def _as_rows(resources: Iterator[Resource]) -> Iterator[Row]:
    return ((line.removesuffix("\n"),) for line in lines(resources))


# -- tables ---------------------------------------------------------------------------------------


def nodes(
    articles: "DataFrame",
    members: "DataFrame",
    stories: "DataFrame",
    lines: "DataFrame",
    providers: Sequence[Provider],
    topics: Sequence[Topic],
    fields: Sequence[str],
) -> "DataFrame":
    """Return the nodes with the columns of the Parquet export, in order of IRI.

    :param members: the story of each article that has one.
    :param fields: the attributes for fields that nobody foresaw.
    """
    names = [*NODE_ATTRIBUTES, *fields]
    schema = _schema({"iri": str, **NODE_ATTRIBUTES, **dict.fromkeys(fields, str)})
    with_story = articles.join(members.withColumnRenamed("article", "iri"), "iri", "left")
    table = map_rows(with_story.select("article", "story"), partial(_article_nodes, names), schema)
    named = lines.select(lines.story.alias("iri"), "line")
    of_line = stories.join(named, "iri", "left").select("story", "line")
    table = table.union(map_rows(of_line, partial(_story_nodes, names), schema))
    whole = lines.where("storyline is not null").select("storyline")
    table = table.union(map_rows(whole, partial(_storyline_nodes, names), schema))
    few = [*map(provider_node, providers), *map(topic_node, topics)]
    rows = [_node_row(node, names) for node in few]
    if rows:
        table = table.union(articles.sparkSession.createDataFrame(rows, schema))
    return table.repartitionByRange("iri").sortWithinPartitions("iri", "kind")


def _article_nodes(names: Sequence[str], rows: Iterator[Row]) -> Iterator[Row]:
    for article, story in rows:
        yield _node_row(article_node(unpack(Article, article), story), names)


def _story_nodes(names: Sequence[str], rows: Iterator[Row]) -> Iterator[Row]:
    return (_node_row(story_node(unpack(Story, story), line), names) for story, line in rows)


def _storyline_nodes(names: Sequence[str], rows: Iterator[Row]) -> Iterator[Row]:
    return (_node_row(storyline_node(unpack(Storyline, line)), names) for (line,) in rows)


def _node_row(node: Node, names: Sequence[str]) -> Row:
    cells = (_as_typed(name, node.attributes.get(name)) for name in names)
    return node.iri, *cells


def _as_typed(name: str, value: Attribute | None) -> Attribute | None:
    # Spark takes no 3 for 3.0.
    return float(value) if value is not None and NODE_ATTRIBUTES.get(name) is float else value


def edges(
    articles: "DataFrame",
    links: "DataFrame",
    near_duplicates: "DataFrame",
    stories: "DataFrame",
    story_links: "DataFrame",
    lines: "DataFrame",
) -> "DataFrame":
    """Return the edges with the columns of the Parquet export, in order of their ends."""
    schema = _schema({"source": str, "target": str, **EDGE_ATTRIBUTES})
    parts = [
        map_rows(links.select("link"), _link_edges, schema),
        map_rows(near_duplicates.select("pair"), _near_duplicate_edges, schema),
        map_rows(articles.select("article"), _article_edges, schema),
        map_rows(stories.select("story"), _story_edges, schema),
        map_rows(story_links.select("link"), _story_link_edges, schema),
        map_rows(
            lines.where("storyline is not null").select("storyline"), _storyline_edges, schema
        ),
    ]
    rows = parts[0]
    for part in parts[1:]:
        rows = rows.union(part)
    ends = ("source", "target", "kind")
    return rows.repartitionByRange(*ends).sortWithinPartitions(*ends)


def _link_edges(rows: Iterator[Row]) -> Iterator[Row]:
    return (_edge_row(link_edge(unpack(Link, link))) for (link,) in rows)


def _near_duplicate_edges(rows: Iterator[Row]) -> Iterator[Row]:
    return (_edge_row(near_duplicate_edge(unpack(NearDuplicate, pair))) for (pair,) in rows)


def _article_edges(rows: Iterator[Row]) -> Iterator[Row]:
    return (_edge_row(edge) for (item,) in rows for edge in article_edges(unpack(Article, item)))


def _story_edges(rows: Iterator[Row]) -> Iterator[Row]:
    return (_edge_row(edge) for (item,) in rows for edge in story_edges(unpack(Story, item)))


def _story_link_edges(rows: Iterator[Row]) -> Iterator[Row]:
    return (_edge_row(story_link_edge(unpack(StoryLink, link))) for (link,) in rows)


def _storyline_edges(rows: Iterator[Row]) -> Iterator[Row]:
    for (line,) in rows:
        yield from map(_edge_row, storyline_edges(unpack(Storyline, line)))


def _edge_row(edge: Edge) -> Row:
    return edge.source, edge.target, *(edge.attributes.get(name) for name in EDGE_ATTRIBUTES)


def story_table(stories: "DataFrame") -> "DataFrame":
    """Return the stories as a table, in order of IRI."""
    table = map_rows(stories.select("story"), _story_rows, STORY_COLUMNS)
    return table.repartitionByRange("iri").sortWithinPartitions("iri")


def _story_rows(rows: Iterator[Row]) -> Iterator[Row]:
    for (packed,) in rows:
        s = unpack(Story, packed)
        yield (
            *(s.iri, s.id, s.label, s.first, s.last),
            *(s.articles, s.providers, s.topics, s.cohesion),
            *(s.earliest, s.is_earliest_certain),
        )


def _schema(types: dict[str, type]) -> "StructType":
    from pyspark.sql.types import StructType

    schema = StructType()
    for name, kind in types.items():
        schema.add(name, _TYPES[kind])
    return schema
