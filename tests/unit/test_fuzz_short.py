"""The short form of `make fuzz`: a few hundred inputs of every target, always the same."""

import pytest
from tests.fuzz import TARGETS
from tests.fuzz.running import run


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_bad_input_is_refused_and_nothing_else(target):
    done = run(target, seed=1, seconds=3)
    assert done.failure is None, f"{done.failure.told()}\n{done.failure.given!r}"
    assert done.inputs > 5
