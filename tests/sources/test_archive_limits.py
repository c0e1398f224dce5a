"""Archives made to fill the memory: what is over a limit is refused by name, the rest is read.

The bombs are small and expand to tens of megabytes, and what is held at once is counted.
"""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from storyweft.sources import _inflate, archives, parquet_files, tabular
from storyweft.sources.archives import Member, list_names, members
from storyweft.sources.files import MAX_FRONT_MATTER
from tests.archives import Files, add_to_tar, json_lines, make_tar, make_zip

A = b"---\ntitle: A\n---\n"
B = b"---\ntitle: B\n---\n"
BOMB = A + bytes(30_000_000)


def read(data: bytes, archive: str, limit: int = 16_000_000) -> list[str]:
    """Return names of documents and problems, if memory stayed below a limit meanwhile."""
    stream = io.BytesIO(data)
    tracemalloc.start()
    entries = [_shown(item) for item in members(stream, archive)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < limit
    return entries


def _shown(item: object) -> str:
    return f"{item.name} {len(item.data)}" if isinstance(item, Member) else str(item)


WHOLE = [f"a.md {MAX_FRONT_MATTER + 1}", f"b.md {len(B)}"]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_of_a_bomb_in_a_zip_only_the_start_is_unpacked(method: int) -> None:
    assert read(make_zip({"a.md": BOMB, "b.md": B}, method), "x.zip") == WHOLE


@pytest.mark.parametrize("method", [0, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("size", [0, 17, MAX_FRONT_MATTER, MAX_FRONT_MATTER + 1, 600_000])
def test_a_zip_is_read_as_the_standard_library_reads_it(method: int, size: int) -> None:
    content = b"---\n" + bytes(range(256)) * (size // 256)
    data = make_zip({"a.md": content}, method)
    (item,) = members(io.BytesIO(b"before" + data), "x.zip")
    assert isinstance(item, Member)
    assert item.data == content[: MAX_FRONT_MATTER + 1]


def directory_of(count: int) -> Iterator[bytes]:
    for number in range(count):
        name = b"%06d.png" % number
        yield (
            struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", *[20, 3, 20, 0], *[0] * 7, len(name), *[0] * 6)
            + name
        )


def test_a_directory_of_many_entries_is_never_held() -> None:
    directory = b"".join(directory_of(10_000))
    size = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(directory), 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(directory), 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", *[0xFFFF] * 4, *[0xFFFFFFFF] * 2, 0)
    (told,) = read(directory + size + locator + end, "x.zip", 1_000_000)
    assert told.startswith("x.zip: no documents in it")


MANY = {**{f"{number}.png": b"" for number in range(10)}, "a.md": A, "b.md": B}


@pytest.mark.parametrize("make", [make_tar, make_zip])
def test_an_archive_has_so_many_files(
    make: Callable[[Files], bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    archive = "x.tar" if make is make_tar else "x.zip"
    path = tmp_path / archive
    path.write_bytes(make(MANY))
    monkeypatch.setattr(archives, "MAX_ENTRIES", 11)
    told = "more than 11 files in it: make several archives of it"
    only = "only the 1 documents before that are read"
    assert read(path.read_bytes(), archive) == [f"a.md {len(A)}", f"{archive}: {told}; {only}"]
    assert len(list_names(path, lambda _: False)[0]) == 11
    monkeypatch.setattr(archives, "MAX_ENTRIES", 12)
    assert read(path.read_bytes(), archive) == [f"a.md {len(A)}", f"b.md {len(B)}"]


@pytest.mark.parametrize("make", [make_tar, make_zip])
def test_its_names_are_so_long_together(
    make: Callable[[Files], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_NAMES", 1024 * 1024)
    files = {"a.md": A, **{f"{number}{'x' * 60_000}.png": b"" for number in range(20)}}
    first, told = read(make({**files, "b.md": B}), "x.tar" if make is make_tar else "x.zip")
    assert first == f"a.md {len(A)}"
    assert "names of more than 1 MiB in it: make several archives of it; only the 1" in told


def test_so_many_rows_may_be_no_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRIES", 3)
    good = [{"path": f"{number}.md", "content": A.decode()} for number in range(5)]
    *rest, told = read(json_lines(*good, 1, 2, 3, 4, *good), "x.jsonl")
    assert len(rest) == 8
    assert told == (
        "x.jsonl: more than 3 that are no documents: leave them out;"
        " only the 5 documents before that are read"
    )


@pytest.mark.parametrize(
    ("archive", "pack"),
    [
        ("x.tar.gz", gzip.compress),
        ("x.tar.bz2", bz2.compress),
        ("x.tar.xz", lzma.compress),
    ],
)
def test_what_is_unpacked_is_in_proportion(
    archive: str, pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_inflate, "FREE_OF_RATIO", 2 * 1024 * 1024)
    files = {"a.md": A, "big.png": bytes(9_000_000), "b.md": B}
    assert read(pack(make_tar(files)), archive) == [
        f"a.md {len(A)}",
        f"{archive}: unpacks to more than 2 MiB and 200 times its size: unpack it, and look at"
        " it; only the 1 documents before that are read",
    ]
    monkeypatch.setattr(_inflate, "MAX_RATIO", 1_000_000)
    assert read(pack(make_tar(files)), archive) == [f"a.md {len(A)}", f"b.md {len(B)}"]


def test_files_that_overlap_in_a_zip_are_unpacked_no_more_often_than_there_is_room() -> None:
    text = A + b"".join(b"%d " % number for number in range(10_000))
    data = make_zip({"a.md": text})
    at, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    names = b"".join(data[at:end].replace(b"a.md", b"%d.md" % number) for number in range(9))
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, len(names), at, 0)
    first, *rest = read(data[:at] + names + tail, "x.zip")
    assert first == f"0.md {len(text)}"
    assert len(rest) == 8
    assert all("damaged or cut short" in told for told in rest)


def test_a_dictionary_that_would_fill_the_memory_is_refused() -> None:
    data = bytearray(lzma.compress(make_tar({"a.md": A})))
    size = (data[12] + 1) * 4
    assert data[14] == 0x21  # the filter LZMA2, whose one property is the size of the dictionary
    data[16] = 38  # 2 GiB
    data[12 + size - 4 : 12 + size] = zlib.crc32(data[12 : 12 + size - 4]).to_bytes(4, "little")
    assert read(bytes(data), "x.tar.xz") == [
        "x.tar.xz: needs more than 128 MiB of memory to be unpacked: compress it with xz -6;"
        " nothing of it is read"
    ]
    packed = bytearray(make_zip({"a.md": A, "b.md": B}, zipfile.ZIP_LZMA))
    at = packed.index(b"\5\0\x5d")
    packed[at + 3 : at + 7] = (2**31).to_bytes(4, "little")
    assert read(bytes(packed), "x.zip") == [
        "a.md: needs more than 128 MiB of memory to be unpacked: pack it by deflate",
        f"b.md {len(B)}",
    ]


def test_xz_is_read_stream_after_stream() -> None:
    tar = make_tar({"a.md": BOMB, "b.md": B})
    middle = len(tar) // 2
    data = lzma.compress(tar[:middle]) + bytes(8) + lzma.compress(tar[middle:]) + bytes(4)
    assert read(data, "x.tar.xz") == WHOLE
    assert read(data[:-300], "x.tar.xz")[-1].startswith("x.tar.xz: damaged or cut short")


def sparse(blocks: int) -> bytes:
    """Return a member of tar with a map of holes, in so many blocks."""
    info = tarfile.TarInfo("a.md")
    info.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[482] = 1
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    block = (b"00000000001\0" * 42).ljust(504, b"\0") + b"\1" + bytes(7)
    last = block[:504] + bytes(8)
    return bytes(header) + block * (blocks - 1) + last


def test_a_map_of_holes_is_passed_over() -> None:
    data = sparse(20_000) + make_tar({"b.md": B})
    assert read(data, "x.tar", 1_000_000) == [
        "a.md: a file with holes: archive it without --sparse",
        f"b.md {len(B)}",
    ]


@pytest.mark.parametrize(
    "attributes",
    [
        {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"},
        {"GNU.sparse.map": "0,x"},
        {"GNU.sparse.size": "x"},
        {"GNU.sparse.numblocks": "x", "GNU.sparse.offset": "1"},
    ],
)
def test_a_map_that_is_none_raises_nothing(attributes: dict[str, str]) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
        add_to_tar(tar, "b.md", B)
        info = tarfile.TarInfo("a.md")
        info.pax_headers = attributes
        info.size = 512
        tar.addfile(info, io.BytesIO(b"x" * 512))
    first, told = read(stream.getvalue(), "x.tar")
    assert first == f"b.md {len(B)}"
    assert "holes" in told or "damaged or cut short" in told


@pytest.mark.parametrize("kind", [tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME])
def test_headers_without_a_file_raise_nothing(kind: bytes) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as tar:
        add_to_tar(tar, "b.md", B)
        for _ in range(3000):
            add_to_tar(tar, "x", b"9 a=bcde\n", kind=kind)
    first, told = read(stream.getvalue(), "x.tar")
    assert first == f"b.md {len(B)}"
    assert "damaged or cut short" in told


def test_what_all_files_have_in_common_does_not_add_up() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for number in range(200):
            text = b"%d=%s\n" % (number, b"x" * 90_000)
            record = b"%d %s" % (len(text) + 6, text)
            add_to_tar(tar, "x", record, kind=tarfile.XGLTYPE)
            add_to_tar(tar, f"{number}.png", b"")
    (told,) = read(stream.getvalue(), "x.tar")
    assert told.startswith("x.tar: no documents in it; expected rows, or files (.md .markdown")


def test_a_name_has_a_length() -> None:
    data = make_tar({"x" * 100_000 + ".md": A, "b.md": B})
    told, second = read(data, "x.tar")
    assert told.endswith("a name of more than 8,192 characters: shorten it")
    assert len(told) < 200
    assert second == f"b.md {len(B)}"


def test_a_row_has_so_many_columns() -> None:
    row = {"title": "A", **{f"column {number}": "" for number in range(tabular.MAX_COLUMNS)}}
    told, second = read(json_lines(row, {"path": "b.md", "content": B.decode()}), "x.jsonl")
    seen = "10,001 columns, more than 10,000"
    assert told == f"row-1: {seen}: leave some out, or give rows for columns"
    assert second == f"b.md {len(B)}"


def test_a_row_has_so_many_values() -> None:
    row = b'{"path": "a.md", "x": [' + b"[]," * tabular.MAX_VALUES + b"0]}\n"
    assert read(row + json_lines({"path": "b.md", "content": B.decode()}), "x.jsonl") == [
        "row-1: more than 500,000 values in a row: leave some out",
        f"b.md {len(B)}",
    ]


# -- Parquet --------------------------------------------------------------------------------------


def parquet(**columns: object) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream, compression="zstd")
    return stream.getvalue()


def grown(data: bytes, archive: str) -> tuple[list[str], int]:
    """Return what is read, and by how much the memory of pyarrow grew at most."""
    pool = pa.default_memory_pool()
    before, most, entries = pool.bytes_allocated(), 0, []
    for item in members(io.BytesIO(data), archive):
        entries.append(_shown(item))
        most = max(most, pool.bytes_allocated() - before)
    return entries, most


@pytest.mark.parametrize("column", ["content", "blob"])
def test_a_column_that_is_a_bomb_is_refused(column: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_files, "_BOMB", 8_000_000)
    columns: dict[str, object] = {"path": ["a.md"], "content": [A.decode()]}
    columns[column] = ["x" * 9_000_000]
    entries, most = grown(parquet(**columns), "x.parquet")
    (told,) = entries
    assert told.startswith("row-1: 8 MiB in 0.0 MiB of the column")
    assert most < 1_000_000


def test_a_value_that_many_rows_share_stays_one() -> None:
    text = A.decode() + "x" * 4_000_000
    shared = pa.DictionaryArray.from_arrays(pa.array([0] * 64, pa.int32()), pa.array([text]))
    data = parquet(path=[f"{number}.md" for number in range(64)], content=shared)
    entries, most = grown(data, "x.parquet")
    assert entries == [f"{number}.md {MAX_FRONT_MATTER + 1}" for number in range(64)]
    assert most < 40_000_000


def test_a_value_has_a_size() -> None:
    columns: dict[str, object] = {
        "path": ["a.md", "b.md"],
        "content": [A.decode() + "x" * 20_000_000, ""],
    }
    entries, _ = grown(parquet(**columns), "x.parquet")
    assert entries == [
        "row-1: a value of more than 16 MiB: split or leave it out",
        "b.md 0",
    ]


def test_limits_are_named() -> None:
    assert archives.MAX_NAME < parquet_files.MAX_CELL == tabular.MAX_LINE


def test_rows_do_not_stand_in_nothing_but_empty_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "MAX_EMPTY", 3)
    row = b'{"title": "A"}\n'
    assert len(read(b"\n" * 3 + row + row, "x.jsonl")) == 2
    _, refused = read(row + b"\n" * 4 + row, "x.jsonl")
    assert "more than 3 empty lines" in refused
