"""How an object is named: by the SHA-256 of its bytes, so that what was changed is found and what is there is not stored twice."""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from relto.primitives import Malformed, Place, Unavailable

PIECE = 1024 * 1024
"""Bytes that are held in memory at a time."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


def checked(digest: str) -> str:
    """A name of an object.

    Raises:
        Malformed: it is none.
    """
    if not _DIGEST.fullmatch(digest):
        raise Malformed("no name of an object", place=Place("object"), expected="64 small hexadecimal digits")
    return digest


def is_name(text: str) -> bool:
    """Whether a text is the name of an object."""
    return _DIGEST.fullmatch(text) is not None


def verified(digest: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of an object; the last is given only when all of them are what the name says.

    Raises:
        Unavailable: the object was damaged where it is kept.
    """
    state, held = sha256(), b""
    for piece in pieces:
        if held:
            yield held
        state.update(piece)
        held = piece
    if state.hexdigest() != digest:
        raise Unavailable(f"object {digest[:12]}…: it is damaged where it is kept")
    if held:
        yield held
