"""How an object is named: by the SHA-256 of its bytes, so that what was changed is found and what is there is not stored twice."""

import re
from hashlib import sha256

from relto.primitives import Malformed, Place, Unavailable

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


def digest_of(data: bytes) -> str:
    """The name of an object."""
    return sha256(data).hexdigest()


def verified(digest: str, data: bytes) -> bytes:
    """An object that is what its name says.

    Raises:
        Unavailable: it was damaged where it is kept.
    """
    if digest_of(data) != digest:
        raise Unavailable(f"object {digest[:12]}…: it is damaged where it is kept")
    return data
