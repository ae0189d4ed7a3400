"""The envelope: a signed header, the body it speaks of, and what is attached.

An envelope is laid out as three parts, each with its length in four bytes before it: a compact JSON Web Signature whose payload is the
header, the body, the attachment (of no bytes where there is none). Nothing that counts stands outside the signature:

* who sent it, to whom, under which agreement and which text of it: it cannot be passed on, nor taken for one under another agreement;
* its identifier, its number in the row of messages from this sender to this recipient: it cannot be taken twice, and gaps have names;
* SHA-256 and length of body and attachment.

The header is read out of the signed bytes and nowhere else. Its first field names the protocol, so that no signature made for something
else passes for an envelope. What was signed is kept as it came and never written anew to be checked.

Reading (:func:`parse_envelope`) believes nothing; :func:`verify_envelope` goes in this order:

1. the signature, by a pinned key, of the party that the header names as sender, within the key's days at ``sent_at``;
2. body and attachment are those that were signed;
3. it is for this party.

What the agreement between the two says (its text, clocks, days, numbers in the row) is checked by whoever holds the state.
"""

import base64
import binascii
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Literal

from attrs import frozen

from relto.primitives import BrokenSeal
from relto.primitives.limits import (
    PEER_ATTACHMENT_BYTES,
    PEER_BODY_BYTES,
    PEER_CHECKPOINT_BYTES,
    PEER_SIGNATURE_BYTES,
)
from relto.protocols.peer.faults import Fault, refuse
from relto.protocols.peer.writing import Code, Hex, Id, Instant, Number, Precedence, Slug, Wire, read, write
from relto.sealing import PinnedSigner
from relto.sealing.signing import verify

PROTOCOL: Literal["relto-peer/1"] = "relto-peer/1"
_LENGTH = 4
_REASONS = {
    "stranger": Fault.STRANGER,
    "label-signature": Fault.SIGNATURE,
    "algorithm": Fault.ALGORITHM,
    "key-in-header": Fault.KEY_IN_HEADER,
}

Kind = Literal[
    "release",
    "receipt",
    "non-delivery",
    "consent-request",
    "consent-answer",
    "consent-withdrawal",
    "recall",
    "correction",
    "recall-answer",
    "agreement-proposal",
    "agreement-signature",
    "agreement-suspension",
    "agreement-termination",
    "backfill-request",
    "key-announcement",
    "checkpoint",
    "checkpoint-answer",
]
"""What a message is about."""


class Part(Wire, frozen=True):
    """What the header says of the body or of the attachment."""

    sha256: Hex
    size: int


class Header(Wire, frozen=True):
    """What is signed of a message.

    Args:
        protocol: always ``relto-peer/1``.
        id: the message's identifier, the same on every try.
        kind: what it is about.
        sender: whose node sent it.
        recipient: for whose node it is.
        agreement: under which agreement the two nodes speak.
        agreement_sha256: which text and terms of it.
        stream: the row of messages from this sender to this recipient; ``None`` for an answer that is not in the row.
        sequence: its number in that row, from 1.
        sent_at: when it was made.
        deliver_by: until when it may be taken, or ``None`` for without end.
        precedence: how urgent it is.
        in_reply_to: the message that it answers.
        body: what the body is.
        attachment: what the attachment is.
        own_checkpoint: the sender's latest checkpoint of its own log, as a signed note.
        seen_checkpoint: the last checkpoint that the sender saw of the recipient's log.
    """

    protocol: Literal["relto-peer/1"]
    id: Id
    kind: Kind
    sender: Code
    recipient: Code
    agreement: Slug
    agreement_sha256: Hex
    sent_at: Instant
    body: Part
    attachment: Part | None
    stream: Id | None
    sequence: Number | None
    deliver_by: Instant | None
    precedence: Precedence
    in_reply_to: Id | None
    own_checkpoint: str | None
    seen_checkpoint: str | None


@frozen
class Envelope:
    """A message as it came or goes. Nothing of it is believed before :func:`verify_envelope`.

    Args:
        signature: the compact signature, whose payload is the header.
        header: what the payload says.
        digest: SHA-256 of the signed header, in hexadecimal: which message this is, whoever signed it how often.
        body: the body.
        attachment: what is attached; empty where the header names nothing.
    """

    signature: str
    header: Header
    digest: str
    body: bytes
    attachment: bytes

    def to_bytes(self) -> bytes:
        """The envelope as it is kept and sent."""
        parts = self.signature.encode(), self.body, self.attachment
        return b"".join(piece for part in parts for piece in (len(part).to_bytes(_LENGTH), part))


def part_of(data: bytes) -> Part:
    """What a header says of these bytes."""
    return Part(sha256=sha256(data).hexdigest(), size=len(data))


def write_envelope(header: Header, body: bytes, attachment: bytes, sign: Callable[[bytes], str]) -> Envelope:
    """A signed envelope.

    Args:
        header: its header, which speaks of this body and this attachment.
        body: the body.
        attachment: what is attached; empty for nothing.
        sign: makes a compact signature that holds its payload.

    Raises:
        BrokenSeal: the header speaks of another body or attachment, or something is over its limit.
    """
    _check_parts(header, body, attachment)
    _check_header(header)
    payload = write(header)
    signature = sign(payload)
    if len(signature) > PEER_SIGNATURE_BYTES:
        raise refuse(Fault.TOO_LARGE, "a header larger than it may be", path="header", found=f"{len(signature)} bytes")
    return Envelope(signature, header, sha256(payload).hexdigest(), body, attachment)


def parse_envelope(data: bytes) -> Envelope:
    """An envelope from its bytes. Limits are checked before anything is read; nothing is believed yet.

    Raises:
        BrokenSeal: it is not laid out as it must be (``frames``), over a limit (``too-large``), or its header is none
            (``header``, ``version``, ``signature``, ``hidden-characters``).
    """
    parts, at = [], 0
    for name, most in (("header", PEER_SIGNATURE_BYTES), ("body", PEER_BODY_BYTES), ("attachment", PEER_ATTACHMENT_BYTES)):
        if len(data) < at + _LENGTH:
            raise refuse(Fault.FRAMES, "cut short", path=name, expected="three parts, each with its length")
        size = int.from_bytes(data[at : at + _LENGTH])
        if size > most:
            raise refuse(Fault.TOO_LARGE, "larger than it may be", path=name, found=f"{size} bytes", expected=f"{most} bytes at most")
        at += _LENGTH
        if len(data) < at + size:
            raise refuse(Fault.FRAMES, "cut short", path=name, found=f"{len(data) - at} bytes", expected=f"{size} bytes")
        parts.append(bytes(data[at : at + size]))
        at += size
    if at != len(data):
        raise refuse(Fault.FRAMES, "more than an envelope", path="envelope", found=f"{len(data) - at} bytes more", expected="its end")
    signature, body, attachment = parts
    text, payload = _payload(signature)
    header = _header(payload)
    return Envelope(text, header, sha256(payload).hexdigest(), body, attachment)


def verify_envelope(envelope: Envelope, pinned: Iterable[PinnedSigner], recipient: str) -> Header:
    """The header of an envelope, believed.

    Args:
        envelope: the envelope as it was read.
        pinned: the keys whose signatures are believed, of whatever parties.
        recipient: the party for which it must be.

    Raises:
        BrokenSeal: a step fails (see the module); each has its own reason.
    """
    header = envelope.header
    payload, signer = signed_payload(envelope.signature, pinned, "header")  # 1
    if sha256(payload).hexdigest() != envelope.digest:
        raise refuse(Fault.SIGNATURE, "a header that was not signed", path="header", expected="the signed header")
    if signer.party != header.sender:
        raise refuse(Fault.WRONG_PARTY, "signed by another party", path="sender", found=header.sender, expected=signer.party)
    if not signer.valid_from <= header.sent_at <= signer.valid_until:
        raise refuse(Fault.KEY_NOT_VALID, "signed with a key outside its days", path="sent_at", found=signer.kid, expected="a valid key")
    _check_parts(header, envelope.body, envelope.attachment)  # 2
    if header.recipient != recipient:  # 3
        raise refuse(Fault.RECIPIENT, "it is for another party", path="recipient", found=header.recipient, expected=recipient)
    return header


def signed_payload(text: str, pinned: Iterable[PinnedSigner], path: str) -> tuple[bytes, PinnedSigner]:
    """What a compact signature holds, and whose it is.

    Raises:
        BrokenSeal: it does not hold (``signature``), is by nobody who is pinned (``stranger``), by another algorithm
            (``algorithm``), or brings its own key (``key-in-header``).
    """
    try:
        return verify(text, pinned, path)
    except BrokenSeal as error:
        fault = _REASONS.get(error.reason, Fault.SIGNATURE)
        raise refuse(fault, error.message, path=path, found=error.found, expected=error.expected) from error


def _payload(signature: bytes) -> tuple[str, bytes]:
    """The text of a signature, and what it holds; strict about its letters, since its bytes are what is kept."""
    try:
        text = signature.decode("ascii")
        middle = text.split(".")[1]
        payload = base64.b64decode(middle + "=" * (-len(middle) % 4), altchars=b"-_", validate=True)
    except (UnicodeDecodeError, IndexError, binascii.Error, ValueError) as error:
        raise refuse(Fault.SIGNATURE, "no signature", path="header", expected="a compact JSON Web Signature") from error
    return text, payload


def _header(payload: bytes) -> Header:
    if not payload.startswith(f'{{"protocol":"{PROTOCOL}",'.encode()):
        fault = Fault.VERSION if payload.startswith(b'{"protocol":"relto-peer/') else Fault.HEADER
        raise refuse(fault, "no header of this protocol", path="header", expected=PROTOCOL)
    header = read(payload, Header, Fault.HEADER, "header", PEER_SIGNATURE_BYTES)
    _check_header(header)
    return header


def _check_header(header: Header) -> None:
    if (header.stream is None) != (header.sequence is None):
        raise refuse(Fault.HEADER, "a number without its row, or a row without a number", path="sequence", expected="both or neither")
    if header.sender == header.recipient:
        raise refuse(Fault.HEADER, "sent to oneself", path="recipient", found=header.recipient, expected="another party")
    for name in ("own_checkpoint", "seen_checkpoint"):
        if len((getattr(header, name) or "").encode()) > PEER_CHECKPOINT_BYTES:
            raise refuse(
                Fault.TOO_LARGE, "a checkpoint larger than it may be", path=name, expected=f"{PEER_CHECKPOINT_BYTES} bytes at most"
            )


def _check_parts(header: Header, body: bytes, attachment: bytes) -> None:
    if part_of(body) != header.body:
        raise refuse(Fault.BODY, "the body is not the one that was signed", path="body", expected=header.body.sha256)
    said = header.attachment
    if (said is None) != (attachment == b"") or (said is not None and part_of(attachment) != said):
        expected = said.sha256 if said else "no attachment"
        raise refuse(Fault.ATTACHMENT, "the attachment is not the one that was signed", path="attachment", expected=expected)
    if len(body) > PEER_BODY_BYTES or len(attachment) > PEER_ATTACHMENT_BYTES:
        raise refuse(Fault.TOO_LARGE, "larger than it may be", path="body", expected=f"{PEER_BODY_BYTES} and {PEER_ATTACHMENT_BYTES} bytes")
