"""Every namespace and term that storyweft writes: each stands here once.

Standard vocabularies come first; our own namespace ``sw:`` holds what they have no word for.
"""

from typing import NamedTuple

DEFAULT_BASE_IRI = "https://storyweft.example/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SCHEMA = "https://schema.org/"
DCT = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
NSL = "http://purl.org/ontology/storyline/"
SW = "https://w3id.org/storyweft/ns#"
FIELD = "https://w3id.org/storyweft/field#"

#: Prefix → namespace, for every format that has prefixes.
PREFIXES = {
    "dct": DCT,
    "nsl": NSL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "sw": SW,
    "swf": FIELD,
    "xsd": XSD,
}

# RDF and RDF Schema
TYPE = RDF + "type"
LABEL = RDFS + "label"
LANG_STRING = RDF + "langString"

# Datatypes
STRING = XSD + "string"
BOOLEAN = XSD + "boolean"
INTEGER = XSD + "integer"
DECIMAL = XSD + "decimal"
DATE_TIME = XSD + "dateTime"
ANY_URI = XSD + "anyURI"

# Articles
NEWS_ARTICLE = SCHEMA + "NewsArticle"
HEADLINE = SCHEMA + "headline"
DESCRIPTION = SCHEMA + "description"
DATE_PUBLISHED = SCHEMA + "datePublished"
DATE_MODIFIED = SCHEMA + "dateModified"
GENRE = SCHEMA + "genre"
IN_LANGUAGE = SCHEMA + "inLanguage"
AUTHOR = SCHEMA + "author"
SAME_AS = SCHEMA + "sameAs"
URL = SCHEMA + "url"
PUBLISHER = SCHEMA + "publisher"
ABOUT = SCHEMA + "about"
IMAGE = SCHEMA + "image"
RELATION = DCT + "relation"
DERIVED_FROM = PROV + "wasDerivedFrom"
# A copy is the same text at another place: https://www.w3.org/TR/prov-dm/#term-alternate
ALTERNATE_OF = PROV + "alternateOf"
QUALITY = SW + "quality"
HEAT = SW + "heat"
IS_PUBLISHED = SW + "published"
KIND = SW + "type"

# Providers
NEWS_MEDIA_ORGANIZATION = SCHEMA + "NewsMediaOrganization"
NAME = SCHEMA + "name"
ALTERNATE_NAME = SCHEMA + "alternateName"
LOGO = SCHEMA + "logo"
DOMAIN = SW + "domain"

# Topics
CONCEPT = SKOS + "Concept"
CONCEPT_SCHEME = SKOS + "ConceptScheme"
PREF_LABEL = SKOS + "prefLabel"
ALT_LABEL = SKOS + "altLabel"
BROADER = SKOS + "broader"
DEFINITION = SKOS + "definition"
IN_SCHEME = SKOS + "inScheme"

# Authors
PERSON = SCHEMA + "Person"

# Images
IMAGE_OBJECT = SCHEMA + "ImageObject"
CONTENT_URL = SCHEMA + "contentUrl"
WIDTH = SCHEMA + "width"
HEIGHT = SCHEMA + "height"
CAPTION = SCHEMA + "caption"
CACHED = SW + "cached"

# Documents
ENTITY = PROV + "Entity"
DIGITAL_DOCUMENT = SCHEMA + "DigitalDocument"
IDENTIFIER = DCT + "identifier"
MAIN_ENTITY = SCHEMA + "mainEntity"
MENTIONS = SCHEMA + "mentions"

# Stories
STORYLINE = NSL + "Storyline"
COLLECTION = SCHEMA + "Collection"
STORY_TITLE = NSL + "title"
STORY_TOPIC = NSL + "topic"
HAS_PART = SCHEMA + "hasPart"
FIRST = SW + "first"
LAST = SW + "last"
COHESION = SW + "cohesion"
FOLLOWS = SW + "follows"

# What a store knows of the graphs that were pushed to it
DIGEST = SW + "digest"

#: The ``type`` of a document → the class of what it is about; anything else is a NewsArticle.
CLASSES = {
    "article": NEWS_ARTICLE,
    "video": SCHEMA + "VideoObject",
    "course": SCHEMA + "Course",
    "collection": COLLECTION,
    "download": SCHEMA + "SoftwareSourceCode",
    "profile": PERSON,
    "person": PERSON,
    "site": SCHEMA + "WebSite",
    "forum": SCHEMA + "WebSite",
}

#: Class → what is an instance of it here.
MEANINGS = {
    NEWS_ARTICLE: "an article",
    SCHEMA + "VideoObject": "a document of type video",
    SCHEMA + "Course": "a document of type course",
    COLLECTION: "a document of type collection, and every story",
    SCHEMA + "SoftwareSourceCode": "a document of type download",
    PERSON: "an author, and a document of type profile",
    SCHEMA + "WebSite": "a document of type site or forum",
    NEWS_MEDIA_ORGANIZATION: "a provider",
    CONCEPT: "a topic",
    CONCEPT_SCHEME: "the scheme of all topics",
    IMAGE_OBJECT: "a picture or a logo",
    ENTITY: "a file that was read",
    DIGITAL_DOCUMENT: "a file that was read",
    STORYLINE: "a story: articles about one event",
}

#: What stands for the datatype of a value that is no literal but another resource.
RESOURCE = "@id"


class Term(NamedTuple):
    """A property as it is used here: the kinds of its values, and what it says.

    ``values`` are datatypes, or :data:`RESOURCE`.
    """

    values: tuple[str, ...]
    meaning: str


#: Every property that is written. Fields that nobody foresaw come on top: each is a property of its
#: own in :data:`FIELD`, with text for values.
PROPERTIES = {
    TYPE: Term((RESOURCE,), "the class"),
    LABEL: Term((STRING,), "one line that stands for the resource in any viewer"),
    HEADLINE: Term((STRING, LANG_STRING), "the title of an article"),
    DESCRIPTION: Term((STRING, LANG_STRING), "the excerpt of an article"),
    DATE_PUBLISHED: Term((DATE_TIME,), "when it was published, in UTC"),
    DATE_MODIFIED: Term((DATE_TIME,), "when it was last changed, in UTC"),
    GENRE: Term((STRING,), "a category"),
    IN_LANGUAGE: Term((STRING,), "the locale, as a BCP 47 tag where it is one"),
    AUTHOR: Term((RESOURCE,), "who wrote it"),
    SAME_AS: Term((RESOURCE,), "its AMP page, a copy in an AMP cache, its original address"),
    URL: Term((ANY_URI,), "another spelling of the address that is its IRI"),
    PUBLISHER: Term((RESOURCE,), "the provider"),
    ABOUT: Term((RESOURCE,), "a topic"),
    IMAGE: Term((RESOURCE,), "a picture"),
    ALTERNATE_OF: Term((RESOURCE,), "an article of another provider that prints the same text"),
    RELATION: Term((RESOURCE,), "a related article that one of its documents names"),
    DERIVED_FROM: Term((RESOURCE,), "a document that speaks of it"),
    QUALITY: Term((INTEGER, DECIMAL), "the quality that the document gives"),
    HEAT: Term((INTEGER, DECIMAL), "the heat that the document gives; -1: not measured"),
    IS_PUBLISHED: Term((BOOLEAN,), "the flag of the document"),
    KIND: Term((STRING,), "a type that has no class here"),
    NAME: Term((STRING,), "the name of a provider or person"),
    LOGO: Term((RESOURCE,), "a logo of a provider"),
    DOMAIN: Term((STRING,), "the domain of a provider"),
    ALT_LABEL: Term((STRING,), "another name of a topic: a keyword or hashtag of its record"),
    BROADER: Term((RESOURCE,), "a wider topic"),
    DEFINITION: Term((STRING,), "what the record of a topic says of it"),
    ALTERNATE_NAME: Term((STRING,), "another name of a provider"),
    PREF_LABEL: Term((STRING,), "the name of a topic, as most documents spell it"),
    IN_SCHEME: Term((RESOURCE,), "the scheme of all topics"),
    CONTENT_URL: Term((RESOURCE,), "where a picture is"),
    WIDTH: Term((INTEGER,), "in pixels"),
    HEIGHT: Term((INTEGER,), "in pixels"),
    CAPTION: Term((STRING,), "the title of a picture"),
    CACHED: Term((BOOLEAN,), "whether the service keeps a copy of a picture"),
    IDENTIFIER: Term((STRING,), "the path of a document below its source"),
    MAIN_ENTITY: Term((RESOURCE,), "what a document is about"),
    MENTIONS: Term((RESOURCE,), "a related article in a document"),
    STORY_TITLE: Term((STRING,), "the label of a story"),
    STORY_TOPIC: Term((RESOURCE,), "a topic of a story"),
    HAS_PART: Term((RESOURCE,), "an article of a story"),
    FIRST: Term((DATE_TIME,), "when the first article of a story was published"),
    LAST: Term((DATE_TIME,), "when the last article of a story was published"),
    COHESION: Term((INTEGER, DECIMAL), "how alike the articles of a story are, from 0 to 1"),
    FOLLOWS: Term((RESOURCE,), "an earlier story of the same theme"),
}


def ontology() -> str:
    """Return the ontology of our own terms, as Turtle."""
    return packaged("vocabulary.ttl")


def shapes() -> str:
    """Return the SHACL shapes that every graph of ours conforms to, as Turtle."""
    return packaged("shapes.ttl")


def packaged(name: str) -> str:
    """Return the text of a file that comes with the package."""
    from importlib.resources import files

    return files("storyweft").joinpath(name).read_text("utf-8")


def table() -> str:
    """Return every class and property that is written, as a table in Markdown."""
    rows = [f"| `{short(term)}` | class | {text} |" for term, text in MEANINGS.items()]
    for term, (values, meaning) in PROPERTIES.items():
        kinds = ", ".join("IRI" if kind == RESOURCE else f"`{short(kind)}`" for kind in values)
        rows.append(f"| `{short(term)}` | {kinds} | {meaning} |")
    rows.append("| `swf:…` | `xsd:string` | a field that nobody foresaw, under its own name |")
    return "\n".join(["| term | values | here |", "|---|---|---|", *rows, ""])


def short(iri: str) -> str:
    """Return an IRI with its prefix, or as it is if no prefix of ours fits.

    >>> short(HEADLINE)
    'schema:headline'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
