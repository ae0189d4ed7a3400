"""Every way of tampering with a message between nodes is refused, each by its own name."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.protocols.peer.made import (
    AGREEMENT,
    DAY,
    JPN,
    MESSAGES,
    NOW,
    NZL,
    NZL_PIN,
    PINS,
    PLEDGE,
    SEALED,
    USA,
    envelope,
    named,
    pair,
)

from relto.primitives import BrokenSeal
from relto.primitives.limits import PEER_ATTACHMENT_BYTES, PEER_BODY_BYTES, PEER_SIGNATURE_BYTES
from relto.protocols.peer import parse_envelope, part_of, verify_envelope, write, write_envelope


def parts(data):
    found = []
    while data:
        size = int.from_bytes(data[:4])
        found.append(data[4 : 4 + size])
        data = data[4 + size :]
    return found


def laid(*some):
    return b"".join(piece for part in some for piece in (len(part).to_bytes(4), part))


def refused(data, pins=PINS, recipient="JPN"):
    with pytest.raises(BrokenSeal) as caught:
        verify_envelope(parse_envelope(data), pins, recipient)
    return caught.value.reason


def resigned(change, signer=NZL):
    """An envelope whose signed header was written otherwise."""
    text, body, attachment = parts(envelope().to_bytes())
    payload = base64.urlsafe_b64decode(text.split(b".")[1] + b"==")
    return laid(signer.sign(change(payload)).encode(), body, attachment)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda one: type(one).__name__)
def test_a_message_comes_as_it_was_sent(message):
    sent = envelope(message)
    came = parse_envelope(sent.to_bytes())
    assert came == sent
    assert verify_envelope(came, PINS, "JPN") == sent.header
    assert came.to_bytes() == sent.to_bytes()


@pytest.mark.parametrize(("party", "signer"), [("NZL", NZL), ("JPN", JPN), ("USA", USA)])
def test_each_party_signs_with_its_own_key(party, signer):
    sent = envelope(signer=signer, sender=party, recipient="AUS")
    assert verify_envelope(parse_envelope(sent.to_bytes()), PINS, "AUS").sender == party


def test_the_digest_is_of_what_was_signed_and_not_of_the_signature():
    first, second = (envelope(signer=USA, sender="USA") for _ in range(2))
    assert first.signature != second.signature
    assert first.digest == second.digest


def test_a_body_that_was_exchanged():
    text, body, attachment = parts(envelope().to_bytes())
    assert refused(laid(text, body.replace(b"accepted", b"released"), attachment)) == "body"


def test_a_body_that_was_cut():
    text, body, attachment = parts(envelope().to_bytes())
    assert refused(laid(text, body[:-1], attachment)) == "body"


@pytest.mark.parametrize("attached", [b"", SEALED[:-1], SEALED + b" ", b"x" * len(SEALED)])
def test_an_attachment_that_was_exchanged_or_taken_off(attached):
    text, body, _ = parts(envelope(MESSAGES[0]).to_bytes())
    assert refused(laid(text, body, attached)) == "attachment"


def test_an_attachment_that_was_put_to_a_message_that_has_none():
    text, body, _ = parts(envelope().to_bytes())
    assert refused(laid(text, body, b"more")) == "attachment"


def test_a_signature_that_was_changed():
    text, body, attachment = parts(envelope().to_bytes())
    head, payload, signature = text.split(b".")
    changed = (b"A" if signature[:1] != b"A" else b"B") + signature[1:]
    assert refused(laid(b".".join((head, payload, changed)), body, attachment)) == "signature"


def test_a_header_that_was_changed_under_its_signature():
    text, body, attachment = parts(envelope().to_bytes())
    head, payload, signature = text.split(b".")
    said = base64.urlsafe_b64decode(payload + b"==").replace(b'"routine"', b'"flash"')
    other = base64.urlsafe_b64encode(said).rstrip(b"=")
    assert refused(laid(b".".join((head, other, signature)), body, attachment)) == "signature"


def test_a_key_that_nobody_pinned():
    stranger, _ = pair("NZL", ed25519.Ed25519PrivateKey.generate(), kid="another")
    assert refused(envelope(signer=stranger).to_bytes()) == "stranger"


def test_a_key_of_the_same_name_as_a_pinned_one():
    thief, _ = pair("NZL", ed25519.Ed25519PrivateKey.generate())
    assert refused(envelope(signer=thief).to_bytes()) == "signature"


def test_a_key_that_was_revoked():
    signer, pin = pair("NZL", ed25519.Ed25519PrivateKey.generate(), revoked=True)
    assert refused(envelope(signer=signer).to_bytes(), (pin,)) == "stranger"


@pytest.mark.parametrize(
    "days", [{"valid_from": NOW + DAY, "valid_until": NOW + 2 * DAY}, {"valid_until": NOW - DAY, "valid_from": NOW - 2 * DAY}]
)
def test_a_key_outside_its_days(days):
    signer, pin = pair("NZL", ed25519.Ed25519PrivateKey.generate(), **days)
    assert refused(envelope(signer=signer).to_bytes(), (pin,)) == "key-not-valid"


def test_a_valid_key_of_another_party():
    assert refused(envelope(signer=USA).to_bytes()) == "wrong-party"


def test_an_algorithm_that_is_not_the_pinned_keys():
    text, body, attachment = parts(envelope().to_bytes())
    _, payload, signature = text.split(b".")
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"nzl-1"}').rstrip(b"=")
    assert refused(laid(b".".join((head, payload, signature)), body, attachment)) == "algorithm"
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=")
    assert refused(laid(b".".join((head, payload, b"")), body, attachment)) == "algorithm"


def test_a_signature_that_brings_its_own_key():
    text, body, attachment = parts(envelope().to_bytes())
    _, payload, signature = text.split(b".")
    said = {"alg": "Ed25519", "kid": "nzl-1", "jku": "https://keys.example/"}
    head = base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=")
    assert refused(laid(b".".join((head, payload, signature)), body, attachment)) == "key-in-header"


def test_recipient_substitution_a_message_for_another_party_that_is_passed_on():
    assert refused(envelope(recipient="USA").to_bytes()) == "recipient"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (AGREEMENT.encode(), b"jpn-usa-2007"),
        (PLEDGE.sha256.encode(), b"0" * 64),
        (b'"recipient":"JPN"', b'"recipient":"USA"'),
        (b'"sequence":1,', b'"sequence":2,'),
        (named("message").encode(), named("message", 2).encode()),
        (b'"kind":"receipt"', b'"kind":"recall"'),
    ],
    ids=["agreement", "text of the agreement", "recipient", "number", "identifier", "kind"],
)
def test_replay_across_agreements_what_counts_stands_inside_the_signature(old, new):
    text, body, attachment = parts(envelope().to_bytes())
    head, payload, signature = text.split(b".")
    said = base64.urlsafe_b64decode(payload + b"==")
    assert old in said
    other = base64.urlsafe_b64encode(said.replace(old, new)).rstrip(b"=")
    assert refused(laid(b".".join((head, other, signature)), body, attachment), recipient="JPN") == "signature"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda payload: payload.replace(b"relto-peer/1", b"relto-peer/2"), "version"),
        (lambda payload: payload.replace(b"relto-peer/1", b"another/1"), "header"),
        (lambda payload: payload.replace(b'"kind":', b'"kind": '), "header"),
        (lambda payload: payload[:-1] + b',"more":1}', "header"),
        (lambda payload: payload[:-1] + b',"sender":"JPN"}', "header"),
        (lambda payload: payload.replace(b'"sequence":1', b'"sequence":1.0'), "header"),
        (lambda payload: payload.replace(b'"sequence":1', b'"sequence":0'), "header"),
        (lambda payload: payload.replace(b'"sequence":1', b'"sequence":null'), "header"),
        (lambda payload: payload.replace(b"12:00:00Z", b"12:00:00+00:00"), "header"),
        (lambda payload: payload.replace(b"12:00:00Z", b"12:00:00+09:00"), "header"),
        (lambda payload: payload.replace(b"12:00:00Z", b"12:00:00"), "header"),
        (lambda payload: payload.replace(b"2026-11-30", b"2026-02-30"), "header"),
        (lambda payload: payload.replace(b'"receipt"', b'"command"'), "header"),
        (lambda payload: payload.replace(b'"recipient":"JPN"', b'"recipient":"NZL"'), "header"),
        (lambda payload: payload.replace(b'"JPN"', b'"J\\u0050N"'), "header"),
        (lambda payload: payload.replace(b'"JPN"', '"ＪＰＮ"'.encode()), "header"),
        (lambda payload: payload.replace(b'"own_checkpoint":null', '"own_checkpoint":"a\u202eb"'.encode()), "hidden-characters"),
        (lambda payload: payload.replace(b'"own_checkpoint":null', b'"own_checkpoint":"a\\u0000b"'), "hidden-characters"),
        (lambda payload: payload.replace(b'"own_checkpoint":null', b'"own_checkpoint":"' + b"a" * 2_049 + b'"'), "too-large"),
        (lambda _: b"[" * 5_000, "header"),
        (lambda _: b"", "header"),
        (lambda _: b'{"assertionHash":"a","assertionSig":"b"}', "header"),
    ],
)
def test_parser_difference_a_header_that_is_signed_and_none(change, reason):
    assert refused(resigned(change)) == reason


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_part_larger_than_it_may_be_is_not_read(part):
    limits = (PEER_SIGNATURE_BYTES, PEER_BODY_BYTES, PEER_ATTACHMENT_BYTES)
    data = laid(*parts(envelope().to_bytes())[:part]) + (limits[part] + 1).to_bytes(4)
    assert refused(data) == "too-large"


def test_every_cut_of_an_envelope():
    data = envelope().to_bytes()
    for end in range(len(data)):
        assert refused(data[:end]) == "frames"
    assert refused(data + b"\0") == "frames"


@given(st.data())
def test_no_byte_of_an_envelope_may_be_another(data):
    good = envelope(MESSAGES[0]).to_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda one: one != good[at]))
    refused(good[:at] + bytes([other]) + good[at + 1 :])


def test_an_envelope_is_not_written_for_another_body():
    sent = envelope()
    with pytest.raises(BrokenSeal):
        write_envelope(sent.header, b"{}", b"", NZL.sign)
    with pytest.raises(BrokenSeal):
        write_envelope(sent.header, sent.body, b"more", NZL.sign)
    assert part_of(write(MESSAGES[1])) == sent.header.body


def test_a_retry_has_the_same_identifier_and_digest():
    assert envelope(id=named("message", 9)).digest == envelope(id=named("message", 9)).digest
    assert envelope(id=named("message", 9)).digest != envelope(id=named("message", 8)).digest
    assert NZL_PIN.algorithm == "Ed25519"
