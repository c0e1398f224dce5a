"""Archives: the same as a folder of their members, whatever state they are in."""

import io
import os
import random
import stat
import struct
import sys
import tarfile
import threading
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

import storyweft
from storyweft.errors import MissingExtra, ProblemsFound, SourceError
from storyweft.model import Problem
from storyweft.pipeline import read as read_sources
from storyweft.reading._processes import in_order
from storyweft.reading.problem_codes import CODES
from storyweft.report import count_documents
from storyweft.sources.archives import Member, members
from storyweft.sources.files import ARCHIVES, MAX_FRONT_MATTER, find_files
from tests.archives import (
    MAKERS,
    add_to_tar,
    json_lines,
    make_jsonl,
    make_tar,
    make_zip,
    parquet,
)
from tests.broken import BROKEN

Run = Callable[..., Result]

# What pyarrow 24 aborts for: it says of its levels what is not so.
ABORTS = Path(__file__).parent.parent / "fuzz" / "seeds" / "parquet" / "8012ec441cf3"

A = b"---\ntitle: A\n---\n"
B = b"---\ntitle: B\n---\n"


def entries(data: bytes, archive: str, prefix: str = "") -> list[str]:
    """Return the names of the documents in an archive, and its problems as text."""
    return [
        item.name if isinstance(item, Member) else f"{item.action} {item.code} {item}"
        for item in members(io.BytesIO(data), archive, prefix=prefix)
    ]


# -- the same as a folder -------------------------------------------------------------------------


def test_every_ending_of_an_archive_is_tried_here() -> None:
    assert {*MAKERS, ".tar.zst"} == {*ARCHIVES}


@pytest.mark.parametrize("ending", MAKERS)
def test_an_archive_gives_the_same_files_as_the_folder(
    ending: str, seeds: Path, seeds_graph: storyweft.Graph, tmp_path: Path
) -> None:
    files = {path.name: path.read_bytes() for path in sorted(seeds.iterdir())}
    archive = tmp_path / f"news{ending}"
    archive.write_bytes(MAKERS[ending](files))
    formats = ["ttl", "nq", "graphml"]
    storyweft.write(storyweft.build(archive), tmp_path / "of archive", formats)
    storyweft.write(seeds_graph, tmp_path / "of folder", formats)
    for path in (tmp_path / "of folder").iterdir():
        assert path.read_bytes() == (tmp_path / "of archive" / path.name).read_bytes()


def is_utf8(data: bytes) -> bool:
    try:
        return bool(data.decode())
    except UnicodeDecodeError:
        return False


@pytest.fixture(scope="module")
def all_broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A folder with a file for each kind of broken input (but for those that no JSON can hold)."""
    folder = tmp_path_factory.mktemp("broken")
    files = {
        f"{number % 3}/{number:03}{Path(broken.path).suffix}": broken.content
        for number, broken in enumerate(BROKEN)
        if is_utf8(broken.content)
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return folder, files


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("ending", [".tar", ".tar.gz", ".zip", ".jsonl", ".parquet"])
def test_broken_documents_are_read_and_told_as_in_a_folder(
    ending: str, jobs: int, all_broken: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    folder, files = all_broken
    archive = tmp_path / f"news{ending}"
    archive.write_bytes(MAKERS[ending](dict(sorted(files.items()))))
    from_archive = read_sources(find_files(archive), jobs=jobs)
    assert from_archive == read_sources(find_files(folder))
    assert sum(count_documents(*from_archive).values()) == len(files) > 100


# -- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.md", "a.md"),
        ("./a.md", "a.md"),
        ("/a.md", "a.md"),
        ("/home/me/./a.md", "home/me/a.md"),
        ("Überblick/東京.md", "Überblick/東京.md"),
        ("x" * 200 + "/a.md", "x" * 200 + "/a.md"),
        ("a\nb.md", r"a\nb.md"),
        ("A.MD", "A.MD"),
    ],
)
@pytest.mark.parametrize("ending", [".tar", ".tgz", ".zip", ".jsonl", ".parquet"])
def test_names_are_those_below_the_archive(ending: str, name: str, shown: str) -> None:
    data = MAKERS[ending]({name: A})
    assert entries(data, f"x{ending}") == [shown]
    assert entries(data, f"x{ending}", prefix="sub/x/") == [f"sub/x/{shown}"]


@pytest.mark.parametrize("name", ["../a.md", "a/../../b.md", "/../a.md", "a/../b.md"])
@pytest.mark.parametrize("ending", [".tar", ".zip", ".jsonl", ".parquet"])
def test_a_name_that_leads_out_is_refused(ending: str, name: str) -> None:
    told, other = entries(MAKERS[ending]({name: A, "c.md": B}), f"x{ending}")
    message = "a name that leads out of the archive: give it another"
    assert told == f"rejected member-name {name.lstrip('/')}: {message}"
    assert other == "c.md"


def test_backslashes_are_folders_where_windows_wrote_them() -> None:
    archive = make_zip({"a/b.md": A}).replace(b"a/b.md", b"a\\b.md")
    assert entries(archive, "x.zip") == ["a/b.md"]
    assert entries(make_jsonl({"a\\b.md": A}), "x.jsonl") == ["a/b.md"]
    assert entries(make_tar({"a\\b.md": A}), "x.tar") == [r"a\\b.md"]


def test_names_that_are_not_utf8() -> None:
    archive = make_tar({"caf_.md": A}, tarfile.GNU_FORMAT)
    header = bytearray(archive)
    header[3] = 0xE9
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + 256 + sum(header[156:512]))
    assert entries(bytes(header), "x.tar") == [r"caf\xe9.md"]
    # Without the flag for UTF-8, a zip has the code page of the first PC, or UTF-8 all the same.
    packed = make_zip({"caf__.md": A})
    assert entries(packed.replace(b"caf__", b"caf\x82!"), "x.zip") == ["café!.md"]
    assert entries(packed.replace(b"caf__", "café".encode()), "x.zip") == ["café.md"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("ending", [".tar", ".zip", ".jsonl", ".parquet"])
def test_of_two_members_of_one_name_the_first_counts(ending: str) -> None:
    message = "a second member of this name: only the first is read; give it another name"
    data = {
        ".tar": make_tar({"a.md": A, "./a.md": B}),
        ".zip": make_zip({"a.md": A, "/a.md": B}),
        ".jsonl": json_lines({"id": "a.md", "text": "x"}, {"id": "a.md", "text": "y"}),
        ".parquet": parquet({"id": 7, "text": "x"}, {"id": 7, "text": "y"}),
    }[ending]
    name, told = entries(data, f"x{ending}")
    assert told == f"rejected duplicate-name {name}: {message}"


# -- what is no document --------------------------------------------------------------------------


def test_what_a_folder_passes_over_is_passed_over() -> None:
    files = {".hidden.md": A, ".git/a.md": A, "__MACOSX/._a.md": b"\0", "image.png": b"", "a.md": A}
    assert entries(make_tar(files), "x.tar") == ["a.md"]
    assert entries(make_zip({**files, "folder.md/": b""}), "x.zip") == ["a.md"]


def test_what_in_a_tar_is_no_file_is_told() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        add_to_tar(tar, "a.md", A)
        add_to_tar(tar, "folder.md", kind=tarfile.DIRTYPE)
        add_to_tar(tar, "hard.md", kind=tarfile.LNKTYPE)
        add_to_tar(tar, "soft.md", kind=tarfile.SYMTYPE)
        add_to_tar(tar, "pipe.md", kind=tarfile.FIFOTYPE)
        add_to_tar(tar, "device.md", kind=tarfile.CHRTYPE)
        add_to_tar(tar, "more.tar.gz", b"...")
        add_to_tar(tar, "b.md", B)
    link = "a link to a.md: archive its file in its place (tar -h)"
    device = "not a file but a pipe or device: archive its contents"
    assert entries(stream.getvalue(), "x.tar") == [
        "a.md",
        f"rejected archive-link hard.md: {link}",
        f"rejected archive-link soft.md: {link}",
        f"rejected not-a-file pipe.md: {device}",
        f"rejected not-a-file device.md: {device}",
        "rejected archive-inside more.tar.gz: an archive in an archive is not read:"
        " unpack the outer one",
        "b.md",
    ]


def test_what_in_a_zip_cannot_be_had_is_told() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.md", "locked.md", "strange.md", "wrong.md", "b.zip"):
            archive.writestr(name, A)
        link = zipfile.ZipInfo("link.md")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "a.md")
    data = bytearray(stream.getvalue())
    entry(data, b"locked.md", 8, 1)  # a flag
    entry(data, b"strange.md", 10, 9)  # the method: Deflate64
    entry(data, b"wrong.md", 16, 7)  # the checksum
    assert entries(bytes(data), "x.zip") == [
        "a.md",
        "rejected encrypted locked.md: encrypted: unpack the archive, and give the folder",
        "rejected broken-archive strange.md: packed by method 9, which cannot be read:"
        " pack it by deflate",
        "rejected broken-archive wrong.md: damaged or cut short (bad CRC-32 for file 'wrong.md'):"
        " make the archive anew",
        "rejected archive-inside b.zip: an archive in an archive is not read: unpack the outer one",
        "rejected archive-link link.md: a link: archive its file in its place (zip without -y)",
    ]


def entry(data: bytearray, name: bytes, offset: int, value: int) -> None:
    """Change a number of a file in the directory of a zip."""
    start = data.rindex(b"PK\1\2", 0, data.rindex(name))
    struct.pack_into("<H", data, start + offset, value)


# -- damage ---------------------------------------------------------------------------------------

MANY = {f"{number}.md": A + b"x" * 900 for number in range(30)}


@pytest.mark.parametrize("ending", [".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".jsonl.gz"])
def test_of_an_archive_that_was_cut_short_the_start_is_read(ending: str) -> None:
    rng = random.Random(1)  # noqa: S311 - so that some of it comes before the cut in any kind
    files = {name: A + rng.randbytes(9_000).hex().encode() for name in MANY}
    data = MAKERS[ending](files)
    *read, told = entries(data[: len(data) * 2 // 3], f"news{ending}")
    if ending != ".tar.bz2":  # whose blocks are larger than all this
        assert 10 < len(read) < 25
    assert read == [*files][: len(read)]
    count = f"only the {len(read)} documents before that are" if read else "nothing of it is"
    assert told.startswith(f"rejected broken-archive news{ending}: damaged or cut short (")
    assert told.endswith(f"): {count} read")


@pytest.mark.parametrize(
    ("cut", "reason"),
    [
        (512 * 6, "no end mark"),
        (512 * 6 + 100, "truncated header"),
        (512 * 7 + 100, "unexpected end of data"),
    ],
)
def test_a_tar_is_told_wherever_it_was_cut(cut: int, reason: str) -> None:
    # Each file has a header and two blocks; tarfile itself would take two of these for the end.
    assert entries(make_tar(MANY)[:cut], "x.tar") == [
        "0.md",
        "1.md",
        f"rejected broken-archive x.tar: damaged or cut short ({reason}):"
        " only the 2 documents before that are read",
    ]


def test_a_tar_with_a_damaged_header_is_told() -> None:
    data = bytearray(make_tar(MANY))
    data[512 * 6] ^= 1
    assert entries(bytes(data), "x.tar")[2:] == [
        "rejected broken-archive x.tar: damaged or cut short (bad checksum):"
        " only the 2 documents before that are read"
    ]


@pytest.mark.parametrize("ending", MAKERS)
def test_what_is_no_archive_at_all_is_told(ending: str) -> None:
    *_, told = entries(b"This is a text.\n" * 100, f"x{ending}")
    code = "syntax" if ARCHIVES[ending] == ("jsonl", "") else "broken-archive"
    assert told.startswith(f"rejected {code} ")


def test_zstandard_is_read_where_python_can() -> None:
    if sys.version_info >= (3, 14):
        compress = import_module("compression.zstd").compress
        assert entries(compress(make_tar({"a.md": A})), "x.tar.zst") == ["a.md"]
        assert entries(b"text", "x.tar.zst")[0].startswith("rejected broken-archive x.tar.zst")
    else:
        message = r"x\.tar\.zst: only Python 3\.14 and newer read Zstandard: compress it with gzip"
        with pytest.raises(SourceError, match=message):
            entries(b"", "x.tar.zst")


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        (".tar", make_tar({})),
        (".tar", make_tar({"image.png": b""})),
        (".zip", make_zip({})),
        (".zip", make_zip({".hidden.md": A})),
        (".jsonl", b""),
        (".jsonl", b"\n \n\n"),
        (".parquet", parquet()),
    ],
)
def test_an_archive_without_documents_is_told(ending: str, data: bytes) -> None:
    message = "no documents in it; expected rows, or files"
    (told,) = entries(data, f"x{ending}")
    assert str(told).startswith(f"rejected empty-archive x{ending}: {message} (.md .markdown .txt")


def test_archives_with_random_damage_raise_nothing() -> None:
    rng = random.Random(7)  # noqa: S311
    told = 0
    for ending, make in MAKERS.items():
        whole = make(MANY)
        for _ in range(60):
            data = bytearray(whole[: rng.choice([len(whole), rng.randrange(len(whole))])])
            for _ in range(rng.randrange(6)):
                data[rng.randrange(len(data) or 1)] = rng.randrange(256) if data else 0
            found = members(io.BytesIO(bytes(data)), f"x{ending}")
            told += any(isinstance(item, Problem) for item in found)
    assert told > 300


# -- size -----------------------------------------------------------------------------------------


def peak_memory(data: bytes, archive: str) -> tuple[list[int], int]:
    """Return the sizes of the members, and how many bytes were in memory at once."""
    stream = io.BytesIO(data)
    tracemalloc.start()
    sizes = [len(item.data) for item in members(stream, archive) if isinstance(item, Member)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return sizes, peak


@pytest.mark.parametrize("ending", [".tar", ".tar.gz", ".zip"])
def test_of_a_bomb_only_the_start_is_unpacked(ending: str) -> None:
    bomb = A + bytes(60_000_000)
    sizes, peak = peak_memory(MAKERS[ending]({"a.md": bomb, "b.md": B}), f"x{ending}")
    assert sizes == [MAX_FRONT_MATTER + 1, len(B)]
    assert peak < 4_000_000


def test_a_tar_of_many_files_leaves_nothing_behind() -> None:
    few = make_tar({f"{number}.md": A for number in range(500)})
    many = make_tar({f"{number}.md": A for number in range(5_000)})
    _, least = peak_memory(few, "x.tar")
    _, most = peak_memory(many, "x.tar")
    names_and_sizes = 4_500 * 200
    assert most - least < names_and_sizes


def test_a_header_that_would_fill_the_memory_is_refused() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as tar:
        add_to_tar(tar, "a.md", A)
        add_to_tar(tar, "././@LongLink", bytes(30_000_000), kind=tarfile.GNUTYPE_LONGNAME)
        add_to_tar(tar, "b.md", B)
    _, peak = peak_memory(stream.getvalue(), "x.tar")
    assert peak < 1_000_000
    assert entries(stream.getvalue(), "x.tar") == [
        "a.md",
        "rejected broken-archive x.tar: damaged or cut short (a header of impossible size):"
        " only the 1 documents before that are read",
    ]


def test_a_line_without_end_is_refused_and_the_next_is_read() -> None:
    data = b'{"text": "' + b"x" * 40_000_000 + b'"}\n' + make_jsonl({"b.md": B})
    assert entries(data, "x.jsonl") == [
        "rejected too-large row-1: a line of more than 16 MiB: split it into rows",
        "b.md",
    ]


@pytest.mark.parametrize("ending", [".tar", ".tar.gz", ".jsonl", ".jsonl.gz"])
def test_what_is_not_yet_asked_for_is_not_yet_read(ending: str) -> None:
    rng = random.Random(1)  # noqa: S311
    files = {f"{n}.md": A + rng.randbytes(40_000).hex().encode() for n in range(100)}
    stream = io.BytesIO(MAKERS[ending](files))
    found = members(stream, f"x{ending}")
    next(found)
    assert stream.tell() < len(stream.getvalue()) // 5
    assert sum(1 for _ in found) == 99


def test_processes_are_handed_only_so_much_ahead() -> None:
    taken: list[int] = []

    def values() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            yield number

    with ThreadPoolExecutor(2) as executor:

        def submit(number: int) -> Future[int]:
            return executor.submit(lambda: number * 2)

        results = (done.result() for _, done in in_order(submit, values(), ahead=4))
        assert next(results) == 0
        assert len(taken) == 5
        assert [*results] == [number * 2 for number in range(1, 50)]


# -- rows -----------------------------------------------------------------------------------------

TEXT = "---\ntitle: A\n---\n"
ROWS: list[tuple[dict[str, Any], str, str | None]] = [
    # row, name of its document, title that is read
    ({"path": "a.md", "content": TEXT}, "a.md", "A"),
    ({"name": "a.md", "text": TEXT}, "a.md", "A"),
    ({"filename": "a.md", "body": TEXT}, "a.md", "A"),
    ({"file_name": "a.md", "Raw": TEXT}, "a.md", "A"),
    ({"file": "a.md", "document": TEXT}, "a.md", "A"),
    ({"id": "a.md", "value": TEXT}, "a.md", "A"),
    ({"id": 17, "value": TEXT}, "17", "A"),
    ({"id": 17, "path": "a.md", "value": TEXT, "content": None}, "a.md", "A"),
    ({"id": True, "value": TEXT}, "row-1", "A"),
    ({"content": TEXT}, "row-1", "A"),
    ({"path": "", "content": TEXT}, "row-1", "A"),
    ({"path": "./", "content": TEXT}, "row-1", "A"),
    ({"path": "a.yaml", "content": "title: A"}, "a.yaml", "A"),
    ({"path": "a.md", "content": "+++\ntitle = 'A'\n+++\n"}, "a.md", "A"),
    ({"path": "a.md", "content": '{"title": "A"}'}, "a.md", "A"),
    ({"path": "a.md", "content": TEXT, "length": 17, "when": "2020-01-01"}, "a.md", "A"),
    # A document with a front matter is the authority, whatever else the row says.
    ({"path": "a.md", "content": TEXT, "title": "B", "url": "https://n.com/b"}, "a.md", "A"),
    # An article without front matter.
    ({"title": "B", "url": "https://n.com/b"}, "row-1", "B"),
    ({"path": "b.md", "title": "B"}, "b.md", "B"),
    ({"id": "b", "headline": "B", "text": "Once upon a time"}, "b", "B"),
    ({"name": "B", "url": "https://n.com/b"}, "row-1", "B"),
    ({"name": "B", "url": "https://n.com/b", "body": "Once upon a time"}, "row-1", "B"),
    ({"name": "AI", "taxonomy": "topic"}, "row-1", None),
]


@pytest.mark.parametrize(("row", "name", "title"), ROWS)
@pytest.mark.parametrize("ending", [".jsonl", ".parquet"])
def test_which_columns_name_a_document_and_which_hold_it(
    ending: str, row: dict[str, Any], name: str, title: str | None, tmp_path: Path
) -> None:
    path = tmp_path / f"rows{ending}"
    path.write_bytes(json_lines(row) if ending == ".jsonl" else parquet(row))
    documents, problems = read_sources(find_files(path))
    assert problems == []
    assert [(item.path, item.record.title) for item in documents] == [(name, title)]


def test_a_row_can_be_the_front_matter(tmp_path: Path) -> None:
    from datetime import UTC, datetime
    from decimal import Decimal

    row = {
        "headline": "A",
        "url": "https://n.com/a",
        "published_at": "2020-06-24T17:51:00Z",
        "tags": ["one", "two"],
        "publisher": {"name": "N", "domain": "n.com"},
        "related": [{"title": "B", "url": "https://n.com/b"}],
        "quality": 87,
        "mood": "0012",
        "nothing": None,
        "text": "x" * 1_000_000,
    }
    typed = row | {
        "published_at": datetime(2020, 6, 24, 17, 51, tzinfo=UTC),
        "quality": Decimal(87),
        "mood": b"0012",
        "nothing": float("nan"),
    }
    (tmp_path / "a.jsonl").write_bytes(json_lines(row))
    (tmp_path / "a.parquet").write_bytes(parquet(typed))
    read = [read_sources(find_files(tmp_path / name)) for name in ("a.jsonl", "a.parquet")]
    assert read[0] == read[1]
    assert read[0].problems == []
    [document] = read[0].documents
    record = document.record
    assert (record.title, record.url, record.published, record.topics, record.quality) == (
        "A",
        "https://n.com/a",
        "2020-06-24T17:51:00Z",
        ("one", "two"),
        87,
    )
    assert record.provider is not None
    assert (record.provider.name, record.provider.domain) == ("N", "n.com")
    assert [item.url for item in document.related] == ["https://n.com/b"]
    assert record.properties == (("mood", "0012"),)


BROKEN_ROWS: list[tuple[bytes, str]] = [
    (b"title: A", "syntax row-1: not valid JSON: Expecting value (column 1); expected an object"),
    (b'{"a": 1', "syntax row-1: not valid JSON: Expecting ',' delimiter (column 8); expected"),
    (b"[1, 2]", "not-fields row-1: expected an object with columns, got a list"),
    (b'"text"', "not-fields row-1: expected an object with columns, got text"),
    (b'{"text": "\xe9"}', "encoding row-1: not UTF-8: save the file as UTF-8"),
    (b'{"a": "x", "a": "y"}', "duplicate-key row-1: 'a' is given twice: keep one of the two"),
    (b"[" * 100_000, "too-deep row-1: nested too deeply"),
    (
        b'{"path": "a.md", "content": ["x"]}',
        "wrong-value a.md: content: expected text or bytes, got a list",
    ),
    (
        b'{"path": "a.md", "content": null, "x": 1}',
        "no-content a.md: expected a document in one of content, text, body, raw, document, value,"
        " or an article (title, url …), got 'path', 'x'",
    ),
    (b"{}", "no-content row-1: expected a document in one of content, text, body, raw,"),
    (
        b'{"title": "' + b"x" * 300_000 + b'"}',
        "too-large row-1: too many fields for one document (more than 256 KiB)",
    ),
]


@pytest.mark.parametrize(("line", "told"), BROKEN_ROWS, ids=[told for _, told in BROKEN_ROWS])
def test_a_row_without_a_document_is_told_and_the_others_are_read(line: bytes, told: str) -> None:
    problem, name = entries(line + b"\n\n" + make_jsonl({"b.md": B}), "x.jsonl")
    assert problem.startswith(f"rejected {told}")
    assert name == "b.md"


def test_rows_are_counted_as_lines() -> None:
    data = b"\xef\xbb\xbf" + json_lines({"text": "x"}) + b"\r\n\n" + json_lines({"text": "y"})
    assert entries(data, "x.jsonl") == ["row-1", "row-4"]


def test_parquet_tells_of_columns_and_values_that_do_not_fit() -> None:
    import pyarrow as pa

    data = parquet({"path": "a.md", "content": 7}, {"path": "b.md", "content": None})
    assert entries(data, "x.parquet") == [
        "rejected wrong-value a.md: content: expected text or bytes, got a number",
        "rejected no-content b.md: expected a document in one of content, text, body, raw,"
        " document, value, or an article (title, url …), got 'path'",
    ]
    not_utf8 = pa.array([TEXT.encode(), b"\xff"]).view(pa.string())
    stream = io.BytesIO()
    pa.parquet.write_table(pa.table({"id": [1, 2], "text": not_utf8}), stream)
    name, told = entries(stream.getvalue(), "x.parquet")
    assert name == "1"
    assert told.startswith("rejected wrong-value row-2: a value that cannot be read: 'utf-8' codec")


def test_parquet_needs_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    message = r"reading Parquet needs an extra: pip install 'storyweft\[parquet\]'"
    with pytest.raises(MissingExtra, match=message):
        entries(b"", "x.parquet")
    (tmp_path / "x.parquet").touch()
    with pytest.raises(MissingExtra, match=message):
        storyweft.build(tmp_path / "x.parquet")


def test_a_process_that_ends_over_a_table_is_told(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.md", tmp_path / "x.parquet"
    good.write_text(TEXT)
    bad.write_bytes(ABORTS.read_bytes())
    graph = storyweft.build(good, bad)
    assert [document.path for document in graph.documents] == ["a.md"]
    assert [problem.code for problem in graph.problems] in (["crash"], ["broken-archive"])


# -- as sources -----------------------------------------------------------------------------------


def names_read(*sources: Path) -> list[str]:
    files = find_files(*sources)
    documents, problems = read_sources(files)
    return [*(item.path for item in documents), *(f"{item.code} {item}" for item in problems)]


def test_a_folder_of_archives_is_read(tmp_path: Path) -> None:
    (tmp_path / "2020").mkdir()
    (tmp_path / "2020" / "january.tar").write_bytes(make_tar({"a.md": A, "sub/b.md": B}))
    (tmp_path / "february.ZIP").write_bytes(make_zip({"a.md": A}))
    (tmp_path / ".hidden.zip").write_bytes(make_zip({"a.md": A}))
    assert names_read(tmp_path) == [
        "2020/january.tar/a.md",
        "2020/january.tar/sub/b.md",
        "february.ZIP/a.md",
    ]


def test_an_archive_among_documents_is_named_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(A)
    backup = tmp_path / "backup.zip"
    backup.write_bytes(make_zip({"a.md": B}))
    message = "an archive among documents is not read: give it as a source of its own"
    told = f"archive-inside backup.zip: {message}"
    assert names_read(tmp_path) == ["a.md", told]
    assert names_read(tmp_path, backup) == ["backup.zip/a.md", f"{tmp_path.name}/a.md"]


def test_an_archive_behind_a_link_is_treated_as_a_file_there(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "x.zip").write_bytes(make_zip({"a.md": A}))
    (folder / "x.zip").symlink_to("../x.zip")
    [told] = names_read(folder)
    assert told.startswith("link-outside x.zip: a link out of the source: ../x.zip")
    assert names_read(folder / "x.zip") == ["a.md"]


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tar")
    (tmp_path / "gone.zip").write_bytes(b"")
    files = find_files(tmp_path)
    (tmp_path / "gone.zip").unlink()
    _, problems = read_sources(files)
    assert [str(item) for item in problems] == [
        "gone.zip: cannot be read: No such file or directory",
        "pipe.tar: not a file but a pipe, device or socket: copy its contents into a file",
    ]


def test_a_source_without_documents_says_why(tmp_path: Path) -> None:
    archive = tmp_path / "news.tar"
    archive.write_bytes(make_tar({"image.png": b""}))
    with pytest.raises(SourceError, match=r"none of 1 files .* news\.tar: no documents in it"):
        storyweft.build(archive)


def test_strict_takes_a_damaged_archive_for_an_error(tmp_path: Path) -> None:
    archive = tmp_path / "news.tar"
    archive.write_bytes(make_tar(MANY)[: 512 * 6])
    with pytest.raises(ProblemsFound, match=r"news\.tar: damaged or cut short"):
        storyweft.build(archive, strict=True)
    assert len(storyweft.build(archive).documents) == 2


def test_progress_counts_what_nobody_knows_the_number_of(tmp_path: Path) -> None:
    archive = tmp_path / "news.tar"
    archive.write_bytes(make_tar(MANY))
    told: list[tuple[str, int, int]] = []
    storyweft.build(archive, progress=lambda *stage: told.append(stage))
    assert told[:30] == [("read", number, 0) for number in range(1, 31)]


def test_several_processes_end_well_when_reading_is_stopped(tmp_path: Path) -> None:
    archive = tmp_path / "news.tar"
    archive.write_bytes(make_tar({f"{n}.md": A if n != 150 else b"" for n in range(1_000)}))
    before = threading.active_count()
    with pytest.raises(ProblemsFound, match=r"150\.md: the file is empty"):
        storyweft.build(archive, jobs=2, strict=True)
    assert threading.active_count() == before


def test_all_commands_take_an_archive_with_a_mapping_beside_it(run: Run, tmp_path: Path) -> None:
    archive = tmp_path / "news.zip"
    text = b"---\nheading: A  B\nwebUrl: https://n.com/%d\n---\n"
    archive.write_bytes(make_zip({"a.md": text % 1, "b/b.md": text % 2}))
    (tmp_path / "storyweft.toml").write_text('[fields]\ntitle = "heading"\n')
    built = run("build", archive, "--out", tmp_path / "out", "--format", "ttl")
    assert built.exit_code == 0
    assert built.stdout.startswith("2 documents (2 repaired) → 2 articles")
    assert '"A B"' in (tmp_path / "out" / "graph.ttl").read_text()
    assert "  b/b.md:2: heading: read as 'A B'\n" in run("check", archive).stdout
    assert "b/b.md: its own article" in run("show", archive, "https://n.com/2").stdout
    assert run("stories", archive).exit_code == 0
    assert run("query", archive, "counts").exit_code == 0


def test_every_code_of_archives_happens_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert not [code for code in CODES_OF_ARCHIVES if source.count(code) < 2]
    assert set(CODES) >= CODES_OF_ARCHIVES


#: What only an archive can bring.
CODES_OF_ARCHIVES = {
    "archive-inside",
    "archive-link",
    "broken-archive",
    "duplicate-name",
    "empty-archive",
    "encrypted",
    "member-name",
    "no-content",
}
