"""storyweft check: what a build would say of the documents, without one."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from storyweft.cli import _common


@click.command()
@_common.sources
@_common.jobs
@_common.strict
@click.option("--shapes", is_flag=True, help="Also validate the graph by SHACL (extra: shapes).")
@_common.mapping
@_common.dialect
@_common.plain
@_common.as_json
@_common.told
def check(
    sources: Sequence[Path],
    jobs: int,
    strict: bool,
    shapes: bool,
    mapping_file: Path | None,
    dialect: str | None,
    plain: bool,
    as_json: bool,
) -> None:
    """Read the documents at SOURCE and report problems by kind; write nothing."""
    from msgspec import structs

    from storyweft.pipeline import check as check_documents
    from storyweft.report import count_documents, group_problems

    with _common.progress() as progress:
        documents, problems = check_documents(
            *sources,
            jobs=jobs,
            strict=strict,
            mapping=_common.load_mapping(mapping_file),
            dialect=dialect,
            plain=plain,
            progress=progress,
        )
    counts = count_documents(documents, problems)
    groups = group_problems(problems)
    if as_json:
        listed = [structs.asdict(problem) for problem in problems]
        _common.print_json({"documents": counts, "codes": groups, "problems": listed})
    else:
        click.echo(_common.documents(counts))
        for group in groups:
            actions = ", ".join(group["actions"])
            click.echo(f"\n{group['count']} × {group['code']} ({actions}): {group['meaning']}")
            click.echo(f"  → {group['advice']}")
            for example in group["examples"]:
                click.echo(f"  {_common.printable(example)}")
    if not documents or (shapes and not _conforms(sources, jobs, mapping_file)):
        sys.exit(1)


def _conforms(sources: Sequence[Path], jobs: int, mapping_file: Path | None) -> bool:
    from storyweft.pipeline import build
    from storyweft.rdf.validate import find_violations

    mapping = _common.load_mapping(mapping_file)
    violations = find_violations(build(*sources, jobs=jobs, mapping=mapping))
    for violation in violations[: _common.PROBLEMS_SHOWN]:
        click.echo(f"violation: {_common.printable(str(violation))}", err=True)
    click.echo(f"{_common.count(len(violations), 'violations')} of the shapes", err=True)
    return not violations
