"""A file in parts → the same file, with the parts that the one before it had copied from there.

Of a large archive little changes. Where a part is made of what it was made of before, its bytes are
those of the file that is there, if they still are what was written.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from storyweft.rdf.parts import Part
from storyweft.sources.stamps import digest_of, digest_of_values, stamp_of


class Span(NamedTuple):
    """Where a part of a file is, in bytes, and digests of what it was made of and of its bytes."""

    start: int
    length: int
    made_of: bytes
    content: bytes


class Splicing:
    """The files of a folder that are written in parts.

    ``spans`` are those of the parts of each file that was written, by name.
    """

    def __init__(self, folder: Path, before: Mapping[str, list[Span]]) -> None:
        self._folder = folder
        self._before = before
        self.spans: dict[str, list[Span]] = {}

    def splice(self, name: str, parts: Iterable[Part[str]]) -> Iterator[bytes]:
        """Yield the bytes of a file in pieces; what is copied is not made."""
        before = {span.made_of: span for span in self._before.get(name, ())}
        spans = self.spans[name] = []
        start = 0
        with _opened(self._folder / name) as old:
            for made_of, texts in parts:
                if made_of is None:
                    for text in texts:
                        start += len(data := text.encode())
                        yield data
                    continue
                digest = digest_of_values([made_of])
                data = _copy(old, before.get(digest)) or "".join(texts).encode()
                spans.append(Span(start, len(data), digest, digest_of(data)))
                start += len(data)
                yield data


def _opened(path: Path) -> BinaryIO:
    """Open the file that was there; nothing if there is none."""
    with suppress(OSError):
        if stamp_of(path):  # no pipe
            return path.open("rb")
    return BytesIO()


def _copy(old: BinaryIO, span: Span | None) -> bytes:
    """Return the bytes of a part, or none if they are not what they were."""
    if span is None:
        return b""
    old.seek(span.start)
    data = old.read(span.length)
    return data if digest_of(data) == span.content else b""
