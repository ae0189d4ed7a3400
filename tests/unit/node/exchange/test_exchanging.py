"""Messages between two nodes: taken once, receipted, retried, given up; and what is refused."""

from datetime import timedelta

import pytest
from tests import exchanging as x
from tests.nodes import START

from relto.node import Forbidden
from relto.primitives import BrokenSeal, Malformed, Unavailable
from relto.protocols.peer import Receipt, Schedule, parse_batch, parse_envelope, parse_message, write_batch


@pytest.fixture
def pair():
    return x.acquainted("NZL", "JPN")


def outgoing(node, message):
    with node.database.read() as work:
        return work.exchange.outgoing(message)


def receipts_in(data):
    return [parse_message("receipt", parse_envelope(one).body, attached=False) for one in parse_batch(data)]


def held(node):
    return [one.about["message"] for one in node.lines("test.held")]


def test_a_release_arrives_once_and_both_logs_say_so(pair):
    nzl, jpn = pair
    sent = nzl.release("JPN", "the bridge is closed")
    assert x.deliver(nzl, jpn) == 1
    assert held(jpn) == [sent.id]
    assert outgoing(nzl, sent.id).state == "accepted"
    assert outgoing(nzl, sent.id).progress.level == "accepted"
    assert [one.about["message"] for one in nzl.lines("message.receipted", sent.id)] == [sent.id]
    assert [one.about["digest"] for one in jpn.lines("message.accepted", sent.id)] == [sent.digest]
    assert x.deliver(nzl, jpn) == 0


def test_what_is_sent_twice_is_taken_once_and_gets_the_same_receipt(pair):
    nzl, jpn = pair
    nzl.release("JPN", "the bridge is closed")
    batch = nzl.exchange.outgoing("JPN")
    first = jpn.exchange.incoming("NZL", batch.data)
    assert jpn.exchange.incoming("NZL", batch.data) == first
    twice = parse_batch(batch.data) * 2
    assert parse_batch(jpn.exchange.incoming("NZL", write_batch(twice))) == parse_batch(first) * 2
    assert len(held(jpn)) == 1
    assert nzl.exchange.answered("JPN", first) == 1
    assert nzl.exchange.answered("JPN", first) == 0


def test_a_receipt_that_is_lost_is_given_again_to_the_next_try(pair):
    nzl, jpn = pair
    sent = nzl.release("JPN", "the bridge is closed")
    lost = jpn.exchange.incoming("NZL", nzl.exchange.outgoing("JPN").data)
    assert nzl.exchange.outgoing("JPN") is None
    nzl.clock.forward(timedelta(seconds=10))
    again = nzl.exchange.outgoing("JPN")
    assert again.ids == (sent.id,)
    assert jpn.exchange.incoming("NZL", again.data) == lost
    nzl.exchange.answered("JPN", lost)
    assert outgoing(nzl, sent.id).tries == 2


def test_what_is_due_next_comes_with_the_receipts_of_what_went_before(pair):
    nzl, jpn = pair
    sent = [nzl.release("JPN", f"report {number}", number=number) for number in range(3)]
    first = nzl.exchange.outgoing("JPN", 2)
    assert first.ids == tuple(one.id for one in sent[:2])
    counted, second = nzl.exchange.go_on("JPN", jpn.exchange.incoming("NZL", first.data), 2)
    assert (counted, second.ids) == (2, (sent[2].id,))
    assert [outgoing(nzl, one.id).tries for one in sent] == [1, 1, 1]
    assert nzl.exchange.go_on("JPN", jpn.exchange.incoming("NZL", second.data)) == (1, None)
    assert [outgoing(nzl, one.id).state for one in sent] == ["accepted"] * 3


def test_an_answer_that_is_none_says_nothing_of_what_is_due_next(pair):
    nzl, _ = pair
    nzl.release("JPN", "one")
    nzl.exchange.outgoing("JPN")
    second = nzl.release("JPN", "two", number=1)
    with pytest.raises(BrokenSeal):
        nzl.exchange.go_on("JPN", b"no batch")
    assert outgoing(nzl, second.id).tries == 0
    counted, batch = nzl.exchange.go_on("JPN", write_batch([]))
    assert (counted, batch.ids) == (0, (second.id,))


def test_what_is_on_its_way_is_not_sent_beside_itself(pair):
    nzl, _ = pair
    sent = [nzl.release("JPN", f"report {number}", number=number) for number in range(3)]
    away = nzl.exchange.outgoing("JPN", 2).ids
    nzl.clock.forward(timedelta(seconds=10))
    assert nzl.exchange.outgoing("JPN", 1, away).ids == (sent[2].id,)
    assert nzl.exchange.outgoing("JPN", 3, away) is None
    assert nzl.exchange.outgoing("JPN").ids == away


def test_a_message_that_nobody_answers_is_tried_as_agreed_and_given_up_with_evidence():
    terms = x.Terms(schedule=Schedule(first=10, growth=200, longest=40, tries=5))
    nzl, jpn = x.acquainted("NZL", "JPN", terms=terms)
    sent = nzl.release("JPN", "the bridge is closed")
    tried = []
    while outgoing(nzl, sent.id).state == "waiting":
        if (batch := nzl.exchange.outgoing("JPN")) is not None and sent.id in batch.ids:
            tried.append((nzl.clock.at - START).total_seconds())
        nzl.clock.forward(timedelta(seconds=5))
        nzl.exchange.tick()
    assert tried == [0, 10, 30, 70, 110]
    assert nzl.clock.at == START + timedelta(seconds=120)
    with nzl.database.read() as work:
        kinds = [one.kind for one in work.exchange.proofs(subject=sent.id)]
    assert kinds == ["non-delivery"]
    assert [one.about["tries"] for one in nzl.lines("message.given-up", sent.id)] == ["5"]
    nzl.clock.forward(timedelta(seconds=40))
    jpn.clock.at = nzl.clock.at
    nzl.exchange.tick()
    x.settle(nzl, jpn)
    assert held(jpn) == []
    assert sent.id in [one.about["message"] for one in jpn.lines("message.not-delivered")]
    with jpn.database.read() as work:
        assert work.exchange.gaps() == []


def test_a_receipt_that_comes_after_the_message_was_given_up_is_kept_beside_the_evidence():
    terms = x.Terms(schedule=Schedule(first=1, growth=100, longest=1, tries=2))
    nzl, jpn = x.acquainted("NZL", "JPN", terms=terms)
    sent = nzl.release("JPN", "the bridge is closed")
    late = jpn.exchange.incoming("NZL", nzl.exchange.outgoing("JPN").data)
    for _ in range(10):
        nzl.clock.forward(timedelta(seconds=1))
        nzl.exchange.outgoing("JPN")
        nzl.exchange.tick()
    assert outgoing(nzl, sent.id).state == "given-up"
    nzl.exchange.answered("JPN", late)
    assert outgoing(nzl, sent.id).state == "accepted"
    with nzl.database.read() as work:
        assert [one.kind for one in work.exchange.proofs(subject=sent.id)] == ["non-delivery", "late-receipt"]


def test_receipts_of_every_level_come_back_and_silence_is_an_event(pair):
    nzl, jpn = pair
    first, second = nzl.release("JPN", "one"), nzl.release("JPN", "two", number=1)
    x.settle(nzl, jpn)
    with jpn.store.write() as work:
        for level in ("released", "opened", "acted"):
            jpn.exchange.answers.report(work, "NZL", first.id, level, jpn.clock.now(), "done" if level == "acted" else None)
    x.settle(nzl, jpn)
    assert outgoing(nzl, first.id).progress.level == "acted"
    assert outgoing(nzl, second.id).progress.level == "accepted"
    nzl.clock.forward(timedelta(seconds=599))
    nzl.exchange.tick()
    assert nzl.lines("message.silent") == []
    nzl.clock.forward(timedelta(seconds=2))
    nzl.exchange.tick()
    nzl.exchange.tick()
    assert [(one.about["message"], one.about["level"]) for one in nzl.lines("message.silent")] == [(second.id, "released")]
    with nzl.database.read() as work:
        assert [one.kind for one in work.exchange.proofs(subject=second.id)] == ["silence"]


def test_a_receipt_that_somebody_forged_or_replayed_counts_for_nothing(pair):
    nzl, jpn = pair
    usa = x.Node("USA")
    first, second = nzl.release("JPN", "one"), nzl.release("JPN", "two", number=1)
    answer = jpn.exchange.incoming("NZL", nzl.exchange.outgoing("JPN").data)
    one, two = parse_batch(answer)
    forged = one[:-200] + bytes([one[-200] ^ 1]) + one[-199:]
    assert nzl.exchange.answered("JPN", write_batch([forged])) == 0
    assert nzl.exchange.answered("USA", write_batch([one])) == 0
    assert outgoing(nzl, first.id).state == "waiting"
    assert nzl.exchange.answered("JPN", write_batch([two, two])) == 1
    assert (outgoing(nzl, first.id).state, outgoing(nzl, second.id).state) == ("waiting", "accepted")
    assert usa.party == "USA"


def test_an_effect_that_fails_leaves_nothing_and_refuses_its_message_alone(pair):
    nzl, jpn = pair
    nzl.release("JPN", "one")
    jpn.held.fails = Malformed("no room on the shelf")
    batch = nzl.exchange.outgoing("JPN")
    refused = receipts_in(jpn.exchange.incoming("NZL", batch.data))
    assert [(one.refused, one.again) for one in refused] == [("message", False)]
    assert held(jpn) == []
    jpn.held.fails = None
    assert receipts_in(jpn.exchange.incoming("NZL", batch.data)) == refused


def test_a_copy_gets_its_receipt_whatever_would_be_found_of_it_now(pair):
    nzl, jpn = pair
    nzl.release("JPN", "one")
    batch = nzl.exchange.outgoing("JPN")
    first = jpn.exchange.incoming("NZL", batch.data)
    examining = jpn.held.examining
    for error in (Malformed("it cannot be read any more"), Unavailable("not now")):

        def failing(*_, error=error):
            raise error

        jpn.held.examining = failing
        assert jpn.exchange.incoming("NZL", batch.data) == first
    jpn.held.examining = examining
    with jpn.database.read() as work:
        assert work.exchange.proofs("NZL") == []
    assert len(held(jpn)) == 1


def test_a_store_that_fails_takes_nothing_and_the_same_batch_is_taken_later(pair):
    nzl, jpn = pair
    nzl.release("JPN", "one")
    batch = nzl.exchange.outgoing("JPN")
    jpn.held.fails = RuntimeError("the power went off")
    with pytest.raises(RuntimeError):
        jpn.exchange.incoming("NZL", batch.data)
    assert held(jpn) == []
    jpn.start()
    jpn.exchange.incoming("NZL", batch.data)
    assert len(held(jpn)) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda _: {"people": ("p-1", "p-1")}, "manifest"),
        (lambda _: {"people": ("p-1",)}, "manifest"),
        (lambda _: {"recipient": "USA"}, "manifest"),
        (lambda _: {"banner": x.Marked(system="nz", text="NO SUCH LEVEL", on=START.date())}, "label"),
        (lambda _: {"content": x.content_of(b"another", "text/markdown", b"s" * 16)}, "manifest"),
    ],
    ids=["one person twice", "one person", "approved for another", "no label", "other content"],
)
def test_a_release_that_is_not_in_order_is_refused_for_good(pair, change, reason):
    nzl, jpn = pair
    sent = nzl.release("JPN", "one", **change("item"))
    x.deliver(nzl, jpn)
    assert held(jpn) == []
    assert (outgoing(nzl, sent.id).state, outgoing(nzl, sent.id).progress.reason) == ("refused", reason)
    assert [one.about["refused"] for one in jpn.lines("message.refused", sent.id)] == [reason]
    with jpn.database.read() as work:
        assert work.exchange.gaps() == []


def test_numbers_that_are_missing_are_named_and_come_again(pair):
    nzl, jpn = pair
    sent = [nzl.release("JPN", f"number {n}", number=n) for n in range(5)]
    envelopes = parse_batch(nzl.exchange.outgoing("JPN").data)
    nzl.exchange.answered("JPN", jpn.exchange.incoming("NZL", write_batch([envelopes[0], envelopes[3]])))
    with nzl.store.write() as work:  # as if the sender had lost its knowledge of what is still to go
        work.exchange.put_outgoing([x.evolve(work.exchange.outgoing(one.id), next_try=None, state="accepted") for one in sent])
    for missing in ("4-5", "7-7"):  # the last one is missed once something comes behind it
        for node in pair:
            node.clock.forward(timedelta(seconds=60))
        jpn.exchange.tick()
        assert jpn.lines("row.gaps")[-1].about["missing"] == missing
        x.settle(nzl, jpn)
    assert sorted(held(jpn)) == sorted(one.id for one in sent)
    with jpn.database.read() as work:
        assert work.exchange.gaps() == []


def test_the_same_identifier_or_number_for_another_message_is_refused_and_kept_as_evidence(pair):
    nzl, jpn = pair
    sent = nzl.release("JPN", "one")
    x.deliver(nzl, jpn)
    with nzl.store.write() as work:  # as after a restore from a backup: it gives the same numbers again
        work.exchange.put_counterpart(x.evolve(work.exchange.lock("JPN"), sent=sent.sequence - 1))
        table = x.tables.exchange.outgoing
        work.connection.execute(table.delete().where(table.c.id == sent.id))
    other = nzl.release("JPN", "another", number=9)
    batch = nzl.exchange.outgoing("JPN")
    receipts = receipts_in(jpn.exchange.incoming("NZL", batch.data))
    assert [(one.message, one.refused) for one in receipts] == [(other.id, "sequence-reused")]
    with jpn.database.read() as work:
        assert [one.kind for one in work.exchange.proofs("NZL")] == ["sequence-reused"]
    assert held(jpn) == [sent.id]


def test_recipient_substitution_a_message_passed_on_by_another_node_is_refused():
    nzl, jpn, usa = x.acquainted("NZL", "JPN", "USA")
    nzl.release("JPN", "one")
    batch = nzl.exchange.outgoing("JPN")
    assert [one.refused for one in receipts_in(jpn.exchange.incoming("USA", batch.data))] == ["wrong-party"]
    assert [one.refused for one in receipts_in(usa.exchange.incoming("NZL", batch.data))] == ["recipient"]
    assert held(jpn) == held(usa) == []


def test_a_stranger_is_no_counterpart(pair):
    with pytest.raises(Malformed, match="no counterpart of this node"):
        pair[0].exchange.incoming("FRA", write_batch([]))


def test_clocks_may_differ_as_agreed_and_no_more(pair):
    nzl, jpn = pair
    nzl.clock.forward(timedelta(seconds=300))
    nzl.release("JPN", "one")
    x.deliver(nzl, jpn)
    assert len(held(jpn)) == 1
    nzl.clock.forward(timedelta(seconds=1))
    sent = nzl.release("JPN", "two")
    x.deliver(nzl, jpn)
    assert len(held(jpn)) == 1
    assert outgoing(nzl, sent.id).state == "waiting"
    jpn.clock.forward(timedelta(minutes=10))
    nzl.clock.forward(timedelta(minutes=9))
    x.deliver(nzl, jpn)
    assert len(held(jpn)) == 2


def test_what_came_too_late_is_refused_for_good():
    nzl, jpn = x.acquainted("NZL", "JPN", terms=x.Terms(delivery=60))
    sent = nzl.release("JPN", "one")
    jpn.clock.forward(timedelta(seconds=61))
    x.deliver(nzl, jpn)
    assert (outgoing(nzl, sent.id).state, outgoing(nzl, sent.id).progress.reason) == ("refused", "late")


def test_a_recall_is_never_too_late():
    nzl, jpn = x.acquainted("NZL", "JPN", terms=x.Terms(delivery=60))
    sent = nzl.release("JPN", "one")
    x.deliver(nzl, jpn)
    nzl.exchange.orders.recall(x.OFFICER, sent.about, duty="destroy", says="wrong", answer_by=nzl.clock.now() + timedelta(days=2))
    for node in (nzl, jpn):
        node.clock.forward(timedelta(hours=5))
    x.deliver(nzl, jpn)
    assert jpn.lines("test.recalled", sent.about)


def test_a_release_that_is_barred_before_it_was_delivered_does_not_go(pair):
    nzl, jpn = pair
    sent = nzl.release("JPN", "one")
    assert nzl.exchange.outgoing("JPN") is not None  # lost on the way
    nzl.held.barred.add(sent.about)
    nzl.clock.forward(timedelta(seconds=10))
    x.settle(nzl, jpn)
    assert held(jpn) == []
    assert outgoing(nzl, sent.id).state == "given-up"
    assert [one.about["says"] for one in nzl.lines("message.given-up")] == ["withheld: barred"]


def test_nothing_goes_without_a_counterpart(pair):
    with pytest.raises(Malformed, match="no node to send to"):
        pair[0].release("FRA", "one")


def test_a_receipt_is_a_signed_statement_of_what_was_received(pair):
    nzl, jpn = pair
    sent = nzl.release("JPN", "one")
    x.deliver(nzl, jpn)
    with nzl.database.read() as work:
        kept = work.exchange.came_about(sent.id, "receipt")
        signature, body = work.exchange.said("JPN", kept[0].id)
    receipt = parse_message("receipt", body, attached=False)
    assert isinstance(receipt, Receipt)
    assert (receipt.message, receipt.digest, receipt.level, receipt.refused) == (sent.id, sent.digest, "accepted", None)
    assert signature.count(".") == 2


def test_nothing_is_released_under_an_agreement_that_is_not_signed_by_both():
    nzl, jpn = x.Node("NZL"), x.Node("JPN")
    nzl.know(jpn)
    jpn.know(nzl)
    pact = nzl.exchange.agreeing.propose(x.OFFICER, "JPN", "jpn-nzl-2025", b"text", x.TERMS)
    x.settle(nzl, jpn)
    nzl.exchange.agreeing.sign(x.OFFICER, "JPN", pact.sha256)
    x.settle(nzl, jpn)
    with pytest.raises(Forbidden, match="not signed by the counterpart"):
        nzl.release("JPN", "one")
