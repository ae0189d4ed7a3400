"""How a level is carried to the recipient's scheme: by the agreement's own table, never by matching words.

Source: docs/reference/decision.md, rule `equivalence`. Where the level's scheme is neither the holder's nor the
recipient's, it is first carried to the holder's scheme by the agreements through which the holder got it.
"""

from attrs import frozen

from relto.agreements import Agreement, Clause, Equivalence, Marking
from relto.labels import Scheme
from relto.primitives import PartyId
from relto.release import wording
from relto.release.rules.case import Case
from relto.release.rules.provenance import BrokenChain, chain


@frozen
class Carried:
    """Where a level lands.

    Args:
        level: the recipient's level, or ``None`` where the table has no row.
        clause: the clause that says so; ``None`` where the level needs no carrying.
        by_case: whether it goes across only case by case.
        lost: whether it does not even stand in the holder's own scheme.
    """

    level: str | None
    clause: Clause | None = None
    by_case: bool = False
    lost: bool = False


def carry(case: Case) -> Carried:
    """The level of the item in the recipient's scheme, under the instrument of the case."""
    agreement = _instrument(case)
    scheme, level = case.label.scheme, case.label.level
    recipient = case.network.home_scheme(case.recipient)
    holder = case.network.home_scheme(case.holder)
    if scheme == recipient or common(agreement, scheme):
        return Carried(level)
    if scheme != holder and holder is not None:
        received = level_at_holder(case)
        if received is None:
            return Carried(None, lost=True)
        scheme, level = holder, received
        if scheme == recipient or common(agreement, scheme):
            return Carried(level)
    return step(case, agreement, scheme, level, case.holder, case.recipient)


def level_at_holder(case: Case) -> str | None:
    """The level in the holder's own scheme, by the agreements it came under; ``None`` where they do not carry it."""
    holder = case.network.home_scheme(case.holder)
    if case.label.scheme == holder:
        return case.label.level
    if holder is None:
        return None
    landed: list[str] = []
    for originator in case.originators:
        if originator == case.holder:
            continue
        level = _along(case, originator)
        if level is not None:
            landed.append(level)
    if not landed:
        return None
    highest = holder.join_all(landed)
    return None if holder.is_joined(highest) else highest


def _along(case: Case, originator: PartyId) -> str | None:
    scheme, level = case.label.scheme, case.label.level
    try:
        handings = chain(case, originator)
    except BrokenChain:
        return None
    for handing in handings:
        target = case.network.home_scheme(handing.receiver)
        if target is None:
            return None
        if scheme == target or common(handing.agreement, scheme):
            continue
        carried = step(case, handing.agreement, scheme, level, handing.giver, handing.receiver)
        if carried.level is None:
            return None
        scheme, level = target, carried.level
    return level if scheme == case.network.home_scheme(case.holder) else None


def step(case: Case, agreement: Agreement, scheme: Scheme, level: str, giver: PartyId, receiver: PartyId) -> Carried:
    """One agreement's table, from the giver's column to the receiver's.

    A word that stands in several rows, of one clause or of several, lands on the lowest level that covers all of them: never downwards.
    """
    target = case.network.home_scheme(receiver)
    tables = agreement.clauses_of(Equivalence)
    for column in _columns(case, agreement, scheme, giver):
        for clause, table in tables:
            if level in table.by_case.get(column, frozenset()):
                return Carried(None, clause, by_case=True)
        rows = [(clause, row) for clause, table in tables for row in table.rows if level in row.get(column, ()) and receiver in row]
        landings = {row[receiver][0] for _, row in rows}
        covering = [one for one in landings if target is not None and all(target.protects(one, other) for other in landings)]
        if covering:
            return Carried(covering[0], next(clause for clause, row in rows if row[receiver][0] == covering[0]))
    return Carried(None, _first_table(agreement))


def _columns(case: Case, agreement: Agreement, scheme: Scheme, giver: PartyId) -> list[PartyId]:
    """The parties whose column is written in the scheme, the giver's own first."""
    parties = sorted({a.party for a in agreement.parties}, key=lambda p: (p != giver, p))
    return [party for party in parties if case.network.home_scheme(party) == scheme]


def common(agreement: Agreement, scheme: Scheme) -> bool:
    """Whether all parties use that scheme as it is."""
    return any(table.common_scheme == scheme.id for _, table in agreement.clauses_of(Equivalence))


def _first_table(agreement: Agreement) -> Clause | None:
    return next((clause for clause, _ in agreement.clauses_of(Equivalence)), None)


def _instrument(case: Case) -> Agreement:
    if case.instrument is None:
        raise LookupError("a level is carried only under an instrument")
    return case.instrument


def _common_scheme(case: Case, agreement: Agreement) -> Scheme:
    """The scheme of a level that its recipient takes as it is: the label's own, or the holder's into which it was carried."""
    holder = case.network.home_scheme(case.holder)
    return case.label.scheme if holder is None or common(agreement, case.label.scheme) else holder


def written_by_recipient(case: Case, agreement: Agreement, level: str) -> str | None:
    """The marking of a level that has been carried: the recipient's own, with the provider's name where a clause asks for it."""
    named = any(effect.names_provider for _, effect in agreement.clauses_of(Marking))
    scheme = case.network.home_scheme(case.recipient)
    own = scheme if scheme is not None and scheme.has(level) else _common_scheme(case, agreement)
    return wording.received_marking(own, level, (case.holder,) if named else ())
