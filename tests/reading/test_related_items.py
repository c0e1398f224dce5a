"""How documents name related ones: each way to write it is a link to that document."""

from pathlib import Path

import pytest

from storyweft.pipeline import build


@pytest.mark.parametrize(
    ("related", "targets"),
    [
        ('"[[Amazon.com]]"', ["Amazon.com.md"]),
        ('"[[Amazon.com]], [[People/Ann|her]]"', ["Amazon.com.md", "People/Ann.md"]),
        ("[[Amazon.com]]", ["Amazon.com.md"]),
        ("[[Amazon.com]] [[People/Ann]]", ["Amazon.com.md", "People/Ann.md"]),
        ("[[[Amazon.com]], [[People/Ann]]]", ["Amazon.com.md", "People/Ann.md"]),
        ("\n  - [[People/Ann]]\n  - [[Amazon.com]]", ["Amazon.com.md", "People/Ann.md"]),
        ("[one, two]", ["blog/one.md", "blog/two.md"]),
        ("\n  - post: one\n  - post: two", ["blog/one.md", "blog/two.md"]),
        ("\n  - {collection: blog, slug: one}", ["blog/one.md"]),
        ("\n  - {collection: blog, id: two}", ["blog/two.md"]),
        ('"[Ann](People/Ann Example.md)"', ["People/Ann Example.md"]),
        ('"[Ann](<People/Ann Example.md>)"', ["People/Ann Example.md"]),
        ('"[[Amazon]]"', []),
        ("\n  - {collection: news, slug: one}", []),
    ],
)
def test_each_way_to_name_a_related_document(
    related: str, targets: list[str], tmp_path: Path
) -> None:
    names = ("Amazon.com", "People/Ann", "People/Ann Example", "blog/one", "blog/two")
    for name in names:
        path = tmp_path / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\ntitle: About {path.stem}\n---\n", encoding="utf-8")
    (tmp_path / "start.md").write_text(f"---\ntitle: Start\nrelated: {related}\n---\n")
    graph = build(tmp_path)
    assert sorted(graph.article(link.target).own_documents[0] for link in graph.links) == targets


@pytest.mark.parametrize("url", ['url = ""', 'baseURL = "https://docks.example/"'])
def test_a_page_of_the_site_names_its_document(url: str, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "hugo.toml").write_text(url, encoding="utf-8")
    for name, fields in (("one", "slug: first"), ("first", "slug: other"), ("start", "draft: no")):
        fields += "\nrelated: [/first/]" if name == "start" else ""
        text = f"---\ntitle: About {name}\n{fields}\n---\n"
        (tmp_path / "content" / f"{name}.md").write_text(text, encoding="utf-8")
    graph = build(tmp_path)
    # What stands at the address counts, and not the file of that name.
    (link,) = graph.links
    assert graph.article(link.target).own_documents == ("content/one.md",)
