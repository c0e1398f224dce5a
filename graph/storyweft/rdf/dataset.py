"""What a graph is as a whole: a data set (VoID, DCAT), and the build that made it (PROV).

No distributions: those depend on what was written. No time, unless the user gives one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from storyweft import __version__
from storyweft import vocabulary as v
from storyweft.graph import Graph
from storyweft.model import About
from storyweft.rdf.terms import VALUES, Property, Resource, Terms
from storyweft.resolving.iris import Iris

#: The title of a graph that has none of its own.
TITLE = "News articles and the stories they tell"
#: What made it.
SOFTWARE = "https://w3id.org/storyweft"

# Those that every article, topic or document needs; RDF's own go without saying.
_VOCABULARIES = tuple(sorted([v.DCT, v.NSL, v.PROV, v.SCHEMA, v.SKOS, v.SW]))


def describe_whole(graph: Graph, terms: Terms = VALUES) -> Iterator[Resource]:
    """Yield the data set of a graph, and its build with the documents that it read."""
    node, document = terms.iri, graph.iris.document
    whole = describe_dataset(_counts(graph), graph.about, graph.iris, terms)
    for iri, properties in sorted(whole, key=lambda resource: resource.iri):
        if iri == graph.iris.build:
            properties += [(v.USED, node(document(item.path))) for item in graph.documents]
        yield Resource(iri, properties)


def describe_dataset(
    counts: Mapping[str, int], about: About, iris: Iris, terms: Terms = VALUES
) -> Iterator[Resource]:
    """Yield the data set, its classes, the build and the software.

    :param counts: class → how many of it there are.
    """
    node, literal = terms
    classes = sorted(name for name, count in counts.items() if count)
    title = literal(about.title or TITLE)
    dataset: list[Property] = [
        (v.TYPE, node(v.DATASET)),
        (v.TYPE, node(v.CATALOGUED)),
        (v.LABEL, title),
        (v.TITLE, title),
        (v.URI_SPACE, literal(iris.base)),
        *((v.VOCABULARY, node(namespace)) for namespace in _VOCABULARIES),
        *((v.CLASS_PARTITION, node(_part(name, iris))) for name in classes),
        (v.GENERATED_BY, node(iris.build)),
    ]
    if about.licence:
        dataset.append((v.LICENSE, node(about.licence)))
    yield Resource(iris.dataset, dataset)
    for name in classes:
        properties: list[Property] = [
            (v.TYPE, node(v.DATASET)),
            (v.LABEL, literal(v.short(name))),
            (v.CLASS, node(name)),
            (v.ENTITIES, literal(str(counts[name]), v.INTEGER)),
        ]
        yield Resource(_part(name, iris), properties)
    build: list[Property] = [
        (v.TYPE, node(v.ACTIVITY)),
        (v.LABEL, literal("build")),
        (v.ASSOCIATED_WITH, node(SOFTWARE)),
    ]
    if about.time:
        build.append((v.ENDED, literal(about.time, v.DATE_TIME)))
    yield Resource(iris.build, build)
    software: list[Property] = [
        (v.TYPE, node(v.SOFTWARE_AGENT)),
        (v.LABEL, literal("storyweft")),
        (v.SOFTWARE_VERSION, literal(__version__)),
    ]
    yield Resource(SOFTWARE, software)


def describe_use(path: str, iris: Iris, terms: Terms = VALUES) -> Resource:
    """Return the build with one document that it read."""
    return Resource(iris.build, [(v.USED, terms.iri(iris.document(path)))])


def class_counts(
    articles: Mapping[str, int],
    *,
    providers: int,
    topics: int,
    stories: int,
    storylines: int,
    documents: int,
) -> dict[str, int]:
    """Return how much there is of each class that is counted; ``articles`` are by their class."""
    counts = Counter(articles)
    # Most of them are authors, whom no build counts.
    del counts[v.PERSON]
    counts[v.COLLECTION] += stories + storylines
    return counts | {
        v.NEWS_MEDIA_ORGANIZATION: providers,
        v.CONCEPT: topics,
        v.STORYLINE: stories,
        v.STORYLINE_OF_STORIES: storylines,
        v.DIGITAL_DOCUMENT: documents,
    }


def _counts(graph: Graph) -> dict[str, int]:
    return class_counts(
        Counter(v.class_of(article.type) for article in graph.articles),
        providers=len(graph.providers),
        topics=len(graph.topics),
        stories=len(graph.stories),
        storylines=len(graph.storylines),
        documents=len(graph.documents),
    )


def _part(class_: str, iris: Iris) -> str:
    # Both NSL and ours have a Storyline.
    return f"{iris.dataset}/{v.short(class_).removeprefix('schema:').replace(':', '-')}"
