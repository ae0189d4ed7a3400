"""The bytes of messages that were answered long ago: let go of, and whoever asks for them again is told."""

from datetime import timedelta

import pytest
from tests import exchanging as x
from tests import stores

from relto.node import sweeping
from relto.node.exchange.signing import pinned
from relto.node.sweeping import KEPT, Sweeping, Swept
from relto.protocols.peer import BackfillRequest, Gap, parse_envelope, parse_message, verify_envelope


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


def test_however_many_there_are_all_go_some_at_a_time(pair, monkeypatch):
    nzl, jpn = pair
    sent = [nzl.release("JPN", "one", number=number) for number in range(5)]
    x.settle(nzl, jpn)
    nzl.clock.forward(KEPT + timedelta(hours=1))
    monkeypatch.setattr(sweeping, "_AT_ONCE", 2)
    assert Sweeping(nzl.node).sweep(nzl.clock.now()).messages >= len(sent)
    assert [bytes_of(nzl, one.id) for one in sent] == [b""] * len(sent)
    assert Sweeping(nzl.node).sweep(nzl.clock.now()).messages == 0


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


def gone_on(restored, other):
    """A restored node and its counterpart, some time later."""
    for _ in range(4):
        for node in (restored, other):
            node.clock.at = max(restored.clock.at, other.clock.at) + timedelta(minutes=6)
            node.exchange.tick()
        x.settle(restored, other)
    return restored


def test_what_a_node_lost_that_was_set_back_too_far_stands_in_evidence_and_in_both_journals(pair):
    nzl, jpn = pair
    for node in pair:
        node.exchange.tick()
    x.settle(nzl, jpn)
    before = stores.dump(jpn.database)
    lost = nzl.release("JPN", "one")
    x.settle(nzl, jpn)
    for node in pair:
        node.clock.forward(KEPT + timedelta(days=1))
    Sweeping(nzl.node).sweep(nzl.clock.now())
    later = nzl.release("JPN", "two", number=2)
    x.settle(nzl, jpn)
    jpn = gone_on(x.set_back(jpn, before, nzl), nzl)
    assert [one.about["message"] for one in jpn.lines("test.held")] == [later.id]  # its bytes were there still
    with jpn.database.read() as work:
        (proof,) = [one for one in work.exchange.proofs("NZL", lost.id) if one.kind == "lost"]
        assert not work.exchange.gaps()
    word = parse_envelope(proof.data)
    with jpn.database.read() as work:
        verify_envelope(word, pinned(work.exchange.keys("NZL")), "JPN")
    said = parse_message("non-delivery", word.body, attached=False)
    assert (said.message, said.digest) == (lost.id, lost.digest)
    for line in jpn.lines("message.not-delivered", lost.id):
        assert (line.about["digest"], line.about["says"]) == (lost.digest, "it was answered long ago, and is not kept any more")
    (there,) = nzl.lines("message.lost-there", lost.about)
    assert (there.about["message"], there.about["recipient"]) == (lost.id, "JPN")


def test_a_recall_is_learnt_again_however_far_a_node_was_set_back(pair):
    nzl, jpn = pair
    for node in pair:
        node.exchange.tick()
    sent = nzl.release("JPN", "one")
    x.settle(nzl, jpn)
    before = stores.dump(jpn.database)
    nzl.exchange.orders.recall(x.OFFICER, sent.about, duty="destroy", says="wrong", answer_by=nzl.clock.now() + timedelta(days=2))
    x.settle(nzl, jpn)
    assert jpn.lines("test.recalled", sent.about)
    for node in pair:
        node.clock.forward(KEPT + timedelta(days=1))
    assert Sweeping(nzl.node).sweep(nzl.clock.now()).messages > 0
    jpn = x.set_back(jpn, before, nzl)
    assert not jpn.lines("test.recalled", sent.about)
    gone_on(jpn, nzl)
    assert jpn.lines("test.recalled", sent.about)


def test_what_a_node_that_was_set_back_asks_for_again_is_not_too_late():
    nzl, jpn = x.acquainted("NZL", "JPN", terms=x.Terms(delivery=60))
    for node in (nzl, jpn):
        node.exchange.tick()
    x.settle(nzl, jpn)
    before = stores.dump(jpn.database)
    lost = nzl.release("JPN", "one")
    x.settle(nzl, jpn)
    for node in (nzl, jpn):
        node.clock.forward(timedelta(days=1))
    jpn = gone_on(x.set_back(jpn, before, nzl), nzl)
    assert [one.about["message"] for one in jpn.lines("test.held")] == [lost.id]
    with nzl.database.read() as work:
        assert work.exchange.outgoing(lost.id).state == "accepted"
