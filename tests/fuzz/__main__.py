"""Fuzz one reader, or all of them in turn, for as long as one likes."""

import argparse
import time

from tests.fuzz.fuzzing import findings, keep, problem
from tests.fuzz.readers import READERS, seeds


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(READERS)}")
    parser.add_argument("--minutes", type=float, default=1.0, help="for each reader")
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    options = parser.parse_args()
    total = 0
    for name in options.names or READERS:
        if name not in READERS:
            parser.error(f"no reader {name!r}: use {', '.join(READERS)}")
        total += fuzz(name, options.minutes, options.first)
    raise SystemExit(1 if total else 0)


def fuzz(name: str, minutes: float, first: int) -> int:
    """Print what is found; return how much that is."""
    total = sum(problem(name, data) is not None for data in seeds(name))
    deadline = time.monotonic() + 60 * minutes
    for number, data, wrong in findings(name, first):
        if wrong:
            total += 1
            print(f"{name} {number}: kept as {keep(name, data)}\n{wrong}", flush=True)
        if time.monotonic() > deadline or total >= 20:
            print(f"{name}: {number + 1 - first:,} inputs, {total} findings", flush=True)
            break
    return total


if __name__ == "__main__":
    main()
