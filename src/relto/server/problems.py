"""How errors are told over HTTP: one table from what went wrong to a status and a type, as problem details.

What may not be seen is answered as what does not exist, byte for byte: the answer names neither the thing nor the request. What broke
inside is told by no word of the error, which could hold content; the log has where it broke.

Source: RFC 9457.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec
from attrs import frozen
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from relto.node import Absent, Forbidden
from relto.node.expecting import Changed
from relto.node.trying import Unauthenticated, Wait
from relto.primitives import BrokenSeal, Conflict, Malformed, ReltoError, Unavailable, Unverified

MEDIA_TYPE = "application/problem+json"
_URN = "urn:relto:problem:"


@frozen
class Kind:
    """A kind of problem.

    Args:
        status: the status.
        name: the last part of its type.
        title: what it says, the same each time.
    """

    status: int
    name: str
    title: str


class Unconditional(ReltoError):
    """A change that does not say what it overwrites."""

    def __init__(self) -> None:
        super().__init__("say in If-Match which version is overwritten: the ETag of what was looked at, or *")


_ABSENT = Kind(404, "absent", "there is no such thing")
_BROKEN = Kind(500, "broken", "something broke inside; nothing is known to have been done")

KINDS: Mapping[int, Kind] = MappingProxyType(
    {
        one.status: one
        for one in (
            Kind(400, "malformed", "the request is not understood"),
            Kind(401, "unauthenticated", "nobody is known by what was shown"),
            Kind(403, "forbidden", "this may not be done"),
            _ABSENT,
            Kind(405, "method", "there is no such method here"),
            Kind(408, "slow", "the request took too long"),
            Kind(409, "conflict", "it contradicts what is there"),
            Kind(412, "changed", "it was changed meanwhile"),
            Kind(413, "too-large", "the request is too large"),
            Kind(414, "address-too-long", "the address is too long"),
            Kind(415, "media-type", "this media type is not read here"),
            Kind(422, "unverified", "it is not what it claims to be"),
            Kind(428, "condition-missing", "the request must say which version it changes"),
            Kind(429, "too-many", "too many requests; wait"),
            Kind(431, "headers-too-large", "the headers are too large"),
            _BROKEN,
            Kind(503, "unavailable", "it cannot be done now; try again"),
        )
    }
)
"""Every kind of problem, by status."""

ERRORS: tuple[tuple[type[ReltoError], int], ...] = (
    (Absent, 404),
    (Forbidden, 403),
    (Changed, 412),
    (Unconditional, 428),
    (Unauthenticated, 401),
    (Wait, 429),
    (BrokenSeal, 422),
    (Malformed, 400),
    (Unverified, 422),
    (Conflict, 409),
    (Unavailable, 503),
)
"""The status of each error; the first that fits counts."""


class Problem(msgspec.Struct, omit_defaults=True):
    """What went wrong, as it is told."""

    type: str
    title: str
    status: int
    detail: str | None = None


def problem(status: int, detail: str | None = None) -> bytes:
    """The body of a problem.

    Args:
        status: the status; one that is no kind of its own is told as 400 or 500.
        detail: what is wrong with this request, in words that the caller may have; never for 404 and 500.
    """
    return msgspec.json.encode(_problem(status, detail))


def told(error: ReltoError) -> Problem:
    """An error of Relto's as one of several answers in a body."""
    return _problem(_status(error), str(error))


def _status(error: ReltoError) -> int:
    return next((status for kind, status in ERRORS if isinstance(error, kind)), 500)


def _problem(status: int, detail: str | None) -> Problem:
    kind = KINDS.get(status) or KINDS[400 if status < 500 else 500]  # noqa: PLR2004
    return Problem(_URN + kind.name, kind.title, status, None if kind in (_ABSENT, _BROKEN) else detail or None)


def response(status: int, detail: str | None = None, headers: Mapping[str, str] | None = None) -> Response[bytes]:
    """A problem as a response."""
    return Response(problem(status, detail), status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def of_relto(_: Request[Any, Any, Any], error: ReltoError) -> Response[bytes]:
    """An error of Relto's as a response."""
    status = _status(error)
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, Wait) else {}
    return response(status, str(error), {**headers, "WWW-Authenticate": "Bearer"} if status == 401 else headers)  # noqa: PLR2004


def of_http(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """A refusal by the web framework as a response."""
    kept = {name: value for name, value in (error.headers or {}).items() if name.lower() in ("allow", "retry-after", "www-authenticate")}
    return response(error.status_code, _detail(error), kept)


def of_any(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """What broke inside, as a response; the log gets its kind and place, and no word of it."""
    request.scope["state"]["broken"] = error
    return response(500)


def _detail(error: HTTPException) -> str | None:
    if not isinstance(error, ValidationException) or not isinstance(error.extra, list):
        return None if error.status_code == 404 else error.detail.splitlines()[0] if error.detail else None  # noqa: PLR2004
    told = [f"{one.get('key') or one.get('source') or 'request'}: {one.get('message')}" for one in error.extra if isinstance(one, dict)]
    return "; ".join(told) or None
