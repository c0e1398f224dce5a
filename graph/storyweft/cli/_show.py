"""storyweft show: one article, with all its addresses, witnesses and merges."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from storyweft.cli import _common

if TYPE_CHECKING:
    from storyweft.graph import Graph
    from storyweft.model import Article
    from storyweft.settings import Settings

_OWN = "its own article"
_FIELDS = "title excerpt published updated type locale quality heat is_published".split()


@click.command()
@_common.source
@click.argument("url")
@_common.build_options
@_common.as_json
@_common.errors_told
def show(source: Path, url: str, build_options: _common.BuildOptions, as_json: bool) -> None:
    """Show the article at URL: its addresses, the documents that speak of it, and why it is one.

    SOURCE is documents, a store (build --store), a folder that a build or Spark wrote, or an
    exported file of RDF; only a build of documents knows merges and what documents disagree on.
    """
    from storyweft.errors import InputError

    opened = _common.open_sources("show", [source], build_options)
    graph = build_options.graph(opened)
    try:
        article = graph.find(url)
    except ValueError as error:
        raise InputError(f"{url}: expected a URL of an article, got {error}") from None
    if article is None:
        raise InputError(f"{url}: no document speaks of this article")
    is_built = opened[0].is_built
    description = _described(graph, article)
    if is_built:
        description |= _from_documents(graph, article, build_options.settings(source))
    else:
        description |= _from_rdf(article)
    if as_json:
        _common.print_json(description)
    else:
        for line in _lines(description):
            click.echo(_common.printable(line))
    if not is_built:
        click.echo(
            "RDF has no merges and no conflicts: show the article from the documents", err=True
        )


def _described(graph: "Graph", article: "Article") -> dict[str, Any]:
    """Return what any graph has, in the order of the JSON; what differs by source is filled in."""
    from msgspec import structs

    story = graph.story_of(article.iri)
    line = graph.storyline_of(story.iri) if story else None
    return {
        "iri": article.iri,
        **{name: getattr(article, name) for name in _FIELDS},
        "provider": article.provider.name if article.provider else None,
        "topics": [topic.name for topic in article.topics],
        "addresses": [structs.asdict(address) for address in article.addresses],
        "witnesses": [],
        "merges": [],
        "refusals": [],
        "conflicts": [],
        "near_duplicates": list(graph.near_duplicates_of(article.iri)),
        "related": [link.target for link in graph.links_from(article.iri)],
        "references": [
            {"target": item.target, "documents": list(item.documents)}
            for item in graph.references_from(article.iri)
        ],
        "referenced_by": [
            {"source": item.source, "documents": list(item.documents)}
            for item in graph.references
            if item.target == article.iri
        ],
        "original": article.original,
        "translations": list(article.translations),
        "story": story.id if story else None,
        "storyline": {"id": line.id, "name": line.name} if line else None,
    }


def _from_documents(graph: "Graph", article: "Article", settings: "Settings") -> dict[str, Any]:
    from storyweft.reading.publishing import rule_of_address

    return {
        "witnesses": [
            {
                "document": item.document,
                "as": f"{item.list}[{item.rank - 1}]" if item.rank else _OWN,
                "url": item.record.url,
                "address_by": None
                if item.rank
                else rule_of_address(item.record, settings.site_of(item.document)),
            }
            for item in graph.mentions(article.iri)
        ],
        "merges": [
            {
                "url": merge.url,
                "rules": {rule: _reason(rule, merge.document) for rule in merge.rules},
                "document": merge.document,
            }
            for merge in graph.merges(article.iri)
        ],
        "refusals": [
            {"url": problem.seen, "document": problem.path, "reason": problem.message}
            for problem in graph.problems
            if problem.code == "ambiguous-address" and problem.path in article.documents
        ],
        "conflicts": [
            {"field": item.field, "values": dict(item.values)}
            for item in graph.conflicts
            if item.article == article.iri
        ],
    }


def _from_rdf(article: "Article") -> dict[str, Any]:
    witnesses = [
        {
            "document": path,
            "as": _OWN if path in article.own_documents else "an article it mentions",
        }
        for path in article.documents
    ]
    addresses = [{"url": address.url, "kind": address.kind} for address in article.addresses]
    unknown = dict.fromkeys(("merges", "refusals", "conflicts"))
    return {"addresses": addresses, "witnesses": witnesses, **unknown}


def _reason(rule: str, document: str) -> str:
    from storyweft.url_rules import RULES

    return f"given by {document}" if rule == "alias" else RULES[rule]


def _lines(description: dict[str, Any]) -> Iterator[str]:
    yield description["title"] or description["iri"]
    yield f"  {description['iri']}"
    for name in (*_FIELDS[1:], "provider", "story"):
        if description[name] is not None:
            yield f"  {name}: {description[name]}"
    if description["storyline"]:
        storyline = description["storyline"]
        yield f"  storyline: {storyline['name']} ({storyline['id']})"
    if description["topics"]:
        yield f"  topics: {', '.join(description['topics'])}"
    yield from _why_lines(description)
    for kind in ("near_duplicates", "related"):
        if description[kind]:
            yield kind.replace("_", "-")
            yield from (f"  {iri}" for iri in description[kind])
    if description["translations"]:
        yield "translations"
        for iri in description["translations"]:
            yield f"  {iri}{' (the original)' if iri == description['original'] else ''}"
    yield from _reference_lines(description)


def _why_lines(description: dict[str, Any]) -> Iterator[str]:
    """Yield why it is one article: who speaks of it, what was merged, refused, or is disputed."""
    yield "witnesses"
    for item in description["witnesses"]:
        yield f"  {item['document']}: {item['as']}"
        if item.get("address_by"):
            yield f"    its address: {item['address_by']}"
    yield from _address_lines(description)
    for refusal in description["refusals"] or ():
        yield f"refused: {refusal['url']}"
        yield f"  {refusal['document']}: {refusal['reason']}"
    for conflict in description["conflicts"] or ():
        yield f"conflict: {conflict['field']}"
        for rank, (value, documents) in enumerate(conflict["values"].items()):
            yield f"  {'kept' if rank == 0 else 'not'}: {value} ({', '.join(documents)})"


def _reference_lines(description: dict[str, Any]) -> Iterator[str]:
    for kind, end, told in (
        ("references", "target", "references"),
        ("referenced_by", "source", "referenced by"),
    ):
        if description[kind]:
            yield told
        for item in description[kind]:
            by = f" (in the body of {', '.join(item['documents'])})" if item["documents"] else ""
            yield f"  {item[end]}{by}"


def _address_lines(description: dict[str, Any]) -> Iterator[str]:
    merges = {merge["url"]: merge["rules"] for merge in description["merges"] or ()}
    if description["addresses"]:
        yield "addresses"
    for address in description["addresses"]:
        yield f"  {address['kind']}: {address['url']}"
        for rule, reason in merges.get(address["url"], {}).items():
            yield f"    the same by {rule}: {reason}"
