"""storyweft diff: what changed between two builds."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from storyweft.cli import _common

if TYPE_CHECKING:
    from storyweft.comparing.changes import (
        ArticleChange,
        Diff,
        FieldChange,
        LinkChange,
        Named,
        StoryChange,
        StoryName,
    )

#: How much of a long text is shown, and how much of it from before where it changed.
_SHOWN, _BEFORE = 80, 20


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--top",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    metavar="N",
    help="List at most N changes of each kind.",
)
@click.option("--all", "list_all", is_flag=True, help="List all changes.")
@click.option(
    "--exit-code", is_flag=True, help="Exit with 1 if anything changed, and 2 if that is unknown."
)
@_common.build_options
@_common.as_json
def diff(
    old: Path,
    new: Path,
    top: int,
    list_all: bool,
    exit_code: bool,
    build_options: _common.BuildOptions,
    as_json: bool,
) -> None:
    """Tell what changed from OLD to NEW: articles, links, stories.

    OLD and NEW are each documents, a store (build --store), a folder that a build or Spark wrote,
    or an exported file of RDF.
    """
    failure = 2 if exit_code else 1
    changes = _common.errors_told(_diff, failure=failure)(old, new, build_options)
    with _common.full_output_told(failure):
        if as_json:
            from storyweft.comparing.changes import to_json

            _common.print_json(to_json(changes))
        else:
            for line in _lines(changes, limit=None if list_all else top):
                click.echo(_common.printable(line))
    if exit_code and changes:
        sys.exit(1)


def _diff(old: Path, new: Path, build_options: _common.BuildOptions) -> "Diff":
    from storyweft.comparing.changes import diff
    from storyweft.sparql.opening import tell_for

    before, after = (tell_for("diff", path) for path in (old, new))
    build_options.refuse_for(before, after)
    return diff(before, after, build_graph=build_options.build)


# -- for a person ---------------------------------------------------------------------------------


def _lines(changes: "Diff", limit: int | None) -> Iterator[str]:
    if not changes:
        parts = [_common.count(getattr(changes.new, name), name) for name in _CHANGES]
        yield f"nothing changed: {', '.join(parts)}"
        return
    yield from _table(changes)
    for name, lines_of in _CHANGES.items() if limit != 0 else ():
        for kind, group in groupby(getattr(changes, name), lambda change: change.kind):
            alike = list(group)
            yield ""
            yield f"{_common.count(len(alike), name)} {kind}"
            for change in alike[:limit]:
                yield from (f"  {line}" for line in lines_of(change, limit))
            yield from (f"  {line}" for line in _rest(alike, limit))


def _rest(items: Sequence[object], limit: int | None) -> Iterator[str]:
    if limit is not None and len(items) > limit:
        yield f"… and {len(items) - limit:,} more (--all)"


def _table(changes: "Diff") -> Iterator[str]:
    """Yield the counts of both builds, in columns, with the number of changes of each kind."""
    rows = []
    for name in ("documents", *_CHANGES):
        kinds = groupby(getattr(changes, name, ()), lambda change: change.kind)
        numbers = ", ".join(f"{len(list(group)):,} {kind}" for kind, group in kinds)
        old, new = (f"{getattr(counts, name):,}" for counts in (changes.old, changes.new))
        rows.append((name, old, new, numbers))
    before, after = (max(len(row[column]) for row in rows) for column in (1, 2))
    for name, old, new, numbers in rows:
        yield f"{name:9}  {old:>{before}} → {new:>{after}}  {numbers}".rstrip()


def _article_lines(change: "ArticleChange", _: int | None) -> Iterator[str]:
    old, new = change.old or change.new, change.new or change.old
    yield new[0].label
    yield from (f"  {line}" for line in _from_to(_iris(old), _iris(new)))
    yield from (f"  {_field_line(field)}" for field in change.fields)


def _iris(articles: Sequence["Named"]) -> str:
    return ", ".join(article.iri for article in articles)


def _field_line(change: "FieldChange") -> str:
    if len(change.old) == len(change.new) == 1:
        (old,), (new,) = change.old, change.new
        same = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
        start = max(0, len(list(same)) - _BEFORE)
        return f"{change.field}: {_short(old, start)} → {_short(new, start)}"
    gone = [f"- {_short(value)}" for value in change.old if value not in change.new]
    come = [f"+ {_short(value)}" for value in change.new if value not in change.old]
    return f"{change.field}: {', '.join(gone + come)}"


def _short(text: str, start: int = 0) -> str:
    if len(text) <= _SHOWN:
        return text
    end = start + _SHOWN
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _link_lines(change: "LinkChange", _: int | None) -> Iterator[str]:
    yield change.source.label
    yield f"  → {change.target.label}"


def _story_lines(change: "StoryChange", limit: int | None) -> Iterator[str]:
    old, new = change.old, change.new
    if len(old) == len(new) == 1:
        yield from _from_to(old[0].label, new[0].label)
        sizes = dict.fromkeys((old[0].articles, new[0].articles))
        yield f"  {' → '.join(f'{size:,}' for size in sizes)} articles"
        if old[0].id != new[0].id:
            yield f"  id: {old[0].id} → {new[0].id}"
    else:
        yield from _story_names("- ", old, bool(new))
        yield from _story_names("+ ", new, bool(old))
    for sign, articles in ("+", change.joined), ("-", change.left):
        yield from (f"  {sign} {article.label}" for article in articles[:limit])
        yield from (f"  {line}" for line in _rest(articles, limit))


def _story_names(sign: str, stories: Sequence["StoryName"], signed: bool) -> Iterator[str]:
    """Yield what stories are called; signed where there are others on the other side."""
    for story in stories:
        articles = _common.count(story.articles, "articles")
        yield f"{sign if signed else ''}{story.label} ({articles})"


def _from_to(old: str, new: str) -> Iterator[str]:
    yield old
    if old != new:
        yield f"→ {new}"


_CHANGES: Mapping[str, Callable[[Any, int | None], Iterator[str]]] = {
    "articles": _article_lines,
    "links": _link_lines,
    "stories": _story_lines,
}
