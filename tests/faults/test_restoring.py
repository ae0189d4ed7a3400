"""A node read back from an old backup, against a counterpart that went on: no second history, no number twice, nothing lost or twice."""

import os
from collections import Counter

import pytest

from relto.bootstrap.stores import back_up
from relto.node.exchange.signing import pinned
from relto.node.journal import read
from relto.primitives import Unavailable
from relto.protocols.peer import parse_envelope, parse_message, verify_envelope
from tests.faults.invariants import check, check_log, waiting
from tests.faults.restoring import met, restored, succeeded
from tests.pairs import give_card, pair, until


@pytest.fixture
def both(tmp_path):
    with pair(tmp_path) as made:
        yield made


def sent(nzl):
    return nzl.send(nzl.approved(nzl.record(os.urandom(500)), "JPN")).message


def test_a_recipient_set_back_asks_again_for_what_it_lost_and_holds_it_once(both, tmp_path):
    nzl, jpn = both
    messages = [sent(nzl), sent(nzl)]
    met(nzl, jpn)
    back_up(jpn.folder, tmp_path / "backup")
    messages += [sent(nzl) for _ in range(3)]
    met(nzl, jpn)
    lost = jpn.node.holdings.page(jpn.people["analyst"]).entries[0].held
    assert lost.received.message == messages[-1]
    jpn.node.holdings.read(jpn.people["analyst"], lost.id)  # its receipts go out under numbers that the backup does not know
    met(nzl, jpn)

    def takes_and_sends_nothing(node):
        messages.append(sent(nzl))
        with pytest.raises(Unavailable, match="its log is frozen"):
            node.exchange.incoming("NZL", nzl.node.exchange.outgoing("JPN").data)
        assert node.exchange.outgoing("NZL") is None

    again = restored(jpn, tmp_path / "backup", tmp_path / "again", after=takes_and_sends_nothing)
    give_card(again, nzl)
    try:
        for one in (nzl, again):
            one.start()
        until("everything lost came again", lambda: len(again.node.holdings.page(again.people["analyst"]).entries) == 6, 90)
        until("everything is receipted", lambda: not waiting(nzl) and not waiting(again), 90)
    finally:
        for one in (nzl, again):
            one.stop()
    counts = Counter()
    check(nzl, again, messages, counts)
    check_log(nzl, counts)
    succeeded(again)
    assert counts["released"] == 6


def test_a_sender_set_back_uses_no_number_again_and_what_it_sends_again_is_held_once(both, tmp_path):
    nzl, jpn = both
    first = sent(nzl)
    draft = nzl.approved(nzl.record(os.urandom(500)), "JPN")
    met(nzl, jpn)
    back_up(nzl.folder, tmp_path / "backup")
    forgotten = nzl.send(draft).message
    met(nzl, jpn)
    held = jpn.node.holdings.page(jpn.people["analyst"]).entries
    assert [one.held.received.message for one in held] == [forgotten, first]

    again = restored(nzl, tmp_path / "backup", tmp_path / "again")
    give_card(again, jpn)
    jpn.node.holdings.read(jpn.people["analyst"], held[0].held.id)  # its sender does not know any more that it sent it
    repeated = again.send(draft).message
    new = sent(again)
    for _ in range(3):
        met(again, jpn)
    assert {first, forgotten, repeated, new} >= {one.held.received.message for one in jpn.node.holdings.page(jpn.people["analyst"]).entries}
    assert len(jpn.node.holdings.page(jpn.people["analyst"]).entries) == 3, "what was approved once is held once"
    with again.node.database.read() as work, jpn.node.database.read() as theirs:
        numbers = [(one.stream, one.sequence) for _, one in work.exchange.page("JPN", None, None, 1_000)]
        assert len(set(numbers)) == len(numbers)
        known = theirs.exchange.incoming("NZL", forgotten)
        assert (known.stream, known.sequence) not in numbers
        assert {work.exchange.outgoing(one).state for one in (first, repeated, new)} == {"accepted"}
        assert theirs.exchange.counterpart("NZL").stopped is None
        assert theirs.exchange.proofs() == []
    _forgotten_is_evident(again, forgotten)
    succeeded(again)


def _forgotten_is_evident(node, forgotten):
    """What the node sent and does not know any more stands in the evidence, by the recipient's signed receipts, and in the journal."""
    overseer = node.people["overseer"]
    kept = [one for one in node.node.looking.proofs(overseer, "JPN") if one.kind == "forgotten"]
    assert {one.subject for one in kept} == {forgotten}
    with node.node.database.read() as work:
        keys = pinned(work.exchange.keys("JPN"))
        lines = [read(work, one.number) for one in work.journal.found(kinds=["message.forgotten"], subject=forgotten)]
    receipts = []
    for one in kept:
        envelope = parse_envelope(node.node.looking.proof(overseer, one.id).data)
        verify_envelope(envelope, keys, "NZL")
        receipts.append(parse_message("receipt", envelope.body, attached=False))
    assert {one.message for one in receipts} == {forgotten}
    assert {one.level for one in receipts} == {line.about["level"] for line in lines} == {"accepted", "released", "opened"}
