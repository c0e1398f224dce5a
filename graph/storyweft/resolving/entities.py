"""Providers and topics of all documents: who is the same as whom.

A provider is its domain and its name, a topic its folded name. Records about organisations and
topics come first: their other names stand for them.

The documents are read once, for a :class:`Tally` of who is spelled how; the rest follows from it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct, field, structs

from storyweft import text
from storyweft.model import Document, Image, Problem, Provider, Topic
from storyweft.resolving.identity import mentions
from storyweft.resolving.iris import Iris

_Key = tuple[str, str]
_NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_Position = tuple[str, bool, int]


class Tally(Struct):
    """How often providers (domain, name) and topics are spelled so, and the records about them.

    ``images`` are those of a provider by URL, each with the position of the first mention that
    gives it; ``urls`` are sites, by the first mention, too. Tallies of parts add up to the tally of
    the whole.
    """

    providers: dict[_Key, int] = field(default_factory=dict)
    images: dict[_Key, dict[str, tuple[_Position, Image]]] = field(default_factory=dict)
    urls: dict[_Key, tuple[_Position, str]] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    organization_records: list[Provider] = field(default_factory=list)
    topic_records: list[Topic] = field(default_factory=list)

    def count(self, documents: Sequence[Document]) -> "Tally":
        """Add what documents spell, and return the tally."""
        for document in documents:
            if isinstance(document.subject, Provider):
                self.organization_records.append(document.subject)
            elif document.subject is not None:
                self.topic_records.append(document.subject)
        for mention in mentions(documents):
            for name in mention.record.topics:
                self.topics[name] = self.topics.get(name, 0) + 1
            provider = mention.record.provider
            if provider is not None:
                key = provider.domain, provider.name
                self.providers[key] = self.providers.get(key, 0) + 1
                for image in provider.images:
                    _keep_first(self.images.setdefault(key, {}), mention.position, image)
                if provider.url:
                    self._see_url(key, mention.position, provider.url)
        return self

    def add(self, other: "Tally") -> None:
        """Add what other documents spell."""
        for key, count in other.providers.items():
            self.providers[key] = self.providers.get(key, 0) + count
        for name, count in other.topics.items():
            self.topics[name] = self.topics.get(name, 0) + count
        for key, images in other.images.items():
            for position, image in images.values():
                _keep_first(self.images.setdefault(key, {}), position, image)
        for key, (position, url) in other.urls.items():
            self._see_url(key, position, url)
        self.organization_records += other.organization_records
        self.topic_records += other.topic_records

    def _see_url(self, key: _Key, position: _Position, url: str) -> None:
        self.urls[key] = min(self.urls.get(key, (position, url)), (position, url))


class Entities:
    """The providers and topics that documents name.

    ``authorities`` has IRIs by the name of a topic, in any spelling, or another of its names;
    ``unclear`` are names of topics that several topics have as a keyword.
    """

    def __init__(
        self, tally: Tally, iris: Iris, authorities: Mapping[str, tuple[str, ...]] = _NONE
    ) -> None:
        self._iris = iris
        self._authorities = defaultdict[str, list[str]](list)
        for name, elsewhere in authorities.items():
            self._authorities[text.fold(name)] += elsewhere
        organizations = sorted(tally.organization_records, key=lambda item: item.documents)
        topics = sorted(tally.topic_records, key=lambda item: item.documents)
        self._known_as = _provider_names(organizations)
        self._providers = self._all_providers(tally, organizations)
        self._provider_of = {
            stated: self._providers[self._provider_key(*stated)] for stated in tally.providers
        }
        self._topic_of = _topic_names(topics)
        self._topics = self._all_topics(tally, topics)
        self._topic_named = {name: self._topics[self._topic_key(name)] for name in tally.topics}
        self.unclear = {name for name in tally.topics if len(self._meant(name)) > 1}

    def providers(self) -> Iterable[Provider]:
        """Return every provider once."""
        return self._providers.values()

    def topics(self) -> Iterable[Topic]:
        """Return every topic once."""
        return self._topics.values()

    def provider(self, stated: Provider) -> Provider:
        """Return the provider that a document means."""
        return self._provider_of[stated.domain, stated.name]

    def about(self, names: Sequence[str]) -> tuple[Topic, ...]:
        """Return the topics that a document means, each once."""
        topics = (self._topic_named[name] for name in names)
        return tuple({topic.iri: topic for topic in topics}.values())

    def problems(self, documents: Iterable[Document]) -> Iterator[Problem]:
        """Yield what cannot be told of the topics that documents name."""
        if not self.unclear:
            return
        for mention in mentions(documents):
            for name in mention.record.topics:
                if name in self.unclear:
                    meant = ", ".join(sorted(self._meant(name)))
                    yield Problem(
                        mention.document,
                        None,
                        "topics",
                        "ambiguous-topic",
                        f"{name!r} is a keyword of several topics ({meant}):"
                        " kept as a topic of its own",
                        "skipped",
                        name,
                    )

    # -- providers --------------------------------------------------------------------------------

    def _provider_key(self, domain: str, name: str) -> _Key:
        key = domain, text.fold(name)
        return self._known_as.get(key, key)

    def _all_providers(self, tally: Tally, records: Sequence[Provider]) -> dict[_Key, Provider]:
        spellings: dict[_Key, Counter[str]] = defaultdict(Counter)
        images: dict[_Key, dict[str, tuple[_Position, Image]]] = defaultdict(dict)
        for (domain, name), count in tally.providers.items():
            key = self._provider_key(domain, name)
            spellings[key][name] += count
            for position, image in tally.images.get((domain, name), {}).values():
                _keep_first(images[key], position, image)
        urls: dict[_Key, tuple[_Position, str]] = {}
        for (domain, name), site in tally.urls.items():
            key = self._provider_key(domain, name)
            urls[key] = min(urls.get(key, site), site)
        providers = {}
        for key, names in spellings.items():
            logos = _by_url(image for _, image in images[key].values())
            url = urls[key][1] if key in urls else None
            providers[key] = self._identified(Provider(_most_used(names), key[0], logos, url=url))
        for record in records:
            key = self._provider_key(record.domain, record.name)
            providers[key] = self._identified(_enriched(providers.get(key), record, spellings[key]))
        return providers

    def _identified(self, provider: Provider) -> Provider:
        return structs.replace(provider, iri=self._iris.provider(provider))

    # -- topics -----------------------------------------------------------------------------------

    def _meant(self, name: str) -> set[str]:
        """Return the keys of the topics that a name may stand for."""
        key = text.fold(name)
        return self._topic_of.get(key, {key})

    def _topic_key(self, name: str) -> str:
        meant = self._meant(name)
        return next(iter(meant)) if len(meant) == 1 else text.fold(name)

    def _all_topics(self, tally: Tally, records: Sequence[Topic]) -> dict[str, Topic]:
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for name, count in tally.topics.items():
            key = self._topic_key(name)
            if text.fold(name) == key:
                spellings[key][name] += count
        described: dict[str, list[Topic]] = defaultdict(list)
        for record in records:
            described[text.fold(record.name)].append(record)
        wider = {self._topic_key(item.broader): item.broader for item in records if item.broader}
        topics = {key: Topic(self._iris.topic(key), name) for key, name in wider.items()}
        for key, names in spellings.items():
            topics[key] = Topic(self._iris.topic(key), _most_used(names))
        for key, items in described.items():
            topics[key] = self._described(key, items)
        return {key: self._authorised(key, topic) for key, topic in topics.items()}

    def _authorised(self, key: str, topic: Topic) -> Topic:
        keys = (key, *map(text.fold, topic.other_names))
        iris = [iri for name in keys for iri in self._authorities.get(name, ())]
        return structs.replace(topic, authorities=tuple(sorted(set(iris)))) if iris else topic

    def _described(self, key: str, records: list[Topic]) -> Topic:
        """Return the topic that records are about: the fullest speaks, others add names."""
        iri = self._iris.topic(key)
        best = max(records, key=lambda record: (len(record.other_names), record.documents))
        others = {name for record in records for name in record.other_names} - {best.name}
        documents = sorted({path for record in records for path in record.documents})
        broader = self._iris.topic(self._topic_key(best.broader)) if best.broader else None
        return structs.replace(
            best,
            iri=iri,
            other_names=tuple(sorted(others)),
            broader=broader if broader != iri else None,
            documents=tuple(documents),
        )


def _provider_names(records: Iterable[Provider]) -> dict[_Key, _Key]:
    """Return every (domain, name) that records say belongs to an organisation, if to one only."""
    meant: dict[_Key, set[_Key]] = defaultdict(set)
    own = set()
    for record in records:
        key = record.domain, text.fold(record.name)
        own.add(key)
        for name in (record.name, *record.other_names):
            for domain in {record.domain, ""}:
                meant[domain, text.fold(name)].add(key)
    return {
        stated: next(iter(keys))
        for stated, keys in meant.items()
        if len(keys) == 1 and stated not in own
    }


def _topic_names(records: Iterable[Topic]) -> dict[str, set[str]]:
    """Return folded keyword → folded names of its topics; a topic's name stands for itself."""
    meant: dict[str, set[str]] = defaultdict(set)
    records = list(records)
    for record in records:
        for name in record.other_names:
            meant[text.fold(name)].add(text.fold(record.name))
    for record in records:
        meant[text.fold(record.name)] = {text.fold(record.name)}
    return meant


def _enriched(named: Provider | None, record: Provider, names: Counter[str]) -> Provider:
    """Return the provider that a record is about, with what articles say, too."""
    if named is None:
        return record
    images = {image.url: image for image in (*named.images, *record.images)}.values()
    others = {*named.other_names, *record.other_names, *names} - {record.name}
    return structs.replace(
        record,
        images=_by_url(images),
        other_names=tuple(sorted(others)),
        excerpt=record.excerpt or named.excerpt,
        properties=record.properties or named.properties,
        documents=tuple(sorted({*named.documents, *record.documents})),
        url=record.url or named.url,
    )


def _keep_first(
    images: dict[str, tuple[_Position, Image]], position: _Position, image: Image
) -> None:
    first = images.get(image.url)
    if first is None or position < first[0]:
        images[image.url] = position, image


def _by_url(images: Iterable[Image]) -> tuple[Image, ...]:
    return tuple(sorted(images, key=lambda image: image.url))


def _most_used(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))
