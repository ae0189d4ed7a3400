"""Drafts, approvals, releases, incidents, assurances and duties, on every database."""

from datetime import timedelta

import pytest
from attrs import evolve

from relto.node.authorising import Role
from relto.node.holdings import Given, Holdings
from relto.node.records.incidents import Assurance, Duty, Incident, Step
from relto.node.records.releasing import Approval, Disclosure, Draft, Sent
from relto.primitives import AgreementId, Conflict, PartyId
from tests.nodes import START
from tests.people import office

JPN, USA = PartyId("JPN"), PartyId("USA")
DAY = timedelta(days=1)


@pytest.fixture
def item(node):
    drafter = office(node, "drafter", Role.DRAFTER)
    made = Holdings(node).hold_record(drafter, b"x", Given("A record"), media_type="text/plain", scheme="nz", marking="SECRET")
    with node.store.read() as work:
        return work.items.get(made.held.id)


def draft(item, number=0, **more):
    return Draft(f"draft-{number}", item.id, JPN, START, "person-1", frozenset({"person-1", "person-2"}), **more)


def sent(item, number=0, **more):
    given = {"assurances": ()} | more
    return evolve(
        Sent(
            f"message-{number}",
            f"draft-{number}",
            item.id,
            item.known_as,
            JPN,
            AgreementId("jpn-nzl-2025"),
            START + number * DAY,
            "1" * 64,
            "2" * 64,
            "3" * 64,
            "an act",
            personal_data=False,
            evaluated=True,
            first_approval=START,
            last_approval=START,
            approvers=("person-3", "person-4"),
        ),
        **given,
    )


def test_a_draft_comes_back_as_it_was_and_as_it_was_changed(store, item):
    disclosure = Disclosure(
        "act", "purpose", "needed", "no less", "B2", personal_data=False, evaluated=True, caveats=("c",), assurances=("a",)
    )
    one = draft(item, purpose="relief", channel="courier", without=frozenset({3, 1}), disclosure=disclosure, corrects="item-9")
    with store.write() as work:
        work.drafts.add(one)
    with store.read() as work:
        assert work.drafts.get("draft-0") == one
        assert work.drafts.get("draft-1") is None
    two = evolve(
        one, state="submitted", version=2, manifest=b"{}", manifest_sha256="0" * 64, content="1" * 64, wrapped=b"w", prepared=START
    )
    with store.write() as work:
        assert work.drafts.lock("draft-0") == one
        work.drafts.replace(two)
    with store.read() as work:
        assert work.drafts.get("draft-0") == two
    with pytest.raises(Conflict), store.write() as work:
        work.drafts.add(one)


@pytest.mark.parametrize("lock", [False, True])
def test_what_was_read_ahead_is_given_once_and_never_as_it_was_before_a_change(store, item, lock):
    word = Approval("draft-0", "person-3", "an office", START, "1" * 64, approves=True)
    with store.write() as work:
        for number in range(3):
            work.drafts.add(draft(item, number))
        work.drafts.approve(word)
    with store.write() as work:
        assert {one.id for one in work.drafts.ahead(["draft-0", "draft-1", "draft-9"], lock=lock)} == {"draft-0", "draft-1"}
        changed = draft(item, 0, state="submitted")
        work.drafts.replace(changed)
        assert work.drafts.lock("draft-0") == work.drafts.get("draft-0") == changed
        assert work.drafts.get("draft-1") == draft(item, 1)
        work.drafts.replace(evolve(draft(item, 1), state="withdrawn"))
        assert work.drafts.get("draft-1").state == "withdrawn"
        assert (work.drafts.get("draft-2"), work.drafts.get("draft-9")) == (draft(item, 2), None)
        work.drafts.approve(evolve(word, person="person-4"))
        assert [len(work.drafts.approvals(f"draft-{number}")) for number in range(2)] == [2, 0]
        work.items.ahead([item.id, "item-none"])
        shelf = work.items.stands(item.id)
        assert (work.items.get(item.id), work.items.stands(item.id)) == (item, shelf)
        work.items.ahead([item.id])
        work.items.replace(evolve(item, quarantined=True))
        assert work.items.get(item.id).quarantined


def test_drafts_are_listed_by_what_they_are_made_of(store, item):
    with store.write() as work:
        for number in range(5):
            work.drafts.add(draft(item, number, state="sent" if number == 2 else "drafting"))
    with store.read() as work:
        shelf = item.shelf
        assert [one.id for one in work.drafts.page([shelf], ["drafting"], None, 9)] == ["draft-4", "draft-3", "draft-1", "draft-0"]
        assert [one.id for one in work.drafts.page([shelf], ["drafting"], "draft-3", 1)] == ["draft-1"]
        assert [one.id for one in work.drafts.page([shelf], ["sent"], None, 9)] == ["draft-2"]
        assert work.drafts.page([], ["drafting"], None, 9) == work.drafts.page([shelf + 1], ["drafting"], None, 9) == []


def test_a_person_gives_one_word_on_one_manifest(store, item):
    word = Approval("draft-0", "person-3", "an office", START, "1" * 64, approves=True, says="seen")
    with store.write() as work:
        work.drafts.add(draft(item))
        work.drafts.approve(word)
        work.drafts.approve(evolve(word, person="person-4", approves=False))
        work.drafts.approve(evolve(word, manifest_sha256="2" * 64))
    with pytest.raises(Conflict), store.write() as work:
        work.drafts.approve(evolve(word, approves=False))
    with store.read() as work:
        assert [(one.person, one.approves) for one in work.drafts.approvals("draft-0")] == [
            ("person-3", True),
            ("person-4", False),
            ("person-3", True),
        ]
        assert work.drafts.approvals("draft-1") == []


def test_what_was_released_is_found_by_item_recipient_message_and_assurance(store, item):
    with store.write() as work:
        for number in range(4):
            more = {"recipient": USA} if number == 1 else {"assurances": ("assurance-1", "assurance-1")} if number == 2 else {}
            work.drafts.sent(sent(item, number, **more))
    with store.read() as work:
        assert work.drafts.release("message-2") == sent(item, 2, assurances=("assurance-1", "assurance-1"))
        assert work.drafts.release("message-9") is None
        assert [one.message for one in work.drafts.releases()] == ["message-3", "message-2", "message-1", "message-0"]
        assert [one.message for one in work.drafts.releases(item=item.id, before="message-2", most=1)] == ["message-1"]
        assert [one.message for one in work.drafts.releases(recipient=USA)] == ["message-1"]
        assert work.drafts.releases(item="item-none") == []
        assert [one.message for one in work.drafts.relying("assurance-1")] == ["message-2"]
    with pytest.raises(Conflict), store.write() as work:
        work.drafts.sent(sent(item))


def test_incidents_assurances_and_duties_come_back(store):
    step = Step(START, "person-1", "reported", b"sealed", None)
    some = [
        Incident(f"incident-{n}", "procedure" if n == 1 else "loss", ("item-1",), START, "person-1", "reported", (step,)) for n in range(3)
    ]
    assurance = Assurance("assurance-1", JPN, "promised", START, START + DAY, "person-1")
    duties = [Duty(f"duty-{n}", "incident-loss", f"incident-{n}", "security-officer", START + (3 - n) * DAY, START) for n in range(3)]
    with store.write() as work:
        for one in some:
            work.incidents.add(one)
        work.incidents.assure(assurance)
        work.incidents.assure(evolve(assurance, id="assurance-2", party=USA))
        for one in duties:
            work.incidents.owe(one)
    with store.write() as work:
        assert work.incidents.lock("incident-0") == work.incidents.get("incident-0") == some[0]
        work.incidents.replace(evolve(some[0], state="closed"))
        work.incidents.replace_assurance(evolve(assurance, breached=START))
        work.incidents.fulfil("duty-1", START, "person-2")
        work.incidents.fulfil("duty-1", START + DAY, "person-3")
    with store.read() as work:
        assert [one.id for one in work.incidents.page(["loss"], None, 9)] == ["incident-2", "incident-0"]
        assert [one.id for one in work.incidents.page(["loss", "procedure"], "incident-2", 1)] == ["incident-1"]
        assert work.incidents.get("incident-0").state == "closed"
        assert work.incidents.get("incident-9") is None
        assert work.incidents.assurance("assurance-1").breached == START
        assert [one.id for one in work.incidents.assurances()] == ["assurance-1", "assurance-2"]
        assert [one.id for one in work.incidents.assurances(USA)] == ["assurance-2"]
        assert [one.id for one in work.incidents.owed(["security-officer"])] == ["duty-2", "duty-0"]
        assert work.incidents.owed(["overseer"]) == []
        assert [one.id for one in work.incidents.owed_about("incident-2")] == ["duty-2"]
        assert (work.incidents.duty("duty-1").done, work.incidents.duty("duty-1").by) == (START, "person-2")
