"""Commitments: what stands in the log in place of content, and what opens it.

The entry is made from the content and a salt of 32 random bytes, by HMAC-SHA-256 with the salt as its key. Who has both can
show what was logged; who has the entry alone can neither read it nor try guesses. When salt and content are destroyed, the
entry says nothing more, and every proof over it holds as before.

Source: FIPS 198-1 (HMAC). The form of the entry is ours: docs/reference/audit-log.md.
"""

from hashlib import sha256
from hmac import compare_digest, digest

from attrs import field, frozen

from relto.primitives import Malformed, Place, Unverified

SALT_BYTES = 32
"""Length of a salt, in bytes. Shorter ones could be guessed; longer ones would not be told apart from their hash."""

_HEAD = b"relto.commitment.v1\n"
_ENTRY_BYTES = len(_HEAD) + 32


@frozen
class Opening:
    """What opens a commitment. Destroy it, and the commitment says nothing.

    Args:
        salt: 32 random bytes, never used twice.
        content: what was committed to.

    Raises:
        Malformed: the salt has another length.
    """

    salt: bytes = field(repr=False)
    content: bytes = field(repr=False)

    def __attrs_post_init__(self) -> None:
        if len(self.salt) != SALT_BYTES:
            raise Malformed(
                "not of the length it must have", place=Place("the salt"), found=f"{len(self.salt)} bytes", expected=f"{SALT_BYTES}"
            )


def commit(opening: Opening) -> bytes:
    """The entry for the log: 52 bytes that tell nothing of the content."""
    return _HEAD + digest(opening.salt, opening.content, sha256)


def verify_opening(entry: bytes, opening: Opening) -> bytes:
    """Check that a commitment was made to this content with this salt.

    Returns:
        The content.

    Raises:
        Unverified: it was made to other content, or with another salt.
        Malformed: the entry is no commitment.
    """
    if not entry.startswith(_HEAD) or len(entry) != _ENTRY_BYTES:
        raise Malformed(
            "not a commitment", place=Place("the entry"), found=f"{len(entry)} bytes", expected=f"`{_HEAD.decode().strip()}` and a hash"
        )
    if not compare_digest(entry, commit(opening)):
        raise Unverified("the entry is a commitment to other content, or with another salt")
    return opening.content
