"""Rows of documents → rows of mentions, each with the key of the article that it speaks of.

What ``resolving`` decides for all documents at once is asked here in parts, by its own functions:
the documents that share an address, those that answer to one name. What documents state beyond the
rules of URLs is little: the driver joins it, and every task has what it comes to.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from storyweft.model import Document, Record
from storyweft.resolving import amp, own_addresses
from storyweft.resolving.body_references import hosts_of
from storyweft.resolving.entities import Tally
from storyweft.resolving.identity import Claim, Identities, claims, join, mentions
from storyweft.spark.frames import Row, map_rows, pack, rows_here, unpack
from storyweft.spark.naming import name_all
from storyweft.spark.stages import Checkpoint
from storyweft.url_rules import AmpForm
from storyweft.urls import Identifier

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

#: A mention, or a link in a body (``list`` is "body", ``record`` the article that it leads to).
MENTIONS = (
    "key string, own string, path string, list string, rank int, record binary,"
    " shared struct<name:string,translation:binary>"
)
# Or a URL that is given for an article; the one at the ``address`` has it, if that exists.
_KEYED = f"{MENTIONS}, url string, address string"
PROBLEMS = "problem binary"
_SCHEMES = "is_stated boolean, host string, form string"
_PAGES = "host string, form string, key string"
_CLAIMANTS = "key string, path string, title string, day string, others array<string>"


class Identified(NamedTuple):
    """What tells articles apart.

    ``documents`` (path, document) are without the addresses that are not theirs. ``mentions``
    are those that have an article, with the key of their document's own; ``foreign`` (key, url) are
    the URLs that they give and that are no addresses of that article, ``problems`` (problem) what
    could not be told.
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
    identifier = _knowing_amp(documents, Identifier(frozenset(rules)))
    documents, problems = _settle(documents, identifier, checkpoint)
    stated = _state_all(documents, identifier)
    joined = join(claim for _, claim in sorted(stated.claims.values()))
    unclear = [(pack(item),) for item in joined.problems]
    problems = problems.union(rows_here(session, unclear, PROBLEMS))
    # No URL is remembered in what goes to the tasks.
    identities = Identities(identifier, joined.roots, joined.ambiguous)
    shared = session.sparkContext.broadcast(identities)
    keyed = checkpoint("mentions", map_rows(documents, partial(_keyed, shared), _KEYED))
    addresses = keyed.where("url is not null").select("key", "url", "address")
    keyed_mentions = keyed.where("url is null").drop("url", "address")
    if stated.has_references or stated.has_links:
        named = checkpoint("named", name_all(documents, shared, stated.hosts))
        stating = named.where("problem is null").drop("problem")
        keyed_mentions = keyed_mentions.unionByName(stating, allowMissingColumns=True)
        problems = problems.union(named.where("problem is not null").select("problem"))
    foreign = _foreign(addresses, keyed_mentions)
    return Identified(documents, keyed_mentions, foreign, problems, identifier, stated.tally)


# -- what all documents show of a site, and whose an address is ------------------------------------


def _knowing_amp(documents: "DataFrame", identifier: Identifier) -> Identifier:
    """Return what tells URLs apart by the rules, and by the AMP pages that documents show.

    The driver has the schemes of all sites, and as many pages of each as it takes to show one.
    """
    seen = map_rows(documents, partial(_schemes, identifier), _SCHEMES).collect()
    stated = frozenset((row.host, row.form) for row in seen if row.is_stated)
    open_ = frozenset((row.host, row.form) for row in seen) - stated
    forms: list[AmpForm] = []
    if open_:
        pages = map_rows(documents, partial(_pages, identifier, open_), _PAGES)
        by_key = pages.repartition("key").sortWithinPartitions("key", "host", "form")
        forms = [AmpForm(*row) for row in map_rows(by_key, _pairs, _PAGES).collect()]
    evidence = amp.Evidence(stated, frozenset(forms))
    return identifier.knowing(amp.schemes(evidence, [form.key for form in forms]))


def _schemes(identifier: Identifier, rows: Iterator[Row]) -> Iterator[Row]:
    stated, marked = amp.evidence_in(_records(rows), identifier)
    yield from ((True, *scheme) for scheme in stated)
    yield from ((False, *scheme) for scheme in {form[:2] for form in marked} - stated)


def _pages(
    identifier: Identifier, open_: Collection[amp.Scheme], rows: Iterator[Row]
) -> Iterator[Row]:
    """Yield what looks like an AMP page, by the address of its article, and all addresses."""
    for record in _records(rows):
        if record.url is not None:
            yield None, None, identifier.key(record.url)
            marked = amp.evidence_in([record], identifier).marked
            yield from (form for form in marked if form[:2] in open_)


def _pairs(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield pages that are there with and without a mark, as many of a scheme as show it."""
    pairs: Counter[amp.Scheme] = Counter()
    for _, group in groupby(rows, key=itemgetter(2)):
        if next(group)[0] is None:  # nulls come first
            for form in {row for row in group if row[0] is not None}:
                pairs[form[:2]] += 1
                if pairs[form[:2]] <= amp.MIN_PAIRS:
                    yield form


def _settle(
    documents: "DataFrame", identifier: Identifier, checkpoint: Checkpoint
) -> tuple["DataFrame", "DataFrame"]:
    """Return the documents without the addresses that are not theirs, and rows of problems.

    The driver and every task hold what is left out: a few documents in a thousand.
    """
    from pyspark.sql import functions as f

    claimants = map_rows(documents, partial(_claimants, identifier), _CLAIMANTS)
    sharing = claimants.repartition("key").sortWithinPartitions("key", "path")
    lost: dict[str, dict[str, str]] = {}
    for path, key, other in map_rows(sharing, _not_theirs, _LOST).collect():
        lost.setdefault(path, {})[key] = other
    if not lost:
        return documents, rows_here(documents.sparkSession, [], PROBLEMS)
    is_without = f.col("path").isin(*lost)
    without = map_rows(documents.where(is_without), partial(_without, lost, identifier), _SETTLED)
    settled = checkpoint("settled", without)
    problems = settled.select(f.explode("problems").alias("problem"))
    return documents.where(~is_without).union(settled.select("path", "document")), problems


_LOST = "path string, key string, other string"
_SETTLED = "path string, document binary, problems array<binary>"


def _claimants(identifier: Identifier, rows: Iterator[Row]) -> Iterator[Row]:
    for document in _documents(rows):
        for key, claimant in own_addresses.claims(document, identifier):
            yield key, *claimant[:-1], list(claimant.others)


def _not_theirs(rows: Iterator[Row]) -> Iterator[Row]:
    for key, group in groupby(rows, key=itemgetter(0)):
        sharing = [
            own_addresses.Claimant(path, title, day, frozenset(others))
            for _, path, title, day, others in group
        ]
        if len(sharing) > 1:
            for path, other in own_addresses.not_theirs(sharing).items():
                yield path, key, other


def _without(
    lost: Mapping[str, Mapping[str, str]], identifier: Identifier, rows: Iterator[Row]
) -> Iterator[Row]:
    for path, packed in rows:
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


def _state_all(documents: "DataFrame", identifier: Identifier) -> Stated:
    """Return what all documents state; one task adds up what each part of them does."""
    rows = map_rows(documents, partial(_stated, identifier), _STATED)
    (row,) = map_rows(rows.repartition(1), _added, _STATED).collect()
    return unpack(Stated, bytes(row.stated))


_STATED = "stated binary"


def _stated(identifier: Identifier, rows: Iterator[Row]) -> Iterator[Row]:
    stated = Stated()
    for document in _documents(rows):
        stated.count(document, identifier)
    yield (pack(stated),)


def _added(rows: Iterator[Row]) -> Iterator[Row]:
    stated = Stated()
    for (packed,) in rows:
        stated.add(unpack(Stated, packed))
    yield (pack(stated),)


def _documents(rows: Iterator[Row]) -> Iterator[Document]:
    return (unpack(Document, packed) for _, packed in rows)


def _records(rows: Iterator[Row]) -> Iterator[Record]:
    return (item.record for item in mentions(_documents(rows)))


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
            more = None
            if not item.rank and (said := document.translation) is not None:
                more = {"name": said.key, "translation": pack(said)}
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
    stated = addresses.where("address is not null").select("address", "key", "url")
    taken = mentioned.selectExpr("key", "string(null)", "string(null)")
    rows = taken.union(stated).toDF("address", "key", "url").repartition("address")
    ordered = rows.sortWithinPartitions("address", "key", "url")  # nulls come first
    free = addresses.where("address is null").select("key", "url")
    return free.union(map_rows(ordered, _of_articles, "key string, url string"))


def _of_articles(rows: Iterator[Row]) -> Iterator[Row]:
    for _, group in groupby(rows, key=itemgetter(0)):
        _, first, _ = next(group)
        if first is None:  # there is an article
            yield from ((key, url) for _, key, url in group if key is not None)
