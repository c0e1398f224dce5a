"""Graph → data frames: one for articles, providers, topics, links and stories each.

Dates are dates (UTC) and lists are lists; a column that no row has a value for is there as well.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import structs

from storyweft.errors import MissingExtra
from storyweft.graph import Graph
from storyweft.network.arrow import schema_of, to_arrow
from storyweft.network.tables import NODE_ATTRIBUTES, article_node, field_names, link_edge

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

_Row = Mapping[str, object]

# Attributes of nodes that articles do not have.
_OTHERS = frozenset(
    "label kind domain first last article_count earliest is_earliest_certain storyline story_count"
    " cohesion".split()
)
_ARTICLE: dict[str, type] = {
    "iri": str,
    **{name: kind for name, kind in NODE_ATTRIBUTES.items() if name not in _OTHERS},
    "provider_iri": str,
    "provider_domain": str,
    "related": tuple,
}
_PROVIDER: dict[str, type] = {
    "iri": str,
    "name": str,
    "domain": str,
    "url": str,
    "other_names": tuple,
    "articles": int,
}
_TOPIC: dict[str, type] = {
    "iri": str,
    "name": str,
    "other_names": tuple,
    "broader": str,
    "authorities": tuple,
    "articles": int,
}
_LINK: dict[str, type] = {"source": str, "target": str, "rank": int, "documents": tuple}
_STORY: dict[str, type] = {
    "iri": str,
    "label": str,
    "first": datetime,
    "last": datetime,
    "articles": tuple,
    "providers": tuple,
    "topics": tuple,
    "cohesion": float,
    "earliest": str,
    "storyline": str,
}


class Frames(NamedTuple):
    """A graph as tables, of whatever library."""

    articles: Any
    providers: Any
    topics: Any
    links: Any
    stories: Any


def to_pandas(graph: Graph) -> Frames:
    """Return the graph as pandas data frames: ``articles, providers, topics, links, stories``.

    :raises MissingExtra: if pandas or pyarrow is not installed.

    >>> from storyweft import build
    >>> articles = to_pandas(build("seeds")).articles
    >>> int(articles.set_index("published").resample("YS").size().iloc[-1])
    9
    """
    try:
        import pandas  # noqa: F401
    except ImportError:
        raise MissingExtra("a data frame", "pandas") from None
    return Frames(*map(_to_pandas, to_tables(graph)))


def to_polars(graph: Graph) -> Frames:
    """Return the graph as Polars data frames: ``articles, providers, topics, links, stories``.

    :raises MissingExtra: if polars or pyarrow is not installed.
    """
    try:
        import polars
    except ImportError:
        raise MissingExtra("a data frame of Polars", "polars") from None

    def frame(table: "pyarrow.Table") -> "polars.DataFrame":
        made = polars.from_arrow(table)
        assert isinstance(made, polars.DataFrame)
        return made

    return Frames(*map(frame, to_tables(graph)))


def to_tables(graph: Graph) -> Frames:
    """Return the graph as Arrow tables.

    :raises MissingExtra: if pyarrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise MissingExtra("a data frame", "parquet") from None
    columns = {**_ARTICLE, **dict.fromkeys(field_names(graph), str)}
    return Frames(
        _table(_articles(graph), columns),
        _table(_providers(graph), _PROVIDER),
        _table(_topics(graph), _TOPIC),
        _table(_links(graph), _LINK),
        _table(_stories(graph), _STORY),
    )


def _table(rows: Iterator[_Row], columns: Mapping[str, type]) -> "pyarrow.Table":
    lists = {name: () for name, kind in columns.items() if kind is tuple}
    return to_arrow([{**lists, **row} for row in rows], schema_of(columns))


def _to_pandas(table: "pyarrow.Table") -> "pandas.DataFrame":
    import pyarrow

    frame: pandas.DataFrame = table.to_pandas()
    for column in table.schema:
        if pyarrow.types.is_list(column.type):  # pandas would have arrays of numpy
            frame[column.name] = table[column.name].to_pylist()
    return frame


def _articles(graph: Graph) -> Iterator[_Row]:
    for article in graph.articles:
        story = graph.story_of(article.iri)
        node = article_node(article, story.iri if story else None)
        row: dict[str, object] = {"iri": article.iri, **node.attributes}
        if article.provider:
            row["provider_iri"] = article.provider.iri
            row["provider_domain"] = article.provider.domain or None
        row["related"] = [link.target for link in graph.links_from(article.iri)]
        yield row


def _providers(graph: Graph) -> Iterator[_Row]:
    counts = Counter(item.provider.iri for item in graph.articles if item.provider)
    for provider in graph.providers:
        yield {
            "iri": provider.iri,
            "name": provider.name,
            "domain": provider.domain or None,
            "url": provider.url,
            "other_names": provider.other_names,
            "articles": counts[provider.iri],
        }


def _topics(graph: Graph) -> Iterator[_Row]:
    counts = Counter(topic.iri for article in graph.articles for topic in article.topics)
    for topic in graph.topics:
        yield {
            "iri": topic.iri,
            "name": topic.name,
            "other_names": topic.other_names,
            "broader": topic.broader,
            "authorities": topic.authorities,
            "articles": counts[topic.iri],
        }


def _links(graph: Graph) -> Iterator[_Row]:
    for link in graph.links:
        edge = link_edge(link)
        yield {"source": edge.source, "target": edge.target, **edge.attributes}


def _stories(graph: Graph) -> Iterator[_Row]:
    for story in graph.stories:
        line = graph.storyline_of(story.iri)
        yield structs.asdict(story) | {"storyline": line.iri if line else None}
