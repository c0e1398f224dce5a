"""Names, titles, languages and encodings as people write them, and what stands for none."""
# ruff: noqa: E501 - texts stand here as they are

import json
from pathlib import Path

import pytest

from storyweft.model import Document, Problem, Record
from storyweft.pipeline import build, check
from storyweft.reading.documents import parse
from storyweft.reading.encodings import detect
from storyweft.reading.plain_names import MAX_TITLE, first_heading, is_placeholder, without_marks
from storyweft.reading.understanding import suggest_mapping, understand
from storyweft.settings import Settings, Site
from storyweft.sources.tabular import document_of_row


def record(text: str, name: str = "a.md", settings: Settings | None = None) -> Record:
    document = parse(text.encode(), name, settings or Settings())
    assert isinstance(document, Document)
    return document.record


def y(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", ""])


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Ann Example, Bob Other", ["Ann Example", "Bob Other"]),
        ("Ann Example, Bob Other and Cid Third", ["Ann Example", "Bob Other", "Cid Third"]),
        ("Ann Example and Bob Other", ["Ann Example", "Bob Other"]),
        ("Research and Development Team", ["Research and Development Team"]),
        ("Example, Ann; Other, Bob", ["Ann Example", "Bob Other"]),
        ("Example, Ann", ["Example, Ann"]),
        ("Ann Example, Jr.", ["Ann Example, Jr."]),
        ("Dock Works, Inc.", ["Dock Works, Inc."]),
        ("[[Ann Example]]", ["Ann Example"]),
        ("[[People/Ann Example]], [[bob|Bob Other]]", ["Ann Example", "Bob Other"]),
        (
            "[Ann Example](https://a.example) (Docks), [Bob Other](https://b.example)",
            ["Ann Example (Docks)", "Bob Other"],
        ),
        ("[Ann Example](https://a.example), Harbour Works", ["Ann Example"]),
        (
            "[Ann Example](https://a.example) Docks, [Bob](https://b.example)",
            ["Ann Example", "Bob"],
        ),
        ("[Ann](https://a.example), [Bob](https://b.example), Cid", ["Ann", "Bob", "Cid"]),
        ("[[Quay / Harbour desk]]", ["Quay / Harbour desk"]),
        ("Ann Example et al.", ["Ann Example"]),
        ("Ann Example, ferry wrangler", ["Ann Example"]),
        ("Ann Example, Editor", ["Ann Example"]),
        ("Ann Example, Harbour Post Staff Writer, Bob Other", ["Ann Example", "Bob Other"]),
        ("Ann Example, Professor of Physics", ["Ann Example"]),
        ("Ann Example and Bob Other, *the* keepers of knots", ["Ann Example", "Bob Other"]),
        (
            "Ann Example, and Bob Other ([@bob](https://b.example)), walking ferries",
            ["Ann Example", "Bob Other"],
        ),
        ("Ann Example, Bob Other, and Cid Third", ["Ann Example", "Bob Other", "Cid Third"]),
        ("Ann Example and Bob Other, Cid Third", ["Ann Example", "Bob Other", "Cid Third"]),
        ("Ann Example, Dick van Dyke, de Ruiter", ["Ann Example", "Dick van Dyke", "de Ruiter"]),
        ("Ann Example, Software Engineer and Pier Mechanic", ["Ann Example"]),
        ("Ann Example, Bob Other — keepers of the pier", ["Ann Example", "Bob Other"]),
        ("ann, the harbour robot", ["ann"]),
        ("ann example, bob other, cid third", ["ann example", "bob other", "cid third"]),
        ("Ann Example, Bob Other, et al.", ["Ann Example", "Bob Other"]),
        ("Posted by Ann Example", ["Ann Example"]),
        ("Ann Example und Hans von Beispiel", ["Ann Example", "Hans von Beispiel"]),
        ("Amt für Umwelt und Natur Hamburg", ["Amt für Umwelt und Natur Hamburg"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Иван Петров и Анна Смирнова", ["Иван Петров", "Анна Смирнова"]),
        ("张三、李四", ["张三", "李四"]),
        ("张三, 李四", ["张三", "李四"]),
        ("1b4e28ba-2fa1-11d2-883f-0016d3cca427", []),
        (
            "Ann Example ([@ann](https://a.example)), who writes, and Bob Other ([@b](https://b.example)), editor",
            ["Ann Example", "Bob Other"],
        ),
        ("None", []),
        ("{{ author }}", []),
        ("[object Object]", []),
    ],
)
def test_authors(written: str, names: list[str]) -> None:
    assert [*record(y(f"author: {json.dumps(written)}")).authors] == names


def test_a_name_in_a_mapping_may_be_several() -> None:
    assert record(y("author:", "  nick: ann, bob, cid")).authors == ("ann", "bob", "cid")
    assert record(y("author:", "  name: Example, Ann")).authors == ("Example, Ann",)


@pytest.mark.parametrize(
    ("author", "beside"),
    [
        ("[Ann Example](https://a.example), Harbour Works", "'Harbour Works'"),
        ("Ann Example, ferry wrangler", "'ferry wrangler'"),
    ],
)
def test_what_stands_beside_a_name_is_told(author: str, beside: str) -> None:
    document = parse(y(f'author: "{author}"').encode(), "a.md", Settings())
    assert isinstance(document, Document)
    (problem,) = document.problems
    assert (problem.code, problem.action) == ("wrong-value", "skipped")
    assert beside in problem.message


@pytest.mark.parametrize(
    "author",
    [
        "By [Ann Example](u) and [Bob Other](u)",
        "[Ann Example](u) (Harbour Works)",
        "Ann Example (Harbour, Docks), Bob Other (Quay, Pier)",
        "[Ann Example](u), [Bob Other](u) et al.",
        "Example, Ann",
        "Example, Ann; Other, Bob",
        "Ann Example, Bob Other, and Cid Third",
    ],
)
def test_nothing_is_told_where_all_names_are_read(author: str) -> None:
    document = parse(y(f'author: "{author}"').encode(), "a.md", Settings())
    assert isinstance(document, Document)
    assert document.problems == ()


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("**Harbour** opens", "Harbour opens"),
        ("One<br>two", "One two"),
        ("`ferry --help` and <em>more</em>", "ferry --help and more"),
        ("Fish&nbsp;&amp; ships", "Fish & ships"),
        ("List<T> and a * b * c", "List<T> and a * b * c"),
        ("snake_case_name", "snake_case_name"),
        ("[The quay](https://n.com/quay)", "The quay"),
    ],
)
def test_titles_are_text(written: str, title: str) -> None:
    assert record(y(f"title: {json.dumps(written)}")).title == title


def test_a_heading_is_a_title_where_there_is_none() -> None:
    assert record(y("date: 2024-05-01") + "\n# The *quay*\n").title == "The quay"
    assert record(y("date: 2024-05-01") + "\nThe quay\n===\n").title == "The quay"
    assert record(y("date: 2024-05-01") + "\n<h1 id='a'>The quay</h1>\n").title == "The quay"
    assert record(y("date: 2024-05-01") + "\n```\n# make\n```\n## Part\n").title is None


def test_an_article_without_a_title_is_called_by_its_file(tmp_path: Path) -> None:
    for name in ("2024-05-01-the-quay.md", "caf%C3%A9.md", "Over view.md"):
        (tmp_path / name).write_text(y("date: 2024-05-01"), encoding="utf-8")
    titles = {article.title for article in build(tmp_path).articles}
    assert titles == {"the quay", "café", "Over view"}


def test_languages_are_those_that_people_speak() -> None:
    assert record(y("language: [de]")).locale == "de"
    assert record(y("language: JavaScript")).locale is None
    assert record(y("language: Go")).properties == (("language", "Go"),)


def test_created_is_no_date_of_publication() -> None:
    made = record(y("created: 2024-06-11"))
    assert (made.published, made.properties) == (None, (("created", "2024-06-11"),))
    clipped = record(y("created: 2024-06-11", "published: 2024-05-01"))
    assert (clipped.published, clipped.precision) == ("2024-05-01T00:00:00Z", "day")
    assert record(y("date: 2024-06-11", "published: 2024-05-01")).published == clipped.published


def test_a_table_of_dates_has_both() -> None:
    """https://squidfunk.github.io/mkdocs-material/plugins/blog/#meta.date."""
    dated = record(y("date:", "  created: 2024-05-01", "  updated: 2024-06-11"))
    assert (dated.published, dated.precision) == ("2024-05-01T00:00:00Z", "day")
    assert (dated.updated, dated.updated_precision) == ("2024-06-11T00:00:00Z", "day")
    full = record(y("title: A", "lastmod: 2024-06-11T08:00:00Z"))
    assert (full.updated, full.updated_precision) == ("2024-06-11T08:00:00Z", None)


@pytest.mark.parametrize(
    ("pattern", "day"),
    [(":title.md", None), (":year-:month-:day-:title.md", "2024-05-01T00:00:00Z")],
)
def test_names_of_hexo_have_a_date_if_its_configuration_says_so(
    pattern: str, day: str | None
) -> None:
    """https://hexo.io/docs/writing#Filename."""
    hexo = Settings(sites=(Site("hexo", configuration=(("new_post_name", pattern),)),))
    assert record(y("title: A"), "source/_posts/2024-05-01-a.md", hexo).published == day


def test_hexo_asks_for_no_first_fence() -> None:
    hexo = Settings(sites=(Site("hexo"),))
    written = record('title: "Quay"\ntags: [a, b]\nempty:\n\n---\nText', settings=hexo)
    assert (written.title, written.topics) == ("Quay", ("a", "b"))


def test_who_wrote_what_names_nobody_and_where_it_belongs() -> None:
    """https://docs.getpelican.com/en/latest/settings.html#basic-settings."""
    pelican = Settings(sites=(Site("pelican", author="Ann Example"),))
    own = record("Title: A\nDate: 2024-05-01\n", "content/Docks/Piers/a.md", pelican)
    assert (own.authors, own.categories) == (("Ann Example",), ("Piers",))
    other = record("Title: A\nAuthor: Bob\nCategory: X\n", "content/Docks/a.md", pelican)
    assert (other.authors, other.categories) == (("Bob",), ("X",))
    assert record("Title: A\nDate: 2024-05-01\n", "content/pages/a.md", pelican).categories == ()
    """https://jekyllrb.com/docs/posts/#tags-and-categories."""
    jekyll = Settings(sites=(Site("jekyll", languages=("de", "en")),))
    name = "de/docks/_posts/2024-05-01-a.md"
    assert record(y("category: X"), name, jekyll).categories == ("docks", "X")


def test_topics_are_split_at_spaces_where_the_generator_does() -> None:
    jekyll = Settings(sites=(Site("jekyll"),))
    assert record(y("tags: a b"), settings=jekyll).topics == ("a", "b")
    assert record(y("tags: a b")).topics == ("a b",)
    assert record(y("tags: a b, c"), settings=jekyll).topics == ("a b", "c")


def test_no_field_is_made_of_prose() -> None:
    document = parse(y("title: A", ":evergreen_tree: b").encode(), "a.md")
    assert isinstance(document, Document)
    assert document.record.properties == ()
    assert [problem.action for problem in document.problems] == ["skipped"]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("&quot;Bridge&quot; opens", '"Bridge" opens'),
        ("&#8220;One&#8221;", "“One”"),
        ("!Important changes", "!Important changes"),
        ("Rise of #MeToo", "Rise of #MeToo"),
        ('"Foo" and "bar"', '"Foo" and "bar"'),
        ("'Tis the season' again", "'Tis the season' again"),
        ("Rise # a comment", "Rise"),
    ],
)
def test_no_repair_loses_text(written: str, title: str) -> None:
    assert record(y(f"title: {written}")).title == title


def test_numbers_and_addresses_keep_their_comments() -> None:
    read = record(y("title: A", "date: 2024-05-01 #x", "url: https://n.com/a #y", "heat: 5 #z"))
    assert (read.published, read.url, read.heat) == ("2024-05-01T00:00:00Z", "https://n.com/a", 5)
    assert record(y("topics: [ports, sea #1]")).topics == ("ports", "sea #1")


def test_maps_of_parquet_are_mappings(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    kind = pa.map_(pa.string(), pa.string())
    table = pa.table(
        {
            "title": ["A"],
            "provider": pa.array([[("name", "CNN"), ("domain", "cnn.com")]], type=kind),
        }
    )
    parquet.write_table(table, tmp_path / "a.parquet")
    (article,) = build(tmp_path / "a.parquet").articles
    assert article.provider is not None
    assert (article.provider.name, article.provider.domain) == ("CNN", "cnn.com")


def test_rows_of_databases_and_feeds() -> None:
    row = {"title": "A", "date": {"$date": {"$numberLong": "1714723200000"}}}
    _, data = document_of_row(row)
    assert isinstance(data, bytes)
    assert record(data.decode()).published == "2024-05-03T08:00:00Z"
    assert record('{"title": "A", "tags": [{"term": "x", "scheme": null}]}').topics == ("x",)


RUSSIAN = "Мост через реку открыли после ремонта, и первые автомобили уже проехали по нему"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("gbk", "港口大桥今天重新开放，第一批车辆已经通过这座大桥，居民们非常高兴"),
        ("shift_jis", "港の橋が今日再び開通し、最初の車がすでに橋を渡りました。住民はとても喜んでいます"),
        ("euc-kr", "항구 다리가 오늘 다시 개통되어 첫 차량이 이미 다리를 건넜습니다 주민들은 기뻐하고 있습니다"),
        ("cp1253", "Η γέφυρα του λιμανιού άνοιξε ξανά σήμερα και τα πρώτα αυτοκίνητα πέρασαν"),
        ("cp1250", "Most přes řeku byl znovu otevřen a první auta už po něm projela, žluťoučký kůň"),
        ("cp1254", "Liman köprüsü bugün yeniden açıldı ve ilk araçlar köprüden geçti; ığdır ağrı şişli"),
        ("cp1252", "Die Brücke über den Fluß wurde für alle geöffnet, möglichst früh, sagt Müller"),
    ],
)  # fmt: skip
def test_encodings_of_old_systems(encoding: str, text: str) -> None:
    data = y(f"title: {text}").encode(encoding) + f"\n{text}\n{text}\n".encode(encoding)
    document = parse(data, "a.md")
    assert isinstance(document, Document)
    assert document.record.title == text
    assert [problem.code for problem in document.problems] == ["encoding"]


def test_what_is_too_short_to_tell_is_named_and_not_repaired() -> None:
    result = parse(y("title: Мост через реку").encode("koi8-r"), "a.md")
    assert isinstance(result, Problem)
    assert (result.code, result.action) == ("encoding", "rejected")
    assert detect("café".encode("cp1252")) is None


def test_texts_without_front_matter_are_counted_or_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(y("title: A"), encoding="utf-8")
    (tmp_path / "b.md").write_text("# B\n", encoding="utf-8")
    (tmp_path / "c.adoc").write_text("= C\n", encoding="utf-8")
    checked = check(tmp_path, strict=True)
    assert len(checked.documents) == 1
    assert {problem.action for problem in checked.problems} == {"unread"}
    titles = {document.record.title for document in check(tmp_path, plain=True).documents}
    assert {"A", "B"} <= titles


def test_what_is_understood_and_the_mapping_that_helps() -> None:
    documents = [
        parse(y(f"title: A{number}", f"posted_on: 2024-05-0{number}", "mood: x").encode(), "a.md")
        for number in range(1, 5)
    ]
    read = [document for document in documents if isinstance(document, Document)]
    understood = understand(read)
    assert (understood.fields["title"], understood.fields["date"]) == (4, 0)
    assert [item.key for item in understood.unread] == ["mood", "posted_on"]
    mapping = suggest_mapping(read, [Site("jekyll")])
    assert 'dialect = "jekyll"' in mapping
    assert 'date = ["posted_on"]' in mapping
    assert "# unread: mood: x (4 documents)" in mapping


@pytest.mark.parametrize(
    ("name", "body", "title"),
    [
        ("Sci-fi.md", "", "Sci-fi"),
        ("sci-fi.md", "", None),
        ("Sci-fi.md", "Intro\n\n# Science fiction\n\n## Films\n", "Science fiction"),
        ("Sci-fi.md", "## Films\n\n# The first of all\n", "Sci-fi"),
    ],
)
def test_the_title_of_a_note_is_its_name_or_the_heading_above_all(
    name: str, body: str, title: str | None
) -> None:
    settings = Settings(sites=(Site("obsidian"),))
    document = parse(f"---\ntags: a\n---\n{body}".encode(), name, settings)
    assert isinstance(document, Document)
    assert document.record.title == title


def test_what_is_longer_than_any_title_is_none() -> None:
    long = "a" * (MAX_TITLE + 1)
    assert first_heading(f"# {long}\n# *b*") == "b"
    assert first_heading(f"{long}\n===\n<h1>c</h1>") == "c"
    assert first_heading(f"<h1>{long}</h1>") is None
    assert first_heading("```\n<h1>\n```\n<h1>\n<h1>*d*</h1>") == "d"
    assert without_marks(f"*{long}*") == f"*{long}*"


@pytest.mark.parametrize("text", ["{{ a {{ b }}", "a {% b\nc %}", "<% a %>", "[object Object]"])
def test_a_template_is_a_placeholder(text: str) -> None:
    assert is_placeholder(text)
    assert not is_placeholder(text[:-1])


def test_a_recording_is_no_page_of_an_article() -> None:
    """https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt."""
    document = parse(y("title: Talk", "url: https://n.example/1.mp3?x=1").encode(), "a.md")
    assert isinstance(document, Document)
    assert document.record.url is None
    assert dict(document.record.properties) == {"url": "https://n.example/1.mp3?x=1"}
    assert [problem.action for problem in document.problems] == ["noted"]
    paged = record(y("title: Talk", "url: https://n.example/1.mp3", "link: https://n.example/1"))
    assert paged.url == "https://n.example/1"
