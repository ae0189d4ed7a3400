"""Entity tags: an answer is not sent again to whom has it, and nothing is overwritten by whom has an older one.

A tag is of what is shown to this caller, so that it says nothing of what they may not see.

Source: RFC 9110, sections 8.8.3, 13.1.1 and 13.1.2; RFC 6585, section 3.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request, Response
from litestar.params import HeaderParameter

from relto.node.expecting import Changed, Expects
from relto.server.problems import Unconditional

Shown = TypeVar("Shown", bound=msgspec.Struct)
T = TypeVar("T")

IfMatch = Annotated[
    str | None,
    HeaderParameter(name="If-Match", description="the `ETag` of what is to be overwritten, or `*` for whatever is there", max_length=512),
]
_ANY = "*"


def with_tag(request: Request[Any, Any, Any], given: Response[bytes]) -> Response[bytes]:
    """An answer with its tag; without its content for whom has it already."""
    tag = tag_of(given.content)
    given.headers["etag"] = tag
    if tag in _listed(request.headers.get("if-none-match"), weak=True):
        return Response(b"", status_code=304, headers={"etag": tag})
    return given


def tagged(shown: Shown) -> Response[Shown]:
    """Something that is shown, with the tag by which it is overwritten."""
    return Response(shown, headers={"etag": tag_of(msgspec.json.encode(shown))})


def tag_of(content: bytes) -> str:
    """The tag of some bytes."""
    return f'"{sha256(content).hexdigest()[:32]}"'


def expecting(header: str | None, show: Callable[[T], msgspec.Struct]) -> Expects[T]:
    """Takes what is there only where it is shown as the caller has it.

    Args:
        header: ``If-Match``, as the caller sent it.
        show: how it is shown.

    Raises:
        Unconditional: the header was not sent.
    """
    if header is None:
        raise Unconditional
    wanted = _listed(header, weak=False)

    def expects(there: T) -> None:
        if _ANY not in wanted and tag_of(msgspec.json.encode(show(there))) not in wanted:
            raise Changed

    return expects


def _listed(header: str | None, *, weak: bool) -> set[str]:
    some = {one.strip() for one in (header or "").split(",")}
    return {one.removeprefix("W/") for one in some} if weak else some
