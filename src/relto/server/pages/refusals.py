"""What was sent and refused, shown again where it was typed: beside its field, with everything else as it was."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, cast

from attrs import field, frozen
from litestar import Response
from litestar.handlers import HTTPRouteHandler
from markupsafe import Markup, escape

from relto.node import Forbidden
from relto.primitives import Conflict, Malformed, ReltoError
from relto.server.pages.forms import Form
from relto.server.pages.guarding import Asked
from relto.server.problems import ERRORS

_STATE = "refused"


@frozen
class Refused:
    """A form that was refused.

    Args:
        path: where it was sent.
        form: what was sent.
        says: why.
        status: of the answer.
        field: the field that is wrong; empty where it is none of them, or not one alone.
    """

    path: str
    form: Form
    says: str
    status: int
    field: str = ""


@frozen
class Typed:
    """One form of a page: what its fields show, and what is wrong with them.

    Args:
        refused: what was refused of it; ``None`` where nothing was.
    """

    refused: Refused | None = None

    def __bool__(self) -> bool:
        return self.refused is not None

    def value(self, name: str, known: str = "") -> str:
        """What a field shows: what was typed, else what is known."""
        return known if self.refused is None or name not in self.refused.form else self.refused.form.text(name)

    def chosen(self, name: str, value: str, *, known: bool = False) -> bool:
        """Whether a value is chosen: as it was sent, else as it is known."""
        return known if self.refused is None else value in self.refused.form.lines(name)

    def wrong(self, name: str) -> str:
        """What is wrong with a field."""
        return "" if self.refused is None or self.refused.field != name else self.refused.says

    def at(self, name: str, identifier: str) -> Markup:
        """The attributes of a field: that it is wrong, and by which element that is said."""
        return Markup(' aria-invalid="true" aria-describedby="wrong-{}" autofocus').format(identifier) if self.wrong(name) else Markup("")

    def told(self, name: str, identifier: str) -> Markup:
        """The element that says what is wrong with a field."""
        says = self.wrong(name)
        return Markup('<p class="field-wrong" id="wrong-{}" lang="en">{}</p>').format(identifier, escape(says)) if says else Markup("")


@frozen
class Refusals:
    """What was refused of the request that is answered.

    Args:
        refused: the form; ``None`` where none was.
    """

    refused: Refused | None = field(default=None)

    def typed(self, action: str, **same: str) -> Typed:
        """A form of the page, by its address and, where several have one address, by a field that tells them apart."""
        one = self.refused
        mine = one is not None and one.path == action and all(one.form.text(name) == value for name, value in same.items())
        return Typed(one if mine else None)


def refusals_of(request: Asked) -> Refusals:
    """What was refused of a request."""
    return Refusals(request.scope["state"].get(_STATE))


def shown_on(page: HTTPRouteHandler) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Lets a route that takes a form show its page again, with the refusal in it, where the form is refused.

    What is absent stays absent, and a page that may not be seen is not shown for that.
    """
    wanted = signature(page.fn).parameters

    def wrapped(act: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(act)
        def acted(**given: Any) -> Any:
            try:
                return act(**given)
            except (Malformed, Conflict, Forbidden) as error:
                request: Asked = given["request"]
                if request.headers.get("hx-request") == "true":
                    raise  # what was typed stands in the page still; the refusal comes beside it
                refused = _refused(request.url.path, given.get("form", Form(())), error)
                request.scope["state"][_STATE] = refused
                answer = cast("Response[Any]", page.fn(**{name: value for name, value in given.items() if name in wanted}))
                answer.status_code = refused.status
                return answer

        return acted

    return wrapped


def _refused(path: str, form: Form, error: ReltoError) -> Refused:
    status = next(status for kind, status in ERRORS if isinstance(error, kind))
    if not isinstance(error, Malformed):
        return Refused(path, form, str(error), status)
    names = (error.place.path, error.place.source)
    name = next((one for one in names if one is not None and one in form), "")
    expected = f"; expected {error.expected}" if error.expected else ""
    return Refused(path, form, f"{error.message}{expected}" if name else str(error), status, name)
