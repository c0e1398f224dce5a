"""A page → where the nodes of its network view stand at first.

All of a small graph; of others the largest stories. The script adds colours, names and edges, and
places what lies around a choice by itself.
"""

from typing import Any

import numpy as np

from storyweft.network.drawing import discs_of
from storyweft.network.layout import arrange
from storyweft.page.contents import Page, hides_references, story_ties

#: Up to so many nodes and elements a graph is shown as a whole, beyond them so many stories.
MOST_NODES = 400
MOST_ELEMENTS = 1_500
MOST_STORIES = 300


def positions(page: Page) -> dict[str, Any]:
    """Return columns of positions: of each kind of node, and of the radius of each story."""
    return _everything(page) if _is_small(page) else _largest(page)


def _is_small(page: Page) -> bool:
    articles = page.articles
    nodes = len(articles) + len(page.stories) + len(page.graph.providers) + len(page.graph.topics)
    edges = sum(bool(article.provider) + len(article.topics) for article in articles)
    edges += len(page.links) + len(page.translations)
    edges += 0 if hides_references(page) else len(page.references)
    return nodes <= MOST_NODES and nodes + edges <= MOST_ELEMENTS


def _everything(page: Page) -> dict[str, Any]:
    discs = discs_of(page.graph)
    return {
        "whole": True,
        "stories": [list(discs[item.story.iri]) for item in page.stories],
        "articles": [list(discs[article.iri][:2]) for article in page.articles],
        "topics": [list(discs[topic.iri][:2]) for topic in page.graph.topics],
        "providers": [list(discs[provider.iri][:2]) for provider in page.graph.providers],
    }


def _largest(page: Page) -> dict[str, Any]:
    stories = page.stories[:MOST_STORIES]
    ties = {pair: tie for pair, tie in story_ties(page).items() if max(pair) < len(stories)}
    layout = arrange(
        # Their articles are not drawn: a disc for each, as large as the root of their number.
        [item.articles for item in stories],
        np.empty((0, 2), dtype=np.int64),
        [],
        [],
        ties={pair: tie.weight for pair, tie in ties.items()},
    )
    return {"whole": False, "stories": [list(disc) for disc in layout.groups]}
