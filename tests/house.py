"""The house as it stands: its rooms in the order of the flow, what each is for, who knows whom."""

import ast
from pathlib import Path

import networkx

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "graph" / "storyweft"

#: The flow is the order of imports: a room knows only those before it. Rooms on one line are peers
#: that do not know each other.
FLOW = [
    ["errors"],
    ["model"],
    ["text"],
    ["url_rules"],
    ["urls"],
    ["vocabulary"],
    ["mapping"],
    ["settings"],
    ["sources"],
    ["reading"],
    ["resolving"],
    ["graph"],
    ["stories"],
    ["report", "pipeline"],
    ["rdf"],
    ["network"],
    ["page"],
    ["export"],
    ["sparql"],
    ["comparing"],
    ["rebuilding"],
    ["serve", "push", "spark"],
    ["mcp"],
    ["cli"],
    ["__main__"],
]
ROOMS = [room for peers in FLOW for room in peers]
LEVEL = {room: level for level, rooms in enumerate(FLOW) for room in rooms}
#: What every room may use: too common for arrows.
COMMON = ROOMS[: ROOMS.index("sources")]


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Return what a module imports, in full: ``storyweft.model.Article``."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def imported_rooms(path: Path) -> set[str]:
    rooms = {name.split(".")[1] for name in imports(path) if name.startswith("storyweft.")}
    return rooms & set(LEVEL)


def sentence(path: Path) -> str:
    """Return the first sentence of a module or room: what it is for."""
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split())


def picture() -> str:
    """Return the rooms as a flow chart of Mermaid: an arrow leads to whoever calls a room.

    Arrows that others imply are left out.
    """
    knows = networkx.DiGraph()
    rooms = [room for room in ROOMS if room not in (*COMMON, "__main__")]
    knows.add_nodes_from(rooms)
    for path in modules():
        room = room_of(path)
        if room in rooms:
            others = sorted(imported_rooms(path) - {room, *COMMON})
            knows.add_edges_from((other, room) for other in others)
    reduced = networkx.transitive_reduction(knows)
    arrows = sorted(reduced.edges, key=lambda edge: (rooms.index(edge[0]), rooms.index(edge[1])))
    lines = [f"    {one} --> {other}" for one, other in arrows]
    return "\n".join(["```mermaid", "flowchart LR", *lines, "```"])


def table() -> str:
    """Return each room with its sentence and its modules, in the order of the flow."""
    rows = []
    for room in ROOMS:
        path = PACKAGE / room
        if room == "__main__":
            continue
        names = sorted(module.stem for module in path.glob("*.py") if module.stem != "__init__")
        listed = " ".join(f"`{name}`" for name in names if not name.startswith("_"))
        name = f"`{room}/`" if path.is_dir() else f"`{room}`"
        rows.append(f"| {name} | {sentence(path)} | {listed} |")
    return "\n".join(["| room | what it is for | its modules |", "|---|---|---|", *rows])
