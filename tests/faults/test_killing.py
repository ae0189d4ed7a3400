"""The short form of the rounds of kill -9; `make soak` runs a thousand."""

from tests.faults.killing import rounds


def test_nodes_that_are_killed_lose_nothing_and_do_nothing_twice(tmp_path):
    counts = rounds(tmp_path, 4, seed=1)
    assert counts["kills of NZL"] + counts["kills of JPN"] == 4
    assert counts["acknowledged"] > 0
    assert counts["lines of logs"] > 0
