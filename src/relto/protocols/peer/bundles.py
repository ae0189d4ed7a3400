"""The same envelopes in a file, to be carried over an air gap.

Before them stands a slip, signed by the sender, that says for whom the file is, how many envelopes are in it, and the digest of all of
them, so that a file that was cut, joined or exchanged is refused as a whole before anything is taken.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Annotated, Literal

from attrs import frozen
from msgspec import Meta

from relto.primitives.limits import PEER_BUNDLE, PEER_BUNDLE_BYTES, PEER_SIGNATURE_BYTES
from relto.protocols.peer.envelopes import signed_payload
from relto.protocols.peer.faults import Fault, refuse
from relto.protocols.peer.framing import parse_batch, write_batch
from relto.protocols.peer.writing import Code, Hex, Id, Instant, Wire, read, write
from relto.sealing import PinnedSigner

_HEAD = b"relto-bundle/1\n"
_LENGTH = 4


class Slip(Wire, frozen=True):
    """What the sender signs of a file of messages.

    Args:
        protocol: always ``relto-bundle/1``.
        id: the file.
        sender: who made it.
        recipient: for whom.
        made_at: when.
        messages: how many are in it.
        sha256: of everything behind the slip.
    """

    protocol: Literal["relto-bundle/1"]
    id: Id
    sender: Code
    recipient: Code
    made_at: Instant
    messages: Annotated[int, Meta(ge=0, le=PEER_BUNDLE)]
    sha256: Hex


@frozen
class Bundle:
    """A file of messages, whose slip holds.

    Args:
        slip: the slip.
        envelopes: each as its bytes; each is still to be verified by itself.
    """

    slip: Slip
    envelopes: tuple[bytes, ...]


def write_bundle(slip: Callable[[int, str], Slip], envelopes: Sequence[bytes], sign: Callable[[bytes], str]) -> bytes:
    """A file of messages.

    Args:
        slip: makes the slip of the number of messages and the digest of all of them.
        envelopes: the messages.
        sign: makes a compact signature that holds its payload.

    Raises:
        BrokenSeal: there are too many, or they are too large together (``too-large``).
    """
    rest = write_batch(envelopes, count=PEER_BUNDLE, size=PEER_BUNDLE_BYTES)
    signature = sign(write(slip(len(envelopes), sha256(rest).hexdigest()))).encode()
    return b"".join((_HEAD, len(signature).to_bytes(_LENGTH), signature, rest))


def parse_bundle(data: bytes, pinned: Iterable[PinnedSigner], recipient: str) -> Bundle:
    """The messages of a file, once its slip holds.

    Args:
        data: the file.
        pinned: the keys whose signatures are believed.
        recipient: the party for which it must be.

    Raises:
        BrokenSeal: it is no such file (``frames``), over a limit (``too-large``), its slip does not hold (as of an envelope), it is
            for another party (``recipient``), or it is not the file that was signed (``body``).
    """
    at = len(_HEAD) + _LENGTH
    if not data.startswith(_HEAD) or len(data) < at:
        raise refuse(Fault.FRAMES, "no file of messages", path="bundle", expected=_HEAD.decode().strip())
    size = int.from_bytes(data[len(_HEAD) : at])
    if size > PEER_SIGNATURE_BYTES or len(data) > PEER_BUNDLE_BYTES + at + size:
        raise refuse(Fault.TOO_LARGE, "larger than it may be", path="bundle", expected=f"{PEER_BUNDLE_BYTES} bytes at most")
    try:
        text = data[at : at + size].decode("ascii")
    except UnicodeDecodeError as error:
        raise refuse(Fault.SIGNATURE, "no signature", path="slip", expected="a compact JSON Web Signature") from error
    payload, signer = signed_payload(text, pinned, "slip")
    slip = read(payload, Slip, Fault.HEADER, "slip", PEER_SIGNATURE_BYTES)
    if signer.party != slip.sender:
        raise refuse(Fault.WRONG_PARTY, "signed by another party", path="sender", found=slip.sender, expected=signer.party)
    if not signer.valid_from <= slip.made_at <= signer.valid_until:
        raise refuse(Fault.KEY_NOT_VALID, "signed with a key outside its days", path="made_at", found=signer.kid, expected="a valid key")
    if slip.recipient != recipient:
        raise refuse(Fault.RECIPIENT, "it is for another party", path="recipient", found=slip.recipient, expected=recipient)
    rest = data[at + size :]
    if sha256(rest).hexdigest() != slip.sha256:
        raise refuse(Fault.BODY, "the file is not the one that was signed", path="bundle", expected=slip.sha256)
    envelopes = tuple(parse_batch(rest, count=PEER_BUNDLE, size=PEER_BUNDLE_BYTES))
    if len(envelopes) != slip.messages:
        raise refuse(Fault.FRAMES, "another number of messages", path="bundle", found=str(len(envelopes)), expected=str(slip.messages))
    return Bundle(slip, envelopes)
