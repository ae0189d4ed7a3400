"""The person rules: who of a party may read what the party may hold.

The party's own decision comes first. Then each of these denies by itself: `clearance`, `need-to-know`, `nationality`,
`contractor`, `compartment`. Nothing here can open what the party may not hold.

Source: docs/reference/decision.md, "Persons".
"""

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from relto.agreements import Agreement, Clause, Clearance, Contractors, Nationality, Network
from relto.labels import Scheme
from relto.parties import Person
from relto.primitives import PartyId
from relto.release.compiled import Engine
from relto.release.model import Decision, Item, Outcome, Reason
from relto.release.rules.carrying import carry
from relto.release.rules.case import Case


@frozen
class _Reading:
    """One person before one item: the level in the person's own scheme and the instrument it came by."""

    network: Network
    item: Item
    person: Person
    at: date
    scheme: Scheme | None
    level: str | None
    instrument: Agreement | None


def may_read(
    network: Network, item: Item, person: Person, *, holder: PartyId, at: date, purpose: str | None = None, channel: str | None = None
) -> Decision:
    """Whether a person may read an item that a holder has, as one of the recipient's people or of the holder's own.

    Args:
        network: the facts.
        item: what would be read.
        person: who would read it.
        holder: who holds it.
        at: the day.
        purpose: the purpose, or ``None`` when not said.
        channel: the channel by which it would reach another party, or ``None``.

    Returns:
        The party's decision (permit, where the person is the holder's own) with a denial for each person rule that refuses.
    """
    if person.party == holder:
        decision = Decision(Outcome.PERMIT)
        reading = _Reading(network, item, person, at, network.home_scheme(holder), None, None)
        if item.label.scheme == reading.scheme:
            reading = evolve(reading, level=item.label.level)
    else:
        decision = Engine(network, at).decide(item, holder=holder, recipient=person.party, purpose=purpose, channel=channel)
        reading = _received(network, item, person, holder, at, decision)
    if item.label.is_public:
        return decision
    refusals = tuple(reason for rule in (_clearance, _need_to_know, _nationality, _contractor, _compartment) for reason in rule(reading))
    if not refusals:
        return decision
    return evolve(decision, outcome=Outcome.DENY, reasons=(*decision.reasons, *refusals), obligations=(), marking=None)


def _received(network: Network, item: Item, person: Person, holder: PartyId, at: date, decision: Decision) -> _Reading:
    scheme = network.home_scheme(person.party)
    if decision.instrument is None:
        own = item.label.level if item.label.scheme == scheme else None
        return _Reading(network, item, person, at, scheme, own, None)
    instrument = network.agreements[decision.instrument]
    level = carry(Case(network, item, holder, person.party, at, instrument=instrument)).level
    return _Reading(network, item, person, at, scheme, level, instrument)


def _denied(rule: str, says: str, agreement: Agreement | None = None, clause: Clause | None = None) -> Reason:
    return Reason(
        rule,
        Outcome.DENY,
        says,
        agreement.id if agreement is not None else None,
        clause.article if clause is not None else None,
        clause.basis if clause is not None else None,
    )


def _clearance(reading: _Reading) -> Iterator[Reason]:
    scheme, level = reading.scheme, reading.level
    if scheme is None or level is None or level not in scheme.levels:
        yield _denied(
            "clearance", f"the level in the scheme of {reading.person.party} is not known, so no clearance can be measured against it"
        )
        return
    clauses = reading.instrument.clauses_of(Clearance) if reading.instrument is not None else ()
    for clause, effect in clauses:
        threshold = effect.from_level.get(reading.person.party)
        if threshold is not None and not scheme.protects(level, threshold):
            return
        if not _cleared(scheme, reading.person.clearance, level):
            yield _denied("clearance", f"a clearance to {level} is needed: {clause.says}", reading.instrument, clause)
        return
    if not _cleared(scheme, reading.person.clearance, level):
        yield _denied("clearance", f"a clearance to {level} is needed")


def _cleared(scheme: Scheme, clearance: str | None, level: str) -> bool:
    return clearance is not None and scheme.protects(clearance, level)


def _need_to_know(reading: _Reading) -> Iterator[Reason]:
    if not reading.person.need_to_know:
        yield _denied("need-to-know", "the person's duty does not need it: rank, post or clearance alone give no access")


def _nationality(reading: _Reading) -> Iterator[Reason]:
    nationalities = reading.person.nationalities
    marked_on = reading.item.label.marked_on or reading.item.marked_on or reading.at
    for one in sorted(reading.item.label.exclusions):
        if nationalities.isdisjoint(reading.network.reach(one.only, marked_on, reading.at)):
            yield _denied("nationality", f"{one.name} admits only nationals of {', '.join(sorted(one.only))}")
    if reading.instrument is None:
        return
    for clause, _ in reading.instrument.clauses_of(Nationality):
        if nationalities.isdisjoint(reading.instrument.members(reading.at)):
            yield _denied("nationality", f"only nationals of the parties: {clause.says}", reading.instrument, clause)


def _contractor(reading: _Reading) -> Iterator[Reason]:
    scheme, level = reading.scheme, reading.level
    if not reading.person.contractor or scheme is None or level is None:
        return
    if not _cleared(scheme, reading.person.facility_clearance, level):
        clauses = reading.instrument.clauses_of(Contractors) if reading.instrument is not None else ()
        clause = clauses[0][0] if clauses else None
        yield _denied(
            "contractor", f"the contractor's facility needs a clearance to {level}", reading.instrument if clause else None, clause
        )


def _compartment(reading: _Reading) -> Iterator[Reason]:
    for one in sorted(reading.item.label.compartments - reading.person.read_ins):
        yield _denied("compartment", f"the person is not read into {one}")
