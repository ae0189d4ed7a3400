"""The exchange of two nodes on every database: what is kept comes back, and what must be there once is."""

import contextlib
from datetime import timedelta

import pytest

from relto.node.journal import note_many
from relto.node.records.exchange import Incoming, Inflow, Proof
from relto.primitives import Conflict
from relto.protocols.peer import Row
from tests import exchanging as x
from tests import nodes, postgresql
from tests.nodes import START


@pytest.fixture(params=nodes.DATABASES)
def pair(request, tmp_path):
    """Two nodes on databases of a kind, under an agreement."""
    if request.param == "postgresql" and postgresql.binaries() is None:
        pytest.skip("no PostgreSQL here: install Debian's postgresql")
    with contextlib.ExitStack() as stack:
        made = []
        for party in ("NZL", "JPN"):
            folder = tmp_path / party
            folder.mkdir()
            made.append(x.Node(party, database=stack.enter_context(nodes.database(request.param, folder)), seed=request.param))
        nzl, jpn = made
        nzl.know(jpn)
        jpn.know(nzl)
        x.agree(nzl, jpn)
        yield made


def outgoing(node, message):
    with node.database.read() as work:
        return work.exchange.outgoing(message)


def test_a_release_a_recall_and_a_suspension_go_their_way(pair):
    nzl, jpn = pair
    sent = [nzl.release("JPN", f"number {n}", number=n) for n in range(3)]
    x.settle(nzl, jpn)
    assert [one.about["message"] for one in jpn.lines("test.held")] == [one.id for one in sent]
    with jpn.store.write() as work:
        jpn.exchange.answers.report(work, "NZL", sent[0].id, "declined", jpn.clock.now(), "not for us")
    order = nzl.exchange.orders.recall(x.OFFICER, sent[1].about, duty="destroy", says="x", answer_by=START + timedelta(days=1)).order.order
    x.settle(nzl, jpn)
    jpn.exchange.orders.done(x.OFFICER, order, "done", certificate="c" * 64)
    nzl.exchange.orders.correct(x.OFFICER, sent[2].about, replaced_by=None, says="x", answer_by=START + timedelta(days=1))
    nzl.exchange.agreeing.suspend(x.OFFICER, "JPN", "a breach")
    x.settle(nzl, jpn)
    assert outgoing(nzl, sent[0].id).progress.level == "declined"
    with nzl.database.read() as work:
        assert [(one.party, one.outcome) for one in work.settling.holders(order)] == [("JPN", "done")]
        assert [work.settling.is_recalled(one.id) for one in sent] == [False, True, False]
    with jpn.database.read() as work:
        assert work.exchange.pact("NZL", work.exchange.counterpart("NZL").pact).suspended_there == START
        assert work.exchange.gaps() == []


def test_an_effect_that_fails_takes_nothing_else_with_it(pair):
    nzl, jpn = pair
    first, second = nzl.release("JPN", "one"), nzl.release("JPN", "two", number=2)
    keep = jpn.held.keep

    def failing(work, came):
        lines = keep(work, came)
        note_many(work, lines, jpn.node.entropy)
        if came.header.id == first.id:
            raise Conflict("it is there already")
        return ()

    jpn.held.keep = failing
    x.deliver(nzl, jpn)
    assert [one.about["message"] for one in jpn.lines("test.held")] == [second.id]
    assert outgoing(nzl, first.id).state == "refused"


def test_consent_is_kept_with_its_request_and_answer(pair):
    nzl, jpn = pair
    made = nzl.exchange.consents.ask(
        x.ANALYST,
        "JPN",
        item="item-00000000000000000000000001",
        received_as=None,
        marked=x.MARKED["JPN"],
        originators=("JPN",),
        recipients=("USA",),
        purpose="disaster-relief",
        says="may it go on",
        answer_by=START + timedelta(days=1),
    )
    x.settle(nzl, jpn)
    with jpn.database.read() as work:
        asked = work.settling.asked(made.request.request)
        assert work.settling.open_requests(asked_of="JPN", asked_by="NZL") == [asked]
    terms = jpn.exchange.consents.terms(asked, START.date(), None, ["return it"])
    jpn.exchange.consents.answer(x.OFFICER, made.request.request, terms, "so it is")
    x.settle(nzl, jpn)
    with nzl.database.read() as work:
        assert work.settling.asked(made.request.request).answer.consent == terms
    jpn.exchange.consents.withdraw(x.OFFICER, terms.id, START.date(), "no more")
    x.settle(nzl, jpn)
    assert len(nzl.lines("test.withdrawn")) == 1


def test_time_brings_evidence_gaps_and_cosignatures(pair):
    nzl, jpn = pair
    sent = nzl.release("JPN", "one")
    x.settle(nzl, jpn)
    with jpn.store.write() as work:
        inflow = work.exchange.inflows("NZL")[0]
        row = inflow.row.with_number(inflow.row.highest + 2)
        work.exchange.put_inflow(x.evolve(inflow, row=row, gap_since=START))
    for _ in range(3):
        for node in pair:
            node.clock.forward(timedelta(minutes=11))
            node.exchange.tick()
        x.settle(nzl, jpn)
    with nzl.database.read() as work:
        assert [one.kind for one in work.exchange.proofs(subject=sent.id)] == ["silence"]
        assert work.exchange.cosigned("JPN", "nzl.example/log")[0] > 0
        assert work.exchange.next_silence() is None
    assert len(jpn.lines("row.gaps")) > 0


def test_what_must_be_there_once_is(pair):
    nzl, _ = pair
    one = Incoming("JPN", "message-1", "d" * 64, "stream-1", 1, "release", None, START, None, b"receipt")
    with nzl.database.write() as work:
        work.exchange.receive([(one, "signature", b"body")])
    for again in (one, x.evolve(one, id="message-2")):
        with pytest.raises(Conflict), nzl.database.write() as work:
            work.exchange.receive([(again, "signature", b"body")])
    unnumbered = x.evolve(one, stream=None, sequence=None)
    with nzl.database.write() as work:
        work.exchange.receive([(x.evolve(unnumbered, id=f"message-{n}"), "signature", b"body") for n in (3, 4)])
        proof = Proof("proof-1", "silence", "JPN", "message-1", START, b"evidence")
        work.exchange.prove(proof)
        work.exchange.prove(x.evolve(proof, id="proof-2"))
    with nzl.database.read() as work:
        assert work.exchange.incoming("JPN", "message-1") == one
        assert work.exchange.came_as("JPN", "stream-1", 1) == one
        assert work.exchange.said("JPN", "message-1") == ("signature", b"body")
        assert set(work.exchange.incoming_many("JPN", ["message-1", "message-3", "message-9"])) == {"message-1", "message-3"}
        assert [each.id for each in work.exchange.proofs("JPN")] == ["proof-1"]


def test_rows_and_pages_come_back(pair):
    nzl, _ = pair
    with nzl.database.write() as work:
        work.exchange.put_inflow(Inflow("JPN", "stream-9", Row(((1, 3), (7, 7))), START, None))
    sent = [nzl.release("JPN", f"number {n}", number=n).id for n in range(5)]
    with nzl.database.read() as work:
        assert [one.row for one in work.exchange.gaps()] == [Row(((1, 3), (7, 7)))]
        first = work.exchange.page("JPN", "waiting", None, 2)
        rest = work.exchange.page("JPN", "waiting", first[-1][0], 10)
        assert [one.id for _, one in (*first, *rest)] == sent[::-1]
        assert set(work.exchange.envelopes(sent)) == set(sent)
        assert work.exchange.waits("JPN", "release")
        assert not work.exchange.waits("JPN", "recall")
        assert list(work.exchange.next_due()) == ["JPN"]
