"""A release from its draft to the outbox, on every database, also when several do it at once."""

import threading

import pytest

from relto.node import Forbidden
from relto.primitives import Conflict
from tests.exchanging import OFFICER, settle
from tests.releasing import DISCLOSURE, Party, agree

MARKING = "CONFIDENTIAL//REL TO NZL, JPN"


@pytest.fixture
def nzl(store):
    return Party("NZL", database=store)


@pytest.fixture
def jpn(nzl):
    made = Party("JPN")
    nzl.know(made)
    made.know(nzl)
    agree(nzl, made)
    return made


@pytest.fixture
def staff(nzl, jpn):
    return nzl.staff()


def together(*calls):
    """Do several things at once, and give what became of each: ``None``, or its error."""
    became, gate = [None] * len(calls), threading.Barrier(len(calls))

    def run(at, call):
        gate.wait()
        try:
            call()
        except (Forbidden, Conflict) as error:
            became[at] = error

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return became


def test_it_arrives(nzl, jpn, staff):
    item = nzl.record(staff, MARKING, b"the trawlers left")
    nzl.released(staff, item, "JPN")
    settle(nzl, jpn)
    (entry,) = jpn.holdings.page(jpn.staff().analyst).entries
    assert entry.held.known_as == item
    assert [one.recipient for one in nzl.sending.released(staff.analyst, item)] == ["JPN"]


def test_what_is_sent_by_two_at_once_goes_once(nzl, jpn, staff):
    for _ in range(5):
        draft = nzl.submitted(staff, nzl.record(staff, MARKING), "JPN")
        nzl.approved(staff, draft)
        became = together(*[lambda draft=draft: nzl.sending.send(staff.authority, draft.id)] * 3)
        assert sorted(type(one).__name__ for one in became) == ["Forbidden", "Forbidden", "NoneType"]
    settle(nzl, jpn)
    assert len(jpn.lines("item.received")) == 5


def test_what_is_changed_while_it_is_sent_goes_as_it_was_approved_or_not_at_all(nzl, jpn, staff):
    went = 0
    for _ in range(5):
        draft = nzl.submitted(staff, nzl.record(staff, MARKING), "JPN")
        nzl.approved(staff, draft)
        became = together(
            lambda draft=draft: nzl.sending.send(staff.authority, draft.id),
            lambda draft=draft: nzl.drafting.disclose(staff.drafter, draft.id, DISCLOSURE),
        )
        state = nzl.drafting.get(staff.authority, draft.id).state
        assert (became[0] is None, became[1] is None, state) in ((True, False, "sent"), (False, True, "drafting"))
        went += state == "sent"
    settle(nzl, jpn)
    assert len(jpn.lines("item.received")) == went


def test_what_is_approved_twice_by_one_at_once_counts_once(nzl, jpn, staff):
    draft = nzl.submitted(staff, nzl.record(staff, MARKING), "JPN")

    def approve():
        nzl.approving.approve(staff.authority, draft.id, draft.manifest_sha256)

    assert sorted(type(one).__name__ for one in together(approve, approve, approve)) == ["Conflict", "Conflict", "NoneType"]
    assert nzl.approving.lacking(staff.authority, draft.id) == "2 different people must approve it, 1 did"


def test_a_suspension_at_the_same_moment_comes_before_or_after(nzl, jpn, staff):
    draft = nzl.submitted(staff, nzl.record(staff, MARKING), "JPN")
    nzl.approved(staff, draft)
    sent, suspended = together(
        lambda: nzl.sending.send(staff.authority, draft.id), lambda: nzl.exchange.agreeing.suspend(OFFICER, "JPN", "a breach")
    )
    assert suspended is None
    kinds = [one.kind for one in (*nzl.lines("release.sent"), *nzl.lines("release.refused"))]
    assert kinds == (["release.sent"] if sent is None else ["release.refused"])
    settle(nzl, jpn)
    assert not jpn.lines("item.received")
