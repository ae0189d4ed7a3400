"""What if: choose a change, and see what it opens and shuts on what is held, by which clause."""

from collections.abc import Callable
from datetime import date
from typing import Any

from attrs import define, frozen
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from relto.agreements import Network
from relto.agreements.chart import state_of
from relto.labels import Label
from relto.node.surveying import Findings, Shift
from relto.primitives import AgreementId, Malformed, Place
from relto.release import Reason
from relto.release.analysis import joined, terminated
from relto.server.pages.agreements import day_of
from relto.server.pages.desk import Desk
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.refusals import shown_on
from relto.server.pages.visiting import Visitor

_SHOWN = 200


@frozen
class Choice:
    """The change that was chosen.

    Args:
        kind: ``assume``, ``join`` or ``end``.
        agreement: the agreement.
        party: who joins.
        community: the community or agreement that it joins.
        on: the day of the question, and of the change.
    """

    kind: str = "assume"
    agreement: str = ""
    party: str = ""
    community: str = ""
    on: str = ""

    def change(self, day: date) -> Callable[[Network], Network]:
        """The arrangement after the change.

        Raises:
            Malformed: it is none of the three.
        """
        if self.kind == "assume":
            return lambda network: network.with_facts(assume=[AgreementId(self.agreement)])
        if self.kind == "join":
            return lambda network: joined(network, self.party, self.community, day)
        if self.kind == "end":
            return lambda network: terminated(network, self.agreement, day)
        raise Malformed("no such change", place=Place("kind"), found=self.kind[:40], expected="assume, join or end")


@define
class Group:
    """Changes for one recipient with one cause, together.

    Args:
        recipient: for whom.
        before: the outcome now.
        after: the outcome then.
        opens: whether it opens.
        come: the reasons that come.
        gone: the reasons that go.
        portions: how many portions.
        labels: labels of them.
        first: an item with one of them.
    """

    recipient: str
    before: str
    after: str
    opens: bool
    come: tuple[Reason, ...]
    gone: tuple[Reason, ...]
    portions: int
    labels: list[Label]
    first: str


def groups_of(shifts: tuple[Shift, ...]) -> list[Group]:
    """Changes put together by recipient, outcomes and cause; the most portions first."""
    found: dict[object, Group] = {}
    for shift in shifts:
        change, because = shift.change, shift.change.because
        key = (change.recipient, change.before.outcome, change.after.outcome, _cause(because.come), _cause(because.gone))
        label = change.kind.item.label
        group = found.get(key)
        if group is None:
            found[key] = Group(
                change.recipient,
                str(change.before.outcome),
                str(change.after.outcome),
                change.opens,
                because.come,
                because.gone,
                shift.portions,
                [label],
                shift.first,
            )
        else:
            group.portions += shift.portions
            group.labels += [] if label in group.labels else [label]
    return sorted(found.values(), key=lambda one: (-one.portions, one.recipient))


def _cause(reasons: tuple[Reason, ...]) -> tuple[tuple[str, str | None, str | None], ...]:
    return tuple((one.rule, one.agreement, one.article) for one in reasons)


@get("/whatif", sync_to_thread=True)
def ask(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """Choose a change."""
    return _page(request, visitor, desk, Choice(on=visitor.at.date().isoformat()), None)


@post("/whatif", sync_to_thread=True)
@shown_on(ask)
def answer(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """What the change would open and shut."""
    day = day_of(form.line("on"), visitor.at.date())
    choice = Choice(
        form.line("kind", 20), form.line("agreement", 100), form.line("party", 40), form.line("community", 100), day.isoformat()
    )
    return _page(request, visitor, desk, choice, desk.surveying.what_if(visitor.actor, choice.change(day), day))


def _page(request: Asked, visitor: Visitor, desk: Desk, choice: Choice, found: Findings | None) -> Response[Any]:
    network = desk.network(visitor.at.date())
    on = date.fromisoformat(choice.on)
    groups = [] if found is None else groups_of(found.shifts)
    states = {one: state_of(network.agreements[one], on) for one in sorted(network.agreements)}
    return desk.shell.page(
        request,
        visitor,
        "whatif.html",
        labels=[label for group in groups[:_SHOWN] for label in group.labels],
        choice=choice,
        found=found,
        groups=groups[:_SHOWN],
        more=max(0, len(groups) - _SHOWN),
        opened=sum(one.portions for one in groups if one.opens),
        shut=sum(one.portions for one in groups if not one.opens),
        states=states,
        everyone=network.everyone,
        communities=sorted(network.communities),
    )


ROUTES: tuple[HTTPRouteHandler, ...] = (ask, answer)
