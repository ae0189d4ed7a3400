"""How the effect of one clause is weakened, by kind of effect."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import evolve

from relto.agreements import (
    Authorises,
    Ceiling,
    Channel,
    Clearance,
    Compartments,
    Duty,
    Effect,
    Equivalence,
    Marking,
    Purpose,
    Scope,
    ThirdParty,
)
from relto.labels import Scheme
from relto.primitives import PartyId

Schemes = Mapping[PartyId, Scheme | None]
Weaker = Iterator[tuple[str, str, Effect]]
"""The kind of mutant, what was done, and the effect as it then is."""

_WHO = {"originator": "provider", "provider": "originator", "makers": "provider", "authority": "originator"}
_FORM = {"prior-written": "any", "prior": "prior-written", "any": "prior-written"}


def weaker(effect: Effect, schemes: Schemes) -> Weaker:
    """Every way in which an effect is made wrong."""
    made = _BY_KIND.get(type(effect))
    return iter(()) if made is None else made(effect, schemes)


def _next(scheme: Scheme | None, level: str, step: int) -> str | None:
    """The level a step above or below, in a scheme whose levels stand lowest first; ``None`` at its ends."""
    if scheme is None or level not in scheme.levels:
        return None
    place = scheme.levels.index(level) + step
    return scheme.levels[place] if 0 <= place < len(scheme.levels) else None


def _third_party(effect: ThirdParty, _: Schemes) -> Weaker:
    yield "weakened", f"consent of the {_WHO[effect.consent_of]}", evolve(effect, consent_of=_WHO[effect.consent_of], authority=None)
    yield "weakened", f"form {_FORM[effect.form]}", evolve(effect, form=_FORM[effect.form])
    if effect.third <= {"state", "body"}:
        yield "weakened", "nobody is third", evolve(effect, third=frozenset({"national"}))
    if "own-body" in effect.third:
        yield "weakened", "own bodies are not third", evolve(effect, third=effect.third - {"own-body"})
    for body in sorted(effect.own_bodies):
        yield "weakened", f"{body} not among own bodies", evolve(effect, own_bodies=effect.own_bodies - {body})
    yield "weakened", "the further lock turned", evolve(effect, needs_agreement=not effect.needs_agreement)


def _ceiling(effect: Ceiling, schemes: Schemes) -> Weaker:
    for side, levels in (("highest", effect.highest), ("lowest", effect.lowest)):
        for party, level in levels.items():
            for step, word in ((1, "raised"), (-1, "lowered")):
                other = _next(schemes.get(party), level, step)
                if other is not None:
                    yield "level", f"{side} of {party} {word} to {other}", evolve(effect, **{side: {**levels, party: other}})
    if effect.lowest:
        yield "dropped", "no lowest level", evolve(effect, lowest={})


def _equivalence(effect: Equivalence, schemes: Schemes) -> Weaker:
    for place, row in enumerate(effect.rows):
        around = (effect.rows[:place], effect.rows[place + 1 :])
        yield "dropped", f"row {place + 1} dropped", evolve(effect, rows=(*around[0], *around[1]))
        for party, words in row.items():
            for step, word in ((1, "raised"), (-1, "lowered")):
                other = _next(schemes.get(party), words[0], step)
                if other is not None:
                    changed = {**row, party: (other, *words[1:])}
                    rows = (*around[0], changed, *around[1])
                    yield "level", f"{words[0]} of {party} in row {place + 1} {word} to {other}", evolve(effect, rows=rows)
            for extra in words[1:]:
                rows = (*around[0], {**row, party: tuple(one for one in words if one != extra)}, *around[1])
                yield "dropped", f"{extra} of {party} in row {place + 1} dropped", evolve(effect, rows=rows)
    for party, levels in effect.by_case.items():
        for level in sorted(levels):
            yield "dropped", f"{level} not by case", evolve(effect, by_case={**effect.by_case, party: levels - {level}})
    if effect.common_scheme is not None and effect.rows:
        yield "dropped", "no common scheme", evolve(effect, common_scheme=None)


def _scope(effect: Scope, _: Schemes) -> Weaker:
    for kind in sorted(effect.kinds):
        yield "dropped", f"{kind} not covered", evolve(effect, kinds=(effect.kinds - {kind}) or frozenset({"nothing"}))
    if effect.kinds:
        yield "weakened", "every kind covered", evolve(effect, kinds=frozenset())
    for kind in sorted(effect.excluded):
        yield "weakened", f"{kind} not excluded", evolve(effect, excluded=effect.excluded - {kind})


def _compartments(effect: Compartments, _: Schemes) -> Weaker:
    for one in sorted(effect.opens):
        yield "dropped", f"{one} not open", evolve(effect, opens=effect.opens - {one})
    yield "weakened", "HCS open", evolve(effect, opens=effect.opens | {"HCS"})


def _purpose(effect: Purpose, _: Schemes) -> Weaker:
    for one in sorted(effect.purposes):
        yield "dropped", f"{one} not served", evolve(effect, purposes=(effect.purposes - {one}) or frozenset({"nothing"}))
    if effect.purposes:
        yield "weakened", "every purpose served", evolve(effect, purposes=frozenset())
    else:
        yield "weakened", "one purpose alone served", evolve(effect, purposes=frozenset({"nothing"}))


def _channel(effect: Channel, schemes: Schemes) -> Weaker:
    for one in sorted(effect.accepts):
        yield "dropped", f"{one} not accepted", evolve(effect, accepts=effect.accepts - {one})
    yield "weakened", "open mail accepted", evolve(effect, accepts=effect.accepts | {"open-mail"})
    yield from _thresholds(effect, schemes)


def _authorises(effect: Authorises, _: Schemes) -> Weaker:
    for level in sorted(effect.levels):
        yield "dropped", f"{level} no release", evolve(effect, levels=effect.levels - {level})
    other = "anyone" if effect.by == "originator" else "originator"
    yield "weakened", f"by {other}", evolve(effect, by=other)


def _marking(effect: Marking, _: Schemes) -> Weaker:
    yield "weakened", "the provider's name turned", Marking(not effect.names_provider)


def _thresholds(effect: Channel | Clearance | Duty, schemes: Schemes) -> Weaker:
    for party, level in effect.from_level.items():
        for step, word in ((1, "raised"), (-1, "lowered")):
            other = _next(schemes.get(party), level, step)
            if other is not None:
                yield "level", f"from {other} of {party} ({word})", evolve(effect, from_level={**effect.from_level, party: other})
    if effect.from_level:
        yield "weakened", "from every level", evolve(effect, from_level={})


_BY_KIND: Mapping[type[Any], Callable[[Any, Schemes], Weaker]] = {
    Authorises: _authorises,
    Ceiling: _ceiling,
    Channel: _channel,
    Clearance: _thresholds,
    Compartments: _compartments,
    Duty: _thresholds,
    Equivalence: _equivalence,
    Marking: _marking,
    Purpose: _purpose,
    Scope: _scope,
    ThirdParty: _third_party,
}
"""Contractors and nationality have no parts that a rule reads: they are only dropped."""
