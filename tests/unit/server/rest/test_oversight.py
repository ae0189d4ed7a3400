"""Oversight, incidents, assurances, emergencies and identities, through the interface."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from relto.audit import Kind, Note, Opening, Policy, PrivateKeySigner, parse_note, sign_text, verify_opening
from relto.audit.receipts import parse_receipt
from relto.node.oversight import Drawn, Sample, verify_sample
from tests.unit.server.rest.serving import STAFF

SPAN = {"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}
RULE = "nzl-human-rights-assessment"


def told(answer, status=200):
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def get(node, name, path, **params):
    return node.kept(name).get(path, params=params)


def now():
    return datetime.now(UTC)  # noqa: TID251 - the node has the clock of the machine


@pytest.fixture(scope="module")
def item(node):
    text = "CONFIDENTIAL\n\n(C//REL TO NZL, JPN) The pier is short.\n\nCONFIDENTIAL\n"
    return told(node.call("drafter", "POST", "/items", {"text": text, "title": "A pier"}), 201)["id"]


def test_an_overseer_reads_lines_refusals_and_counts_and_nobody_else_does(node, item):
    node.call("outside-analyst", "GET", f"/items/{item}/content")
    for path in ("/log/lines", "/log/check", "/log/export", "/oversight/releases", "/oversight/refusals", "/oversight/pairs"):
        for name in STAFF:
            assert get(node, name, path, **SPAN).status_code == (200 if name == "overseer" else 403), (path, name)
    (line,) = told(get(node, "overseer", "/log/lines", kind="item.held", subject=item))["items"]
    assert (line["kind"], line["about"]["item"]) == ("item.held", item)
    assert "pier" not in json.dumps(line).lower()
    refused = told(get(node, "overseer", "/oversight/refusals"))["items"]
    assert item in [one["about"].get("item") for one in refused]
    counts = told(get(node, "overseer", "/oversight/statistics", **SPAN))
    assert counts["lines"]["item.held"] >= 1
    assert get(node, "overseer", "/oversight/statistics", **{**SPAN, "since": "2020-01-01T00:00:00"}).status_code == 400


def test_pages_of_lines_and_of_the_export_lose_nothing(node, item):
    del item
    for number in range(4):
        told(node.call("drafter", "POST", "/dossiers", {"title": f"Lines {number}"}), 201)

    def lines(most):
        found, cursor = [], None
        while True:
            page = told(get(node, "overseer", "/log/lines", most=most, **({"cursor": cursor} if cursor else {})))
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                return found

    whole, found = lines(200), lines(3)
    assert len(whole) > 3
    assert [one["number"] for one in found] == [one["number"] for one in whole]
    parts, cursor = [], None
    while True:
        answer = get(node, "overseer", "/log/export", most=3, **SPAN, **({"cursor": cursor} if cursor else {}))
        assert answer.headers["content-type"] == "application/jsonl"
        parts += answer.text.splitlines()
        cursor = answer.headers.get("x-relto-next")
        if cursor is None:
            break
    assert len(parts) == len(whole)
    for one in map(json.loads, parts):
        opening = Opening(base64.b64decode(one["salt"]), one["content"].encode())
        assert verify_opening(base64.b64decode(one["entry"]), opening) == opening.content


def test_the_check_of_the_log_and_a_sample_that_holds(node, item):
    del item
    surroundings = node.node.surroundings
    surroundings.journal.sequence(now())
    told_check = told(get(node, "overseer", "/log/check"))
    assert (told_check["holds"], told_check["says"]) == (True, "")
    assert told_check["size"] > 0
    shown = parse_note(get(node, "overseer", "/log/checkpoint").content)
    witness = PrivateKeySigner("witness.example", Kind.COSIGNATURE, Ed25519PrivateKey.generate())
    cosigned = Note(shown.text, (*shown.signatures, *sign_text(shown.text, [witness], int(now().timestamp())))).to_bytes()
    form = {"checkpoint": cosigned.decode(), "wanted": 1}
    told(node.call("authority", "POST", "/oversight/samples", form), 403)
    made = told(node.call("overseer", "POST", "/oversight/samples", form))
    drawn = tuple(
        Drawn(
            one["index"],
            base64.b64decode(one["entry"]),
            Opening(base64.b64decode(one["salt"]), one["content"].encode()),
            parse_receipt(one["receipt"].encode()),
        )
        for one in made["drawn"]
    )
    policy = Policy(surroundings.journal.keys, {"w": witness.key}, {}, "w")
    verify_sample(Sample(cosigned, drawn), policy, 1, int(now().timestamp()))
    told(node.call("overseer", "POST", "/oversight/samples", {**form, "checkpoint": shown.to_bytes().decode()}), 400)


def test_an_incident_goes_its_way_and_one_of_procedure_past_everybody(node, item):
    made = told(node.call("analyst", "POST", "/incidents", {"kind": "loss", "says": "a print is missing", "items": [item]}), 201)["id"]
    assert made in [one["about"] for one in told(get(node, "security", "/work"))["items"]]
    assert told(get(node, "security", f"/incidents/{made}"))["steps"][0]["says"] == "a print is missing"
    told(get(node, "analyst", f"/incidents/{made}"), 403)
    told(node.call("security", "POST", f"/incidents/{made}/notifications", {"party": "JPN", "says": "by telephone"}), 201)
    told(node.call("security", "POST", f"/incidents/{made}/findings", {"says": "it was found"}), 201)
    assert told(node.call("security", "POST", f"/incidents/{made}/closing", {"says": "closed"}), 201)["state"] == "closed"
    told(node.call("security", "POST", f"/incidents/{made}/findings", {"says": "more"}), 403)
    assert made not in [one["about"] for one in told(get(node, "security", "/work"))["items"]]
    hidden = told(node.call("drafter", "POST", "/incidents", {"kind": "procedure", "says": "approved unread"}), 201)["id"]
    assert hidden in [one["about"] for one in told(get(node, "overseer", "/work"))["items"]]
    assert hidden in [one["id"] for one in told(get(node, "overseer", "/incidents"))["items"]]
    assert hidden not in [one["id"] for one in told(get(node, "security", "/incidents"))["items"]]
    told(node.call("outside-analyst", "POST", "/incidents", {"kind": "loss", "says": "x", "items": [item]}), 404)


def test_what_a_recipient_promised_is_kept_confirmed_and_broken(node):
    until = (now() + timedelta(days=10)).isoformat()
    form = {"party": "JPN", "says": "for relief alone", "until": until}
    told(node.call("analyst", "POST", "/assurances", form), 403)
    made = told(node.call("negotiator", "POST", "/assurances", form), 201)["id"]
    assert made in [one["about"] for one in told(get(node, "negotiator", "/work"))["items"]]
    later = (now() + timedelta(days=100)).isoformat()
    told(node.call("negotiator", "PUT", f"/assurances/{made}/confirmation", {"until": later}))
    assert made not in [one["about"] for one in told(get(node, "negotiator", "/work"))["items"]]
    assert told(node.call("negotiator", "PUT", f"/assurances/{made}/breach", {"says": "it was passed on"}))["assurance"]["breached"]
    told(node.call("negotiator", "PUT", f"/assurances/{made}/confirmation", {"until": later}), 404)
    assert made in [one["id"] for one in told(get(node, "drafter", "/assurances", party="JPN"))["items"]]
    assert told(get(node, "drafter", "/assurances", party="USA"))["items"] == []


def test_a_consent_on_paper_is_recorded_and_ended(node):
    form = {"by": "JPN", "recipients": ["AUS"], "scheme": "nz", "up_to": "RESTRICTED", "evidence": "file 7", "given_on": "2026-11-01"}
    told(node.call("drafter", "POST", "/consents", form), 403)
    told(node.call("authority", "POST", "/consents", {**form, "until": "2026-10-01"}), 400)
    told(node.call("authority", "POST", "/consents", {**form, "up_to": "HUSH"}), 400)
    made = told(node.call("authority", "POST", "/consents", form), 201)
    assert (made["from"], made["until"], made["evidence"]) == ("2026-11-01", None, "file 7")
    told(node.call("authority", "POST", f"/consents/{made['id']}/end"), 204)
    found = {one["id"]: one for one in told(get(node, "authority", "/consents"))["items"]}
    assert found[made["id"]]["withdrawn"]


def test_an_assessment_is_recorded_and_opened_again(node):
    until = str((now() + timedelta(days=365)).date())
    form = {"rule": RULE, "recipient": "AUS", "until": until, "says": "no real risk"}
    told(node.call("drafter", "POST", "/assessments", form), 403)
    told(node.call("authority", "POST", "/assessments", {**form, "rule": "none"}), 400)
    told(node.call("authority", "POST", "/assessments", {**form, "until": "2020-01-01"}), 400)
    made = told(node.call("authority", "POST", "/assessments", form), 201)["id"]
    told(node.call("authority", "POST", f"/assessments/{made}/reopening", {"says": "an alert"}), 204)
    found = {one["id"]: one for one in told(get(node, "drafter", "/assessments"))["items"]}
    assert found[made]["withdrawn"]


def test_an_assessment_that_cannot_wait_is_owed_after_and_overseers_are_told(node):
    form = {"rule": RULE, "recipient": "USA", "says": "people are in the water"}
    for name in STAFF:
        if name != "authority":
            told(node.call(name, "POST", "/emergencies", form), 403)
    told(node.call("authority", "POST", "/emergencies", {**form, "says": " "}), 400)
    made = told(node.call("authority", "POST", "/emergencies", form), 201)
    assert made["until"] == str((now() + timedelta(days=3)).date())
    told(node.call("authority", "POST", "/emergencies", form), 403)
    assert told(node.call("authority", "POST", "/emergencies", {**form, "recipient": "GBR"}), 201)
    due = {one["kind"]: one for one in told(get(node, "authority", "/work"))["items"] if one["about"] == made["id"]}
    assert set(due) == {"assess-after-emergency"}
    assert "review-emergency" in [one["kind"] for one in told(get(node, "overseer", "/work"))["items"] if one["about"] == made["id"]]
    (line,) = told(get(node, "overseer", "/log/lines", kind="assessment.emergency", subject=made["id"]))["items"]
    assert line["about"]["recipient"] == "USA"
    told(node.call("authority", "POST", f"/emergencies/{made['id']}/review", {"says": "fine"}), 403)
    told(node.call("overseer", "POST", f"/emergencies/{made['id']}/review", {"says": "it was one"}), 204)
    told(node.call("overseer", "POST", f"/emergencies/{made['id']}/review", {"says": "again"}), 404)
    until = str((now() + timedelta(days=365)).date())
    told(node.call("authority", "POST", "/assessments", {**form, "until": until}), 201)
    assert made["id"] not in [one["about"] for one in told(get(node, "authority", "/work"))["items"]]
    told(node.call("authority", "POST", "/emergencies", form), 201)


def test_administrator_hierarchy_who_keeps_accounts_cannot_come_in_as_another_by_what_they_are_known(node):
    """A link to the issuer, or an authenticator taken away, leaves an account that reads nothing until it is cleared anew."""
    made = node.person("known", STAFF["analyst"], clearance="TOP SECRET", nationalities=frozenset({"NZL"}), need_to_know=True)
    path = f"/people/{made.id}/identities"
    told(node.call("analyst", "POST", path, {"subject": "s-1"}), 403)
    told(node.call("admin", "POST", path, {"subject": "s-1"}), 404)  # this node has no issuer
    assert told(node.call("admin", "GET", path))["items"] == []
    told(node.call("analyst", "GET", path), 404)
    assert node.call("known", "GET", "/me").status_code == 200
    assert told(node.call("admin", "DELETE", f"/people/{made.id}/authenticators"))["clearance"] is None
    assert node.call("known", "GET", "/me").status_code == 401
    told(node.call("admin", "DELETE", f"/people/{node.accounts['security'].id}/authenticators"), 403)
    told(node.call("admin", "DELETE", f"/people/{node.accounts['admin'].id}/authenticators"), 403)
    told(node.call("analyst", "DELETE", "/me/authenticators/none"), 403)
    assert told(node.call("analyst", "GET", "/me/authenticators"))["items"] == []


def outcome(node, item):
    (row,) = told(get(node, "drafter", f"/items/{item}/matrix", recipient="JPN"))["items"]
    decision = row["decisions"]["JPN"]
    return decision["outcome"], sorted({one["rule"] for one in decision["reasons"] if one["effect"] != "permit"})


def test_an_emergency_stands_for_the_assessment_and_for_nothing_else(node):
    def record(marking):
        form = {"title": "A finding", "media_type": "text/plain", "content": "eA==", "scheme": "nz", "marking": marking}
        return told(node.call("drafter", "POST", "/records", {**form, "kinds": ["intelligence"]}), 201)["id"]

    listed, unlisted = record("CONFIDENTIAL//REL TO NZL, JPN"), record("CONFIDENTIAL")
    assert outcome(node, listed) == ("consent", ["assessment"])
    assert outcome(node, unlisted) == ("consent", ["assessment", "releasability"])
    told(node.call("authority", "POST", "/emergencies", {"rule": RULE, "recipient": "JPN", "says": "people are in the water"}), 201)
    assert outcome(node, listed) == ("permit", [])
    assert outcome(node, unlisted) == ("consent", ["releasability"])
    draft = told(node.call("drafter", "POST", "/drafts", {"item": listed, "recipient": "JPN"}), 201)["id"]
    told(node.call("authority", "POST", f"/drafts/{draft}/release"), 403)
