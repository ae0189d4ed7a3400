"""Coming in: by a password, by an authenticator beside it, or by way of an issuer of identities; and going out."""

from typing import Annotated, Any

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from relto.markings.formats.json import read_json
from relto.node.authorising import Absent
from relto.node.entering import Opened, Present
from relto.node.trying import Unauthenticated
from relto.primitives import Malformed, Place
from relto.server.pages.assets import ALWAYS
from relto.server.pages.desk import Desk
from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, WithForm
from relto.server.pages.guarding import Asked, check_same_site
from relto.server.pages.refusals import shown_on
from relto.server.pages.visiting import Visitor, look_of, session_cookie, session_name

_STATE = "relto-issuer"
_ANSWER_BYTES = 64 * 1024
_FIVE_MINUTES = 300
_LONGEST = 2000


def token_of(request: Asked, desk: Desk) -> str:
    """The token of a request's session."""
    return request.cookies.get(session_name(desk.party), "")[:100]


def there_of(request: Asked, desk: Desk) -> Present:
    """Who is there, with their session.

    Raises:
        Unauthenticated: nobody.
    """
    return desk.node.entrance.present(token_of(request, desk))


def answer_of(text: str) -> dict[str, Any]:
    """What a browser says an authenticator answered.

    Raises:
        Malformed: it is no object of JSON.
    """
    found = read_json(text.encode(), "answer", _ANSWER_BYTES)
    if not isinstance(found, dict):
        raise Malformed("no answer of an authenticator", place=Place("answer"), expected="an object")
    return found


def origin_of(request: Asked) -> str:
    """The address from which a request comes."""
    return request.client.host if request.client else ""


def opened_page(opened: Opened, desk: Desk) -> Response[Any]:
    """After a session is opened: on to the first page, or to the second factor."""
    answer = to("/" if opened.question is None else "/enter/second")
    answer.set_cookie(session_cookie(desk.party, opened.token, secure=desk.secure))
    return answer


def _door(request: Asked, desk: Desk, template: str, *, status: int = 200, **model: Any) -> Response[Any]:
    return desk.shell.page(request, Visitor(desk.now(), look_of(request)), template, status=status, **model)


@get("/enter", opt=ALWAYS, sync_to_thread=True)
def door(request: Asked, desk: AtDesk, login: Annotated[str | None, QueryParameter(name="as", max_length=100)] = None) -> Response[Any]:
    """The door; in a node without accounts, its first run."""
    if desk.is_new():
        return _door(request, desk, "first_run.html", exercise=desk.offers_exercise)
    return _door(request, desk, "enter.html", failed=False, login=login or "", issuer=desk.node.entrance.has_issuer())


@post("/enter", opt=ALWAYS, sync_to_thread=True)
@shown_on(door)
def come_in(request: Asked, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Come in by a password."""
    login = form.line("login", 100)
    try:
        opened = desk.node.entrance.log_in(login, form.text("password")[:1000], origin_of(request))
    except Unauthenticated:
        return _door(request, desk, "enter.html", status=401, failed=True, login=login, issuer=desk.node.entrance.has_issuer())
    return opened_page(opened, desk)


@get("/enter/second", opt=ALWAYS, sync_to_thread=True)
def second(request: Asked, desk: AtDesk) -> Response[Any]:
    """The second factor: an authenticator is to be shown."""
    question = dict(desk.node.entrance.ask(token_of(request, desk)))
    return _door(request, desk, "second.html", failed=False, question=question)


@post("/enter/second", opt=ALWAYS, sync_to_thread=True)
def show(request: Asked, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Show it; the session goes on under a new token."""
    token, answer = token_of(request, desk), answer_of(form.text("answer"))
    try:
        opened = desk.node.entrance.show(token, answer, origin_of(request))
    except Unauthenticated:
        question = dict(desk.node.entrance.ask(token))
        return _door(request, desk, "second.html", status=401, failed=True, question=question)
    return opened_page(opened, desk)


def _state(value: str, *, secure: bool) -> Cookie:
    age = _FIVE_MINUTES if value else 0
    return Cookie(_STATE, value=value, path="/enter", max_age=age, httponly=True, samesite="lax", secure=secure)


@get("/enter/issuer", opt=ALWAYS, sync_to_thread=True)
def to_issuer(request: Asked, desk: AtDesk) -> Response[Any]:
    """To the issuer of identities; with a cookie that only this browser has, so that nobody comes back in another's place."""
    check_same_site(request)
    address, state = desk.node.entrance.to_issuer()
    answer = to(address)
    answer.set_cookie(_state(state, secure=desk.secure))
    return answer


@get("/enter/return", opt=ALWAYS, sync_to_thread=True)
def from_issuer(request: Asked, desk: AtDesk) -> Response[Any]:
    """Back from the issuer of identities."""
    if not desk.node.entrance.has_issuer():
        raise Absent
    state, code, error = (request.query_params.get(name, "") for name in ("state", "code", "error"))
    mine = request.cookies.get(_STATE, "")
    sound = bool(state) and state == mine and not error and len(code) <= _LONGEST
    try:
        opened = desk.node.entrance.from_issuer(mine if sound else "", code, origin_of(request))  # an empty state is nobody's
    except Unauthenticated:
        answer = _door(request, desk, "enter.html", status=401, failed=True, login="", issuer=True)
        answer.set_cookie(_state("", secure=desk.secure))
        return answer
    # A page and no redirection: the browser came here from another site, and gives a cookie that is strict to no redirection of that.
    answer = _door(request, desk, "welcome.html", onward="/" if opened.question is None else "/enter/second")
    answer.set_cookie(session_cookie(desk.party, opened.token, secure=desk.secure))
    answer.set_cookie(_state("", secure=desk.secure))
    return answer


@post("/leave", opt=ALWAYS, sync_to_thread=True)
def leave(request: Asked, desk: AtDesk) -> Response[Any]:
    """Close the session."""
    token = token_of(request, desk)
    if token:
        desk.node.entrance.leave(token)
    answer = to("/enter")
    answer.set_cookie(session_cookie(desk.party, None, secure=desk.secure))
    return answer


ROUTES: tuple[HTTPRouteHandler, ...] = (door, come_in, second, show, to_issuer, from_issuer, leave)
