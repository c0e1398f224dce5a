"""Documents that use every field there is, and every kind of thing that a document can be about."""

from pathlib import Path

from storyweft.graph import Graph
from storyweft.model import Document, Record
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import resolve
from tests.graphs import stories_of

_DOCUMENTS = {
    "a/first.md": """
title: 'Flood reaches the "Old Town" \\ and the harbour'
excerpt: |
  The old dam above Old Town harbour failed in the flood.
  Nobody was hurt.
date: 2024-01-05T06:30:00+01:00
lastmod: 2024-01-06
url: https://example.com/flood?id=1|2
ampUrl: https://example.com/flood/amp
locale: en_gb
category: [weather, local]
quality: 87.5
heat: 12
published: true
mood: gloomy
"weird key/ü": [1, {a: b}]
authors: [Ann Lee, Bo Şen]
tags: [Floods, C++]
source: {name: The Daily, domain: daily.example, logo: https://daily.example/logo.png}
image: {url: "https://example.com/p 1.jpg", width: 640, height: 480, caption: Water, isCached: no}
related:
  - title: Dam was old
    excerpt: The old dam above Old Town harbour could fail in a flood
    url: https://other.example/dam
    source: Other Post
    date: 2024-01-04
  - {title: Flood again, url: https://example.com/flood?id=1|2, excerpt: never used}
""",
    "b/second.md": """
title: Dam had been inspected
excerpt: The old dam above Old Town harbour that failed in the flood had been inspected
date: 2024-01-07
url: https://example.com/inspected
draft: true
type: video
tags: [floods]
source: {name: the daily, domain: daily.example}
related:
  - {title: Dam was old, url: https://other.example/dam?utm_source=x, source: Other Post}
  - {title: Flood reaches, url: https://example.com/flood/amp}
""",
    "c/third.md": "title: 東京 – no address, ﬁ and 🌊\ntype: essay\ntags: Floods",
    "d/fourth.md": "title: A course\ntype: course\nurl: https://example.com/course",
}


def write_documents(folder: Path) -> Path:
    """Write the documents below a folder, and return it."""
    for name, matter in _DOCUMENTS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{matter.strip()}\n---\n", encoding="utf-8")
    return folder


def titled(*titles: str, field: str = "field", value: str = "value") -> Graph:
    """Return the graph of documents with these titles, an unforeseen field, and a link each."""
    documents = [
        Document(
            f"{number}.md",
            Record(
                title=title,
                excerpt=title,
                url=f"https://example.com/{number}",
                topics=("Topic",),
                authors=(title,),
                properties=((field, value),),
            ),
            (Record(title="Hub", url="https://example.com/hub"),),
        )
        for number, title in enumerate(titles)
    ]
    iris = Iris("https://storyweft.example/")
    graph = Graph(documents, resolve(documents, iris), iris)
    return graph.with_stories(*stories_of(graph))
