"""What falls due between two days, from the facts of a network alone."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Literal

from attrs import frozen

from relto.agreements.model import Agreement, Basis
from relto.agreements.network import Network
from relto.agreements.terms import Recurring, Term, Terms
from relto.parties import Community
from relto.primitives import AgreementId, Malformed, PartyId, limits

Kind = Literal[
    "entry-into-force",
    "adherence-begins",
    "adherence-ends",
    "expiry",
    "notice-takes-effect",
    "last-day-of-notice",
    "renewal",
    "review",
    "consultation",
    "report",
    "inspection",
    "membership-begins",
    "membership-ends",
    "community-ends",
    "rule-begins",
    "rule-ends",
    "consent-ends",
    "assessment-ends",
]
"""What can fall due. What *ends* on a day holds no more on that day."""

KINDS: tuple[str, ...] = Kind.__args__  # type: ignore[attr-defined]

_OF_TIME = ("consultation", "duration", "duration-termination", "review", "termination")
"""Topics of clauses that may set a day."""


@frozen
class Due:
    """One thing that falls due.

    Args:
        on: the day.
        kind: what it is.
        subject: identifier of the agreement, community, rule, consent or assessment.
        says: in words.
        key: tells it from every other; it stays when the day moves.
        parties: whom it concerns.
        article: the article or citation it rests on; ``None`` where none is recorded.
        basis: how it is known; ``None`` for what is recorded and not read (a membership, a consent).
        source: where it was read.
    """

    on: date
    kind: Kind
    subject: str
    says: str
    key: str
    parties: tuple[PartyId, ...] = ()
    article: str | None = None
    basis: Basis | None = None
    source: str = ""

    @property
    def uid(self) -> str:
        """An identifier for the world: that of the iCalendar event."""
        return f"{self.key}@relto"


@frozen
class Undated:
    """A clause or fact that may bring something due, but of which no day is recorded."""

    agreement: AgreementId
    topic: str
    says: str
    article: str | None
    basis: Basis


def due(network: Network, terms: Mapping[AgreementId, Terms], first: date, last: date) -> tuple[Due, ...]:
    """What falls due from one day to another, both included, in order of day.

    Args:
        network: the facts.
        terms: what agreements make fall due again and again.
        first: the first day.
        last: the last day.

    Raises:
        Malformed: the last day lies before the first, or more falls due than a calendar may hold.
    """
    if last < first:
        raise Malformed("the last day lies before the first", found=str(last), expected=f"a day from {first} on")
    found: list[Due] = []
    for one in _all(network, terms, first, last):
        if first <= one.on <= last:
            found.append(one)
            if len(found) > limits.CALENDAR_ENTRIES:
                raise Malformed(
                    "too much falls due", found=f"more than {limits.CALENDAR_ENTRIES:,}", expected="fewer days from the first to the last"
                )
    return tuple(sorted(found, key=lambda one: (one.on, KINDS.index(one.kind), one.subject, one.key)))


def undated(network: Network, terms: Mapping[AgreementId, Terms], on: date) -> tuple[Undated, ...]:
    """What may fall due of agreements that have not ended by a day, without a recorded day: nobody should take it for nothing."""
    return tuple(
        one
        for key in sorted(network.agreements)
        if not network.agreements[key].has_ended(on)
        for one in _without_day(network.agreements[key], terms.get(key, Terms()))
    )


def _without_day(agreement: Agreement, terms: Terms) -> Iterator[Undated]:
    if agreement.in_force is None:
        says = "no day of entry into force was found"
        yield Undated(agreement.id, "entry-into-force", says, None, agreement.in_force_basis)
    dated = {one.article for one in terms.recurring if one.start(agreement.in_force) is not None}
    if terms.term is not None and agreement.in_force is not None:
        dated.add(terms.term.article)
    if agreement.expires is not None and (article := _article(agreement, "duration", "duration-termination")) is not None:
        dated.add(article)
    for clause in agreement.clauses:
        if clause.topic in _OF_TIME and clause.article not in dated:
            yield Undated(agreement.id, clause.topic, clause.says, clause.article, clause.basis)


def _all(network: Network, terms: Mapping[AgreementId, Terms], first: date, last: date) -> Iterator[Due]:
    for key in sorted(network.agreements):
        agreement = network.agreements[key]
        yield from _of_agreement(agreement)
        yield from _of_terms(agreement, terms.get(key, Terms()), first, last)
    for code in sorted(network.communities):
        yield from _of_community(network.communities[code])
    yield from _of_rules(network)
    yield from _of_records(network)


def _everyone(one: Agreement) -> tuple[PartyId, ...]:
    return tuple(sorted({adherence.party for adherence in one.parties}))


def _of_agreement(one: Agreement) -> Iterator[Due]:
    everyone, key = _everyone(one), f"agreement.{one.id}"
    if one.in_force is not None:
        known = (None, one.in_force_basis, one.source)
        yield Due(one.in_force, "entry-into-force", one.id, f"{one.title} enters into force", f"{key}.in-force", everyone, *known)
    if one.expires is not None and not one.has_ended(one.expires - timedelta(days=1)):
        says = f"{one.title} has expired by its own terms; {one.expires - timedelta(days=1)} is its last day"
        article = _article(one, "duration", "duration-termination")
        yield Due(one.expires, "expiry", one.id, says, f"{key}.expiry", everyone, article, one.basis, one.source)
    for number, event in enumerate(one.events):
        if event.kind == "notice" and event.takes_effect is not None and _ends_on(one, event.takes_effect):
            says = f"{one.id} ends by the notice of {event.on}: {event.says}"
            article = _article(one, "duration-termination", "termination", "duration")
            day, name = event.takes_effect, f"{key}.notice.{number}"
            yield Due(day, "notice-takes-effect", one.id, says, name, everyone, article, event.basis, event.source)
    yield from _of_adherences(one)


def _of_adherences(one: Agreement) -> Iterator[Due]:
    parties = [adherence.party for adherence in one.parties]
    for number, adherence in enumerate(one.parties):
        key = f"agreement.{one.id}.party.{_numbered(adherence.party, parties[:number])}"
        known = ((adherence.party,), None, one.basis, one.source)
        if adherence.period.start is not None:
            says = f"{adherence.party} is a party to {one.id} from this day on"
            yield Due(adherence.period.start, "adherence-begins", one.id, says, f"{key}.begins", *known)
        if adherence.period.end is not None:
            says = f"{adherence.party} is a party to {one.id} no more"
            yield Due(adherence.period.end, "adherence-ends", one.id, says, f"{key}.ends", *known)


def _numbered(name: str, before: Sequence[str]) -> str:
    """A name with its number among those of its name, so that what is added for others leaves it as it is."""
    return f"{name}.{before.count(name)}"


def _ends_on(one: Agreement, day: date) -> bool:
    return one.has_ended(day) and not one.has_ended(day - timedelta(days=1))


def _article(one: Agreement, *topics: str) -> str | None:
    return next((clause.article for topic in topics for clause in one.clauses if clause.topic == topic), None)


def _of_terms(one: Agreement, terms: Terms, first: date, last: date) -> Iterator[Due]:
    everyone = _everyone(one)
    if terms.term is not None and one.in_force is not None:
        yield from _renewals(one, terms.term, one.in_force, everyone, last)
    kinds = [recurring.kind for recurring in terms.recurring]
    for place, recurring in enumerate(terms.recurring):
        key = f"agreement.{one.id}.{_numbered(recurring.kind, kinds[:place])}"
        yield from _recurrences(one, recurring, key, everyone, (first, last))


def _renewals(one: Agreement, term: Term, in_force: date, everyone: tuple[PartyId, ...], last: date) -> Iterator[Due]:
    """The terms of an agreement until it has ended, and the last day of notice for each."""
    for number in count():
        end = term.end(in_force, number)
        notice = None if end is None else term.last_notice(end)
        if end is None or notice is None or notice > last or one.has_ended(notice):
            return
        known = (term.article, term.basis, term.source)
        says = f"last day to give notice ({term.notice} before the end), or {one.id} goes on for {term.renews} from {end} on"
        yield Due(notice, "last-day-of-notice", one.id, says, f"agreement.{one.id}.notice-day.{number}", everyone, *known)
        if not one.has_ended(end):
            says = f"{one.id} goes on for {term.renews} unless notice was given by {notice}"
            yield Due(end, "renewal", one.id, says, f"agreement.{one.id}.renewal.{number}", everyone, *known)


def _recurrences(one: Agreement, recurring: Recurring, key: str, everyone: tuple[PartyId, ...], days: tuple[date, date]) -> Iterator[Due]:
    start = recurring.start(one.in_force)
    if start is None:
        return
    for number in count(recurring.earliest(start, days[0])):
        day = recurring.day(start, number)
        if day is None or day > days[1] or one.has_ended(day):
            return
        if day >= days[0]:
            known = (recurring.article, recurring.basis, recurring.source)
            yield Due(day, recurring.kind, one.id, recurring.says, f"{key}.{number}", everyone, *known)


def _of_community(one: Community) -> Iterator[Due]:
    ends = [membership.period.end for membership in one.memberships]
    closing = max((end for end in ends if end is not None), default=None) if None not in ends else None
    members = [membership.party for membership in one.memberships]
    for number, membership in enumerate(one.memberships):
        who, span = (membership.party,), membership.period
        key = f"community.{one.id}.{_numbered(membership.party, members[:number])}"
        if span.start is not None:
            says = f"{membership.party} belongs to {one.id} ({one.name}) from this day on"
            yield Due(span.start, "membership-begins", one.id, says, f"{key}.begins", who, source=one.source)
        if span.end is not None:
            says = f"{membership.party} belongs to {one.id} ({one.name}) no more"
            yield Due(span.end, "membership-ends", one.id, says, f"{key}.ends", who, source=one.source)
    if closing is not None:
        says = f"{one.id} ({one.name}) has no members any more"
        yield Due(closing, "community-ends", one.id, says, f"community.{one.id}.ends", (), source=one.source)


def _of_rules(network: Network) -> Iterator[Due]:
    for rule in network.national_rules:
        known = ((rule.party,), rule.citation, rule.basis, rule.source)
        if rule.period.start is not None:
            yield Due(rule.period.start, "rule-begins", rule.id, f"begins to hold: {rule.says}", f"rule.{rule.id}.begins", *known)
        if rule.period.end is not None:
            yield Due(rule.period.end, "rule-ends", rule.id, f"holds no more: {rule.says}", f"rule.{rule.id}.ends", *known)


def _of_records(network: Network) -> Iterator[Due]:
    """Consents and assessments that run out."""
    citations = {rule.id: rule for rule in network.national_rules}
    names = [consent.id for consent in network.consents]
    for number, consent in enumerate(network.consents):
        if consent.period.end is not None:
            says = f"the consent of {consent.by} for {', '.join(sorted(consent.recipients))} may be used no more"
            key = f"consent.{_numbered(consent.id, names[:number])}.ends"
            yield Due(consent.period.end, "consent-ends", consent.id, says, key, tuple(sorted(consent.recipients)))
    assessed = [f"{one.rule}.{one.recipient}" for one in network.assessments]
    for number, assessment in enumerate(network.assessments):
        if assessment.period.end is not None:
            rule = citations.get(assessment.rule)
            kinds = f" for {', '.join(sorted(assessment.kinds))}" if assessment.kinds else ""
            says = f"the assessment of {assessment.recipient}{kinds} is valid no more"
            known = (rule.citation, rule.basis, rule.source) if rule is not None else (None, None, "")
            key = f"assessment.{_numbered(assessed[number], assessed[:number])}.ends"
            yield Due(assessment.period.end, "assessment-ends", assessment.rule, says, key, (assessment.recipient,), *known)
