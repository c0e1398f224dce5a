"""The house: which room may know which, and what stands in front of it."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import storyweft
from tests.house import LEVEL, PACKAGE, ROOT, imported_rooms, imports, modules, room_of

#: How many modules may stand beside the rooms, and how long one may be.
MAX_MODULES = 14
MAX_LINES = 400


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_knows_only_those_before_it(path: Path) -> None:
    room = room_of(path)
    later = {
        other for other in imported_rooms(path) if other != room and LEVEL[other] >= LEVEL[room]
    }
    assert not later


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_is_private_to_a_room_stays_there(path: Path) -> None:
    private = [
        name
        for name in imports(path)
        if name.startswith("storyweft.")
        and any(part.startswith("_") and not part.startswith("__") for part in name.split("."))
        and (name.split(".")[1] != room_of(path) or name.split(".")[-1].startswith("_"))
        and not is_module(name)
    ]
    strangers = [
        name
        for name in imports(path)
        if is_module(name)
        and name.split(".")[-1].startswith("_")
        and name.split(".")[1] != room_of(path)
    ]
    assert not private + strangers


def is_module(name: str) -> bool:
    return (PACKAGE.parent / (name.replace(".", "/") + ".py")).exists()


def test_every_room_has_its_place_in_the_flow() -> None:
    assert {room_of(path) for path in modules()} == set(LEVEL)


def test_tests_mirror_the_rooms() -> None:
    others = {"benchmarks", "fixtures", "fuzz"}
    folders = {path.name for path in (ROOT / "tests").iterdir() if any(path.glob("*.py"))} - others
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders == rooms, "each room has a folder of tests, and no other has one"


def test_a_newcomer_sees_few_modules_and_none_is_long() -> None:
    beside = [path.name for path in PACKAGE.glob("*.py")]
    assert len(beside) <= MAX_MODULES
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert not long


@pytest.mark.parametrize("room", sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py")))
def test_a_room_says_in_one_sentence_what_it_is_for(room: str) -> None:
    text = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text("utf-8")))
    assert text
    assert text.split("\n\n")[0].endswith(".")


def test_no_two_public_classes_have_one_name() -> None:
    seen: dict[str, str] = {}
    for path in modules():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                assert seen.setdefault(node.name, str(path)) == str(path), node.name


def test_no_module_has_the_name_of_a_function_that_stands_before_it() -> None:
    exported = set(storyweft.__all__)
    for path in modules():
        package = import_module(".".join(["storyweft", *path.relative_to(PACKAGE).parent.parts]))
        name = path.stem
        if name != "__init__":
            assert name not in exported
            assert isinstance(getattr(package, name, sys), ModuleType), path


def test_the_front_door_stays_open_when_rooms_are_entered() -> None:
    code = (
        "import storyweft.comparing.changes as c, storyweft.pipeline, storyweft\n"
        "assert callable(storyweft.build) and callable(storyweft.diff) and callable(c.diff)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_front_door() -> None:
    assert sorted(storyweft.__all__) == [
        "Graph",
        "__version__",
        "build",
        "diff",
        "from_records",
        "most_central",
        "named_queries",
        "neighbourhood",
        "open_store",
        "query",
        "save",
        "shortest_path",
        "show",
        "story_network",
        "to_networkx",
        "to_pandas",
        "to_polars",
        "to_rdflib",
        "update",
        "write",
    ]
    for name in storyweft.__all__:
        assert getattr(storyweft, name) is not None
    assert set(storyweft.__all__) <= set(dir(storyweft))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = storyweft.nothing


def test_the_source_root_is_no_package() -> None:
    # A package called graph would break beside a user's own graph.py.
    assert not (ROOT / "graph" / "__init__.py").exists()


#: What only some commands or sources need, or many articles.
SELDOM = frozenset(
    "IPython httpx jinja2 multiprocessing networkx pyarrow pyoxigraph pyspark pyvis rdflib"
    " rich scipy starlette tarfile tldextract uvicorn watchfiles".split()
)
#: What a build needs, and what help does not.
OF_BUILDS = frozenset("frontmatter ftfy graspologic_native msgspec numpy yaml yaml12 yarl".split())


def loaded_by(*arguments: str | Path) -> set[str]:
    """Return the names of the packages that a command loads."""
    code = (
        "import sys, contextlib\n"
        "from storyweft.cli.main import main\n"
        "with contextlib.suppress(SystemExit): main(sys.argv[1:])\n"
        "print('loaded:', *{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert result.stdout
    return set(result.stderr.rpartition("loaded:")[2].split())


def test_help_loads_nothing_heavy() -> None:
    assert not loaded_by("--help") & (SELDOM | OF_BUILDS)


def test_a_build_loads_only_what_it_uses(tmp_path: Path) -> None:
    loaded = loaded_by("build", ROOT / "seeds", "--out", tmp_path)
    assert "numpy" in loaded
    assert not loaded & SELDOM
