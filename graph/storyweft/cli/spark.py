"""storyweft build --engine spark: the same documents, and what Spark writes of them."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from storyweft.cli import common

# What one machine can do and Spark cannot → what to do instead.
_INSTEAD = {
    "store": "load the parts into a store",
    "split": "build what a page is to show on one machine",
    "images": "build what a page is to show on one machine",
    "jobs": "say how many cores by --master local[4], or by --conf",
}
_FORMATS = ("nt", "nq", "parquet")


def check_options(context: click.Context, engine: str, formats: Sequence[str]) -> None:
    """Refuse what the engine cannot do.

    :raises click.UsageError: with what to do instead.
    """
    given = {
        name
        for name in context.params
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }
    if engine != "spark":
        for name in ("master", "conf"):
            if name in given:
                raise click.UsageError(f"--{name} is for --engine spark")
        return
    for name, instead in _INSTEAD.items():
        if name in given:
            raise click.UsageError(f"--{name} is not for --engine spark: {instead}")
    for name in formats if "formats" in given else ():
        if name not in _FORMATS:
            raise click.UsageError(
                f"--format {name} is not for --engine spark: use one of {', '.join(_FORMATS)}"
            )
    if not context.params["directory"]:
        raise click.UsageError("nothing to do: expected --out DIR")


def settings(given: Sequence[str]) -> dict[str, str]:
    """Return the settings of Spark that ``--conf KEY=VALUE`` gives.

    :raises click.UsageError: if one is not of that form.
    """
    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise click.UsageError(f"--conf: expected KEY=VALUE, got {text!r}")
        found[name] = value
    return found


def build(
    sources: Sequence[str],
    directory: str,
    *,
    master: str | None,
    conf: Mapping[str, str],
    as_json: bool,
    mapping_file: Path | None,
    **options: Any,  # noqa: ANN401 - those of storyweft.spark.build
) -> None:
    """Build on Spark and tell what was done, as on one machine."""
    from storyweft import spark

    mapping = common.load_mapping(mapping_file)
    with common.progress() as progress:
        progress("start", 0, 1)
        with spark.open_session(master, conf) as session:
            built = spark.build(
                session, sources, directory, mapping=mapping, progress=progress, **options
            )
            if as_json:
                report = spark.read_report(session, directory)
    if as_json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    else:
        click.echo(common.summary(built.report))
        for name in built.written:
            click.echo(f"  {name}")
    common.tell_problems(
        built.problems, count=built.problem_count, more=f"all of them: {built.written[-1]}"
    )
