"""The benchmarks run, in their short form: its figures mean nothing, and none is asserted. `make bench` measures."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "topics", [("decision", "holdings", "proving"), ("markings", "spif", "process", "audit"), ("node", "pages")], ids="+".join
)
def test_the_short_form_of_the_benchmarks_ends_well(topics):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", *topics], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert len(done.stdout.splitlines()) > len(topics)
