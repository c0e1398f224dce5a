"""Links in bodies: each way to write one leads to its document, to none, and never to another."""

import unicodedata
from pathlib import Path

import pytest

from storyweft.graph import Graph
from storyweft.pipeline import build

NOTE = "---\ntitle: {}\n---\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        matter = "" if name.endswith((".toml", ".yml", ".json", ".js")) else NOTE.format(path.stem)
        matter = f":title: {path.stem}\n\n" if name.endswith(".rst") else matter
        path.write_text(text if text.startswith("---") else matter + text, encoding="utf-8")
    return folder


def pairs(graph: Graph) -> set[tuple[str, str]]:
    """Return the references between documents, by path."""
    return {
        (graph.article(item.source).own_documents[0], graph.article(item.target).own_documents[0])
        for item in graph.references
    }


def leads(folder: Path, files: dict[str, str], source: str) -> list[str]:
    graph = build(write(folder, files))
    return sorted(target for start, target in pairs(graph) if start == source)


VAULT = {
    ".obsidian/app.json": "{}",
    "Quay.md": "",
    "People/Ann Example.md": "",
    "People/Ann.md": "---\ntitle: Ann\naliases: [The harbour master]\n---\n",
    "Amazon.com.md": "",
    "Places/Käse.md": "",
    "Deep/er/Pier.md": "",
    "One/Twin.md": "",
    "Two/Twin.md": "",
}


@pytest.mark.parametrize(
    ("link", "target"),
    [
        # https://help.obsidian.md/links
        ("[[Quay]]", "Quay.md"),
        ("[[Quay|the quay]]", "Quay.md"),
        ("[[Quay#Opening]]", "Quay.md"),
        ("[[Quay#^block]]", "Quay.md"),
        ("![[Quay]]", "Quay.md"),
        ("[[Quay.md]]", "Quay.md"),
        ("[[quay]]", "Quay.md"),
        ("[[People/Ann Example]]", "People/Ann Example.md"),
        ("[[Ann Example]]", "People/Ann Example.md"),
        ("[[er/Pier]]", "Deep/er/Pier.md"),
        ("[[Amazon.com]]", "Amazon.com.md"),
        ("[[The harbour master]]", "People/Ann.md"),
        ("[[One/Twin]]", "One/Twin.md"),
        (f"[[{unicodedata.normalize('NFD', 'Käse')}]]", "Places/Käse.md"),
        ("[Ann](People/Ann%20Example.md)", "People/Ann Example.md"),
        ("[Ann](People/Ann Example.md)", "People/Ann Example.md"),
        ("[Ann](<People/Ann Example.md>)", "People/Ann Example.md"),
        ('[Ann](People/Ann.md "a title")', "People/Ann.md"),
        ("[it][id]\n\n[id]: Quay.md", "Quay.md"),
        ('<a href="Quay.md">it</a>', "Quay.md"),
        # Nowhere.
        ("[[Twin]]", None),
        ("[[Amazon]]", None),
        ("[[Missing]]", None),
        ("[[Quay.png]]", None),
        ("`[[Quay]]`", None),
        ("```\n[[Quay]]\n```", None),
        ("<!-- [[Quay]] -->", None),
        ("[it](#Quay)", None),
        ("[it](mailto:Quay.md)", None),
        ("[it](../Quay.md)", None),
        ("[unused]: Quay.md", None),
    ],
)
def test_a_link_in_a_vault_leads_where_obsidian_leads(
    link: str, target: str | None, tmp_path: Path
) -> None:
    expected = [target] if target else []
    assert leads(tmp_path, VAULT | {"Start.md": f"See\n{link}\nthere."}, "Start.md") == expected


def test_no_vault_knows_of_another_beside_it(tmp_path: Path) -> None:
    files = {f"{vault}/{name}": "" for vault in ("one", "two") for name in ("Quay.md", "Start.md")}
    files |= {"one/.obsidian/app.json": "{}", "two/.obsidian/app.json": "{}"}
    files |= {"two/Start.md": "[[Quay]] [[Pier]]", "one/Pier.md": ""}
    assert leads(tmp_path, files, "two/Start.md") == ["two/Quay.md"]


def test_what_could_be_two_notes_is_told(tmp_path: Path) -> None:
    graph = build(write(tmp_path, VAULT | {"Start.md": "[[Twin]]"}))
    (problem,) = (item for item in graph.problems if item.code == "ambiguous-reference")
    assert str(problem) == (
        "Start.md: body: it could be One/Twin.md or Two/Twin.md: give the path of one"
    )


HUGO = {
    "hugo.toml": 'baseURL = "https://docks.example/"\n',
    "content/posts/one.md": "",
    "content/posts/two/index.md": "",
    "content/about.md": "",
}
JEKYLL = {
    "_config.yml": "url: https://harbour.example\nbaseurl: /blog\n",
    "_posts/2024-05-01-quay.md": "",
    "about.md": "",
}
DOCUSAURUS = {"docusaurus.config.js": "", "docs/intro.md": "", "docs/guide/01-first.md": ""}
ZOLA = {"config.toml": 'base_url = "https://z.example"\n', "content/blog/one.md": ""}
ELEVENTY = {
    "eleventy.config.js": "export default {dir: {input: 'src'}}",
    "src/_data/site.json": '{"url": "https://e.example"}',
    "src/blog/2024-05-01-one.md": "---\ntitle: One\npermalink: /{{ x }}/\n---\n",
    "src/blog/two.md": "",
}
NEXT = {
    "next.config.js": "",
    "data/siteMetadata.js": "module.exports = {siteUrl: 'https://n.example'}",
    "content/learn/hooks.md": "",
    "content/learn/state/index.md": "",
}
REST = {"quay.rst": ".. _old-pier:\n\nPier\n----\n"}
FOLDERS = {"en/blog/one.md": "", "de/blog/one.md": ""}
PELICAN = {"pelicanconf.py": "", "content/one.md": "", "content/deep/two.md": ""}


@pytest.mark.parametrize(
    ("site", "source", "link", "target"),
    [
        # https://gohugo.io/content-management/cross-references/
        (HUGO, "content/posts/x.md", '[a]({{< relref "one.md" >}})', "content/posts/one.md"),
        (HUGO, "content/posts/x.md", '[a]({{< ref "/about" >}})', "content/about.md"),
        (HUGO, "content/x.md", '[a]({{% ref "posts/two" %}})', "content/posts/two/index.md"),
        (HUGO, "content/x.md", "[a](/posts/one/)", "content/posts/one.md"),
        (HUGO, "content/x.md", "[a](https://docks.example/posts/one/#top)", "content/posts/one.md"),
        (HUGO, "content/x.md", "see https://docks.example/about.", "content/about.md"),
        (HUGO, "content/posts/x.md", "[a](../one/)", "content/posts/one.md"),
        (HUGO, "content/posts/x.md", "[a](one.md)", "content/posts/one.md"),
        (HUGO, "content/x.md", "[a](https://other.example/posts/one/)", None),
        # https://jekyllrb.com/docs/liquid/tags/#links
        (JEKYLL, "x.md", "[a]({% post_url 2024-05-01-quay %})", "_posts/2024-05-01-quay.md"),
        (JEKYLL, "x.md", "[a]({% link about.md %})", "about.md"),
        (JEKYLL, "x.md", "[a]({{ site.baseurl }}/about.html)", "about.md"),
        (JEKYLL, "x.md", "[a]({{ '/about.html' | relative_url }})", "about.md"),
        (JEKYLL, "x.md", "[a](/blog/2024/05/01/quay.html)", "_posts/2024-05-01-quay.md"),
        (JEKYLL, "x.md", "[a](https://harbour.example{% link about.md %})", "about.md"),
        (JEKYLL, "x.md", "[a](s://[b) [c](/d//[e) [f](//[g)", None),
        # https://docusaurus.io/docs/markdown-features/links
        (DOCUSAURUS, "docs/x.md", "[a](./guide/01-first.md)", "docs/guide/01-first.md"),
        (DOCUSAURUS, "docs/x.md", "[a](/docs/guide/first)", "docs/guide/01-first.md"),
        (DOCUSAURUS, "docs/x.md", "[a](@site/docs/intro.md)", "docs/intro.md"),
        # https://www.getzola.org/documentation/content/linking/
        (ZOLA, "content/x.md", "[a](@/blog/one.md#top)", "content/blog/one.md"),
        # https://docs.getpelican.com/en/latest/content.html#linking-to-internal-content
        (PELICAN, "content/deep/x.md", "[a]({filename}/one.md)", "content/one.md"),
        (PELICAN, "content/deep/x.md", "[a]({filename}two.md)", "content/deep/two.md"),
        # https://www.11ty.dev/docs/plugins/inputpath-to-url/
        (ELEVENTY, "src/x.md", "[a](/blog/2024-05-01-one.md)", "src/blog/2024-05-01-one.md"),
        (ELEVENTY, "src/x.md", "[a](blog/2024-05-01-one.md)", "src/blog/2024-05-01-one.md"),
        # With or without www., and by its day where the address is anybody's guess.
        (ELEVENTY, "src/x.md", "https://www.e.example/blog/two/", "src/blog/two.md"),
        (ELEVENTY, "src/x.md", "https://e.example/2024/05/01/one/", "src/blog/2024-05-01-one.md"),
        (ELEVENTY, "src/x.md", "[a](/2024/05/01/one)", "src/blog/2024-05-01-one.md"),
        (ELEVENTY, "src/x.md", "[a](/2024/05/02/one)", None),
        (ELEVENTY, "src/x.md", "https://other.example/2024/05/01/one/", None),
        # Without a generator the folders of a site are most of an address.
        (
            {"en/blog/one.md": "", "de/blog/one.md": ""},
            "x.md",
            "[a](/en/blog/one)",
            "en/blog/one.md",
        ),
        (FOLDERS, "x.md", "[a](/blog/one)", None),
        # Nor where nobody knows what a generator makes of them.
        (NEXT, "content/x.md", "[a](/learn/hooks#top)", "content/learn/hooks.md"),
        (
            NEXT,
            "content/x.md",
            "[a](https://n.example/learn/state)",
            "content/learn/state/index.md",
        ),
        (NEXT, "content/x.md", "[a](/hooks)", None),
        # The address that a page had or has: with .html, without it, in letters of any case.
        (HUGO, "content/x.md", "https://docks.example/posts/one.html", "content/posts/one.md"),
        (HUGO, "content/x.md", "[a](/Posts/One/)", "content/posts/one.md"),
        (JEKYLL, "x.md", "https://harbour.example/blog/about/", "about.md"),
        (JEKYLL, "x.md", "https://harbour.example/blog/About/", None),
        # https://spec.commonmark.org/0.31.2/#indented-code-blocks
        (HUGO, "content/x.md", "See:\n\n    curl https://docks.example/about/\n\nDone.", None),
        (HUGO, "content/x.md", "- See:\n\n    [a](/about/)\n", "content/about.md"),
        (HUGO, "content/x.md", "!!! note\n\n    [a](/about/)\n", "content/about.md"),
        # https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#hyperlink-targets
        (REST, "x.rst", "See `the quay <quay.rst>`_.", "quay.rst"),
        (REST, "x.rst", "See quay_.\n\n.. _quay: quay.rst\n", "quay.rst"),
        (REST, "x.rst", "See :doc:`the quay <quay>`.", "quay.rst"),
        (REST, "x.rst", "See :ref:`the pier <old-pier>`.", "quay.rst"),
        (REST, "x.rst", "See ``quay.rst`` and :ref:`pier`.", None),
        ({"en/one.md": ""}, "x.md", "[a](/one)", None),
    ],
)
def test_a_link_in_a_site_leads_where_its_generator_leads(
    site: dict[str, str], source: str, link: str, target: str | None, tmp_path: Path
) -> None:
    expected = [target] if target else []
    assert leads(tmp_path, site | {source: f"{link}\n"}, source) == expected


def test_a_renamed_note_leaves_its_links_nowhere(tmp_path: Path) -> None:
    links = "[[Quay]] [a](Quay.md) [[People/Ann]] [b](People/Ann.md) [[Deep/er/Pier]] [[One/Twin]]"
    whole = VAULT | {"Start.md": links}
    meant = leads(tmp_path / "whole", whole, "Start.md")
    assert meant == ["Deep/er/Pier.md", "One/Twin.md", "People/Ann.md", "Quay.md"]
    for number, name in enumerate(meant):
        renamed = {path: text for path, text in whole.items() if path != name}
        renamed[f"Elsewhere {number}.md"] = whole[name]
        expected = [path for path in meant if path != name]
        assert leads(tmp_path / str(number), renamed, "Start.md") == expected


def test_references_are_no_links_and_can_be_left_out(tmp_path: Path) -> None:
    folder = write(tmp_path, VAULT | {"Start.md": "[[Quay]]"})
    graph = build(folder)
    assert len(graph.references) == 1
    assert not graph.links
    assert [item.target for item in graph.references_from(graph.references[0].source)]
    assert not build(folder, bodies=False).references


def test_translations_are_articles_of_their_own_that_are_joined(tmp_path: Path) -> None:
    files = {
        "hugo.toml": 'baseURL = "https://d.example/"\ndefaultContentLanguage = "en"\n'
        "[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n",
        "content/a.md": "",
        "content/a.de.md": "",
        "content/b.md": "",
        "content/c.md": "---\ntitle: C\ntranslationKey: k\n---\n",
        "content/z.de.md": "---\ntitle: Z\ntranslationKey: k\n---\n",
    }
    graph = build(write(tmp_path, files))
    told = {item.own_documents[0]: (item.original, item.translations) for item in graph.articles}
    a, de = "https://d.example/a/", "https://d.example/de/a/"
    assert told["content/a.md"] == (a, (de,))
    assert told["content/a.de.md"] == (a, (a,))
    assert told["content/b.md"] == (None, ())
    assert told["content/z.de.md"] == ("https://d.example/c/", ("https://d.example/c/",))


@pytest.mark.parametrize(
    ("names", "joined"),
    [
        (("en/a.md", "de/a.md"), True),
        (("a.en.md", "a.de.md"), True),
        (("hr/a.md", "it/a.md"), False),  # departments, perhaps
        (("en/a.md", "de/b.md"), False),
        (("en/a.md", "xx/a.md"), False),
        (("a.en.md", "b/a.de.md"), False),
    ],
)
def test_folders_and_endings_tell_languages_without_a_configuration(
    names: tuple[str, str], joined: bool, tmp_path: Path
) -> None:
    graph = build(write(tmp_path, dict.fromkeys(names, "")))
    assert any(article.translations for article in graph.articles) == joined
