"""Rule `provenance`: under which agreement did the holder come by what another party originated?

The chain is followed from the originator through every provider to the holder. A link that names no instrument takes, of
the agreements in force between its two parties on the day of the marking, the one whose third-party clause is strictest.
"""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from relto.agreements import Agreement, Clause, ThirdParty
from relto.labels import UNNAMED_SOURCE
from relto.primitives import AgreementId, PartyId
from relto.release import wording
from relto.release.model import Link, Reason
from relto.release.rules.case import Case

UNRECORDED = ThirdParty(consent_of="originator", form="prior-written", third=frozenset({"state", "body", "own-body"}))
"""What an agreement without a recorded third-party clause is taken to say: the strictest ordinary clause."""

_WHO = {"provider": 0, "authority": 1, "originator": 2, "makers": 3}
_FORM = {"any": 0, "prior": 1, "prior-written": 2}


@frozen
class Handing:
    """One link of the chain, settled: who handed to whom, under what."""

    giver: PartyId
    receiver: PartyId
    agreement: Agreement
    on: date


class BrokenChain(Exception):
    """The chain cannot be followed; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.says)
        self.reason = reason


def third_party_rules(case: Case, agreement: Agreement) -> tuple[tuple[Clause | None, ThirdParty], ...]:
    """The agreement's third-party rules and their clauses; none recorded: :data:`UNRECORDED`.

    An agreement that is no longer in force binds only by the clauses that survive it.
    """
    clauses = agreement.clauses_of(ThirdParty)
    if agreement.survives is not None and not case.in_force(agreement, case.at):
        clauses = tuple(pair for pair in clauses if pair[0].topic in agreement.survives)
    return clauses or ((None, UNRECORDED),)


def strictness(clause: ThirdParty) -> tuple[bool, int, int, int]:
    """How strict a third-party clause is: a further lock first, then who consents, the form, and how many count as third."""
    return (clause.needs_agreement, _WHO[clause.consent_of], _FORM[clause.form], len(clause.third))


def strictest_between(case: Case, giver: PartyId, receiver: PartyId, on: date) -> Agreement:
    """Of the agreements in force between two parties on a day, the one whose third-party clause is strictest."""
    serving = [a for _, a in sorted(case.network.agreements.items()) if {giver, receiver} <= a.members(on) and case.in_force(a, on)]
    if giver == receiver:
        raise BrokenChain(wording.handed_to_itself(giver))
    if not serving:
        raise BrokenChain(wording.no_instrument_of_receipt(giver, receiver))
    return max(serving, key=lambda a: max(strictness(effect) for _, effect in third_party_rules(case, a)))


def _named(case: Case, receiver: PartyId, on: date, agreement_id: AgreementId) -> Agreement:
    agreement = case.network.agreements.get(agreement_id)
    if agreement is None:
        raise BrokenChain(wording.unknown_instrument(agreement_id))
    if receiver not in agreement.members(on):
        raise BrokenChain(wording.not_under(agreement, f"{receiver} was no party to it then"))
    if case.in_force(agreement, on) or agreement.reaches_back(on, case.at, assumed=case.network.is_assumed(agreement.id)):
        return agreement
    raise BrokenChain(wording.not_under(agreement, agreement.status(on).why))


def _giver_under(case: Case, originator: PartyId, agreement: Agreement) -> PartyId:
    members = agreement.members(case.marked_on)
    if originator in members:
        return originator
    others = members - {case.holder}
    if len(others) != 1:
        raise BrokenChain(
            wording.not_under(agreement, f"{originator} is no party to it, and it does not tell who provided the information")
        )
    return next(iter(others))


def chain(case: Case, originator: PartyId) -> tuple[Handing, ...]:
    """The settled chain from an originator to the holder.

    Raises:
        BrokenChain: a link has no agreement, or the one named does not fit.
    """
    if originator == UNNAMED_SOURCE:
        raise BrokenChain(wording.unnamed_source())
    if case.item.chain:
        return _followed(case, originator)
    if case.item.under is None:
        return (_unnamed(case, originator, case.holder),)
    last = _named(case, case.holder, case.marked_on, case.item.under)
    giver = _giver_under(case, originator, last)
    end = Handing(giver, case.holder, last, case.marked_on)
    if giver == originator:
        return (end,)
    return (_unnamed(case, originator, giver), end)


def _unnamed(case: Case, giver: PartyId, receiver: PartyId) -> Handing:
    """A handing-over of which only the day of the marking is known."""
    return Handing(giver, receiver, strictest_between(case, giver, receiver, case.marked_on), case.marked_on)


def _followed(case: Case, originator: PartyId) -> tuple[Handing, ...]:
    links = list(case.item.chain)
    providers = [link.provider for link in links]
    handings: list[Handing] = []
    if originator in providers:
        links = links[providers.index(originator) :]
    else:
        first = links[0].provider
        handings.append(_unnamed(case, originator, first))
    receivers = [link.provider for link in links[1:]] + [case.holder]
    for number, (link, receiver) in enumerate(zip(links, receivers, strict=True), 1):
        on = link.on or case.marked_on
        named = _last_named(link, case.item.under) if number == len(links) else link.instrument
        if link.provider == receiver:
            raise BrokenChain(wording.handed_to_itself(receiver))
        if named is None:
            agreement = strictest_between(case, link.provider, receiver, on)
        else:
            agreement = _named(case, receiver, on, named)
            if link.provider not in agreement.members(on):
                raise BrokenChain(wording.not_under(agreement, f"{link.provider} was no party to it then"))
        handings.append(Handing(link.provider, receiver, agreement, on))
    return tuple(handings)


def _last_named(link: Link, under: AgreementId | None) -> AgreementId | None:
    """The instrument of the last link: its own, or the one under which the item is said to have come."""
    if under is not None and link.instrument not in (None, under):
        raise BrokenChain(wording.two_instruments(under, str(link.instrument)))
    return link.instrument or under


def provenance(case: Case) -> Iterator[Reason]:
    """Deny for every originator whose chain to the holder cannot be followed."""
    for originator in case.originators:
        if originator == case.holder:
            continue
        try:
            chain(case, originator)
        except BrokenChain as broken:
            yield broken.reason
