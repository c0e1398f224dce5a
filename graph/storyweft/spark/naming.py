"""What documents call by a name, in lists and in bodies → the mention of the article that is meant.

A mention or a link may mean several names; the first that any document answers to counts. Who
answers to a name is told once, however many ask for it.
"""

from collections.abc import Collection, Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from storyweft.model import Document, Record
from storyweft.resolving import body_references as bodies
from storyweft.resolving import references
from storyweft.resolving.identity import (
    Identities,
    Mention,
    mentions,
    own_mentions,
    unclear_reference,
)
from storyweft.spark.frames import Row, map_rows, pack, unpack

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

# Who asks has a row for each name, in turn, and what it says in the first; who answers has no turn.
_CALLED = (
    "folded string, turn int, name string, path string, key string, own string, list string,"
    " rank int, line long, said binary"
)
_ANSWERED = (
    "path string, list string, rank int, turn int, own string, line long, said binary,"
    " is_answer boolean, first string, second string, key string"
)
_NAMED = "key string, own string, path string, list string, rank int, record binary, problem binary"


def name_all(
    documents: "DataFrame", shared: "Broadcast[Identities]", hosts: Collection[str]
) -> "DataFrame":
    """Return the mentions that name an article, with its key, or with a problem.

    A link in a body is in the list "body", without a record.

    :param hosts: those of all documents.
    """
    from pyspark.sql import functions as f

    called = map_rows(documents, partial(_called, shared, frozenset(hosts)), _CALLED)
    # Who answers to a name comes before those who ask for it.
    order = ("folded", f.col("turn").isNotNull(), "name", "path")
    called = called.repartition("folded").sortWithinPartitions(*order)
    answered = map_rows(called, _answered, _ANSWERED).repartition("path")
    answered = answered.sortWithinPartitions("path", "list", "rank", "turn")
    return map_rows(answered, _decided, _NAMED)


def _called(
    shared: "Broadcast[Identities]", hosts: Collection[str], rows: Iterator[Row]
) -> Iterator[Row]:
    identities = shared.value.without_memory()
    for _, packed in rows:
        document = unpack(Document, packed)
        own = next(map(identities.of, own_mentions([document])), None)
        yield from _names(document, own)
        yield from _asked(document, own, identities, hosts)


def _names(document: Document, own: str | None) -> Iterator[Row]:
    """Yield all names of a document; one that is about no article has no key."""
    nothing = (None,) * 5
    for kind, text in dict.fromkeys(references.names_of(document)):
        yield f"{kind}:{text}", None, "", document.path, own, *nothing
    if own is not None:
        yield f"key {own}", None, "", document.path, own, *nothing
        for name in dict.fromkeys(bodies.names_of(document)):
            yield f"body {bodies.folded(name)}", None, name, document.path, own, *nothing


def _asked(
    document: Document, own: str | None, identities: Identities, hosts: Collection[str]
) -> Iterator[Row]:
    for item in mentions([document]):
        if item.record.reference is not None:
            where = item.document, None, own, item.list, item.rank, item.line
            said: bytes | None = pack(item.record)
            names = references.names_in(item.record.reference, item.document)
            folded = [f"{kind}:{text}" for kind, text in names]
            for turn, name in enumerate(folded or [None]):
                yield name, turn, name, *where, said
                said = None
    for number, link in enumerate(document.body_links if own is not None else ()):
        where = document.path, None, own, "body", number, None
        said = pack(link)
        for turn, name in enumerate(link):
            yield _folded(name, identities, hosts), turn, f"body {name}", *where, said
            said = None


def _folded(name: str, identities: Identities, hosts: Collection[str]) -> str:
    if name.startswith("url:"):
        key = bodies.key_of_link(name, identities, hosts)
        return f"elsewhere {name}" if key is None else f"key {key}"
    return f"body {bodies.asked_as(name)}"


def _answered(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield who asks, with the answer: the first two documents of a name, and the key of all."""
    for _, group in groupby(rows, key=itemgetter(0)):
        answering: list[tuple[str, str, str | None]] = []
        for name, some in groupby(group, key=itemgetter(2)):
            answer: Row | None = None
            for _, turn, _, path, key, own, list_, rank, line, said in some:
                if turn is None:
                    answering.append((name, path, key))
                    continue
                answer = answer or _answer(name, answering)
                yield path, list_, rank, turn, own, line, said, *answer


def _answer(name: str | None, answering: list[tuple[str, str, str | None]]) -> Row:
    if name is None or not answering:
        return False, None, None, None
    key_of = {path: key for _, path, key in answering if key is not None}
    paths = [path for _, path, _ in answering]
    if name.startswith("body ") and not name.startswith("body url:"):
        spellings = [(spelled, path) for spelled, path, _ in answering]
        paths = sorted(bodies.meant_by(name.removeprefix("body "), spellings))
    paths = [path for path in paths if path in key_of]
    keys = {key_of[path] for path in paths}
    return True, *[*paths[:2], None, None][:2], keys.pop() if len(keys) == 1 else None


def _decided(rows: Iterator[Row]) -> Iterator[Row]:
    for (path, list_, rank), group in groupby(rows, key=itemgetter(0, 1, 2)):
        asked = list(group)
        _, _, _, _, own, line, said, *_ = asked[0]
        first, second, key = next((row[8:] for row in asked if row[7]), (None, None, None))
        record = said if list_ != "body" else None
        problem: bytes | None = None
        paths = [first, second] if first else []
        if key is None and record is not None:
            problem = pack(
                unclear_reference(Mention(path, rank, unpack(Record, record), list_, line), paths)
            )
        elif key is None and paths:
            problem = pack(bodies.unclear_link(path, unpack(tuple[str, ...], said), paths))
        if problem is not None or (key is not None and (key != own or record is not None)):
            yield key, own, path, list_, rank, record, problem
