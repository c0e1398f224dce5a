"""Graph → a running triple store, by the SPARQL 1.1 Graph Store Protocol or by SPARQL Update.

A whole graph replaces one graph of the store. With ``per_document`` each document's statements are
a named graph, and only those that changed are sent: a graph in the store holds the digest of each.
There are no blank nodes, so that a graph can be sent in chunks, and a chunk twice.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple

from storyweft import vocabulary as v
from storyweft.errors import InputError, StoreError
from storyweft.graph import Graph
from storyweft.pipeline import build
from storyweft.push.content import Content, read_content
from storyweft.push.http import Client, split_login
from storyweft.push.stores import GraphStore, Store, UpdateStore
from storyweft.reading.pool import Progress, no_progress
from storyweft.sparql.opening import BuildGraph, Source

Protocol = Literal["graph-store", "update"]

#: How many triples go in one request.
CHUNK = 20_000


class Pushed(NamedTuple):
    """What a push did: graphs and triples sent, graphs left as they were, graphs deleted."""

    graphs: int
    triples: int
    unchanged: int = 0
    deleted: int = 0


def push(
    source: Graph | Source | str | Path,
    endpoint: str,
    *,
    graph_iri: str | None = None,
    per_document: bool = False,
    protocol: Protocol = "graph-store",
    query_endpoint: str | None = None,
    user: tuple[str, str] | None = None,
    chunk: int = CHUNK,
    build_graph: BuildGraph = build,
    progress: Progress = no_progress,
) -> Pushed:
    """Replace a graph of a running store, or the named graphs of all documents.

    :param endpoint: the URL of the store's Graph Store Protocol, or of its updates.
    :param graph_iri: which graph to replace; the default graph without it.
    :param per_document: replace a named graph for each document instead, if it changed, and delete
        those of documents that are gone. Corpora that share a store need bases of their own.
    :param query_endpoint: with ``protocol="update"``, where to ask for the digests.
    :param user: name and password, sent only when the store asks for them.
    :param build_graph: builds the graph, if the source is documents.
    :raises StoreError: if the store cannot be reached, or says no.
    :raises MissingExtra: if httpx is not installed.
    """
    if per_document and graph_iri:
        raise InputError("a graph and per_document: expected one of the two")
    if graph_iri is not None:
        _check_iri(graph_iri)
    if chunk < 1:
        raise InputError(f"chunk: expected 1 or more, got {chunk}")
    endpoint, user = split_login(endpoint, user)
    if query_endpoint:
        query_endpoint, user = split_login(query_endpoint, user)
    content = read_content(source, build_graph=build_graph)
    with closing(Client(user)) as client:
        if protocol == "update":
            store: Store = UpdateStore(client, endpoint, query_endpoint or endpoint)
        else:
            store = GraphStore(client, endpoint)
        sender = _Sender(store, chunk, progress)
        if per_document:
            return _push_documents(content, sender)
        return Pushed(1, sender.replace(graph_iri, content.triples()))


def _check_iri(iri: str) -> None:
    """Refuse what is no absolute IRI: between angle brackets of an update it could end them."""
    from pyoxigraph import NamedNode

    try:
        NamedNode(iri)
    except ValueError as error:
        raise InputError(f"graph: expected an absolute IRI, got {iri!r}: {error}") from None


class _Sender:
    """Sends graphs in chunks, and counts."""

    def __init__(self, store: Store, chunk: int, progress: Progress) -> None:
        self.store = store
        self._chunk = chunk
        self._progress = progress
        self.sent = 0

    def replace(self, graph: str | None, lines: Iterator[str]) -> int:
        """Replace a graph by these N-Triples; return how many there were."""
        before = self.sent
        chunk = list(islice(lines, self._chunk))
        self.store.replace(graph, "".join(chunk))
        self._count(chunk)
        while chunk := list(islice(lines, self._chunk)):
            try:
                self.store.add(graph, "".join(chunk))
            except StoreError as error:
                sent = self.sent - before
                which = f"the graph {graph}" if graph else "the default graph"
                message = f"{error}; {which} has only the first {sent:,} triples now: push it again"
                raise StoreError(message) from error
            self._count(chunk)
        return self.sent - before

    def _count(self, chunk: list[str]) -> None:
        self.sent += len(chunk)
        self._progress("push", self.sent, 0)


# What the state has for a graph that is on its way: neither the old content nor the new for sure.
_UNKNOWN = ""


def _push_documents(content: Content, sender: _Sender) -> Pushed:
    state = f"{content.base}id/graphs"
    old = _digests(sender.store.read(state))
    new = {iri: _digest(lines) for iri, lines in content.graphs()}
    changed = {iri for iri, digest in new.items() if old.get(iri) != digest}
    gone = sorted(set(old) - set(new))
    if not changed and not gone:
        return Pushed(0, 0, len(new))
    # Told before it is done: whoever comes after a push that broke off sends these again.
    unsure = old | dict.fromkeys([*gone, *changed], _UNKNOWN)
    sender.store.replace(state, _state_lines(unsure))
    for iri in gone:
        sender.store.delete(iri)
    done = 0
    for iri, lines in content.graphs():
        if iri in changed:
            try:
                sender.replace(iri, lines)
            except StoreError as error:
                message = f"{error}; {done:,} of {len(changed):,} graphs are as they should be"
                raise StoreError(f"{message}: the same command sends the rest") from error
            done += 1
    sender.store.replace(state, _state_lines(new))
    return Pushed(len(changed), sender.sent, len(new) - len(changed), len(gone))


_DIGEST = re.compile(rf"[0-9a-f]{{32}}|{_UNKNOWN}")
# Case means nothing in a language tag, and stores write it as they like.
_LANGUAGE = re.compile(r'"@[A-Za-z0-9-]+ \.\n\Z')


def _digest(lines: Iterator[str]) -> str:
    """Return a digest of the lines in any order: a graph is a set of triples."""
    plain = (_LANGUAGE.sub(lambda match: match[0].lower(), line) for line in lines)
    hashes = (blake2b(line.encode(), digest_size=16).digest() for line in plain)
    total = sum(int.from_bytes(item) for item in hashes)
    return f"{total % 2**128:032x}"


def _state_lines(digests: dict[str, str]) -> str:
    return "".join(
        f'<{iri}> <{v.DIGEST}> "{digest}" .\n' for iri, digest in sorted(digests.items())
    )


def _digests(turtle: bytes) -> dict[str, str]:
    import pyoxigraph

    digests = {}
    try:
        for statement in pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE):
            # The state is written again, there or at another address: nothing but what was written.
            if (
                statement.predicate.value == v.DIGEST
                and isinstance(statement.subject, pyoxigraph.NamedNode)
                and isinstance(statement.object, pyoxigraph.Literal)
                and _DIGEST.fullmatch(statement.object.value)
            ):
                digests[statement.subject.value] = statement.object.value
    except (SyntaxError, ValueError) as error:
        start = turtle[:40].decode(errors="backslashreplace")
        message = f"the store answered with what is no Turtle ({start!r} …): {error}"
        raise StoreError(message) from None
    return digests
