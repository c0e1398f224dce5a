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
from storyweft.spark.stages import Checkpoint

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

# Who asks has a row for each name, in turn; what it says is in the first.
_ASKED = (
    "own string, path string, list string, rank int, line long, said binary,"
    " turn int, name string, folded string"
)
_NAMES = "folded string, spelled string, path string, key string"
_ANSWERS = "name string, first string, second string, key string"
_NAMED = (
    "key string, own string, path string, list string, rank int, record binary, shared binary,"
    " problem binary"
)


def name_all(
    documents: "DataFrame",
    shared: "Broadcast[Identities]",
    hosts: Collection[str],
    checkpoint: Checkpoint,
) -> "DataFrame":
    """Return the mentions that name an article, with its key, or with a problem.

    A link in a body is in the list "body", without a record.

    :param hosts: those of all documents.
    """
    from pyspark.sql import functions as f

    asked = map_rows(documents, partial(_asked, shared, frozenset(hosts)), _ASKED)
    asked = checkpoint("asked", asked)
    names = map_rows(documents, partial(_names, shared), _NAMES)
    wanted = asked.where("name is not null").select("name", "folded").distinct()
    answering = names.join(wanted, "folded").select("name", "spelled", "path", "key")
    answering = answering.repartition("name").sortWithinPartitions("name", "path")
    answers = map_rows(answering, _answers, _ANSWERS).withColumn("is_answer", f.lit(True))
    answer = f.when(f.col("is_answer"), f.struct("turn", "first", "second", "key"))
    rows = asked.join(answers, "name", "left").groupBy("own", "path", "list", "rank")
    best = rows.agg(
        f.min(answer).alias("best"), f.max("line").alias("line"), f.max("said").alias("said")
    )
    decided = best.select("own", "path", "list", "rank", "line", "said", "best.*").drop("turn")
    return map_rows(decided, _decided, _NAMED)


def _asked(
    shared: "Broadcast[Identities]", hosts: Collection[str], rows: Iterator[Row]
) -> Iterator[Row]:
    identities = shared.value.without_memory()
    for document in _documents(rows):
        own = next(map(identities.of, own_mentions([document])), None)
        for item in mentions([document]):
            reference = item.record.reference
            if reference is not None:
                where = own, item.document, item.list, item.rank, item.line
                said: bytes | None = pack(item.record)
                names = [
                    f"{kind}:{text}" for kind, text in references.names_in(reference, item.document)
                ]
                for turn, name in enumerate(names or [None]):
                    yield *where, said, turn, name, name
                    said = None
        for number, link in enumerate(document.body_links if own is not None else ()):
            said = pack(link)
            for turn, name in enumerate(link):
                folded = _folded(name, identities, hosts)
                yield own, document.path, "body", number, None, said, turn, f"body {name}", folded
                said = None


def _folded(name: str, identities: Identities, hosts: Collection[str]) -> str | None:
    if name.startswith("url:"):
        return f"key {bodies.key_of_link(name, identities, hosts)}"
    return f"body {bodies.asked_as(name)}"


def _names(shared: "Broadcast[Identities]", rows: Iterator[Row]) -> Iterator[Row]:
    """Yield all names of documents; those that are about no article have no key."""
    identities = shared.value.without_memory()
    for document in _documents(rows):
        path, key = document.path, next(map(identities.of, own_mentions([document])), None)
        for kind, text in dict.fromkeys(references.names_of(document)):
            yield f"{kind}:{text}", "", path, key
        if key is not None:
            yield f"key {key}", "", path, key
            for name in dict.fromkeys(bodies.names_of(document)):
                yield f"body {bodies.folded(name)}", name, path, key


def _answers(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield for each name the first two documents that it stands for, and the key of all."""
    for name, group in groupby(rows, key=itemgetter(0)):
        answering = [(spelled, path, key) for _, spelled, path, key in group]
        key_of = {path: key for _, path, key in answering if key is not None}
        paths = [path for _, path, _ in answering]
        if name.startswith("body ") and not name.startswith("body url:"):
            spellings = [(spelled, path) for spelled, path, _ in answering]
            paths = sorted(bodies.meant_by(name.removeprefix("body "), spellings))
        paths = [path for path in paths if path in key_of]
        keys = {key_of[path] for path in paths}
        yield name, *[*paths[:2], None, None][:2], keys.pop() if len(keys) == 1 else None


def _decided(rows: Iterator[Row]) -> Iterator[Row]:
    for own, path, list_, rank, line, said, first, second, key in rows:
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
            yield key, own, path, list_, rank, record, None, problem


def _documents(rows: Iterator[Row]) -> Iterator[Document]:
    return (unpack(Document, packed) for _, packed in rows)
