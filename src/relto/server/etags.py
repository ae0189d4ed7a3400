"""Entity tags: an answer is not sent again to whom has it, and nothing is changed by whom has an older one."""

from hashlib import sha256
from typing import Any

from litestar import Request, Response

from relto.server.problems import response


def with_tag(request: Request[Any, Any, Any], given: Response[Any]) -> Response[Any]:
    """An answer with its tag; without its content for whom has it already.

    A tag is of what is answered to this caller, so that it says nothing of what they may not see.
    """
    if request.method != "GET" or given.status_code != 200 or not isinstance(given.content, bytes):  # noqa: PLR2004
        return given
    tag = given.headers.get("etag") or tag_of(given.content)
    given.headers["etag"] = tag
    if tag in _listed(request.headers.get("if-none-match")):
        return Response(None, status_code=304, headers={"etag": tag})
    return given


def tag_of(content: bytes) -> str:
    """The tag of some bytes."""
    return f'"{sha256(content).hexdigest()[:32]}"'


def version_tag(version: int) -> str:
    """The tag of a thing that counts its versions."""
    return f'"v{version}"'


def _listed(header: str | None) -> set[str]:
    return {one.strip().removeprefix("W/") for one in (header or "").split(",")}


def refusal_of(request: Request[Any, Any, Any], version: int) -> Response[bytes] | None:
    """The refusal of a change by whom does not say, or does not have, the version that is there; ``None``: they may.

    Args:
        request: the request.
        version: the version that is there.
    """
    given = request.headers.get("if-match")
    if given is None:
        return response(428)
    return None if version_tag(version) in _listed(given) else response(412)
