"""Identifiers of what a node keeps: never guessable, never used again."""

import base64
from collections.abc import Callable

_BYTES = 16
_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789abcdefghjkmnpqrstvwxyz")

_BACK = str.maketrans("0123456789abcdefghjkmnpqrstvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def new_id(kind: str, entropy: Callable[[int], bytes]) -> str:
    """A new identifier: the kind, a hyphen, and 16 random bytes in 26 letters and digits.

    Args:
        kind: what it names, in lower case (``item``, ``draft``).
        entropy: where random bytes come from.

    Source: the alphabet is Crockford's base 32, which leaves out letters that are taken for others.
    """
    return id_of(kind, entropy(_BYTES))


def id_of(kind: str, random: bytes) -> str:
    """The identifier of a kind with these 16 random bytes."""
    return f"{kind}-{base64.b32encode(random).decode().rstrip('=').translate(_CROCKFORD)}"


def random_of(name: str) -> bytes:
    """The random bytes of an identifier of this node's own making."""
    return base64.b32decode(name.rpartition("-")[2].translate(_BACK) + "======")
