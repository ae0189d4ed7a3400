"""The ways in which an agreement is made wrong by a little.

Everything that decides is touched: parties and days, events, what survives, and each clause that has an effect. Clauses that are
recorded and decide nothing have no mutants: no decision can tell whether they are there.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from attrs import evolve, frozen

from relto.agreements import Adherence, Agreement, Clause, Network
from relto.primitives import Period
from tests.mutation.effects import weaker

_DAY = timedelta(days=1)
_EDGE = {"start": "first", "end": "last"}


@frozen
class Mutant:
    """An agreement made wrong.

    Args:
        kind: ``dropped``, ``weakened``, ``level``, ``date`` or ``party``.
        says: what was done to it.
        agreement: the agreement as it then is.
    """

    kind: str
    says: str
    agreement: Agreement


def mutants(network: Network, agreement: Agreement) -> Iterator[Mutant]:
    """Every mutant of one agreement."""
    yield from _parties(network, agreement)
    yield from _days(agreement)
    yield from _events(agreement)
    yield from _survival(agreement)
    schemes = {party: network.home_scheme(party) for party in {one.party for one in agreement.parties}}
    for place, clause in enumerate(agreement.clauses):
        if clause.effect is None:
            continue
        called = f"{clause.article} {clause.topic}"
        yield Mutant("dropped", f"{called}: dropped", _with(agreement, place, None))
        for kind, says, effect in weaker(clause.effect, schemes):
            yield Mutant(kind, f"{called}: {says}", _with(agreement, place, evolve(clause, effect=effect)))


def recorded_only(agreement: Agreement) -> int:
    """How many clauses of an agreement decide nothing."""
    return sum(clause.effect is None for clause in agreement.clauses)


def _with(agreement: Agreement, place: int, clause: Clause | None) -> Agreement:
    clauses = list(agreement.clauses)
    clauses[place : place + 1] = [] if clause is None else [clause]
    return evolve(agreement, clauses=tuple(clauses))


def _parties(network: Network, agreement: Agreement) -> Iterator[Mutant]:
    for place, one in enumerate(agreement.parties):
        rest = (*agreement.parties[:place], *agreement.parties[place + 1 :])
        yield Mutant("party", f"{one.party}: no party", evolve(agreement, parties=rest))
        for edge in ("start", "end"):
            day: date | None = getattr(one.period, edge)
            if day is not None:
                for shift, word in ((-_DAY, "earlier"), (_DAY, "later")):
                    period = evolve(one.period, **{edge: day + shift})
                    moved = (*agreement.parties[:place], Adherence(one.party, period), *agreement.parties[place + 1 :])
                    yield Mutant("date", f"{one.party}: {_EDGE[edge]} day of adherence a day {word}", evolve(agreement, parties=moved))
                open_ended = Adherence(one.party, Period(**{**_edges(one.period), edge: None}))
                parties = (*agreement.parties[:place], open_ended, *agreement.parties[place + 1 :])
                yield Mutant("date", f"{one.party}: no {_EDGE[edge]} day of adherence", evolve(agreement, parties=parties))
    outsider = _outsider(network, agreement)
    if outsider is not None:
        added = (*agreement.parties, Adherence(outsider))
        yield Mutant("party", f"{outsider}: a party", evolve(agreement, parties=added))


def _edges(period: Period) -> Mapping[str, date | None]:
    return {"start": period.start, "end": period.end}


def _outsider(network: Network, agreement: Agreement) -> str | None:
    """The nearest outsider: by code the first that shares another agreement with a party and is none to this one."""
    inside = {one.party for one in agreement.parties}
    near = {
        two.party
        for other in network.agreements.values()
        if any(one.party in inside for one in other.parties)
        for two in other.parties
        if two.party not in inside and network.home_scheme(two.party) is not None
    }
    return min(near, default=None)


def _days(agreement: Agreement) -> Iterator[Mutant]:
    fields = ["in_force", "expires"] if agreement.in_force is not None else ["signed", "expires"]
    for field in fields:
        day: date | None = getattr(agreement, field)
        if day is None:
            continue
        for shift, word in ((-_DAY, "earlier"), (_DAY, "later")):
            yield Mutant("date", f"{field} a day {word}", evolve(agreement, **{field: day + shift}))
    if agreement.in_force is not None:
        yield Mutant("date", "not in force", evolve(agreement, in_force=None))
    if agreement.expires is not None:
        yield Mutant("dropped", "never expires", evolve(agreement, expires=None))
    if agreement.in_force is None and agreement.signed is not None:
        yield Mutant("date", "in force from signature", evolve(agreement, in_force=agreement.signed))


def _events(agreement: Agreement) -> Iterator[Mutant]:
    for place, event in enumerate(agreement.events):
        before, behind = agreement.events[:place], agreement.events[place + 1 :]
        called = f"{event.kind} of {event.on}"
        yield Mutant("dropped", f"{called}: dropped", evolve(agreement, events=(*before, *behind)))
        for field in ("on", "takes_effect"):
            day: date | None = getattr(event, field)
            if day is None or (field == "on" and event.takes_effect is not None):
                continue  # a notice works on the day it takes effect; the day it was given is history
            for shift, word in ((-_DAY, "earlier"), (_DAY, "later")):
                moved = evolve(event, **{field: day + shift})
                yield Mutant("date", f"{called}: {field} a day {word}", evolve(agreement, events=(*before, moved, *behind)))


def _survival(agreement: Agreement) -> Iterator[Mutant]:
    if agreement.retroactive:
        yield Mutant("weakened", "not retroactive", evolve(agreement, retroactive=False))
    if agreement.survives is not None:
        yield Mutant("weakened", "everything survives", evolve(agreement, survives=None))
        for topic in sorted(agreement.survives):
            yield Mutant("weakened", f"{topic} does not survive", evolve(agreement, survives=agreement.survives - {topic}))
