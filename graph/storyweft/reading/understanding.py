"""What was understood of documents, in figures: which fields they have, which keys are unread.

And the mapping file that would read these keys, as far as their names and values tell.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from storyweft.mapping import DEFAULT_MAPPING
from storyweft.model import Document, Record
from storyweft.reading import dates
from storyweft.reading.forms import is_url_like
from storyweft.settings import Site


class UnreadKey(NamedTuple):
    """A key that gives no field: in how many documents it is, and what one of them says."""

    key: str
    documents: int
    example: str


class Understanding(NamedTuple):
    """How many documents there are, how many have each field, and the commonest unread keys."""

    documents: int
    fields: dict[str, int]
    unread: list[UnreadKey]


# What people ask first of a document, in this order.
_ASKED: tuple[tuple[str, Callable[[Record], object]], ...] = (
    ("title", lambda record: record.title),
    ("date", lambda record: record.published),
    ("url", lambda record: record.url),
    ("provider", lambda record: record.provider),
    ("topics", lambda record: record.topics),
    ("authors", lambda record: record.authors),
    ("language", lambda record: record.locale),
)
#: How many unread keys are told.
MOST_KEYS = 10
_LONGEST_EXAMPLE = 60


def understand(documents: Sequence[Document]) -> Understanding:
    """Return what was understood of the articles that documents are about."""
    own = [document for document in documents if document.subject is None]
    fields = {
        name: sum(bool(value_of(document.record)) for document in own) for name, value_of in _ASKED
    }
    fields["links"] = sum(bool(document.related) for document in own)
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for document in own:
        for key, value in dict(document.record.properties).items():
            if DEFAULT_MAPPING.field_of(key) is None:  # else a better key gave its field
                counts[key] += 1
                examples.setdefault(key, value)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_KEYS]
    unread = [UnreadKey(key, count, _short(examples[key])) for key, count in ranked]
    return Understanding(len(own), fields, unread)


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST_EXAMPLE else line[: _LONGEST_EXAMPLE - 1] + "…"


# -- a mapping file -------------------------------------------------------------------------------


def _is_date(value: str) -> bool:
    try:
        dates.to_moment(value)
    except ValueError:
        return False
    return True


# Field as a mapping file calls it → what its key is like, and what its values must be, if anything.
_LIKE: tuple[tuple[str, str, Callable[[str], bool] | None], ...] = (
    ("date", r"date|publi|posted|time|datum|fecha|issued", _is_date),
    ("updated", r"modif|updat|chang|revis", _is_date),
    ("url", r"url|link|href|permalink|address", is_url_like),
    ("title", r"title|headline|heading|titel|titre|t[ií]tulo|überschrift", None),
    ("authors", r"author|writer|byline|reporter|autor|auteur|verfasser", None),
    ("topics", r"tag|topic|keyword|subject|label|thema|schlagw", None),
    ("excerpt", r"summary|descri|intro|lead|teaser|blurb|excerpt|abstract|deck|dek", None),
    ("provider", r"publisher|outlet|newspaper|provider|medium|organi[sz]ation", None),
    ("locale", r"lang|locale|sprache", None),
    ("images", r"image|photo|picture|thumb|cover|bild", is_url_like),
)
# A field that so many documents have needs no other key.
_ENOUGH = 0.9
# Of so many documents that have a key, its values must fit.
_FIT = 0.8
# A key is suggested if so many of all documents have it.
_SHARE = 0.02


def suggest_mapping(documents: Sequence[Document], sites: Iterable[Site]) -> str:
    """Return a mapping file that reads what is unread and fits a field, ready to be edited."""
    understood = understand(documents)
    values: dict[str, list[str]] = {}
    for document in documents:
        for key, value in document.record.properties:
            if DEFAULT_MAPPING.field_of(key) is None:
                values.setdefault(key, []).append(value)
    lines = ["# What storyweft would read, beside the keys that it knows: edit it, and save it as"]
    lines.append("# storyweft.toml beside the documents.")
    dialects = sorted({site.dialect for site in sites})
    if len(dialects) == 1:
        lines.append(f'dialect = "{dialects[0]}"')
    lines += ["", "[fields]"]
    taken: set[str] = set()
    for field, keys in _suggested(understood, values):
        taken.update(keys)
        for key in keys:
            lines.append(f"# {key}: {_short(values[key][0])} ({len(values[key]):,} documents)")
        lines.append(f"{field} = [{', '.join(map(_quoted, keys))}]")
    rest = [item for item in understood.unread if item.key not in taken]
    lines += [
        f"# unread: {item.key}: {item.example} ({item.documents:,} documents)" for item in rest
    ]
    return "\n".join(lines) + "\n"


def _suggested(
    understood: Understanding, values: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, list[str]]]:
    """Yield each field that documents lack, with the keys that may give it, the commonest first."""
    left = [key for key in values if len(values[key]) >= _SHARE * understood.documents]
    left.sort(key=lambda key: (-len(values[key]), key))
    for field, pattern, fits in _LIKE:
        if understood.fields.get(field, 0) > _ENOUGH * understood.documents:
            continue
        keys = [
            key
            for key in left
            if re.search(pattern, key, re.IGNORECASE)
            and (fits is None or sum(map(fits, values[key])) >= _FIT * len(values[key]))
        ]
        left = [key for key in left if key not in keys]
        if keys:
            yield field, keys


def _quoted(key: str) -> str:
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
