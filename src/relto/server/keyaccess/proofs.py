"""Proofs of possession (DPoP): the key that a caller holds, shown with a request and good for that request alone.

Checked, in this order: the proof's type and algorithm; its signature by the key it shows, which must be a public one; that it was made for
this method and address; that it is of now; that it is bound to the token it comes with; that it was not seen before.
An address is compared whole, or by its path alone, as the Go client of OpenTDF 0.7 writes it.

Source: RFC 9449, section 4.3; RFC 7638.
"""

import base64
import hmac
from collections import OrderedDict
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from attrs import field, frozen
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from relto.markings.formats.json import read_json
from relto.primitives import Malformed
from relto.sealing.access import Refused
from relto.sealing.wrapping import load_public

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_BYTES = 16 * 1024
_SKEW = timedelta(minutes=5)
_SEEN = 100_000
_NAME = 128
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


@frozen
class Proved:
    """A key that was proved.

    Args:
        pem: the public key, PEM.
        thumbprint: its thumbprint (RFC 7638), by which a token is bound to it.
    """

    pem: str
    thumbprint: str


@frozen
class Asked:
    """The request that a proof came with.

    Args:
        method: its method.
        url: its address, without query.
        token: the token it came with, or ``None`` where a token is what it asks for.
    """

    method: str
    url: str
    token: str | None


@frozen
class Seen:
    """The proofs seen within the time that one is good for; where they are more than can be kept, new ones are refused."""

    _until: OrderedDict[str, datetime] = field(factory=OrderedDict, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def add(self, name: str, at: datetime) -> None:
        """Note a proof.

        Raises:
            Refused: it was seen before, or too many are kept.
        """
        with self._lock:
            while self._until and next(iter(self._until.values())) < at:
                self._until.popitem(last=False)
            if name in self._until or len(self._until) >= _SEEN:
                raise Refused("unauthenticated", "a proof that was used before")
            self._until[name] = at + 2 * _SKEW


def check_proof(proof: str, asked: Asked, seen: Seen, at: datetime) -> Proved:
    """The key that a proof proves.

    Args:
        proof: the header ``DPoP``.
        asked: the request.
        seen: the proofs seen so far.
        at: the instant, UTC.

    Raises:
        Refused: it proves nothing for this request.
    """
    key = _shown(proof)
    claims = _claims(proof, key)
    if claims.get("htm") != asked.method or claims.get("htu") not in (asked.url, urlsplit(asked.url).path):
        raise Refused("unauthenticated", "a proof for another request")
    issued, name = claims.get("iat"), claims.get("jti")
    if type(issued) is not int or abs(issued - at.timestamp()) > _SKEW.total_seconds():
        raise Refused("unauthenticated", "a proof that is out of date")
    if not isinstance(name, str) or not 1 <= len(name) <= _NAME:
        raise Refused("unauthenticated", "a proof without a name")
    if asked.token is not None and not _is_bound(claims.get("ath"), asked.token):
        raise Refused("unauthenticated", "a proof for another token")
    thumbprint = key.thumbprint()
    seen.add(f"{thumbprint} {name}", at)
    return Proved(key.as_pem(private=False).decode(), thumbprint)


def _is_bound(given: Any, token: str) -> bool:
    if not isinstance(given, str) or not given.isascii():
        return False
    wanted = base64.urlsafe_b64encode(sha256(token.encode()).digest()).rstrip(b"=").decode()
    return hmac.compare_digest(given, wanted)


def _shown(proof: str) -> RSAKey | ECKey:
    """The key in the header of a proof."""
    if len(proof) > _BYTES or proof.count(".") != 2:  # noqa: PLR2004 - header, claims, signature
        raise Refused("unauthenticated", "no proof")
    try:
        head = read_json(base64.urlsafe_b64decode(proof.split(".", maxsplit=1)[0] + "=="), "proof")
        jwk = head["jwk"] if isinstance(head, dict) and head.get("typ") == "dpop+jwt" and head.get("alg") in _ALGORITHMS else None
        if not isinstance(jwk, dict) or jwk.get("kty") not in ("RSA", "EC") or jwk.keys() & _PRIVATE:
            raise Refused("unauthenticated", "no proof")
        key = RSAKey.import_key(jwk) if jwk["kty"] == "RSA" else ECKey.import_key(jwk)
        load_public(key.as_pem(private=False).decode())
    except (Malformed, JoseError, ValueError, KeyError, TypeError):
        raise Refused("unauthenticated", "no proof") from None
    return key


def _claims(proof: str, key: RSAKey | ECKey) -> dict[str, Any]:
    registry = jws.JWSRegistry(algorithms=list(_ALGORITHMS), strict_check_header=False)
    registry.max_header_length = _BYTES  # the key stands in it
    try:
        claims = read_json(jws.deserialize_compact(proof, key, registry=registry).payload, "proof")
    except (JoseError, ValueError, Malformed):
        raise Refused("unauthenticated", "a proof that its key did not sign") from None
    if not isinstance(claims, dict):
        raise Refused("unauthenticated", "no proof")
    return claims
