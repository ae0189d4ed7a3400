"""Signatures over what is said of sealed content: JSON Web Signatures by keys that are pinned beforehand.

* A signature never brings its own key: a header with anything but ``alg``, ``typ`` and ``kid`` is refused (``jwk``, ``x5c``, ``jku`` …).
* The algorithm is the pinned key's, never the header's.
* A revoked key signs nothing, whenever it says it signed: who stole it can write any date.
* An expired key has signed what says, in the seal, that it was signed while the key was valid.

* Ed25519 is for what nodes say to each other, many times a second; the stock clients of OpenTDF do not check it on a label.

Source: RFC 7515; RFC 8725 sections 3.1 and 3.10; RFC 9864 section 2.2 (the name ``Ed25519``); claims as the clients of OpenTDF write them.
"""

import base64
import binascii
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Literal

from attrs import field, frozen
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from relto.markings.formats.json import read_json, write_json
from relto.primitives import Malformed
from relto.primitives.limits import SEAL_MANIFEST_BYTES
from relto.sealing.faults import Fault, refuse

Algorithm = Literal["RS256", "PS256", "ES256", "ES384", "Ed25519"]
ALGORITHMS: tuple[Algorithm, ...] = ("RS256", "PS256", "ES256", "ES384", "Ed25519")
AnyKey = RSAKey | ECKey | OKPKey
_NAMES = frozenset({"alg", "typ", "kid"})
_REGISTRY_LIMIT = SEAL_MANIFEST_BYTES


@frozen
class Signer:
    """Somebody's own key to sign with.

    Args:
        kid: its identifier.
        algorithm: what it signs with.
        pem: the private key, PEM, not encrypted: it never leaves memory.
    """

    kid: str
    algorithm: Algorithm
    pem: bytes = field(repr=False)
    _loaded: AnyKey = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_loaded", _key(self.algorithm, self.pem))

    def sign(self, payload: bytes) -> str:
        """A compact signature that holds its payload."""
        return _serialized({"alg": self.algorithm, "kid": self.kid}, payload, self._loaded)


@frozen
class PinnedSigner:
    """Whose signature is believed, by agreement made beforehand.

    Args:
        party: whose key it is.
        kid: its identifier.
        algorithm: the only one it signs with.
        pem: the public key, PEM.
        systems: the marking systems whose labels it may sign.
        valid_from: first instant, UTC.
        valid_until: last instant, UTC.
        revoked: whether it was revoked.
    """

    party: str
    kid: str
    algorithm: Algorithm
    pem: str
    systems: frozenset[str]
    valid_from: datetime
    valid_until: datetime
    revoked: bool = False

    def is_valid(self, at: datetime) -> bool:
        """Whether it may sign at an instant: from the second on in which it was made, since seals name seconds."""
        return not self.revoked and self.valid_from.replace(microsecond=0) <= at <= self.valid_until


def sign_with_secret(payload: bytes, secret: bytes) -> str:
    """A compact signature (HS256) with the key of the content."""
    return _serialized({"alg": "HS256"}, payload, OctKey.import_key(secret))


def verify_with_secret(text: str, secret: bytes, path: str) -> bytes:
    """The payload of a signature with the key of the content.

    Raises:
        BrokenSeal: it does not hold.
    """
    _header(text, path, "HS256")
    try:
        return bytes(jws.deserialize_compact(text, OctKey.import_key(secret), registry=_registry("HS256")).payload)
    except (JoseError, ValueError) as error:
        raise refuse(Fault.LABEL_SIGNATURE, "a binding that does not hold", path=path, expected="the binding of the sealer") from error


def verify(text: str, pinned: Iterable[PinnedSigner], path: str) -> tuple[bytes, PinnedSigner]:
    """The payload of a signature, and whose it is.

    Args:
        text: the compact signature.
        pinned: whose signatures are believed.
        path: where it stands, for errors.

    Raises:
        BrokenSeal: it brings its own key (``key-in-header``), is by nobody who is pinned (``stranger``), or does not hold.
    """
    header = _header(text, path, *ALGORITHMS)
    some = [one for one in pinned if one.algorithm == header["alg"] and header.get("kid", one.kid) == one.kid]
    for one in some:
        try:
            found = jws.deserialize_compact(text, _public(one.algorithm, one.pem), registry=_registry(one.algorithm))
        except (JoseError, ValueError):
            continue
        if one.revoked:
            raise refuse(Fault.STRANGER, "signed with a key that was revoked", path=path, found=one.kid, expected="a key that is valid")
        return bytes(found.payload), one
    if some:
        raise refuse(
            Fault.LABEL_SIGNATURE, "a signature that does not hold", path=path, found=some[0].kid, expected="what its signer signed"
        )
    found_kid = str(header.get("kid", "no kid"))[:80]
    raise refuse(Fault.STRANGER, "signed with a key that is pinned for nobody", path=path, found=found_kid, expected="a pinned key")


def algorithm_of(text: str, path: str) -> str:
    """The algorithm that a signature's header names; to choose how to check it, never to believe it.

    Raises:
        BrokenSeal: there is no such header.
    """
    return str(_header(text, path, "HS256", *ALGORITHMS)["alg"])


def _header(text: str, path: str, *admitted: str) -> dict[str, str]:
    try:
        header = _first_part(text)
    except (Malformed, ValueError) as error:
        raise refuse(Fault.LABEL_SIGNATURE, "no signature", path=path, expected="a compact JSON Web Signature") from error
    if not isinstance(header, dict) or not all(isinstance(one, str) for one in header.values()):
        raise refuse(Fault.KEY_IN_HEADER, "a header of a signature with more than names", path=path, expected="alg, typ and kid")
    if more := sorted(set(header) - _NAMES):
        raise refuse(
            Fault.KEY_IN_HEADER, "a signature that brings its own key or terms", path=path, found=more[0][:40], expected="alg and kid"
        )
    if header.get("alg") not in admitted:
        found = str(header.get("alg"))[:40]
        raise refuse(Fault.ALGORITHM, "an algorithm that is not admitted", path=path, found=found, expected=", ".join(admitted))
    return header


@lru_cache(maxsize=64)  # it is asked which algorithm to check by, and then checked
def _first_part(text: str) -> object:
    """What the first of the three parts of a signature says, each written in its one way.

    Raises:
        ValueError: there are not three, or one is written otherwise.
        Malformed: the first is no JSON.
    """
    first, *others = map(_unbase64url, text.split("."))
    if len(others) != 2:  # noqa: PLR2004 - payload, signature
        raise ValueError(text[:20])
    return read_json(first, "header")


def _unbase64url(text: str) -> bytes:
    """The bytes of base64url that is written in its one way.

    Raises:
        ValueError: it is not.
    """
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError(text[:20]) from error
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise ValueError(text[:20])
    return data


def _key(algorithm: Algorithm, pem: bytes) -> AnyKey:
    if algorithm == "Ed25519":
        return OKPKey.import_key(pem)
    return ECKey.import_key(pem) if algorithm.startswith("ES") else RSAKey.import_key(pem)


@lru_cache(maxsize=1_024)
def _public(algorithm: Algorithm, pem: str) -> AnyKey:
    return _key(algorithm, pem.encode())


@lru_cache(maxsize=16)
def _registry(algorithm: str) -> jws.JWSRegistry:
    made = jws.JWSRegistry(algorithms=[algorithm])
    made.max_payload_length = _REGISTRY_LIMIT
    return made


def _serialized(header: dict[str, str], payload: bytes, key: AnyKey | OctKey) -> str:
    return jws.serialize_compact(header, payload, key, registry=_registry(header["alg"]))


def bound_claims(assertion_hash: bytes, tags: bytes) -> bytes:
    """What is signed to bind an assertion to content: its hash, and the tags of all segments with it."""
    return write_json({"assertionHash": assertion_hash.decode(), "assertionSig": _bound(assertion_hash, tags)})


def _bound(assertion_hash: bytes, tags: bytes) -> str:
    return base64.b64encode(tags + bytes.fromhex(assertion_hash.decode())).decode()


def check_claims(payload: bytes, assertion_hash: bytes, tags: bytes, path: str) -> None:
    """Hold signed claims against an assertion and the content.

    Raises:
        BrokenSeal: they are of another assertion, or of other content.
    """
    try:
        claims = read_json(payload, path, SEAL_MANIFEST_BYTES)
    except Malformed as error:
        raise refuse(Fault.LABEL_SIGNATURE, "no claims of a binding", path=path, expected="assertionHash and assertionSig") from error
    if not isinstance(claims, dict) or set(claims) - {"assertionHash", "assertionSig", "iat"}:
        raise refuse(Fault.LABEL_SIGNATURE, "no claims of a binding", path=path, expected="assertionHash and assertionSig")
    if claims.get("assertionHash") != assertion_hash.decode():
        raise refuse(Fault.LABEL_SIGNATURE, "signed for another label", path=path, expected="the label as it was signed")
    if claims.get("assertionSig") != _bound(assertion_hash, tags):
        raise refuse(Fault.LABEL_SIGNATURE, "signed for other content", path=path, expected="the content as it was sealed")


def algorithm_for(pem: bytes) -> Algorithm:
    """What a private or public key signs with here: RS256, ES256 and ES384 by its curve, or Ed25519.

    Raises:
        Malformed: it is no key for these.
    """
    try:
        key = serialization.load_pem_public_key(pem) if b"PUBLIC" in pem else serialization.load_pem_private_key(pem, None)
    except (ValueError, TypeError) as error:
        raise Malformed("no key to sign with", expected="PEM of RSA, P-256, P-384 or Ed25519") from error
    if isinstance(key, Ed25519PrivateKey | Ed25519PublicKey):
        return "Ed25519"
    curve = getattr(getattr(key, "curve", None), "name", None)
    found: dict[str | None, Algorithm] = {"secp256r1": "ES256", "secp384r1": "ES384"}
    if curve in found:
        return found[curve]
    if hasattr(key, "key_size") and curve is None:
        return "RS256"
    raise Malformed("no key to sign with", found=curve, expected="RSA, P-256, P-384 or Ed25519")


def pinned_for(system: str, pinned: Sequence[PinnedSigner]) -> tuple[PinnedSigner, ...]:
    """The pinned keys that may sign labels of a marking system."""
    return tuple(one for one in pinned if system in one.systems)
