"""storyweft vocabulary: the ontology, the shapes, and a table of every term that is written."""

import click


@click.command()
@click.option("--shapes", "what", flag_value="shapes", help="Print the SHACL shapes instead.")
@click.option("--table", "what", flag_value="table", help="Print all terms as Markdown instead.")
def vocabulary(what: str | None) -> None:
    """Print the ontology of storyweft's own terms, as Turtle."""
    from storyweft.rdf import ontology

    printed = {"shapes": ontology.shapes, "table": ontology.table}
    click.echo(printed.get(what or "", ontology.ontology)(), nl=False)
