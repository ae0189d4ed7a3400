"""The network at a day as a graph: who is joined to whom by which agreement, and what another day has changed."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from attrs import frozen

from relto.agreements.model import Agreement
from relto.agreements.network import Network
from relto.parties import Community
from relto.primitives import PartyId

State = Literal["none", "in-force", "signed", "unknown", "suspended", "ended"]
"""How an agreement stands on a day: ``none`` before its signature, ``signed`` and waiting, ``unknown`` where no day is recorded
on which it was signed or entered into force."""

Change = Literal["added", "ended", "changed"]

DRAWN: tuple[State, ...] = ("in-force", "signed", "unknown", "suspended")
"""The states in which an agreement stands in the picture of a day."""


@frozen
class Link:
    """An agreement in the graph.

    Args:
        id: the agreement.
        title: its title.
        parties: who adheres on the day, in order of code; of an ended one, who did on the day before.
        state: how it stands.
        why: the same in words.
        change: what happened to it since the day before, if anything; ``None`` too where no day is compared.
        says: the change in words.
        joined: the parties that adhere since.
        left: the parties that adhered and do no more; they stand among ``parties`` too.
    """

    id: str
    title: str
    parties: tuple[PartyId, ...]
    state: State
    why: str
    change: Change | None = None
    says: str = ""
    joined: frozenset[PartyId] = frozenset()
    left: frozenset[PartyId] = frozenset()


@frozen
class Membership:
    """A community's members on the day, and who came and went since the day before."""

    id: str
    name: str
    members: tuple[PartyId, ...]
    joined: tuple[PartyId, ...] = ()
    left: tuple[PartyId, ...] = ()


@frozen
class Chart:
    """The network at a day.

    Args:
        at: the day.
        since: the earlier day with which it is compared, or ``None``.
        pairs: agreements of two parties.
        groups: agreements of more.
        communities: the communities.
        alone: the parties of the network that no drawn agreement names.
    """

    at: date
    since: date | None
    pairs: tuple[Link, ...]
    groups: tuple[Link, ...]
    communities: tuple[Membership, ...]
    alone: tuple[PartyId, ...]

    @property
    def links(self) -> tuple[Link, ...]:
        """Every agreement drawn."""
        return (*self.pairs, *self.groups)

    @property
    def parties(self) -> tuple[PartyId, ...]:
        """Every party drawn, in order of code."""
        return tuple(sorted({party for link in self.links for party in link.parties}))


def charted(network: Network, at: date, since: date | None = None) -> Chart:
    """The network at a day, with what changed since another.

    Args:
        network: the facts.
        at: the day of the picture.
        since: another day; of the two, the later one is drawn and the earlier one compared.
    """
    if since is not None:
        since, at = sorted((since, at))
    links = [_link(network.agreements[key], at, since) for key in sorted(network.agreements)]
    drawn = [one for one in links if one.state in DRAWN or one.change is not None]
    named = {party for one in drawn for party in one.parties}
    return Chart(
        at=at,
        since=since,
        pairs=tuple(one for one in drawn if len(one.parties) == 2),  # noqa: PLR2004 - two sides
        groups=tuple(one for one in drawn if len(one.parties) != 2),  # noqa: PLR2004 - two sides
        communities=tuple(_membership(network.communities[code], at, since) for code in sorted(network.communities)),
        alone=tuple(sorted(set(network.everyone) - named)),
    )


def state_of(agreement: Agreement, on: date) -> State:
    """How an agreement stands on a day."""
    if agreement.status(on).in_force:
        return "in-force"
    if agreement.has_ended(on):
        return "ended"
    if agreement.in_force is not None and on >= agreement.in_force:
        return "suspended"
    if agreement.signed is not None:
        return "signed" if on >= agreement.signed else "none"
    return "unknown" if agreement.in_force is None else "none"


def _link(one: Agreement, at: date, since: date | None) -> Link:
    state, members = state_of(one, at), one.members(at)
    why = one.status(at).why
    if since is None:
        return Link(one.id, one.title, tuple(sorted(members)), state, why)
    before, former = state_of(one, since), one.members(since)
    change, says = _change(before, state)
    alive = before in DRAWN and state in DRAWN
    joined, left = (members - former, former - members) if alive else (frozenset[PartyId](), frozenset[PartyId]())
    if change is None and (joined or left):
        change = "changed"
    told = [says, f"joined: {', '.join(sorted(joined))}" if joined else "", f"left: {', '.join(sorted(left))}" if left else ""]
    parties = former | members if change == "ended" else members | left
    return Link(one.id, one.title, tuple(sorted(parties)), state, why, change, "; ".join(filter(None, told)), joined, left)


def _change(before: State, after: State) -> tuple[Change | None, str]:
    words = {
        "none": "not signed",
        "in-force": "in force",
        "signed": "signed, not in force",
        "unknown": "no day found",
        "suspended": "suspended",
        "ended": "ended",
    }
    if before == after or {before, after} <= {"none", "ended"}:
        return None, ""
    says = f"{words[before]} → {words[after]}"
    if after in ("ended", "none"):
        return "ended", says
    return ("added" if before in ("none", "ended") else "changed"), says


def _membership(one: Community, at: date, since: date | None) -> Membership:
    now = one.members(at)
    before = now if since is None else one.members(since)
    return Membership(one.id, one.name, tuple(sorted(now)), tuple(sorted(now - before)), tuple(sorted(before - now)))


def changes(chart: Chart) -> Iterator[tuple[Change, str, str]]:
    """What changed: how, what, and in words; agreements first, then communities."""
    for link in chart.links:
        if link.change is not None:
            yield link.change, link.id, link.says
    for one in chart.communities:
        told = [f"joined: {', '.join(one.joined)}" if one.joined else "", f"left: {', '.join(one.left)}" if one.left else ""]
        if any(told):
            yield "changed", one.id, "; ".join(filter(None, told))
