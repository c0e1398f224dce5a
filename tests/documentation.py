"""The examples in the documentation, run: `$ command` blocks and Python blocks with their output.

A command that prints Markdown stands in a comment, `<!-- $ command -->`, before what it prints. The
picture and table of the rooms stand between `<!-- rooms -->` and `<!-- end -->`, and graph/CLI.md
is what the commands say of themselves.

`python -m tests.documentation` writes what they print today into the pages; the diff is the review.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click
from click.testing import CliRunner

from storyweft.cli.main import main as main_command
from tests import house

ROOT = Path(__file__).parent.parent
CLI = ROOT / "graph" / "CLI.md"
PAGES = ["README.md", "graph/README.md", "exports/README.md"]

_BLOCK = re.compile(
    r"(?P<console>```console\n\$ (?P<command>.*?)\n(?P<shown>.*?)```)"
    r"|(?P<markdown><!-- \$ (?P<source>.*?) -->\n(?P<rendered>.*?)<!-- end -->)"
    r"|(?P<rooms><!-- rooms -->\n.*?<!-- end -->)"
    r"|(?P<python>```python\n(?P<code>.*?)```\n\n```output\n(?P<printed>.*?)```)",
    re.DOTALL,
)


def refreshed(page: str) -> str:
    """Return a page with every example's output as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("seeds", "exports"):
            shutil.copytree(ROOT / name, Path(folder, name))
        return _BLOCK.sub(lambda match: _run(match, folder), page)


def _run(match: re.Match[str], folder: str) -> str:
    if match["console"]:
        printed = _output(["bash", "-c", match["command"]], folder)
        return f"```console\n$ {match['command']}\n{printed}```"
    if match["markdown"]:
        printed = _output(["bash", "-c", match["source"]], folder)
        return f"<!-- $ {match['source']} -->\n{printed}<!-- end -->"
    if match["rooms"]:
        return f"<!-- rooms -->\n{house.picture()}\n\n{house.table()}\n<!-- end -->"
    printed = _output([sys.executable, "-c", match["code"]], folder)
    return f"```python\n{match['code']}```\n\n```output\n{printed}```"


def _output(command: list[str], folder: str) -> str:
    scripts = str(Path(sys.executable).parent)
    environment = os.environ | {
        "PATH": scripts + os.pathsep + os.environ["PATH"],
        "COLUMNS": "100",
        "PYTHONIOENCODING": "utf-8",
    }
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    if result.returncode:
        raise AssertionError(f"{command}: exit code {result.returncode}\n{result.stderr}")
    return result.stdout


_REFERENCE = """\
# The commands

What `storyweft COMMAND --help` says, written by `python -m tests.documentation` and compared by a
test. Exit codes: 0 when the work was done, 1 when it could not be, 2 for wrong usage.
`python -m storyweft` is the same program.

A shell completes commands, options and files with one line at its start:

| shell | file | line |
|---|---|---|
| bash (4.4 and later) | `~/.bashrc` | `eval "$(_STORYWEFT_COMPLETE=bash_source storyweft)"` |
| zsh | `~/.zshrc` | `eval "$(_STORYWEFT_COMPLETE=zsh_source storyweft)"` |
| fish | `~/.config/fish/config.fish` | `_STORYWEFT_COMPLETE=fish_source storyweft \\| source` |
"""


def reference() -> str:
    """Return the page of all commands: what each says of itself."""
    runner = CliRunner(env={"COLUMNS": "100"})
    assert isinstance(main_command, click.Group)
    parts = [_REFERENCE]
    for name in ["", *sorted(main_command.commands)]:
        arguments = [name, "--help"] if name else ["--help"]
        printed = runner.invoke(main_command, arguments, prog_name="storyweft", terminal_width=100)
        heading = f"## {name}\n\n" if name else ""
        parts.append(
            f"{heading}```console\n$ storyweft {' '.join(arguments)}\n{printed.output}```\n"
        )
    return "\n".join(parts)


def main() -> None:
    CLI.write_text(reference(), encoding="utf-8")
    for name in PAGES:
        path = ROOT / name
        if path.exists():
            path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
