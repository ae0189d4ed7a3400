"""The whole story through the interface: New Zealand's people speak HTTP, Japan's node stands beside it, and files are carried between."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import asdict
from tests import pairs
from tests.pairs import DISCLOSURE

from relto.agreements.loader import library_path
from relto.node.holdings import Given
from relto.node.introducing import fingerprint_of
from relto.primitives import PartyId

AGREEMENT = (library_path() / "jpn-nzl-2025" / "agreement.yaml").read_text(encoding="utf-8")
MARKING = "CONFIDENTIAL//REL TO NZL, JPN"
REPORT = "CONFIDENTIAL\n\n(C//REL TO NZL, JPN) The landing ground will bear a transport aircraft.\n\nCONFIDENTIAL\n"


def soon():
    return (datetime.now(UTC) + timedelta(days=2)).isoformat()  # noqa: TID251 - the node has the clock of the machine


def told(answer, status=200):
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


@pytest.fixture(scope="module")
def jpn(node, tmp_path_factory):
    """Japan's node; the two know each other and signed the agreement, New Zealand's people by the interface alone."""
    made = pairs.made(tmp_path_factory.mktemp("story") / "jpn", "JPN")
    card = made.node.card()
    form = {"card": card.decode(), "fingerprint": fingerprint_of(card)}
    told(node.call("analyst", "POST", "/counterparts", form), 403)
    told(node.call("security", "POST", "/counterparts", {**form, "fingerprint": "0" * 64}), 422)
    assert told(node.call("security", "POST", "/counterparts", form), 201)["party"] == "JPN"
    own = told(node.call("security", "GET", "/card"))
    made.node.introducing.take(made.people["security"], own["card"].encode(), own["fingerprint"])
    proposed = told(node.call("negotiator", "POST", "/counterparts/JPN/agreements", {"agreement": "jpn-nzl-2025", "text": AGREEMENT}), 201)
    path = f"/counterparts/JPN/agreements/{proposed['sha256']}"
    assert told(node.call("authority", "GET", f"{path}/text"))["text"] == AGREEMENT
    carry(node, made)
    told(node.call("negotiator", "POST", f"{path}/signature"), 403)
    told(node.call("authority", "POST", f"{path}/signature"), 201)
    made.node.exchange.agreeing.sign(made.people["authority"], "NZL", proposed["sha256"])
    carry(node, made)
    (pact,) = told(node.call("negotiator", "GET", "/counterparts/JPN/agreements"))
    assert pact["signed_here"]
    assert pact["signed_there"]
    yield made
    made.node.close()


def carry(node, jpn):
    """Carry files to and fro, New Zealand's by its interface, until nothing is due."""
    there, security = jpn.node.exchange.carrying, jpn.people["security"]
    for _ in range(20):
        out = told_bytes(node.call("security", "POST", "/bundles/JPN"))
        taken = there.take(security, out)
        if taken.answer is not None:
            given(node, taken.answer)
        back = told_bytes(given(node, there.export(security, "NZL")))
        if back:
            there.take(security, back)
        with jpn.node.surroundings.store.read() as theirs, node.node.surroundings.store.read() as ours:
            if not taken.messages and not _waiting(ours, "JPN") and not _waiting(theirs, "NZL"):
                return
    raise AssertionError("something is always due")


def _waiting(work, party):
    return [one for _, one in work.exchange.page(party, "waiting", None, 50)]


def given(node, data):
    return node.kept("security").post("/bundles", content=data, headers={"content-type": "application/octet-stream"})


def told_bytes(answer):
    assert answer.status_code == 201, answer.text
    return answer.content


def released(node, item, *, granted=False):
    """Something released to Japan, by the interface."""
    draft = told(node.call("drafter", "POST", "/drafts", {"item": item, "recipient": "JPN"}), 201)["id"]
    if granted:
        told(node.call("drafter", "POST", f"/drafts/{draft}/consent", {"says": "relief"}), 403)
        assert told(node.call("authority", "POST", f"/drafts/{draft}/consent", {"says": "relief"}), 201)["recipients"] == ["JPN"]
    said = {name: value for name, value in asdict(DISCLOSURE).items() if name not in ("caveats", "assurances")}
    told(node.call("drafter", "PUT", f"/drafts/{draft}/disclosure", said, **{"if-match": "*"}))
    fixed = told(node.call("drafter", "POST", f"/drafts/{draft}/submission"))["manifest_sha256"]
    for name in ("authority", "second"):
        word = {"manifest_sha256": fixed, "approves": True}
        told(node.call(name, "POST", f"/drafts/{draft}/approvals", word), 201)
    return node.call("authority", "POST", f"/drafts/{draft}/release")


def held(node, text=REPORT):
    return told(node.call("drafter", "POST", "/items", {"text": text, "title": "Landing grounds"}), 201)["id"]


def test_what_is_released_arrives_is_seen_by_the_overseer_and_comes_back_when_it_is_recalled(node, jpn):
    item = held(node)
    sent = told(released(node, item), 201)
    carry(node, jpn)
    (there,) = (one for one in jpn.node.holdings.page(jpn.people["analyst"]).entries if one.held.known_as == item)
    jpn.node.holdings.read(jpn.people["analyst"], there.held.id)
    carry(node, jpn)
    found = told(node.call("authority", "GET", "/messages?party=JPN"))["items"]
    assert next(one for one in found if one["id"] == sent["message"])["opened"] is not None
    assert sent["message"] in [one["message"] for one in told(node.call("overseer", "GET", "/oversight/releases?recipient=JPN"))["items"]]
    form = {"duty": "destroy", "says": "the source is in danger", "answer_by": soon()}
    order = told(node.call("authority", "POST", f"/items/{item}/recall", form), 201)["id"]
    carry(node, jpn)
    assert [one["outcome"] for one in told(node.call("authority", "GET", f"/orders/{order}/holders"))] == ["pending"]
    jpn.node.obeying.destroy(jpn.people["security"], order, "erased")
    carry(node, jpn)
    assert [one["outcome"] for one in told(node.call("authority", "GET", f"/orders/{order}/holders"))] == ["done"]


def received(node, jpn, content=b"fuel is short"):
    """Something of Japan's that came to New Zealand, as New Zealand's analyst sees it."""
    made = jpn.node.holdings.hold_record(
        jpn.people["drafter"], content, Given("Fuel"), media_type="text/plain", scheme="jp", marking="秘//REL TO JPN, NZL"
    )
    draft = jpn.approved(made.held.id, "NZL")
    jpn.send(draft)
    carry(node, jpn)
    (there,) = (one for one in told(node.call("analyst", "GET", "/items"))["items"] if one["known_as"] == made.held.id)
    return made.held.id, there["id"]


def ordered(node, jpn, theirs, duty="destroy"):
    made = jpn.node.asking.recall(jpn.people["authority"], theirs, duty=duty, says="wrong", answer_by=datetime.fromisoformat(soon()))
    carry(node, jpn)
    return made.order.order


def test_what_another_party_recalls_is_destroyed_by_the_services_of_the_node(node, jpn):
    theirs, ours = received(node, jpn)
    told(node.call("analyst", "POST", f"/items/{ours}/action", {"says": "flights were planned"}), 204)
    order = ordered(node, jpn, theirs)
    assert node.call("analyst", "GET", f"/items/{ours}/content").status_code == 404
    assert order in [one["about"] for one in told(node.call("security", "GET", "/work"))]
    told(node.call("analyst", "GET", f"/orders/{order}/items"), 403)
    assert told(node.call("security", "GET", f"/orders/{order}/items")) == [ours]
    told(node.call("security", "POST", f"/orders/{order}/heeding", {"says": "x"}), 403)
    done = told(node.call("security", "POST", f"/orders/{order}/destruction", {"how": "erased", "witness": "the deputy"}), 201)
    assert (done["items"], [one["item"] for one in done["certificates"]]) == ([ours], [ours])
    told(node.call("security", "POST", f"/orders/{order}/destruction", {"how": "again"}), 403)
    assert order not in [one["about"] for one in told(node.call("security", "GET", "/work"))]
    carry(node, jpn)
    (holder,) = jpn.node.looking.holders(jpn.people["authority"], order)
    assert (holder.party, holder.outcome) == ("NZL", "done")


def test_an_order_that_is_refused_opens_again_what_it_is_about_and_quarantine_is_heeded(node, jpn):
    theirs, ours = received(node, jpn, b"the bridge stands")
    order = ordered(node, jpn, theirs)
    told(node.call("security", "POST", f"/orders/{order}/refusal", {"says": ""}), 400)
    told(node.call("security", "POST", f"/orders/{order}/refusal", {"says": "an inquiry needs it"}), 201)
    assert node.call("analyst", "GET", f"/items/{ours}/content").content == b"the bridge stands"
    order = ordered(node, jpn, theirs, "quarantine")
    told(node.call("security", "POST", f"/orders/{order}/destruction", {"how": "erased"}), 403)
    told(node.call("security", "POST", f"/orders/{order}/heeding", {"says": "nobody reads it"}), 201)
    assert node.call("analyst", "GET", f"/items/{ours}/content").status_code == 404


def test_consent_is_asked_and_answered_and_a_standing_rule_answers_by_itself(node, jpn):
    item = held(node, REPORT.replace("//REL TO NZL, JPN", ""))
    told(released(node, item, granted=True), 201)
    carry(node, jpn)
    (there,) = (one.held for one in jpn.node.holdings.page(jpn.people["analyst"]).entries if one.held.known_as == item)
    draft = jpn.node.drafting.begin(jpn.people["drafter"], there.id, PartyId("USA"))
    asked = jpn.node.asking.ask(jpn.people["drafter"], draft.id, "NZL", says="they fly there too").request.request
    carry(node, jpn)
    assert asked in [one["about"] for one in told(node.call("authority", "GET", "/work"))]
    told(node.call("analyst", "POST", f"/consent-requests/{asked}/answer", {"outcome": "given", "says": "x"}), 403)
    answered = told(node.call("authority", "POST", f"/consent-requests/{asked}/answer", {"outcome": "given", "says": "agreed"}), 201)
    carry(node, jpn)
    consents = jpn.node.looking.consents(jpn.people["authority"], after=None, most=50)
    assert answered["consent"] in [one.consent.id for one in consents]
    rule = {"answer": "given", "scheme": "nz", "up_to": "CONFIDENTIAL", "recipients": ["AUS"], "says": "relief flights", "days": 30}
    rule = told(node.call("authority", "POST", "/consent-rules", rule), 201)["id"]
    draft = jpn.node.drafting.begin(jpn.people["drafter"], there.id, PartyId("AUS"))
    asked = jpn.node.asking.ask(jpn.people["drafter"], draft.id, "NZL", says="they too").request.request
    carry(node, jpn)
    assert told(node.call("authority", "GET", f"/consent-requests/{asked}"))["consent"] is not None
    assert told(node.call("authority", "DELETE", f"/consent-rules/{rule}"))["withdrawn"]


def test_keys_are_announced_and_the_agreement_is_suspended_resumed_and_ended(node, jpn):
    card = told(node.call("security", "GET", "/card"))["card"]
    told(node.call("analyst", "POST", "/key-announcements", {"keys": ["nzl-open-1"]}), 403)
    told(node.call("security", "POST", "/key-announcements", {"keys": ["nzl-open-9"]}), 400)
    assert "nzl-open-1" in card
    assert len(told(node.call("security", "POST", "/key-announcements", {"keys": ["nzl-open-1"]}), 201)["messages"]) == 1
    carry(node, jpn)
    item = held(node)
    assert told(node.call("authority", "PUT", "/counterparts/JPN/suspension", {"says": "a breach"}))["suspended_here"]
    told(node.call("authority", "PUT", "/counterparts/JPN/suspension", {"says": "twice"}), 403)
    draft = told(node.call("drafter", "POST", "/drafts", {"item": item, "recipient": "JPN"}), 201)["id"]
    told(node.call("drafter", "POST", f"/drafts/{draft}/submission"), 403)
    assert told(node.call("authority", "DELETE", "/counterparts/JPN/suspension"))["suspended_here"] is None
    form = {"takes_effect": "2027-06-01", "says": "it is renegotiated"}
    assert told(node.call("authority", "PUT", "/counterparts/JPN/termination", form))["terminated"] == "2027-06-01"
    carry(node, jpn)
    (pact,) = jpn.node.looking.pacts(jpn.people["negotiator"], "NZL")
    assert (str(pact.terminated), pact.suspended_there) == ("2027-06-01", None)
