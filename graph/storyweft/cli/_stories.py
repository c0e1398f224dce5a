"""storyweft stories: the stories of a source, as a list."""

from collections.abc import Sequence
from pathlib import Path

import click

from storyweft.cli import _common


@click.command()
@_common.sources
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="At most N, largest first.")
@click.option("--since", metavar="DATE", help="Only with an article from DATE on (2020-06-11).")
@click.option("--topic", metavar="T", help="Only with an article about topic T (name or IRI).")
@click.option(
    "--provider", metavar="P", help="Only with an article of provider P (name, domain or IRI)."
)
@_common.jobs
@_common.base_iri
@_common.mapping
@_common.no_merge
@_common.as_json
@_common.told
def stories(
    sources: Sequence[Path],
    top: int | None,
    since: str | None,
    topic: str | None,
    provider: str | None,
    jobs: int,
    base_iri: str,
    mapping_file: Path | None,
    no_merge: Sequence[str],
    as_json: bool,
) -> None:
    """List the stories of the documents at SOURCE: articles about one event, largest first."""
    from storyweft import build
    from storyweft.stories.select import select_stories, story_to_json

    with _common.progress() as progress:
        graph = build(
            *sources,
            jobs=jobs,
            base_iri=base_iri,
            mapping=_common.load_mapping(mapping_file),
            rules=_common.rules_without(no_merge),
            progress=progress,
        )
    found = select_stories(graph, top=top, since=since, topic=topic, provider=provider)
    if as_json:
        _common.print_json([story_to_json(graph, story) for story in found])
        return
    for story in found:
        names = [graph.provider(iri).name for iri in story.providers]
        click.echo(_common.printable(story.label))
        told = [
            _common.period(story.first, story.last),
            _common.count(len(story.articles), "articles"),
            _common.count(len(names), "providers"),
        ]
        click.echo(f"  {', '.join(part for part in told if part)}")
        click.echo(f"  {_common.printable(', '.join(names))}\n")
