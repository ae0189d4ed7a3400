"""Who calls: the port to those who know accounts and their tokens, and the caller of one request."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from urllib.parse import parse_qsl, unquote_plus

from attrs import frozen

from relto.parties import Person
from relto.primitives.limits import FORM_BYTES
from relto.sealing.access import Caller, Refused
from relto.server.keyaccess.proofs import Asked, Seen, check_proof

_FIELDS = 16


@frozen
class Grant:
    """A token given to a client.

    Args:
        token: the token.
        seconds: for how long it is good.
    """

    token: str
    seconds: int


@frozen
class Holder:
    """Whose a token is.

    Args:
        id: their identifier, as ``dissem`` names it.
        thumbprint: of the key that the token is bound to; ``None``: to none.
        person: of another party's person, what their party says of them; ``None``: one of the accounts.
    """

    id: str
    thumbprint: str | None = None
    person: Person | None = None


class Tokens(Protocol):
    """Those who know accounts."""

    def grant(self, client: str, secret: str, thumbprint: str | None, at: datetime) -> Grant:
        """A token for a client that says its secret.

        Args:
            client: the client.
            secret: its secret.
            thumbprint: of the key it has proved; the token is then bound to it.
            at: the instant, UTC.

        Raises:
            Refused: it is not the secret of any such client.
        """

    def holder(self, token: str, at: datetime) -> Holder:
        """Whose a token is.

        Raises:
            Refused: nobody's, now.
        """


def credentials(authorization: str | None, body: bytes) -> tuple[str, str]:
    """The client and the secret of a request for a token (grant ``client_credentials``), in the header or in the form.

    Args:
        authorization: the header ``Authorization``, or ``None``.
        body: the form, at most :data:`~relto.primitives.limits.FORM_BYTES`.

    Source: RFC 6749, sections 2.3.1 and 4.4.

    Raises:
        Refused: it is no such request, or says them twice.
    """
    try:
        pairs = parse_qsl(body.decode("ascii"), strict_parsing=True, max_num_fields=_FIELDS) if len(body) <= FORM_BYTES else []
    except ValueError:
        pairs = []
    form = dict(pairs)
    if len(form) != len(pairs) or form.get("grant_type") != "client_credentials":
        raise Refused("invalid_argument", "no request for a token")
    if authorization is None:
        return form.get("client_id", ""), form.get("client_secret", "")
    if "client_secret" in form:
        raise Refused("invalid_argument", "a client that says its secret twice")
    kind, _, given = authorization.partition(" ")
    try:
        name, _, secret = base64.b64decode(given, validate=True).decode().partition(":") if kind.lower() == "basic" else ("", "", "")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused("unauthenticated", "no such client") from None
    return unquote_plus(name), unquote_plus(secret)


def bearer(headers: Mapping[str, str]) -> str:
    """The token of a request.

    Raises:
        Refused: it has none.
    """
    kind, _, token = headers.get("authorization", "").partition(" ")
    if kind.lower() not in ("bearer", "dpop") or not token:
        raise Refused("unauthenticated", "no token")
    return token


def caller(tokens: Tokens, headers: Mapping[str, str], url: str, seen: Seen, at: datetime) -> Caller:
    """Who makes a request by POST, and the key they have proved.

    Clients without proofs of possession are served, since some of the stock ones have none; a token that is bound to a key is refused
    without that key.

    Raises:
        Refused: nobody whom this server knows.
    """
    token = bearer(headers)
    holder = tokens.holder(token, at)
    proof = headers.get("dpop")
    proved = None if proof is None else check_proof(proof, Asked("POST", url, token), seen, at)
    if holder.thumbprint is not None and (proved is None or proved.thumbprint != holder.thumbprint):
        raise Refused("unauthenticated", "the token is bound to another key")
    return Caller(holder.id, None if proved is None else proved.pem, may_be_unproved=holder.thumbprint is None, person=holder.person)
