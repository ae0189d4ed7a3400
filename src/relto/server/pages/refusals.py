"""What was sent and refused, shown again where it was typed: beside its field, with everything else as it was.

* What is refused as an input answers with 422, what contradicts with 409, what may not be done with 403; each on the page it came from.
* Passwords, words of the terminal and answers of devices are never shown again.
* Where several forms of a page have one address, a hidden field of theirs tells which of them was sent.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature
from typing import Any, cast

from attrs import field, frozen
from litestar import Response
from litestar.handlers import HTTPRouteHandler
from markupsafe import Markup

from relto.node import Forbidden
from relto.primitives import Conflict, Malformed, ReltoError, Unverified
from relto.server.pages.forms import Form
from relto.server.pages.guarding import Asked
from relto.server.pages.wrongs import Wrong, wrong_of
from relto.server.problems import ERRORS

_STATE = "refused"
_INPUT = 422
_SECRET = frozenset({"password", "old", "new", "word"})


@frozen
class Refused:
    """A form that was refused.

    Args:
        path: where it was sent.
        form: what was sent, without what is secret.
        wrong: what is wrong with it.
        status: of the answer.
        field: the field that is wrong; empty where it is none of them, or not one alone.
    """

    path: str
    form: Form
    wrong: Wrong
    status: int
    field: str = ""


@frozen
class Typed:
    """One form of a page: what its fields show, and what is wrong with them.

    Args:
        refused: what was refused of it; ``None`` where nothing was.
        marked: the identifiers of fields that were marked as wrong on this page.
    """

    refused: Refused | None = None
    marked: list[str] = field(factory=list, eq=False)

    def __bool__(self) -> bool:
        return self.refused is not None

    def value(self, name: str, known: str = "") -> str:
        """What a field shows: what was typed, else what is known."""
        return known if self.refused is None or name not in self.refused.form else self.refused.form.text(name)

    def chosen(self, name: str, value: str, *, known: bool = False) -> bool:
        """Whether a value is chosen: as it was sent, else as it is known."""
        return known if self.refused is None else value in self.refused.form.lines(name)

    def wrong(self, name: str) -> Wrong | None:
        """What is wrong with a field; ``None`` where nothing is."""
        return None if self.refused is None or self.refused.field != name else self.refused.wrong

    def at(self, name: str, identifier: str) -> Markup:
        """The attributes of a field: that it is wrong, and by which element that is said."""
        if not self.wrong(name):
            return Markup("")
        self.marked.append(identifier)
        return Markup(' aria-invalid="true" aria-describedby="wrong-{}" autofocus').format(identifier)


@frozen
class Refusals:
    """What was refused of the request that is answered.

    Args:
        refused: the form; ``None`` where none was.
        marked: the identifiers of fields that were marked as wrong on the page that is made.
    """

    refused: Refused | None = field(default=None)
    marked: list[str] = field(factory=list, eq=False)

    def typed(self, action: str, **same: str) -> Typed:
        """A form of the page, by its address and, where several have one address, by a field that tells them apart."""
        one = self.refused
        mine = one is not None and one.path == action and all(one.form.text(name) == value for name, value in same.items())
        return Typed(one if mine else None, self.marked)


def refusals_of(request: Asked) -> Refusals:
    """What was refused of a request."""
    return Refusals(request.scope["state"].get(_STATE))


def shown_on(page: HTTPRouteHandler, names: Mapping[str, str] | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Lets a route that takes a form show its page again, with the refusal in it, where the form is refused.

    What is absent stays absent, and a page that may not be seen is not shown for that.

    Args:
        page: the page that has the form.
        names: the form's own names of fields that a refusal calls otherwise.
    """
    wanted = signature(page.fn).parameters

    def wrapped(act: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(act)
        def acted(**given: Any) -> Any:
            try:
                return act(**given)
            except (Malformed, Conflict, Forbidden, Unverified) as error:
                request: Asked = given["request"]
                if request.headers.get("hx-request") == "true":
                    raise  # what was typed stands in the page still; the refusal comes beside it
                refused = _refused(request.url.path, given.get("form", Form(())), error, names or {})
                request.scope["state"][_STATE] = refused
                answer = cast("Response[Any]", page.fn(**{name: value for name, value in given.items() if name in wanted}))
                answer.status_code = refused.status
                return answer

        return acted

    return wrapped


def _refused(path: str, form: Form, error: ReltoError, names: Mapping[str, str]) -> Refused:
    known = Form(tuple((name, value) for name, value in form.fields if name not in _SECRET))
    if not isinstance(error, Malformed):
        return Refused(path, known, wrong_of(error), next(status for kind, status in ERRORS if isinstance(error, kind)))
    places = [names.get(one, one) for one in (error.place.path, error.place.source) if one is not None]
    name = next((one for one in places if one in form or one in names.values()), "")
    return Refused(path, known, wrong_of(error), _INPUT, name)
