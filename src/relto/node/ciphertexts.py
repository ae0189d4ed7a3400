"""Where ciphertexts stand: small ones in the database, so that they come and go with the row that names them; others as objects.

A large one is written as an object before the unit of work whose row names it; where that work then fails, nothing names it, and
:mod:`relto.node.sweeping` takes it away.
"""

from hashlib import sha256

from attrs import frozen

from relto.node.ports import Work
from relto.node.surroundings import Surroundings
from relto.primitives import Unavailable
from relto.primitives.limits import SMALL_CIPHERTEXT


@frozen
class PutAway:
    """A ciphertext that was put away, or will be with the unit of work that names it.

    Args:
        digest: its SHA-256, in hexadecimal.
        small: its bytes, where they are still to be kept with :meth:`keep`.
    """

    digest: str
    small: bytes | None

    def keep(self, work: Work) -> None:
        """Keep it in the unit of work that names it."""
        if self.small is not None:
            work.contents.put(self.digest, self.small)


def put_away(node: Surroundings, data: bytes) -> PutAway:
    """Put a ciphertext away; nothing names it yet.

    Raises:
        Unavailable: it cannot be kept.
    """
    if len(data) <= SMALL_CIPHERTEXT:
        return PutAway(sha256(data).hexdigest(), data)
    return PutAway(node.objects.put(data), None)


def ciphertext(node: Surroundings, digest: str) -> bytes:
    """A ciphertext that was put away.

    Raises:
        Unavailable: it is not there, or was changed.
    """
    with node.store.read() as work:
        data = work.contents.get(digest)
    return checked(node, digest, data)


def checked(node: Surroundings, digest: str, small: bytes | None) -> bytes:
    """A ciphertext from what the database has of it.

    Args:
        node: the node.
        digest: its digest.
        small: what the database has; ``None``: it is an object.

    Raises:
        Unavailable: it is not there, or was changed.
    """
    if small is None:
        return node.objects.get(digest)
    if sha256(small).hexdigest() != digest:
        raise Unavailable(f"ciphertext {digest[:12]}…: it was changed")
    return small
