"""storyweft check: what a build would say of the documents, without one, and what shapes say."""

import logging
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storyweft.cli import _common

if TYPE_CHECKING:
    from storyweft.pipeline import Checked
    from storyweft.rdf.validate import Violation
    from storyweft.settings import Site


@click.command()
@_common.sources
@_common.build_options
@_common.strict
@click.option(
    "--suggest-mapping",
    is_flag=True,
    help="Print a mapping file (TOML) that reads the commonest unread keys, and nothing else.",
)
@click.option("--shapes", is_flag=True, help="Also validate the graph by SHACL (extra: shapes).")
@_common.as_json
@_common.errors_told
def check(
    sources: Sequence[Path],
    build_options: _common.BuildOptions,
    strict: bool,
    suggest_mapping: bool,
    shapes: bool,
    as_json: bool,
) -> None:
    """Read the documents at SOURCE and report problems by kind; write nothing.

    With --shapes SOURCE may also be a store (build --store), a folder that a build or Spark wrote,
    or an exported file of RDF.
    """
    # What is wrong with a value is told by the shapes; rdflib would print a traceback of it.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    command = "check --shapes" if shapes else "check"
    opened = _common.open_sources(command, sources, build_options)
    if not opened[0].is_built:
        from storyweft.rdf.as_rdflib import collect
        from storyweft.rdf.validate import find_violations
        from storyweft.sparql.opening import as_triples

        violations = find_violations(collect(as_triples(opened[0])))
        if as_json:
            _common.print_json({"violations": [item._asdict() for item in violations]})
        _tell_violations(violations)
        sys.exit(1 if violations else 0)
    from storyweft.pipeline import check as check_documents

    with _common.progress() as progress:
        checked = check_documents(
            *(source.path for source in opened),
            with_graph=shapes,
            strict=strict,
            progress=progress,
            **build_options.arguments(),
        )
    if suggest_mapping:
        from storyweft.reading.understanding import suggest_mapping as suggested

        click.echo(suggested(checked.documents, checked.sites), nl=False)
        return
    _tell_problems(checked, as_json=as_json)
    if not checked.documents:
        sys.exit(1)
    if checked.graph:
        from storyweft.rdf.validate import find_violations

        violations = find_violations(checked.graph)
        _tell_violations(violations)
        if violations:
            sys.exit(1)


def _tell_problems(checked: "Checked", *, as_json: bool) -> None:
    from msgspec import structs

    from storyweft.reading.understanding import understand
    from storyweft.report import count_documents, group_problems, site_to_json

    documents, problems = checked.documents, checked.problems
    counts = count_documents(documents, problems)
    groups = group_problems(problems)
    if as_json:
        listed = [structs.asdict(problem) for problem in problems]
        understood = understand(documents)
        _common.print_json(
            {
                "documents": counts,
                "dialects": [site_to_json(site) for site in checked.sites],
                "fields": understood.fields,
                "unread_keys": [item._asdict() for item in understood.unread],
                "codes": groups,
                "problems": listed,
            }
        )
        return
    click.echo(_common.documents(counts))
    for group in groups:
        actions = ", ".join(group["actions"])
        click.echo(f"\n{group['count']} × {group['code']} ({actions}): {group['meaning']}")
        click.echo(f"  → {group['advice']}")
        for example in group["examples"]:
            click.echo(f"  {_common.printable(example)}")
    _tell_understanding(checked)


def _tell_understanding(checked: "Checked") -> None:
    """Tell what was understood, in one screen: whether a mapping file is needed shows here."""
    from storyweft.reading.understanding import understand
    from storyweft.report import count_site_files, count_unread

    understood = understand(checked.documents)
    click.echo("\nUnderstood")
    for site in checked.sites[:_SITES_SHOWN]:
        click.echo(_common.printable(f"  {_described(site)}"))
    if not checked.sites:
        click.echo("  no dialect: names of files and folders mean nothing (--dialect sets one)")
    for field, count in understood.fields.items():
        click.echo(f"  {field:<9} {count:>7,} of {understood.documents:,}")
    rules: Counter[str] = Counter()
    for counted in count_site_files(checked.problems).values():
        rules.update(counted)
    if rules:
        listed = ", ".join(f"{count:,} {rule}" for rule, count in sorted(rules.items()))
        click.echo(f"  no articles: {listed} (--everything reads them)")
    if unread := count_unread(checked.problems):
        listed = ", ".join(
            f"{count:,} {ending or 'without ending'}" for ending, count in unread.items()
        )
        click.echo(f"  no documents: {listed} (--plain reads texts without front matter)")
    if understood.unread:
        click.echo("\nUnread keys (--suggest-mapping writes a mapping file)")
    for key, count, example in understood.unread:
        click.echo(_common.printable(f"  {count:>7,} × {key[:_LONGEST_KEY]}: {example}"))


_SITES_SHOWN = 5
_LONGEST_KEY = 100


def _described(site: "Site") -> str:
    """Return what a site is and says of itself, and what its documents lack for want of it."""
    from storyweft.reading.dialects.permalinks import RULES

    where = f" in {site.prefix}" if site.prefix else ""
    said = [text for text in (site.name, site.url, site.language) if text]
    if not site.url and site.dialect in RULES:
        said.append("no URL (--site-url gives one)")
    return ", ".join([f"{site.dialect}{where} ({', '.join(site.evidence)})", *said])


def _tell_violations(violations: "Sequence[Violation]") -> None:
    for violation in violations[: _common.PROBLEMS_SHOWN]:
        click.echo(f"violation: {_common.printable(str(violation))}", err=True)
    click.echo(f"{_common.count(len(violations), 'violations')} of the shapes", err=True)
