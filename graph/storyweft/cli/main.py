"""The command line: arguments → library → text → exit code, nothing else.

Exit codes: 0 when the work was done, 1 when it could not be, 2 for wrong usage.
"""

import os
import sys
from typing import Any

import click

from storyweft import __version__
from storyweft.cli._build import build
from storyweft.cli._check import check
from storyweft.cli._common import full_output_told, print_anything
from storyweft.cli._diff import diff
from storyweft.cli._mcp import mcp
from storyweft.cli._push import push
from storyweft.cli._query import query
from storyweft.cli._serve import serve
from storyweft.cli._show import show
from storyweft.cli._stories import stories
from storyweft.cli._vocabulary import vocabulary
from storyweft.cli._watch import watch


class _Commands(click.Group):
    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as click has it
        _open_closed_streams()
        with full_output_told():
            return super().main(*args, **kwargs)


def _open_closed_streams() -> None:
    """Let a standard stream that is closed hold nothing, or take all.

    Else the next file that is opened had its number, and what libraries print there in it.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            mode = "w" if number else "r"
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="storyweft")
def main() -> None:
    """Turn news in text files with front matter into a knowledge graph."""
    print_anything()


for _command in (build, check, diff, mcp, push, query, serve, show, stories, vocabulary, watch):
    main.add_command(_command)
