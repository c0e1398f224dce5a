"""Graph → nodes and edges with attributes, once, for every table and property-graph format.

An attribute is text, a number, a flag, a time (as text in UTC, like everywhere) or several texts
(a tuple). What has no lists takes :func:`flat` attributes: the texts of one joined by ``; ``, and
one that has a semicolon or a quotation mark itself stands in quotation marks, as in CSV
(RFC 4180, section 2): whoever reads CSV can take them apart, with ``;`` for the comma.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from msgspec import structs

from storyweft.graph import Graph
from storyweft.model import (
    Address,
    AddressKind,
    Article,
    Image,
    Link,
    NearDuplicate,
    Provider,
    Reference,
    Story,
    Storyline,
    StoryLink,
    Topic,
)
from storyweft.rdf.triples import label

#: An attribute without lists.
Flat = str | int | float | bool
Attribute = Flat | tuple[str, ...]


class Node(NamedTuple):
    """A node: its IRI, and its attributes; what is not known is left out."""

    iri: str
    attributes: dict[str, Attribute]


class Edge(NamedTuple):
    """An edge: where from, where to, and what it means (``related``, ``about``, …)."""

    source: str
    target: str
    kind: str
    attributes: dict[str, Attribute]


#: Kind of node → its colour wherever it is drawn: colours that stay apart for colour-blind readers
#: (Paul Tol, "bright", https://personal.sron.nl/~pault/).
KIND_COLOURS = {
    "article": "#4477AA",
    "provider": "#228833",
    "topic": "#CCBB44",
    "story": "#AA3377",
    "storyline": "#EE6677",
}

#: Attribute → its type, for formats that declare types: ``datetime`` for a time, ``tuple`` for
#: several texts. Fields that nobody foresaw are text too and have names that start with ``field_``.
NODE_ATTRIBUTES: dict[str, type] = {
    "label": str,
    "kind": str,
    "title": str,
    "excerpt": str,
    "published": datetime,
    "updated": datetime,
    "type": str,
    "categories": tuple,
    "quality": float,
    "heat": float,
    "is_published": bool,
    "locale": str,
    "authors": tuple,
    "provider": str,
    "topics": tuple,
    "story": str,
    "url": str,
    "amp_url": tuple,
    "amp_cache_url": tuple,
    "original_url": tuple,
    "other_urls": tuple,
    "images": str,
    "is_stub": bool,
    "documents": tuple,
    "domain": str,
    "first": datetime,
    "last": datetime,
    "article_count": int,
    "earliest": str,
    "is_earliest_certain": bool,
    "storyline": str,
    "story_count": int,
    "cohesion": float,
}
EDGE_ATTRIBUTES: dict[str, type] = {
    "label": str,
    "kind": str,
    "weight": float,
    "rank": int,
    "documents": tuple,
}


def flat(attributes: Mapping[str, Attribute]) -> dict[str, Flat]:
    """Return attributes with one text for each that has several."""
    return {
        name: joined(value) if isinstance(value, tuple) else value
        for name, value in attributes.items()
    }


def joined(texts: Iterable[str]) -> str:
    """Return several texts as one.

    >>> print(joined(["AI; ML", "Space"]))
    "AI; ML"; Space
    """
    return "; ".join(
        '"{}"'.format(text.replace('"', '""')) if ";" in text or '"' in text else text
        for text in texts
    )


def nodes(graph: Graph) -> Iterator[Node]:
    """Yield all nodes: articles, providers, topics, stories, storylines, each in order of IRI."""
    yield from article_nodes(graph, graph.articles)
    yield from entity_nodes(graph)
    yield from story_nodes(graph)


def article_nodes(graph: Graph, articles: Iterable[Article]) -> Iterator[Node]:
    """Yield articles of a graph as nodes."""
    for article in articles:
        story = graph.story_of(article.iri)
        yield article_node(article, story.iri if story else None)


def entity_nodes(graph: Graph) -> Iterator[Node]:
    """Yield the providers and topics."""
    yield from map(provider_node, graph.providers)
    yield from map(topic_node, graph.topics)


def story_nodes(graph: Graph) -> Iterator[Node]:
    """Yield the stories and storylines."""
    for story in sorted(graph.stories, key=lambda story: story.iri):
        line = graph.storyline_of(story.iri)
        yield story_node(story, line.iri if line else None)
    for line in sorted(graph.storylines, key=lambda line: line.iri):
        yield storyline_node(line)


def edges(graph: Graph) -> Iterator[Edge]:
    """Yield all edges: related links, references, near-duplicates, translations, and the rest.

    The weight of a related link is the number of documents that state it, that of near-duplicates
    or a link between stories their likeness, from 0 to 1; of others it is 1.
    """
    yield from map(link_edge, graph.links)
    yield from other_edges(graph)


def other_edges(graph: Graph) -> Iterator[Edge]:
    """Yield all edges but related links."""
    for reference in graph.references:
        yield reference_edge(reference)
    for pair in graph.near_duplicates:
        yield near_duplicate_edge(pair)
    for article in graph.articles:
        yield from article_edges(article)
    for story in sorted(graph.stories, key=lambda story: story.iri):
        yield from story_edges(story)
    for tie in graph.story_links:
        yield story_link_edge(tie)
    for line in sorted(graph.storylines, key=lambda line: line.iri):
        yield from storyline_edges(line)


def field_names(graph: Graph) -> list[str]:
    """Return the attributes that not every graph has, in order.

    They are fields that nobody foresaw, and the precisions of dates, where no more than a day is
    known.
    """
    names = {f"field_{name}" for item in graph.articles for name, _ in item.properties}
    if any(article.precision for article in graph.articles):
        names.add("precision")
    if any(article.updated_precision for article in graph.articles):
        names.add("updated_precision")
    return sorted(names)


def article_node(article: Article, story: str | None) -> Node:
    """Return an article as a node; ``story`` is the IRI of its story."""
    attributes: dict[str, Attribute | None] = {
        "label": label(article),
        "kind": "article",
        "title": article.title,
        "excerpt": article.excerpt,
        "published": article.published,
        "precision": article.precision,
        "updated": article.updated,
        "updated_precision": article.updated_precision,
        "type": article.type,
        "categories": article.categories,
        "quality": article.quality,
        "heat": article.heat,
        "is_published": article.is_published,
        "locale": article.locale,
        "authors": article.authors,
        "provider": article.provider.name if article.provider else None,
        "topics": tuple(topic.name for topic in article.topics),
        "story": story,
        "url": article.url,
        "amp_url": _urls(article.addresses, "amp"),
        "amp_cache_url": _urls(article.addresses, "amp-cache"),
        "original_url": _urls(article.addresses, "original"),
        "other_urls": _urls(article.addresses, "web"),
        "images": _json(article.images),
        "is_stub": article.is_stub,
        "documents": article.documents,
    }
    attributes |= {f"field_{name}": value for name, value in article.properties}
    return Node(article.iri, _known(attributes))


def provider_node(provider: Provider) -> Node:
    """Return a provider as a node."""
    attributes: dict[str, Attribute | None] = {
        "label": provider.name,
        "kind": "provider",
        "images": _json(provider.images),
        "domain": provider.domain,
    }
    return Node(provider.iri, _known(attributes))


def topic_node(topic: Topic) -> Node:
    """Return a topic as a node."""
    return Node(topic.iri, {"label": topic.name, "kind": "topic"})


def story_node(story: Story, storyline: str | None = None) -> Node:
    """Return a story as a node; ``storyline`` is the IRI of its storyline."""
    attributes: dict[str, Attribute | None] = {
        "label": story.label,
        "kind": "story",
        "first": story.first,
        "last": story.last,
        "article_count": len(story.articles),
        "earliest": story.earliest,
        "is_earliest_certain": story.is_earliest_certain,
        "storyline": storyline,
        "cohesion": story.cohesion,
    }
    return Node(story.iri, _known(attributes))


def storyline_node(line: Storyline) -> Node:
    """Return a storyline as a node."""
    attributes: dict[str, Attribute | None] = {
        "label": line.name,
        "kind": "storyline",
        "first": line.first,
        "last": line.last,
        "story_count": len(line.stories),
    }
    return Node(line.iri, _known(attributes))


def link_edge(link: Link) -> Edge:
    """Return a related link as an edge."""
    documents = tuple(sorted({witness.document for witness in link.witnesses}))
    weight = float(len(link.witnesses))
    return _edge(link.source, link.target, "related", weight, rank=link.rank, documents=documents)


def reference_edge(reference: Reference) -> Edge:
    """Return a link in a body as an edge."""
    documents = reference.documents
    return _edge(reference.source, reference.target, "references", documents=documents)


def near_duplicate_edge(pair: NearDuplicate) -> Edge:
    """Return two articles that print the same text as an edge."""
    return _edge(pair.first, pair.second, "near_duplicate", pair.similarity)


def article_edges(article: Article) -> Iterator[Edge]:
    """Yield the edges from an article to its parts, provider and topics."""
    for part in article.parts:
        yield _edge(article.iri, part, "has_part")
    # Of translations of which nobody knows the original, the least has all edges.
    first = article.original or min((article.iri, *article.translations))
    if first != article.iri:
        yield _edge(article.iri, first, "translation")
    if article.provider:
        yield _edge(article.iri, article.provider.iri, "published_by")
    for topic in sorted(article.topics, key=lambda topic: topic.iri):
        yield _edge(article.iri, topic.iri, "about")


def story_edges(story: Story) -> Iterator[Edge]:
    """Yield the edges from its articles to a story."""
    for iri in sorted(story.articles):
        yield _edge(iri, story.iri, "part_of")


def storyline_edges(line: Storyline) -> Iterator[Edge]:
    """Yield the edges from its stories to a storyline, and from each story to its predecessor."""
    for iri in sorted(line.stories):
        yield _edge(iri, line.iri, "in_storyline")
    for iri, before in sorted(zip(line.stories, line.predecessors, strict=True)):
        if before:
            yield _edge(iri, before, "goes_on_from")


def story_link_edge(link: StoryLink) -> Edge:
    """Return a link between two stories as an edge."""
    kind = "follows" if link.kind == "follows" else "related_story"
    return _edge(link.source, link.target, kind, link.weight)


def _edge(source: str, target: str, kind: str, weight: float = 1.0, **more: Attribute) -> Edge:
    label = kind.replace("_", " ")
    return Edge(source, target, kind, {"label": label, "kind": kind, "weight": weight, **more})


def _known(attributes: Mapping[str, Attribute | None]) -> dict[str, Attribute]:
    return {name: value for name, value in attributes.items() if value not in (None, "", ())}


def _urls(addresses: tuple[Address, ...], kind: AddressKind) -> tuple[str, ...]:
    return tuple(address.url for address in addresses if address.kind == kind)


def _json(images: tuple[Image, ...]) -> str:
    """Return images with all that is known of them, as JSON: no flat attribute can hold it."""
    described = [_known(structs.asdict(image)) for image in images]
    return json.dumps(described, ensure_ascii=False) if described else ""
