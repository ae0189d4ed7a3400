"""Rules of the instrument: `instrument`, `ceiling`, `equivalence`, `scope`, `compartment`, `channel`."""

from collections.abc import Iterator, Mapping

from relto.agreements import Ceiling, Channel, Compartments, Scope
from relto.labels import UNNAMED_SOURCE
from relto.primitives import PartyId
from relto.release import wording
from relto.release.model import Reason
from relto.release.rules.carrying import carry, level_at_holder
from relto.release.rules.case import Case


def instrument(case: Case) -> Iterator[Reason]:
    """Holder and recipient need an agreement in force; a sole originator gets back what it gave without one."""
    if case.goes_home:
        return
    if case.instrument is None:
        both = {case.holder, case.recipient}
        between = [(a, a.status(case.at).why) for _, a in sorted(case.network.agreements.items()) if both <= a.members(case.at)]
        yield wording.no_instrument(case.holder, case.recipient, between)
        return
    others = [a.id for a in case.serving() if a != case.instrument]
    status = case.instrument.status(case.at, assumed=case.network.is_assumed(case.instrument.id))
    yield wording.instrument(case.instrument, status.why, assumed=status.assumed, others=others)


def ceiling(case: Case) -> Iterator[Reason]:
    """The level, in the recipient's scheme, lies between the lowest and the highest the instrument covers."""
    if case.instrument is None:
        return
    level = carry(case).level
    scheme = case.network.home_scheme(case.recipient)
    for clause, effect in case.instrument.clauses_of(Ceiling):
        highest = effect.highest.get(case.recipient)
        lowest = effect.lowest.get(case.recipient)
        if level is None or scheme is None or not scheme.has(level):
            continue
        if highest is None:
            yield wording.ceiling_unknown(case.instrument, clause, case.recipient)
        elif not scheme.protects(highest, level):
            yield wording.above_ceiling(case.instrument, clause, level, highest)
        elif lowest is not None and not scheme.protects(level, lowest):
            yield wording.below_floor(case.instrument, clause, level, lowest)
        else:
            yield wording.under_ceiling(case.instrument, clause, highest)


def equivalence(case: Case) -> Iterator[Reason]:
    """The level is carried by the instrument's own table; no row denies, unless the agreement decides case by case."""
    if case.instrument is None:
        return
    carried = carry(case)
    level = case.label.level
    if carried.level is not None:
        yield wording.carried(case.instrument, carried.clause, level, carried.level)
    elif carried.by_case and carried.clause is not None:
        for originator in case.originators:
            if originator not in (case.recipient, UNNAMED_SOURCE):
                yield wording.by_case(case.instrument, carried.clause, level, originator)
    elif carried.lost:
        yield wording.not_at_holder(case.instrument, level, case.holder)
    else:
        yield wording.no_row(case.instrument, carried.clause, level, case.recipient)


def scope(case: Case) -> Iterator[Reason]:
    """Kinds of information outside the instrument are denied; a kind that is not said becomes an obligation."""
    if case.instrument is None:
        return
    for clause, effect in case.instrument.clauses_of(Scope):
        for kind in sorted(case.item.kinds):
            if kind in effect.excluded or (effect.kinds and kind not in effect.kinds):
                yield wording.out_of_scope(case.instrument, clause, kind)


def compartment(case: Case) -> Iterator[Reason]:
    """Every compartment must be open to the recipient by an agreement in force with the holder."""
    if case.goes_home:
        return
    for one in sorted(case.label.compartments):
        opening = [
            (agreement, clause)
            for agreement in case.serving()
            for clause, effect in agreement.clauses_of(Compartments)
            if one in effect.opens
        ]
        if opening:
            yield wording.open_compartment(one, *opening[0])
        else:
            yield wording.closed_compartment(one, case.recipient)


def channel(case: Case) -> Iterator[Reason]:
    """A channel that the instrument does not accept for the level is denied."""
    if case.instrument is None or case.channel is None:
        return
    for clause, effect in case.instrument.clauses_of(Channel):
        if speaks_from(case, effect.from_level) and case.channel not in effect.accepts:
            yield wording.wrong_channel(case.instrument, clause, case.channel, sorted(effect.accepts))


def speaks_from(case: Case, from_level: Mapping[PartyId, str]) -> bool:
    """Whether a clause that speaks from a level on speaks here; it does where that cannot be told."""
    known = {case.recipient: carry(case).level, case.holder: level_at_holder(case)}
    for party in (case.recipient, case.holder):
        level, scheme, threshold = known[party], case.network.home_scheme(party), from_level.get(party)
        if threshold is not None and scheme is not None and level is not None and scheme.has(level):
            return scheme.protects(level, threshold)
    return True
