"""Programs that no one here wrote, set on the outputs: each must read what the graph holds.

A program runs in a process of its own, gets folders of exports, and prints as JSON what it made of
each; :func:`expected` says what that has to be. Tests run all of them on several corpora, and
`python -m tests.clients` writes the table of `exports/README.md` from the ones that are here.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections import Counter
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any, NamedTuple

import storyweft
from storyweft.graph import Graph
from storyweft.network.tables import edges, nodes
from storyweft.rdf.triples import triples

ROOT = Path(__file__).parent.parent
SYSTEM_PYTHON = "/usr/bin/python3"  # Debian's modules are for Debian's Python
FORMATS = ("ttl", "nt", "jsonld", "graphml", "gexf", "csv", "parquet")


class Client(NamedTuple):
    """A program: where it comes from, what is done with it, and the command and code for that."""

    name: str
    source: str
    does: str
    command: list[str]
    code: str
    version: Callable[[], str | None]

    def read(self, *folders: Path) -> list[dict[str, Any]]:
        """Return what the program makes of each export.

        :raises AssertionError: if it fails.
        """
        result = subprocess.run(
            [*self.command, self.code, *map(str, folders)],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"NODE_PATH": str(node_modules() or "")},
        )
        assert result.returncode == 0, result.stderr[-3000:]
        lines = [line for line in result.stdout.splitlines() if line.startswith("{")]
        assert len(lines) == len(folders), result.stdout
        return [json.loads(line) for line in lines]


def expected(graph: Graph) -> dict[str, Any]:
    """Return all that programs may be asked for."""
    all_nodes = list(nodes(graph))
    months = Counter(item.published[:7] for item in graph.articles if item.published)
    return {
        "nodes": len(all_nodes),
        "placed": len(all_nodes),
        "edges": sum(1 for _ in edges(graph)),
        "articles": len(graph.articles),
        "published": sum(item.is_published is True for item in graph.articles),
        "unpublished": sum(item.is_published is False for item in graph.articles),
        "months": dict(sorted(months.items())),
        "topics": dict(sorted(Counter(t.name for a in graph.articles for t in a.topics).items())),
        "triples": sum(1 for _ in triples(graph)),
    }


# -- where programs come from ---------------------------------------------------------------------


def node_modules() -> Path | None:
    """Where npm packages are: as told, beside the checkout, or where npm keeps global ones."""
    folder = Path(os.environ.get("STORYWEFT_NODE_MODULES", ROOT / "node_modules"))
    if not (folder / "n3").is_dir() and shutil.which("npm"):
        answer = subprocess.run(["npm", "root", "-g"], capture_output=True, text=True, check=False)
        folder = Path(answer.stdout.strip() or "nowhere")
    return folder if (folder / "n3").is_dir() else None


def _of_pypi(name: str) -> Callable[[], str | None]:
    def version() -> str | None:
        try:
            return package_version(name)
        except PackageNotFoundError:
            return None

    return version


def _of_npm(name: str) -> Callable[[], str | None]:
    def version() -> str | None:
        modules = node_modules()
        path = modules / name / "package.json" if modules and shutil.which("node") else None
        if path is None or not path.is_file():
            return None
        return str(json.loads(path.read_text(encoding="utf-8"))["version"])

    return version


def _of_debian(name: str) -> Callable[[], str | None]:
    def version() -> str | None:
        if not shutil.which("dpkg-query"):
            return None
        command = ["dpkg-query", "--show", "--showformat=${db:Status-Status} ${Version}", name]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        status, _, number = result.stdout.partition(" ")
        return number if status == "installed" else None

    return version


def _python(name: str, does: str, code: str, package: str = "") -> Client:
    package = package or name.lower()
    command = [sys.executable, "-c"]
    return Client(name, f"PyPI: {package}", does, command, _each(code), _of_pypi(package))


def _node(name: str, does: str, code: str) -> Client:
    code = f"const fs = require('fs');\nfor (const folder of process.argv.slice(1)) {{\n{code}\n}}"
    return Client(name, f"npm: {name}", does, ["node", "-e"], code, _of_npm(name))


def _debian(name: str, package: str, does: str, code: str) -> Client:
    command = [SYSTEM_PYTHON, "-W", "ignore", "-c"]
    return Client(name, f"Debian: {package}", does, command, _each(code), _of_debian(package))


def _each(code: str) -> str:
    """Return Python code that does the same with every folder."""
    return "import json, sys\nfor folder in sys.argv[1:]:\n" + textwrap.indent(code, "    ")


# -- the programs ---------------------------------------------------------------------------------

_GRAPHML = "reads `graph.graphml`"

CLIENTS = [
    _python(
        "networkx",
        f"{_GRAPHML} with its types",
        """
import networkx
network = networkx.read_graphml(f"{folder}/graph.graphml", force_multigraph=True)
data = dict(network.nodes(data=True)).values()
print(json.dumps({
    "nodes": len(network), "edges": network.number_of_edges(),
    "articles": sum(node["kind"] == "article" for node in data),
    "published": sum(node.get("is_published") == 1 for node in data),
    "unpublished": sum(node.get("is_published") == 0 for node in data),
    "placed": sum(isinstance(node["x"], float) and node["size"] > 0 for node in data),
}))""",
    ),
    _python(
        "networkx: GEXF",
        "reads `graph.gexf` with positions, sizes and colours",
        """
import networkx
network = networkx.read_gexf(f"{folder}/graph.gexf")
data = dict(network.nodes(data=True)).values()
print(json.dumps({
    "nodes": len(network), "edges": network.number_of_edges(),
    "unpublished": sum(node.get("is_published") is False for node in data),
    "placed": sum({"position", "size", "color"} <= set(node["viz"]) for node in data),
}))""",
        "networkx",
    ),
    _python(
        "igraph",
        f"{_GRAPHML}; flags that are absent are not false",
        """
import igraph
network = igraph.Graph.Read_GraphML(f"{folder}/graph.graphml")
print(json.dumps({
    "nodes": network.vcount(), "edges": network.ecount(),
    "articles": network.vs["kind"].count("article"),
    "published": network.vs["is_published"].count(True),
    "unpublished": network.vs["is_published"].count(False),
    "placed": sum(x == x for x in network.vs["x"]),
}))""",
    ),
    _python(
        "rustworkx",
        _GRAPHML,
        """
import rustworkx
(network,) = rustworkx.read_graphml(f"{folder}/graph.graphml")
data = network.nodes()
print(json.dumps({
    "nodes": len(data), "edges": len(network.edges()),
    "articles": sum(node["kind"] == "article" for node in data),
    "unpublished": sum(node["is_published"] == 0 for node in data),
    "placed": sum(node["x"] is not None for node in data),
}))""",
    ),
    _python(
        "NetworKit",
        _GRAPHML,
        """
import networkit
network = networkit.graphio.GraphMLReader().read(f"{folder}/graph.graphml")
print(json.dumps({"nodes": network.numberOfNodes(), "edges": network.numberOfEdges()}))""",
    ),
    _python(
        "pydot",
        "draws `graph.graphml` through networkx, without the word `name`, which is its own",
        """
import networkx, storyweft
network = networkx.read_graphml(f"{folder}/graph.graphml", force_multigraph=True)
for node in network.nodes.values():
    del node["name"]  # Graphviz's own word
dot = networkx.nx_pydot.to_pydot(network)
names = {node.get_name() for node in dot.get_nodes()}
ends = {end for edge in dot.get_edges() for end in (edge.get_source(), edge.get_destination())}
assert ends <= names and all(name.isalnum() for name in names)
print(json.dumps({"nodes": len(names), "edges": len(dot.get_edges())}))""",
    ),
    _debian(
        "graph-tool",
        "python3-graph-tool",
        _GRAPHML,
        """
from graph_tool import load_graph
network = load_graph(f"{folder}/graph.graphml")
kinds = [network.vp["kind"][node] for node in network.vertices()]
print(json.dumps({
    "nodes": network.num_vertices(), "edges": network.num_edges(),
    "articles": kinds.count("article"),
    "placed": len([network.vp["x"][node] for node in network.vertices()]),
}))""",
    ),
    _debian(
        "Tulip",
        "tulip",
        _GRAPHML,
        """
from tulip import tlp
options = tlp.getDefaultPluginParameters("GraphML")
options["file::filename"] = f"{folder}/graph.graphml"
network = tlp.importGraph("GraphML", options)
kinds = network.getStringProperty("kind")
print(json.dumps({
    "nodes": network.numberOfNodes(), "edges": network.numberOfEdges(),
    "articles": sum(kinds[node] == "article" for node in network.getNodes()),
}))""",
    ),
    _node(
        "graphology-graphml",
        "reads `graph.graphml` with all that sigma draws by",
        """
const {MultiDirectedGraph} = require('graphology'), graphml = require('graphology-graphml');
const {DOMParser} = require('@xmldom/xmldom');
const text = fs.readFileSync(`${folder}/graph.graphml`, 'utf8');
const graph = graphml.parse(MultiDirectedGraph, text, {DOMParser});
const data = graph.mapNodes((_, node) => node);
const drawn = node => [node.x, node.y, node.size].every(Number.isFinite) && node.color;
console.log(JSON.stringify({
  nodes: graph.order, edges: graph.size,
  articles: data.filter(node => node.kind === 'article').length,
  unpublished: data.filter(node => node.is_published === 0).length,
  placed: data.filter(drawn).length,
}));""",
    ),
    _node(
        "graphology-gexf",
        "reads `graph.gexf` with all that sigma draws by",
        """
const {MultiDirectedGraph} = require('graphology'), gexf = require('graphology-gexf');
const text = fs.readFileSync(`${folder}/graph.gexf`, 'utf8');
const graph = gexf.parse(MultiDirectedGraph, text, {allowUndeclaredAttributes: true});
const data = graph.mapNodes((_, node) => node);
const drawn = node => [node.x, node.y, node.size].every(Number.isFinite) && node.color;
console.log(JSON.stringify({
  nodes: graph.order, edges: graph.size, placed: data.filter(drawn).length,
}));""",
    ),
    _node(
        "cytoscape-graphml",
        "reads `graph.graphml`; fields have their names",
        """
global.window = new (require('jsdom').JSDOM)('').window;
global.document = window.document;
const cytoscape = require('cytoscape');
global.$xml = global.$graphs = global.xml = null;
require('cytoscape-graphml')(cytoscape, require('jquery'));
const cy = cytoscape({headless: true});
cy.graphml({layoutBy: 'preset'});  // positions are there: no layout is looked for
cy.graphml(fs.readFileSync(`${folder}/graph.graphml`, 'utf8'));
const data = cy.nodes().map(node => node.data());
console.log(JSON.stringify({
  nodes: cy.nodes().length, edges: cy.edges().length,
  articles: data.filter(node => node.kind === 'article').length,
  unpublished: data.filter(node => node.is_published === '0').length,
  placed: data.filter(node => Number.isFinite(Number(node.x)) && node.color).length,
}));""",
    ),
    _python(
        "pandas",
        "reads the Parquet tables; `resample` by month, `explode` topics",
        """
import pandas
nodes = pandas.read_parquet(f"{folder}/graph.nodes.parquet")
edges = pandas.read_parquet(f"{folder}/graph.edges.parquet")
articles = nodes[nodes.kind == "article"]
months = articles.dropna(subset="published").set_index("published").resample("MS").size()
print(json.dumps({
    "nodes": len(nodes), "edges": len(edges), "articles": len(articles),
    "unpublished": int((articles.is_published == False).sum()),
    "months": {f"{month:%Y-%m}": int(n) for month, n in months.items() if n},
    "topics": {k: int(n) for k, n in articles.topics.explode().value_counts().sort_index().items()},
}))""",
    ),
    _python(
        "Polars",
        "reads the Parquet tables; `group_by_dynamic` by month, `explode` topics",
        """
import polars
nodes = polars.read_parquet(f"{folder}/graph.nodes.parquet")
articles = nodes.filter(polars.col("kind") == "article")
dated = articles.drop_nulls("published").sort("published")
months = dated.group_by_dynamic("published", every="1mo").agg(polars.len())
topics = articles.select("topics").explode("topics").drop_nulls().to_series().value_counts()
print(json.dumps({
    "nodes": len(nodes), "articles": len(articles),
    "unpublished": articles["is_published"].to_list().count(False),
    "months": {f"{month:%Y-%m}": n for month, n in months.iter_rows() if n},
    "topics": dict(sorted(topics.iter_rows())),
}))""",
    ),
    _python(
        "DuckDB",
        "reads the Parquet tables; `date_trunc`, `unnest`",
        """
import duckdb
duckdb.sql("SET TimeZone = 'UTC'")
articles = f"(FROM '{folder}/graph.nodes.parquet' WHERE kind = 'article')"
def rows(sql): return duckdb.sql(sql).fetchall()
print(json.dumps({
    "nodes": rows(f"SELECT count(*) FROM '{folder}/graph.nodes.parquet'")[0][0],
    "edges": rows(f"SELECT count(*) FROM '{folder}/graph.edges.parquet'")[0][0],
    "articles": rows(f"SELECT count(*) FROM {articles}")[0][0],
    "unpublished": rows(f"SELECT count(*) FROM {articles} WHERE NOT is_published")[0][0],
    "months": dict(rows(f'''SELECT strftime(date_trunc('month', published), '%Y-%m'), count(*)
        FROM {articles} WHERE published IS NOT NULL GROUP BY 1 ORDER BY 1''')),
    "topics": dict(rows(f'''SELECT topic, count(*)
        FROM (SELECT unnest(topics) AS topic FROM {articles}) GROUP BY 1 ORDER BY 1''')),
}))""",
    ),
    *(
        _python(
            name,
            "loads the Parquet tables as a property graph; `date_trunc`, `UNWIND`",
            f"import {name.lower()} as engine"
            + """
import tempfile
db = engine.Database(tempfile.mkdtemp() + "/db")
con = engine.Connection(db)
def rows(query):
    answer = con.execute(query)
    listed = []
    while answer.has_next():
        listed.append(answer.get_next())
    return listed
con.execute('''CREATE NODE TABLE Node(iri STRING PRIMARY KEY, kind STRING, label STRING,
    published TIMESTAMP_TZ, topics STRING[], is_published BOOLEAN)''')
con.execute("CREATE REL TABLE Edge(FROM Node TO Node, kind STRING, weight DOUBLE)")
con.execute(f'''COPY Node FROM (LOAD FROM "{folder}/graph.nodes.parquet"
    RETURN iri, kind, label, CAST(published AS TIMESTAMP_TZ), topics, is_published)''')
con.execute(f'''COPY Edge FROM (LOAD FROM "{folder}/graph.edges.parquet"
    RETURN source, target, kind, weight)''')
months = rows('''MATCH (a:Node {kind: "article"}) WHERE a.published IS NOT NULL
    RETURN date_trunc("month", CAST(a.published AS TIMESTAMP)), count(*) ORDER BY 1''')
topics = rows('''MATCH (a:Node {kind: "article"}) UNWIND a.topics AS topic
    RETURN topic, count(*) ORDER BY topic''')
print(json.dumps({
    "nodes": rows("MATCH (n) RETURN count(*)")[0][0],
    "edges": rows("MATCH ()-[e]->() RETURN count(*)")[0][0],
    "unpublished": rows("MATCH (n:Node) WHERE n.is_published = false RETURN count(*)")[0][0],
    "months": {f"{month:%Y-%m}": n for month, n in months},
    "topics": dict(sorted(topics)),
}))""",
        )
        for name in ("Kuzu", "Ladybug")
    ),
]


# -- the table of exports/README.md ---------------------------------------------------------------


def table(results: dict[str, str]) -> str:
    """Return the table of all programs; ``results`` has what came out, by name."""
    rows = [
        f"| {client.name} | {client.source} | {client.version() or '–'} | {client.does} |"
        f" {results[client.name]} |"
        for client in CLIENTS
    ]
    head = ["| program | from | version | what it does | result |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows])


def main() -> None:
    """Run what is here on the seeds, and write the table into `exports/README.md`."""
    graph = storyweft.build(ROOT / "seeds")
    right = expected(graph)
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        storyweft.write(graph, folder, FORMATS)
        for client in CLIENTS:
            if client.version() is None:
                results[client.name] = "not tried"
                continue
            (read,) = client.read(Path(folder))
            wrong = sorted(name for name, value in read.items() if value != right[name])
            results[client.name] = f"other {', '.join(wrong)}" if wrong else _told(read)
    path = ROOT / "exports" / "README.md"
    before, _, rest = path.read_text(encoding="utf-8").partition("<!-- clients -->\n")
    _, end, after = rest.partition("<!-- end of clients -->")
    text = f"{before}<!-- clients -->\n{table(results)}\n{end}{after}"
    path.write_text(text, encoding="utf-8")


def _told(read: dict[str, Any]) -> str:
    counted = [f"{value} {name}" for name, value in read.items() if isinstance(value, int)]
    listed = [name for name, value in read.items() if not isinstance(value, int)]
    return ", ".join([*counted, *listed])


if __name__ == "__main__":
    main()
