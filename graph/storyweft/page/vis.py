"""A page → nodes and edges as vis-network knows them: geometry; the script adds the colours.

An id is a letter and a number: ``s0`` a story, ``a0`` an article, ``p0`` a provider, ``t0`` a
topic.
"""

from typing import Any

from storyweft.network.floor import DOT, Disc
from storyweft.page.contents import Page

Items = list[dict[str, Any]]


def size(page: Page) -> tuple[int, int]:
    """Return how many nodes and edges everything has, without making it."""
    articles = page.articles
    nodes = len(articles) + len(page.graph.providers) + len(page.graph.topics)
    to_others = sum(bool(article.provider) + len(article.topics) for article in articles)
    return nodes, len(page.links) + to_others


def everything(page: Page) -> tuple[Items, Items]:
    """Return all articles, providers and topics, and every edge between them."""
    places = [place for group in page.layout.articles for place in group]
    nodes = [_node(f"a{index}", x, y, DOT, "dot") for index, (x, y) in enumerate(places)]
    nodes += _discs("p", page.layout.providers, "square", DOT)
    nodes += _discs("t", page.layout.topics, "diamond", DOT + 6)
    return nodes, _edges(page)


def _discs(kind: str, discs: tuple[Disc, ...], shape: str, size: int) -> Items:
    return [_node(f"{kind}{i}", disc.x, disc.y, size, shape) for i, disc in enumerate(discs)]


def _node(name: str, x: int, y: int, size: int, shape: str) -> dict[str, Any]:
    return {"id": name, "x": x, "y": y, "size": size, "shape": shape}


def _edges(page: Page) -> Items:
    articles = page.articles
    providers = {provider.iri: number for number, provider in enumerate(page.graph.providers)}
    topics = {topic.iri: number for number, topic in enumerate(page.graph.topics)}
    edges = [(f"a{source}", f"a{target}") for source, target in page.ends.tolist()]
    for number, article in enumerate(articles):
        if article.provider:
            edges.append((f"a{number}", f"p{providers[article.provider.iri]}"))
        edges += [(f"a{number}", f"t{topics[topic.iri]}") for topic in article.topics]
    return [{"id": f"{source}-{target}", "from": source, "to": target} for source, target in edges]


def stories(page: Page, most: int) -> Items:
    """Return the largest stories, each with its name."""
    nodes: Items = []
    for index, (group, disc) in enumerate(zip(page.groups, page.layout.groups, strict=True)):
        if len(nodes) < most and group.story:
            node = _node(f"s{index}", disc.x, disc.y, disc.r, "dot")
            nodes.append(node | {"name": group.story.label})
    return nodes
