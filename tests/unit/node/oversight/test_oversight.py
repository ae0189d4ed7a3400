"""What overseers see, samples, incidents, assurances, and what waits for people."""

import json
from base64 import b64decode
from datetime import timedelta

import pytest
from attrs import evolve
from sqlalchemy import update
from tests.exchanging import settle
from tests.nodes import START
from tests.people import office
from tests.releasing import DISCLOSURE, parties

from relto.adapters.storage import tables
from relto.audit import Note, Opening, Policy, parse_note, sign_text, verify_opening
from relto.node import Absent, Entry, Forbidden
from relto.node.authorising import Role
from relto.node.journal import note
from relto.node.oversight import Assurances, Incidents, Oversight, Sampling, WorkList, places, verify_sample
from relto.primitives import Malformed, PartyId, Unverified

MARKING = "CONFIDENTIAL//REL TO NZL, JPN"
DAY = timedelta(days=1)


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


@pytest.fixture
def overseer(nzl):
    return office(nzl.node, "overseer", Role.OVERSEER)


def cosigned(nzl, witness):
    """The node's checkpoint with a witness's cosignature."""
    nzl.node.journal.sequence(nzl.clock.now())
    shown = parse_note(nzl.node.journal.checkpoint())
    own = tuple(one for one in shown.signatures if one.name == nzl.log_key.key.name)
    return Note(shown.text, (*own, *sign_text(shown.text, [witness], int(nzl.clock.now().timestamp())))).to_bytes()


def test_who_oversees_and_who_does_not(nzl, staff, overseer):
    oversight, sampling = Oversight(nzl.node), Sampling(nzl.node)
    for other in (staff.authority, staff.security, staff.analyst, office(nzl.node, "admin", Role.ADMINISTRATOR)):
        for asked in (
            lambda other=other: oversight.releases(other),
            lambda other=other: oversight.refusals(other),
            lambda other=other: oversight.lines(other),
            lambda other=other: oversight.pairs(other, START, START + DAY),
            lambda other=other: oversight.statistics(other, START, START + DAY),
            lambda other=other: list(oversight.export(other, START, START + DAY)),
            lambda other=other: sampling.draw(other, b"", 1),
        ):
            with pytest.raises(Forbidden):
                asked()
    assert oversight.releases(overseer) == ()


def test_an_overseer_sees_releases_refusals_and_pairs_with_their_times(nzl, staff, overseer):
    oversight = Oversight(nzl.node)
    for minutes in (5, 1):
        draft = nzl.submitted(staff, nzl.record(staff, MARKING), "JPN")
        nzl.clock.forward(timedelta(minutes=minutes))
        nzl.approved(staff, draft)
        nzl.sending.send(staff.authority, draft.id)
    with pytest.raises(Forbidden):
        nzl.submitted(staff, nzl.record(staff, "SECRET//NZEO"), "JPN")
    sent = oversight.releases(overseer)
    assert len(sent) == len(oversight.releases(overseer, recipient=PartyId("JPN"))) == 2
    assert oversight.releases(overseer, recipient=PartyId("USA")) == ()
    assert {one.approvers for one in sent} == {(staff.authority.id, staff.second.id)}
    (refused,) = oversight.refusals(overseer)
    assert refused.entry.about["rules"] == ["exclusion", "releasability"]
    (pair,) = oversight.pairs(overseer, START, START + DAY)
    assert (pair.releases, pair.fastest, pair.typical) == (2, timedelta(minutes=1), timedelta(minutes=5))
    assert [one.entry.kind for one in oversight.lines(overseer, subject=sent[0].draft)] == [
        "release.sent",
        "release.approved",
        "release.approved",
        "draft.submitted",
        "draft.disclosed",
        "draft.begun",
    ]


def test_counts_are_worked_out_from_the_journal(nzl, jpn, staff, overseer):
    for _ in range(3):
        nzl.released(staff, nzl.record(staff, MARKING), "JPN")
    with pytest.raises(Forbidden):
        nzl.submitted(staff, nzl.record(staff, "RESTRICTED"), "JPN")
    found = Oversight(nzl.node).statistics(overseer, START, START + DAY)
    assert (found.lines["release.sent"], found.lines["release.approved"], found.lines["release.refused"]) == (3, 6, 1)
    assert found.values["release.sent", "recipient"] == {"JPN": 3}
    assert found.values["release.sent", "instrument"] == {"jpn-nzl-2025": 3}
    assert found.values["release.sent", "legal-basis"] == {DISCLOSURE.legal_basis: 3}
    assert found.erased == 0
    assert found.outside > 0
    nzl.node.journal.sequence(nzl.clock.now())
    assert Oversight(nzl.node).statistics(overseer, START, START + DAY).outside == 0
    assert Oversight(nzl.node).statistics(overseer, START + DAY, START + 2 * DAY).lines == {}
    with nzl.store.write() as work:
        work.journal.erase(work.journal.found(kinds=["release.sent"])[0].number)
    after = Oversight(nzl.node).statistics(overseer, START, START + DAY)
    assert (after.lines["release.sent"], after.erased) == (2, 1)


def test_what_was_changed_beside_a_commitment_is_found(nzl, staff, overseer):
    nzl.released(staff, nzl.record(staff, MARKING), "JPN")
    with nzl.store.write() as work:
        number = work.journal.found(kinds=["release.sent"])[0].number
        changed = work.journal.opening(number).content.replace(b"JPN", b"AUS")
        table = tables.journal.line
        work.connection.execute(update(table).where(table.c.number == number).values(content=changed))
    with pytest.raises(Unverified):
        Oversight(nzl.node).statistics(overseer, START, START + DAY)


def test_an_export_can_be_checked_elsewhere(nzl, staff, overseer):
    nzl.released(staff, nzl.record(staff, MARKING), "JPN")
    nzl.node.journal.sequence(nzl.clock.now())
    lines = [json.loads(one) for one in Oversight(nzl.node).export(overseer, START, START + DAY)]
    said = [
        Entry.from_bytes(verify_opening(b64decode(one["entry"]), Opening(b64decode(one["salt"]), one["content"].encode()))) for one in lines
    ]
    assert [one.kind for one in said].count("release.sent") == 1
    assert sorted(one["index"] for one in lines) == list(range(len(lines)))


def test_a_sample_is_drawn_by_a_cosigned_checkpoint_and_holds(nzl, jpn, staff, overseer):
    for _ in range(4):
        nzl.released(staff, nzl.record(staff, MARKING), "JPN")
    sampling, checkpoint = Sampling(nzl.node), cosigned(nzl, jpn.witness)
    policy = Policy((nzl.log_key.key,), {"jpn": jpn.witness.key}, {}, "jpn")
    now = int(nzl.clock.now().timestamp())
    sample = sampling.draw(overseer, checkpoint, 2)
    assert len(verify_sample(sample, policy, 2, now)) == 2
    assert sampling.draw(overseer, checkpoint, 2) == sample
    assert len(sampling.draw(overseer, checkpoint, 100).releases) == 4
    with pytest.raises(Unverified):
        verify_sample(evolve(sample, drawn=sample.drawn[1:]), policy, 2, now)
    with pytest.raises(Unverified):
        verify_sample(evolve(sample, drawn=sample.drawn[:-1]), policy, 2, now)
    nzl.clock.forward(timedelta(seconds=1))
    assert sampling.draw(overseer, cosigned(nzl, jpn.witness), 2).drawn != sample.drawn


def test_a_sample_needs_a_cosigned_checkpoint_of_this_log(nzl, jpn, staff, overseer):
    nzl.released(staff, nzl.record(staff, MARKING), "JPN")
    sampling, checkpoint = Sampling(nzl.node), cosigned(nzl, jpn.witness)
    shown = parse_note(checkpoint)
    own = Note(shown.text, shown.signatures[:1]).to_bytes()
    with pytest.raises(Malformed, match="nobody cosigned"):
        sampling.draw(overseer, own, 1)
    other = cosigned(jpn, nzl.witness)
    with pytest.raises(Malformed, match="of another log"):
        sampling.draw(overseer, other, 1)
    with pytest.raises(Malformed, match="no size of a sample"):
        sampling.draw(overseer, checkpoint, 0)
    origin, size, _ = shown.text.splitlines()
    forged = f"{origin}\n{size}\n{'A' * 43}=\n"
    signed = Note(forged, tuple(sign_text(forged, [nzl.log_key, jpn.witness], 0))).to_bytes()
    with pytest.raises(Unverified, match="another history"):
        sampling.draw(overseer, signed, 1)


@pytest.mark.parametrize("size", [1, 2, 7, 300])
def test_every_place_is_drawn_once(size):
    assert sorted(places(b"a checkpoint", size)) == list(range(size))
    assert list(places(b"a checkpoint", size)) == list(places(b"a checkpoint", size))
    if size > 2:
        assert list(places(b"a checkpoint", size)) != list(places(b"another", size))


def test_an_incident_is_reported_told_looked_into_and_closed(nzl, jpn, staff, overseer):
    there = jpn.staff()
    watcher = office(jpn.node, "watcher", Role.OVERSEER)
    nzl.released(staff, nzl.record(staff, MARKING), "JPN")
    settle(nzl, jpn)
    (entry,) = jpn.holdings.page(there.analyst).entries
    incidents = Incidents(jpn.node)
    made = incidents.report(there.analyst, "loss", "a print was left in a taxi", [entry.held.id])
    opened = incidents.get(there.security, made)
    assert (opened.untold, opened.incident.due, opened.steps[0].says) == (
        ("NZL",),
        jpn.clock.now() + timedelta(hours=24),
        "a print was left in a taxi",
    )
    assert [one.kind for one in WorkList(jpn.node).mine(there.security)] == ["incident-loss"]
    with pytest.raises(Forbidden, match="still to be told: NZL"):
        incidents.close(there.security, made, "found again")
    incidents.notified(there.security, made, PartyId("NZL"), "by telephone, confirmed by letter 7")
    incidents.investigated(there.security, made, "the driver brought it back unopened")
    assert WorkList(jpn.node).mine(there.security) == ()
    assert incidents.close(there.security, made, "people were told again").incident.state == "closed"
    with pytest.raises(Forbidden, match="closed"):
        incidents.investigated(there.security, made, "more")
    assert [one.incident.id for one in incidents.page(watcher)] == [made]
    assert all(b"taxi" not in repr(one.about).encode() for one in jpn.lines("incident.reported"))
    for other in (there.analyst, there.authority):
        with pytest.raises(Forbidden):
            incidents.get(other, made)


def test_an_error_of_procedure_goes_past_everybody_to_the_overseer(nzl, staff, overseer):
    incidents = Incidents(nzl.node)
    made = incidents.report(staff.second, "procedure", "I was told to approve unread")
    assert incidents.get(overseer, made).steps[0].says == "I was told to approve unread"
    for asked in (made, "incident-none"):
        with pytest.raises(Absent, match="no such thing"):
            incidents.get(staff.security, asked)
    assert incidents.page(staff.security) == ()
    assert WorkList(nzl.node).mine(staff.security) == ()
    assert [one.kind for one in WorkList(nzl.node).mine(overseer)] == ["incident-procedure"]
    (line,) = nzl.lines("incident.reported")
    assert staff.second.id not in (line.actor, *map(str, line.about.values()))


def test_nobody_reports_about_what_they_may_not_see(nzl, staff):
    low = office(nzl.node, "low", Role.ANALYST, clearance="RESTRICTED")
    secret = nzl.record(staff, "SECRET")
    for item in (secret, "item-none"):
        with pytest.raises(Absent, match="no such thing"):
            Incidents(nzl.node).report(low, "loss", "x", [item])


def test_nothing_is_released_on_an_assurance_that_does_not_hold(nzl, jpn, staff):
    assurances = Assurances(nzl.node)
    made = assurances.record(staff.authority, PartyId("JPN"), "nobody is put to death on it", nzl.clock.now() + 30 * DAY)
    theirs = assurances.record(staff.authority, PartyId("USA"), "another's", nzl.clock.now() + 30 * DAY)
    draft = nzl.drafting.begin(staff.drafter, nzl.record(staff, MARKING), PartyId("JPN"))
    for wrong in ("assurance-none", theirs.id):
        nzl.drafting.disclose(staff.drafter, draft.id, evolve(DISCLOSURE, assurances=(wrong,)))
        with pytest.raises(Malformed, match="an assurance that does not hold"):
            nzl.drafting.submit(staff.drafter, draft.id)
    nzl.drafting.disclose(staff.drafter, draft.id, evolve(DISCLOSURE, assurances=(made.id,)))
    ready = nzl.drafting.submit(staff.drafter, draft.id)
    nzl.approved(staff, ready)
    nzl.clock.forward(31 * DAY)
    with pytest.raises(Malformed, match="an assurance that does not hold"):
        nzl.sending.send(staff.authority, draft.id)
    assurances.confirm(staff.authority, made.id, nzl.clock.now() + 30 * DAY)
    sent = nzl.sending.send(staff.authority, draft.id)
    broken = assurances.broken(staff.authority, made.id, "it was done")
    assert broken.messages == (sent.message,)
    with pytest.raises(Malformed, match="an assurance that does not hold"):
        other = nzl.drafting.begin(staff.drafter, nzl.record(staff, MARKING), PartyId("JPN"))
        nzl.drafting.disclose(staff.drafter, other.id, evolve(DISCLOSURE, assurances=(made.id,)))
        nzl.drafting.submit(staff.drafter, other.id)


def test_what_waits_for_whom_and_until_when(nzl, jpn, staff):
    lists = WorkList(nzl.node)
    draft = nzl.drafting.begin(staff.drafter, nzl.record(staff, MARKING), PartyId("JPN"))

    def waits(actor):
        return [(one.kind, one.about) for one in lists.mine(actor)]

    assert (waits(staff.drafter), waits(staff.authority), waits(staff.second)) == ([("finish-draft", draft.id)], [], [])
    nzl.drafting.disclose(staff.drafter, draft.id, DISCLOSURE)
    ready = nzl.drafting.submit(staff.drafter, draft.id)
    assert (waits(staff.drafter), waits(staff.authority), waits(staff.second)) == ([], [("approve", draft.id)], [("approve", draft.id)])
    nzl.approving.approve(staff.authority, draft.id, ready.manifest_sha256)
    assert (waits(staff.authority), waits(staff.second)) == ([], [("approve", draft.id)])
    nzl.approving.approve(staff.second, draft.id, ready.manifest_sha256)
    assert (waits(staff.authority), waits(staff.second)) == ([("send", draft.id)], [])
    nzl.sending.send(staff.authority, draft.id)
    assert waits(staff.authority) == []
    item = nzl.record(staff, MARKING)
    nzl.keeping.keep(staff.security, item, until=None, destroy_by=(START + 10 * DAY).date())
    assert waits(staff.security) == [("destroy", item)]
    low = office(nzl.node, "low", Role.SECURITY_OFFICER, clearance=None)
    assert waits(low) == []


def test_the_lines_of_the_journal_hold_no_content(nzl, staff, overseer):
    nzl.released(staff, nzl.record(staff, MARKING, b"the trawlers left at dawn"), "JPN")
    note_of_test = Entry("test.happened", START, "node", {})
    with nzl.store.write() as work:
        note(work, note_of_test, nzl.node.entropy)
    for line in Oversight(nzl.node).lines(overseer, most=500):
        assert b"trawlers" not in line.entry.to_bytes()
        assert b"A record" not in line.entry.to_bytes()
        assert b"CONFIDENTIAL" not in line.entry.to_bytes()
