"""Graph → triples: the one place that applies the vocabulary.

Everything comes in a fixed order, without blank nodes and without a triple twice.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from urllib.parse import quote, unquote

from storyweft import vocabulary as v
from storyweft.graph import Graph
from storyweft.model import (
    Article,
    Description,
    Image,
    Provider,
    Story,
    Storyline,
    StoryLink,
    Topic,
)
from storyweft.rdf.dataset import describe_whole
from storyweft.rdf.parts import Part, Section, article_parts, linked, whole
from storyweft.rdf.terms import VALUES, Terms, flag, language_tag, number
from storyweft.rdf.terms import Literal as Literal
from storyweft.rdf.terms import Object as Object
from storyweft.rdf.terms import Property as Property
from storyweft.rdf.terms import Resource as Resource
from storyweft.rdf.terms import Triple as Triple
from storyweft.resolving.iris import Iris


def sections(graph: Graph, terms: Terms = VALUES) -> Iterator[Section]:
    """Yield the whole graph, kind by kind, its objects made as ``terms`` has it."""
    yield Section("Articles", _articles(graph, terms))
    yield whole("Providers", (describe_provider(item, terms) for item in graph.providers))
    yield whole("Topics", _topics(graph, terms))
    yield whole("Stories", _stories(graph, terms))
    lines = sorted(graph.storylines, key=lambda line: line.iri)
    yield whole("Storylines", (describe_storyline(line, terms) for line in lines))
    yield whole("Authors", _authors(graph, terms))
    yield whole("Images", _images(graph, terms))
    yield whole("Documents", _documents(graph, terms))
    yield whole("Dataset", describe_whole(graph, terms))


def triples(graph: Graph) -> Iterator[Triple]:
    """Yield every triple of the graph once: subject, predicate, object."""
    for section in sections(graph):
        for iri, properties in section.resources:
            for predicate, value in properties:
                yield iri, predicate, value


# -- resources ------------------------------------------------------------------------------------


def _articles(graph: Graph, terms: Terms) -> Iterator[Part[Resource]]:
    for part in article_parts(graph):
        resources = (describe_linked_article(graph, item, terms) for item in part.items)
        yield Part(linked(graph, part), resources)


def describe_linked_article(graph: Graph, article: Article, terms: Terms = VALUES) -> Resource:
    """Return an article with everything said of it: its own properties, links and provenance."""
    node = terms.iri
    iri, properties = describe_article(article, graph.iris, terms)
    targets = sorted([link.target for link in graph.links_from(iri)])
    properties += [(v.RELATION, node(target)) for target in targets]
    properties += [(v.REFERENCES, node(item.target)) for item in graph.references_from(iri)]
    properties += [(v.ALTERNATE_OF, node(other)) for other in graph.near_duplicates_of(iri)]
    properties += provenance(article, graph.iris, terms)
    return Resource(iri, properties)


def provenance(article: Article, iris: Iris, terms: Terms = VALUES) -> list[Property]:
    """Return from which documents an article comes."""
    return [(v.DERIVED_FROM, terms.iri(iris.document(path))) for path in article.documents]


def describe_article(article: Article, iris: Iris, terms: Terms = VALUES) -> Resource:
    """Return an article with its own properties: no links, no provenance."""
    return describe(
        article.iri,
        article,
        iris,
        terms,
        publisher=article.provider.iri if article.provider else None,
        topics=[topic.iri for topic in article.topics],
        parts=article.parts,
        url=article.url,
        others=[address.url for address in article.addresses],
        original=article.original,
        translations=article.translations,
    )


def describe(
    iri: str,
    said: Description,
    iris: Iris,
    terms: Terms = VALUES,
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
    node, literal = terms
    class_ = v.class_of(said.type)
    name = literal(said.title or readable(iri))
    properties: list[Property] = [(v.TYPE, node(class_)), (v.LABEL, name)]
    properties += _scalars(said, name, literal)
    if class_ == v.PERSON and said.title:
        properties.append((v.NAME, name))
    properties += [(v.GENRE, literal(category)) for category in said.categories]
    properties += [(v.AUTHOR, node(author_iri(author, iris))) for author in said.authors]
    if publisher:
        properties.append((v.PUBLISHER, node(publisher)))
    properties += [(v.ABOUT, node(topic)) for topic in topics]
    properties += [(v.HAS_PART, node(part)) for part in parts]
    if original is not None and original != iri:
        properties.append((v.TRANSLATION_OF, node(original)))
    else:
        properties += [(v.WORK_TRANSLATION, node(other)) for other in translations]
    properties += [(v.IMAGE, node(image.url)) for image in said.images]
    properties += address(url, terms) if url else []
    properties += [(v.SAME_AS, node(other)) for other in others if other != url]
    properties += [(field_term(field), literal(value)) for field, value in said.properties]
    return Resource(iri, list(dict.fromkeys(properties)))


def address(url: str, terms: Terms = VALUES) -> list[Property]:
    """Return what is said of an article at its canonical address, as search engines read it."""
    return [(v.URL, terms.literal(url, v.ANY_URI)), (v.PAGE, terms.iri(url))]


def _scalars(said: Description, name: Object, literal: Callable[..., Object]) -> list[Property]:
    """Return what there is one of; ``name`` is that of the label."""
    tagged = (v.LANG_STRING, language) if (language := language_tag(said.locale)) else ()
    properties: list[Property] = []
    if said.title is not None:
        properties.append((v.HEADLINE, literal(said.title, *tagged) if tagged else name))
    if said.excerpt is not None:
        properties.append((v.DESCRIPTION, literal(said.excerpt, *tagged)))
    properties += _dates(said, literal)
    if said.locale is not None:
        properties.append((v.IN_LANGUAGE, literal(language or said.locale)))
    if said.type is not None and said.type.lower() not in v.CLASSES:
        properties.append((v.KIND, literal(said.type)))
    if said.quality is not None:
        properties.append((v.QUALITY, literal(*number(said.quality))))
    if said.heat is not None:
        properties.append((v.HEAT, literal(*number(said.heat))))
    if said.is_published is not None:
        properties.append((v.IS_PUBLISHED, literal(*flag(said.is_published))))
    return properties


def _dates(said: Description, literal: Callable[..., Object]) -> Iterator[Property]:
    if said.published is not None:
        yield v.DATE_PUBLISHED, literal(said.published, v.DATE_TIME)
    if said.updated is not None:
        yield v.DATE_MODIFIED, literal(said.updated, v.DATE_TIME)
    precisions = (v.PRECISION, said.precision), (v.MODIFIED_PRECISION, said.updated_precision)
    yield from ((predicate, literal(day)) for predicate, day in precisions if day is not None)


def describe_provider(provider: Provider, terms: Terms = VALUES) -> Resource:
    """Return a provider with its name, domain and logos."""
    node, literal = terms
    name = literal(provider.name)
    properties: list[Property] = [
        (v.TYPE, node(v.NEWS_MEDIA_ORGANIZATION)),
        (v.LABEL, name),
        (v.NAME, name),
    ]
    if provider.domain:
        properties.append((v.DOMAIN, literal(provider.domain)))
    if provider.url:
        properties.append((v.URL, literal(provider.url, v.ANY_URI)))
    properties += [(v.ALTERNATE_NAME, literal(other)) for other in provider.other_names]
    if provider.excerpt:
        properties.append((v.DESCRIPTION, literal(provider.excerpt)))
    properties += [(v.LOGO, node(image.url)) for image in provider.images]
    properties += [(field_term(field), literal(value)) for field, value in provider.properties]
    return Resource(provider.iri, properties)


def _topics(graph: Graph, terms: Terms) -> Iterator[Resource]:
    for topic in graph.topics:
        yield describe_topic(topic, graph.iris, terms)
    if graph.topics:
        yield describe_topics(graph.iris, terms)


def describe_topics(iris: Iris, terms: Terms = VALUES) -> Resource:
    """Return the scheme that all topics are in."""
    node, literal = terms
    return Resource(iris.topics, [(v.TYPE, node(v.CONCEPT_SCHEME)), (v.LABEL, literal("Topics"))])


def describe_topic(topic: Topic, iris: Iris, terms: Terms = VALUES) -> Resource:
    """Return a topic with its names, its wider topic, and the scheme of all topics."""
    node, literal = terms
    name = literal(topic.name)
    properties: list[Property] = [
        (v.TYPE, node(v.CONCEPT)),
        (v.LABEL, name),
        (v.PREF_LABEL, name),
    ]
    properties += [(v.ALT_LABEL, literal(other)) for other in topic.other_names]
    if topic.broader:
        properties.append((v.BROADER, node(topic.broader)))
    if topic.excerpt:
        properties.append((v.DEFINITION, literal(topic.excerpt)))
    properties += [(_match(iri), node(iri)) for iri in topic.authorities]
    properties += [(v.IMAGE, node(image.url)) for image in topic.images]
    properties.append((v.IN_SCHEME, node(iris.topics)))
    properties += [(field_term(field), literal(value)) for field, value in topic.properties]
    return Resource(topic.iri, properties)


def _match(iri: str) -> str:
    """Return what an IRI elsewhere is to a topic: a concept (IPTC), or the thing itself."""
    return v.SAME_AS if "://www.wikidata.org/" in iri else v.EXACT_MATCH


def _stories(graph: Graph, terms: Terms) -> Iterator[Resource]:
    node = terms.iri
    links: dict[str, list[tuple[str, str]]] = {}
    for link in graph.story_links:
        links.setdefault(link.source, []).append((_LINKS[link.kind], link.target))
    for story in sorted(graph.stories, key=lambda story: story.iri):
        iri, properties = describe_story(story, terms)
        properties += [(term, node(target)) for term, target in sorted(links.get(iri, []))]
        if line := graph.storyline_of(iri):
            before = line.predecessors[line.stories.index(iri)]
            properties += [(v.PREDECESSOR, node(before))] if before else []
        yield Resource(iri, properties)


def describe_story(story: Story, terms: Terms = VALUES) -> Resource:
    """Return a story with its articles, topics, dates and cohesion: no links to other stories."""
    node, literal = terms
    properties = _opening(v.STORYLINE, story.label, story.first, story.last, terms)
    if story.earliest:
        properties.append((v.EARLIEST, node(story.earliest)))
        properties.append((v.EARLIEST_IS_CERTAIN, literal(*flag(story.is_earliest_certain))))
    if story.cohesion is not None:
        properties.append((v.COHESION, literal(*number(story.cohesion))))
    properties += [(v.STORY_TOPIC, node(topic)) for topic in sorted(story.topics)]
    properties += [(v.HAS_PART, node(article)) for article in sorted(story.articles)]
    return Resource(story.iri, properties)


def describe_storyline(line: Storyline, terms: Terms = VALUES) -> Resource:
    """Return a storyline with its name, its dates and its stories."""
    properties = _opening(v.STORYLINE_OF_STORIES, line.name, line.first, line.last, terms)
    properties += [(v.HAS_PART, terms.iri(story)) for story in sorted(line.stories)]
    return Resource(line.iri, properties)


def _opening(
    class_: str, title: str, first: str | None, last: str | None, terms: Terms
) -> list[Property]:
    """Return what stories and storylines have in common: classes, name and dates."""
    node, literal = terms
    name = literal(title)
    properties: list[Property] = [
        (v.TYPE, node(class_)),
        (v.TYPE, node(v.COLLECTION)),
        (v.LABEL, name),
        (v.STORY_TITLE, name),
    ]
    if first and last:
        properties.append((v.FIRST, literal(first, v.DATE_TIME)))
        properties.append((v.LAST, literal(last, v.DATE_TIME)))
    return properties


_LINKS = {"follows": v.FOLLOWS, "related": v.RELATION}


def describe_story_link(link: StoryLink) -> Resource:
    """Return a story with its link to another, and no more."""
    return Resource(link.source, [(_LINKS[link.kind], link.target)])


def _authors(graph: Graph, terms: Terms) -> Iterator[Resource]:
    names = {author_iri(name, graph.iris): name for item in graph.articles for name in item.authors}
    urls: dict[str, set[str]] = {}
    for name, url in (pair for item in graph.articles for pair in item.author_urls):
        urls.setdefault(author_iri(name, graph.iris), set()).add(url)
    described = {article.iri for article in graph.articles}  # authors with a profile of their own
    for iri, name in sorted(names.items()):
        if iri not in described:
            yield describe_author(name, urls.get(iri, ()), graph.iris, terms)


def describe_author(name: str, urls: Iterable[str], iris: Iris, terms: Terms = VALUES) -> Resource:
    """Return an author by name, and where to read of them."""
    node, literal = terms
    text = literal(name)
    properties: list[Property] = [(v.TYPE, node(v.PERSON)), (v.LABEL, text), (v.NAME, text)]
    properties += [(v.URL, literal(url, v.ANY_URI)) for url in sorted(urls)]
    return Resource(author_iri(name, iris), properties)


def _images(graph: Graph, terms: Terms) -> Iterator[Resource]:
    images: dict[str, list[Image]] = {}
    owners: Iterator[Article | Provider] = chain(graph.articles, graph.providers)
    for owner in owners:
        for image in owner.images:
            images.setdefault(image.url, []).append(image)
    for url in sorted(images):
        described = (describe_image(image, terms).properties for image in images[url])
        yield Resource(url, list(dict.fromkeys(chain.from_iterable(described))))


def describe_image(image: Image, terms: Terms = VALUES) -> Resource:
    """Return an image with its size and caption."""
    node, literal = terms
    properties: list[Property] = [
        (v.TYPE, node(v.IMAGE_OBJECT)),
        (v.CONTENT_URL, node(image.url)),
        (v.URL, literal(image.url, v.ANY_URI)),
    ]
    if image.width is not None:
        properties.append((v.WIDTH, literal(*number(image.width))))
    if image.height is not None:
        properties.append((v.HEIGHT, literal(*number(image.height))))
    if image.caption is not None:
        properties.append((v.CAPTION, literal(image.caption)))
    if image.cached is not None:
        properties.append((v.CACHED, literal(*flag(image.cached))))
    return Resource(image.url, properties)


def _documents(graph: Graph, terms: Terms) -> Iterator[Resource]:
    for document in graph.documents:
        own, mentioned = graph.articles_in(document.path)
        yield describe_document(document.path, own, mentioned, graph.iris, terms)


def describe_document(
    path: str, own: str, mentioned: Iterable[str], iris: Iris, terms: Terms = VALUES
) -> Resource:
    """Return a document with what it is about and the articles that it mentions, by IRI."""
    node, literal = terms
    name = literal(path)
    properties: list[Property] = [
        (v.TYPE, node(v.ENTITY)),
        (v.TYPE, node(v.DIGITAL_DOCUMENT)),
        (v.LABEL, name),
        (v.IDENTIFIER, name),
        (v.MAIN_ENTITY, node(own)),
    ]
    properties += [(v.MENTIONS, node(iri)) for iri in mentioned]
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
