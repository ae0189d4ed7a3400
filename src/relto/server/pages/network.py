"""The network on a day: the map, a slider through time, and where one piece of information could get to."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape, unescape

from attrs import frozen
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery
from markupsafe import Markup

from relto import markings
from relto.agreements import Network
from relto.agreements.chart import Chart, changes, charted
from relto.agreements.chart_svg import Flow, drawn
from relto.labels import Label
from relto.primitives import Malformed, PartyId, Place
from relto.release import Item
from relto.release.analysis import Reached, reach
from relto.server.pages.agreements import day_of
from relto.server.pages.chains import Hop, chain_svg
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.languages import Language
from relto.server.pages.refusals import refusals_of, shown_on
from relto.server.pages.saying import said_in

_FIRST = date(1940, 1, 1)


@frozen(eq=False)
class _Same:
    """A network as a key: another object is another network, since one that was recorded to is made anew."""

    network: Network

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.network is self.network

    def __hash__(self) -> int:
        return id(self.network)


@frozen
class Timeline:
    """The days on which the network became another one.

    Args:
        days: those days, the earliest first.
        at: the place of the day shown: the last of them that is not later.
    """

    days: tuple[date, ...]
    at: int

    @property
    def previous(self) -> date | None:
        """The day of the change before."""
        return self.days[self.at - 1] if self.at > 0 else None

    @property
    def following(self) -> date | None:
        """The day of the next change."""
        return self.days[self.at + 1] if self.at + 1 < len(self.days) else None


def timeline(network: Network, on: date) -> Timeline:
    """The days on which an agreement was signed, began or ended, or a party came or went."""
    found: set[date | None] = {on}
    for one in network.agreements.values():
        found |= {one.signed, one.in_force, one.expires, *(event.takes_effect or event.on for event in one.events)}
        found |= {day for adherence in one.parties for day in (adherence.period.start, adherence.period.end)}
    for community in network.communities.values():
        found |= {day for member in community.memberships for day in (member.period.start, member.period.end)}
    days = tuple(sorted(day for day in found if day is not None and day >= _FIRST))
    return Timeline(days, days.index(on))


_TOLD = re.compile(r"(<(?:title|desc)[^>]*>)([^<]*)")


@lru_cache(maxsize=64)
def _map(network: _Same, on: date, since: date | None, language: Language) -> tuple[Chart, tuple[Markup, Mapping[str, str]]]:
    """The chart of a day, with its drawing: both are the same for everybody with one language, as long as the network is."""
    chart = charted(network.network, on, since)
    return chart, picture(chart, (), language)


@lru_cache(maxsize=16)
def _days(network: _Same, on: date) -> Timeline:
    return timeline(network.network, on)


def picture(chart: Chart, flows: tuple[Flow, ...], language: Language) -> tuple[Markup, Mapping[str, str]]:
    """The drawing, for a page that has a table beside it, telling in the page's language; and what it calls each agreement."""
    made = drawn(chart, flows, alone=True)
    svg = made.svg if language == "en" else _TOLD.sub(lambda found: found[1] + _told(found[2], language), made.svg)
    return Markup(svg), made.names  # noqa: S704 -- our own drawing, which escapes what it is given


def _told(text: str, language: Language) -> str:
    return escape("".join(one.text for one in said_in(language, unescape(text))))


@get("/network", sync_to_thread=True)
def show(
    request: Asked,
    visitor: ForVisitor,
    desk: AtDesk,
    day: FromQuery[str | None] = None,
    since: FromQuery[str | None] = None,
    step: FromQuery[int | None] = None,
) -> Response[Any]:
    """The network on a day."""
    today = visitor.at.date()
    network = desk.network(today)
    typed = refusals_of(request).typed("/network")
    day = day or (None if typed.wrong("day") else typed.value("day") or None)
    along = _days(_Same(network), day_of(day, today))
    if step is not None and 0 <= step < len(along.days):
        along = Timeline(along.days, step)
    on = along.days[along.at]
    chart, drawing = _map(_Same(network), on, day_of(since, today, "since") if since else None, visitor.look.language)
    told = list(changes(chart)) if chart.since is not None else []
    return desk.shell.page(
        request,
        visitor,
        "network.html",
        chart=chart,
        picture=drawing,
        along=along,
        on=on,
        since=chart.since,
        told=told,
        reached=None,
        asked=Asking(),
        chains=(),
        systems=markings.system_ids(),
        home=network.party(desk.party).scheme or "",
        everyone=network.everyone,
    )


@frozen
class Asking:
    """What was asked about one piece of information."""

    label: str = ""
    system: str = ""
    holder: str = ""
    consents: str = ""


@post("/network", sync_to_thread=True)
@shown_on(show, {"marking": "label"})
def follow(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Where one piece of information could get to, by releases each of which is permitted."""
    on = day_of(form.line("day"), visitor.at.date())
    network = desk.network(on)
    asked = Asking(form.line("label"), form.line("system", 40), form.line("holder", 40) or desk.party, form.line("consents"))
    label = _label(asked, network)
    consents = [one.strip() for one in asked.consents.split(",") if one.strip()]
    reached = reach(network, Item(label), holder=network.party(asked.holder).id, at=on, with_consent_of=consents)
    chart = charted(network, on)
    flows = _flows(reached)
    return desk.shell.page(
        request,
        visitor,
        "network.html",
        labels=[label],
        chart=chart,
        picture=picture(chart, flows, visitor.look.language),
        along=timeline(network, on),
        on=on,
        since=None,
        told=[],
        reached=reached,
        asked=asked,
        chains=[(one, chain_svg(hops_of(one), asked.holder)) for one in reached],
        systems=markings.system_ids(),
        home=network.party(desk.party).scheme or "",
        everyone=network.everyone,
    )


def _label(asked: Asking, network: Network) -> Label:
    if asked.system not in markings.system_ids():
        raise Malformed("no such marking system", place=Place("system"), found=asked.system, expected=", ".join(markings.system_ids()))
    return markings.parse(asked.label, system=asked.system, communities=frozenset(network.communities), source="marking").label


def _flows(reached: tuple[Reached, ...]) -> tuple[Flow, ...]:
    found: dict[tuple[PartyId, PartyId], Flow] = {}
    for one in reached:
        for step in one.steps:
            under = step.decision.instrument or "public"
            found.setdefault((step.giver, step.recipient), Flow(step.giver, step.recipient, under))
    return tuple(found.values())


def hops_of(reached: Reached) -> tuple[Hop, ...]:
    """The steps of a chain for its picture."""
    return tuple(Hop(one.recipient, one.decision.instrument or "", one.decision.consent_from) for one in reached.steps)


ROUTES: tuple[HTTPRouteHandler, ...] = (show, follow)
