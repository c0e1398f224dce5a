"""Links in bodies → references between articles: which document a link means, if that is clear.

The first of its meanings that any document answers to counts. Where several answer, none does, and
it is told: a wrong link is worse than none. Titles are no names of documents here: whoever renames
a note would make its links lead to another.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from posixpath import splitext
from urllib.parse import unquote, urlsplit

from storyweft.model import Document, Problem, Reference
from storyweft.resolving.identity import Identities, own_mentions
from storyweft.sources.files import ENDINGS

_INDEX = ("index", "_index", "readme")
# Hosts and marks of addresses that hold another: what an own page is wrapped in (see url_rules).
_WRAPPED = ("//", "%2f%2f", "ampproject", "?u", "?q", "archive.")


def references(
    documents: Sequence[Document], identities: Identities, iri_of: Mapping[str, str]
) -> tuple[list[Reference], list[Problem]]:
    """Return the references between articles, in order, and what could not be told.

    :param iri_of: the IRI of each article by its key.
    """
    linking = [document for document in documents if document.body_links]
    if not linking:
        return [], []
    own = {item.document: identities.of(item) or "" for item in own_mentions(documents)}
    names = _Names(
        documents, own, {name for item in linking for link in item.body_links for name in link}
    )
    stated: set[tuple[str, str, str]] = set()
    problems: list[Problem] = []
    for document in linking:
        source = iri_of.get(own.get(document.path, ""))
        if source is None:
            continue
        for link in document.body_links:
            paths = names.find(link, identities)
            keys = {own[path] for path in paths}
            target = iri_of.get(keys.pop()) if len(keys) == 1 else None
            if keys:
                problems.append(unclear_link(document.path, link, sorted(paths)))
            elif target is not None and target != source:
                stated.add((source, target, document.path))
    return list(gather(sorted(stated))), problems


def gather(stated: Iterable[tuple[str, str, str]]) -> Iterator[Reference]:
    """Yield the references of (source, target, document), each once and in order."""
    for (source, target), group in groupby(stated, key=itemgetter(0, 1)):
        yield Reference(source, target, tuple(path for *_, path in group))


def unclear_link(path: str, link: Sequence[str], paths: Sequence[str]) -> Problem:
    """Return the problem of a link that at least these two documents answer to."""
    spelled = link[-1].partition(":")[2]
    message = f"it could be {paths[0]} or {paths[1]}: give the path of one"
    return Problem(path, None, "body", "ambiguous-reference", message, "noted", spelled)


class _Names:
    """Finds documents by the names that links ask for."""

    def __init__(
        self, documents: Iterable[Document], own: Mapping[str, str], asked: Iterable[str]
    ) -> None:
        self._asked = {asked_as(name) for name in asked}
        self._paths: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._by_key: dict[str, list[str]] = defaultdict(list)
        self._hosts: set[str] = set()
        for document in documents:
            if document.path not in own:
                continue
            self._by_key[own[document.path]].append(document.path)
            self._hosts.update(hosts_of(document))
            for name in dict.fromkeys(names_of(document)):
                key = folded(name)
                if key in self._asked:
                    self._paths[key].append((name, document.path))

    def find(self, link: Sequence[str], identities: Identities) -> list[str]:
        """Return the documents that the first meaning of a link with any stands for."""
        for name in link:
            if name.startswith("url:"):
                key = key_of_link(name, identities, self._hosts)
                paths = self._by_key.get(key, []) if key else []
            else:
                paths = meant_by(name, self._paths.get(asked_as(name), []))
            if paths:
                return paths
        return []


def meant_by(name: str, answering: Sequence[tuple[str, str]]) -> list[str]:
    """Return the documents that a name stands for, of those that answer to it but for its case.

    :param answering: the spelling and the path of each.
    """
    name, folder = _anywhere(name)
    if folder:
        answering = [item for item in answering if item[1].startswith(folder)]
    name = unicodedata.normalize("NFC", name)
    exact = [path for spelled, path in answering if spelled in (name, _bare(name))]
    # b.md beside b.txt: who writes the ending means it.
    ended = [path for path in exact if path == name.partition(":")[2]]
    return ended or exact or [path for _, path in answering]


def key_of_link(name: str, identities: Identities, hosts: Collection[str]) -> str | None:
    """Return the key of the article that a URL leads to, if it may be that of a document.

    :param hosts: those of all documents.
    """
    url = name.partition(":")[2]
    rest = url.partition("://")[2].lower()
    if _host(url) not in hosts and not any(mark in rest for mark in _WRAPPED):
        return None
    return identities.of_url(url)


def hosts_of(document: Document) -> Iterator[str]:
    """Yield the hosts of all addresses of a document."""
    if document.record.url is not None:
        yield _host(document.record.url)
    for address in document.record.addresses:
        yield _host(address.url)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def names_of(document: Document) -> Iterator[str]:
    """Yield all names that a document answers to."""
    path = unicodedata.normalize("NFC", document.path)
    bare = _bare(path)
    yield f"path:{bare}"
    yield f"note:{bare}"
    folder, _, name = bare.rpartition("/")
    if name.lower() in _INDEX and folder:
        yield f"path:{folder}"
    parts = bare.split("/")
    for start in range(len(parts)):
        yield f"end:{'/'.join(parts[start:])}"
        if start == len(parts) - 1 and (page := namespaced(parts[start])) != parts[start]:
            yield f"end:{page}"
        if "_posts" in parts[:start]:
            yield f"post:{'/'.join(parts[start:])}"
    for page in document.pages:
        yield f"page:{page}"
    for alias in document.other_names:
        yield f"alias:{alias}"


def namespaced(name: str) -> str:
    """Return the page of Logseq that a file is named for: ``Ports___Quay``, ``Ports%2FQuay``.

    https://docs.logseq.com/#/page/namespaces
    """
    return unquote(name).replace("___", "/") if "___" in name or "%2F" in name else name


def asked_as(name: str) -> str:
    """Return what documents are called, folded, that a link may mean by a name."""
    return folded(_anywhere(name)[0])


def _anywhere(name: str) -> tuple[str, str]:
    """Return a meaning without the folder that it is meant in, and that, or nothing."""
    kind, _, text = name.partition(":")
    if kind not in ("end", "alias"):
        return name, ""
    folder, mark, inside = text.rpartition("//")
    return f"{kind}:{inside}", f"{folder}/" if mark else ""


def _bare(name: str) -> str:
    """Return a path without the ending of a document: ``Amazon.com.md`` is ``Amazon.com``."""
    stem, ending = splitext(name)
    return stem if ending.lower() in _ENDINGS else name


_ENDINGS = frozenset([*ENDINGS, ".json"])


def folded(name: str) -> str:
    """Return a name without its case and its ending: those that answer to it have the same."""
    kind, _, text = unicodedata.normalize("NFC", name).partition(":")
    return f"{kind}:{text if kind == 'url' else _bare(text).casefold()}"
