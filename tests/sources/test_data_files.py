"""JSON and CSV as services and spreadsheets write them: every article, or why there is none."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyweft.model import Problem
from storyweft.pipeline import read as read_sources
from storyweft.sources import data_files
from storyweft.sources.files import find_files

A: dict[str, object] = {"id": "a", "title": "Harbour opens", "url": "https://n.example/a"}
B: dict[str, object] = {"id": "b", "title": "Ferry stops", "url": "https://n.example/b"}


def told(path: Path) -> list[str]:
    """Return title and name of each document, and each problem, at a source."""
    reading = read_sources(find_files(path))
    documents = [f"{item.path}: {item.record.title}" for item in reading.documents]
    return documents + [str(problem) for problem in reading.problems]


def written(tmp_path: Path, name: str, text: str) -> list[str]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return told(path)


BOTH = ["a: Harbour opens", "b: Ferry stops"]


@pytest.mark.parametrize(
    "whole",
    [
        [A, B],
        {"status": "ok", "totalResults": 2, "articles": [A, B]},
        {"items": "2", "feed": [A, B]},
        {"@odata.context": "https://n.example/$metadata", "value": [A, B]},
        {"response": {"status": "ok", "results": [A, B]}},
        {"response": {"docs": [A, B], "meta": {"hits": 2}}},
        {"hits": {"total": 2, "hits": [{"_id": "1", "_source": A}, {"_id": "2", "_source": B}]}},
        {"version": "https://jsonfeed.org/version/1.1", "title": "The Quay", "items": [A, B]},
        {"data": [A, B], "meta": {"page": 1}},
        # https://newsapi.ai/documentation?tab=searchArticles
        {"articles": {"page": 1, "totalResults": 2, "results": [A, B]}},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_of_articles_wherever_services_put_it(
    tmp_path: Path, whole: object, indent: int | None
) -> None:
    assert written(tmp_path, "x.json", json.dumps(whole, indent=indent)) == BOTH


def test_one_object_is_one_document_with_the_name_of_its_file(tmp_path: Path) -> None:
    assert written(tmp_path, "x.json", json.dumps(A)) == ["x.json: Harbour opens"]
    parts = A | {"type": "collection", "items": [B]}
    assert written(tmp_path, "x.json", json.dumps(parts)) == ["x.json: Harbour opens"]
    with_body = json.dumps(A, indent=1) + "\n\nOnce upon a time"
    assert written(tmp_path, "x.json", with_body) == ["x.json: Harbour opens"]


def test_a_line_for_each_whatever_the_ending_says(tmp_path: Path) -> None:
    assert written(tmp_path, "x.json", f"{json.dumps(A)}\n{json.dumps(B)}\n") == BOTH


def test_a_folder_of_nothing_but_data_is_read(tmp_path: Path) -> None:
    written(tmp_path, "x.json", json.dumps(A))
    written(tmp_path, "y.json", json.dumps([B]))
    written(tmp_path, "z.csv", "title,url\nThird,https://n.example/c\n")
    assert told(tmp_path) == [
        "x.json: Harbour opens",
        "y.json/b: Ferry stops",
        "z.csv/row-1: Third",
    ]


def test_what_a_feed_says_for_all_its_items(tmp_path: Path) -> None:
    feed: dict[str, object] = {"version": "https://jsonfeed.org/version/1.1", "title": "The Quay"}
    feed |= {"language": "en", "home_page_url": "https://quay.example/"}
    feed |= {"authors": [{"name": "Ann Example"}]}
    items = [A, B | {"authors": [{"name": "Bob Other"}], "content_html": "<p>Once</p>"}]
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(feed | {"items": items}), encoding="utf-8")
    first, second = (document.record for document in read_sources(find_files(path)).documents)
    assert (first.authors, second.authors) == (("Ann Example",), ("Bob Other",))
    assert (first.locale, second.body) == ("en", "Once")
    assert first.provider is not None
    assert (first.provider.name, first.provider.domain) == ("The Quay", "quay.example")


def test_a_damaged_list_gives_what_stands_before(tmp_path: Path) -> None:
    text = json.dumps([A, 7, B])
    assert written(tmp_path, "x.json", text[:-1]) == [
        "a: Harbour opens",
        "b: Ferry stops",
        "row-2: expected an object with columns, got '7'",
        "row-4: not valid JSON: Expecting value: nothing behind it is read",
    ]
    twice = '[{"title": "A", "title": "B"}, ' + json.dumps(B) + "]"
    assert written(tmp_path, "x.json", twice) == [
        "b: Ferry stops",
        "row-1: 'title' is given twice: keep one of the two",
    ]
    deep = '[{"title": ' + "[" * 100_000
    assert written(tmp_path, "x.json", deep) == ["row-1: nested too deeply"]


@given(st.lists(st.dictionaries(st.text(max_size=9), st.text(max_size=40), max_size=4)), st.data())
def test_a_list_is_read_the_same_however_it_comes_in_pieces(
    rows: list[dict[str, str]], data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, 64))
    stream = io.BytesIO(json.dumps(rows, indent=data.draw(st.sampled_from([None, 1]))).encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data_files, "PIECE", size)
        assert [row for _, row in data_files.items_of_list(stream)] == rows


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_row_for_each_line_of_values(tmp_path: Path, mark: str) -> None:
    rows = [["id", "title", "url", "tags"]]
    rows += [["a", '"Harbour, opens; and ""closes"""', "https://n.example/a", "['sea', 'ports']"]]
    text = "\ufeff" + "".join(mark.join(row) + "\r\n" for row in rows)
    if mark in ",;":
        text = text.replace("['sea'", "\"['sea'").replace("'ports']", "'ports']\"")
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8", newline="")
    (document,) = read_sources(find_files(path)).documents
    assert document.record.title == 'Harbour, opens; and "closes"'
    assert document.record.topics == ("sea", "ports")


def test_rows_of_one_name_are_each_read(tmp_path: Path) -> None:
    rows = "category\tfilename\ttitle\nart\t1.txt\tA\nsea\t1.txt\tB\n"
    assert written(tmp_path, "x.tsv", rows) == ["1.txt: A", "1.txt-2: B"]
    both = ["a: Harbour opens", "a-2: Harbour opens"]
    assert written(tmp_path, "x.json", json.dumps([A, A])) == both


def test_rows_that_do_not_fit_their_columns_are_told(tmp_path: Path) -> None:
    assert written(tmp_path, "x.csv", "title,url\nA,https://n.example/a,b\nB,\n,\n") == [
        "row-2: B",
        "row-1: 3 values for 2 columns: put values with commas in quotes",
    ]
    assert written(tmp_path, "x.csv", "title,url,title\nA,b,c\n") == [
        "row-1: 'title' names two columns: keep one of the two"
    ]
    path = tmp_path / "x.csv"
    path.write_bytes("title\nF\u00e4hre\n".encode("latin-1"))
    assert told(path) == ["row-1: not UTF-8: save the file as UTF-8"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (b', {"title": "\xf5"}]', "row-2: not UTF-8: save the file as UTF-8"),
        (b', {"a": 1, "a": 2, "b": ' + b"9" * 5000 + b"}]", "row-2: 'a' is given twice"),
        (b', {"a": {"x": 1, "x": 2}, "b": ' + b"[" * 100_000, "row-2: nested too deeply"),
        (b', {"a": 1, "a": 2, "b": ', "row-2: not valid JSON"),
    ],
)
def test_what_is_wrong_in_a_list_loses_nothing_before_it(
    tmp_path: Path, more: bytes, said: str
) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"[" + json.dumps(A).encode() + more)
    first, second = told(path)
    assert first == BOTH[0]
    assert second.startswith(said)


_PIECES = ["[", "]", "{", "}", ",", ":", '"title"', '"a"', "1", "null", "\n", " ", "\\", "9" * 4400]
_PIECES += ["[" * 2000, '{"title": "A"}', "\ufeff", "\x00", "-", '"', ";", "\r", "'"]


@given(st.binary(max_size=300) | st.lists(st.sampled_from(_PIECES)).map("".join).map(str.encode))
def test_any_bytes_are_documents_or_problems(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("x.json", "x.csv"):
        (folder / name).write_bytes(data)
        reading = read_sources(find_files(folder / name))
        assert reading.documents or reading.problems
        assert all(isinstance(problem, Problem) for problem in reading.problems)


def test_what_feedparser_keeps_of_a_feed(tmp_path: Path) -> None:
    feed = {"title": "The Quay", "link": "https://quay.example/", "language": "en-gb"}
    path = tmp_path / "feed.json"
    path.write_text(json.dumps({"bozo": False, "feed": feed, "entries": [A]}), encoding="utf-8")
    (record,) = (document.record for document in read_sources(find_files(path)).documents)
    assert record.provider is not None
    assert (record.provider.name, record.provider.domain) == ("The Quay", "quay.example")
    assert (record.title, record.locale) == ("Harbour opens", "en-gb")


def test_a_bookmark_of_karakeep_has_its_page_inside(tmp_path: Path) -> None:
    page = {"type": "link", "url": "https://n.example/a", "title": "Harbour opens | The Quay"}
    said = {"author": "Ann Example", "publisher": "The Quay", "datePublished": "2024-05-01"}
    bookmarks = [
        {"createdAt": 1717408800, "title": "Harbour", "tags": ["ports"], "content": page},
        {"createdAt": 1717408900, "title": None, "tags": [], "content": page | said},
        {"createdAt": 1717408900, "title": "Own", "content": {"type": "text", "text": "A note."}},
    ]
    path = tmp_path / "karakeep.json"
    path.write_text(json.dumps({"bookmarks": bookmarks}), encoding="utf-8")
    own, named, note = (document.record for document in read_sources(find_files(path)).documents)
    assert (own.title, own.url, own.topics) == ("Harbour", "https://n.example/a", ("ports",))
    assert own.published is None
    assert (named.title, named.authors) == ("Harbour opens | The Quay", ("Ann Example",))
    assert (named.published, named.precision) == ("2024-05-01T00:00:00Z", "day")
    assert (note.title, note.body) == ("Own", "A note.")


def test_a_row_of_all_the_news(tmp_path: Path) -> None:
    path = tmp_path / "all-the-news-2-1.csv"
    path.write_text(
        "date,author,title,article,url,section,publication\n"
        "2016-12-09 18:31:00,Ann Example,Harbour opens,It opens.,https://n.example/a,,The Quay\n"
    )
    (record,) = (document.record for document in read_sources(find_files(path)).documents)
    assert (record.title, record.url, record.body) == (
        "Harbour opens",
        "https://n.example/a",
        "It opens.",
    )
    assert record.provider is not None
    assert record.provider.name == "The Quay"


def test_keys_that_services_have_of_their_own(tmp_path: Path) -> None:
    rows = [
        {
            "title": "A",
            "article_url": "https://n.example/a",
            "published_utc": "2024-05-01T09:30:00Z",
        },
        {"title": "B", "url": "https://n.example/b", "time_published": "20240501T093000"},
        {
            "title": "C",
            "url": "https://n.example/c",
            "publishing_date": "2024-05-01 09:30:00+00:00",
        },
        {"title": "D", "url": "https://n.example/d", "post_date": "2024-05-01T09:30:00.000Z"},
    ]
    rows = [row | {"feature_image": "https://n.example/i.png"} for row in rows]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    records = [document.record for document in read_sources(find_files(path)).documents]
    assert [record.url for record in records] == [f"https://n.example/{name}" for name in "abcd"]
    assert [record.published for record in records] == ["2024-05-01T09:30:00Z"] * 4
    images = [image.url for record in records for image in record.images]
    assert images == ["https://n.example/i.png"] * 4


def test_a_row_of_cc_news(tmp_path: Path) -> None:
    row = {"requested_url": "https://n.example/a?x", "responded_url": "https://n.example/a"}
    row |= {"title": "Harbour opens", "plain_text": "It opens.", "published_date": "2024-05-01"}
    path = tmp_path / "news.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    (record,) = (document.record for document in read_sources(find_files(path)).documents)
    assert (record.title, record.url) == ("Harbour opens", "https://n.example/a")
    assert (record.body, record.published) == ("It opens.", "2024-05-01T00:00:00Z")
