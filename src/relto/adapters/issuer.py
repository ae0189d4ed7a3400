"""An issuer of identities, by OpenID Connect: authorization code with PKCE, the identity token checked against the issuer's keys.

The issuer is named by configuration; it is asked at its own addresses alone, without redirects. Source: OpenID Connect Core 1.0; RFC 7636.
"""

from typing import Any
from urllib.parse import urlsplit

import httpx
from attrs import field, frozen
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from relto.markings.formats.json import read_json
from relto.node.ports import Clock
from relto.primitives import Malformed, Place, Unavailable, Unverified

_BYTES = 256 * 1024
_SECONDS = 10.0
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_LEEWAY = 60
_LONGEST = 255
_REFUSED = (400, 401, 403)


@frozen
class IssuerPlace:
    """Which issuer it is, and as whom the node comes.

    Args:
        issuer: its identifier, an address.
        client: the node's identifier there.
        secret: the node's secret there.
        redirect: where it sends browsers back to.
    """

    issuer: str
    client: str
    secret: str = field(repr=False)
    redirect: str


class OpenIdIssuer:
    """An issuer of identities; an :class:`~relto.node.entering.Issuer`.

    Args:
        place: which one.
        clock: what time it is.

    Raises:
        Malformed: its address is not HTTPS, nor on this machine.
    """

    def __init__(self, place: IssuerPlace, clock: Clock) -> None:
        self._place, self._clock = place, clock
        self._checked(place.issuer)

    def address(self, state: str, nonce: str, verifier: str) -> str:
        """See the port."""
        found: str = prepare_grant_uri(
            self._metadata()["authorization_endpoint"],
            self._place.client,
            "code",
            redirect_uri=self._place.redirect,
            scope="openid",
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return found

    def subject(self, code: str, nonce: str, verifier: str) -> tuple[str, str]:
        """See the port."""
        metadata = self._metadata()
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._place.redirect, "code_verifier": verifier}
        try:
            answer = self._asked("POST", metadata["token_endpoint"], data=form, auth=(self._place.client, self._place.secret))
        except httpx.HTTPStatusError as error:
            if error.response.status_code in _REFUSED:
                raise Unverified("the issuer knows no such code") from error
            raise Unavailable(f"the issuer of identities answers {error.response.status_code}") from error
        return self._place.issuer, self._verified(answer, nonce, metadata)

    def _verified(self, answer: Any, nonce: str, metadata: dict[str, str]) -> str:
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Unverified("the issuer gives no identity")
        keys = self._read(metadata["jwks_uri"])
        try:
            claims = jwt.decode(token, KeySet.import_key_set({"keys": keys.get("keys", [])}), algorithms=list(_ALGORITHMS)).claims
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Unverified("the identity is not signed by its issuer") from error
        now, audience = self._clock.now().timestamp(), claims.get("aud")
        audiences = [audience] if isinstance(audience, str) else audience
        for is_right, what in (
            (claims.get("iss") == self._place.issuer, "issuer"),
            (audiences == [self._place.client], "audience"),
            (claims.get("nonce") == nonce, "nonce"),
            (isinstance(claims.get("exp"), int) and now < claims["exp"] + _LEEWAY, "time"),
            (isinstance(claims.get("iat"), int) and claims["iat"] < now + _LEEWAY, "time"),
            (isinstance(claims.get("sub"), str) and 0 < len(claims["sub"]) <= _LONGEST, "subject"),
        ):
            if not is_right:
                raise Unverified(f"the identity has another {what} than expected")
        return str(claims["sub"])

    def _metadata(self) -> dict[str, str]:
        found = self._read(self._place.issuer.rstrip("/") + "/.well-known/openid-configuration")
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if found.get("issuer") != self._place.issuer or not all(isinstance(found.get(name), str) for name in names):
            raise Unavailable("the issuer of identities describes itself wrongly")
        return {name: self._checked(found[name]) for name in names}

    def _read(self, url: str) -> dict[str, Any]:
        try:
            return self._asked("GET", url)
        except httpx.HTTPStatusError as error:
            raise Unavailable(f"the issuer of identities answers {error.response.status_code}") from error

    @staticmethod
    def _asked(method: str, url: str, **more: Any) -> dict[str, Any]:
        """The JSON object that the issuer answers with.

        Raises:
            HTTPStatusError: it answers with an error.
            Unavailable: it cannot be asked.
        """
        try:
            with httpx.stream(method, url, follow_redirects=False, timeout=_SECONDS, trust_env=False, **more) as answer:
                answer.raise_for_status()
                data = b""
                for piece in answer.iter_bytes():
                    data += piece
                    if len(data) > _BYTES:
                        break
            found = read_json(data, "the issuer", _BYTES)
        except (httpx.TransportError, httpx.InvalidURL, Malformed) as error:
            raise Unavailable(f"the issuer of identities cannot be asked: {type(error).__name__}") from error
        if not isinstance(found, dict):
            raise Unavailable("the issuer of identities describes itself wrongly")
        return found

    @staticmethod
    def _checked(url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")):
            raise Malformed("no address of an issuer of identities", place=Place("issuer"), found=url[:200], expected="https://…")
        return url
