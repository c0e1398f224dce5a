"""Archives of every kind, made of files: name → bytes."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.parquet as pq

Files = Mapping[str, bytes]


def make_tar(files: Files, form: int = tarfile.PAX_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form, encoding="utf-8") as tar:
        for name, data in files.items():
            add_to_tar(tar, name, data)
    return stream.getvalue()


def add_to_tar(tar: tarfile.TarFile, name: str, data: bytes = b"", kind: bytes = b"0") -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    info.type = kind
    if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
        info.linkname = "a.md"
    tar.addfile(info, io.BytesIO(data))


def make_zip(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def make_jsonl(files: Files) -> bytes:
    rows = ({"path": name, "content": data.decode()} for name, data in files.items())
    return json_lines(*rows)


def json_lines(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def make_parquet(files: Files) -> bytes:
    return parquet(*({"path": name, "content": data} for name, data in files.items()))


def parquet(*rows: Mapping[str, object], schema: pa.Schema | None = None) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), stream)
    return stream.getvalue()


#: Ending → what makes such an archive.
MAKERS: dict[str, Callable[[Files], bytes]] = {
    ".tar": make_tar,
    ".tar.gz": lambda files: gzip.compress(make_tar(files), 1),
    ".tgz": lambda files: gzip.compress(make_tar(files, tarfile.GNU_FORMAT), 1),
    ".tar.bz2": lambda files: bz2.compress(make_tar(files)),
    ".tbz2": lambda files: bz2.compress(make_tar(files, tarfile.USTAR_FORMAT)),
    ".tar.xz": lambda files: lzma.compress(make_tar(files)),
    ".txz": lambda files: lzma.compress(make_tar(files)),
    ".zip": make_zip,
    ".jsonl": make_jsonl,
    ".jsonl.gz": lambda files: gzip.compress(make_jsonl(files), 1),
    ".ndjson": make_jsonl,
    ".ndjson.gz": lambda files: gzip.compress(make_jsonl(files), 1),
    ".parquet": make_parquet,
}
