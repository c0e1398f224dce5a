"""The notebook, run: `graph/tour.ipynb` shows what its cells print today.

`python -m tests.notebook` runs it and keeps the outputs; the diff is the review.
"""

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "graph" / "tour.ipynb"


def executed() -> Any:  # noqa: ANN401 - a notebook has no type
    """Return the notebook with the outputs that its cells have now."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(
        notebook, timeout=120, record_timing=False, resources={"metadata": {"path": str(ROOT)}}
    )
    client.execute()
    for output in notebook.cells[-1].outputs:  # the page: what says how large it is stays
        output.data.pop("text/html")
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"]}
    return notebook


def outputs(notebook: Any) -> list[str]:  # noqa: ANN401
    """Return what the cells print and show, as text."""
    return [
        str(output.get("text") or output.get("data", {}).get("text/plain", ""))
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]


def main() -> None:
    NOTEBOOK.write_text(nbformat.writes(executed()).rstrip("\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
