"""Agreements, keys, consents, orders, logs and files between nodes."""

from datetime import timedelta

import pytest
from tests import exchanging as x
from tests import stores
from tests.nodes import START

from relto.audit import (
    Checkpoint,
    Note,
    Request,
    parse_checkpoint,
    parse_disagreement,
    parse_note,
    sign_text,
    verify_disagreement,
)
from relto.node import Absent, Forbidden
from relto.node.exchange.ordering import unanswered
from relto.node.records.settling import ConsentRule
from relto.primitives import BrokenSeal, Malformed, Unavailable
from relto.protocols.peer import AgreementSignature, CheckpointRequest, parse_batch, parse_envelope, parse_message, pledge, write_batch

DAY = START.date()


@pytest.fixture
def pair():
    return x.acquainted("NZL", "JPN")


@pytest.fixture
def three():
    return x.acquainted("NZL", "JPN", "USA")


def state(node, message):
    with node.database.read() as work:
        found = work.exchange.outgoing(message)
    return found.state, found.progress.reason


def held(node):
    return [one.about["message"] for one in node.lines("test.held")]


# agreements


def test_both_sign_the_same_text_and_the_arrangement_knows(pair):
    for node in pair:
        assert [one.about["agreement"] for one in node.lines("agreement.in-force")] == ["jpn-nzl-2025"]
        assert [one.about["agreement"] for one in node.lines("test.signed")] == ["jpn-nzl-2025"]


def test_a_signature_of_another_text_is_refused(pair):
    nzl, jpn = pair
    other = pledge("jpn-nzl-2025", ("NZL", "JPN"), b"another text", x.TERMS)
    with nzl.store.write() as work:
        said = AgreementSignature(agreement="jpn-nzl-2025", agreement_sha256=other.sha256, signed_on=DAY)
        sent = nzl.exchange.outbox.enqueue(work, nzl.clock.now(), "JPN", said)
    x.deliver(nzl, jpn)
    assert state(nzl, sent.id) == ("waiting", None)
    assert len(jpn.lines("agreement.in-force")) == 1


def test_a_counterpart_whose_agreement_differs_is_refused_until_both_signed_the_same(pair):
    nzl, jpn = pair
    with nzl.store.write() as work:  # a node that thinks another text is signed
        other = pledge("jpn-nzl-2025", ("NZL", "JPN"), b"another text", x.TERMS)
        pact = work.exchange.pacts("JPN")[0]
        work.exchange.put_pact(x.evolve(pact, sha256=other.sha256, text=b"another text"))
        work.exchange.put_counterpart(x.evolve(work.exchange.lock("JPN"), pact=other.sha256))
    sent = nzl.release("JPN", "one")
    batch = nzl.exchange.outgoing("JPN")
    answer = jpn.exchange.incoming("NZL", batch.data)
    receipt = parse_message("receipt", parse_envelope(parse_batch(answer)[0]).body, attached=False)
    assert (receipt.refused, receipt.again) == ("agreement", True)
    assert (held(jpn), state(nzl, sent.id)) == ([], ("waiting", None))


def test_an_agreement_suspended_between_approval_and_sending_lets_nothing_go(pair):
    nzl, jpn = pair
    sent = nzl.release("JPN", "one")
    nzl.exchange.agreeing.suspend(x.OFFICER, "JPN", "a breach")
    x.settle(nzl, jpn)
    assert held(jpn) == []
    with pytest.raises(Forbidden, match="suspended since"):
        nzl.release("JPN", "two")
    with pytest.raises(Forbidden, match="suspended since"):
        jpn.release("NZL", "three")
    nzl.exchange.agreeing.resume(x.OFFICER, "JPN", "settled")
    for node in pair:
        node.clock.forward(timedelta(minutes=5))
    x.settle(nzl, jpn)
    assert held(jpn) == [sent.id]
    assert [one.about["kind"] for one in jpn.lines("test.turned")] == ["suspended", "resumed"]


def test_a_suspension_that_comes_after_its_resumption_counts_no_more(pair):
    nzl, jpn = pair
    nzl.exchange.agreeing.suspend(x.OFFICER, "JPN", "a breach")
    late = nzl.exchange.outgoing("JPN")
    nzl.exchange.agreeing.resume(x.OFFICER, "JPN", "settled")
    x.deliver(nzl, jpn)
    jpn.exchange.incoming("NZL", late.data)
    jpn.release("NZL", "one")
    nzl.release("JPN", "two")


def test_what_the_counterpart_suspended_it_alone_resumes(pair):
    nzl, jpn = pair
    nzl.exchange.agreeing.suspend(x.OFFICER, "JPN", "a breach")
    x.settle(nzl, jpn)
    with pytest.raises(Forbidden, match="not suspended here"):
        jpn.exchange.agreeing.resume(x.OFFICER, "NZL", "we think not")


def test_a_message_on_its_way_when_the_agreement_is_suspended_is_refused_there(pair):
    nzl, jpn = pair
    sent = nzl.release("JPN", "one")
    batch = nzl.exchange.outgoing("JPN")
    jpn.exchange.agreeing.suspend(x.OFFICER, "NZL", "a breach")
    nzl.exchange.answered("JPN", jpn.exchange.incoming("NZL", batch.data))
    assert held(jpn) == []
    assert state(nzl, sent.id) == ("waiting", None)


def test_after_termination_nothing_is_released_and_what_follows_goes_on(pair):
    nzl, jpn = pair
    first = nzl.release("JPN", "one", number=1)
    x.settle(nzl, jpn)
    nzl.exchange.agreeing.terminate(x.OFFICER, "JPN", DAY + timedelta(days=1), "notice")
    x.settle(nzl, jpn)
    waiting = nzl.release("JPN", "two", number=2)
    for node in pair:
        node.clock.forward(timedelta(days=1))
    x.settle(nzl, jpn)
    assert held(jpn) == [first.id]
    assert state(nzl, waiting.id)[0] == "given-up"
    with pytest.raises(Forbidden, match="terminated as of"):
        nzl.release("JPN", "three", number=3)
    nzl.exchange.orders.recall(x.OFFICER, first.about, duty="destroy", says="it ended", answer_by=nzl.clock.now() + timedelta(days=1))
    x.settle(nzl, jpn)
    assert len(jpn.lines("test.recalled")) == 1


def test_who_may_not_sign_does_not(pair):
    nzl, _ = pair
    for act in (
        lambda: nzl.exchange.agreeing.suspend(x.ANALYST, "JPN", "x"),
        lambda: nzl.exchange.agreeing.sign(x.ANALYST, "JPN", "0" * 64),
        lambda: nzl.exchange.agreeing.terminate(x.ANALYST, "JPN", DAY, "x"),
        lambda: nzl.exchange.agreeing.propose(x.ANALYST, "JPN", "jpn-nzl-2025", b"", x.TERMS),
        lambda: nzl.exchange.agreeing.announce(x.ANALYST, ("nzl-sign-1",), systems=frozenset({"nz"})),
        lambda: nzl.exchange.consents.answer(x.ANALYST, "request-1", None, "x"),
        lambda: nzl.exchange.orders.recall(x.ANALYST, "item-1", duty="destroy", says="x", answer_by=START + x.YEAR),
        lambda: nzl.exchange.carrying.export(x.ANALYST, "JPN"),
    ):
        with pytest.raises(Forbidden, match="this is for other roles"):
            act()
    with pytest.raises(Absent):
        nzl.exchange.agreeing.sign(x.OFFICER, "JPN", "0" * 64)


# keys


def test_a_new_key_is_announced_and_then_signs(pair):
    nzl, jpn = pair
    made = nzl.keys.new("sign", START - timedelta(days=1), START + timedelta(days=2))  # the other is valid longer and signs still
    nzl.exchange.agreeing.announce(x.KEEPER, (made.kid,), systems=frozenset({"nz"}))
    x.settle(nzl, jpn)
    nzl.keys.revoke("nzl-sign-1", nzl.clock.now())
    sent = nzl.release("JPN", "one")
    x.settle(nzl, jpn)
    assert held(jpn) == [sent.id]


def test_a_new_key_that_was_not_announced_signs_nothing_that_is_believed(pair):
    nzl, jpn = pair
    nzl.keys.new("sign", START - timedelta(days=1), START + 2 * x.YEAR)
    sent = nzl.release("JPN", "one")
    x.settle(nzl, jpn)
    assert (held(jpn), state(nzl, sent.id)) == ([], ("waiting", None))


def test_a_message_signed_before_its_key_was_revoked_is_refused_after(pair):
    nzl, jpn = pair
    made = nzl.keys.new("sign", START - timedelta(days=1), START + timedelta(days=2))
    nzl.exchange.agreeing.announce(x.KEEPER, (made.kid,), systems=frozenset({"nz"}))
    x.settle(nzl, jpn)
    nzl.release("JPN", "one")
    batch = nzl.exchange.outgoing("JPN")
    nzl.keys.revoke("nzl-sign-1", nzl.clock.now())
    nzl.exchange.agreeing.announce(x.KEEPER, ("nzl-sign-1",), systems=frozenset({"nz"}))
    x.settle(nzl, jpn)
    answer = jpn.exchange.incoming("NZL", batch.data)
    receipt = parse_message("receipt", parse_envelope(parse_batch(answer)[0]).body, attached=False)
    assert (receipt.refused, receipt.again) == ("stranger", True)
    assert held(jpn) == []


def test_in_one_batch_a_revocation_counts_for_what_stands_behind_it(pair):
    nzl, jpn = pair
    made = nzl.keys.new("sign", START - timedelta(days=1), START + timedelta(days=2))
    nzl.exchange.agreeing.announce(x.KEEPER, (made.kid,), systems=frozenset({"nz"}))
    x.settle(nzl, jpn)
    before, behind = nzl.release("JPN", "one"), nzl.release("JPN", "two", number=2)
    nzl.keys.revoke("nzl-sign-1", nzl.clock.now())
    nzl.exchange.agreeing.announce(x.KEEPER, ("nzl-sign-1",), systems=frozenset({"nz"}))
    with nzl.database.read() as work:
        announced = next(one for _, one in work.exchange.page("JPN", None, None, 10) if one.kind == "key-announcement")
        batch = [work.exchange.envelope(one.id) for one in (before, announced, behind)]
    answer = parse_batch(jpn.exchange.incoming("NZL", write_batch(batch)))
    receipts = [parse_message("receipt", parse_envelope(one).body, attached=False) for one in answer]
    assert [(one.message, one.refused) for one in receipts[:2]] == [(before.id, None), (announced.id, None)]
    assert receipts[2].refused == "stranger"
    assert held(jpn) == [before.id]


def test_another_key_under_a_known_identifier_is_refused(pair):
    nzl, jpn = pair
    thief = x.MemoryKeys("NZL", x.seeded("thief"))
    before = nzl.keys._records["nzl-open-2"]
    nzl.keys._records["nzl-open-2"] = thief._records["nzl-open-2"]
    nzl.exchange.agreeing.announce(x.KEEPER, ("nzl-open-2",), systems=frozenset())
    x.settle(nzl, jpn)
    with jpn.database.read() as work:
        assert [one.public for one in work.exchange.keys("NZL") if one.kid == "nzl-open-2"] == [before.public]


# consents


def ask(holder, of, *, item="item-00000000000000000000000001", originators=("USA",), recipients=("JPN",), answer_by=None, marked=None):
    return holder.exchange.consents.ask(
        x.ANALYST,
        of,
        item=item,
        received_as=None,
        marked=marked or x.MARKED["USA"],
        originators=originators,
        recipients=recipients,
        purpose=None,
        says="they are on the ground",
        answer_by=answer_by,
    )


def asked(node, request):
    with node.database.read() as work:
        return work.settling.asked(request)


def give(node, request, **said):
    kept = asked(node, request)
    terms = node.exchange.consents.terms(kept, DAY, DAY + timedelta(days=30), ["return it"])
    return node.exchange.consents.answer(x.OFFICER, request, x.msgspec.structs.replace(terms, **said), "for this operation")


def test_consent_is_asked_given_and_recorded_with_its_conditions(three):
    nzl, jpn, usa = three
    made = ask(nzl, "USA")
    x.settle(nzl, jpn, usa)
    assert asked(usa, made.request.request).asked_by == "NZL"
    given = give(usa, made.request.request)
    x.settle(nzl, jpn, usa)
    kept = asked(nzl, made.request.request)
    assert (kept.state, kept.answer.consent.conditions) == ("given", ["return it"])
    assert kept.answer.consent.holders == ["NZL"]
    assert [one.about["consent"] for one in nzl.lines("test.consented")] == [given.answer.consent.id]
    with pytest.raises(Forbidden, match="answered or passed on before"):
        give(usa, made.request.request)


def test_consent_is_refused(three):
    nzl, jpn, usa = three
    made = ask(nzl, "USA")
    x.settle(nzl, jpn, usa)
    usa.exchange.consents.answer(x.OFFICER, made.request.request, None, "not this source")
    x.settle(nzl, jpn, usa)
    assert (asked(nzl, made.request.request).state, nzl.lines("test.consented")) == ("refused", [])


@pytest.mark.parametrize(
    "said", [{"recipients": ["JPN", "AUS"]}, {"items": []}, {"items": ["item-00000000000000000000000002"]}, {"by": "JPN"}]
)
def test_nobody_consents_to_more_than_was_asked_or_for_another(three, said):
    nzl, jpn, usa = three
    made = ask(nzl, "USA")
    x.settle(nzl, jpn, usa)
    with pytest.raises(Malformed):
        give(usa, made.request.request, **said)


def test_only_who_was_asked_answers(three):
    nzl, jpn, usa = three
    made = ask(nzl, "USA")
    x.settle(nzl, jpn, usa)
    answer = give(usa, made.request.request).answer
    with jpn.store.write() as work:
        forged = jpn.exchange.outbox.enqueue(work, jpn.clock.now(), "NZL", answer)
    x.deliver(jpn, nzl)
    assert state(jpn, forged.id) == ("refused", "unknown")
    assert asked(nzl, made.request.request).state == "open"


def test_a_request_is_passed_on_along_the_chain_and_the_answer_back():
    aus, jpn = x.acquainted("AUS", "JPN")
    usa = x.Node("USA")
    for one, other in ((jpn, usa), (usa, jpn)):
        one.know(other)
    x.agree(jpn, usa)
    made = ask(aus, "JPN", recipients=("NZL",))
    x.settle(aus, jpn)
    with pytest.raises(Forbidden, match="no originator"):
        give(jpn, made.request.request)
    with pytest.raises(Forbidden, match="come back"):
        jpn.exchange.consents.pass_on(x.ANALYST, made.request.request, "AUS")
    jpn.exchange.consents.pass_on(x.ANALYST, made.request.request, "USA")
    x.settle(jpn, usa)
    assert asked(usa, made.request.request).request.relayed == ["AUS"]
    given = give(usa, made.request.request).answer.consent
    assert given.holders == ["AUS"]
    x.settle(jpn, usa)
    x.settle(aus, jpn)
    assert asked(aus, made.request.request).state == "given"
    assert [one.about["by"] for one in aus.lines("test.consented")] == ["USA"]
    usa.exchange.consents.withdraw(x.OFFICER, given.id, DAY, "it is over")
    x.settle(jpn, usa)
    x.settle(aus, jpn)
    assert len(aus.lines("test.withdrawn")) == 1


def test_a_withdrawal_that_is_faster_than_its_consent_is_not_lost(three):
    nzl, jpn, usa = three
    made = ask(nzl, "USA")
    x.settle(nzl, jpn, usa)
    given = give(usa, made.request.request).answer.consent
    assert usa.exchange.outgoing("NZL") is not None  # lost on the way
    usa.exchange.consents.withdraw(x.OFFICER, given.id, DAY, "it is over")
    x.deliver(usa, nzl)
    for _ in range(2):
        for node in three:
            node.clock.forward(timedelta(minutes=5))
        x.settle(nzl, jpn, usa)
    assert (len(nzl.lines("test.consented")), len(nzl.lines("consent.withdrawn"))) == (1, 1)


def rule(**said):
    given = {
        "id": "",
        "answer": "given",
        "scheme": "us",
        "up_to": "CONFIDENTIAL",
        "recipients": frozenset({"JPN"}),
        "holders": frozenset({"NZL"}),
        "purposes": frozenset(),
        "days": 30,
        "conditions": ("report use",),
        "says": "standing consent",
        "made": START,
        "by": "",
    } | said
    return ConsentRule(**given)


def test_a_standing_rule_answers_by_its_identifier(three):
    nzl, jpn, usa = three
    made = usa.exchange.consents.make_rule(x.OFFICER, rule())
    request = ask(nzl, "USA").request.request
    x.settle(nzl, jpn, usa)
    answer = asked(nzl, request).answer
    assert (answer.outcome, answer.rule, answer.consent.until) == ("given", made.id, DAY + timedelta(days=30))
    usa.exchange.consents.withdraw_rule(x.OFFICER, made.id)
    request = ask(nzl, "USA").request.request
    x.settle(nzl, jpn, usa)
    assert asked(nzl, request).state == "open"


@pytest.mark.parametrize(
    "said",
    [
        {"recipients": ("JPN", "NZL")},
        {"originators": ("USA", "JPN")},
        {"marked": x.Marked(system="us", text="SECRET", on=DAY)},
        {"marked": x.Marked(system="us", text="CONFIDENTIAL//ORCON", on=DAY)},
        {"marked": x.Marked(system="us", text="CONFIDENTIAL//NOFORN", on=DAY)},
        {"marked": x.Marked(system="us", text="CONFIDENTIAL//REL TO USA, JPN", on=DAY)},
    ],
    ids=["another recipient", "another originator", "higher", "ORCON", "NOFORN", "a list"],
)
def test_a_rule_answers_nothing_beyond_it(three, said):
    nzl, jpn, usa = three
    usa.exchange.consents.make_rule(x.OFFICER, rule())
    request = ask(nzl, "USA", **said).request.request
    x.settle(nzl, jpn, usa)
    assert asked(usa, request).state == "open"


def test_a_rule_that_refuses_goes_before_one_that_consents(three):
    nzl, jpn, usa = three
    usa.exchange.consents.make_rule(x.OFFICER, rule())
    usa.exchange.consents.make_rule(x.OFFICER, rule(answer="refused"))
    request = ask(nzl, "USA").request.request
    x.settle(nzl, jpn, usa)
    assert asked(nzl, request).state == "refused"


def test_a_request_that_nobody_answers_is_noted_as_silent(three):
    nzl, jpn, usa = three
    request = ask(nzl, "USA", answer_by=START + timedelta(hours=1)).request.request
    x.settle(nzl, jpn, usa)
    for node in three:
        node.clock.forward(timedelta(hours=2))
        node.exchange.tick()
    assert (asked(nzl, request).state, asked(usa, request).state) == ("silent", "expired")


# orders


def chain():
    """NZL gave it to JPN, JPN to USA and AUS."""
    nodes = x.acquainted("NZL", "JPN", "USA", "AUS")
    nzl, jpn, _, _ = nodes
    item = nzl.release("JPN", "the bridge is closed").about
    x.settle(*nodes)
    for other in ("USA", "AUS"):
        jpn.release(other, "the bridge is closed", item=item)
    x.settle(*nodes)
    return nodes, item


def known(node, order):
    with node.database.read() as work:
        return {one.party: one.outcome for one in node.exchange.orders.known(work, order)}


def test_a_recall_reaches_every_holder_down_the_chain_and_names_who_has_not_answered():
    nodes, item = chain()
    nzl, jpn, usa, aus = nodes
    made = nzl.exchange.orders.recall(x.OFFICER, item, duty="destroy", says="the source", answer_by=START + timedelta(days=2))
    order = made.order.order
    x.settle(*nodes)
    assert [len(node.lines("test.recalled")) for node in nodes] == [1, 1, 1, 1]
    assert known(nzl, order) == {"JPN": "pending", "USA": "pending", "AUS": "pending"}
    usa.exchange.orders.done(x.OFFICER, order, "done", certificate="c" * 64)
    jpn.exchange.orders.done(x.OFFICER, order, "done")
    x.settle(*nodes)
    assert known(nzl, order) == {"JPN": "done", "USA": "done", "AUS": "pending"}
    with nzl.database.read() as work:
        assert unanswered(nzl.exchange.orders.known(work, order)) == ["AUS"]
    for node in nodes:
        node.clock.forward(timedelta(days=3))
        node.exchange.tick()
    x.settle(*nodes)
    assert [one.about["party"] for one in jpn.lines("order.overdue")] == ["AUS"]
    with pytest.raises(Malformed, match="no answer"):
        aus.exchange.orders.done(x.OFFICER, order, "refused")
    aus.exchange.orders.done(x.OFFICER, order, "refused", says="a court forbids it")
    x.settle(*nodes)
    assert known(nzl, order)["AUS"] == "refused"


def test_an_order_from_who_did_not_give_it_is_refused():
    nodes, item = chain()
    _, jpn, usa, _ = nodes
    usa.exchange.orders.recall(x.OFFICER, item, duty="destroy", says="mine", answer_by=START + timedelta(days=2))
    other = usa.release("JPN", "something else").id
    x.settle(*nodes)
    with usa.store.write() as work:
        recall = work.settling.orders(most=10)[0].order
        of_nothing = usa.exchange.outbox.enqueue(work, usa.clock.now(), "JPN", recall)
        of_another = usa.exchange.outbox.enqueue(work, usa.clock.now(), "JPN", x.msgspec.structs.replace(recall, message=other))
    x.settle(*nodes)
    assert state(usa, of_nothing.id) == ("waiting", None)
    assert state(usa, of_another.id) == ("refused", "unknown")
    assert jpn.lines("test.recalled") == []


def test_a_recall_that_is_faster_than_what_it_recalls_is_not_lost(pair):
    nzl, jpn = pair
    item = nzl.release("JPN", "one").about
    assert nzl.exchange.outgoing("JPN") is not None  # lost on the way
    nzl.exchange.orders.recall(x.OFFICER, item, duty="destroy", says="x", answer_by=START + timedelta(days=2))
    x.deliver(nzl, jpn)
    assert jpn.lines("test.recalled") == []
    for _ in range(2):
        for node in pair:
            node.clock.forward(timedelta(minutes=5))
        x.settle(nzl, jpn)
    assert (len(held(jpn)), len(jpn.lines("test.recalled"))) == (1, 1)


def test_a_recall_of_what_was_given_up_is_answered():
    terms = x.Terms(schedule=x.Schedule(first=10, growth=100, longest=10, tries=2))
    nzl, jpn = x.acquainted("NZL", "JPN", terms=terms)
    item = nzl.release("JPN", "one").about
    for _ in range(3):
        nzl.exchange.outgoing("JPN")
        nzl.clock.forward(timedelta(seconds=10))
        nzl.exchange.tick()
    order = nzl.exchange.orders.recall(x.OFFICER, item, duty="destroy", says="x", answer_by=START + timedelta(days=2)).order.order
    for _ in range(4):
        x.settle(nzl, jpn)
        for node in (nzl, jpn):
            node.clock.forward(timedelta(seconds=10))
    assert held(jpn) == []
    assert known(nzl, order) == {"JPN": "not-held"}


def test_a_copy_of_what_was_given_up_that_comes_late_is_refused():
    terms = x.Terms(schedule=x.Schedule(first=10, growth=100, longest=10, tries=2))
    nzl, jpn = x.acquainted("NZL", "JPN", terms=terms)
    nzl.release("JPN", "one")
    copy = nzl.exchange.outgoing("JPN")
    for _ in range(3):
        nzl.clock.forward(timedelta(seconds=10))
        nzl.exchange.outgoing("JPN")
        nzl.exchange.tick()
    nzl.clock.forward(timedelta(seconds=10))
    x.settle(nzl, jpn)
    answer = jpn.exchange.incoming("NZL", copy.data)
    receipt = parse_message("receipt", parse_envelope(parse_batch(answer)[0]).body, attached=False)
    assert (receipt.refused, receipt.again) == ("late", False)
    assert held(jpn) == []
    with jpn.database.read() as work:
        assert work.exchange.proofs("NZL") == []


def test_a_correction_goes_the_same_way():
    nodes, item = chain()
    nzl, jpn, usa, aus = nodes
    nzl.exchange.orders.correct(x.OFFICER, item, replaced_by=None, says="the date is wrong", answer_by=START + timedelta(days=2))
    x.settle(*nodes)
    assert [len(node.lines("test.corrected")) for node in (jpn, usa, aus)] == [1, 1, 1]


def test_what_came_over_two_ways_is_answered_on_both():
    nodes = x.acquainted("NZL", "JPN", "USA", "AUS")
    nzl, jpn, usa, aus = nodes
    item = nzl.release("JPN", "one").about
    nzl.release("USA", "one", item=item)
    x.settle(*nodes)
    for node in (jpn, usa):
        node.release("AUS", "one", item=item)
    x.settle(*nodes)
    order = nzl.exchange.orders.recall(x.OFFICER, item, duty="return", says="x", answer_by=START + timedelta(days=2)).order.order
    x.settle(*nodes)
    assert len(aus.lines("test.recalled")) == 1
    aus.exchange.orders.done(x.OFFICER, order, "done")
    x.settle(*nodes)
    with nzl.database.read() as work:
        found = [(one.party, one.through, one.outcome) for one in nzl.exchange.orders.known(work, order)]
    assert sorted(found) == [
        ("AUS", "JPN", "done"),
        ("AUS", "USA", "done"),
        ("JPN", "NZL", "pending"),
        ("USA", "NZL", "pending"),
    ]


# logs


def test_each_node_cosigns_the_others_logs(pair):
    nzl, jpn = pair
    for _ in range(3):
        for node in pair:
            node.clock.forward(timedelta(minutes=6))
            node.exchange.tick()
        x.settle(nzl, jpn)
    for node, other in ((nzl, jpn), (jpn, nzl)):
        with node.database.read() as work:
            seen = parse_checkpoint(parse_note(work.exchange.witnessed(f"{other.party.lower()}.example/log")).text)
        with other.database.read() as work:
            size, lines = work.exchange.cosigned(node.party, f"{other.party.lower()}.example/log")
        assert size == seen.size > 0
        assert f"{node.party.lower()}.example/witness".encode() in lines


def other_history(node):
    """A checkpoint that the node's log signs beside its own, over another tree of the same size."""
    with node.database.read() as work:
        head = parse_checkpoint(parse_note(work.log.published()).text)
    text = Checkpoint(head.origin, head.size, bytes(32)).text
    return Note(text, tuple(sign_text(text, [node.log_key], 0))).to_bytes()


def test_a_log_that_shows_two_histories_is_refused_and_the_evidence_kept(pair):
    nzl, jpn = pair
    nzl.exchange.tick()
    nzl.release("JPN", "one")
    x.settle(nzl, jpn)
    forged = other_history(nzl)
    with nzl.store.write() as work:
        work.log.publish(forged)
    sent = nzl.release("JPN", "two")
    x.deliver(nzl, jpn)
    assert len(held(jpn)) == 1
    assert state(nzl, sent.id) == ("waiting", None)
    with jpn.database.read() as work:
        assert work.exchange.counterpart("NZL").stopped == "its log showed two histories"
        proof = work.exchange.proofs("NZL")[0]
    assert "two different trees" in verify_disagreement(parse_disagreement(proof.data), [nzl.log_key.key])
    with pytest.raises(Forbidden, match="two histories"):
        jpn.release("NZL", "three")
    jpn.exchange.agreeing.settle(x.KEEPER, "NZL", "they replaced the node")
    jpn.release("NZL", "three")


def test_a_log_that_does_not_grow_from_what_was_cosigned_is_refused_and_the_evidence_kept(pair):
    nzl, jpn = pair
    for _ in range(3):
        nzl.clock.forward(timedelta(minutes=6))
        jpn.clock.forward(timedelta(minutes=6))
        nzl.exchange.tick()
        x.settle(nzl, jpn)
    with jpn.database.read() as work:
        seen = parse_checkpoint(parse_note(work.exchange.witnessed("nzl.example/log")).text)
    text = Checkpoint(seen.origin, seen.size + 1, bytes(32)).text
    forged = Note(text, tuple(sign_text(text, [nzl.log_key], 0)))
    asked = Request(seen.size, (), forged).to_bytes().decode()
    with nzl.store.write() as work:
        nzl.exchange.outbox.enqueue(work, nzl.clock.now(), "JPN", CheckpointRequest(request=asked))
    x.deliver(nzl, jpn)
    with jpn.database.read() as work:
        assert work.exchange.counterpart("NZL").stopped == "its log does not grow from what it showed before"
        assert parse_disagreement(work.exchange.proofs("NZL")[0].data).heads[1].size == seen.size + 1
    sent = nzl.release("JPN", "two")
    x.deliver(nzl, jpn)
    assert (held(jpn), state(nzl, sent.id)) == ([], ("waiting", None))


def test_a_node_restored_from_an_old_backup_signs_and_takes_nothing_more(pair):
    nzl, jpn = pair
    nzl.exchange.tick()
    before = stores.dump(nzl.database)
    nzl.release("JPN", "one")
    nzl.exchange.tick()
    nzl.release("JPN", "two", number=1)
    x.settle(nzl, jpn)
    jpn.release("NZL", "three", number=3)
    nzl.database = stores.anew()
    stores.restore(nzl.database, before)
    again = x.restarted(nzl)
    batch = jpn.exchange.outgoing("NZL")
    with pytest.raises(Unavailable, match="its log is frozen"):
        again.exchange.incoming("JPN", batch.data)
    assert again.exchange.outgoing("JPN") is None
    with again.database.read() as work:
        assert "it was set back" in work.log.frozen()


def test_a_restored_node_goes_on_under_another_log_and_gets_what_it_misses(pair):
    nzl, jpn = pair
    for node in pair:
        node.exchange.tick()
    x.settle(nzl, jpn)
    before = stores.dump(nzl.database)
    lost = jpn.release("NZL", "one")
    sent = nzl.release("JPN", "two", number=2)
    for node in pair:
        node.clock.forward(timedelta(minutes=6))
        node.exchange.tick()
    x.settle(nzl, jpn)
    jpn.release("NZL", "three", number=3)
    nzl = x.set_back(nzl, before, jpn)
    for _ in range(4):
        for node in (nzl, jpn):
            node.clock.at = max(nzl.clock.at, jpn.clock.at) + timedelta(minutes=6)
            node.exchange.tick()
        x.settle(nzl, jpn)
    assert lost.id in held(nzl)
    assert len(held(nzl)) == 2
    assert held(jpn) == [sent.id]
    again = nzl.release("JPN", "four", number=4)
    x.settle(nzl, jpn)
    assert held(jpn) == [sent.id, again.id]
    with jpn.database.read() as work:
        assert work.exchange.counterpart("NZL").stopped is None
        assert parse_checkpoint(parse_note(work.exchange.witnessed("nzl.example/log-2")).text).size > 0
        assert {one.kind for one in work.exchange.proofs("NZL")} <= {"silence"}


# over an air gap


def test_messages_go_in_a_file_and_receipts_come_back_in_another(pair):
    nzl, jpn = pair
    sent = [nzl.release("JPN", f"number {n}", number=n).id for n in range(3)]
    data = nzl.exchange.carrying.export(x.KEEPER, "JPN")
    assert b"number 1" not in data
    taken = jpn.exchange.carrying.take(x.KEEPER, data)
    assert (taken.party, taken.messages, taken.receipts) == ("NZL", 3, 0)
    again = jpn.exchange.carrying.take(x.KEEPER, data)
    assert held(jpn) == sent
    for one, counted in ((taken, 3), (again, 0)):
        back = nzl.exchange.carrying.take(x.KEEPER, one.answer)
        assert (back.messages, back.receipts, back.answer) == (0, counted, None)
    assert {state(nzl, one)[0] for one in sent} == {"accepted"}


def test_a_file_that_was_changed_or_is_for_another_is_refused_whole(pair):
    nzl, jpn = pair
    nzl.release("JPN", "one")
    data = nzl.exchange.carrying.export(x.KEEPER, "JPN")
    with pytest.raises(BrokenSeal) as refused:
        jpn.exchange.carrying.take(x.KEEPER, data[:-1])
    assert refused.value.reason == "body"
    usa = x.acquainted("USA", "NZL")[0]
    with pytest.raises(BrokenSeal) as refused:
        usa.exchange.carrying.take(x.KEEPER, data)
    assert refused.value.reason == "recipient"
    assert held(jpn) == []
