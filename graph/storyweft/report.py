"""What a build did: counts, and every problem by name."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from storyweft.graph import Graph
from storyweft.model import Document, Problem


def report(graph: Graph) -> dict[str, Any]:
    """Return the report of a build, ready for JSON.

    ``documents`` counts files: ``read`` as they stand, ``repaired`` (something was mended or left
    out, see ``problems``), ``rejected``; the three add up to the files found. ``fields`` counts the
    articles with each field that nobody foresaw.
    """
    unknown = Counter(name for item in graph.articles for name, _ in item.properties)
    return {
        "documents": count_documents(graph.documents, graph.problems),
        "articles": len(graph.articles),
        "providers": len(graph.providers),
        "topics": len(graph.topics),
        "links": len(graph.links),
        "stories": len(graph.stories),
        "fields": dict(sorted(unknown.items())),
        "problems": [asdict(problem) for problem in graph.problems],
    }


def count_documents(documents: Sequence[Document], problems: Sequence[Problem]) -> dict[str, int]:
    """Return how many files were read as they stand, repaired, and rejected."""
    repaired = sum(1 for document in documents if document.problems)
    return {
        "read": len(documents) - repaired,
        "repaired": repaired,
        "rejected": sum(problem.action == "rejected" for problem in problems),
    }


def group_problems(problems: Sequence[Problem], examples: int = 3) -> list[dict[str, Any]]:
    """Return the problems by code, most frequent first, each with its count and first examples."""
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(problem.code, []).append(problem)
    return [
        {
            "code": code,
            "count": len(group),
            "actions": sorted({problem.action for problem in group}),
            "examples": [str(problem) for problem in group[:examples]],
        }
        for code, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
