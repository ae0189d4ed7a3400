"""The protocol of key access as a state machine over messages: no socket, no clock, no account of anybody.

A request for keys is answered in this order; what fails is refused and says no more than the caller may know:

1. the token is signed by the caller's own key where the caller has proved one, and is not out of date;
2. the share opens with a key of this server;
3. the policy is the one that the share is bound to;
4. ``dissem`` names the caller, where it names anybody (stock servers leave this out);
5. a policy with neither attributes nor readers opens to nobody;
6. label and attributes agree: the attributes say one label, whole (:func:`~relto.markings.formats.opentdf.read_attributes`);
7. the port :class:`Decide` permits; its obligations go back with the key;
8. the share is wrapped for the caller's key of this session.

Source: OpenTDF, kas.AccessService (``PublicKey``, ``Rewrap``) as its clients call it; RFC 7519.
"""

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal, Protocol

import msgspec
from attrs import frozen
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from relto.labels import Label
from relto.markings.formats.json import read_json
from relto.markings.formats.opentdf import AUTHORITY, read_attributes
from relto.parties import Person
from relto.primitives import BrokenSeal, Malformed
from relto.primitives.limits import REWRAP_BYTES, REWRAP_REQUESTS
from relto.sealing.hybrid import HybridPublicKey
from relto.sealing.keystore import KeyRecord, KeyStore
from relto.sealing.manifest import KeyAccess, unbase64
from relto.sealing.policy import Policy, check_binding, read_policy
from relto.sealing.wrapping import Entropy, Wrapped, Wrapping, load_public, wrap, wrapping_of

_SKEW = timedelta(minutes=5)
_LONGEST = timedelta(hours=4)
"""Tokens of clients were seen to span two hours, and to be dated back by one."""

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_DEPTH = 16
_FAMILIES: Mapping[Wrapping, str] = MappingProxyType({"wrapped": "rsa:", "ec-wrapped": "ec:", "hybrid-wrapped": "hpqt:"})
"""What the algorithm of a key begins with, by how something is wrapped for it."""


class Refused(Malformed):
    """A request that is refused whole.

    Args:
        code: the code of the wire (Connect): ``invalid_argument``, ``unauthenticated`` or ``not_found``.
        message: why, in words that any caller may have.
    """

    def __init__(self, code: Literal["invalid_argument", "unauthenticated", "not_found"], message: str) -> None:
        self.code = code
        super().__init__(message)


@frozen
class Caller:
    """Who asks, as the server has authenticated them.

    Args:
        id: their identifier, as ``dissem`` names it.
        proved: the public key that they have proved to hold (DPoP), PEM; ``None`` where they proved none.
        may_be_unproved: whether a caller without such a key is served, whose token's signature then says nothing.
        person: of another party's person, what their party says of them; ``None``: one of this server's own accounts.
    """

    id: str
    proved: str | None
    may_be_unproved: bool
    person: Person | None = None


@frozen
class Answer:
    """What was decided of one request for a key.

    Args:
        permitted: whether they may have it.
        obligations: what they must do with it, as names that the client reports.
    """

    permitted: bool
    obligations: tuple[str, ...] = ()


class Decide(Protocol):
    """The decision, asked of whoever can decide releases."""

    def __call__(self, caller: Caller, policy: Policy, label: Label | None) -> Answer:
        """Whether a caller may have the key of something with this policy.

        Args:
            caller: who asks.
            policy: its policy.
            label: the label that its attributes say; ``None`` where it has no attributes, and so names its readers.
        """


@frozen
class KeyAccessServer:
    """One party's server of keys, without its server.

    Args:
        keys: its key store.
        decide: the decision.
        entropy: where random bytes come from.
        authority: whose attributes mirror labels.
    """

    keys: KeyStore
    decide: Decide
    entropy: Entropy
    authority: str = AUTHORITY

    def public_key(self, algorithm: str, at: datetime) -> dict[str, str]:
        """The key that content is sealed for now.

        Raises:
            Refused: there is none of this algorithm.
        """
        wanted = algorithm or "rsa:2048"
        some = [one for one in self.keys.records() if one.use == "open" and one.algorithm == wanted and one.is_current(at)]
        if not some:
            raise Refused("not_found", f"no key of {wanted[:40]}")
        newest = max(some, key=lambda one: (one.valid_from, one.kid))
        return {"publicKey": newest.public, "kid": newest.kid}

    def rewrap(self, token: str, caller: Caller, at: datetime) -> dict[str, Any]:
        """Answer a request for keys.

        Args:
            token: the signed request.
            caller: who asks.
            at: the instant, UTC.

        Returns:
            The reply as the wire has it: for every key access ``permit`` with the wrapped key, or ``fail``.

        Raises:
            Refused: the request as a whole is refused.
        """
        body = _request(token, caller, at)
        pem = _text(body.get("clientPublicKey"), "clientPublicKey")
        try:
            key = load_public(pem)
        except Malformed:
            raise Refused("invalid_argument", "no public key of the client") from None
        if isinstance(key, HybridPublicKey):  # how a reply would look then, no client shows
            raise Refused("invalid_argument", "a public key of the client that no reply is wrapped for")
        some = _requests(body)
        if sum(len(one["keyAccessObjects"]) for one in some) > REWRAP_REQUESTS:
            raise Refused("invalid_argument", f"more than {REWRAP_REQUESTS} keys")
        session: str | None = None
        responses = []
        for one in some:
            results = []
            for access in one["keyAccessObjects"]:
                result, ephemeral = self._one(access, one["policy"], pem, caller)
                session = session or ephemeral
                results.append(result)
            responses.append({"policyId": one["policy"]["id"], "results": results})
        reply: dict[str, Any] = {"responses": responses}
        if isinstance(key, ec.EllipticCurvePublicKey) and session is not None:
            reply["sessionPublicKey"] = session
        return reply

    def _one(self, given: Mapping[str, Any], policy: Mapping[str, Any], pem: str, caller: Caller) -> tuple[dict[str, Any], str | None]:
        name = _text(given.get("keyAccessObjectId"), "keyAccessObjectId")
        failed = {"keyAccessObjectId": name, "status": "fail"}
        try:
            share, obligations = self._share(given, policy, caller)
        except (BrokenSeal, Refused):
            return {**failed, "error": "rpc error: code = InvalidArgument desc = bad request"}, None
        if share is None:
            return {**failed, "error": "rpc error: code = PermissionDenied desc = forbidden"}, None
        made = wrap(share, pem, entropy=self.entropy)  # 8
        result: dict[str, Any] = {"keyAccessObjectId": name, "status": "permit", "kasWrappedKey": base64.b64encode(made.data).decode()}
        if obligations:
            result["metadata"] = {"X-Required-Obligations": list(obligations)}
        return result, made.ephemeral

    def _share(self, given: Mapping[str, Any], policy: Mapping[str, Any], caller: Caller) -> tuple[bytes | None, tuple[str, ...]]:
        access = _access(given.get("keyAccessObject"))
        body = _text(policy.get("body"), "policy")
        share = self._opened(access)  # 2
        check_binding(share, body, access)  # 3
        found = read_policy(body)
        if found.dissem and caller.id not in found.dissem:  # 4
            return None, ()
        if not found.attributes and not found.dissem:  # 5
            return None, ()
        try:
            label = read_attributes(found.attributes, self.authority).label if found.attributes else None  # 6
        except Malformed:
            return None, ()
        answer = self.decide(caller, found, label)  # 7
        return (share, answer.obligations) if answer.permitted else (None, ())

    def _opened(self, access: KeyAccess) -> bytes:
        wrapped = Wrapped(
            wrapping_of(access.type, "keyAccessObject.type"), unbase64(access.wrappedKey, "wrappedKey"), access.ephemeralPublicKey
        )
        for one in self._candidates(access):
            try:
                return self.keys.unwrap(one.kid, wrapped)
            except (BrokenSeal, Malformed):
                continue
        raise Refused("invalid_argument", "no key of this server opens it")

    def _candidates(self, access: KeyAccess) -> list[KeyRecord]:
        family = _FAMILIES[wrapping_of(access.type, "keyAccessObject.type")]
        some = [one for one in self.keys.records() if one.use == "open" and one.revoked is None and one.algorithm.startswith(family)]
        return [one for one in some if access.kid in (None, one.kid)]


def _request(token: str, caller: Caller, at: datetime) -> dict[str, Any]:
    """The body of a signed request."""
    if len(token) > REWRAP_BYTES:
        raise Refused("invalid_argument", "the request is too large")
    claims = _claims(token, caller)  # 1
    times = [claims.get("iat"), claims.get("exp")]
    if not all(type(one) is int for one in times):
        raise Refused("unauthenticated", "a token without its times")
    issued, expires, now = int(claims["iat"]), int(claims["exp"]), at.timestamp()
    skew = _SKEW.total_seconds()
    if issued > now + skew or expires < now - skew or expires - issued > _LONGEST.total_seconds():
        raise Refused("unauthenticated", "a token that is out of date")
    try:
        body = read_json(_text(claims.get("requestBody"), "requestBody").encode(), "requestBody", REWRAP_BYTES, _DEPTH)
    except Malformed:
        raise Refused("invalid_argument", "no request") from None
    if not isinstance(body, dict):
        raise Refused("invalid_argument", "no request")
    return body


def _claims(token: str, caller: Caller) -> dict[str, Any]:
    if caller.proved is None and not caller.may_be_unproved:
        raise Refused("unauthenticated", "a key of the caller must be proved")
    try:
        if caller.proved is None:
            payload = base64.urlsafe_b64decode(token.split(".")[1] + "==")
        else:
            registry = jws.JWSRegistry(algorithms=list(_ALGORITHMS), strict_check_header=False)
            registry.max_payload_length = REWRAP_BYTES
            payload = jws.deserialize_compact(token, _caller_key(caller.proved), registry=registry).payload
        claims = read_json(payload, "token", REWRAP_BYTES, _DEPTH)
    except (JoseError, ValueError, IndexError, Malformed):
        raise Refused("unauthenticated", "a token that the caller did not sign") from None
    if not isinstance(claims, dict):
        raise Refused("unauthenticated", "a token that the caller did not sign")
    return claims


def _caller_key(pem: str) -> RSAKey | ECKey:
    key = load_public(pem)
    return ECKey.import_key(pem) if isinstance(key, ec.EllipticCurvePublicKey) else RSAKey.import_key(pem)


def _requests(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The requests of a body; the older form has one, with the policy beside it."""
    if "requests" not in body:
        access = {"keyAccessObjectId": "kao-0", "keyAccessObject": body.get("keyAccess")}
        return [{"policy": {"id": "policy", "body": body.get("policy")}, "keyAccessObjects": [access]}]
    some = body["requests"]
    if not isinstance(some, list) or not some:
        raise Refused("invalid_argument", "no requests")
    for one in some:
        policy = one.get("policy") if isinstance(one, dict) else None
        if not isinstance(policy, dict) or not isinstance(policy.get("id"), str) or not _are_objects(one.get("keyAccessObjects")):
            raise Refused("invalid_argument", "no request for keys")
    return some


def _are_objects(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(one, dict) for one in given)


def _access(given: Any) -> KeyAccess:
    if not isinstance(given, dict):
        raise Refused("invalid_argument", "no key access")
    names = {name: given[name] for name in KeyAccess.__struct_fields__ if given.get(name)}
    if isinstance(names.get("policyBinding"), str):
        names["policyBinding"] = {"alg": "HS256", "hash": names["policyBinding"]}
    try:
        return msgspec.convert({"url": "", "protocol": "kas", **names}, KeyAccess)
    except msgspec.ValidationError:
        raise Refused("invalid_argument", "no key access") from None


def _text(given: Any, name: str) -> str:
    if not isinstance(given, str) or not given:
        raise Refused("invalid_argument", f"no {name}")
    return given
