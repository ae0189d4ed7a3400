"""Assessments that this party's own law asks for before it releases, and those that could not wait."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relto.agreements import Assessment
from relto.primitives import PartyId, Period
from relto.server.pages.confirming import confirm, sure
from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.instants import read_day
from relto.server.pages.refusals import shown_on

_PAGE = "/assessments"


@get(_PAGE, sync_to_thread=True)
def index(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """The assessments that are recorded, the newest first, and the forms of who records them or looks at emergencies."""
    network = desk.network(visitor.at.date())
    return desk.shell.page(
        request,
        visitor,
        "assessments.html",
        found=sorted(desk.node.looking.assessments(visitor.actor), key=lambda one: one.recorded, reverse=True),
        waiting={one.about: one for one in desk.node.waiting.mine(visitor.actor)},
        rules=[one for one in network.national_rules if one.rule == "assessment" and one.party == desk.party],
        parties=[one for one in network.everyone if one != desk.party],
    )


@post(_PAGE, sync_to_thread=True)
@shown_on(index)
def record(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Record an assessment."""
    del request
    period = Period(visitor.at.date(), read_day(form.line("until", 40), place="until"))
    made = Assessment(form.line("rule", 100), PartyId(form.line("recipient", 40)), period)
    desk.node.recording.assess(visitor.actor, made, form.text("says"))
    return to(_PAGE)


@post(f"{_PAGE}/emergency", sync_to_thread=True)
@shown_on(index)
def emergency(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Record that an assessment cannot wait, once it is sure."""
    rule, recipient, says = form.line("rule", 100), form.line("recipient", 40), form.text("says")
    if not sure(form):
        facts = (("rule", rule), ("recipient", recipient), ("says", says))
        return confirm(request, visitor, desk, form, "emergency", f"{_PAGE}/emergency", facts)
    desk.node.urgent.assess(visitor.actor, rule, PartyId(recipient), says)
    return to(_PAGE)


@post(f"{_PAGE}/{{assessment:str}}/review", sync_to_thread=True)
@shown_on(index)
def review(request: Asked, visitor: ForVisitor, desk: AtDesk, assessment: FromPath[str], form: WithForm) -> Response[Any]:
    """Say what an overseer found of an emergency."""
    del request
    desk.node.urgent.reviewed(visitor.actor, assessment, form.text("says"))
    return to(_PAGE)


@post(f"{_PAGE}/{{assessment:str}}/reopen", sync_to_thread=True)
@shown_on(index)
def reopen(request: Asked, visitor: ForVisitor, desk: AtDesk, assessment: FromPath[str], form: WithForm) -> Response[Any]:
    """Open an assessment again: it satisfies nothing any more."""
    del request
    desk.node.recording.reopen(visitor.actor, assessment, form.text("says"))
    return to(_PAGE)


ROUTES: tuple[HTTPRouteHandler, ...] = (index, record, emergency, review, reopen)
