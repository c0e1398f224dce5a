"""Atom (RFC 4287): the stories with the newest articles, for who reads what is new.

An entry is a story and lists its articles, the newest first. A story without any time is left out:
an entry has to say when it was updated.
"""

from collections.abc import Iterator

from storyweft.export.graphml import escape
from storyweft.graph import Graph
from storyweft.model import Article, Story
from storyweft.rdf.dataset import TITLE
from storyweft.rdf.triples import label

#: How many stories a feed has.
MOST = 100
# What a feed without a story says of its time; the standard wants one.
_NEVER = "1970-01-01T00:00:00Z"


def generate(graph: Graph) -> Iterator[str]:
    """Yield the feed in pieces, an entry at a time."""
    stories = sorted(
        (story for story in graph.stories if story.last),
        key=lambda story: (story.last or "", story.iri),
        reverse=True,
    )[:MOST]
    updated = stories[0].last if stories else None
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    yield f"  <id>{escape(graph.iris.dataset)}</id>\n"
    yield f"  <title>{escape(graph.about.title or TITLE)}</title>\n"
    yield f"  <updated>{updated or _NEVER}</updated>\n"
    yield "  <author><name>storyweft</name></author>\n"
    if graph.about.licence:
        yield f'  <link rel="license" href="{escape(graph.about.licence)}"/>\n'
    for story in stories:
        yield from _entry(graph, story)
    yield "</feed>\n"


def _entry(graph: Graph, story: Story) -> Iterator[str]:
    articles = [graph.article(iri) for iri in reversed(story.articles)]
    yield f"  <entry>\n    <id>{escape(story.iri)}</id>\n"
    yield f"    <title>{escape(story.label)}</title>\n"
    yield f"    <updated>{story.last}</updated>\n    <published>{story.first}</published>\n"
    for name in dict.fromkeys(graph.provider(iri).name for iri in story.providers):
        yield f"    <author><name>{escape(name)}</name></author>\n"
    yield f'    <link rel="alternate" href="{escape(articles[0].iri)}"/>\n'
    for article in articles[1:]:
        title = escape(label(article))
        yield f'    <link rel="related" href="{escape(article.iri)}" title="{title}"/>\n'
    for iri in story.topics:
        yield f'    <category term="{escape(graph.topic(iri).name)}"/>\n'
    # Markup as text: what a reader shows as HTML is escaped once more.
    items = "".join(map(_item, articles))
    yield f'    <content type="html">{escape(f"<ul>{items}</ul>")}</content>\n  </entry>\n'


def _item(article: Article) -> str:
    provider = f" ({escape(article.provider.name)})" if article.provider else ""
    day = f"{article.published[:10]} " if article.published else ""
    link = f'<a href="{escape(article.iri)}">{escape(label(article))}</a>'
    return f"<li>{day}{link}{provider}</li>"
