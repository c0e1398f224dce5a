"""The pipeline that the READMEs of the four libraries suggest: the baseline to measure against.

It does less than storyweft (no repair, no AMP, no report), and makes the same kinds of nodes,
edges and triples. `iris`
chooses real URLs as IRIs (which a user would do, and which makes rdflib's Turtle
writer quadratic), or hashes of them in one namespace (where it is linear).
"""

from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

import frontmatter
import networkx
import rdflib

EX = "https://example.org/"
SCHEMA = rdflib.Namespace("https://schema.org/")


def read(folder: Path) -> list[dict[str, Any]]:
    return [frontmatter.load(str(path)).metadata for path in sorted(folder.rglob("*.md"))]


def _url(record: dict[str, Any]) -> str:
    return str(record.get("webUrl") or record.get("sourceUrl"))


def make_graph(documents: list[dict[str, Any]]) -> networkx.MultiDiGraph:
    graph = networkx.MultiDiGraph()
    for document in documents:
        for record in (document, *document.get("related", ())):
            _add_article(graph, record)
        for topic in document.get("topics", ()):
            graph.add_node(f"topic:{topic}", kind="topic", label=topic)
            graph.add_edge(_url(document), f"topic:{topic}", key="about")
        for record in document.get("related", ()):
            graph.add_edge(_url(document), _url(record), key="related")
    return graph


def _add_article(graph: networkx.MultiDiGraph, record: dict[str, Any]) -> None:
    provider = record["provider"]["domain"]
    graph.add_node(
        _url(record),
        kind="article",
        label=record["title"],
        excerpt=record["excerpt"],
        published=record["publishedDateTime"].isoformat(),
        quality=record["quality"],
    )
    graph.add_node(provider, kind="provider", label=record["provider"]["name"])
    graph.add_edge(_url(record), provider, key="published_by")


def cluster(graph: networkx.MultiDiGraph) -> list[set[str]]:
    related = networkx.Graph(
        (source, target) for source, target, key in graph.edges(keys=True) if key == "related"
    )
    communities: list[set[str]] = networkx.community.louvain_communities(related, seed=1)
    return communities


def make_triples(documents: list[dict[str, Any]], iris: str) -> rdflib.Graph:
    iri = _real if iris == "url" else _hashed
    triples = rdflib.Graph()
    triples.bind("schema", SCHEMA)
    for document in documents:
        for record in (document, *document.get("related", ())):
            _describe(triples, record, iri)
        own = iri(_url(document))
        for topic in document.get("topics", ()):
            triples.add(
                (own, SCHEMA.about, rdflib.URIRef(f"{EX}topic/{str(topic).replace(' ', '-')}"))
            )
        for record in document.get("related", ()):
            triples.add((own, rdflib.DCTERMS.relation, iri(_url(record))))
    return triples


def _describe(
    triples: rdflib.Graph, record: dict[str, Any], iri: Callable[[str], rdflib.URIRef]
) -> None:
    article = iri(_url(record))
    triples.add((article, rdflib.RDF.type, SCHEMA.NewsArticle))
    triples.add((article, SCHEMA.headline, rdflib.Literal(record["title"])))
    triples.add((article, SCHEMA.description, rdflib.Literal(record["excerpt"])))
    triples.add((article, SCHEMA.datePublished, rdflib.Literal(record["publishedDateTime"])))
    publisher = rdflib.URIRef(f"{EX}provider/{record['provider']['domain']}")
    triples.add((article, SCHEMA.publisher, publisher))
    triples.add((publisher, SCHEMA.name, rdflib.Literal(record["provider"]["name"])))
    for image in record.get("images", ()):
        picture = iri(image["url"])
        triples.add((article, SCHEMA.image, picture))
        triples.add((picture, SCHEMA.width, rdflib.Literal(image["width"])))
        triples.add((picture, SCHEMA.height, rdflib.Literal(image["height"])))


def _real(url: str) -> rdflib.URIRef:
    return rdflib.URIRef(url)


def _hashed(url: str) -> rdflib.URIRef:
    return rdflib.URIRef(EX + "id/" + blake2b(url.encode(), digest_size=8).hexdigest())


def write_graphml(graph: networkx.MultiDiGraph, path: Path) -> None:
    networkx.write_graphml(graph, path)


def write_turtle(triples: rdflib.Graph, path: Path) -> None:
    triples.serialize(path, format="turtle")


def write_page(graph: networkx.MultiDiGraph, path: Path) -> None:
    from pyvis.network import Network

    page = Network(directed=True)
    for node, attributes in graph.nodes(data=True):
        page.add_node(node, label=attributes.get("label", node), title=attributes.get("excerpt"))
    for source, target in graph.edges():
        page.add_edge(source, target)
    path.write_text(page.generate_html(), encoding="utf-8")
