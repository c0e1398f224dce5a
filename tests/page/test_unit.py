"""The modules of the page that need no browser, tested by node."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from storyweft.page import html

EXPLORER = Path(html.__file__).parent / "explorer"

#: No module of the page is longer.
MOST_LINES = 350


def test_what_node_can_test(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    for path in EXPLORER.glob("*.js"):
        shutil.copy(path, tmp_path)
    shutil.copy(Path(__file__).with_name("unit.test.js"), tmp_path)
    # Without it node takes a file of this name for a module of another kind.
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    done = subprocess.run(
        [node, "--test"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]


def test_no_module_is_long_and_each_is_in_the_page() -> None:
    modules = {path.stem: path.read_text(encoding="utf-8") for path in EXPLORER.glob("*.js")}
    assert {name for name, text in modules.items() if text.count("\n") > MOST_LINES} == set()
    script = html._script()
    assert set(re.findall(r"^const (\w+)_ = \(\(\) =>", script, re.MULTILINE)) == set(modules)


def test_a_module_stands_after_those_that_it_imports() -> None:
    for number, name in enumerate(html._SCRIPTS):
        text = (EXPLORER / f"{name}.js").read_text(encoding="utf-8")
        imported = re.findall(r'^import [^"]* from "\./(\w+)\.js";', text, re.MULTILINE)
        assert set(imported) <= set(html._SCRIPTS[:number]), name
