"""What an assistant may ask of a store: each question is SPARQL, and has limits.

Queries run in the processes of ``serve``, which end what takes too long or too much.
"""

from collections.abc import Mapping
from http import HTTPStatus
from itertools import islice
from typing import Any

from storyweft.errors import InputError, QueryError
from storyweft.export.ntriples import quoted
from storyweft.serve.protocol import GRAPH_TYPES, TABLE_TYPES, asks_elsewhere, is_iri
from storyweft.serve.worker import Pool, Request
from storyweft.sparql.asking import to_table
from storyweft.sparql.named import ask, named_queries
from storyweft.vocabulary import PREFIXES

#: How many rows or triples an answer has at most, whatever is asked for.
MOST_ROWS = 1_000

Json = dict[str, Any]


class Library:
    """The questions, on one store."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def search(self, words: str, limit: int) -> Json:
        """Return articles whose title or excerpt has all of these words, newest first."""
        wanted = words.lower().split()
        if not wanted:
            raise InputError("expected words to search for, got none")
        tests = " && ".join(f"CONTAINS(?text, {quoted(word)})" for word in wanted)
        return self._rows(_SEARCH.replace("@tests", tests), limit)

    def stories(self, topic: str, since: str, until: str, limit: int) -> Json:
        """Return stories, newest first."""
        options = {"topic": topic, "since": since, "until": until}
        if not any(options.values()):
            return self._rows(_STORIES, limit)
        chosen = {name: value for name, value in options.items() if value}
        return self.named("stories-of-topic", chosen, limit)

    def story(self, iri: str, limit: int) -> Json:
        """Return a story: its label, its articles in order of time, and what it follows."""
        about = self._existing(_STORY, iri, "story")
        return {
            **about,
            "articles": self._rows(_of(_ARTICLES, iri), limit),
            "links": self._rows(_of(_STORY_LINKS, iri), limit),
        }

    def article(self, iri: str, limit: int) -> Json:
        """Return all that is said of an article (by any of its addresses), and who says it."""
        row = self._existing(_ARTICLE, iri, "article")
        own = str(row["article"])
        return {
            "article": own,
            "said": self._rows(_of(_SAID, own), limit),
            "documents": self.named("documents-of-article", {"article": own}, limit),
            "story": self._rows(_of(_STORY_OF, own), 1)["rows"],
            "related": self._rows(_of(_RELATED, own), limit),
        }

    def following(self, iri: str, limit: int) -> Json:
        """Return what a story follows, and what follows it, step by step."""
        self._existing(_STORY, iri, "story")
        return {
            "earlier": self._rows(_of(_EARLIER, iri), limit),
            "later": self._rows(_of(_LATER, iri), limit),
        }

    def named(self, name: str, parameters: Mapping[str, object], limit: int) -> Json:
        """Return the answer to a named query."""
        if name not in named_queries():
            raise QueryError(f"no named query {name!r}: use one of {', '.join(named_queries())}")
        return self._rows(ask(name, parameters), limit)

    def sparql(self, query: str, limit: int) -> Json:
        """Return the answer to a query: rows, or the first triples of a graph as Turtle."""
        if asks_elsewhere(query):
            raise QueryError("SERVICE is refused: nothing here calls another server")
        return self._rows(query, limit)

    def _existing(self, sparql: str, iri: str, kind: str) -> Json:
        if not is_iri(iri):
            raise InputError(
                f"expected the IRI of {'an' if kind == 'article' else 'a'} {kind}, got {iri!r}"
            )
        rows: list[Json] = self._rows(_of(sparql, iri), 1)["rows"]
        if not rows:
            raise InputError(f"{iri}: no {kind} of this graph")
        return rows[0]

    def _rows(self, sparql: str, limit: int) -> Json:
        if limit < 1:
            raise InputError(f"limit: expected a number of rows from 1 on, got {limit}")
        answer = self._pool.ask(Request(sparql, TABLE_TYPES[0], GRAPH_TYPES[0]))
        if answer.status != HTTPStatus.OK:
            raise QueryError(answer.body.decode().strip())
        most = min(limit, MOST_ROWS)
        if answer.media_type == GRAPH_TYPES[0]:
            return _first_triples(answer.body, most)
        return _first_rows(answer.body, most)


def _of(sparql: str, iri: str) -> str:
    return sparql.replace("urn:this", iri)


def _first_triples(turtle: bytes, most: int) -> Json:
    """Return a graph with no more triples than a table would have rows."""
    from pyoxigraph import RdfFormat, parse, serialize

    triples = (quad.triple for quad in parse(turtle, RdfFormat.TURTLE))
    first = list(islice(triples, most))
    shown = serialize(first, None, RdfFormat.TURTLE, prefixes=PREFIXES)
    assert shown is not None
    return {"turtle": shown.decode(), "of": len(first) + sum(1 for _ in triples)}


def _first_rows(body: bytes, most: int) -> Json:
    import pyoxigraph

    results = pyoxigraph.parse_query_results(body, pyoxigraph.QueryResultsFormat.JSON)
    rows = list(to_table(results, most))
    rest = 0 if isinstance(results, pyoxigraph.QueryBoolean) else sum(1 for _ in results)
    return {"rows": rows, "of": len(rows) + rest}


_SEARCH = """
SELECT ?published ?title ?article ?provider {
  ?article prov:wasDerivedFrom [] ; rdfs:label ?title .
  OPTIONAL { ?article schema:description ?excerpt }
  BIND(LCASE(CONCAT(?title, " ", COALESCE(STR(?excerpt), ""))) AS ?text)
  FILTER(@tests)
  OPTIONAL { ?article schema:datePublished ?published }
  OPTIONAL { ?article schema:publisher/rdfs:label ?provider }
} GROUP BY ?published ?title ?article ?provider ORDER BY DESC(?published) ?article
"""
_STORIES = """
SELECT ?story ?label ?first ?last (COUNT(?article) AS ?articles) {
  ?story a nsl:Storyline ; rdfs:label ?label ; schema:hasPart ?article .
  OPTIONAL { ?story sw:first ?first ; sw:last ?last }
} GROUP BY ?story ?label ?first ?last ORDER BY DESC(?first) ?story
"""
_STORY = """
SELECT (<urn:this> AS ?story) ?label ?first ?last ?cohesion {
  <urn:this> a nsl:Storyline ; rdfs:label ?label .
  OPTIONAL { <urn:this> sw:first ?first ; sw:last ?last }
  OPTIONAL { <urn:this> sw:cohesion ?cohesion }
}
"""
_ARTICLES = """
SELECT ?published ?title ?article ?provider {
  <urn:this> schema:hasPart ?article . ?article rdfs:label ?title .
  OPTIONAL { ?article schema:datePublished ?published }
  OPTIONAL { ?article schema:publisher/rdfs:label ?provider }
} ORDER BY ?published ?article
"""
_STORY_LINKS = """
SELECT ?relation ?story ?label {
  { <urn:this> sw:follows ?story BIND("follows" AS ?relation) } UNION
  { ?story sw:follows <urn:this> BIND("is followed by" AS ?relation) } UNION
  { <urn:this> dct:relation|^dct:relation ?story BIND("is related to" AS ?relation) }
  ?story a nsl:Storyline ; rdfs:label ?label .
} ORDER BY ?relation ?story
"""
_EARLIER = """
SELECT DISTINCT ?first ?story ?label {
  <urn:this> sw:follows+ ?story . ?story rdfs:label ?label .
  OPTIONAL { ?story sw:first ?first }
} ORDER BY DESC(?first) ?story
"""
_LATER = _EARLIER.replace("sw:follows+", "(^sw:follows)+").replace("DESC(?first)", "?first")
_ARTICLE = """
SELECT DISTINCT ?article {
  { ?article prov:wasDerivedFrom [] FILTER(?article = <urn:this>) } UNION
  { ?article schema:sameAs <urn:this> ; prov:wasDerivedFrom [] }
} ORDER BY ?article
"""
_SAID = """
SELECT ?property ?value ?label {
  <urn:this> ?property ?value . FILTER(?property NOT IN (prov:wasDerivedFrom, dct:relation))
  OPTIONAL { ?value rdfs:label ?label }
} ORDER BY ?property ?value
"""
_STORY_OF = """
SELECT ?story ?label { ?story a nsl:Storyline ; schema:hasPart <urn:this> ; rdfs:label ?label }
"""
_RELATED = """
SELECT ?relation ?article ?title {
  { <urn:this> dct:relation ?article BIND("names" AS ?relation) } UNION
  { ?article dct:relation <urn:this> BIND("is named by" AS ?relation) } UNION
  { <urn:this> prov:alternateOf ?article BIND("prints the same text" AS ?relation) }
  ?article rdfs:label ?title .
} ORDER BY ?relation ?article
"""
