"""storyweft stories: the stories of a source, as a list."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storyweft.cli import _common

if TYPE_CHECKING:
    from storyweft.graph import Graph
    from storyweft.model import Story, Storyline


@click.command()
@_common.sources
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="At most N, largest first.")
@click.option("--since", metavar="DATE", help="Only with an article from DATE on (2020-06-11).")
@click.option("--topic", metavar="T", help="Only with an article about topic T (name or IRI).")
@click.option(
    "--provider", metavar="P", help="Only with an article of provider P (name, domain or IRI)."
)
@click.option("--storylines", is_flag=True, help="List storylines instead, with their stories.")
@_common.build_options
@_common.as_json
@_common.errors_told
def stories(
    sources: Sequence[Path],
    top: int | None,
    since: str | None,
    topic: str | None,
    provider: str | None,
    storylines: bool,
    build_options: _common.BuildOptions,
    as_json: bool,
) -> None:
    """List the stories of SOURCE: articles about one event, largest first.

    SOURCE is documents, several of them if need be; or a store (build --store), a folder that a
    build or Spark wrote, or an exported file of RDF. With --storylines: what goes on over days and
    weeks, each with its stories in order of time.
    """
    from storyweft.stories.select import (
        select_stories,
        select_storylines,
        story_to_json,
        storyline_to_json,
    )

    graph = build_options.graph(_common.open_sources("stories", sources, build_options))
    selected = select_stories(graph, since=since, topic=topic, provider=provider)
    if storylines:
        chosen = select_storylines(graph, selected)[:top]
        if as_json:
            _common.print_json([storyline_to_json(graph, line) for line in chosen])
        else:
            for line in chosen:
                _tell_storyline(graph, line)
        return
    selected = selected[:top]
    if as_json:
        _common.print_json([story_to_json(graph, story) for story in selected])
        return
    for story in selected:
        _tell_story(graph, story)


def _tell_story(graph: "Graph", story: "Story") -> None:
    names = [graph.provider(iri).name for iri in story.providers]
    click.echo(_common.printable(story.label))
    parts = [
        _common.period(story.first, story.last),
        _common.count(len(story.articles), "articles"),
        _common.count(len(names), "providers"),
    ]
    click.echo(f"  {', '.join(part for part in parts if part)}")
    click.echo(f"  {_common.printable(', '.join(names))}\n")


def _tell_storyline(graph: "Graph", line: "Storyline") -> None:
    labels = {story.iri: story for story in graph.stories}
    click.echo(_common.printable(line.name))
    parts = [_common.period(line.first, line.last), _common.count(len(line.stories), "stories")]
    click.echo(f"  {', '.join(part for part in parts if part)}")
    for iri in line.stories:
        story = labels[iri]
        day = (story.first or "")[:10].ljust(10)
        count = _common.count(len(story.articles), "articles")
        click.echo(f"  {day}  {_common.printable(story.label)} ({count})")
    click.echo()
