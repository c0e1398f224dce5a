"""What is not installed: the message names the extra that brings it."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("module", "code", "extra"),
    [
        ("pyarrow", 'storyweft.write(graph, folder, ["parquet"])', "parquet"),
        ("pyarrow", 'storyweft.query(graph, "counts").to_arrow()', "parquet"),
        ("pandas", 'storyweft.query(graph, "counts").to_pandas()', "pandas"),
        ("pandas", "storyweft.to_pandas(graph)", "pandas"),
        ("polars", "storyweft.to_polars(graph)", "polars"),
        ("pyshacl", "storyweft.rdf.validate.find_violations(graph)", "shapes"),
        ("starlette", "storyweft.serve.server.serve(folder)", "serve"),
        ("mcp.server", "storyweft.mcp.server.serve_assistant(folder)", "mcp"),
        ("httpx", 'storyweft.push.pushing.push(graph, "http://127.0.0.1:9/")', "push"),
    ],
)
def test_a_missing_extra_says_what_to_install(
    seeds: Path, tmp_path: Path, module: str, code: str, extra: str
) -> None:
    script = (
        "import sys, storyweft, storyweft.errors\n"
        f"sys.modules[{module!r}] = None\n"
        "import storyweft.push.pushing, storyweft.serve.server, storyweft.rdf.validate\n"
        "import storyweft.mcp.server\n"
        f"graph, folder = storyweft.build({str(seeds)!r}), {str(tmp_path)!r}\n"
        f"try: {code}\nexcept storyweft.errors.MissingExtra as error: print(error)"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert f"needs an extra: pip install 'storyweft[{extra}]'" in result.stdout, result.stderr
