"""Can it ever: every party that could come to hold information by releases that are each permitted, and the shortest way.

The search is a fixpoint over *standings*. A standing is a holder together with everything about how the information came there on
which a later decision rests (:meth:`relto.release.Engine.standing`): so two chains of one standing have the same continuations, there
are finitely many standings, and a search that has seen them all has seen every chain, however long. What is found first is shortest.

All releases are asked for on one day, without a purpose and a channel said.
"""

from collections import deque
from collections.abc import Iterable
from datetime import date

from attrs import evolve, field, frozen

from relto.agreements import Network
from relto.primitives import Malformed, PartyId, Place
from relto.release.compiled import Engine, originators_of
from relto.release.model import Decision, Item, Link

MOST_STANDINGS = 50_000
"""Most standings that are looked at; the packaged library has some hundred."""


@frozen
class Step:
    """One release of a chain.

    Args:
        giver: who releases.
        item: what, with the chain by which the giver got it: :meth:`relto.release.Engine.decide` can be asked the same again.
        recipient: who gets it.
        decision: the decision on it.
    """

    giver: PartyId
    item: Item
    recipient: PartyId
    decision: Decision


@frozen
class Reached:
    """A party that could come to hold the information.

    Args:
        party: the party.
        steps: the releases that lead there, a shortest chain; each is permitted, or asks consents that were taken for given.
    """

    party: PartyId
    steps: tuple[Step, ...]

    @property
    def consents(self) -> frozenset[str]:
        """Whose consents the chain rests on."""
        return frozenset(one for step in self.steps for one in step.decision.consent_from)


@frozen
class _Place:
    """A holder with what it holds, and how it got there."""

    holder: PartyId
    item: Item
    steps: tuple[Step, ...] = ()
    passed: bool = field(default=True, kw_only=True)


def reach(
    network: Network,
    item: Item,
    *,
    holder: PartyId,
    at: date,
    with_consent_of: Iterable[str] = (),
    through: PartyId | None = None,
) -> tuple[Reached, ...]:
    """Every party that could come to hold an item, in order of code.

    Args:
        network: the facts.
        item: the item; as its holder has it.
        holder: who holds it first.
        at: the day of all releases.
        with_consent_of: authorities whose consent is taken for given whenever a decision asks it.
        through: count only chains that pass through this party.

    Raises:
        Malformed: a party or an authority is unknown; the item came under an instrument whose giver cannot be told; there are
            more than :data:`MOST_STANDINGS` standings.
    """
    engine = Engine(network, at)
    given = frozenset(with_consent_of)
    for one in (holder, *([through] if through is not None else [])):
        network.party(one)
    first = _Place(holder, _followed(engine, item, holder), passed=through in {None, holder})
    seen = {(engine.standing(first.item, holder), first.passed)}
    found: dict[PartyId, Reached] = {}
    waiting = deque([first])
    while waiting:
        place = waiting.popleft()
        for recipient in network.everyone:
            if recipient == place.holder:
                continue
            decision = engine.decide(place.item, holder=place.holder, recipient=recipient)
            if not _allowed(decision, given):
                continue
            after = _after(engine, place, recipient, decision, through)
            standing = (engine.standing(after.item, recipient), after.passed)
            if standing in seen:
                continue
            seen.add(standing)
            if len(seen) > MOST_STANDINGS:
                raise Malformed("too many ways to follow", place=Place("reach"), expected=f"{MOST_STANDINGS} standings at most")
            if place.passed and recipient not in found and recipient != holder:
                found[recipient] = Reached(recipient, after.steps)
            waiting.append(after)
    return tuple(found[party] for party in sorted(found))


def _allowed(decision: Decision, given: frozenset[str]) -> bool:
    if decision.outcome != "consent":
        return decision.outcome == "permit"
    asked = [one for one in decision.reasons if one.effect == "consent"]
    return all(one.consent_of is not None and one.consent_of in given for one in asked)


def _followed(engine: Engine, item: Item, holder: PartyId) -> Item:
    """The item with its chain written out as far as it is known, so that further releases can be added to it."""
    if item.under is None or item.chain:
        return item
    owners = originators_of(item, holder)
    if len(owners) != 1 or owners[0] == holder or owners[0] not in engine.network.agreements[item.under].members(engine.at):
        raise Malformed(
            "nobody can tell who handed it over under that agreement",
            place=Place("--under"),
            found=item.under,
            expected="one originator that is a party to it, or no --under",
        )
    return evolve(item, chain=(Link(owners[0], item.under),), under=None)


def _after(engine: Engine, place: _Place, recipient: PartyId, decision: Decision, through: PartyId | None) -> _Place:
    """Where the information is after a release."""
    item, passed = place.item, place.passed or recipient == through
    if originators_of(item, place.holder) == (recipient,):  # it is its originator's own again, as if nothing had been
        item, passed = evolve(item, chain=(), under=None), through in {None, recipient}
    else:
        named = item.originators if item.label.originators or item.originators else frozenset(originators_of(item, place.holder))
        item = evolve(item, originators=named, chain=(*item.chain, Link(place.holder, decision.instrument, engine.at)))
    return _Place(recipient, item, (*place.steps, Step(place.holder, place.item, recipient, decision)), passed=passed)
