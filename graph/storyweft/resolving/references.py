"""Slug, path or title → the document that is meant.

A reference may mean several names, a document answers to several; the first name of a reference
that any document answers to counts.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from posixpath import dirname, join, normpath, splitext
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from storyweft import text
from storyweft.model import Document
from storyweft.sources.files import ENDINGS

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}-")


# Of documents, and of the pages that sites make of them: Amazon.com ends in neither.
_ENDINGS = frozenset([*ENDINGS, ".json", ".ipynb"])


class Name(NamedTuple):
    """What a document is called: a ``path``, ``page``, ``end``, ``slug``, ``alias``, ``title``."""

    kind: str
    text: str


def names_of(document: Document) -> Iterator[Name]:
    """Yield all names that a document answers to."""
    path, record = document.path, document.record
    urls = [record.url or "", *(item.url for item in record.addresses if item.kind == "web")]
    for page in (*document.pages, *(urlsplit(url).path for url in urls)):
        yield Name("page", _bare(page.strip("/")))
    bare = _bare(path)
    yield Name("path", bare)
    ends = bare.split("/")
    for start in range(len(ends)):
        yield Name("end", "/".join(ends[start:]))
    if _DATE.match(ends[-1]):  # Jekyll writes the date before the slug
        yield Name("slug", _DATE.sub("", ends[-1]))
    for alias in document.other_names:
        yield Name("alias", text.fold(alias))
    if record.title:
        yield Name("title", text.fold(record.title))


def names_in(reference: str, document: str) -> Iterator[Name]:
    """Yield the names that a reference in a document may mean, the best first.

    It is a page of its site, a path from the document's folder or one of those above it, else the
    end of a path, else a slug, else another name, else a title.
    """
    target = _bare(unquote(reference.split("#", 1)[0]).strip("/ "))
    if not target:
        return
    if reference.startswith("/"):
        yield Name("page", target)
    folder = dirname(document)
    while True:
        yield Name("path", normpath(join(folder, target)))
        if not folder:
            break
        folder = dirname(folder)
    yield Name("end", target)
    if "/" not in target:
        yield Name("slug", target)
    yield Name("alias", text.fold(reference))
    yield Name("title", text.fold(reference))


class References:
    """Finds documents, which are in order of path, by names that are asked for."""

    def __init__(self, documents: Iterable[Document], asked: Collection[Name]) -> None:
        self._paths: dict[Name, list[str]] = {}
        for document in documents:
            for name in dict.fromkeys(names_of(document)):
                if name in asked:
                    self._paths.setdefault(name, []).append(document.path)

    def find(self, reference: str, document: str) -> list[str]:
        """Return the paths of all documents that a reference in ``document`` may stand for."""
        names = names_in(reference, document)
        return next((paths for name in names if (paths := self._paths.get(name))), [])


def _bare(path: str) -> str:
    """Return a path without its ending, and without ``/index``, as sites show it."""
    stem, ending = splitext(path)
    bare = stem if ending.lower() in _ENDINGS else path
    return bare.removesuffix("/index").casefold()
