"""The first run of a node: its administrator is made by who reads the terminal.

An exercise with counterparts is offered, so that there is something to do, and a page says what.
"""

import hmac
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from relto.bootstrap import exercise
from relto.node.authorising import Absent, Action, Forbidden, authorise
from relto.primitives import Malformed, PartyId, Place
from relto.server.pages.assets import ALWAYS
from relto.server.pages.desk import Desk
from relto.server.pages.entering import to
from relto.server.pages.forms import Form
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.refusals import shown_on
from relto.server.pages.signing_in import door, origin_of
from relto.server.pages.visiting import session_cookie


def _plain(word: str) -> bytes:
    return "".join(word.split()).replace("-", "").upper().encode()


def _check_word(desk: Desk, form: Form) -> None:
    """The word of the terminal: without it anybody who reaches the port first would be the administrator.

    Raises:
        Malformed: it is another, or none was told.
    """
    if desk.word is None or not hmac.compare_digest(_plain(desk.word), _plain(form.line("word", 100))):
        raise Malformed("that is not the word on the terminal in which the node was started", place=Place("word"))


@post("/first", opt=ALWAYS, sync_to_thread=True)
@shown_on(door)
def first(request: Asked, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Make the first account, an administrator's, come in, and begin the exercise where it is wanted."""
    login, title, password = form.line("login", 100), form.line("title", 200), form.text("password")[:1000]
    begin = desk.stage.begin if desk.stage is not None and "exercise" in form else None
    if not desk.is_new():
        raise Forbidden("there are accounts already: an administrator makes more")
    _check_word(desk, form)
    if begin is not None:
        exercise.check_login(login)
    desk.node.people.first(login, title, password)
    desk.word = None
    opened = desk.node.entrance.log_in(login, password, origin_of(request))
    if begin is not None:
        begin()
    answer = to("/people" if begin is None else "/exercise")
    answer.set_cookie(session_cookie(desk.party, opened.token, secure=desk.secure))
    return answer


@get("/exercise", opt=ALWAYS, sync_to_thread=True)
def play(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """What there is to do in the exercise: step by step, at which node, as whom. It says nothing of what is held, and is for everybody."""
    state = "still" if desk.stage is None else desk.stage.state()
    if state != "still":
        return desk.shell.page(request, visitor, "exercise_making.html", failed=state == "failed")
    if not desk.others:
        raise Absent
    network = desk.node.surroundings.base_network(visitor.at.date())
    nodes = {one: {"name": network.party(PartyId(one)).name, "url": url} for one, url in desk.others.items()}
    return desk.shell.page(request, visitor, "exercise.html", nodes=nodes)


@post("/exercise", sync_to_thread=True)
@shown_on(play)
def go_on(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """Go on with an exercise that could not be made; for the administrator."""
    del request
    authorise(visitor.actor, Action.KEEP_PEOPLE)
    if desk.stage is None or desk.stage.begin is None or desk.stage.state() != "failed":
        raise Absent
    desk.stage.begin()
    return to("/exercise")


ROUTES: tuple[HTTPRouteHandler, ...] = (first, play, go_on)
