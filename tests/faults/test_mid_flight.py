"""On real nodes: keys that change while messages are on their way, receipts that come late, clocks that are months off."""

import os
from collections import Counter
from datetime import timedelta

import pytest

from relto.adapters.clock import SystemClock
from tests.faults.backlog import backlog
from tests.faults.invariants import check, check_log, waiting
from tests.pairs import carried, give_card, pair

_YEAR = timedelta(days=365)


class Shifted:
    """The machine's clock, so much ahead."""

    def __init__(self):
        self.by = timedelta()

    def now(self):
        return SystemClock().now() + self.by


@pytest.fixture
def both(tmp_path):
    with pair(tmp_path) as made:
        for one in made:
            object.__setattr__(one.node.surroundings, "clock", Shifted())  # what no node's services ever do
        yield made


def sent(nzl):
    return nzl.send(nzl.approved(nzl.record(os.urandom(500)), "JPN")).message


def clock(party):
    return party.node.surroundings.clock


def sound(nzl, jpn, messages):
    counts = Counter()
    check(nzl, jpn, messages, counts)
    for one in (nzl, jpn):
        check_log(one, counts)


def test_a_key_that_is_rotated_or_revoked_on_the_way_loses_nothing(both):
    nzl, jpn = both
    messages = [sent(nzl)]
    keys = nzl.node.surroundings.keys
    at = clock(nzl).now()
    keys.rotate("nzl-sign-1", "nzl-sign-2", at=at, valid_until=at + _YEAR)
    for one in both:
        clock(one).by = timedelta(seconds=2)
    give_card(nzl, jpn)
    messages.append(sent(nzl))
    carried(nzl, jpn)
    assert not waiting(nzl)  # what the first key signed while it was valid is believed, and what the second signs
    stolen = sent(nzl)
    keys.new("nzl-sign-3", "sign", "ec:secp256r1", valid_from=at, valid_until=at + 2 * _YEAR)
    give_card(nzl, jpn)
    keys.revoke("nzl-sign-2", clock(nzl).now())
    nzl.node.exchange.agreeing.announce(nzl.people["security"], ("nzl-sign-2",), systems=frozenset({"nz"}))
    answer = jpn.node.exchange.incoming("NZL", nzl.node.exchange.outgoing("JPN", 1).data)  # the word of it, which is immediate
    nzl.node.exchange.answered("JPN", answer)
    assert waiting(nzl) == 1
    with jpn.node.database.read() as work:
        assert work.exchange.incoming("NZL", stolen) is None, "a revoked key signs nothing, whenever it says it did"
    messages.append(sent(nzl))
    carried(nzl, jpn)
    with nzl.node.database.read() as work:
        states = [work.exchange.outgoing(one).state for one in (*messages, stolen)]
    assert states == ["accepted"] * 3 + ["waiting"]
    assert len(jpn.node.holdings.page(jpn.people["analyst"]).entries) == 3


def test_a_receipt_that_comes_after_its_message_was_given_up_is_kept_and_the_message_was_taken_once(both):
    nzl, jpn = both
    late = sent(nzl)
    answer = jpn.node.exchange.incoming("NZL", nzl.node.exchange.outgoing("JPN").data)
    for _ in range(700):
        clock(nzl).by += timedelta(seconds=2)
        if nzl.node.exchange.outgoing("JPN") is None:
            break
    clock(nzl).by += timedelta(minutes=5)
    nzl.node.exchange.tick()
    with nzl.node.database.read() as work:
        assert work.exchange.outgoing(late).state == "given-up"
    assert nzl.node.exchange.answered("JPN", answer) >= 1
    with nzl.node.database.read() as work:
        assert work.exchange.outgoing(late).state == "accepted"
        assert [one.kind for one in work.exchange.proofs("JPN", late)] == ["non-delivery", "late-receipt"]
    clock(jpn).by = clock(nzl).by
    carried(nzl, jpn)
    assert len(jpn.node.holdings.page(jpn.people["analyst"]).entries) == 1


def test_clocks_that_are_months_off_delay_and_lose_nothing(both):
    nzl, jpn = both
    messages, now = [], timedelta(days=100)
    clock(nzl).by = now
    for by in (timedelta(days=-90), timedelta(days=90), timedelta()):
        clock(jpn).by = now + by
        messages.append(sent(nzl))
        carried(nzl, jpn)
        for entry in jpn.node.holdings.page(jpn.people["analyst"]).entries:
            jpn.node.holdings.read(jpn.people["analyst"], entry.held.id)
        carried(nzl, jpn)
        for one in (nzl, jpn):
            one.node.exchange.tick()
    for _ in range(3):
        clock(nzl).by += timedelta(minutes=5)
        clock(jpn).by += timedelta(minutes=5)
        for one in (nzl, jpn):
            one.node.exchange.tick()
        carried(nzl, jpn)
    assert not waiting(nzl)
    assert waiting(jpn)  # what it said while it was ahead is from the future, and waits for its day
    for one in both:
        clock(one).by += timedelta(days=91)
    carried(nzl, jpn)
    assert not waiting(jpn)
    sound(nzl, jpn, messages)


def test_what_piled_up_in_a_partition_arrives_once(tmp_path):
    counts = backlog(tmp_path, 150)
    assert counts["acknowledged"] == counts["released"] == 150
    assert counts["batches lost"] > 0
