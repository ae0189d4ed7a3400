"""What each kind of key signs of a checkpoint.

* An Ed25519 cosignature says: at this time, this was the largest consistent tree of this log that I had seen.
* An ML-DSA-44 one says the same, names its cosigner, and covers no line of a checkpoint after the third.

Source: C2SP tlog-cosignature, sections "Ed25519 signed message" and "ML-DSA-44 signed message".
"""

from relto.audit.checkpoints import parse_checkpoint
from relto.audit.keys import Kind, VerifierKey
from relto.primitives import Malformed, Place
from relto.primitives.limits import LOG_SIZE

_TIME_BYTES = 8
_SUBTREE = b"subtree/v1\n\0"


def read_time(key: VerifierKey, payload: bytes) -> tuple[int, bytes]:
    """The time and the signature proper of what stands in a note.

    Args:
        key: the key that is said to have signed.
        payload: time and signature; or the signature alone, for a kind that says no time.

    Raises:
        Malformed: it has another length than that kind, or a time after 2^63 - 1.
    """
    place = Place(f"the signature of {key.words}")
    expected = key.signature_bytes + (_TIME_BYTES if key.timed else 0)
    if len(payload) != expected:
        raise Malformed("not of the length it must have", place=place, found=f"{len(payload)} bytes", expected=f"{expected} bytes")
    if not key.timed:
        return 0, payload
    time = int.from_bytes(payload[:_TIME_BYTES], "big")
    if time > LOG_SIZE:
        raise Malformed("a time that no signature may have", place=place, found=str(time), expected="2^63 - 1 at most")
    return time, payload[_TIME_BYTES:]


def signed_message(key: VerifierKey, text: str, time: int) -> bytes:
    """The bytes that a key signs.

    Args:
        key: the key.
        text: text of the note; for a kind that says the time, that of a checkpoint.
        time: seconds since 1970.

    Raises:
        Malformed: the text is not one that the kind signs.
    """
    if key.kind is Kind.ED25519:
        return text.encode()
    head = parse_checkpoint(text)
    if key.kind is Kind.COSIGNATURE:
        return f"cosignature/v1\ntime {time}\n{text}".encode()
    name, origin = _short(key.name, "the name of the key"), _short(head.origin, "the origin")
    numbers = b"".join(number.to_bytes(8, "big") for number in (0, head.size))
    return _SUBTREE + name + time.to_bytes(8, "big") + origin + numbers + head.root


def _short(text: str, what: str) -> bytes:
    data = text.encode()
    if not 0 < len(data) < 256:  # noqa: PLR2004 -- one byte says the length
        raise Malformed(
            "longer than a signature with ML-DSA-44 can name", place=Place(what), found=f"{len(data)} bytes", expected="255 at most"
        )
    return bytes([len(data)]) + data
