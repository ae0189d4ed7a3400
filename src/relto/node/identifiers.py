"""Identifiers of what a node keeps: never guessable, never used again."""

import base64
from collections.abc import Callable

_BYTES = 16
_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789abcdefghjkmnpqrstvwxyz")


def new_id(kind: str, entropy: Callable[[int], bytes]) -> str:
    """A new identifier: the kind, a hyphen, and 16 random bytes in 26 letters and digits.

    Args:
        kind: what it names, in lower case (``item``, ``draft``).
        entropy: where random bytes come from.

    Source: the alphabet is Crockford's base 32, which leaves out letters that are taken for others.
    """
    text = base64.b32encode(entropy(_BYTES)).decode().rstrip("=")
    return f"{kind}-{text.translate(_CROCKFORD)}"
