"""What a party writes on information of a level: by each agreement's own table."""

from datetime import date

from attrs import evolve, frozen

from relto.agreements import Basis, Network
from relto.labels import Label
from relto.primitives import AgreementId, PartyId
from relto.release.model import Item
from relto.release.rules.carrying import carry, written_by_recipient
from relto.release.rules.case import Case


@frozen
class Equivalent:
    """One agreement's answer.

    Args:
        agreement: the agreement.
        article: the article of its table, or ``None`` where the level needs no carrying.
        basis: how the table is known.
        level: the recipient's level.
        marking: what the recipient writes.
        assumed: whether the agreement is only assumed to be in force.
    """

    agreement: AgreementId
    article: str | None
    basis: Basis | None
    level: str
    marking: str
    assumed: bool


def equivalents(network: Network, label: Label, *, holder: PartyId, recipient: PartyId, at: date) -> tuple[Equivalent, ...]:
    """The recipient's marking under every agreement in force between two parties that carries the level.

    Args:
        network: the facts.
        label: what is sent.
        holder: who sends it.
        recipient: whose marking is wanted.
        at: the day.

    Raises:
        Malformed: a party is unknown, or the two are one.
    """
    network.party(recipient)
    case = Case(network, Item(label), network.party(holder).id, recipient, at)
    return tuple(found for agreement in case.serving() if (found := _under(evolve(case, instrument=agreement))) is not None)


def _under(case: Case) -> Equivalent | None:
    agreement, carried = case.instrument, carry(case)
    if agreement is None or carried.level is None:
        return None
    marking = written_by_recipient(case, agreement, carried.level)
    if marking is None:
        return None
    return Equivalent(
        agreement=agreement.id,
        article=carried.clause.article if carried.clause is not None else None,
        basis=carried.clause.basis if carried.clause is not None else None,
        level=carried.level,
        marking=marking,
        assumed=agreement.status(case.at, assumed=case.network.is_assumed(agreement.id)).assumed,
    )
