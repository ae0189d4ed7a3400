"""The whole story through the interface: New Zealand's people speak HTTP, Japan's node stands beside it, and files are carried between."""

import pytest

from relto.primitives import PartyId
from tests.unit.server.rest.carrying import REPORT, acquainted, approved, carry, held, ordered, received, released, soon, told
from tests.unit.server.rest.serving import serving


@pytest.fixture
def two(tmp_path):
    """Two nodes of this test alone: it ends the agreement between them."""
    with serving(tmp_path / "nzl") as node:
        jpn = acquainted(node, tmp_path / "jpn")
        yield node, jpn
        jpn.node.close()


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
    assert [one["outcome"] for one in told(node.call("authority", "GET", f"/orders/{order}/holders"))["items"]] == ["pending"]
    jpn.node.obeying.destroy(jpn.people["security"], order, "erased")
    carry(node, jpn)
    assert [one["outcome"] for one in told(node.call("authority", "GET", f"/orders/{order}/holders"))["items"]] == ["done"]


def test_many_drafts_are_released_at_once_each_by_itself(node, jpn):
    draft = approved(node, held(node))
    first, unknown = told(node.call("authority", "POST", "/releases", {"drafts": [draft, "draft-none"]}))
    assert (first["draft"], first["problem"], first["released"]["recipient"]) == (draft, None, "JPN")
    assert unknown == {
        "draft": "draft-none",
        "released": None,
        "problem": {"type": "urn:relto:problem:absent", "title": "there is no such thing", "status": 404},
    }
    (again,) = told(node.call("authority", "POST", "/releases", {"drafts": [draft]}))
    assert (again["problem"]["status"], again["problem"]["detail"]) == (403, "the draft is sent")
    told(node.call("drafter", "POST", "/releases", {"drafts": [draft]}), 403)
    told(node.call("authority", "POST", "/releases", {"drafts": []}), 400)


def test_what_another_party_recalls_is_destroyed_by_the_services_of_the_node(node, jpn):
    theirs, ours = received(node, jpn)
    told(node.call("analyst", "POST", f"/items/{ours}/action", {"says": "flights were planned"}), 204)
    order = ordered(node, jpn, theirs)
    assert node.call("analyst", "GET", f"/items/{ours}/content").status_code == 404
    assert order in [one["about"] for one in told(node.call("security", "GET", "/work"))["items"]]
    told(node.call("analyst", "GET", f"/orders/{order}/items"), 403)
    assert told(node.call("security", "GET", f"/orders/{order}/items"))["items"] == [ours]
    told(node.call("security", "POST", f"/orders/{order}/heeding", {"says": "x"}), 403)
    done = told(node.call("security", "POST", f"/orders/{order}/destruction", {"how": "erased", "witness": "the deputy"}), 201)
    assert (done["items"], [one["item"] for one in done["certificates"]]) == ([ours], [ours])
    told(node.call("security", "POST", f"/orders/{order}/destruction", {"how": "again"}), 403)
    assert order not in [one["about"] for one in told(node.call("security", "GET", "/work"))["items"]]
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
    assert asked in [one["about"] for one in told(node.call("authority", "GET", "/work"))["items"]]
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


def test_keys_are_announced_and_the_agreement_is_suspended_resumed_and_ended(two):
    node, jpn = two
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
