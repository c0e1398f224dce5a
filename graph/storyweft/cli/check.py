"""storyweft check: what a build would say of the documents, without one."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from storyweft.cli import common


@click.command()
@common.sources
@common.jobs
@common.strict
@common.as_json
@common.told
def check(sources: Sequence[Path], jobs: int, strict: bool, as_json: bool) -> None:
    """Read the documents at SOURCE and report problems; write nothing."""
    from dataclasses import asdict

    from storyweft.build import read_all
    from storyweft.read import find_files
    from storyweft.report import count_documents, group_problems

    files = find_files(*sources)
    with common.progress() as progress:
        documents, problems = read_all(files, jobs=jobs, strict=strict, progress=progress)
    counts = count_documents(documents, problems)
    groups = group_problems(problems)
    if as_json:
        listed = [asdict(problem) for problem in problems]
        common.print_json({"documents": counts, "codes": groups, "problems": listed})
    else:
        click.echo(common.documents(counts))
        for group in groups:
            actions = ", ".join(group["actions"])
            click.echo(f"\n{group['count']} × {group['code']} ({actions})")
            for example in group["examples"]:
                click.echo(f"  {common.printable(example)}")
    if not documents:
        sys.exit(1)
