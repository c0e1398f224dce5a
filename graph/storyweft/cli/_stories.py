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
@_common.build_options
@_common.as_json
@_common.errors_told
def stories(
    sources: Sequence[Path],
    top: int | None,
    since: str | None,
    topic: str | None,
    provider: str | None,
    build_options: _common.BuildOptions,
    as_json: bool,
) -> None:
    """List the stories of SOURCE: articles about one event, largest first.

    SOURCE is documents, several of them if need be; or a store (build --store), a folder that a
    build or Spark wrote, or an exported file of RDF.
    """
    from storyweft.stories.select import select_stories, story_to_json

    graph = build_options.graph(_common.open_sources("stories", sources, build_options))
    selected = select_stories(graph, top=top, since=since, topic=topic, provider=provider)
    if as_json:
        _common.print_json([story_to_json(graph, story) for story in selected])
        return
    for story in selected:
        names = [graph.provider(iri).name for iri in story.providers]
        click.echo(_common.printable(story.label))
        notes = [
            _common.period(story.first, story.last),
            _common.count(len(story.articles), "articles"),
            _common.count(len(names), "providers"),
        ]
        click.echo(f"  {', '.join(part for part in notes if part)}")
        click.echo(f"  {_common.printable(', '.join(names))}\n")
