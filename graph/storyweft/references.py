"""Slug, path or title → the document that is meant."""

import re
from collections import defaultdict
from collections.abc import Iterable
from posixpath import dirname, join, normpath, splitext
from urllib.parse import unquote

from storyweft import text
from storyweft.model import Document

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}-")


class References:
    """Finds documents by what other documents call them."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._by_path: dict[str, list[str]] = defaultdict(list)
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_title: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            path = document.path
            self._by_path[_bare(path)].append(path)
            name = _bare(path).rsplit("/", 1)[-1]
            self._by_name[name].append(path)
            if _DATE.match(name):  # Jekyll writes the date before the slug
                self._by_name[_DATE.sub("", name)].append(path)
            if document.record.title:
                self._by_title[text.fold(document.record.title)].append(path)

    def find(self, reference: str, document: str) -> list[str]:
        """Return the paths of all documents that a reference in ``document`` may stand for.

        The first way in which any is found counts: a path from the document's folder or one of
        those above it, the end of a path, a slug, a title.
        """
        target = _bare(unquote(reference.split("#", 1)[0]).strip("/ "))
        if not target:
            return []
        folder = dirname(document)
        while True:
            if found := self._by_path.get(normpath(join(folder, target))):
                return found
            if not folder:
                break
            folder = dirname(folder)
        named = self._by_name.get(target.rsplit("/", 1)[-1], [])
        if found := [path for path in named if f"/{_bare(path)}".endswith(f"/{target}")]:
            return found
        if named and "/" not in target:
            return named
        return self._by_title.get(text.fold(reference), [])


def _bare(path: str) -> str:
    """Return a path without its ending, and without ``/index``, as sites show it."""
    stem, ending = splitext(path)
    bare = stem if ending[1:].isalpha() and len(ending) <= 9 else path
    return bare.removesuffix("/index").casefold()
