"""Documents → articles, providers, topics and links: who is the same as whom, and why.

``identity`` tells which mentions belong together, ``merge`` makes an article of each group, with
every disagreement kept. Nothing depends on the order in which the documents come.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from msgspec import structs

from storyweft.model import (
    Article,
    Conflict,
    Document,
    Link,
    Problem,
    Provider,
    Reference,
    Topic,
)
from storyweft.resolving.amp import evidence_in, schemes
from storyweft.resolving.body_references import references
from storyweft.resolving.entities import Entities, Tally
from storyweft.resolving.identity import (
    Identities,
    Mention,
    identify,
    mentions,
    own_mentions,
    records_of,
)
from storyweft.resolving.iris import Iris
from storyweft.resolving.links import Listing, links, listings, parts_of, related
from storyweft.resolving.merge import merge
from storyweft.resolving.own_addresses import settle
from storyweft.resolving.translated import translated
from storyweft.url_rules import ALL_RULES
from storyweft.urls import Identifier


class Resolution(NamedTuple):
    """What the documents come to, nodes in order of IRI.

    ``documents`` are those that were given, in order of path, without addresses that are not
    theirs.
    """

    articles: list[Article]
    providers: list[Provider]
    topics: list[Topic]
    links: list[Link]
    conflicts: Sequence[Conflict] = ()
    problems: Sequence[Problem] = ()
    identities: Identities = Identities()
    documents: Sequence[Document] = ()
    references: Sequence[Reference] = ()


def resolve(
    documents: Iterable[Document],
    iris: Iris,
    *,
    rules: Collection[str] = ALL_RULES,
    authorities: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Resolution:
    """Tell which records speak of one article, and make it of them.

    :param authorities: the IRIs that topics have elsewhere, by name.
    """
    documents = sorted(documents, key=lambda document: document.path)
    identifier = _identifier(documents, rules)
    documents, left_out = settle(documents, identifier)
    identities, problems = identify(documents, identifier)
    problems = [*left_out, *problems]
    entities = Entities(Tally().count(documents), iris, authorities)
    problems += entities.problems(documents)
    groups, listed = _gather(documents, identities)
    articles, conflicts = _merge_all(groups, identities, entities, iris, identifier)
    del groups  # more than the articles take
    iri_of = {key: article.iri for key, article in articles.items()}
    for key, parts in parts_of(listed, iri_of).items():
        articles[key] = structs.replace(articles[key], parts=parts)
    key_of = {item.document: identities.of(item) or "" for item in own_mentions(documents)}
    articles |= translated(documents, key_of, articles)
    referring, unclear = references(documents, identities, iri_of)
    problems += unclear
    # Nobody asks for these URLs again: the links go where they were, and the stories need the rest.
    identities = identities.without_memory()
    del identifier
    stated = related(listed, iri_of)
    del listed
    return Resolution(
        sorted(articles.values(), key=_iri),
        sorted(entities.providers(), key=_iri),
        sorted(entities.topics(), key=_iri),
        list(links(stated)),
        sorted(conflicts, key=attrgetter("article", "field")),
        problems,
        identities,
        documents,
        referring,
    )


_iri = attrgetter("iri")


def _identifier(documents: Sequence[Document], rules: Collection[str]) -> Identifier:
    """Return what tells URLs apart by the rules, and by the AMP pages that documents show."""
    identifier = Identifier(rules)
    evidence = evidence_in(records_of(documents), identifier)
    if not evidence.marked:
        return identifier
    urls = (record.url for record in records_of(documents) if record.url is not None)
    keys = map(identifier.key, urls)
    return identifier.knowing(schemes(evidence, keys))


def _gather(
    documents: Iterable[Document], identities: Identities
) -> tuple[dict[str, list[Mention]], list[Listing]]:
    """Return the mentions of each article, by key, and what documents list."""
    groups: dict[str, list[Mention]] = defaultdict(list)
    listed: list[Listing] = []
    for document in documents:
        keyed = [(identities.of(mention), mention) for mention in mentions([document])]
        for key, mention in keyed:
            if key is not None:
                groups[key].append(mention)
        listed += listings(keyed)
    return groups, listed


def _merge_all(
    groups: Mapping[str, list[Mention]],
    identities: Identities,
    entities: Entities,
    iris: Iris,
    identifier: Identifier,
) -> tuple[dict[str, Article], list[Conflict]]:
    articles: dict[str, Article] = {}
    conflicts: list[Conflict] = []
    for key, group in groups.items():
        may_have = partial(identities.may_have, key, articles=groups)
        articles[key], disagreements = merge(group, may_have, entities, iris, identifier)
        conflicts += disagreements
    return articles, conflicts
