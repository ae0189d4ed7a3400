"""The bytes of messages that were answered long ago: let go of, and whoever asks for them again is told."""

from datetime import timedelta

import pytest
from tests import exchanging as x

from relto.node.sweeping import KEPT, Sweeping, Swept
from relto.protocols.peer import BackfillRequest, Gap


@pytest.fixture
def pair():
    return x.acquainted("NZL", "JPN")


def bytes_of(node, message):
    with node.database.read() as work:
        return work.exchange.envelope(message)


def test_bytes_go_when_a_message_was_answered_long_ago_and_what_is_known_of_it_stays(pair):
    nzl, jpn = pair
    answered = nzl.release("JPN", "one")
    x.settle(nzl, jpn)
    nzl.clock.forward(KEPT - timedelta(hours=1))
    waiting = nzl.release("JPN", "two", number=2)
    assert Sweeping(nzl.node).sweep(nzl.clock.now()) == Swept(0, 0)
    before = bytes_of(nzl, answered.id)
    nzl.clock.forward(timedelta(hours=2))
    assert Sweeping(nzl.node).sweep(nzl.clock.now()).messages > 0
    assert (bytes_of(nzl, answered.id), len(before) > 0) == (b"", True)
    assert bytes_of(nzl, waiting.id)
    with nzl.database.read() as work:
        found = work.exchange.outgoing(answered.id)
        assert (found.state, found.digest) == ("accepted", answered.digest)
        assert work.exchange.came_about(answered.id, "receipt")
    nzl.clock.forward(KEPT)
    Sweeping(nzl.node).sweep(nzl.clock.now())
    assert bytes_of(nzl, waiting.id), "what nobody answered is kept however old it is"


def test_whoever_asks_for_bytes_that_are_gone_is_told_that_they_cannot_come(pair):
    nzl, jpn = pair
    sent = nzl.release("JPN", "one")
    x.settle(nzl, jpn)
    for node in pair:
        node.clock.forward(KEPT + timedelta(days=1))
    Sweeping(nzl.node).sweep(nzl.clock.now())
    for _ in range(2):
        asked = BackfillRequest(stream=sent.stream, gaps=[Gap(first=sent.sequence, last=sent.sequence)], highest=sent.sequence)
        with jpn.store.write() as work:
            jpn.exchange.outbox.enqueue(work, jpn.clock.now(), "NZL", asked)
        x.settle(nzl, jpn)
    told = jpn.lines("message.not-delivered", sent.id)
    assert [one.about["message"] for one in told] == [sent.id, sent.id]
    with nzl.database.read() as work:
        assert work.exchange.outgoing(sent.id).state == "accepted"
