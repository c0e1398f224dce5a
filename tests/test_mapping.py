"""A mapping file teaches other dialects; what is wrong with one is said in one line."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import storyweft
from storyweft.errors import InputError
from storyweft.mapping import (
    DEFAULT_KEYS,
    DEFAULT_MAPPING,
    FieldMapping,
    find_mapping,
    load_mapping,
    parse_toml,
)
from storyweft.model import Document, Record
from storyweft.reading.documents import parse
from storyweft.settings import Settings

Run = Callable[..., Result]

DIALECT = """\
leave_out = ["notes"]

[fields]
title = "überschrift"
url = ["Permalink", "quelle"]
date = "datum"
provider = "author"
topics = ["schlagworte"]
related = "siehe"
"""

ARTICLE = """\
---
überschrift: Hallo
permalink: https://n.com/a
datum: 2020-06-24
author: N
schlagworte: [AI, ML]
siehe: [https://n.com/b]
notes: secret
title: kept
---
"""


def record(text: str, mapping: FieldMapping = DEFAULT_MAPPING) -> Record:
    document = parse(text.encode(), "a.md", Settings(mapping=mapping))
    assert isinstance(document, Document)
    return document.record


@pytest.fixture
def dialect(tmp_path: Path) -> Path:
    path = tmp_path / "dialect.toml"
    path.write_text(DIALECT, encoding="utf-8")
    return path


def test_keys_of_the_file_come_before_the_known_ones(dialect: Path) -> None:
    found = record(ARTICLE, load_mapping(dialect))
    assert (found.title, found.url, found.published) == (
        "Hallo",
        "https://n.com/a",
        "2020-06-24T00:00:00Z",
    )
    assert found.provider is not None
    assert found.provider.name == "N"
    assert found.topics == ("AI", "ML")
    assert found.properties == (("title", "kept"),)
    assert found.authors == (), "a key gives one field only"


def test_the_keys_of_astropaper_are_times() -> None:
    """https://github.com/satnaing/astro-paper/wiki/Writing-Posts."""
    text = (
        "---\ntitle: A\npubDatetime: 2024-05-01T09:30:00Z\nmodDatetime: 2024-05-02T10:00:00Z\n---\n"
    )
    read = record(text)
    assert (read.published, read.updated) == ("2024-05-01T09:30:00Z", "2024-05-02T10:00:00Z")


def test_without_defaults_only_what_the_file_names_counts(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text('defaults = false\n[fields]\ntitle = "t"\n')
    found = record("---\nt: A\nexcerpt: e\nsecured: x\n---\n", load_mapping(path))
    assert found.title == "A"
    assert found.excerpt is None
    assert found.properties == (("excerpt", "e"),)


def test_what_is_left_out_by_default_can_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text("leave_out = []\n")
    text = "---\ntitle: A\nsecured: x\n---\n"
    assert record(text).properties == ()
    assert record(text, load_mapping(path)).properties == (("secured", "x"),)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "[fields]\ntitel = 'x'",
            "fields: unknown field 'titel': use one of amp, amp-cache, authors",
        ),
        (
            "[felds]",
            "unknown option 'felds': use authorities, defaults, dialect, fields",
        ),
        ("authorities = 1", "authorities: expected a table, got 1"),
        ("[authorities]\nAI = 'Q1'", "authorities.AI: expected an http(s) IRI, got"),
        ("[authorities]\nAI = 1", "authorities.AI: expected an http(s) IRI, got"),
        ("licence = 'MIT'", "licence: expected an http(s) IRI, got"),
        ("fields = 3", "fields: expected a table, got 3"),
        ("[fields]\ntitle = 3", "fields.title: expected a key or a list of keys, got 3"),
        ("[fields]\ntitle = ['']", "fields.title: expected a key or a list of keys, got ['']"),
        ("leave_out = {}", "leave_out: expected a key or a list of keys, got {}"),
        ("defaults = 'no'", "defaults: expected true or false, got 'no'"),
        ("title =", "not valid TOML: Invalid value (at end of document)"),
        ("[tool]\nstoryweft = 1", "expected a table, got 1"),
    ],
)
def test_errors_say_what_is_wrong_and_what_there_is(
    tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "m.toml"
    path.write_text(content)
    with pytest.raises(InputError, match=f"^{re.escape(str(path))}: {re.escape(message)}"):
        load_mapping(path)


def test_a_file_without_end_is_no_mapping(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_bytes(b"#" * (1024 * 1024 + 1))
    with pytest.raises(InputError, match="more than 1,024 KiB"):
        load_mapping(tmp_path / "m.toml")


def test_bytes_that_are_no_toml(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not valid TOML"):
        load_mapping(path)
    with pytest.raises(InputError, match="cannot be read: No such file"):
        load_mapping(tmp_path / "none.toml")


def test_every_field_has_a_name_in_the_file(tmp_path: Path) -> None:
    said = {"web": "url", "published": "date"}
    lines = [f'{said.get(name, name)} = "key{place}"' for place, name in enumerate(DEFAULT_KEYS)]
    path = tmp_path / "m.toml"
    path.write_text("[fields]\n" + "\n".join(lines))
    mapping = load_mapping(path)
    for place, name in enumerate(DEFAULT_KEYS):
        assert mapping.field_of(f"KEY_{place}") == (name, 0)


# -- where it is found ----------------------------------------------------------------------------


def test_a_mapping_beside_the_source_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, elsewhere = tmp_path / "source", tmp_path / "elsewhere"
    source.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    (source / "a.md").write_text("---\nt: A\nu: B\nv: C\nw: D\n---\n")

    def title() -> str | None:
        assert find_mapping(source) == find_mapping(source / "a.md")
        return storyweft.build(source).articles[0].title

    assert title() == "a"  # by the name of its file
    (elsewhere / "pyproject.toml").write_text('[tool.storyweft.fields]\ntitle = "t"\n')
    assert title() == "A"
    (elsewhere / "storyweft.toml").write_text('[fields]\ntitle = "u"\n')
    assert title() == "B"
    (source / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert title() == "B"
    (source / "pyproject.toml").write_text('[tool.storyweft.fields]\ntitle = "v"\n')
    assert title() == "C"
    (source / "storyweft.toml").write_text('[tool.storyweft.fields]\ntitle = "w"\n')
    assert title() == "D"


@pytest.mark.parametrize("command", ["build", "check", "show", "stories"])
def test_commands_take_a_mapping(run: Run, tmp_path: Path, dialect: Path, command: str) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.md").write_text(ARTICLE, encoding="utf-8")
    options: dict[str, list[str | Path]] = {
        "build": ["--out", tmp_path / "out"],
        "check": [],
        "stories": [],
        "show": ["https://n.com/a"],
    }
    more = options[command]
    result = run(command, source, *more, "--mapping", dialect)
    assert result.exit_code == 0, result.output
    if command == "show":
        assert result.stdout.startswith("Hallo\n")
    broken = tmp_path / "broken.toml"
    broken.write_text("[fields]\nx = 'y'")
    result = run(command, source, *more, "--mapping", broken)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"storyweft: {broken}: fields: unknown field 'x'")


@pytest.mark.parametrize("text", ["n = 0x1{}", "n = [1,\n0b1{}]", "a = [{{n = 0o1{}}}]"])
def test_integers_of_toml_have_64_bits(text: str) -> None:
    # https://toml.io/en/v1.0.0#integer
    with pytest.raises(ValueError, match="an integer of more than 64 bits"):
        parse_toml(text.format("0" * 64))
    assert parse_toml(text.format("0"))


def test_what_looks_like_such_an_integer_in_a_text_is_text() -> None:
    url = f"https://n.com/?tx=0x{'a' * 64}"
    assert parse_toml(f'url = "{url}"\nn = 0xffff_ffff_ffff_ffff') == {"url": url, "n": 2**64 - 1}
