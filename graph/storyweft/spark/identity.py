"""Rows of documents → rows of mentions, each with the key of the article that it speaks of.

What ``resolving`` decides for all documents at once is asked here in parts, by its own functions:
the documents that share an address, those that answer to one name. What documents state beyond the
rules of URLs is little: the driver joins it, and every task has what it comes to.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from storyweft.model import Document, Problem
from storyweft.resolving import amp, own_addresses
from storyweft.resolving.body_references import hosts_of
from storyweft.resolving.entities import Tally
from storyweft.resolving.identity import Claim, Identities, claims, join, mentions
from storyweft.spark.frames import Row, map_rows, pack, unpack
from storyweft.spark.naming import name_all
from storyweft.spark.stages import Checkpoint
from storyweft.url_rules import AmpForm
from storyweft.urls import Identifier

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

#: A mention, or a link in a body (``list`` is "body", ``record`` the article that it leads to).
MENTIONS = (
    "key string, own string, path string, list string, rank int, record binary, shared binary"
)
# Or a URL that is given for an article; the one at the ``address`` has it, if that exists.
_KEYED = f"{MENTIONS}, url string, address string"
PROBLEMS = "path string, problem binary"
_AMP = "is_stated boolean, host string, form string, key string"
_CLAIMANTS = "key string, path string, title string, others array<string>"


class Identified(NamedTuple):
    """What tells articles apart.

    ``documents`` (path, document) are without the addresses that are not theirs. ``mentions``
    are those that have an article, with the key of their document's own; ``foreign`` (key, url) are
    the URLs that they give and that are no addresses of that article, ``problems`` (path, problem)
    what could not be told.
    """

    documents: "DataFrame"
    mentions: "DataFrame"
    foreign: "DataFrame"
    problems: "DataFrame"
    identifier: Identifier
    tally: Tally


def identify(documents: "DataFrame", rules: Iterable[str], checkpoint: Checkpoint) -> Identified:
    """Give each mention of the documents the key of its article."""
    session = documents.sparkSession
    identifier = _knowing_amp(documents, Identifier(frozenset(rules)), checkpoint)
    documents, left_out = _settle(documents, identifier, checkpoint)
    stated = _state_all(documents, identifier, checkpoint)
    joined = join(claim for _, claim in sorted(stated.claims.values()))
    problems = [(item.path, pack(item)) for item in [*left_out, *joined.problems]]
    unclear = session.createDataFrame(problems, PROBLEMS)
    # No URL is remembered in what goes to the tasks.
    identities = Identities(identifier, joined.roots, joined.ambiguous)
    shared = session.sparkContext.broadcast(identities)
    keyed = checkpoint("mentions", map_rows(documents, partial(_keyed, shared), _KEYED))
    addresses = keyed.where("url is not null").select("key", "url", "address")
    keyed_mentions = keyed.where("url is null").drop("url", "address")
    if stated.has_references or stated.has_links:
        named = checkpoint("named", name_all(documents, shared, stated.hosts, checkpoint))
        keyed_mentions = keyed_mentions.unionByName(named.where("problem is null").drop("problem"))
        unclear = unclear.union(named.where("problem is not null").select("path", "problem"))
    foreign = _foreign(addresses, keyed_mentions)
    return Identified(documents, keyed_mentions, foreign, unclear, identifier, stated.tally)


# -- what all documents show of a site, and whose an address is ------------------------------------


def _knowing_amp(
    documents: "DataFrame", identifier: Identifier, checkpoint: Checkpoint
) -> Identifier:
    """Return what tells URLs apart by the rules, and by the AMP pages that documents show.

    The driver has the schemes of all sites, and as many pages of each as it takes to show one.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    scheme = ["host", "form"]
    seen = checkpoint("amp", map_rows(documents, partial(_evidence, identifier), _AMP))
    stated = seen.where("is_stated").select(*scheme).distinct()
    marked = seen.where("not is_stated").join(stated, scheme, "left_anti").distinct()
    forms: list[AmpForm] = []
    if not marked.isEmpty():
        keys = map_rows(documents, partial(_keys, identifier), "key string")
        number = f.row_number().over(Window.partitionBy(*scheme).orderBy("key"))
        pages = marked.join(keys, "key", "left_semi").withColumn("number", number)
        few = pages.where(f.col("number") <= amp.MIN_PAIRS).select(*scheme, "key")
        forms = [AmpForm(*row) for row in few.collect()]
    evidence = amp.Evidence(frozenset(map(tuple, stated.collect())), frozenset(forms))
    return identifier.knowing(amp.schemes(evidence, [form.key for form in forms]))


def _evidence(identifier: Identifier, rows: Iterator[Row]) -> Iterator[Row]:
    records = (item.record for item in mentions(_documents(rows)))
    stated, marked = amp.evidence_in(records, identifier)
    yield from ((True, *scheme, None) for scheme in stated)
    yield from ((False, *form) for form in marked if form[:2] not in stated)


def _keys(identifier: Identifier, rows: Iterator[Row]) -> Iterator[Row]:
    for item in mentions(_documents(rows)):
        if item.record.url is not None:
            yield (identifier.key(item.record.url),)


def _settle(
    documents: "DataFrame", identifier: Identifier, checkpoint: Checkpoint
) -> tuple["DataFrame", list[Problem]]:
    """Return the documents without the addresses that are not theirs, and what was left out.

    The driver and every task hold what is left out: a few documents in a thousand.
    """
    claimants = map_rows(documents, partial(_claimants, identifier), _CLAIMANTS)
    sharing = claimants.repartition("key").sortWithinPartitions("key", "path")
    lost: dict[str, dict[str, str]] = {}
    for path, key, other in map_rows(sharing, _not_theirs, _LOST).collect():
        lost.setdefault(path, {})[key] = other
    if not lost:
        return documents, []
    without = map_rows(documents, partial(_without, lost, identifier), _SETTLED)
    settled = checkpoint("settled", without)
    left_out = settled.where("size(problems) > 0").select("problems").toLocalIterator()
    problems = [unpack(Problem, bytes(item)) for row in left_out for item in row.problems]
    return settled.select("path", "document"), problems


_LOST = "path string, key string, other string"
_SETTLED = "path string, document binary, problems array<binary>"


def _claimants(identifier: Identifier, rows: Iterator[Row]) -> Iterator[Row]:
    for document in _documents(rows):
        for key, (path, title, others) in own_addresses.claims(document, identifier):
            yield key, path, title, list(others)


def _not_theirs(rows: Iterator[Row]) -> Iterator[Row]:
    for key, group in groupby(rows, key=itemgetter(0)):
        sharing = [
            own_addresses.Claimant(path, title, frozenset(others))
            for _, path, title, others in group
        ]
        if len(sharing) > 1:
            for path, other in own_addresses.not_theirs(sharing).items():
                yield path, key, other


def _without(
    lost: Mapping[str, Mapping[str, str]], identifier: Identifier, rows: Iterator[Row]
) -> Iterator[Row]:
    for path, packed in rows:
        if path not in lost:
            yield path, packed, []
            continue
        document, problems = own_addresses.without(unpack(Document, packed), lost[path], identifier)
        yield path, pack(document), [*map(pack, problems)]


# -- what documents state -------------------------------------------------------------------------


class Stated(Struct):
    """What the driver needs to know of all documents.

    ``tally`` has about 1 KB a provider and half of that a topic, ``claims`` 1 KB for an address
    that no rule knows, by (address, article) with the position of the first that states it;
    ``hosts`` are those of all documents.
    """

    tally: Tally = field(default_factory=Tally)
    claims: dict[tuple[str, str], tuple[tuple[str, bool, int, int], Claim]] = field(
        default_factory=dict
    )
    hosts: set[str] = field(default_factory=set)
    has_references: bool = False
    has_links: bool = False

    def count(self, document: Document, identifier: Identifier) -> None:
        """Add what a document states."""
        self.tally.count([document])
        self.hosts.update(hosts_of(document))
        self.has_links |= bool(document.body_links)
        for item in mentions([document]):
            self.has_references |= item.record.reference is not None
            for number, claim in enumerate(claims(item, identifier)):
                self._keep_first((*item.position, number), claim)

    def add(self, other: "Stated") -> None:
        """Add what other documents state."""
        self.tally.add(other.tally)
        self.hosts |= other.hosts
        self.has_references |= other.has_references
        self.has_links |= other.has_links
        for position, claim in other.claims.values():
            self._keep_first(position, claim)

    def _keep_first(self, position: tuple[str, bool, int, int], claim: Claim) -> None:
        pair = claim.address, claim.article
        first = self.claims.get(pair)
        if first is None or position < first[0]:
            self.claims[pair] = position, claim


def _state_all(documents: "DataFrame", identifier: Identifier, checkpoint: Checkpoint) -> Stated:
    rows = map_rows(documents, partial(_stated, identifier), "stated binary")
    result = Stated()
    for row in checkpoint("stated", rows).toLocalIterator():
        result.add(unpack(Stated, bytes(row.stated)))
    return result


def _stated(identifier: Identifier, rows: Iterator[Row]) -> Iterator[Row]:
    stated = Stated()
    for document in _documents(rows):
        stated.count(document, identifier)
    yield (pack(stated),)


def _documents(rows: Iterator[Row]) -> Iterator[Document]:
    return (unpack(Document, packed) for _, packed in rows)


# -- mentions -------------------------------------------------------------------------------------


def _keyed(shared: "Broadcast[Identities]", rows: Iterator[Row]) -> Iterator[Row]:
    identities = shared.value.without_memory()
    for document in _documents(rows):
        own: str | None = None
        for item in mentions([document]):  # its own comes first
            key = identities.of(item)
            own = own if item.rank else key
            if key is None:
                continue
            has_more = not item.rank and document.translation is not None
            more = pack(document.translation) if has_more else None
            where = key, own, item.document, item.list, item.rank
            yield *where, pack(item.record), more, None, None
            for address in item.record.addresses:
                root = identities.of_url(address.url)
                if not identities.may_have(key, address.url, {root}):
                    is_free = identities.may_have(key, address.url, ())
                    yield *where, None, None, address.url, root if is_free else None


def _foreign(addresses: "DataFrame", mentioned: "DataFrame") -> "DataFrame":
    """Return the URLs given for an article that ``Identities.may_have`` says no to.

    They are those without an address, and those whose address has an article.
    """
    taken = mentioned.selectExpr("key as address", "true as is_taken").distinct()
    rows = addresses.join(taken, "address", "left")
    return rows.where("address is null or is_taken").select("key", "url")
