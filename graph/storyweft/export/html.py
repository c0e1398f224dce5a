"""The page."""

from collections.abc import Iterator

from storyweft.graph import Graph


def generate(graph: Graph) -> Iterator[str]:
    """Yield the page."""
    yield "<!doctype html>"
