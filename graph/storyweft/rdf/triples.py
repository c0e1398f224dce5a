"""Graph → triples: the one place that applies the vocabulary.

Everything comes in a fixed order, without blank nodes and without a triple twice.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain
from typing import NamedTuple
from urllib.parse import quote, unquote

from storyweft import vocabulary as v
from storyweft.graph import Graph
from storyweft.model import (
    Article,
    Description,
    Image,
    Number,
    Provider,
    Story,
    Storyline,
    StoryLink,
    Topic,
)
from storyweft.rdf.dataset import describe_whole
from storyweft.rdf.terms import Literal as Literal
from storyweft.rdf.terms import Object as Object
from storyweft.rdf.terms import Property as Property
from storyweft.rdf.terms import Resource as Resource
from storyweft.rdf.terms import Triple as Triple
from storyweft.rdf.terms import language_tag
from storyweft.resolving.iris import Iris


class Section(NamedTuple):
    """All resources of one kind, in order of IRI."""

    title: str
    resources: Iterator[Resource]


def sections(graph: Graph) -> Iterator[Section]:
    """Yield the whole graph, kind by kind."""
    articles = (describe_linked_article(graph, item) for item in graph.articles)
    yield Section("Articles", articles)
    yield Section("Providers", (describe_provider(item) for item in graph.providers))
    yield Section("Topics", _topics(graph))
    yield Section("Stories", _stories(graph))
    lines = sorted(graph.storylines, key=lambda line: line.iri)
    yield Section("Storylines", (describe_storyline(line) for line in lines))
    yield Section("Authors", _authors(graph))
    yield Section("Images", _images(graph))
    yield Section("Documents", _documents(graph))
    yield Section("Dataset", describe_whole(graph))


def triples(graph: Graph) -> Iterator[Triple]:
    """Yield every triple of the graph once: subject, predicate, object."""
    for section in sections(graph):
        for iri, properties in section.resources:
            for predicate, value in properties:
                yield iri, predicate, value


# -- resources ------------------------------------------------------------------------------------


def describe_linked_article(graph: Graph, article: Article) -> Resource:
    """Return an article with everything said of it: its own properties, links and provenance."""
    resource = describe_article(article, graph.iris)
    targets = sorted(link.target for link in graph.links_from(article.iri))
    resource.properties.extend((v.RELATION, target) for target in targets)
    resource.properties.extend(
        (v.REFERENCES, reference.target) for reference in graph.references_from(article.iri)
    )
    resource.properties.extend(
        (v.ALTERNATE_OF, other) for other in graph.near_duplicates_of(article.iri)
    )
    resource.properties.extend(provenance(article, graph.iris))
    return resource


def provenance(article: Article, iris: Iris) -> Iterator[Property]:
    """Yield from which documents an article comes."""
    return ((v.DERIVED_FROM, iris.document(path)) for path in article.documents)


def describe_article(article: Article, iris: Iris) -> Resource:
    """Return an article with its own properties: no links, no provenance."""
    return describe(
        article.iri,
        article,
        iris,
        publisher=article.provider.iri if article.provider else None,
        topics=[topic.iri for topic in article.topics],
        parts=article.parts,
        url=article.url,
        others=(address.url for address in article.addresses),
        original=article.original,
        translations=article.translations,
    )


def describe(
    iri: str,
    said: Description,
    iris: Iris,
    *,
    publisher: str | None,
    topics: Iterable[str],
    parts: Iterable[str],
    url: str | None,
    others: Iterable[str],
    original: str | None = None,
    translations: Iterable[str] = (),
) -> Resource:
    """Return what is said of an article at ``url``, to which ``others`` lead, too; all are IRIs."""
    class_ = v.class_of(said.type)
    properties: list[Property] = [
        (v.TYPE, class_),
        (v.LABEL, Literal(said.title or readable(iri))),
        *_scalars(said),
    ]
    if class_ == v.PERSON and said.title:
        properties.append((v.NAME, Literal(said.title)))
    properties += [(v.GENRE, Literal(name)) for name in said.categories]
    properties += [(v.AUTHOR, author_iri(name, iris)) for name in said.authors]
    if publisher:
        properties.append((v.PUBLISHER, publisher))
    properties += [(v.ABOUT, topic) for topic in topics]
    properties += [(v.HAS_PART, part) for part in parts]
    if original is not None and original != iri:
        properties.append((v.TRANSLATION_OF, original))
    else:
        properties += [(v.WORK_TRANSLATION, other) for other in translations]
    properties += [(v.IMAGE, url) for url in dict.fromkeys(image.url for image in said.images)]
    if url:
        properties += address(url)
    properties += [(v.SAME_AS, other) for other in others if other != url]
    properties += [(field_term(name), Literal(value)) for name, value in said.properties]
    return Resource(iri, list(dict.fromkeys(properties)))


def address(url: str) -> list[Property]:
    """Return what is said of an article at its canonical address, as search engines read it."""
    return [(v.URL, Literal(url, v.ANY_URI)), (v.PAGE, url)]


def _scalars(article: Description) -> Iterator[Property]:
    language = language_tag(article.locale)
    if article.title is not None:
        yield v.HEADLINE, _text(article.title, language)
    if article.excerpt is not None:
        yield v.DESCRIPTION, _text(article.excerpt, language)
    yield from _dates(article)
    if article.locale is not None:
        yield v.IN_LANGUAGE, Literal(language or article.locale)
    if article.type is not None and article.type.lower() not in v.CLASSES:
        yield v.KIND, Literal(article.type)
    if article.quality is not None:
        yield v.QUALITY, _number(article.quality)
    if article.heat is not None:
        yield v.HEAT, _number(article.heat)
    if article.is_published is not None:
        yield v.IS_PUBLISHED, _flag(article.is_published)


def _dates(article: Description) -> Iterator[Property]:
    if article.published is not None:
        yield v.DATE_PUBLISHED, Literal(article.published, v.DATE_TIME)
    if article.precision is not None:
        yield v.PRECISION, Literal(article.precision)
    if article.updated is not None:
        yield v.DATE_MODIFIED, Literal(article.updated, v.DATE_TIME)


def describe_provider(provider: Provider) -> Resource:
    """Return a provider with its name, domain and logos."""
    properties: list[Property] = [
        (v.TYPE, v.NEWS_MEDIA_ORGANIZATION),
        (v.LABEL, Literal(provider.name)),
        (v.NAME, Literal(provider.name)),
    ]
    if provider.domain:
        properties.append((v.DOMAIN, Literal(provider.domain)))
    if provider.url:
        properties.append((v.URL, Literal(provider.url, v.ANY_URI)))
    properties += [(v.ALTERNATE_NAME, Literal(name)) for name in provider.other_names]
    if provider.excerpt:
        properties.append((v.DESCRIPTION, Literal(provider.excerpt)))
    properties += [(v.LOGO, image.url) for image in provider.images]
    properties += [(field_term(name), Literal(value)) for name, value in provider.properties]
    return Resource(provider.iri, properties)


def _topics(graph: Graph) -> Iterator[Resource]:
    for topic in graph.topics:
        yield describe_topic(topic, graph.iris)
    if graph.topics:
        yield describe_topics(graph.iris)


def describe_topics(iris: Iris) -> Resource:
    """Return the scheme that all topics are in."""
    return Resource(iris.topics, [(v.TYPE, v.CONCEPT_SCHEME), (v.LABEL, Literal("Topics"))])


def describe_topic(topic: Topic, iris: Iris) -> Resource:
    """Return a topic with its names, its wider topic, and the scheme of all topics."""
    name = Literal(topic.name)
    properties: list[Property] = [(v.TYPE, v.CONCEPT), (v.LABEL, name), (v.PREF_LABEL, name)]
    properties += [(v.ALT_LABEL, Literal(other)) for other in topic.other_names]
    if topic.broader:
        properties.append((v.BROADER, topic.broader))
    if topic.excerpt:
        properties.append((v.DEFINITION, Literal(topic.excerpt)))
    properties += [(_match(iri), iri) for iri in topic.authorities]
    properties += [(v.IMAGE, image.url) for image in topic.images]
    properties.append((v.IN_SCHEME, iris.topics))
    properties += [(field_term(name), Literal(value)) for name, value in topic.properties]
    return Resource(topic.iri, properties)


def _match(iri: str) -> str:
    """Return what an IRI elsewhere is to a topic: a concept (IPTC), or the thing itself."""
    return v.SAME_AS if "://www.wikidata.org/" in iri else v.EXACT_MATCH


def _stories(graph: Graph) -> Iterator[Resource]:
    links: dict[str, list[Property]] = {}
    for link in graph.story_links:
        links.setdefault(link.source, []).extend(describe_story_link(link).properties)
    for story in sorted(graph.stories, key=lambda story: story.iri):
        resource = describe_story(story)
        resource.properties.extend(sorted(links.get(story.iri, []), key=str))
        if line := graph.storyline_of(story.iri):
            before = line.predecessors[line.stories.index(story.iri)]
            resource.properties.extend([(v.PREDECESSOR, before)] if before else [])
        yield resource


def describe_story(story: Story) -> Resource:
    """Return a story with its articles, topics, dates and cohesion: no links to other stories."""
    name = Literal(story.label)
    properties: list[Property] = [
        (v.TYPE, v.STORYLINE),
        (v.TYPE, v.COLLECTION),
        (v.LABEL, name),
        (v.STORY_TITLE, name),
    ]
    if story.first and story.last:
        properties.append((v.FIRST, Literal(story.first, v.DATE_TIME)))
        properties.append((v.LAST, Literal(story.last, v.DATE_TIME)))
    if story.earliest:
        properties.append((v.EARLIEST, story.earliest))
        properties.append((v.EARLIEST_IS_CERTAIN, _flag(story.is_earliest_certain)))
    if story.cohesion is not None:
        properties.append((v.COHESION, _number(story.cohesion)))
    properties += [(v.STORY_TOPIC, topic) for topic in sorted(story.topics)]
    properties += [(v.HAS_PART, article) for article in sorted(story.articles)]
    return Resource(story.iri, properties)


def describe_storyline(line: Storyline) -> Resource:
    """Return a storyline with its name, its dates and its stories."""
    name = Literal(line.name)
    properties: list[Property] = [
        (v.TYPE, v.STORYLINE_OF_STORIES),
        (v.TYPE, v.COLLECTION),
        (v.LABEL, name),
        (v.STORY_TITLE, name),
    ]
    if line.first and line.last:
        properties.append((v.FIRST, Literal(line.first, v.DATE_TIME)))
        properties.append((v.LAST, Literal(line.last, v.DATE_TIME)))
    properties += [(v.HAS_PART, story) for story in sorted(line.stories)]
    return Resource(line.iri, properties)


def describe_story_link(link: StoryLink) -> Resource:
    """Return a story with its link to another, and no more."""
    terms = {"follows": v.FOLLOWS, "related": v.RELATION}
    return Resource(link.source, [(terms[link.kind], link.target)])


def _authors(graph: Graph) -> Iterator[Resource]:
    names = {author_iri(name, graph.iris): name for item in graph.articles for name in item.authors}
    urls: dict[str, set[str]] = {}
    for name, url in (pair for item in graph.articles for pair in item.author_urls):
        urls.setdefault(author_iri(name, graph.iris), set()).add(url)
    described = {article.iri for article in graph.articles}  # authors with a profile of their own
    for iri, name in sorted(names.items()):
        if iri not in described:
            yield describe_author(name, urls.get(iri, ()), graph.iris)


def describe_author(name: str, urls: Iterable[str], iris: Iris) -> Resource:
    """Return an author by name, and where to read of them."""
    literal = Literal(name)
    named: list[Property] = [(v.TYPE, v.PERSON), (v.LABEL, literal), (v.NAME, literal)]
    links = ((v.URL, Literal(url, v.ANY_URI)) for url in sorted(urls))
    return Resource(author_iri(name, iris), [*named, *links])


def _images(graph: Graph) -> Iterator[Resource]:
    images: dict[str, dict[Property, None]] = {}
    owners: Iterator[Article | Provider] = chain(graph.articles, graph.providers)
    for owner in owners:
        for image in owner.images:
            images.setdefault(image.url, {}).update(dict.fromkeys(_image(image)))
    for url in sorted(images):
        yield Resource(url, list(images[url]))


def describe_image(image: Image) -> Resource:
    """Return an image with its size and caption."""
    return Resource(image.url, list(_image(image)))


def _image(image: Image) -> Iterator[Property]:
    yield v.TYPE, v.IMAGE_OBJECT
    yield v.CONTENT_URL, image.url
    yield v.URL, Literal(image.url, v.ANY_URI)
    if image.width is not None:
        yield v.WIDTH, _number(image.width)
    if image.height is not None:
        yield v.HEIGHT, _number(image.height)
    if image.caption is not None:
        yield v.CAPTION, Literal(image.caption)
    if image.cached is not None:
        yield v.CACHED, _flag(image.cached)


def _documents(graph: Graph) -> Iterator[Resource]:
    for document in graph.documents:
        own, mentioned = graph.articles_in(document.path)
        yield describe_document(document.path, own, mentioned, graph.iris)


def describe_document(path: str, own: str, mentioned: Iterable[str], iris: Iris) -> Resource:
    """Return a document with what it is about and the articles that it mentions, by IRI."""
    literal = Literal(path)
    properties: list[Property] = [
        (v.TYPE, v.ENTITY),
        (v.TYPE, v.DIGITAL_DOCUMENT),
        (v.LABEL, literal),
        (v.IDENTIFIER, literal),
        (v.MAIN_ENTITY, own),
    ]
    properties += [(v.MENTIONS, iri) for iri in mentioned]
    return Resource(iris.document(path), properties)


# -- terms and literals ---------------------------------------------------------------------------


def label(article: Article) -> str:
    """Return what stands for an article where only one line fits: its title, else its address."""
    return article.title or readable(article.iri)


def readable(iri: str) -> str:
    """Return an IRI as a person reads it: without escapes, where it is text without them.

    >>> readable("https://n.com/f%C3%BCr-alle"), readable("https://n.com/100%25%FF")
    ('https://n.com/für-alle', 'https://n.com/100%25%FF')
    """
    if "%" not in iri:
        return iri
    try:
        plain = unquote(iri, errors="strict")
    except UnicodeDecodeError:
        return iri
    return plain if plain.isprintable() else iri


def author_iri(name: str, iris: Iris) -> str:
    """Return the IRI of an author, by name."""
    return iris.person(name)


def field_term(name: str) -> str:
    """Return the property of a front-matter field that nobody foresaw."""
    return v.FIELD + quote(name, safe="")


def _text(value: str, language: str | None) -> Literal:
    return Literal(value, v.LANG_STRING, language) if language else Literal(value)


def _number(number: Number) -> Literal:
    if isinstance(number, int):
        return Literal(str(number), v.INTEGER)
    # xsd:decimal knows no exponent, and its canonical form has a point.
    digits = format(Decimal(repr(number)), "f")
    return Literal(digits if "." in digits else f"{digits}.0", v.DECIMAL)


def _flag(flag: bool) -> Literal:
    return Literal("true" if flag else "false", v.BOOLEAN)
