"""How many requests an account may make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relto.node.trying import Wait
from relto.server.limits import Limits
from relto.server.rates import Rates

STEPS = st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 20)), max_size=60)


class Clock:
    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at


def made(burst=5, rate=0.5):
    clock = Clock()
    return Rates(Limits(account_burst=burst, account_rate=rate), clock), clock


@given(STEPS)
def test_nobody_gets_more_than_a_burst_and_the_rate_and_nobody_less(steps):
    rates, clock = made()
    taken, refused = {"a": [], "b": []}, {"a": [], "b": []}
    for account, pause in steps:
        clock.at += pause
        try:
            rates.take(account)
        except Wait:
            refused[account].append(clock.at)
        else:
            taken[account].append(clock.at)
    for account, times in taken.items():
        for first, start in enumerate(times):
            for last in range(first, len(times)):
                assert last - first + 1 <= 5 + (times[last] - start) * 0.5 + 1e-6
        for at in refused[account]:
            assert len([one for one in times if one <= at]) >= 5, "refused before the burst was used"


def test_whoever_waits_as_told_is_served():
    rates, clock = made(burst=1, rate=0.3)
    rates.take("a")
    with pytest.raises(Wait) as told:
        rates.take("a")
    clock.at += told.value.seconds
    rates.take("a")


def test_full_buckets_are_forgotten():
    rates, clock = made()
    for number in range(1_000):
        rates.take(str(number))
    clock.at += 10
    rates.take("a")
    assert len(rates._buckets) == 1
