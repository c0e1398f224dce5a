"""The house: which room may know which, and what stands in front of it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import storyweft

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "graph" / "storyweft"

# The flow is the order of imports: a room knows only those before it. Rooms on one line are peers
# that do not know each other.
FLOW = [
    ["errors"],
    ["codes"],
    ["model"],
    ["sharing"],
    ["vocabulary"],
    ["text", "urls"],
    ["yaml_text"],
    ["front_matter"],
    ["scalars"],
    ["mapping"],
    ["values"],
    ["records"],
    ["read"],
    ["rows"],
    ["archives"],
    ["pool"],
    ["cache"],
    ["iris"],
    ["references"],
    ["identity"],
    ["catalog"],
    ["resolve"],
    ["graph"],
    ["copies"],
    ["headlines"],
    ["words"],
    ["similarity"],
    ["clusters"],
    ["stories"],
    ["build"],
    ["triples"],
    ["quads"],
    ["interop"],
    ["shapes"],
    ["report"],
    ["export"],
    ["store"],
    ["update"],
    ["questions"],
    ["query"],
    ["explore"],
    ["snapshot"],
    ["diff"],
    ["serve"],
    ["watch"],
    ["push"],
    ["spark"],
    ["cli"],
]
LEVEL = {room: level for level, rooms in enumerate(FLOW) for room in rooms}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def imported_rooms(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    rooms = {name.split(".")[1] for name in names if name.startswith("storyweft.")}
    return rooms & set(LEVEL)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_knows_only_those_before_it(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    later = {
        other for other in imported_rooms(path) if other != room and LEVEL[other] >= LEVEL[room]
    }
    assert not later


def test_every_room_has_its_place_in_the_flow() -> None:
    rooms = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in modules()}
    assert rooms == set(LEVEL)


def test_the_front_door() -> None:
    assert sorted(storyweft.__all__) == [
        "Graph",
        "__version__",
        "build",
        "diff",
        "most_central",
        "neighbourhood",
        "open_store",
        "query",
        "questions",
        "save",
        "shortest_path",
        "story_network",
        "to_networkx",
        "to_rdflib",
        "update",
        "write",
    ]
    for name in storyweft.__all__:
        assert getattr(storyweft, name) is not None
    assert set(storyweft.__all__) <= set(dir(storyweft))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = storyweft.nothing


def test_the_front_door_stays_open_when_rooms_are_entered() -> None:
    # storyweft.build is a function, and there is a module of that name.
    code = "import storyweft.build, storyweft; assert callable(storyweft.build)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_source_root_is_no_package() -> None:
    # A package called graph would break beside a user's own graph.py.
    assert not (ROOT / "graph" / "__init__.py").exists()


def test_help_loads_nothing_heavy() -> None:
    heavy = {
        "frontmatter",
        "ftfy",
        "networkx",
        "httpx",
        "numpy",
        "pyarrow",
        "pyoxigraph",
        "pyspark",
        "pyvis",
        "rdflib",
        "rich",
        "scipy",
        "starlette",
        "uvicorn",
        "yaml12",
        "yarl",
    }
    code = (
        "import sys, contextlib\n"
        "from storyweft.cli import main\n"
        "with contextlib.suppress(SystemExit): main(['--help'])\n"
        "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "Usage:" in result.stdout
    assert not heavy & set(result.stderr.split())
