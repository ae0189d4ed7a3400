"""Keys wrapped with ML-KEM and an elliptic curve together: whoever would read them must break both.

This is an opt-in: of the clients of OpenTDF only the Go SDK knows it. The two secrets become one key by SHA3-256 over both of them, the
sender's and the holder's point and a label, as the draft has it; AES-256-GCM under that key wraps the share.

Source: draft-ietf-lamps-pq-composite-kem-14, sections 3.4, 4 and 6 (id-MLKEM768-ECDH-P256, id-MLKEM1024-ECDH-P384); FIPS 203; the envelope
`SEQUENCE { [0] ciphertext, [1] wrapped share }` as OpenTDF's platform writes it (lib/ocrypto, `hybrid-wrapped`).
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from hashlib import sha3_256
from types import MappingProxyType
from typing import Annotated, Any

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, mlkem
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509 import ObjectIdentifier

_NONCE = 12
_SEED = 64
_X962 = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


@frozen
class _Kind:
    oid: str
    label: bytes
    curve: Callable[[], ec.EllipticCurve]
    public: Any
    private: Any
    public_bytes: int
    ciphertext_bytes: int


_KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        "hpqt:secp256r1-mlkem768": _Kind(
            "1.3.6.1.5.5.7.6.59", b"MLKEM768-P256", ec.SECP256R1, mlkem.MLKEM768PublicKey, mlkem.MLKEM768PrivateKey, 1184, 1088
        ),
        "hpqt:secp384r1-mlkem1024": _Kind(
            "1.3.6.1.5.5.7.6.63", b"MLKEM1024-P384", ec.SECP384R1, mlkem.MLKEM1024PublicKey, mlkem.MLKEM1024PrivateKey, 1568, 1568
        ),
    }
)
HYBRIDS = tuple(_KINDS)
"""Names of the algorithms, as OpenTDF has them."""


@asn1.sequence
class _Algorithm:
    algorithm: ObjectIdentifier


@asn1.sequence
class _Public:
    algorithm: _Algorithm
    key: asn1.BitString


@asn1.sequence
class _Private:
    version: int
    algorithm: _Algorithm
    key: bytes


@asn1.sequence
class _Envelope:
    ciphertext: Annotated[bytes, asn1.Implicit(0)]
    sealed: Annotated[bytes, asn1.Implicit(1)]


@frozen
class HybridPublicKey:
    """A public key of both.

    Args:
        algorithm: one of `HYBRIDS`.
        lattice: the public key of ML-KEM.
        curve: the public key of the elliptic curve.
    """

    algorithm: str
    lattice: Any
    curve: ec.EllipticCurvePublicKey

    @property
    def pem(self) -> str:
        """The key as PEM."""
        return _to_pem("PUBLIC", self.der)

    @property
    def der(self) -> bytes:
        """The key as SubjectPublicKeyInfo."""
        raw = self.lattice.public_bytes_raw() + self.curve.public_bytes(*_X962)
        return asn1.encode_der(_Public(algorithm=_identifier(_KINDS[self.algorithm]), key=asn1.BitString(data=raw, padding_bits=0)))

    def wrap(self, share: bytes, nonce: bytes) -> bytes:
        """A share wrapped for the holder, as the envelope.

        Args:
            share: the share.
            nonce: 12 random bytes.
        """
        kind = _KINDS[self.algorithm]
        own = ec.generate_private_key(kind.curve())
        point = own.public_key().public_bytes(*_X962)
        secret, ciphertext = self.lattice.encapsulate()
        key = _combined(kind, secret, own.exchange(ec.ECDH(), self.curve), point, self.curve.public_bytes(*_X962))
        return asn1.encode_der(_Envelope(ciphertext=ciphertext + point, sealed=nonce + AESGCM(key).encrypt(nonce, share, None)))


@frozen
class HybridPrivateKey:
    """A private key of both.

    Args:
        algorithm: one of `HYBRIDS`.
        lattice: the private key of ML-KEM.
        curve: the private key of the elliptic curve.
    """

    algorithm: str
    lattice: Any = field(repr=False)
    curve: ec.EllipticCurvePrivateKey = field(repr=False)

    def public_key(self) -> HybridPublicKey:
        """Its public half."""
        return HybridPublicKey(self.algorithm, self.lattice.public_key(), self.curve.public_key())

    @property
    def pem(self) -> bytes:
        """The key as PEM (PKCS #8), not encrypted: it never leaves memory so."""
        der = serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        raw = self.lattice.private_bytes_raw() + self.curve.private_bytes(*der)
        made = _Private(version=0, algorithm=_identifier(_KINDS[self.algorithm]), key=raw)
        return _to_pem("PRIVATE", asn1.encode_der(made)).encode()

    def unwrap(self, data: bytes) -> bytes:
        """The share in an envelope.

        Raises:
            ValueError: it is no envelope of this algorithm, or was not wrapped for this key.
        """
        kind = _KINDS[self.algorithm]
        found = asn1.decode_der(_Envelope, data)
        if len(found.ciphertext) <= kind.ciphertext_bytes or len(found.sealed) <= _NONCE:
            raise ValueError(self.algorithm)
        lattice, point = found.ciphertext[: kind.ciphertext_bytes], found.ciphertext[kind.ciphertext_bytes :]
        other = ec.EllipticCurvePublicKey.from_encoded_point(kind.curve(), point)
        if other.public_bytes(*_X962) != point:
            raise ValueError(self.algorithm)
        own = self.curve.public_key().public_bytes(*_X962)
        key = _combined(kind, self.lattice.decapsulate(lattice), self.curve.exchange(ec.ECDH(), other), point, own)
        try:
            return AESGCM(key).decrypt(found.sealed[:_NONCE], found.sealed[_NONCE:], None)
        except InvalidTag:
            raise ValueError(self.algorithm) from None


def generate_hybrid(algorithm: str) -> HybridPrivateKey:
    """A new key of one of `HYBRIDS`.

    Raises:
        ValueError: there is no such algorithm.
        UnsupportedAlgorithm: the library of this machine has no ML-KEM.
    """
    if algorithm not in _KINDS:
        raise ValueError(algorithm)
    kind = _KINDS[algorithm]
    return HybridPrivateKey(algorithm, kind.private.generate(), ec.generate_private_key(kind.curve()))


def load_hybrid_public(pem: str) -> HybridPublicKey | None:
    """The public key in a PEM; ``None`` where it is a key of another kind.

    Raises:
        ValueError: it is a damaged key of this kind.
    """
    found = _from_pem("PUBLIC", pem, _Public)
    algorithm = None if found is None else _named(found.algorithm)
    if found is None or algorithm is None:
        return None
    kind, raw = _KINDS[algorithm], found.key.as_bytes()
    point = raw[kind.public_bytes :]
    curve = ec.EllipticCurvePublicKey.from_encoded_point(kind.curve(), point)
    if found.key.padding_bits() or curve.public_bytes(*_X962) != point:
        raise ValueError(algorithm)
    return HybridPublicKey(algorithm, kind.public.from_public_bytes(raw[: kind.public_bytes]), curve)


def load_hybrid_private(pem: bytes) -> HybridPrivateKey | None:
    """The private key in a PEM; ``None`` where it is a key of another kind.

    Raises:
        ValueError: it is a damaged key of this kind.
    """
    found = _from_pem("PRIVATE", pem.decode(), _Private)
    algorithm = None if found is None else _named(found.algorithm)
    if found is None or algorithm is None:
        return None
    kind = _KINDS[algorithm]
    curve = serialization.load_der_private_key(found.key[_SEED:], None)
    if not isinstance(curve, ec.EllipticCurvePrivateKey) or curve.curve.name != kind.curve().name:
        raise ValueError(algorithm)
    return HybridPrivateKey(algorithm, kind.private.from_seed_bytes(found.key[:_SEED]), curve)


def _combined(kind: _Kind, lattice: bytes, curve: bytes, point: bytes, own: bytes) -> bytes:
    return sha3_256(lattice + curve + point + own + kind.label).digest()


def _identifier(kind: _Kind) -> _Algorithm:
    return _Algorithm(algorithm=ObjectIdentifier(kind.oid))


def _named(algorithm: _Algorithm) -> str | None:
    return next((name for name, kind in _KINDS.items() if kind.oid == algorithm.algorithm.dotted_string), None)


def _to_pem(word: str, der: bytes) -> str:
    text = base64.b64encode(der).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {word} KEY-----", *lines, f"-----END {word} KEY-----", ""])


def _from_pem(word: str, pem: str, form: Any) -> Any:
    lines = pem.strip().splitlines()
    if len(lines) < 3 or (lines[0], lines[-1]) != (f"-----BEGIN {word} KEY-----", f"-----END {word} KEY-----"):  # noqa: PLR2004
        return None
    try:
        return asn1.decode_der(form, base64.b64decode("".join(lines[1:-1]), validate=True))
    except (ValueError, binascii.Error):
        return None  # the parameters of other algorithms do not fit the form
