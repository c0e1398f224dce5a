"""Providers and topics of all documents: who is the same as whom.

A provider is its domain and its name, a topic its folded name. Records about organisations and
topics come first: their other names stand for them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec import structs

from storyweft import text
from storyweft.identity import Statement, statements
from storyweft.iris import Iris
from storyweft.model import Document, Image, Problem, Provider, Topic

_Key = tuple[str, str]


class Catalog:
    """The providers and topics that documents name; ``problems`` has what could not be told."""

    def __init__(self, documents: Sequence[Document], iris: Iris) -> None:
        self.problems: list[Problem] = []
        self._iris = iris
        self._organizations = [
            item.subject for item in documents if isinstance(item.subject, Provider)
        ]
        self._known_as = _provider_names(self._organizations)
        self._providers = self._all_providers(documents)
        records = [item.subject for item in documents if isinstance(item.subject, Topic)]
        self._topic_of = _topic_names(records)
        self._topics = self._all_topics(documents, records)

    def providers(self) -> Iterable[Provider]:
        """Return every provider once."""
        return self._providers.values()

    def topics(self) -> Iterable[Topic]:
        """Return every topic once."""
        return self._topics.values()

    def provider(self, given: Provider) -> Provider:
        """Return the provider that a document means."""
        return self._providers[self._provider_key(given)]

    def about(self, given: Sequence[Statement]) -> tuple[Topic, ...]:
        """Return the topics of an article: those of its best statement that has any."""
        names = next((item.record.topics for item in given if item.record.topics), ())
        return tuple(dict.fromkeys(self._topics[self._topic_key(name)] for name in names))

    # -- providers --------------------------------------------------------------------------------

    def _provider_key(self, provider: Provider) -> _Key:
        key = provider.domain, text.fold(provider.name)
        return self._known_as.get(key, key)

    def _all_providers(self, documents: Sequence[Document]) -> dict[_Key, Provider]:
        spellings: dict[_Key, Counter[str]] = defaultdict(Counter)
        images: dict[_Key, dict[str, Image]] = defaultdict(dict)
        for statement in statements(documents):
            provider = statement.record.provider
            if provider is not None:
                key = self._provider_key(provider)
                spellings[key][provider.name] += 1
                for image in provider.images:
                    images[key].setdefault(image.url, image)
        found = {
            key: self._identified(Provider(_most_used(names), key[0], _by_url(images[key])))
            for key, names in spellings.items()
        }
        for record in self._organizations:
            key = self._provider_key(record)
            found[key] = self._identified(_enriched(found.get(key), record, spellings[key]))
        return found

    def _identified(self, provider: Provider) -> Provider:
        return structs.replace(provider, iri=self._iris.provider(provider))

    # -- topics -----------------------------------------------------------------------------------

    def _topic_key(self, name: str) -> str:
        key = text.fold(name)
        meant = self._topic_of.get(key, {key})
        return next(iter(meant)) if len(meant) == 1 else key

    def _all_topics(
        self, documents: Sequence[Document], records: Sequence[Topic]
    ) -> dict[str, Topic]:
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for statement in statements(documents):
            for name in statement.record.topics:
                key = self._topic_key(name)
                if text.fold(name) == key:
                    spellings[key][name] += 1
                if len(self._topic_of.get(text.fold(name), ())) > 1:
                    self._tell_ambiguous(name, statement)
        described: dict[str, list[Topic]] = defaultdict(list)
        for record in records:
            described[text.fold(record.name)].append(record)
        wider = {self._topic_key(item.broader): item.broader for item in records if item.broader}
        found = {key: Topic(self._iris.topic(key), name) for key, name in wider.items()}
        for key, names in spellings.items():
            if names:
                found[key] = Topic(self._iris.topic(key), _most_used(names))
        for key, items in described.items():
            found[key] = self._described(key, items)
        return found

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

    def _tell_ambiguous(self, name: str, statement: Statement) -> None:
        meant = ", ".join(sorted(self._topic_of[text.fold(name)]))
        message = f"{name!r} is a keyword of several topics ({meant}): kept as a topic of its own"
        path = statement.document
        self.problems.append(
            Problem(path, None, "topics", "ambiguous-topic", message, "skipped", name)
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
        given: next(iter(keys))
        for given, keys in meant.items()
        if len(keys) == 1 and given not in own
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


def _enriched(found: Provider | None, record: Provider, names: Counter[str]) -> Provider:
    """Return the provider that a record is about, with all that is known from articles too."""
    if found is None:
        return record
    images = {image.url: image for image in (*found.images, *record.images)}
    others = {*found.other_names, *record.other_names, *names} - {record.name}
    return structs.replace(
        record,
        images=_by_url(images),
        other_names=tuple(sorted(others)),
        excerpt=record.excerpt or found.excerpt,
        properties=record.properties or found.properties,
        documents=tuple(sorted({*found.documents, *record.documents})),
    )


def _by_url(images: dict[str, Image]) -> tuple[Image, ...]:
    return tuple(sorted(images.values(), key=lambda image: image.url))


def _most_used(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))
