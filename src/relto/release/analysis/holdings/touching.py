"""What a change of the facts or of the day can touch: so that nothing else is decided again.

It errs on one side only: what it names may turn out the same, what it does not name is the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Protocol, TypeVar

from attrs import field, frozen

from relto.agreements import Consent, Network
from relto.primitives import AgreementId, PartyId, Period
from relto.release.analysis.holdings.kinds import Said
from relto.release.compiled.days import days_of_agreement, days_of_community

_NOBODY: frozenset[PartyId] = frozenset()


class _Dated(Protocol):
    @property
    def period(self) -> Period: ...


D = TypeVar("D", bound=_Dated)


@frozen
class Touched:
    """What lies between two states of the facts.

    Args:
        everything: whether all must be decided again: a party, a scheme or the circle of the parties is another.
        agreements: agreements that may say something else, with all that are or were party to them in either state.
        members: the parties to each agreement of either state.
        communities: communities that a list may reach otherwise.
        holders: holders whose own law may say something else.
        consents: consents that are there in one state only, or that may be used in one only.
    """

    everything: bool = False
    agreements: Mapping[AgreementId, frozenset[PartyId]] = field(factory=dict)
    members: Mapping[AgreementId, frozenset[PartyId]] = field(factory=dict)
    communities: frozenset[str] = frozenset()
    holders: frozenset[PartyId] = frozenset()
    consents: tuple[Consent, ...] = ()

    @property
    def parties(self) -> frozenset[PartyId]:
        """Everybody party to an agreement that is touched."""
        return _NOBODY.union(*self.agreements.values())

    def recipients(self, said: Said, holder: PartyId) -> frozenset[PartyId] | None:
        """For which recipients an answer about something a holder has may be another one; ``None``: for any."""
        if holder in self.holders:
            return None
        found: set[PartyId] = set()
        involved = said.involved | {holder}
        for instrument in said.instruments:
            involved |= self.members.get(instrument, _NOBODY)
        own = said.is_own(holder)
        givers = said.originators or {holder}
        for agreement, parties in self.agreements.items():
            if not own and (agreement in said.instruments or len(involved & parties) > 1):
                return None
            if holder in parties or not givers.isdisjoint(parties):
                found |= parties
        for consent in self.consents:
            if consent.scheme == said.item.label.scheme.id and (not consent.holders or holder in consent.holders):
                found |= consent.recipients
        return frozenset(found)


def between(before: Network, then: date, after: Network, now: date) -> Touched:
    """What can be answered otherwise from one network and day to another.

    Args:
        before: the network that was.
        then: the day of the questions then.
        after: the network that is.
        now: the day of the questions now.
    """
    if before.parties != after.parties or before.schemes != after.schemes or before.everyone != after.everyone:
        return Touched(everything=True)
    days = (min(then, now), max(then, now))
    communities = frozenset(_communities(before, after, days))
    return Touched(
        agreements={one: _members(one, before, after) for one in _agreements(before, after, days)},
        members={one: _members(one, before, after) for one in {*before.agreements, *after.agreements}},
        communities=communities,
        holders=frozenset(_lawful(before, after, days, communities)),
        consents=_consents(before, after, days),
    )


def _agreements(before: Network, after: Network, days: tuple[date, date]) -> Iterator[AgreementId]:
    for code in {*before.agreements, *after.agreements}:
        was, now = before.agreements.get(code), after.agreements.get(code)
        assumed = (code in before.assumed, code in after.assumed)
        if was is None or now is None or not _same(was, now) or assumed[0] != assumed[1] or _crossed(days_of_agreement(now), days):
            yield code


def _communities(before: Network, after: Network, days: tuple[date, date]) -> Iterator[str]:
    for code in {*before.communities, *after.communities}:
        was, now = before.communities.get(code), after.communities.get(code)
        if was is None or now is None or not _same(was, now) or _crossed(days_of_community(now), days):
            yield code


def _lawful(before: Network, after: Network, days: tuple[date, date], communities: frozenset[str]) -> Iterator[PartyId]:
    rules = {*before.national_rules, *after.national_rules}
    other = _other(before.national_rules, after.national_rules, days)
    yield from (one.party for one in other)
    yield from (one.party for one in rules if not communities.isdisjoint(one.when.recipients))
    assessed = {one.rule for one in _other(before.assessments, after.assessments, days)}
    yield from (one.party for one in rules if one.id in assessed)


def _consents(before: Network, after: Network, days: tuple[date, date]) -> tuple[Consent, ...]:
    one_only = _other(before.consents, after.consents, days)
    given = (one for one in frozenset(before.consents) & frozenset(after.consents) if _crossed((one.given_on,), days))
    return (*one_only, *given)


def _other(before: tuple[D, ...], after: tuple[D, ...], days: tuple[date, date]) -> tuple[D, ...]:
    """The dated facts that only one side has, or that begin or end between the days."""
    if before is after and days[0] == days[1]:
        return ()
    was, now = frozenset(before), frozenset(after)
    return (*(was ^ now), *(one for one in was & now if _crossed(_days_of(one.period), days)))


def _days_of(period: Period) -> Iterator[date]:
    return (day for day in (period.start, period.end) if day is not None)


def _members(code: AgreementId, before: Network, after: Network) -> frozenset[PartyId]:
    return frozenset(
        one.party
        for agreement in (before.agreements.get(code), after.agreements.get(code))
        if agreement is not None
        for one in agreement.parties
    )


def _same(was: object, now: object) -> bool:
    return was is now or was == now


def _crossed(of: Iterable[date], days: tuple[date, date]) -> bool:
    """Whether one of some days lies behind the first of two and not behind the second."""
    return any(days[0] < day <= days[1] for day in of)
