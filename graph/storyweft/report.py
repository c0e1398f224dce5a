"""What a build did: counts, and every problem by name."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from msgspec import structs

from storyweft.graph import Graph
from storyweft.model import Conflict, Document, Problem
from storyweft.reading.problem_codes import CODES


def report(graph: Graph) -> dict[str, Any]:
    """Return the report of a build, ready for JSON.

    ``documents`` counts files: ``read`` as they stand, ``repaired`` (something was mended or left
    out, see ``problems``), ``rejected``; the three add up to the files found. ``fields`` counts the
    articles with each field that nobody foresaw, ``conflicts`` lists what documents disagree on.
    """
    unknown = Counter(name for item in graph.articles for name, _ in item.properties)
    return {
        "documents": count_documents(graph.documents, graph.problems),
        "articles": len(graph.articles),
        "providers": len(graph.providers),
        "topics": len(graph.topics),
        "links": len(graph.links),
        "near_duplicates": len(graph.near_duplicates),
        "stories": len(graph.stories),
        "storylines": len(graph.storylines),
        "fields": dict(sorted(unknown.items())),
        "conflicts": [conflict_to_json(item) for item in graph.conflicts],
        "problems": [structs.asdict(problem) for problem in graph.problems],
    }


def count_documents(documents: Sequence[Document], problems: Sequence[Problem]) -> dict[str, int]:
    """Return how many files were read as they stand, repaired (or left out in part), rejected."""
    repaired = {problem.path for problem in problems if problem.action != "rejected"}
    return {
        "read": len(documents) - len(repaired),
        "repaired": len(repaired),
        "rejected": sum(problem.action == "rejected" for problem in problems),
    }


def group_problems(problems: Sequence[Problem], examples: int = 3) -> list[dict[str, Any]]:
    """Return the problems by code, most frequent first, with what to do and first examples."""
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(problem.code, []).append(problem)
    return [
        {
            "code": code,
            "count": len(group),
            "meaning": CODES[code].meaning,
            "advice": CODES[code].advice,
            "actions": sorted({problem.action for problem in group}),
            "examples": [str(problem) for problem in group[:examples]],
        }
        for code, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def conflict_to_json(conflict: Conflict) -> dict[str, Any]:
    """Return a conflict as the report has it."""
    values = [{"value": value, "documents": list(by)} for value, by in conflict.values]
    return {
        "article": conflict.article,
        "field": conflict.field,
        "won": conflict.values[0][0],
        "values": values,
    }
