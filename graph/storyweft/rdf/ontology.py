"""What every term means here, the ontology of our own terms, and the SHACL shapes."""

from typing import NamedTuple

from storyweft import vocabulary as v

#: Class → what is an instance of it here.
MEANINGS = {
    v.NEWS_ARTICLE: "an article",
    v.SCHEMA + "VideoObject": "a document of type video",
    v.SCHEMA + "Course": "a document of type course",
    v.COLLECTION: "a document of type collection, every story and every storyline",
    v.SCHEMA + "SoftwareSourceCode": "a document of type download",
    v.PERSON: "an author, and a document of type profile",
    v.SCHEMA + "WebSite": "a document of type site or forum",
    v.NEWS_MEDIA_ORGANIZATION: "a provider",
    v.CONCEPT: "a topic",
    v.CONCEPT_SCHEME: "the scheme of all topics",
    v.IMAGE_OBJECT: "a picture or a logo",
    v.ENTITY: "a file that was read",
    v.DIGITAL_DOCUMENT: "a file that was read",
    v.STORYLINE: "a story: articles about one event",
    v.STORYLINE_OF_STORIES: "a storyline: stories that go on over days and weeks",
    v.DATASET: "the whole graph, and all resources of one class in it",
    v.CATALOGUED: "the whole graph",
    v.ACTIVITY: "the build that made it",
    v.SOFTWARE_AGENT: "storyweft",
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
    v.TYPE: Term((RESOURCE,), "the class"),
    v.LABEL: Term((v.STRING,), "one line that stands for the resource in any viewer"),
    v.HEADLINE: Term((v.STRING, v.LANG_STRING), "the title of an article"),
    v.DESCRIPTION: Term((v.STRING, v.LANG_STRING), "the excerpt of an article"),
    v.DATE_PUBLISHED: Term((v.DATE_TIME,), "when it was published, in UTC"),
    v.DATE_MODIFIED: Term((v.DATE_TIME,), "when it was last changed, in UTC"),
    v.GENRE: Term((v.STRING,), "a category"),
    v.IN_LANGUAGE: Term((v.STRING,), "the locale, as a BCP 47 tag where it is one"),
    v.AUTHOR: Term((RESOURCE,), "who wrote it"),
    v.SAME_AS: Term((RESOURCE,), "any other address of an article; a topic in Wikidata"),
    v.URL: Term((v.ANY_URI,), "the address of an article, a picture, an author, a provider"),
    v.PAGE: Term((RESOURCE,), "the page at its canonical address"),
    v.PUBLISHER: Term((RESOURCE,), "the provider"),
    v.ABOUT: Term((RESOURCE,), "a topic"),
    v.IMAGE: Term((RESOURCE,), "a picture"),
    v.ALTERNATE_OF: Term((RESOURCE,), "an article of another provider that prints the same text"),
    v.RELATION: Term((RESOURCE,), "a related article that one of its documents names"),
    v.REFERENCES: Term((RESOURCE,), "an article that the body of one of its documents links to"),
    v.WORK_TRANSLATION: Term((RESOURCE,), "the same page in another language"),
    v.TRANSLATION_OF: Term((RESOURCE,), "the page that it is translated from"),
    v.DERIVED_FROM: Term((RESOURCE,), "a document that speaks of it"),
    v.QUALITY: Term((v.INTEGER, v.DECIMAL), "the quality that the document gives"),
    v.HEAT: Term((v.INTEGER, v.DECIMAL), "the heat that the document gives; -1: not measured"),
    v.PRECISION: Term((v.STRING,), "`day`, where no time is given and midnight is none"),
    v.MODIFIED_PRECISION: Term((v.STRING,), "the same of the date of the last change"),
    v.IS_PUBLISHED: Term((v.BOOLEAN,), "the flag of the document"),
    v.KIND: Term((v.STRING,), "a type that has no class here"),
    v.NAME: Term((v.STRING,), "the name of a provider or person"),
    v.LOGO: Term((RESOURCE,), "a logo of a provider"),
    v.DOMAIN: Term((v.STRING,), "the domain of a provider"),
    v.ALT_LABEL: Term((v.STRING,), "another name of a topic: a keyword or hashtag of its record"),
    v.BROADER: Term((RESOURCE,), "a wider topic"),
    v.DEFINITION: Term((v.STRING,), "what the record of a topic says of it"),
    v.ALTERNATE_NAME: Term((v.STRING,), "another name of a provider"),
    v.EXACT_MATCH: Term((RESOURCE,), "the same topic in a vocabulary that the user names"),
    v.PREF_LABEL: Term((v.STRING,), "the name of a topic, as most documents spell it"),
    v.IN_SCHEME: Term((RESOURCE,), "the scheme of all topics"),
    v.CONTENT_URL: Term((RESOURCE,), "where a picture is"),
    v.WIDTH: Term((v.INTEGER,), "in pixels"),
    v.HEIGHT: Term((v.INTEGER,), "in pixels"),
    v.CAPTION: Term((v.STRING,), "the title of a picture"),
    v.CACHED: Term((v.BOOLEAN,), "whether the service keeps a copy of a picture"),
    v.IDENTIFIER: Term((v.STRING,), "the path of a document below its source"),
    v.MAIN_ENTITY: Term((RESOURCE,), "what a document is about"),
    v.MENTIONS: Term((RESOURCE,), "a related article in a document"),
    v.STORY_TITLE: Term((v.STRING,), "the label of a story, the name of a storyline"),
    v.STORY_TOPIC: Term((RESOURCE,), "a topic of a story"),
    v.HAS_PART: Term((RESOURCE,), "an article of a story, a story of a storyline"),
    v.FIRST: Term((v.DATE_TIME,), "when the first article of a story was published"),
    v.LAST: Term((v.DATE_TIME,), "when the last article of a story was published"),
    v.EARLIEST: Term((RESOURCE,), "the first article of a story that has a time"),
    v.EARLIEST_IS_CERTAIN: Term((v.BOOLEAN,), "whether no other article can have been first"),
    v.COHESION: Term((v.INTEGER, v.DECIMAL), "how alike the articles of a story are, from 0 to 1"),
    v.FOLLOWS: Term((RESOURCE,), "an earlier story of the same theme"),
    v.PREDECESSOR: Term((RESOURCE,), "the story of its storyline that a story goes on from"),
    v.TITLE: Term((v.STRING,), "the title of the whole graph"),
    v.LICENSE: Term((RESOURCE,), "its licence, if the user names one"),
    v.URI_SPACE: Term((v.STRING,), "where the IRIs of providers, topics and so on start"),
    v.VOCABULARY: Term((RESOURCE,), "a vocabulary that it uses"),
    v.CLASS_PARTITION: Term((RESOURCE,), "all resources of one class"),
    v.CLASS: Term((RESOURCE,), "that class"),
    v.ENTITIES: Term((v.INTEGER,), "how many there are of it"),
    v.GENERATED_BY: Term((RESOURCE,), "the build"),
    v.ASSOCIATED_WITH: Term((RESOURCE,), "the software"),
    v.SOFTWARE_VERSION: Term((v.STRING,), "its version"),
    v.USED: Term((RESOURCE,), "a document that the build read"),
    v.ENDED: Term((v.DATE_TIME,), "when it was made, if the user says (`--stamp`)"),
}


def ontology() -> str:
    """Return the ontology of our own terms, as Turtle."""
    return _packaged("vocabulary.ttl")


def shapes() -> str:
    """Return the SHACL shapes that every graph of ours conforms to, as Turtle."""
    return _packaged("shapes.ttl")


def _packaged(name: str) -> str:
    from importlib.resources import files

    return files("storyweft.rdf").joinpath(name).read_text("utf-8")


def table() -> str:
    """Return every class and property that is written, as a table in Markdown."""
    rows = [f"| `{v.short(term)}` | class | {text} |" for term, text in MEANINGS.items()]
    for term, (values, meaning) in PROPERTIES.items():
        kinds = ", ".join("IRI" if kind == RESOURCE else f"`{v.short(kind)}`" for kind in values)
        rows.append(f"| `{v.short(term)}` | {kinds} | {meaning} |")
    rows.append("| `swf:…` | `xsd:string` | a field that nobody foresaw, under its own name |")
    return "\n".join(["| term | values | here |", "|---|---|---|", *rows, ""])
