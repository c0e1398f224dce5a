"""Each reader, on all past findings and some inputs that nobody wrote (see ``tests.fuzz``)."""

from itertools import islice

import pytest

from tests.fuzz.fuzzing import findings, mutant, problem
from tests.fuzz.readers import READERS, SEEDS, seeds

COUNT = 150
# Each writes all formats, or is read in a process of its own.
SLOW = {"rdf": 50, "parquet": 50}


@pytest.mark.parametrize("name", READERS)
def test_past_findings_stay_found(name: str) -> None:
    for data in seeds(name):
        assert problem(name, data) is None, data[:200]


@pytest.mark.parametrize("name", READERS)
def test_inputs_that_nobody_wrote_raise_nothing(name: str) -> None:
    for number, _, wrong in islice(findings(name), SLOW.get(name, COUNT)):
        assert wrong is None, f"{name} {number}: {wrong}"


def test_mutants_are_the_same_every_time() -> None:
    for name in READERS:
        assert [mutant(name, n) for n in range(5)] == [mutant(name, n) for n in range(5)]


def test_seeds_belong_to_a_reader() -> None:
    assert {path.name for path in SEEDS.iterdir()} <= set(READERS)
