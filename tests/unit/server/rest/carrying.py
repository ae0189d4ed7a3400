"""New Zealand's node as its people see it over HTTP, Japan's beside it in this process, and files carried between the two."""

from datetime import UTC, datetime, timedelta

from attrs import asdict

from relto.agreements.loader import library_path
from relto.node.holdings import Given
from relto.node.introducing import fingerprint_of
from tests import pairs, stores
from tests.pairs import DISCLOSURE

AGREEMENT = (library_path() / "jpn-nzl-2025" / "agreement.yaml").read_text(encoding="utf-8")
MARKING = "CONFIDENTIAL//REL TO NZL, JPN"
REPORT = "CONFIDENTIAL\n\n(C//REL TO NZL, JPN) The landing ground will bear a transport aircraft.\n\nCONFIDENTIAL\n"


def soon():
    return (datetime.now(UTC) + timedelta(days=2)).isoformat()  # noqa: TID251 - the node has the clock of the machine


def told(answer, status=200):
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def acquainted(node, folder):
    """Japan's node; the two know each other and signed the agreement, New Zealand's people by the interface alone."""
    kept, environment = stores.settings()
    made = pairs.made(folder, "JPN", pairs.Kept(**kept, environment=environment))
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
    (pact,) = told(node.call("negotiator", "GET", "/counterparts/JPN/agreements"))["items"]
    assert pact["signed_here"]
    assert pact["signed_there"]
    return made


def carry(node, jpn):
    """Carry files to and fro, New Zealand's by its interface, until nothing is due."""
    there, security = jpn.node.exchange.carrying, jpn.people["security"]
    for _ in range(20):
        taken = there.take(security, told_bytes(node.call("security", "POST", "/bundles/JPN")))
        if taken.answer is not None:
            given(node, taken.answer)
        answer = given(node, there.export(security, "NZL"))
        if told_bytes(answer):
            there.take(security, answer.content)
        if not taken.messages and answer.headers["x-relto-messages"] == "0":
            return
    raise AssertionError("something is always due")


def given(node, data):
    return node.kept("security").post("/bundles", content=data, headers={"content-type": "application/octet-stream"})


def told_bytes(answer):
    assert answer.status_code == 201, answer.text
    return answer.content


def approved(node, item, *, granted=False):
    """A draft of a release to Japan that two people approved, by the interface."""
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
    return draft


def released(node, item, *, granted=False):
    """Something released to Japan, by the interface."""
    return node.call("authority", "POST", f"/drafts/{approved(node, item, granted=granted)}/release")


def held(node, text=REPORT):
    return told(node.call("drafter", "POST", "/items", {"text": text, "title": "Landing grounds"}), 201)["id"]


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
