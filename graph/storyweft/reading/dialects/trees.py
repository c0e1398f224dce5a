"""Where the files of a site are: a folder of this machine, or what an archive lists."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Protocol

from storyweft.reading.dialects.configuration import MAX_CONFIGURATION
from storyweft.sources.files import ENDINGS, open_file

# How many folders below a source are looked at, and how deep.
_BELOW = 2000
_DEPTH = 3
# Folders whose configurations are examples, results, or of others.
_FOREIGN = frozenset(
    "node_modules themes vendor exampleSite test tests fixtures public _site dist build"
    " config static".split()
)


class Tree(Protocol):
    """Files below a root, as far as recognising a site needs them."""

    def has(self, path: str) -> bool:
        """Tell whether there is a file or folder at a path."""

    def read(self, path: str) -> str | None:
        """Return the start of a file, or None if there is none."""

    def files(self, folder: str) -> Iterable[str]:
        """Return the names of the files in a folder, in order."""

    def folders(self) -> Iterable[str]:
        """Return the folders below the root, level by level, each with ``/`` at its end."""

    def documents(self) -> Sequence[str]:
        """Return the paths of what may be documents, as far as folders are looked at."""


class FolderTree:
    """A folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._start = f"{root}/"
        self._walked: tuple[list[str], list[str]] | None = None

    def has(self, path: str) -> bool:
        # Asked hundreds of times before a build: ten times as quick as with Path.
        return os.path.exists(self._start + path)  # noqa: PTH110

    def read(self, path: str) -> str | None:
        try:
            with open_file(self._root / path) as stream:
                return stream.read(MAX_CONFIGURATION).decode("utf-8-sig", errors="ignore")
        except OSError:
            return None

    def files(self, folder: str) -> list[str]:
        try:
            return sorted(path.name for path in (self._root / folder).iterdir() if path.is_file())
        except OSError:
            return []

    def folders(self) -> list[str]:
        return self._walk()[0]

    def documents(self) -> list[str]:
        return self._walk()[1]

    def _walk(self) -> tuple[list[str], list[str]]:
        if self._walked is None:
            self._walked = _walk(lambda path: (self._root / path).iterdir())
        return self._walked


def _walk(entries: Callable[[str], Iterable[Path]]) -> tuple[list[str], list[str]]:
    folders: list[str] = []
    documents: list[str] = []
    level = [""]
    for _ in range(_DEPTH + 1):
        below = []
        for folder in level[:_BELOW]:
            try:
                inside = sorted(entries(folder))
            except OSError:
                continue
            for entry in inside:
                path = folder + entry.name
                if entry.name.startswith(".") or entry.name in _FOREIGN:
                    continue
                if entry.name.lower().endswith(ENDINGS):
                    documents.append(path)
                elif not entry.is_symlink() and entry.is_dir():
                    below.append(f"{path}/")
        folders += below
        level = below
    return folders[:_BELOW], documents


class ListedTree:
    """What an archive lists, and the texts of its configurations."""

    def __init__(self, names: Sequence[str], texts: Mapping[str, str]) -> None:
        self._names = set(names)
        self._folders = {
            f"{parent.as_posix()}/"
            for name in names
            for parent in PurePosixPath(name).parents
            if parent.name
        }
        self._texts = texts

    def has(self, path: str) -> bool:
        return path in self._names or f"{path.rstrip('/')}/" in self._folders

    def read(self, path: str) -> str | None:
        return self._texts.get(path)

    def files(self, folder: str) -> list[str]:
        return sorted(self._files.get(folder, ()))

    @cached_property
    def _files(self) -> dict[str, list[str]]:
        files: dict[str, list[str]] = {}
        for path in self._names:
            folder, slash, name = path.rpartition("/")
            files.setdefault(folder + slash, []).append(name)
        return files

    def folders(self) -> list[str]:
        wanted = (
            folder
            for folder in self._folders
            if folder.count("/") <= _DEPTH
            and not any(part.startswith(".") or part in _FOREIGN for part in folder.split("/"))
        )
        # As a folder is walked: level by level.
        return sorted(wanted, key=lambda folder: (folder.count("/"), folder.split("/")))[:_BELOW]

    def documents(self) -> list[str]:
        return sorted(name for name in self._names if name.lower().endswith(ENDINGS))
