"""storyweft show: one article, with all its addresses, witnesses and merges."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import structs

from storyweft.cli import _common

if TYPE_CHECKING:
    from storyweft.graph import Graph
    from storyweft.model import Article

_FIELDS = "title excerpt published updated type locale quality heat is_published".split()


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("url")
@_common.jobs
@_common.mapping
@_common.no_merge
@_common.as_json
@_common.told
def show(
    source: Path,
    url: str,
    jobs: int,
    mapping_file: Path | None,
    no_merge: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show the article at URL: its addresses, the documents that speak of it, and why it is one."""
    from storyweft import build
    from storyweft.errors import InputError

    with _common.progress() as progress:
        graph = build(
            source,
            jobs=jobs,
            mapping=_common.load_mapping(mapping_file),
            rules=_common.rules_without(no_merge),
            progress=progress,
        )
    try:
        article = graph.find(url)
    except ValueError as error:
        raise InputError(f"{url}: expected a URL of an article, got {error}") from None
    if article is None:
        raise InputError(f"{url}: no document speaks of this article")
    told = _described(graph, article)
    if as_json:
        _common.print_json(told)
    else:
        for line in _lines(told):
            click.echo(_common.printable(line))


def _described(graph: "Graph", article: "Article") -> dict[str, Any]:
    story = graph.story_of(article.iri)
    line = graph.storyline_of(story.iri) if story else None
    return {
        "iri": article.iri,
        **{name: getattr(article, name) for name in _FIELDS},
        "provider": article.provider.name if article.provider else None,
        "topics": [topic.name for topic in article.topics],
        "addresses": [structs.asdict(address) for address in article.addresses],
        "witnesses": [
            {
                "document": item.document,
                "as": f"{item.list}[{item.rank - 1}]" if item.rank else "its own article",
                "url": item.record.url,
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
        "conflicts": [
            {"field": item.field, "values": dict(item.values)}
            for item in graph.conflicts
            if item.article == article.iri
        ],
        "near_duplicates": list(graph.near_duplicates_of(article.iri)),
        "related": [link.target for link in graph.links_from(article.iri)],
        "story": story.id if story else None,
        "storyline": {"id": line.id, "name": line.name} if line else None,
    }


def _reason(rule: str, document: str) -> str:
    from storyweft.urls import RULES

    return f"given by {document}" if rule == "alias" else RULES[rule]


def _lines(told: dict[str, Any]) -> Iterator[str]:
    yield told["title"] or told["iri"]
    yield f"  {told['iri']}"
    for name in (*_FIELDS[1:], "provider", "story"):
        if told[name] is not None:
            yield f"  {name}: {told[name]}"
    if told["storyline"]:
        yield f"  storyline: {told['storyline']['name']} ({told['storyline']['id']})"
    if told["topics"]:
        yield f"  topics: {', '.join(told['topics'])}"
    yield "witnesses"
    for item in told["witnesses"]:
        yield f"  {item['document']}: {item['as']}"
    yield from _address_lines(told)
    for conflict in told["conflicts"]:
        yield f"conflict: {conflict['field']}"
        for place, (value, documents) in enumerate(conflict["values"].items()):
            yield f"  {'kept' if place == 0 else 'not'}: {value} ({', '.join(documents)})"
    for kind in ("near_duplicates", "related"):
        if told[kind]:
            yield kind.replace("_", "-")
            yield from (f"  {iri}" for iri in told[kind])


def _address_lines(told: dict[str, Any]) -> Iterator[str]:
    merges = {merge["url"]: merge["rules"] for merge in told["merges"]}
    if told["addresses"]:
        yield "addresses"
    for address in told["addresses"]:
        yield f"  {address['kind']}: {address['url']}"
        for rule, reason in merges.get(address["url"], {}).items():
            yield f"    the same by {rule}: {reason}"
