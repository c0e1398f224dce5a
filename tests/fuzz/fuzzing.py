"""Mutants of seeds, the same for the same number; and what counts as a finding."""

import random
import time
import traceback
from collections.abc import Iterator
from hashlib import blake2b

from tests.fuzz.readers import READERS, SEEDS, seeds

#: How long one input may take, in seconds of CPU.
LIMIT = 5.0
_LONGEST = 300_000


def mutant(name: str, number: int) -> bytes:
    """Return the input of a number."""
    dice = random.Random(f"{name} {number}")  # noqa: S311 - no secret
    known = seeds(name)
    data = dice.choice(known)
    for _ in range(dice.choice((1, 1, 2, 3, 8))):
        data = _change(data, known, READERS[name].pieces, dice)
    return data[:_LONGEST]


def _change(data: bytes, known: list[bytes], pieces: list[bytes], dice: random.Random) -> bytes:
    start = dice.randrange(len(data) + 1)
    end = min(len(data), start + dice.choice((0, 0, 1, 2, 8, 64)))
    match dice.randrange(6):
        case 0:
            new = dice.choice(pieces)
        case 1:
            new = dice.randbytes(dice.choice((1, 2, 4)))
        case 2:  # what is quadratic shows when it is long
            new = (data[start:end] or dice.choice(pieces)) * dice.choice((2, 10, 300, 5000))
        case 3:
            other = dice.choice(known)
            new = other[dice.randrange(len(other) + 1) :]
        case 4:
            new = bytes(byte ^ 1 << dice.randrange(8) for byte in data[start:end])
        case _:
            new = b""
    return (data[:start] + new + data[end:])[:_LONGEST]


def problem(name: str, data: bytes) -> str | None:
    """Return what is wrong with how a reader takes an input, or None."""
    began = time.process_time()
    try:
        READERS[name].read(data)
    except Exception:
        return traceback.format_exc()
    took = time.process_time() - began
    return f"took {took:.1f} s for {len(data):,} bytes" if took > LIMIT else None


def findings(name: str, first: int = 0) -> Iterator[tuple[int, bytes, str | None]]:
    """Yield number, input and what is wrong with it, without end."""
    number = first
    while True:
        data = mutant(name, number)
        yield number, data, problem(name, data)
        number += 1


def keep(name: str, data: bytes) -> str:
    """Keep an input among the seeds; return the name of its file."""
    folder = SEEDS / name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / blake2b(data, digest_size=6).hexdigest()
    path.write_bytes(data)
    return str(path)
