"""Many envelopes one behind another, as one request or one file holds them.

A batch begins with a line that names the form, then how many envelopes follow (four bytes), then each with its length (four bytes)
before it. The count, every length and the whole are held against their limits before anything is read.
"""

from collections.abc import Iterable, Sequence

from relto.primitives.limits import (
    PEER_ATTACHMENT_BYTES,
    PEER_BATCH,
    PEER_BATCH_BYTES,
    PEER_BODY_BYTES,
    PEER_SIGNATURE_BYTES,
)
from relto.protocols.peer.faults import Fault, refuse

MEDIA_TYPE = "application/relto-envelopes"
_HEAD = b"relto-envelopes/1\n"
_LENGTH = 4
MOST = PEER_SIGNATURE_BYTES + PEER_BODY_BYTES + PEER_ATTACHMENT_BYTES + 3 * _LENGTH
"""Longest envelope, in bytes."""


def write_batch(envelopes: Sequence[bytes], *, count: int = PEER_BATCH, size: int = PEER_BATCH_BYTES) -> bytes:
    """Envelopes one behind another.

    Raises:
        BrokenSeal: there are too many, or they are too large together (``too-large``).
    """
    pieces = [_HEAD, len(envelopes).to_bytes(_LENGTH)]
    for one in envelopes:
        pieces += (len(one).to_bytes(_LENGTH), one)
    made = b"".join(pieces)
    _check(len(envelopes), len(made), count, size)
    return made


def parse_batch(data: bytes, *, count: int = PEER_BATCH, size: int = PEER_BATCH_BYTES) -> list[bytes]:
    """The envelopes of a batch, each as its bytes. None of them is read yet.

    Args:
        data: the batch.
        count: most envelopes.
        size: most bytes.

    Raises:
        BrokenSeal: it is not laid out as a batch (``frames``), or over a limit (``too-large``).
    """
    at = len(_HEAD) + _LENGTH
    if not data.startswith(_HEAD) or len(data) < at:
        raise refuse(Fault.FRAMES, "no batch of messages", path="batch", expected=_HEAD.decode().strip())
    number = int.from_bytes(data[len(_HEAD) : at])
    _check(number, len(data), count, size)
    found = []
    for index in range(number):
        length = int.from_bytes(data[at : at + _LENGTH])
        if length > MOST:
            raise refuse(
                Fault.TOO_LARGE, "larger than it may be", path=f"[{index}]", found=f"{length} bytes", expected=f"{MOST} bytes at most"
            )
        at += _LENGTH
        if len(data) < at + length or not length:
            raise refuse(Fault.FRAMES, "cut short", path=f"[{index}]", expected="as many bytes as it says")
        found.append(data[at : at + length])
        at += length
    if at != len(data):
        raise refuse(Fault.FRAMES, "more than it says", path="batch", found=f"{len(data) - at} bytes more", expected="its end")
    return found


def fitting(sizes: Iterable[int], *, count: int = PEER_BATCH, size: int = PEER_BATCH_BYTES) -> int:
    """How many of these envelopes, from the first on, go into one batch; one at least where there is one.

    Args:
        sizes: of the envelopes, in bytes.
        count: most envelopes.
        size: most bytes.
    """
    taken, total = 0, len(_HEAD) + _LENGTH
    for one in sizes:
        total += _LENGTH + one
        if taken == count or total > size:
            break
        taken += 1
    return taken


def _check(number: int, length: int, count: int, size: int) -> None:
    if number > count or length > size:
        found = f"{number} messages, {length} bytes"
        raise refuse(
            Fault.TOO_LARGE, "more than goes at once", path="batch", found=found, expected=f"{count} messages and {size} bytes at most"
        )
