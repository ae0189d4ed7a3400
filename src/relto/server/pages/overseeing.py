"""Oversight: releases with their basis, refusals, approval pairs, statistics, the check of the log, a sample, the export.

An overseer sees what happened, and never content.
"""

from datetime import datetime, time, timedelta
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from relto.node.oversight import DRAWS, Line, Sample
from relto.primitives import Malformed, Place
from relto.server.pages.agreements import day_of
from relto.server.pages.desk import Desk
from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked, guarded
from relto.server.pages.refusals import shown_on
from relto.server.pages.visiting import Visitor

_PAGE = 50
_YEAR = timedelta(days=365)


@get("/log", sync_to_thread=True)
def index(
    request: Asked,
    visitor: ForVisitor,
    desk: AtDesk,
    kind: FromQuery[str | None] = None,
    before: FromQuery[int | None] = None,
    since: FromQuery[str | None] = None,
    until: FromQuery[str | None] = None,
    released: FromQuery[str | None] = None,
    refused: FromQuery[int | None] = None,
) -> Response[Any]:
    """The log, with what can be worked out from it."""
    first, last = _times(visitor, since, until)
    check = desk.node.showing.check(visitor.actor)
    lines: tuple[Line, ...] = desk.node.oversight.lines(visitor.actor, kinds=(kind,) if kind else (), before=before, most=_PAGE)
    statistics = desk.node.showing.counts(visitor.actor, first, last)
    return desk.shell.page(
        request,
        visitor,
        "log.html",
        check=check,
        lines=lines,
        kind=kind or "",
        older=lines[-1].number if len(lines) == _PAGE else None,
        releases=desk.node.oversight.releases(visitor.actor, after=released, most=_PAGE),
        refusals=desk.node.oversight.refusals(visitor.actor, before=refused, most=_PAGE),
        page=_PAGE,
        pairs=desk.node.oversight.pairs(visitor.actor, first, last),
        statistics=statistics,
        titles=_titles(desk, visitor),
        first=first.date(),
        last=(last - timedelta(days=1)).date(),
        keys=[str(one) for one in desk.node.surroundings.journal.keys],
    )


def _times(visitor: Visitor, since: str | None, until: str | None) -> tuple[datetime, datetime]:
    today = visitor.at.date()
    first, last = day_of(since, today - _YEAR, "since"), day_of(until, today, "until")
    zone = visitor.at.tzinfo
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


def _titles(desk: Desk, visitor: Visitor) -> dict[str, str]:
    """What people are, by account: their office and no name."""
    return {one.id: one.title for one in desk.node.people.page(visitor.actor, None, 500)}


@post("/log/check", sync_to_thread=True)
@shown_on(index)
def check_anew(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """Go through the whole log from its first entry on, and come back to what was found."""
    del request
    desk.node.showing.check_anew(visitor.actor)
    return to("/log#whole")


@post("/log/sample", sync_to_thread=True)
@shown_on(index, {"note": "checkpoint"})
def draw(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """A sample of releases that nobody chose: drawn by a checkpoint that a witness cosigned."""
    wanted = form.line("wanted", 8)
    checkpoint = form.text("checkpoint").strip().encode() + b"\n"
    if not (wanted.isascii() and wanted.isdecimal()):
        raise Malformed("no whole number", place=Place("wanted"), found=wanted, expected=f"1 to {DRAWS}")
    sample: Sample = desk.node.sampling.draw(visitor.actor, checkpoint, int(wanted))
    return desk.shell.page(request, visitor, "sample.html", sample=sample)


@get("/log/export", sync_to_thread=True)
def export(visitor: ForVisitor, desk: AtDesk, since: FromQuery[str | None] = None, until: FromQuery[str | None] = None) -> Response[Any]:
    """Every line with what opens it, to be checked elsewhere."""
    data = b"".join(desk.node.oversight.export(visitor.actor, *_times(visitor, since, until)))
    headers = {"content-disposition": 'attachment; filename="log.jsonl"'}
    return guarded(Response(data, media_type="application/jsonl", headers=headers))


@get("/log/checkpoint", sync_to_thread=True)
def checkpoint(visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """The checkpoint that the log shows, for a witness."""
    data = desk.node.showing.checkpoint(visitor.actor)
    return guarded(Response(data, media_type="text/plain", headers={"content-disposition": 'attachment; filename="checkpoint"'}))


ROUTES: tuple[HTTPRouteHandler, ...] = (index, check_anew, draw, export, checkpoint)
