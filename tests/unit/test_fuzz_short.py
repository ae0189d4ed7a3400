"""The short form of `make fuzz`: a few hundred inputs of every target, always the same; and some thousand guided by coverage."""

import platform
import sys

import pytest

from tests.fuzz import guided
from tests.fuzz.running import run
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_bad_input_is_refused_and_nothing_else(target):
    done = run(target, seed=1, seconds=3, most=400)
    assert done.failure is None, f"{done.failure.told()}\n{done.failure.given!r}"
    assert done.inputs > 5


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="there are builds of the fuzzer for Linux on x86-64 alone"
)
def test_what_coverage_leads_to_is_refused_and_nothing_else(capfd):
    assert guided.run("markings", seed=1, inputs=1_500, processes=1) == 0, capfd.readouterr().out
    assert " 1500 inputs" in capfd.readouterr().out
