"""Every namespace and term that storyweft writes: each stands here once.

Standard vocabularies come first; our own namespace ``sw:`` holds what they have no word for.
"""

DEFAULT_BASE_IRI = "https://storyweft.example/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SCHEMA = "https://schema.org/"
DCT = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
NSL = "http://purl.org/ontology/storyline/"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
SW = "https://w3id.org/storyweft/ns#"
FIELD = "https://w3id.org/storyweft/field#"

#: Prefix → namespace, for every format that has prefixes.
PREFIXES = {
    "dcat": DCAT,
    "dct": DCT,
    "nsl": NSL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "sw": SW,
    "swf": FIELD,
    "void": VOID,
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
PAGE = SCHEMA + "mainEntityOfPage"
PUBLISHER = SCHEMA + "publisher"
ABOUT = SCHEMA + "about"
IMAGE = SCHEMA + "image"
RELATION = DCT + "relation"
REFERENCES = DCT + "references"
# The same work in another language: https://schema.org/workTranslation
WORK_TRANSLATION = SCHEMA + "workTranslation"
TRANSLATION_OF = SCHEMA + "translationOfWork"
DERIVED_FROM = PROV + "wasDerivedFrom"
# The same text somewhere else: https://www.w3.org/TR/prov-dm/#term-alternate
ALTERNATE_OF = PROV + "alternateOf"
QUALITY = SW + "quality"
HEAT = SW + "heat"
IS_PUBLISHED = SW + "published"
PRECISION = SW + "precision"
MODIFIED_PRECISION = SW + "modifiedPrecision"
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
EXACT_MATCH = SKOS + "exactMatch"

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
EARLIEST = SW + "earliest"
EARLIEST_IS_CERTAIN = SW + "earliestIsCertain"

# Storylines: a class of our own below NSL's, so that who asks for stories gets stories
STORYLINE_OF_STORIES = SW + "Storyline"
PREDECESSOR = SW + "predecessor"

# The whole, and the build that made it
DATASET = VOID + "Dataset"
CATALOGUED = DCAT + "Dataset"
ACTIVITY = PROV + "Activity"
SOFTWARE_AGENT = PROV + "SoftwareAgent"
TITLE = DCT + "title"
LICENSE = DCT + "license"
URI_SPACE = VOID + "uriSpace"
VOCABULARY = VOID + "vocabulary"
CLASS_PARTITION = VOID + "classPartition"
CLASS = VOID + "class"
ENTITIES = VOID + "entities"
GENERATED_BY = PROV + "wasGeneratedBy"
ASSOCIATED_WITH = PROV + "wasAssociatedWith"
USED = PROV + "used"
ENDED = PROV + "endedAtTime"
SOFTWARE_VERSION = SCHEMA + "softwareVersion"

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

#: Classes whose instances are no articles, and what several of them are called.
OTHER_KINDS = {
    PERSON: "people",
    SCHEMA + "Course": "courses",
    COLLECTION: "collections",
    SCHEMA + "WebSite": "sites",
    SCHEMA + "SoftwareSourceCode": "downloads",
}


def class_of(type_: str | None) -> str:
    """Return the class of what a document of a type is about.

    >>> short(class_of("Video")), short(class_of(None))
    ('schema:VideoObject', 'schema:NewsArticle')
    """
    return CLASSES.get((type_ or "").lower(), NEWS_ARTICLE)


def short(iri: str) -> str:
    """Return an IRI with its prefix, or as it is if no prefix of ours fits.

    >>> short(HEADLINE)
    'schema:headline'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
