"""What a build did: counts, and every problem by name."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Sized
from pathlib import PurePosixPath
from typing import Any

from msgspec import structs

from storyweft.graph import Graph
from storyweft.model import Conflict, Problem
from storyweft.reading.problem_codes import CODES
from storyweft.settings import Site
from storyweft.vocabulary import OTHER_KINDS, class_of


def report(graph: Graph) -> dict[str, Any]:
    """Return the report of a build, ready for JSON.

    ``documents`` counts files: ``read`` as they stand, ``repaired`` (a value was changed, see
    ``problems``), ``noted`` (a value was left out, and nothing changed), ``rejected``, and
    ``unread``: what is no document, counted by ending below ``unread``. They add up to the files
    found; ``noted`` and ``unread`` are there only if there are any. ``site_files`` counts what a
    site is made of, by dialect and rule. ``articles`` counts articles
    and videos; people, courses, collections, sites and downloads have counts of their own, where
    there are any. ``fields`` counts the articles with each field that nobody foresaw, ``conflicts``
    lists what documents disagree on, ``dialects`` tells what they are written in, and why.
    ``has_dates`` is there, and false, only if no article has a date: stories lack time then.
    """
    return lay_out(
        count_documents(graph.documents, graph.problems),
        sites=graph.sites,
        kinds=count_kinds(article.type for article in graph.articles),
        sizes={
            "providers": len(graph.providers),
            "topics": len(graph.topics),
            "links": len(graph.links),
            "references": len(graph.references),
            "near_duplicates": len(graph.near_duplicates),
            "stories": len(graph.stories),
            "storylines": len(graph.storylines),
        },
        are_undated=bool(graph.articles) and not has_dates(graph),
        fields=Counter(name for item in graph.articles for name, _ in item.properties),
        conflicts=[conflict_to_json(item) for item in graph.conflicts],
        site_files=count_site_files(graph.problems),
        unread=count_unread(graph.problems),
        problems=[
            structs.asdict(problem) for problem in graph.problems if problem.action != "unread"
        ],
    )


def lay_out(
    documents: Mapping[str, int],
    *,
    sites: Sequence[Site],
    kinds: Mapping[str, int],
    sizes: Mapping[str, int],
    are_undated: bool,
    fields: Mapping[str, int],
    conflicts: Iterable[Mapping[str, Any]],
    site_files: Mapping[str, Mapping[str, int]],
    unread: Mapping[str, int],
    problems: Iterable[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return counts and lists as a report has them; ``sizes`` are those of each list of a graph."""
    return {
        "documents": documents,
        **({"dialects": [site_to_json(site) for site in sites]} if sites else {}),
        **kinds,
        **{name: size for name, size in sizes.items() if size or name != "references"},
        **({"has_dates": False} if are_undated else {}),
        "fields": dict(sorted(fields.items())),
        "conflicts": conflicts,
        **({"site_files": site_files} if site_files else {}),
        **({"unread": unread} if unread else {}),
        "problems": problems,
    }


def has_dates(graph: Graph) -> bool:
    """Tell whether any article has a time of publication."""
    return any(article.published for article in graph.articles)


def count_kinds(types: Iterable[str | None]) -> dict[str, int]:
    """Return how many articles there are, and how many things of each other kind.

    >>> count_kinds([None, "video", "profile"])
    {'articles': 2, 'people': 1}
    """
    counts = Counter(OTHER_KINDS.get(class_of(kind), "articles") for kind in types)
    others = {name: counts[name] for name in OTHER_KINDS.values() if counts[name]}
    return {"articles": counts["articles"], **others}


def count_documents(documents: Sized, problems: Iterable[Problem]) -> dict[str, int]:
    """Return how many files were read as they stand, repaired, noted, rejected, or are unread."""
    actions: Counter[str] = Counter()
    paths: dict[str, set[str]] = {"repaired": set(), "skipped": set(), "noted": set()}
    for problem in problems:
        actions[problem.action] += 1
        if problem.action in paths:
            paths[problem.action].add(problem.path)
    repaired = paths["repaired"]
    noted = (paths["skipped"] | paths["noted"]) - repaired
    counts = {
        "read": len(documents) - len(repaired) - len(noted),
        "repaired": len(repaired),
        "rejected": actions["rejected"],
    }
    more = {"noted": len(noted), "unread": actions["unread"]}
    return counts | {name: count for name, count in more.items() if count}


def count_site_files(problems: Iterable[Problem]) -> dict[str, dict[str, int]]:
    """Return how many files are what a site is made of, by dialect and rule."""
    counts: dict[str, Counter[str]] = {}
    for problem in problems:
        if problem.code == "site-file" and problem.seen:
            dialect, _, rule = problem.seen.partition(": ")
            counts.setdefault(dialect, Counter())[rule] += 1
    return {dialect: dict(sorted(counts[dialect].items())) for dialect in sorted(counts)}


def site_to_json(site: Site) -> dict[str, Any]:
    """Return what told a site, and what its configuration says of it."""
    values = {
        "dialect": site.dialect,
        "evidence": list(site.evidence),
        "folder": site.prefix,
        "name": site.name,
        "url": site.url,
        "language": site.language,
    }
    return {name: value for name, value in values.items() if value}


def count_unread(problems: Iterable[Problem]) -> dict[str, int]:
    """Return how many files are no documents, by their endings, most frequent first."""
    endings = Counter(
        PurePosixPath(problem.path).suffix.lower()
        for problem in problems
        if problem.action == "unread" and problem.code != "site-file"
    )
    return dict(sorted(endings.items(), key=lambda item: (-item[1], item[0])))


def group_problems(problems: Sequence[Problem], examples: int = 3) -> list[dict[str, Any]]:
    """Return the problems by code, most frequent first, with what to do and first examples."""
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.action == "unread":
            continue
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
