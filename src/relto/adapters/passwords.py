"""Hashes of passwords by Argon2id.

Source: RFC 9106 section 4 (second recommended option: 64 MiB, 3 passes, 4 lanes).
"""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Argon2Passwords:
    """Hashes of passwords; a :class:`~relto.node.Passwords`.

    Args:
        memory: KiB that a hash takes.
        passes: how often it goes over them.
    """

    def __init__(self, memory: int = 64 * 1024, passes: int = 3) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=4)

    def hash(self, password: str) -> str:
        """See the port."""
        return self._hasher.hash(password)

    def verify(self, kept: str, password: str) -> bool:
        """See the port."""
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False
