"""Releasing from one node to another: what goes, what does not, and who must have said so."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from tests.exchanging import OFFICER, deliver, settle
from tests.people import office
from tests.releasing import DISCLOSURE, REPORT, parties

from relto.agreements import Consent
from relto.node import Absent, Forbidden
from relto.node.authorising import Role
from relto.node.records.releasing import Disclosure
from relto.primitives import Conflict, Malformed, PartyId


@pytest.fixture
def both():
    return parties("NZL", "JPN")


@pytest.fixture
def nzl(both):
    return both[0]


@pytest.fixture
def jpn(both):
    return both[1]


@pytest.fixture
def staff(nzl):
    return nzl.staff()


def test_a_tearline_goes_from_one_node_to_the_other_and_only_it(nzl, jpn, staff):
    there = jpn.staff()
    report = nzl.holdings.hold_document(staff.drafter, REPORT).held.id
    sent = nzl.released(staff, report, "JPN")
    settle(nzl, jpn)
    (entry,) = jpn.holdings.page(there.analyst).entries
    content = jpn.holdings.read(there.analyst, entry.held.id).content.decode()
    assert "bear a transport aircraft" in content
    assert "Fuel is short" in content
    assert "harbour" not in content
    assert entry.held.known_as == report == sent.known_as
    assert (entry.held.received.sender, entry.held.received.instrument) == ("NZL", "jpn-nzl-2025")
    assert entry.marking == "SECRET//REL TO NZL, JPN"
    (provenance,) = entry.held.provenances
    assert (provenance.originators, [one.provider for one in provenance.chain]) == ({"NZL"}, ["NZL"])
    assert nzl.lines("release.sent", report)[0].about["manifest"] == sent.manifest_sha256
    assert jpn.lines("item.received", report)[0].about["message"] == sent.message
    assert nzl.drafting.get(staff.authority, sent.draft).state == "sent"
    with pytest.raises(Forbidden, match="is sent"):
        nzl.sending.send(staff.authority, sent.draft)


def test_who_is_not_cleared_there_sees_nothing_of_it(nzl, jpn, staff):
    low = office(jpn.node, "low", Role.ANALYST, clearance="秘")
    nzl.released(staff, nzl.record(staff, "SECRET//REL TO NZL, JPN"), "JPN")
    settle(nzl, jpn)
    assert jpn.holdings.page(low).entries == ()
    assert len(jpn.holdings.page(jpn.staff().analyst).entries) == 1


def test_the_matrix_shows_every_part_against_every_recipient(nzl, staff):
    report = nzl.holdings.hold_document(staff.drafter, REPORT).held.id
    rows = nzl.drafting.matrix(staff.drafter, report, [PartyId("JPN"), PartyId("AUS")])
    assert [(row.index, row.decisions["JPN"].outcome, row.decisions["AUS"].outcome) for row in rows] == [
        (1, "permit", "permit"),
        (2, "permit", "deny"),
        (3, "deny", "permit"),
        (4, "permit", "deny"),
    ]
    assert {"USA", "JPN"} <= set(nzl.drafting.matrix(staff.drafter, report)[0].decisions)
    with pytest.raises(Malformed, match="oneself"):
        nzl.drafting.matrix(staff.drafter, report, [PartyId("NZL")])


def test_nothing_is_submitted_without_a_disclosure_record(nzl, staff):
    draft = nzl.drafting.begin(staff.drafter, nzl.record(staff, "CONFIDENTIAL//REL TO NZL, JPN"), PartyId("JPN"))
    for name in ("legal_basis", "purpose", "necessity", "proportionality", "reliability", "personal_data", "evaluated"):
        lacking = evolve(DISCLOSURE, **{name: None if name in ("personal_data", "evaluated") else " "})
        nzl.drafting.disclose(staff.drafter, draft.id, lacking)
        with pytest.raises(Malformed, match=f"the disclosure record lacks something.*{name}"):
            nzl.drafting.submit(staff.drafter, draft.id)
    assert Disclosure().missing == ("legal_basis", "purpose", "necessity", "proportionality", "reliability", "personal_data", "evaluated")
    nzl.drafting.disclose(staff.drafter, draft.id, DISCLOSURE)
    assert nzl.drafting.submit(staff.drafter, draft.id).state == "submitted"


@pytest.mark.parametrize("marking", ["RESTRICTED", "SECRET//NZEO", "RESTRICTED//REL TO NZL, JPN", "RESTRICTED//REL TO NZL, AUS"])
def test_what_may_not_go_is_not_submitted_and_the_refusal_is_noted(nzl, staff, marking):
    item = nzl.record(staff, marking)
    with pytest.raises(Forbidden, match="nothing of it may be released"):
        nzl.submitted(staff, item, "JPN")
    assert nzl.lines("release.refused", item)


def test_nothing_is_sent_without_two_different_people_who_did_not_write_it(nzl, jpn, staff):
    draft = nzl.submitted(staff, nzl.record(staff, "CONFIDENTIAL//REL TO NZL, JPN"), "JPN")

    def unsent(says):
        with pytest.raises(Forbidden, match=says):
            nzl.sending.send(staff.authority, draft.id)
        assert nzl.exchange.outgoing("JPN") is None

    unsent("2 different people must approve it, 0 did")
    nzl.approving.approve(staff.authority, draft.id, draft.manifest_sha256)
    unsent("2 different people must approve it, 1 did")
    with pytest.raises(Conflict, match="a word of this person"):
        nzl.approving.approve(staff.authority, draft.id, draft.manifest_sha256)
    unsent("2 different people must approve it, 1 did")
    for other in (staff.drafter, staff.analyst, staff.security):
        with pytest.raises(Forbidden):
            nzl.approving.approve(other, draft.id, draft.manifest_sha256)
    writer = office(nzl.node, "writer", Role.DRAFTER, Role.SECOND_APPROVER)
    changed = nzl.drafting.disclose(writer, draft.id, DISCLOSURE)
    assert changed.state == "drafting"
    again = nzl.drafting.submit(staff.drafter, draft.id)
    with pytest.raises(Forbidden, match="who wrote on a draft does not approve it"):
        nzl.approving.approve(writer, again.id, again.manifest_sha256)
    nzl.approved(staff, again)
    assert nzl.sending.send(staff.authority, draft.id).approvers == (staff.authority.id, staff.second.id)
    assert deliver(nzl, jpn) == 1


def test_two_second_approvers_do_not_suffice(nzl, staff):
    draft = nzl.submitted(staff, nzl.record(staff, "CONFIDENTIAL//REL TO NZL, JPN"), "JPN")
    third = office(nzl.node, "third", Role.SECOND_APPROVER)
    for person in (staff.second, third):
        nzl.approving.approve(person, draft.id, draft.manifest_sha256)
    assert nzl.approving.lacking(staff.second, draft.id) == "a releasing authority must approve it"
    with pytest.raises(Forbidden, match="a releasing authority must approve it"):
        nzl.sending.send(staff.authority, draft.id)


def _disclose(nzl, staff, draft):
    nzl.drafting.disclose(staff.drafter, draft.id, evolve(DISCLOSURE, purpose="something else"))


def _withhold(nzl, staff, draft):
    nzl.drafting.withhold(staff.drafter, draft.id, {2})


def _same_again(nzl, staff, draft):
    nzl.drafting.disclose(staff.drafter, draft.id, DISCLOSURE)


def _decline(nzl, staff, draft):
    third = office(nzl.node, "third", Role.SECOND_APPROVER)
    nzl.approving.decline(third, draft.id, draft.manifest_sha256, "not yet")


@pytest.mark.parametrize("change", [_disclose, _withhold, _same_again, _decline])
def test_any_change_voids_what_was_approved(nzl, staff, change):
    draft = nzl.submitted(staff, nzl.holdings.hold_document(staff.drafter, REPORT).held.id, "JPN")
    nzl.approved(staff, draft)
    change(nzl, staff, draft)
    with pytest.raises(Forbidden, match="not submitted"):
        nzl.sending.send(staff.authority, draft.id)
    again = nzl.drafting.submit(staff.drafter, draft.id)
    with pytest.raises(Forbidden, match="not approved"):
        nzl.sending.send(staff.authority, draft.id)
    with pytest.raises(Conflict, match="changed since it was looked at"):
        nzl.approving.approve(staff.authority, draft.id, draft.manifest_sha256)
    nzl.approved(staff, again)
    assert nzl.sending.send(staff.authority, draft.id).manifest_sha256 == again.manifest_sha256 != draft.manifest_sha256


def test_an_approver_who_lost_the_office_does_not_count(nzl, staff):
    draft = nzl.submitted(staff, nzl.record(staff, "CONFIDENTIAL//REL TO NZL, JPN"), "JPN")
    nzl.approved(staff, draft)
    with nzl.store.write() as work:
        account = work.accounts.get(staff.second.id)
        work.accounts.replace(evolve(account, roles=frozenset({Role.ANALYST})))
    with pytest.raises(Forbidden, match="1 did"):
        nzl.sending.send(staff.authority, draft.id)
    with nzl.store.write() as work:
        work.accounts.replace(evolve(account, active=False))
    with pytest.raises(Forbidden, match="1 did"):
        nzl.sending.send(staff.authority, draft.id)
    with nzl.store.write() as work:
        work.accounts.replace(account)
    nzl.sending.send(staff.authority, draft.id)


def test_a_draft_of_what_one_may_not_see_is_absent(nzl, staff):
    low = office(nzl.node, "low", Role.DRAFTER, Role.RELEASING_AUTHORITY, clearance="RESTRICTED")
    secret = nzl.record(staff, "SECRET//REL TO NZL, JPN")
    draft = nzl.submitted(staff, secret, "JPN")
    tries = [
        lambda name: nzl.drafting.get(low, name),
        lambda name: nzl.drafting.preview(low, name),
        lambda name: nzl.drafting.content(low, name),
        lambda name: nzl.drafting.disclose(low, name, DISCLOSURE),
        lambda name: nzl.drafting.withdraw(low, name),
        lambda name: nzl.drafting.submit(low, name),
        lambda name: nzl.drafting.page(low, after=name),
        lambda name: nzl.approving.approve(low, name, draft.manifest_sha256),
        lambda name: nzl.approving.approvals(low, name),
        lambda name: nzl.approving.lacking(low, name),
        lambda name: nzl.sending.send(low, name),
        lambda name: nzl.asking.ask(low, name, "JPN", says="x"),
    ]
    for attempt in tries:
        for name in (draft.id, "draft-none"):
            with pytest.raises(Absent, match=r"^no such thing$"):
                attempt(name)
    for attempt in (
        lambda name: nzl.drafting.begin(low, name, PartyId("JPN")),
        lambda name: nzl.drafting.matrix(low, name),
        lambda name: nzl.sending.released(low, name),
        lambda name: nzl.asking.recall(low, name, duty="destroy", says="x", answer_by=nzl.clock.now() + timedelta(days=1)),
    ):
        for name in (secret, "item-none"):
            with pytest.raises(Absent, match=r"^no such thing$"):
                attempt(name)
    assert nzl.drafting.page(low) == ()
    assert [one.id for one in nzl.drafting.page(staff.second)] == [draft.id]


@pytest.mark.parametrize("side", ["here", "there"])
def test_an_agreement_suspended_between_approval_and_sending_lets_nothing_go(nzl, jpn, staff, side):
    draft = nzl.submitted(staff, nzl.record(staff, "CONFIDENTIAL//REL TO NZL, JPN"), "JPN")
    nzl.approved(staff, draft)
    by = {"here": nzl, "there": jpn}[side]
    by.exchange.agreeing.suspend(OFFICER, ({"NZL", "JPN"} - {by.party}).pop(), "a breach")
    settle(nzl, jpn)
    with pytest.raises(Forbidden, match="may not be released any more: instrument"):
        nzl.sending.send(staff.authority, draft.id)
    settle(nzl, jpn)
    assert not jpn.lines("item.received")
    assert nzl.lines("release.refused", draft.id)[-1].about["rules"] == ["instrument"]
    by.exchange.agreeing.resume(OFFICER, ({"NZL", "JPN"} - {by.party}).pop(), "settled")
    settle(nzl, jpn)
    nzl.sending.send(staff.authority, draft.id)
    settle(nzl, jpn)
    assert len(jpn.lines("item.received")) == 1


def test_what_waits_when_an_agreement_is_suspended_does_not_go(nzl, jpn, staff):
    item = nzl.record(staff, "CONFIDENTIAL//REL TO NZL, JPN")
    nzl.released(staff, item, "JPN")
    nzl.exchange.agreeing.suspend(OFFICER, "JPN", "a breach")
    settle(nzl, jpn)
    assert not jpn.lines("item.received")


def test_what_comes_behind_the_end_of_a_suspension_in_one_batch_is_held(nzl, jpn, staff):
    sent = nzl.released(staff, nzl.record(staff, "CONFIDENTIAL//REL TO NZL, JPN"), "JPN")
    nzl.exchange.agreeing.suspend(OFFICER, "JPN", "a breach")
    settle(nzl, jpn)
    nzl.clock.forward(timedelta(seconds=60))
    nzl.exchange.agreeing.resume(OFFICER, "JPN", "settled")
    batch = nzl.exchange.outgoing("JPN")
    assert batch.ids[-1] == sent.message
    assert len(batch.ids) > 1
    nzl.exchange.answered("JPN", jpn.exchange.incoming("NZL", batch.data))
    settle(nzl, jpn)
    assert [one.about["message"] for one in jpn.lines("item.received")] == [sent.message]
    assert not jpn.lines("message.refused")


def test_what_was_looked_at_while_a_suspension_ended_is_looked_at_again(nzl, jpn, staff, monkeypatch):
    nzl.exchange.agreeing.suspend(OFFICER, "JPN", "a breach")
    settle(nzl, jpn)
    nzl.exchange.agreeing.resume(OFFICER, "JPN", "settled")
    resumed = nzl.exchange.outgoing("JPN").data
    sent = nzl.released(staff, nzl.record(staff, "CONFIDENTIAL//REL TO NZL, JPN"), "JPN")
    examining, looked = jpn.held.examining, []

    def meanwhile(sender, at):
        examine = examining(sender, at)
        looked.append(at)
        if len(looked) == 1:  # another connection of the same counterpart brings the end of the suspension
            jpn.exchange.incoming("NZL", resumed)
        return examine

    monkeypatch.setattr(jpn.held, "examining", meanwhile)
    batch = nzl.exchange.outgoing("JPN")
    assert batch.ids == (sent.message,)
    nzl.exchange.answered("JPN", jpn.exchange.incoming("NZL", batch.data))
    assert len(looked) == 2
    assert [one.about["message"] for one in jpn.lines("item.received")] == [sent.message]


def test_what_is_destroyed_before_it_was_delivered_is_withheld(nzl, jpn, staff):
    item = nzl.record(staff, "CONFIDENTIAL//REL TO NZL, JPN")
    nzl.released(staff, item, "JPN")
    nzl.clock.forward(timedelta(seconds=30))
    nzl.keeping.destroy(staff.security, item, "key erased", witness="the deputy")
    settle(nzl, jpn)
    assert not jpn.lines("item.received")
    assert nzl.lines("message.given-up")


def test_a_consent_that_came_opens_and_one_withdrawn_closes(nzl, jpn, staff):
    """Information of the United States, held by New Zealand, goes to Japan with the consent of the United States alone."""
    item = nzl.record(staff, "//USA CONFIDENTIAL//REL TO NZL, USA")
    draft = nzl.drafting.begin(staff.drafter, item, PartyId("JPN"))
    nzl.drafting.disclose(staff.drafter, draft.id, DISCLOSURE)
    preview = nzl.drafting.preview(staff.drafter, draft.id)
    assert [one.authority for one in preview.missing] == ["USA"]
    with pytest.raises(Forbidden, match="consent is missing of USA"):
        nzl.drafting.submit(staff.drafter, draft.id)
    consent = Consent("x", "USA", frozenset({PartyId("JPN")}), date(2026, 11, 23), "nz", "CONFIDENTIAL")
    kept = nzl.recording.consent(staff.authority, consent, "file 12")
    ready = nzl.drafting.submit(staff.drafter, draft.id)
    nzl.approved(staff, ready)
    nzl.recording.withdraw_consent(staff.authority, kept.consent.id)
    with pytest.raises(Forbidden, match="may not be released any more"):
        nzl.sending.send(staff.authority, draft.id)
    assert nzl.lines("release.refused", draft.id)[-1].about["rules"]


def test_what_is_marked_with_no_list_needs_this_partys_own_consent(nzl, jpn, staff):
    item, other = nzl.record(staff, "CONFIDENTIAL"), nzl.record(staff, "CONFIDENTIAL")
    draft = nzl.drafting.begin(staff.drafter, item, PartyId("JPN"), purpose="relief")
    nzl.drafting.disclose(staff.drafter, draft.id, DISCLOSURE)
    with pytest.raises(Forbidden, match="consent is missing of NZL"):
        nzl.drafting.submit(staff.drafter, draft.id)
    writer = office(nzl.node, "writer", Role.DRAFTER, Role.RELEASING_AUTHORITY)
    nzl.drafting.disclose(writer, draft.id, DISCLOSURE)
    for actor, says, error in ((writer, "x", Forbidden), (staff.second, "x", Forbidden), (staff.authority, " ", Malformed)):
        with pytest.raises(error):
            nzl.asking.grant(actor, draft.id, says)
    low = office(nzl.node, "low", Role.RELEASING_AUTHORITY, clearance="RESTRICTED")
    for name in (draft.id, "draft-none"):
        with pytest.raises(Absent):
            nzl.asking.grant(low, name, "x")
    nzl.asking.grant(staff.authority, draft.id, "they fly there")
    ready = nzl.drafting.submit(staff.drafter, draft.id)
    nzl.approved(staff, ready)
    nzl.sending.send(staff.authority, draft.id)
    settle(nzl, jpn)
    assert len(jpn.lines("item.received")) == 1
    for more in ({"purpose": "relief"}, {}):
        with pytest.raises(Forbidden, match="consent is missing of NZL"):
            nzl.submitted(staff, other if more else item, "JPN", **more)


def test_nobody_grants_what_is_anothers(nzl, staff):
    draft = nzl.drafting.begin(staff.drafter, nzl.record(staff, "//USA CONFIDENTIAL//REL TO NZL, USA"), PartyId("JPN"))
    with pytest.raises(Forbidden, match="no originator of it"):
        nzl.asking.grant(staff.authority, draft.id, "x")


def test_many_go_at_once_each_by_itself(nzl, jpn, staff):
    drafts = [nzl.submitted(staff, nzl.record(staff, "CONFIDENTIAL//REL TO NZL, JPN"), "JPN") for _ in range(3)]
    for draft in (drafts[0], drafts[2]):
        nzl.approved(staff, draft)
    asked = [drafts[0].id, drafts[1].id, "draft-none", drafts[2].id]
    first, unapproved, unknown, last = nzl.sending.send_many(staff.authority, asked)
    assert (type(unapproved), type(unknown)) == (Forbidden, Absent)
    settle(nzl, jpn)
    assert {one.held.received.message for one in jpn.holdings.page(jpn.staff().analyst).entries} == {first.message, last.message}
    assert len(nzl.lines("release.sent")) == 2
    with jpn.store.read() as work:
        (inflow,) = work.exchange.inflows("NZL")
        assert inflow.row.complete == inflow.row.highest, "no number was left out for those that did not go"
    nzl.approved(staff, drafts[1])
    again = nzl.sending.send_many(staff.authority, asked)
    assert [type(one) for one in again] == [Forbidden, type(first), Absent, Forbidden], "what went goes once"
    for wrong in ((), (asked[0], asked[0]), [f"draft-{n}" for n in range(51)]):
        with pytest.raises(Malformed, match="no list of drafts"):
            nzl.sending.send_many(staff.authority, wrong)
    with pytest.raises(Forbidden):
        nzl.sending.send_many(staff.analyst, asked)
