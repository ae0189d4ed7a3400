"""The port to somebody's own keys, and the keys of others that an agreement pins."""

from datetime import datetime
from typing import Literal, Protocol

from attrs import field, frozen

from relto.sealing.wrapping import Oaep, Wrapped

KeyUse = Literal["open", "sign"]
"""What a key is for: to open what was wrapped for it, or to sign. Never both."""


@frozen
class KeyRecord:
    """What is known of a key, without the key.

    Args:
        kid: its identifier, which is never used again.
        use: what it is for.
        algorithm: ``rsa:2048``, ``rsa:3072``, ``rsa:4096``, ``ec:secp256r1``, ``ec:secp384r1``; to open also
            ``hpqt:secp256r1-mlkem768`` and ``hpqt:secp384r1-mlkem1024``, to sign also ``ed25519``.
        public: the public key, PEM.
        valid_from: first instant, UTC.
        valid_until: last instant, UTC, at which others wrap for it or it signs. It opens what it has after that too.
        revoked: the instant of its revocation; from then on it neither signs nor opens.
        oaep: the hash of OAEP that was agreed for it.
    """

    kid: str
    use: KeyUse
    algorithm: str
    public: str
    valid_from: datetime
    valid_until: datetime
    revoked: datetime | None = None
    oaep: Oaep = "sha1"

    def is_current(self, at: datetime) -> bool:
        """Whether it may be wrapped for, or sign, at an instant."""
        return self.revoked is None and self.valid_from <= at <= self.valid_until


class KeyStore(Protocol):
    """Somebody's own keys; a private key never leaves it."""

    def records(self) -> tuple[KeyRecord, ...]:
        """What is known of every key, revoked ones too, in order of identifier."""

    def unwrap(self, kid: str, wrapped: Wrapped) -> bytes:
        """The share that was wrapped for a key.

        Raises:
            Malformed: there is no such key, it is not for opening, or it was revoked.
            BrokenSeal: it was not wrapped for it.
        """

    def sign(self, kid: str, payload: bytes, at: datetime) -> str:
        """A compact JSON Web Signature that holds its payload.

        Raises:
            Malformed: there is no such key, it is not for signing, or not valid at that instant.
        """


class ManagedKeyStore(KeyStore, Protocol):
    """A key store whose keys are made, followed and revoked through it."""

    def new(self, kid: str, use: KeyUse, algorithm: str, *, valid_from: datetime, valid_until: datetime, oaep: Oaep = "sha1") -> KeyRecord:
        """Make a key.

        Raises:
            Malformed: the identifier was used before, the algorithm is unknown, or it would never be valid.
        """

    def revoke(self, kid: str, at: datetime) -> KeyRecord:
        """Revoke a key from an instant on; its private half is destroyed.

        Raises:
            Malformed: there is no such key, or it was revoked before.
        """

    def rotate(self, kid: str, successor: str, *, at: datetime, valid_until: datetime) -> KeyRecord:
        """Make a key like another, which from now on neither signs nor is wrapped for, and opens what it has.

        Raises:
            Malformed: there is no such key, it was revoked, or the successor's identifier was used before.
        """


@frozen
class Recipient:
    """Somebody for whom content is sealed: a key that was exchanged beforehand.

    Args:
        party: whose key it is.
        agreement: the agreement under which it was exchanged.
        url: the address of its server of keys; need not be reachable where the holder has the key itself.
        kid: the key's identifier.
        pem: the public key, PEM.
        valid_from: first instant, UTC.
        valid_until: last instant, UTC.
        revoked: whether it was revoked.
        oaep: the hash of OAEP that was agreed.
    """

    party: str
    agreement: str
    url: str
    kid: str
    pem: str
    valid_from: datetime
    valid_until: datetime
    revoked: bool = False
    oaep: Oaep = field(default="sha1")

    def is_valid(self, at: datetime) -> bool:
        """Whether content may be sealed for it at an instant: from the second on in which it was made, since seals name seconds."""
        return not self.revoked and self.valid_from.replace(microsecond=0) <= at <= self.valid_until
