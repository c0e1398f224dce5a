"""storyweft build: documents → graph → files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from storyweft.cli import common

if TYPE_CHECKING:
    from storyweft.export import Images, Split

# Named here, not read from the table of exporters: the help is to be there at once.
_FORMATS = "csv gexf graphml html jsonld neo4j nq nt parquet trig ttl".split()


@click.command()
# As text: for Spark a source may be s3a://bucket/folder, in which a path has no second slash.
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--out",
    "directory",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Where to write graph.<format> and report.json.",
)
@click.option(
    "--store",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to keep the graph as a store, for query and serve.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(_FORMATS),
    default=["ttl", "graphml", "html"],
    show_default=True,
    help="What to write; may be repeated.",
)
@click.option(
    "--images",
    type=click.Choice(["none", "click", "remote"]),
    default="click",
    show_default=True,
    help="When a page loads pictures: never, when a reader clicks, or with each card.",
)
@click.option("--split", type=click.Choice(["topic"]), help="Also write a page for each topic.")
@click.option("--gzip", "compress", is_flag=True, help="Compress what is written, except pages.")
@common.jobs
@common.base_iri
@common.strict
@common.mapping
@common.no_merge
@click.option(
    "--no-cache",
    "cache",
    flag_value=False,
    default=True,
    help="Read and write everything anew; keep nothing for the next build.",
)
@click.option(
    "--engine",
    type=click.Choice(["here", "spark"]),
    default="here",
    show_default=True,
    help="What does the work: this machine, or Apache Spark (extra: spark), which writes nt, nq and"
    " parquet in parts to DIR.",
)
@click.option(
    "--master",
    metavar="URL",
    help="The cluster that Spark works on; by default what its configuration says.",
)
@click.option(
    "--conf", metavar="KEY=VALUE", multiple=True, help="A setting of Spark; may be repeated."
)
@common.as_json
@click.pass_context
@common.told
def build(
    context: click.Context,
    sources: Sequence[str],
    directory: str | None,
    store: Path | None,
    formats: Sequence[str],
    images: "Images",
    split: "Split | None",
    compress: bool,
    jobs: int,
    base_iri: str,
    strict: bool,
    mapping_file: Path | None,
    no_merge: Sequence[str],
    cache: bool,
    engine: str,
    master: str | None,
    conf: Sequence[str],
    as_json: bool,
) -> None:
    """Build the graph of the documents at SOURCE (folders, files, archives); write or keep it."""
    from storyweft.cli import spark

    spark.check_options(context, engine, formats)
    if engine == "spark":
        asked = context.get_parameter_source("formats") is not ParameterSource.DEFAULT
        spark.build(
            sources,
            directory or "",
            master=master,
            conf=spark.settings(conf),
            formats=formats if asked else ("nt", "parquet"),
            compress=compress,
            strict=strict,
            base_iri=base_iri,
            mapping_file=mapping_file,
            rules=common.rules_without(no_merge),
            as_json=as_json,
        )
        return
    if directory is None and store is None:
        raise click.UsageError("nothing to do: expected --out DIR, --store DIR, or both")
    from storyweft.model import Problem
    from storyweft.update import update

    with common.progress() as progress:
        done = update(
            *sources,
            out=directory,
            store=store,
            formats=formats,
            compress=compress,
            images=images,
            split=split,
            jobs=jobs,
            strict=strict,
            base_iri=base_iri,
            mapping=common.load_mapping(mapping_file),
            rules=common.rules_without(no_merge),
            cache=cache,
            progress=progress,
        )
    if as_json:
        common.print_json(done.report)
    else:
        click.echo(common.summary(done.report))
        for path in done.paths:
            click.echo(f"  {path}")
    problems = [Problem(**problem) for problem in done.report["problems"]]
    common.tell_problems(problems, more=_more(directory))
    if not done.is_new:
        click.echo("nothing changed since the last build", err=True)
    elif done.changed < done.files:
        click.echo(f"read {done.changed:,} of {done.files:,} files again", err=True)


def _more(directory: str | None) -> str:
    where = Path(directory, "report.json") if directory else "storyweft check"
    return f"all of them: {where}"
