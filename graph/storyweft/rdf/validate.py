"""Graph → what in it does not conform to the shapes of ``shapes.ttl`` (extra: shapes)."""

from typing import TYPE_CHECKING, NamedTuple

from storyweft import vocabulary
from storyweft.errors import MissingExtra
from storyweft.graph import Graph
from storyweft.rdf import ontology
from storyweft.rdf.as_rdflib import to_rdflib

if TYPE_CHECKING:
    import rdflib


class Violation(NamedTuple):
    """A resource, the property that is wrong with it (if one is), what was expected and seen."""

    resource: str
    property: str | None
    message: str
    seen: str | None

    def __str__(self) -> str:
        """One line for a person."""
        property_name = f" {vocabulary.short(self.property)}:" if self.property else ""
        seen = f", got {self.seen!r}" if self.seen is not None else ""
        return f"{self.resource}:{property_name} {self.message}{seen}"


def find_violations(graph: "Graph | rdflib.Graph") -> list[Violation]:
    """Return what does not conform, in order of resource.

    :raises MissingExtra: if pySHACL is not installed.
    """
    try:
        import pyshacl
    except ImportError:
        raise MissingExtra("validation by shapes", "shapes") from None
    import rdflib

    data = to_rdflib(graph) if isinstance(graph, Graph) else graph
    expected = rdflib.Graph().parse(data=ontology.shapes(), format="turtle")
    # Of a blank node pySHACL writes all that is below it, in circles without end, and may give up.
    named = data.skolemize()
    _, results, _ = pyshacl.validate(named, shacl_graph=expected, inference="none")
    assert isinstance(results, rdflib.Graph)
    shacl = rdflib.SH
    violations = [
        _violation(results, result)
        for result in results.subjects(rdflib.RDF.type, shacl.ValidationResult)
        if (None, shacl.detail, result) not in results
    ]
    return sorted(violations, key=lambda item: [part or "" for part in item])


def _violation(results: "rdflib.Graph", result: "rdflib.term.Node") -> Violation:
    from rdflib import SH

    def text(term: "rdflib.term.URIRef") -> str | None:
        value = results.value(result, term)
        return None if value is None else str(value)

    message = text(SH.resultMessage) or "does not conform"
    return Violation(text(SH.focusNode) or "", text(SH.resultPath), message, text(SH.value))
