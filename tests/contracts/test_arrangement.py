"""What is recorded of the arrangement, on every database: every decision from then on counts with it."""

import re
import threading
from datetime import date, timedelta

import pytest
from attrs import evolve

from relto.agreements import Assessment, Consent
from relto.agreements.loader import library_path
from relto.node import Absent, Forbidden
from relto.node.authorising import Role
from relto.node.recording import RecordedArrangement, Recording
from relto.node.records.arrangement import KeptAssessment, KeptConsent, SignedAgreement, Turn
from relto.node.records.exchange import Pact
from relto.primitives import AgreementId, Conflict, Malformed, PartyId, Period
from relto.protocols.peer import Terms
from tests.nodes import START
from tests.people import office

TODAY = START.date()
CONSENT = Consent(
    "consent-1",
    "USA",
    frozenset({PartyId("JPN"), PartyId("AUS")}),
    TODAY,
    "nz",
    "SECRET",
    period=Period(TODAY, TODAY + timedelta(days=9)),
    items=frozenset({"item-1"}),
    purposes=frozenset({"relief"}),
    conditions=("only for relief",),
)
TURN = Turn("turn-1", AgreementId("nzl-usa-1952"), "suspended", TODAY, START, "party:USA", "a breach")


def pact(name="nzl-usa-1952", party="USA", text=None):
    data = text if text is not None else (library_path() / name / "agreement.yaml").read_bytes()
    return Pact(party, "0" * 64, name, data, Terms(), START)


def test_what_is_recorded_comes_back_and_the_version_goes_up(store):
    assessment = Assessment("nzl-rule", PartyId("JPN"), Period(TODAY, TODAY + timedelta(days=1)), frozenset({"cyber"}))
    signed = SignedAgreement(AgreementId("nzl-usa-1952"), b"id: x\n", "0" * 64, START)
    with store.read() as work:
        assert work.arrangement.version() == 0
    with store.write() as work:
        work.arrangement.add_consent(KeptConsent(CONSENT, START, "party:USA", "message-1"))
        work.arrangement.add_assessment(KeptAssessment("assessment-1", assessment, START, "person-1", "no real risk"))
        work.arrangement.add_turn(TURN)
        work.arrangement.put_agreement(signed)
        work.arrangement.put_agreement(evolve(signed, text=b"id: y\n"))
    with store.read() as work:
        assert work.arrangement.version() == 5
        assert work.arrangement.consents() == [KeptConsent(CONSENT, START, "party:USA", "message-1")]
        assert work.arrangement.consent("consent-1") == work.arrangement.consents()[0]
        assert work.arrangement.consent("consent-2") is None
        assert work.arrangement.assessments()[0].assessment == assessment
        assert work.arrangement.turns() == [TURN]
        assert work.arrangement.agreements() == [evolve(signed, text=b"id: y\n")]
    with store.write() as work:
        work.arrangement.withdraw_consent("consent-1", START)
        work.arrangement.withdraw_assessment("assessment-1", START)
    with store.read() as work:
        assert work.arrangement.version() == 7
        assert work.arrangement.consents()[0].withdrawn == work.arrangement.assessments()[0].withdrawn == START
    for again in (
        lambda work: work.arrangement.add_consent(KeptConsent(CONSENT, START, "party:USA")),
        lambda work: work.arrangement.add_turn(TURN),
    ):
        with pytest.raises(Conflict), store.write() as work:
            again(work)


def test_the_network_of_a_day_is_one_object_until_something_is_recorded(store, node):
    arrangement = node.arrangement
    with store.read() as work:
        before = arrangement.network(work, TODAY)
        assert arrangement.network(work, TODAY) is before
        assert arrangement.network(work, TODAY + timedelta(days=1)) is not before
    with store.write() as work:
        work.arrangement.add_consent(KeptConsent(CONSENT, START, "party:USA"))
        inside = arrangement.network(work, TODAY)
        assert CONSENT in inside.consents
    with store.read() as work:
        after = arrangement.network(work, TODAY)
        assert after is not before
        assert CONSENT in after.consents
    with store.write() as work:
        work.arrangement.withdraw_consent("consent-1", START)
    with store.read() as work:
        assert CONSENT not in arrangement.network(work, TODAY).consents


def test_what_was_recorded_in_a_work_that_failed_counts_for_nobody(store, node):
    with pytest.raises(RuntimeError), store.write() as work:
        work.arrangement.add_consent(KeptConsent(CONSENT, START, "party:USA"))
        assert CONSENT in node.arrangement.network(work, TODAY).consents
        raise RuntimeError("on purpose")
    with store.write() as work:
        work.arrangement.add_turn(TURN)
        assert CONSENT not in node.arrangement.network(work, TODAY).consents
        assert not node.arrangement.network(work, TODAY).agreements["nzl-usa-1952"].status(TODAY).in_force


def test_an_agreement_is_suspended_resumed_and_ended(store, node):
    recorded = RecordedArrangement(node)

    def in_force(on=TODAY):
        with store.read() as work:
            return node.arrangement.network(work, on).agreements["nzl-usa-1952"].status(on).in_force

    def turned(kind, **more):
        with store.write() as work:
            recorded.turned(work, pact(), kind, "party:USA", "so it is", START, **more)

    assert in_force()
    turned("suspended")
    assert not in_force()
    turned("resumed")
    assert in_force()
    turned("notice", takes_effect=TODAY + timedelta(days=90))
    assert in_force(TODAY + timedelta(days=89))
    assert not in_force(TODAY + timedelta(days=90))
    with pytest.raises(Malformed), store.write() as work:
        recorded.turned(work, pact(), "forgotten", "party:USA", "", START)


def test_the_text_that_both_signed_is_what_decides(store, node):
    recorded = RecordedArrangement(node)
    text = (library_path() / "nzl-usa-1952" / "agreement.yaml").read_text()
    text = re.sub("^title: .*$", "title: As both signed it", text, count=1, flags=re.MULTILINE)
    with store.write() as work:
        recorded.signed(work, pact(text=text.encode()), START)
    with store.read() as work:
        assert node.arrangement.network(work, TODAY).agreements["nzl-usa-1952"].title == "As both signed it"
    for wrong in (b"id: nzl-usa-1952\n", b"", b"\xff"):
        with pytest.raises(Malformed), store.write() as work:
            recorded.signed(work, pact(text=wrong), START)
    with pytest.raises(Malformed, match="no agreement of these parties"), store.write() as work:
        recorded.signed(work, pact("jpn-usa-2007"), START)
    with store.read() as work:
        assert "jpn-usa-2007" in node.arrangement.network(work, TODAY).agreements


def test_officers_record_what_came_on_paper(store, node):
    recording = Recording(node)
    authority, analyst = office(node, "authority", Role.RELEASING_AUTHORITY), office(node, "analyst", Role.ANALYST)
    kept = recording.consent(authority, CONSENT, "file 12")
    assert kept.consent.id != CONSENT.id
    with store.read() as work:
        assert kept.consent in node.arrangement.network(work, TODAY).consents
    with pytest.raises(Forbidden):
        recording.consent(analyst, CONSENT, "file 12")
    for wrong in (
        lambda: recording.consent(authority, CONSENT, " "),
        lambda: recording.consent(authority, evolve(CONSENT, up_to="X"), "f"),
    ):
        with pytest.raises(Malformed):
            wrong()
    with pytest.raises(Absent):
        recording.withdraw_consent(authority, "consent-none")
    recording.withdraw_consent(authority, kept.consent.id)
    with store.read() as work:
        assert kept.consent not in node.arrangement.network(work, TODAY).consents
        rules = [one.id for one in node.arrangement.network(work, TODAY).national_rules if one.rule == "assessment" and one.party == "NZL"]
    with pytest.raises(Malformed, match="no rule that asks for an assessment"):
        recording.assess(authority, Assessment("none", PartyId("JPN"), Period(TODAY, date(2027, 1, 1))), "x")
    for rule in rules[:1]:
        with pytest.raises(Malformed, match="without an end"):
            recording.assess(authority, Assessment(rule, PartyId("JPN")), "x")
        made = recording.assess(authority, Assessment(rule, PartyId("JPN"), Period(TODAY, date(2027, 1, 1))), "no real risk")
        recording.reopen(authority, made.id, "a report")
    assert rules


def test_nobody_records_while_it_is_held(store):
    """What is decided and sent in a unit of work cannot be overtaken by a suspension: it comes before, or after."""
    if store._in_memory:
        return  # one connection: units of work take turns
    order, begun = [], threading.Event()

    def suspend():
        begun.set()
        with store.write() as work:
            work.arrangement.add_turn(TURN)
            order.append("suspended")

    other = threading.Thread(target=suspend)
    with store.write() as work:
        work.arrangement.hold()
        other.start()
        begun.wait()
        other.join(0.5)
        assert work.arrangement.version() == 0
        order.append("sent")
    other.join()
    assert order == ["sent", "suspended"]
