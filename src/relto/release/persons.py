"""The person rules: who of a party may read what the party may hold.

The party's own decision comes first. Then each of these denies by itself: `clearance`, `need-to-know`, `nationality`,
`contractor`, `compartment`. Nothing here can open what the party may not hold.

What a party holds it goes on holding (:class:`Kept`): its own people read it by its level at home, settled when it came, and by what
the agreements ask under which it came, also when those have ended since.

Source: docs/reference/decision.md, "Persons".
"""

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from relto.agreements import Agreement, Clause, Clearance, Contractors, Nationality, Network
from relto.labels import Label, Scheme
from relto.parties import Person
from relto.primitives import AgreementId, PartyId
from relto.release.compiled import Engine
from relto.release.model import Decision, Item, Outcome, Reason
from relto.release.rules.carrying import carry, level_at_holder
from relto.release.rules.case import Case


@frozen(cache_hash=True)
class Kept:
    """What a party holds, as far as the person rules look at it for its own people. Equal values, equal answers.

    Args:
        label: the label.
        level: its level in the party's home scheme; ``None`` where it has none there.
        instruments: the agreements under which it came; empty for what the party made itself.
        marked_on: the day it was marked, where the label does not say.
    """

    label: Label
    level: str | None = None
    instruments: tuple[AgreementId, ...] = ()
    marked_on: date | None = None

    @property
    def in_short(self) -> "Kept":
        """The same without what no person rule looks at, so that many things are of few kinds."""
        label = self.label
        if label.is_public:
            return Kept(Label(label.scheme, label.level))
        day = (label.marked_on or self.marked_on) if label.exclusions else None
        listed = label.releasable_to if label.level in label.scheme.public else None
        shown = label.display_only if label.level in label.scheme.public else None
        named = label.originators - {label.scheme.owner} if label.level in label.scheme.public else frozenset[PartyId]()
        controls = label.controls if label.level in label.scheme.public else frozenset[str]()
        short = evolve(label, originators=named, joint=False, releasable_to=listed, display_only=shown, controls=controls, marked_on=day)
        return Kept(short, self.level, tuple(sorted(set(self.instruments))))


def as_kept(network: Network, item: Item, *, holder: PartyId, at: date) -> Kept:
    """What somebody came to hold, for its own people: its level at home, carried by the agreements under which it came.

    Args:
        network: the facts on the day it came.
        item: what it is.
        holder: who holds it.
        at: the day.
    """
    other = next(party for party in network.everyone if party != holder)  # the question of a level at home has no recipient
    return evolve(as_marked(item, at=at), level=level_at_holder(Case(network, item, holder, other, at)))


def as_marked(item: Item, *, at: date) -> Kept:
    """The same as :func:`as_kept`, before any agreement has carried its level home: no network is asked.

    Args:
        item: what it is.
        at: the day it came.
    """
    instruments = {link.instrument for link in item.chain} | {item.under}
    some = tuple(sorted(one for one in instruments if one is not None))
    return Kept(item.label, None, some, item.label.marked_on or item.marked_on or at)


def may_open(network: Network, held: Kept, person: Person, at: date) -> Decision:
    """Whether one of a party's own people may open what the party holds.

    A level of a scheme that nobody owns (TLP) and that no agreement carries home asks no clearance of a person: such a scheme says to
    which organisations something may go, and nobody is cleared to it.

    Args:
        network: the facts.
        held: what is held.
        person: who would open it.
        at: the day.
    """
    decision = Decision(Outcome.PERMIT)
    if held.label.is_public:
        return decision
    item, scheme = Item(held.label, marked_on=held.marked_on), network.home_scheme(person.party)
    known: list[Agreement | None] = [network.agreements[one] for one in held.instruments if one in network.agreements]
    refusals: list[Reason] = []
    for instrument in known or [None]:
        reading = _Reading(network, item, person, at, scheme, held.level, instrument)
        if held.level is not None or held.label.scheme.owner is not None:
            refusals += (*_clearance(reading), *_contractor(reading))
        refusals += (*_need_to_know(reading), *_nationality(reading), *_compartment(reading))
    if len(known) != len(held.instruments):
        refusals.append(_denied("provenance", "it came under an agreement that is not known here"))
    return evolve(decision, outcome=Outcome.DENY, reasons=tuple(dict.fromkeys(refusals))) if refusals else decision


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
