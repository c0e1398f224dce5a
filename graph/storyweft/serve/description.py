"""What the endpoint says of itself (SPARQL 1.1 Service Description).

https://www.w3.org/TR/sparql11-service-description/
"""

from storyweft import vocabulary as v
from storyweft.serve.protocol import GRAPH_TYPES, TABLE_TYPES

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_TABLES = "SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV".split()
_GRAPHS = "Turtle N-Triples JSON-LD RDF_XML".split()
#: Media type → the name of the format.
FORMATS = dict(zip((*TABLE_TYPES, *GRAPH_TYPES), (*_TABLES, *_GRAPHS), strict=True))


def describe(endpoint: str, media_type: str, *, dataset: str) -> bytes:
    """Return the description in a format.

    :param dataset: the IRI of the data set that says what the graph is.
    """
    from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

    service, whole = f"{endpoint}#service", f"{endpoint}#dataset"
    said = [
        (service, v.TYPE, f"{SD}Service"),
        (service, f"{SD}endpoint", endpoint),
        (service, f"{SD}supportedLanguage", f"{SD}SPARQL11Query"),
        *((service, f"{SD}resultFormat", _FORMATS + name) for name in FORMATS.values()),
        (service, f"{SD}defaultDataset", whole),
        (whole, v.TYPE, f"{SD}Dataset"),
        (whole, f"{SD}defaultGraph", dataset),
        (dataset, v.TYPE, f"{SD}Graph"),
    ]
    triples = [Triple(*map(NamedNode, statement)) for statement in said]
    prefixes = {"sd": SD, **v.PREFIXES}
    body = serialize(triples, None, RdfFormat.from_media_type(media_type), prefixes=prefixes)
    assert body is not None
    return body
