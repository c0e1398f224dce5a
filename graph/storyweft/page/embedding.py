"""Graph → the page inside of a notebook."""

from html import escape
from typing import NamedTuple

from storyweft.graph import Graph
from storyweft.page import html


class EmbeddedPage(NamedTuple):
    """A page that a notebook shows in a frame of its own; it can reach nothing around it."""

    content: str
    height: int

    def __repr__(self) -> str:
        """Return a line for who shows no HTML."""
        return f"<EmbeddedPage: {len(self.content):,} characters>"

    def _repr_html_(self) -> str:
        """Return the frame."""
        style = f"width:100%;height:{self.height}px;border:0"
        content = escape(self.content)
        sandbox = 'sandbox="allow-scripts allow-popups"'
        return f'<iframe {sandbox} style="{style}" srcdoc="{content}"></iframe>'


def show(graph: Graph, *, height: int = 600) -> EmbeddedPage:
    """Return the explorer page for a notebook to show, so many pixels high.

    >>> from storyweft import build
    >>> show(build("seeds"))._repr_html_()[:7]
    '<iframe'
    """
    return EmbeddedPage("".join(html.generate(graph)), height)
