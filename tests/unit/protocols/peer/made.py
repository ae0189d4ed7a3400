"""Two nodes' keys, and a message of every kind."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from relto.protocols.peer import (
    KINDS,
    PROTOCOL,
    AgreementProposal,
    AgreementSignature,
    AgreementSuspension,
    AgreementTermination,
    Approval,
    BackfillRequest,
    CheckpointAnswer,
    CheckpointRequest,
    ConsentAnswer,
    Consented,
    ConsentRequest,
    ConsentWithdrawal,
    Correction,
    Disclosure,
    Duty,
    Gap,
    Handing,
    Header,
    Holding,
    Key,
    KeyAnnouncement,
    Manifest,
    Marked,
    NonDelivery,
    Portion,
    Recall,
    RecallAnswer,
    Receipt,
    Release,
    Terms,
    content_of,
    manifest_sha256,
    part_of,
    pledge,
    write,
    write_envelope,
)
from relto.sealing import PinnedSigner, Signer
from relto.sealing.signing import algorithm_for

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AGREEMENT = "jpn-nzl-2025"
PLEDGE = pledge(AGREEMENT, ("NZL", "JPN"), b"id: jpn-nzl-2025\n", Terms())
SEALED = b"sealed for JPN alone"


def pem(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def public(key):
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def pair(party, key, *, kid=None, **changes):
    kid = kid or f"{party.lower()}-1"
    algorithm = algorithm_for(pem(key))
    said = {"systems": frozenset({"nz"}), "valid_from": NOW - DAY, "valid_until": NOW + DAY} | changes
    return Signer(kid, algorithm, pem(key)), PinnedSigner(party, kid, algorithm, public(key), **said)


NZL, NZL_PIN = pair("NZL", ed25519.Ed25519PrivateKey.from_private_bytes(b"n" * 32))
JPN, JPN_PIN = pair("JPN", ed25519.Ed25519PrivateKey.from_private_bytes(b"j" * 32))
USA, USA_PIN = pair("USA", ec.derive_private_key(7, ec.SECP256R1()))
PINS = (NZL_PIN, JPN_PIN, USA_PIN)


def named(kind, number=1):
    return f"{kind}-{number:026d}"


MARKED = Marked(system="nz", text="RESTRICTED//REL JPN", on=date(2026, 11, 1))
MANIFEST = Manifest(
    item=named("item"),
    recipient="JPN",
    instrument=AGREEMENT,
    content=content_of(b"what it says", "text/markdown", b"s" * 16),
    banner=MARKED,
    portions=[Portion(id="1", marked=MARKED)],
    originators=["NZL"],
    chain=[Handing(provider="NZL", instrument=None, on=None)],
    kinds=["defence"],
    purpose="disaster-relief",
    derived_from=[],
    corrects=None,
    disclosure=Disclosure(
        legal_basis="Act, s 10",
        purpose="warning",
        necessity="no other means",
        reliability="B2",
        personal_data=False,
        evaluated=True,
        caveats=["not for broadcast"],
        assurances=[],
    ),
    obligations=[Duty(rule="marking", says="mark it", agreement=AGREEMENT, article="5")],
    consents=[],
)


def approvals(manifest=MANIFEST, people=("p-1", "p-2")):
    return [Approval(person=one, office="releasing authority", at=NOW, manifest_sha256=manifest_sha256(manifest)) for one in people]


HEX = sha256(b"x").hexdigest()
CONSENTED = Consented(
    id=named("consent"),
    by="USA",
    recipients=["JPN"],
    given_on=date(2026, 11, 30),
    holders=["NZL"],
    items=[named("item")],
    scheme="us",
    up_to="SECRET",
    from_=None,
    until=date(2027, 11, 30),
    compartments=[],
    purposes=[],
    conditions=["return it"],
)
MESSAGES = (
    Release(manifest=MANIFEST, approvals=approvals()),
    Receipt(
        message=named("message"),
        digest=HEX,
        body_sha256=HEX,
        attachment_sha256=None,
        level="accepted",
        refused=None,
        says=None,
        again=False,
        at=NOW,
    ),
    NonDelivery(
        message=named("message"),
        digest=HEX,
        stream=named("stream"),
        sequence=7,
        level="accepted",
        tries=100,
        since=NOW,
        at=NOW + DAY,
        says="no answer",
    ),
    ConsentRequest(
        request=named("request"),
        item=named("item"),
        received_as=named("message"),
        marked=MARKED,
        originators=["USA"],
        recipients=["JPN"],
        purpose=None,
        says="they are on the ground",
        answer_by=NOW + DAY,
        relayed=[],
    ),
    ConsentAnswer(request=named("request"), outcome="given", consent=CONSENTED, rule=None, says="for this operation", at=NOW),
    ConsentWithdrawal(consent=named("consent"), from_=date(2026, 12, 1), says="it is over"),
    Recall(
        order=named("order"),
        item=named("item"),
        message=named("message"),
        duty="destroy",
        by="NZL",
        says="wrong source",
        answer_by=NOW + DAY,
    ),
    Correction(
        order=named("order"),
        item=named("item"),
        message=named("message"),
        replaced_by=named("item", 2),
        by="NZL",
        says="the date is wrong",
        answer_by=NOW + DAY,
    ),
    RecallAnswer(
        order=named("order"),
        outcome="done",
        certificate_sha256=HEX,
        onward=[Holding(party="AUS", through="JPN", outcome="pending", answered=None)],
        says=None,
        at=NOW,
    ),
    AgreementProposal(agreement=AGREEMENT, terms=Terms(), says=None),
    AgreementSignature(agreement=AGREEMENT, agreement_sha256=PLEDGE.sha256, signed_on=date(2026, 11, 30)),
    AgreementSuspension(agreement=AGREEMENT, resumed=False, from_=NOW, says="a breach"),
    AgreementTermination(agreement=AGREEMENT, takes_effect=date(2027, 5, 30), says="notice under article 20"),
    BackfillRequest(stream=named("stream"), gaps=[Gap(first=3, last=4), Gap(first=9, last=9)], highest=12),
    KeyAnnouncement(
        keys=[
            Key(
                kid="nzl-2",
                use="sign",
                algorithm="ed25519",
                public=NZL_PIN.pem,
                valid_from=NOW,
                valid_until=NOW + DAY,
                revoked=None,
                oaep="sha1",
                systems=["nz"],
                url=None,
            )
        ],
        says=None,
    ),
    CheckpointRequest(request="old 0\n\nlog\n0\n"),
    CheckpointAnswer(status=200, body="signed"),
)


def envelope(message=MESSAGES[1], *, signer=NZL, attachment=None, **changes):
    body = write(message)
    kind = KINDS[type(message)]
    given = SEALED if kind in {"release", "agreement-proposal"} and attachment is None else attachment or b""
    said = {
        "id": named("message"),
        "kind": kind,
        "sender": "NZL",
        "recipient": "JPN",
        "agreement": AGREEMENT,
        "agreement_sha256": PLEDGE.sha256,
        "stream": named("stream"),
        "sequence": 1,
        "sent_at": NOW,
        "deliver_by": None,
        "precedence": "routine",
        "in_reply_to": None,
        "body": part_of(body),
        "attachment": part_of(given) if given else None,
        "own_checkpoint": None,
        "seen_checkpoint": None,
    }
    return write_envelope(Header(protocol=PROTOCOL, **(said | changes)), body, given, signer.sign)
