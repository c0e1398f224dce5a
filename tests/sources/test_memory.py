"""Whole builds of archives that unpack to more than memory: what the process takes, measured.

(tests.sources.test_archive_limits has the same attacks and more, without a process each.)
"""

import lzma
import os
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in KiB on Linux")

ROOT = Path(__file__).parent.parent.parent
MIB = 1024 * 1024
MAX_MEMORY = 600

GOOD = b"---\ntitle: A\nurl: https://n.com/a\n---\n"

# The build, as the only child of a process that says what it took.
RUN = """
import resource, subprocess, sys
command = [sys.executable, "-m", "storyweft", "build", *sys.argv[1:]]
done = subprocess.run(command, capture_output=True, text=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, done.stderr)
"""


def build(archive: Path) -> tuple[int, str]:
    """Return how many MiB a build took at most, and what it told."""
    out = archive.parent / "out"
    command = [sys.executable, "-c", RUN, str(archive), "--out", str(out), "--format", "nt"]
    settings = os.environ | {"PYTHONPATH": str(ROOT / "graph")}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=settings)
    peak, told = done.stdout.split(" ", 1)
    assert "Traceback" not in told
    return int(peak), told


def zeros(path: Path) -> str:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("good.md", GOOD)
        with archive.open("bomb.md", "w", force_zip64=True) as stream:
            stream.write(b"---\n")
            for _ in range(700):
                stream.write(bytes(MIB))
    return "bomb.md:1: no closing ---"


def dictionary(path: Path) -> str:
    data = bytearray(lzma.compress(bytes(10_240)))
    assert data[14] == 0x21  # the filter LZMA2, whose one property is the size of the dictionary
    data[16] = 40  # 4 GiB
    end = 12 + (data[12] + 1) * 4
    data[end - 4 : end] = zlib.crc32(data[12 : end - 4]).to_bytes(4, "little")
    path.write_bytes(data)
    return "needs more than 128 MiB of memory"


def giant_cell(path: Path) -> str:
    text = os.urandom(MIB).hex() * 100
    table = pa.table({"path": ["a.md", "b.md"], "content": [text, GOOD.decode()]})
    pq.write_table(table, path, compression="none")
    return "needs more than 448 MiB of memory"


def other_columns(path: Path) -> str:
    blob = os.urandom(MIB).hex()
    columns = {"path": ["a.md"] * 200, "content": [GOOD.decode()] * 200, "blob": [blob] * 200}
    pq.write_table(pa.table(columns), path)
    return "a second member of this name"


def distinct_texts(path: Path) -> str:
    texts = [GOOD.decode() + os.urandom(2048).hex() for _ in range(40_000)]
    pq.write_table(pa.table({"path": ["a.md"] * len(texts), "content": texts}), path)
    return "a second member of this name"


@pytest.mark.parametrize(
    ("ending", "attack"),
    [
        (".zip", zeros),
        (".tar.xz", dictionary),
        (".parquet", giant_cell),
        (".parquet", other_columns),
        (".parquet", distinct_texts),
    ],
)
def test_no_archive_fills_the_memory(ending: str, attack: object, tmp_path: Path) -> None:
    assert callable(attack)
    expected = attack(tmp_path / f"x{ending}")
    peak, told = build(tmp_path / f"x{ending}")
    assert expected in told
    assert peak < MAX_MEMORY
