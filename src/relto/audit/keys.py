"""Keys that sign logs: their text form, what each kind signs, and the port through which something is signed.

* A key is known by its name and its identifier, which binds name, kind and public key.
* Private keys never come here: whoever signs is a `Signer`.

Source: C2SP signed-note, sections "Signatures" and "Verifier keys"; C2SP tlog-cosignature, section "Format".
"""

from enum import IntEnum
from hashlib import sha256
from typing import Protocol

from attrs import frozen
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from relto.audit.encoding import check_key_name, read_base64, shown, write_base64
from relto.primitives import Malformed, Place, Unavailable, Unverified


class Kind(IntEnum):
    """What a key signs, and how: the type byte of signed notes."""

    ED25519 = 0x01
    """The text of a note, by Ed25519: how a log signs its checkpoint."""
    COSIGNATURE = 0x04
    """A checkpoint and the time, by Ed25519: how a witness signs."""
    ML_DSA_44 = 0x06
    """A checkpoint and the time, by ML-DSA-44: how a witness signs, and a log beside Ed25519."""


_PUBLIC = {Kind.ED25519: 32, Kind.COSIGNATURE: 32, Kind.ML_DSA_44: 1312}
_SIGNATURE = {Kind.ED25519: 64, Kind.COSIGNATURE: 64, Kind.ML_DSA_44: 2420}
_WORDS = {Kind.ED25519: "Ed25519", Kind.COSIGNATURE: "Ed25519 cosignature", Kind.ML_DSA_44: "ML-DSA-44"}
_ID_HEX = 8
_PRIME = 2**255 - 19
_SMALL_ORDER = {
    0,
    1,
    _PRIME - 1,
    int("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16),
    int("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16),
}
"""Heights of the eight points of small order: under such a key anybody can sign. Source: worked out from the curve of RFC 8032."""


@frozen
class VerifierKey:
    """A public key with its name and kind.

    Args:
        name: whose it is, a URL without scheme as a rule (``log.defence.example/2026``).
        kind: what it signs.
        public: the public key, 32 bytes, or 1,312 for ML-DSA-44.

    Raises:
        Malformed: the name is none, the public key has another length, or is one under which anybody can sign.
    """

    name: str
    kind: Kind
    public: bytes

    def __attrs_post_init__(self) -> None:
        place = Place("a verifier key")
        check_key_name(self.name, place)
        if len(self.public) != _PUBLIC[self.kind]:
            raise Malformed(
                "not of the length it must have", place=place, found=f"{len(self.public)} bytes", expected=f"{_PUBLIC[self.kind]}"
            )

        height = int.from_bytes(self.public, "little") & ~(1 << 255)
        if self.kind is not Kind.ML_DSA_44 and (height >= _PRIME or height in _SMALL_ORDER):
            raise Malformed("a public key under which anybody can sign", place=place, found=self.public.hex())

    @property
    def id(self) -> bytes:
        """The identifier, four bytes."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def timed(self) -> bool:
        """Whether its signatures say the time."""
        return self.kind != Kind.ED25519

    @property
    def signature_bytes(self) -> int:
        """Length of its signatures, without the time."""
        return _SIGNATURE[self.kind]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{write_base64(bytes([self.kind]) + self.public)}"

    @property
    def words(self) -> str:
        """The key as people are told of it."""
        return f"{self.name} ({_WORDS[self.kind]}, key {self.id.hex()})"

    def verify(self, message: bytes, signature: bytes) -> bytes:
        """Check a signature.

        Returns:
            The message.

        Raises:
            Unverified: the signature is not of this key over this message.
            Unavailable: the cryptographic library here has not the kind of signature.
        """
        try:
            if self.kind is Kind.ML_DSA_44:
                MLDSA44PublicKey.from_public_bytes(self.public).verify(signature, message)
            else:
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError) as error:
            raise Unverified(f"the signature of {self.words} does not hold") from error
        except UnsupportedAlgorithm as error:
            raise Unavailable(f"the signature of {self.words} cannot be checked: the cryptographic library here lacks it") from error
        return message


def parse_key(text: str, source: str = "a verifier key") -> VerifierKey:
    """A verifier key from its text: name, identifier in hexadecimal, and kind with public key in base64, joined by plus signs.

    Args:
        text: the text.
        source: what messages call it.

    Raises:
        Malformed: it is no such text, of an unknown kind, or the identifier is of another key.

    Source: C2SP signed-note, section "Verifier keys".
    """
    place = Place(source)
    name, first, rest = text.partition("+")
    number, second, encoded = rest.partition("+")
    if not (first and second) or len(number) != _ID_HEX or set(number) - set("0123456789abcdef"):
        raise Malformed("not a verifier key", place=place, found=shown(text), expected="name+8 hexadecimal digits+base64")
    check_key_name(name, place)
    data = read_base64(encoded, place)
    if not data or data[0] not in list(Kind):
        found = f"type 0x{data[0]:02x}" if data else "nothing"
        raise Malformed("a key of a kind that is not read", place=place, found=found, expected="type 0x01, 0x04 or 0x06")
    kind = Kind(data[0])
    if len(data) - 1 != _PUBLIC[kind]:
        raise Malformed("not of the length it must have", place=place, found=f"{len(data) - 1} bytes", expected=f"{_PUBLIC[kind]} bytes")
    key = VerifierKey(name, kind, data[1:])
    if key.id.hex() != number:
        raise Malformed("the identifier is of another key", place=place, found=number, expected=key.id.hex())
    return key


class Signer(Protocol):
    """Signs with a private key that it keeps to itself: a file, a hardware module."""

    @property
    def key(self) -> VerifierKey:
        """The public key."""

    def sign(self, message: bytes) -> bytes:
        """The signature over a message.

        Raises:
            Unavailable: the key cannot be reached.
        """


@frozen
class PrivateKeySigner:
    """Signs with a private key in memory.

    Args:
        name: name of the key.
        kind: what it signs.
        private: the private key.

    Raises:
        Malformed: the private key is not of that kind.
    """

    name: str
    kind: Kind
    private: Ed25519PrivateKey | MLDSA44PrivateKey

    def __attrs_post_init__(self) -> None:
        if isinstance(self.private, MLDSA44PrivateKey) != (self.kind is Kind.ML_DSA_44):
            raise Malformed("the private key is of another kind", place=Place(self.name), expected=_WORDS[self.kind])

    @property
    def key(self) -> VerifierKey:
        """The public key."""
        return VerifierKey(self.name, self.kind, self.private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The signature over a message."""
        return self.private.sign(message)
