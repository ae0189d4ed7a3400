"""What is held: found, read, set against every partner."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from relto.labels import Label
from relto.node.authorising import Action, may
from relto.node.holdings import Page, Reading
from relto.node.records.releasing import Sent
from relto.primitives import Malformed, PartyId, Place
from relto.server.pages.desk import Desk
from relto.server.pages.entering import to
from relto.server.pages.forms import Form
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.instants import read_day
from relto.server.pages.matrices import cell_page, matrix_page
from relto.server.pages.refusals import shown_on
from relto.server.pages.reports import Report, held_report, record_report
from relto.server.pages.visiting import Visitor

_PAGE = 50


@get("/holdings", sync_to_thread=True)
def index(request: Asked, visitor: ForVisitor, desk: AtDesk, after: FromQuery[str | None] = None) -> Response[Any]:
    """What the visitor may see, the newest first."""
    return _list(request, visitor, desk, desk.node.holdings.page(visitor.actor, after=after, most=_PAGE), "")


@post("/holdings/search", sync_to_thread=True)
@shown_on(index)
def search(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """What the visitor may see and has some words in it; the words stand in no address."""
    words = form.line("words")
    if not words:
        return to("/holdings")
    after = form.line("after", 80) or None
    return _list(request, visitor, desk, desk.node.holdings.search(visitor.actor, words, after=after, most=_PAGE), words)


def _list(request: Asked, visitor: Visitor, desk: Desk, page: Page, words: str) -> Response[Any]:
    labels = [one.held.label for one in page.entries]
    return desk.shell.page(request, visitor, "holdings.html", labels=labels, page=page, words=words)


def _report(desk: Desk, visitor: Visitor, item: str) -> tuple[Reading, Report | None]:
    reading = desk.node.holdings.read(visitor.actor, item)
    held = reading.shown.held
    if held.kind != "document":
        return reading, None
    return reading, held_report(held, reading.content, desk.engine(visitor.at.date()), desk.party)


@get("/holdings/{item:str}", sync_to_thread=True)
def show(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], told: FromQuery[str | None] = None) -> Response[Any]:
    """Something held, opened."""
    reading, report = _report(desk, visitor, item)
    whole = reading.shown.whole
    released: tuple[Sent, ...] = desk.node.sending.released(visitor.actor, item) if whole else ()
    copies = desk.node.keeping.copies(visitor.actor, item) if whole and may(visitor.actor, Action.KEEP_COPIES) else ()
    labels: list[Label] = [reading.shown.held.label, *(report.labels if report is not None else ())]
    return desk.shell.page(
        request,
        visitor,
        "item.html",
        labels=labels,
        reading=reading,
        held=reading.shown.held,
        whole=whole,
        report=report,
        text=_plain(reading),
        released=released,
        copies=copies,
        told=told is not None,
    )


def _plain(reading: Reading) -> str | None:
    """The content of a record as text, where it is text."""
    media = reading.shown.held.media_type
    if reading.shown.held.kind == "document" or not (media.startswith("text/") or media.endswith("json")):
        return None
    return reading.content.decode("utf-8", "replace")


def _portions(desk: Desk, visitor: Visitor, item: str) -> Report:
    """Something held, portion by portion; what is given whole or not at all is one, and is not opened for that."""
    shown = desk.node.holdings.show(visitor.actor, item)
    if shown.held.kind == "record":
        return record_report(shown, desk.engine(visitor.at.date()), desk.party)
    held = desk.node.holdings.read(visitor.actor, item)
    return held_report(shown.held, held.content, desk.engine(visitor.at.date()), desk.party)


@get("/holdings/{item:str}/matrix", sync_to_thread=True)
def item_matrix(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str]) -> Response[Any]:
    """The matrix of something held."""
    report = _portions(desk, visitor, item)
    return matrix_page(request, visitor, desk, report, f"/holdings/{item}", labels=report.labels, item=item)


@get("/holdings/{item:str}/matrix/{portion:int}/{party:str}", sync_to_thread=True)
def item_cell(
    request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], portion: FromPath[int], party: FromPath[str]
) -> Response[Any]:
    """One cell of it, with its reasons."""
    report = _portions(desk, visitor, item)
    return cell_page(request, visitor, desk, report, f"/holdings/{item}", portion, party, labels=report.labels, item=item)


@post("/holdings/{item:str}/release", sync_to_thread=True)
@shown_on(item_matrix)
def release(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], form: WithForm) -> Response[Any]:
    """Begin a release."""
    del request
    draft = desk.node.drafting.begin(
        visitor.actor,
        item,
        PartyId(form.line("recipient", 40)),
        purpose=form.line("purpose", 64) or None,
        channel=form.line("channel", 64) or None,
    )
    return to(f"/releases/{draft.id}")


@post("/holdings/{item:str}/act", sync_to_thread=True)
@shown_on(show)
def act(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], form: WithForm) -> Response[Any]:
    """Tell who sent it that it was acted on, or that it will not be."""
    del request
    desk.node.holdings.act(visitor.actor, item, form.text("says"), declined=form.line("word", 16) == "decline")
    return to(f"/holdings/{item}?told=1")


@post("/holdings/{item:str}/recall", sync_to_thread=True)
@shown_on(show)
def recall(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], form: WithForm) -> Response[Any]:
    """Recall something from everybody to whom it went."""
    del request
    duty, says = form.line("duty", 40), form.line("says")
    made = desk.node.asking.recall(visitor.actor, item, duty=duty, says=_said(says), answer_by=_end_of_day(visitor, form))
    return to(f"/exchange/orders/{made.order.order}")


@post("/holdings/{item:str}/correct", sync_to_thread=True)
@shown_on(show)
def correct(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], form: WithForm) -> Response[Any]:
    """Tell everybody to whom it went that it is wrong."""
    del request
    other, says = form.line("replaced_by", 80) or None, form.line("says")
    made = desk.node.asking.correct(visitor.actor, item, replaced_by=other, says=_said(says), answer_by=_end_of_day(visitor, form))
    return to(f"/exchange/orders/{made.order.order}")


def _said(says: str) -> str:
    """What is said to others, where anything is."""
    if not says:
        raise Malformed("nothing is said", place=Place("says"), expected="why, in words")
    return says


def _end_of_day(visitor: Visitor, form: Form) -> datetime:
    """The end of the day until which an answer is expected."""
    day = read_day(form.line("answer_by", 40), place="answer_by")
    if day < visitor.at.date():
        raise Malformed("the day is over already", place=Place("answer_by"), expected="today, or a day to come")
    return visitor.at.replace(year=day.year, month=day.month, day=day.day, hour=23, minute=59, second=0, microsecond=0)


ROUTES: tuple[HTTPRouteHandler, ...] = (index, search, show, item_matrix, item_cell, release, act, recall, correct)
