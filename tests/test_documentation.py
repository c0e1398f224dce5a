"""What the documentation shows is what happens."""

import re

import click
import nbformat
import pytest

from storyweft.cli.main import main
from tests import notebook
from tests.documentation import PAGES, ROOT, commands, refreshed


@pytest.mark.parametrize("page", PAGES)
def test_examples_print_what_the_page_says(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert refreshed(text) == text, "run: python -m tests.documentation"


def test_the_notebook_prints_what_it_shows() -> None:
    shown = nbformat.read(notebook.NOTEBOOK, as_version=4)
    assert notebook.outputs(notebook.executed()) == notebook.outputs(shown)


def test_every_command_shows_its_help_in_the_readme() -> None:
    shown = set(commands((ROOT / "README.md").read_text(encoding="utf-8")))
    assert isinstance(main, click.Group)
    assert {f"storyweft {name} --help" for name in main.commands} <= shown


@pytest.mark.parametrize("page", [*PAGES, "tests/README.md", "CHANGELOG.md"])
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (path.parent / target).exists()]
    assert not missing
