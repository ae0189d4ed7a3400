"""Keys wrapped for somebody: RSA-OAEP, or an elliptic curve with AES-256-GCM; or, as an opt-in, ML-KEM and a curve together.

The hash of OAEP is SHA-1 where nothing else was agreed, because the clients of OpenTDF have no other (the collision attacks on SHA-1
are none on OAEP); SHA-256 is a setting of the keys pinned under an agreement.

Source: OpenTDF 4.3.0 clients; RFC 8017 section 7.1; RFC 5869.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Literal

from attrs import frozen
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from relto.primitives import Malformed, Place
from relto.sealing.faults import Fault, refuse
from relto.sealing.hybrid import HybridPrivateKey, HybridPublicKey, load_hybrid_private, load_hybrid_public

Entropy = Callable[[int], bytes]
"""Where random bytes come from: given in, as the core has none of its own."""

Oaep = Literal["sha1", "sha256"]
Wrapping = Literal["wrapped", "ec-wrapped", "hybrid-wrapped"]
"""How a key is wrapped, in the words of the format."""

WRAPPINGS: tuple[Wrapping, ...] = ("wrapped", "ec-wrapped", "hybrid-wrapped")
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | HybridPublicKey
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | HybridPrivateKey
_SALT = sha256(b"TDF").digest()
_LEAST_RSA = 2048
_NONCE = 12
SHARE = 32
"""Bytes of a key, and of each share of it."""


def wrapping_of(text: str, path: str) -> Wrapping:
    """How a key is wrapped, from the word of a manifest.

    Raises:
        BrokenSeal: there is no such way (``algorithm``).
    """
    for one in WRAPPINGS:
        if text == one:
            return one
    raise refuse(Fault.ALGORITHM, "an algorithm that is not admitted", path=path, found=text[:40], expected=", ".join(WRAPPINGS))


@frozen
class Wrapped:
    """A wrapped key.

    Args:
        type: how it is wrapped.
        data: the wrapped bytes.
        ephemeral: the sender's key of one use, PEM; for curves alone.
    """

    type: Wrapping
    data: bytes
    ephemeral: str | None = None


def _oaep(name: Oaep) -> padding.OAEP:
    one: hashes.HashAlgorithm = hashes.SHA256() if name == "sha256" else hashes.SHA1()  # noqa: S303 - see the module
    return padding.OAEP(mgf=padding.MGF1(one), algorithm=one, label=None)


def load_public(pem: str) -> PublicKey:
    """A public key to wrap for: RSA of 2,048 bits at least, a NIST curve, or ML-KEM and such a curve.

    Raises:
        Malformed: it is no such key.
    """
    expected = f"PEM of an RSA key of {_LEAST_RSA} bits at least, of P-256, P-384 or P-521, or of ML-KEM with P-256 or P-384"
    try:
        key = load_hybrid_public(pem) or serialization.load_pem_public_key(pem.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Malformed("no public key", place=Place("key"), expected=expected) from error
    if isinstance(key, HybridPublicKey) or (isinstance(key, rsa.RSAPublicKey) and key.key_size >= _LEAST_RSA):
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1 | ec.SECP384R1 | ec.SECP521R1):
        return key
    raise Malformed("a public key that nothing is wrapped for", place=Place("key"), expected=expected)


def load_private(pem: bytes) -> PrivateKey:
    """A private key to open with, from PEM that is not encrypted.

    Raises:
        Malformed: it is no such key.
    """
    try:
        key = load_hybrid_private(pem) or serialization.load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Malformed("no private key", place=Place("key"), expected="PEM, PKCS #8") from error
    if not isinstance(key, HybridPrivateKey | rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise Malformed("a private key that opens nothing", place=Place("key"), expected="RSA, a NIST curve, or ML-KEM with one")
    return key


def wrap(share: bytes, pem: str, *, entropy: Entropy, oaep: Oaep = "sha1") -> Wrapped:
    """Wrap a share for the holder of a public key.

    Raises:
        Malformed: the key is none to wrap for.
    """
    key = load_public(pem)
    if isinstance(key, rsa.RSAPublicKey):
        return Wrapped("wrapped", key.encrypt(share, _oaep(oaep)))
    nonce = entropy(_NONCE)
    if isinstance(key, HybridPublicKey):
        return Wrapped("hybrid-wrapped", key.wrap(share, nonce))
    own = ec.generate_private_key(key.curve)
    sealed = nonce + AESGCM(_agreed(own.exchange(ec.ECDH(), key))).encrypt(nonce, share, None)
    return Wrapped("ec-wrapped", sealed, pem_of(own.public_key()))


def pem_of(key: PublicKey | ed25519.Ed25519PublicKey) -> str:
    """A public key as PEM."""
    if isinstance(key, HybridPublicKey):
        return key.pem
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def fingerprint(pem: str) -> str:
    """What people compare: SHA-256 of a public key as it stands in certificates (SubjectPublicKeyInfo, DER).

    Raises:
        Malformed: it is no key to wrap for or to sign with.
    """
    key = load_public(pem)
    if isinstance(key, HybridPublicKey):
        return "SHA256:" + sha256(key.der).hexdigest()
    return "SHA256:" + sha256(key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _agreed(secret: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, _SALT, b"").derive(secret)


Exchange = Callable[[ec.EllipticCurvePublicKey], bytes]
"""Agrees on a secret (ECDH) with another's public key, by a private key that may be out of reach; raises `ValueError` where it cannot."""


def unwrap_by(exchange: Exchange, given: Wrapped) -> bytes:
    """The share in a key that is wrapped for an elliptic curve, by whoever can agree on the secret.

    Raises:
        BrokenSeal: it was not wrapped for this key, or is no share (``key``).
    """
    return _share(lambda: _opened(exchange, given))


def unwrap(given: Wrapped, key: PrivateKey, *, oaep: Oaep = "sha1") -> bytes:
    """The share in a wrapped key.

    Raises:
        BrokenSeal: it was not wrapped for this key, or is no share (``key``).
    """
    return _share(lambda: _unwrapped(given, key, oaep))


def _share(opened: Callable[[], bytes]) -> bytes:
    try:
        share = opened()
    except (ValueError, InvalidTag, Malformed) as error:
        raise refuse(
            Fault.KEY, "a key that was not wrapped for this one", path="keyAccess", expected="a key wrapped for this holder"
        ) from error
    if len(share) != SHARE:
        raise refuse(Fault.KEY, "a key of another size", path="keyAccess", expected=f"{SHARE} bytes")
    return share


def _unwrapped(given: Wrapped, key: PrivateKey, oaep: Oaep) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        if given.type != "wrapped":
            raise ValueError(given.type)
        return key.decrypt(given.data, _oaep(oaep))
    if isinstance(key, HybridPrivateKey):
        if given.type != "hybrid-wrapped":
            raise ValueError(given.type)
        return key.unwrap(given.data)
    return _opened(lambda other: key.exchange(ec.ECDH(), other), given)


def _opened(exchange: Exchange, given: Wrapped) -> bytes:
    other = load_public(given.ephemeral or "")
    if given.type != "ec-wrapped" or not isinstance(other, ec.EllipticCurvePublicKey) or len(given.data) <= _NONCE:
        raise ValueError(given.type)
    return AESGCM(_agreed(exchange(other))).decrypt(given.data[:_NONCE], given.data[_NONCE:], None)


def split(key: bytes, count: int, entropy: Entropy) -> list[bytes]:
    """Shares of a key, all of which are needed to have it."""
    shares = [entropy(SHARE) for _ in range(count - 1)]
    return [*shares, together([key, *shares])]


def together(shares: list[bytes]) -> bytes:
    """The key of which these are all the shares."""
    made = 0
    for one in shares:
        made ^= int.from_bytes(one)
    return made.to_bytes(SHARE)
