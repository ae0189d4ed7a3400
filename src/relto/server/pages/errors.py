"""How the pages tell errors: the statuses of the interface for machines, in words for people.

What is absent, and what somebody may not know to exist, is one page, byte for byte: nothing in it comes from the request but the look.
"""

from typing import Any

from litestar import Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from relto.node.trying import Unauthenticated, Wait
from relto.primitives import ReltoError
from relto.server.pages.desk import Desk
from relto.server.pages.guarding import Asked, guarded
from relto.server.pages.visiting import Visitor, look_of
from relto.server.pages.wrongs import Wrong, wrong_of
from relto.server.problems import ERRORS, of_http

_QUIET = (404, 500)


class Telling:
    """Tells errors.

    Args:
        desk: the pages' desk.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of_relto(self, request: Asked, error: ReltoError) -> Response[Any]:
        """An error of Relto's."""
        status = next((status for kind, status in ERRORS if isinstance(error, kind)), 500)
        if isinstance(error, Unauthenticated):
            return self._to_door(request)
        headers = {"retry-after": str(error.seconds)} if isinstance(error, Wait) else {}
        return self._told(request, status, wrong_of(error), headers)

    def of_http(self, request: Asked, error: HTTPException) -> Response[Any]:
        """A refusal by the web framework."""
        return self._told(request, error.status_code, None, {})

    def of_lost(self, request: Asked, error: HTTPException) -> Response[Any]:
        """An address that no route has, or none by this method: a page for who asked for one, as a browser does; else as to a machine."""
        if error.status_code in (404, 405) and request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return self.of_http(request, error)
        return of_http(request, error)

    def of_any(self, request: Asked, error: Exception) -> Response[Any]:
        """What broke inside; the log gets its kind and place, and the page no word of it."""
        request.scope["state"]["broken"] = error
        return self._told(request, 500, None, {})

    def _told(self, request: Asked, status: int, says: Wrong | None, headers: dict[str, str]) -> Response[str]:
        visitor = Visitor(self._desk.now(), look_of(request))
        said = None if status in _QUIET else says
        swapped = request.headers.get("hx-request") == "true"
        template = "error_part.html" if swapped else "error.html"
        return self._desk.shell.page(request, visitor, template, status=status, headers=headers, code=status, says=said)

    @staticmethod
    def _to_door(request: Asked) -> Response[Any]:
        if request.headers.get("hx-request") == "true":
            return guarded(Response("", status_code=200, headers={"hx-redirect": "/enter"}))
        return guarded(Redirect("/enter", status_code=303))
