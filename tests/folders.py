"""Folders of files that are made on the spot."""

from collections.abc import Mapping
from pathlib import Path


def write(folder: Path, files: Mapping[str, str] | Mapping[str, bytes]) -> Path:
    """Write files below a folder, by their names, and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
