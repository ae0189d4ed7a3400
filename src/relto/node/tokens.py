"""Tokens and secrets: 32 random bytes, of which only the digest is kept."""

import base64
from hashlib import sha256

from relto.primitives import Malformed, Place
from relto.sealing import Entropy

_BYTES = 32
_TITLE = 100


def new_token(entropy: Entropy) -> str:
    """A new token, in letters, digits, hyphens and underscores."""
    return base64.urlsafe_b64encode(entropy(_BYTES)).rstrip(b"=").decode()


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def check_title(title: str) -> None:
    """Check what somebody calls a thing of theirs.

    Raises:
        Malformed: it says nothing, or too much.
    """
    if not title.strip() or len(title) > _TITLE:
        raise Malformed("no title", place=Place("title"), expected=f"what it is, in {_TITLE} characters at most")
