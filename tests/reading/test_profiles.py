"""Pages about people: whom keys of authors mean, and what a page of a person is."""

import zipfile
from pathlib import Path

import pytest

from storyweft import build
from storyweft.reading.dialects.profiles import as_profile
from storyweft.settings import Site

ARTICLE = "---\ntitle: The quay opens\ndate: 2024-05-01\nauthor: ann\n---\nText.\n"


@pytest.mark.parametrize(
    ("files", "profile"),
    [
        (
            {"_config.yml": "title: A\n", "_posts/2024-05-01-a.md": ARTICLE},
            ("_authors/ann.md", "---\nfullname: Ann Example\n---\nShe writes.\n"),
        ),
        (
            {"hugo.toml": 'title = "A"\n', "content/posts/a.md": ARTICLE},
            ("content/authors/ann/_index.md", '+++\ntitle = "Ann Example"\n+++\n'),
        ),
        (
            {"eleventy.config.js": "", "src/posts/a.md": ARTICLE},
            ("src/people/ann/index.md", "---\nname: Ann Example\ntitle: Editor\n---\n"),
        ),
        (
            {"eleventy.config.js": "export default {dir: {input: 'src'}}", "src/a.md": ARTICLE},
            ("src/_data/authors.js", "export default [{ id: 'ann', name: 'Ann Example' }];\n"),
        ),
        (
            {"eleventy.config.js": "", "a.md": ARTICLE},
            ("_data/authors.json", '[{"id": "ann", "name": "Ann Example"}]'),
        ),
        (
            {"astro.config.mjs": "export default {}", "src/content/blog/a.md": ARTICLE},
            ("src/content/authors/ann.json", '{"name": "Ann Example"}'),
        ),
        ({"posts/a.md": ARTICLE}, ("author/ann.md", "---\nname: Ann Example\n---\nShe writes.\n")),
    ],
)
def test_a_key_of_an_author_is_the_name_in_their_own_page(
    files: dict[str, str], profile: tuple[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    archive = tmp_path / "site.zip"
    with zipfile.ZipFile(archive, "w") as written:
        for name, text in [*files.items(), profile]:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            written.writestr(name, text)
    for source in (folder, archive):
        articles = {item.title: item for item in build(source).articles}
        assert articles.pop("The quay opens").authors == ("Ann Example",)
        assert {item.type for item in articles.values()} <= {"person"}


def test_what_has_a_date_or_no_name_is_no_person() -> None:
    inside = Site("jekyll")
    for fields in ({"name": "Ann", "date": "2024-05-01"}, {"title": "The people of the quay"}):
        assert as_profile(dict(fields), "people/a.md", inside) == fields
    assert as_profile({"name": "Ann"}, "people/a.md", Site("obsidian")) == {"name": "Ann"}
    assert as_profile({"name": "Ann"}, "posts/a.md", inside) == {"name": "Ann"}
    assert as_profile({"title": "Ann"}, "_authors/a.md", inside)["type"] == "person"


@pytest.mark.parametrize(
    ("path", "title", "is_person"),
    [
        ("team/ann-example.md", "Ann Example", True),
        ("team/ann-example/index.md", "Ann Example", True),
        ("team/hiring.md", "Hiring", False),
        ("team/2024-report.md", "Report", False),
        ("team/harbour-team.md", "Harbour Team", False),
        ("news/ann-example.md", "Ann Example", False),
    ],
)
def test_a_page_named_for_who_it_is_about(path: str, title: str, *, is_person: bool) -> None:
    said = as_profile({"title": title}, path, Site("hugo"))
    assert (said.get("type") == "person") is is_person
