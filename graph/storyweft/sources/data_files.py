"""JSON that is no lines, and CSV → rows: lists of articles of services and spreadsheets.

A file of JSON holds a list of objects, an object around one (``articles`` of NewsAPI, ``items`` of
JSON Feed), a line for each, or one document.
"""

import codecs
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, BinaryIO, Literal

from storyweft.mapping import FieldMapping
from storyweft.sources.files import MAX_FRONT_MATTER
from storyweft.sources.tabular import (
    MAX_COLUMNS,
    MAX_LINE,
    MAX_VALUES,
    GivenTwice,
    Refusal,
    is_article,
    json_rows,
    row_entries,
    unique_fields,
)

# Where services put their lists: https://newsapi.org/docs/endpoints/everything (articles),
# https://www.jsonfeed.org/version/1.1/ (items), https://open-platform.theguardian.com/documentation/search
# (response.results), https://developer.nytimes.com/docs/articlesearch-product/1/overview
# (response.docs), https://docs.gnews.io, https://newsdata.io/documentation (results),
# https://www.elastic.co/docs/reference/elasticsearch/rest-apis/search-your-data (hits.hits),
# https://www.alphavantage.co/documentation/#news-sentiment (feed),
# https://www.odata.org/documentation/odata-version-4-0/ (value)
_LISTS = (
    *("articles", "items", "results", "docs", "hits", "entries", "posts", "stories", "news"),
    *("documents", "records", "data", "rows", "list", "bookmarks", "feed", "value"),
)
_AROUND = ("response", "hits", "feed", "data", "result", "channel", "articles")
_JSON_FEED = "https://jsonfeed.org/version/"
#: How long an object in a list may be, in characters, and how much is read at once, in bytes.
MAX_ITEM = 1024 * 1024
PIECE = 1024 * 1024

_Row = tuple[int, dict[str, Any] | Refusal]
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(
    object_pairs_hook=unique_fields, parse_int=str, parse_float=str, parse_constant=str
)
_UNCHECKED = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
# Whether there is more behind a text, nothing, or bytes that are none.
_State = Literal["more", "ended", "broken"]


def json_entries(stream: BinaryIO, mapping: FieldMapping) -> Iterator[tuple[str, bytes | Refusal]]:
    """Yield the documents of a file of JSON: a name (empty if the file is one itself) and bytes.

    :param stream: the bytes; it must be able to seek.
    """
    start = stream.read(MAX_LINE + 1)
    text = start.decode("utf-8-sig", errors="ignore")
    first = text[_end_of_space(text, 0) :][:1]
    if first == "[":
        stream.seek(0)
        yield from with_own_names(row_entries(items_of_list(stream), mapping))
        return
    rest, rows = "", None
    with suppress(ValueError, RecursionError, GivenTwice):
        if sum(map(start.count, (b",", b"[", b"{"))) <= MAX_VALUES:
            whole, end = _DECODER.raw_decode(text, _end_of_space(text, 0))
            rest = text[_end_of_space(text, end) :]
            rows = None if rest else _rows_in(whole, mapping)
        else:
            _, end = _DECODER.raw_decode(text.partition("\n")[0])
            rest = text[_end_of_space(text, end) :]
    if rest.startswith("{"):
        stream.seek(0)
        yield from row_entries(json_rows(stream), mapping)
    elif rows is not None:
        yield from with_own_names(row_entries(enumerate(rows, 1), mapping))
    else:
        yield "", start[: MAX_FRONT_MATTER + 1]


def _end_of_space(text: str, start: int) -> int:
    match = _SPACE.match(text, start)
    return match.end() if match else start


def _rows_in(whole: object, mapping: FieldMapping) -> list[dict[str, Any] | Refusal] | None:
    """Return the articles in an object that is none itself, or None."""
    if not isinstance(whole, dict):
        return None
    is_feed = str(whole.get("version", "")).startswith(_JSON_FEED)
    # https://www.inoreader.com/developers/stream-contents
    is_stream = str(whole.get("id", "")).startswith(("user/", "feed/"))
    if is_article(whole, mapping) and not (is_feed or is_stream):
        return None
    for table in (whole, *(whole[key] for key in _AROUND if isinstance(whole.get(key), dict))):
        for key in _LISTS:
            items = table.get(key)
            if isinstance(items, list) and any(isinstance(item, dict) for item in items):
                # https://feedparser.readthedocs.io/en/latest/common-rss-elements.html
                parsed = whole.get("feed") if key == "entries" else None
                feed = whole if is_feed else parsed
                shared = _of_feed(feed) if isinstance(feed, dict) else {}
                return [
                    shared | _source_of(item) if isinstance(item, dict) else _no_object(item)
                    for item in items
                ]
    return None


def _source_of(item: dict[str, Any]) -> dict[str, Any]:
    """Return what was stored, of a hit of Elasticsearch, or a bookmark of Karakeep in one piece.

    https://docs.karakeep.app/api/get-all-bookmarks: what its owner did not name has a name inside.
    """
    stored, content = item.get("_source"), item.get("content")
    if isinstance(stored, dict):
        return stored
    if isinstance(content, dict) and content.get("type") in ("link", "text"):
        named = {key: value for key, value in item.items() if key != "content" and value}
        return {key: value for key, value in content.items() if key != "type"} | named
    return item


def _of_feed(feed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a feed says for all its items: https://www.jsonfeed.org/version/1.1/#top-level."""
    fields = {key: feed[key] for key in ("authors", "author", "language") if feed.get(key)}
    if feed.get("title"):
        fields["publisher"] = {"name": feed["title"]}
        if page := feed.get("home_page_url") or feed.get("link"):
            fields["publisher"]["url"] = page
    return fields


def _no_object(item: object) -> Refusal:
    return Refusal("not-fields", f"expected an object with columns, got {str(item)[:40]!r}")


def items_of_list(stream: BinaryIO) -> Iterator[_Row]:
    """Yield the objects of a list, however long it is, and what is wrong with it at its end."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    text, state = _next_text(stream, decoder)
    at, number = _end_of_space(text, 0) + 1, 0
    while True:
        at = _end_of_separators(text, at)
        if text[at : at + 1] == "]":
            return
        value, end = _decoded(text, at)
        # A number at the end of a piece may go on in the next.
        if state == "more" and (end is None or end == len(text)) and len(text) - at <= MAX_ITEM:
            more, state = _next_text(stream, decoder)
            text, at = text[at:] + more, 0
            continue
        if end is None and state == "broken":
            value = Refusal("encoding", "not UTF-8: save the file as UTF-8")
        number += 1
        if isinstance(value, dict):
            yield number, _source_of(value)
        else:
            yield number, value if isinstance(value, Refusal) else _no_object(value)
        if end is None:
            return
        at = end


def _next_text(stream: BinaryIO, decoder: codecs.IncrementalDecoder) -> tuple[str, _State]:
    """Return the next part of a text, up to the first bytes that are none."""
    piece = stream.read(PIECE)
    try:
        return decoder.decode(piece, final=not piece), "more" if piece else "ended"
    except UnicodeDecodeError as error:
        return error.object[: error.start].decode(), "broken"


def _decoded(text: str, at: int, decoder: json.JSONDecoder = _DECODER) -> tuple[object, int | None]:
    """Return the value at a position, and where it ends; None if that cannot be told."""
    try:
        return decoder.raw_decode(text, at)
    except GivenTwice as error:
        value, end = _decoded(text, at, _UNCHECKED)
        if end is None:
            return value, None
        return Refusal("duplicate-key", f"{str(error)!r} is given twice: keep one of the two"), end
    except RecursionError:
        return Refusal("too-deep", "nested too deeply"), None
    except json.JSONDecodeError as error:
        if len(text) - at > MAX_ITEM:
            return Refusal("too-large", f"no end of an object within {MAX_ITEM:,} characters"), None
        return Refusal("syntax", f"not valid JSON: {error.msg}: nothing behind it is read"), None


_SEPARATORS = re.compile(r"[ \t\r\n,]*")


def _end_of_separators(text: str, at: int) -> int:
    match = _SEPARATORS.match(text, at)
    return match.end() if match else at


def with_own_names(
    entries: Iterable[tuple[str, bytes | Refusal]],
) -> Iterator[tuple[str, bytes | Refusal]]:
    """Yield documents, each with a name that no other has: a column of names may repeat some."""
    seen: set[str] = set()
    for number, (name, content) in enumerate(entries, 1):
        own = f"{name}-{number}" if name in seen else name
        seen.add(own)
        yield own, content


# -- CSV ------------------------------------------------------------------------------------------

# How much of a file tells what parts its columns.
_HEAD = 64 * 1024


def csv_rows(stream: BinaryIO) -> Iterator[_Row]:
    """Yield (number of the row, its columns) of comma-separated values, or those of tabs.

    https://www.rfc-editor.org/rfc/rfc4180; semicolons are what spreadsheets write where a comma
    is the mark of decimals.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    number = 0
    limit = csv.field_size_limit(MAX_LINE)
    try:
        first = text.readline(_HEAD)
        delimiter = max(",;\t|", key=first.count)
        header = next(csv.reader([first], delimiter=delimiter), [])
        reader = csv.reader(text, delimiter=delimiter)
        if refusal := _refuse_header(header):
            yield 1, refusal
            return
        for number, cells in enumerate(reader, 1):
            if len(cells) > len(header):
                seen = f"{len(cells):,} values for {len(header):,} columns"
                yield number, Refusal("not-fields", f"{seen}: put values with commas in quotes")
            elif any(cells):
                yield (
                    number,
                    {
                        key: _cell(cell)
                        for key, cell in zip(header, cells, strict=False)
                        if key and cell
                    },
                )
    except UnicodeDecodeError:
        yield number + 1, Refusal("encoding", "not UTF-8: save the file as UTF-8")
    except csv.Error as error:
        yield number + 1, Refusal("syntax", f"not valid CSV: {error}: nothing behind it is read")
    finally:
        csv.field_size_limit(limit)
        text.detach()


def _refuse_header(header: list[str]) -> Refusal | None:
    if len(header) > MAX_COLUMNS:
        return Refusal("too-large", f"{len(header):,} columns, more than {MAX_COLUMNS:,}")
    counts = Counter(name.strip() for name in header if name.strip())
    twice = next((name for name, count in counts.items() if count > 1), None)
    if twice is not None:
        return Refusal("duplicate-key", f"{twice!r} names two columns: keep one of the two")
    return None


# What pandas writes of a list or mapping: a text that Python reads.
_TOKENS = re.compile(
    r"'((?:[^'\\]|\\.)*+)'|\"(?:[^\"\\]|\\.)*+\"|\\.|\b(?:None|nan|True|False)\b", re.DOTALL
)
_WORDS = {"None": "null", "nan": "null", "True": "true", "False": "false"}


def _cell(cell: str) -> object:
    """Return the list or mapping that a cell has as text, or the text.

    >>> _cell("['ports', None]"), _cell('["ports"]'), _cell("[Video]"), _cell("[1] Ferry stops")
    (['ports', None], ['ports'], '[Video]', '[1] Ferry stops')
    """
    if cell[:1] + cell[-1:] not in ("[]", "{}"):
        return cell
    for text in (cell, _TOKENS.sub(_as_json, cell)):
        with suppress(ValueError, RecursionError):
            return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    return cell


def _as_json(match: re.Match[str]) -> str:
    if match[1] is None:
        return _WORDS.get(match[0], match[0])
    return json.dumps(match[1].replace("\\'", "'").replace("\\\\", "\\"), ensure_ascii=False)
