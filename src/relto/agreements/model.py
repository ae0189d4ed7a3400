"""Agreements, national rules and consents as dated facts.

Nothing here reads a file; :mod:`relto.agreements.loader` does, and hands over values that have been checked.
"""

from datetime import date
from enum import StrEnum
from typing import Literal, TypeVar

from attrs import frozen

from relto.agreements.effects import Effect, Form
from relto.primitives import ALWAYS, AgreementId, PartyId, Period


class Basis(StrEnum):
    """How a fact is known."""

    TEXT = "text"
    """The article was read in the agreement's text."""
    SECONDARY = "secondary"
    """A report, press notice or summary says so."""
    MODELLED = "modelled"
    """Nobody read it: it is assumed, so that the question can be asked at all. Shown wherever a decision rests on it."""


E = TypeVar("E")


@frozen
class Clause:
    """One rule of an agreement.

    Args:
        topic: what it is about (``third-party``, ``equivalence``, ``loss-compromise`` …).
        article: its number in the agreement, or words that say why there is none (``not read``).
        says: what it says, in our own words.
        basis: how it is known.
        source: where it was read.
        effect: what it does to a decision; ``None`` for a clause that is recorded but decides nothing.
    """

    topic: str
    article: str
    says: str
    basis: Basis
    source: str
    effect: Effect | None = None


@frozen
class Event:
    """Something that happened to an agreement after it was made.

    Args:
        on: the day it happened.
        kind: ``notice`` of termination; ``notice-suspended`` or ``notice-withdrawn``, after which that notice ends
            nothing; ``terminated``; ``suspended`` and ``resumed`` of the agreement's operation.
        takes_effect: for a notice, the first day on which the agreement would no longer be in force.
        says: what happened, in our own words.
        basis: how it is known.
        source: where it was read.
    """

    on: date
    kind: Literal["notice", "notice-suspended", "notice-withdrawn", "terminated", "suspended", "resumed"]
    says: str
    basis: Basis
    source: str
    takes_effect: date | None = None


@frozen
class Adherence:
    """A party to an agreement, and since when (and until when), where that differs from the agreement's own dates."""

    party: PartyId
    period: Period = ALWAYS


@frozen
class Status:
    """Whether an agreement is in force on a day, and why.

    Args:
        in_force: the answer.
        assumed: whether it is so only because the question assumes it.
        why: in words, for people.
    """

    in_force: bool
    why: str
    assumed: bool = False


@frozen
class Agreement:
    """An information-security agreement, or the arrangement on which a community stands.

    Args:
        id: identifier (``jpn-nzl-2025``).
        title: its name in English.
        form: ``treaty``, ``exchange of notes``, ``arrangement``, ``community terms`` …
        parties: who adheres, when.
        signed: day of signature, or ``None`` where not found.
        in_force: day of entry into force, or ``None`` where it has not entered into force or no date was found.
        term: its duration and termination, in our own words.
        expires: the first day on which it is no longer in force by its own terms, or ``None``.
        events: what happened to it since, by day.
        survives: topics of the clauses that outlive it for what was received; ``None`` means all of them.
        retroactive: whether it also covers what was exchanged before it entered into force.
        basis: how the agreement as a whole is known.
        source: where.
        clauses: its rules.
        notes: what a reader must know about gaps in the facts.
    """

    id: AgreementId
    title: str
    form: str
    parties: tuple[Adherence, ...]
    basis: Basis
    source: str
    signed: date | None = None
    in_force: date | None = None
    in_force_basis: Basis = Basis.SECONDARY
    term: str = ""
    expires: date | None = None
    events: tuple[Event, ...] = ()
    survives: frozenset[str] | None = None
    retroactive: bool = False
    clauses: tuple[Clause, ...] = ()
    notes: str = ""

    def clauses_of(self, kind: type[E]) -> tuple[tuple[Clause, E], ...]:
        """The clauses that have an effect of one kind, each with that effect, in the agreement's order."""
        return tuple((clause, clause.effect) for clause in self.clauses if isinstance(clause.effect, kind))

    def members(self, on: date) -> frozenset[PartyId]:
        """Who adheres on a day (whether or not the agreement is in force then)."""
        return frozenset(a.party for a in self.parties if on in a.period)

    def status(self, on: date, *, assumed: bool = False) -> Status:
        """Whether it is in force on a day.

        Args:
            on: the day.
            assumed: take it for in force from its signature on, though it has not entered into force.
        """
        if self.in_force is None or on < self.in_force:
            if assumed and (self.signed is None or self.signed <= on):
                return Status(in_force=True, assumed=True, why="assumed to be in force")
            return Status(in_force=False, why=self._not_yet(on))
        if self.expires is not None and on >= self.expires:
            return Status(in_force=False, why=f"expired on {self.expires}")
        return self._by_events(on)

    def reaches_back(self, on: date, at: date, *, assumed: bool = False) -> bool:
        """Whether, seen from a day, it covers an exchange that happened before it entered into force.

        Args:
            on: the day of the exchange.
            at: the day from which is looked.
            assumed: take it for in force from its signature on.
        """
        start = self.in_force or (self.signed if assumed else None)
        return self.retroactive and start is not None and on < start <= at

    def _not_yet(self, on: date) -> str:
        if self.in_force is not None:
            return f"enters into force only on {self.in_force}"
        if self.signed is not None and self.signed <= on:
            return f"signed on {self.signed}, entry into force not found"
        return "not signed, or no date of entry into force found"

    def _by_events(self, on: date) -> Status:
        suspended: date | None = None
        for event in sorted((e for e in self.events if e.on <= on), key=lambda e: e.on):
            if event.kind == "terminated":
                return Status(in_force=False, why=f"terminated on {event.on}")
            if event.kind == "suspended":
                suspended = event.on
            elif event.kind == "resumed":
                suspended = None
            elif event.kind == "notice" and self._notice_ends(event, on):
                return Status(in_force=False, why=f"ended on {event.takes_effect} by notice of {event.on}")
        if suspended is not None:
            return Status(in_force=False, why=f"suspended since {suspended}")
        return Status(in_force=True, why=f"in force since {self.in_force}")

    def _notice_ends(self, notice: Event, on: date) -> bool:
        if notice.takes_effect is None or on < notice.takes_effect:
            return False
        lifted = ("notice-suspended", "notice-withdrawn")
        return not any(e.kind in lifted and notice.on <= e.on < notice.takes_effect for e in self.events)


@frozen
class When:
    """The situation in which a national rule speaks; what is left empty does not narrow it.

    Args:
        from_level: level of the party's home scheme from which on it speaks, or ``None``.
        foreign: whether it speaks only of information that another party originated.
        unlisted: whether it speaks only where the recipient is not on the originator's own list, which is the originator's
            word already.
        recipients: codes of parties or communities to which the release would go.
        kinds: kinds of information. Where the question does not say the kind, such a rule becomes an obligation that
            names the kind, never a silent permit.
        controls: controls or exclusions that the label must carry (any of them).
    """

    from_level: str | None = None
    foreign: bool = False
    unlisted: bool = False
    recipients: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    controls: frozenset[str] = frozenset()


@frozen
class NationalRule:
    """A rule of a party's own law or policy that binds it as holder.

    Args:
        id: identifier (``nzl-fgi-written-approval``).
        party: whose rule it is.
        rule: the decision's rule it speaks under.
        effect: ``deny``, ``consent`` of ``authority``, or an ``obligation``.
        authority: whose consent: ``originator`` or a named authority; only with ``consent``.
        form: the form that consent must have.
        says: what it says, in our own words.
        citation: statute or policy, with section.
        basis: how it is known.
        source: where it was read.
        period: the days on which it holds.
        when: the situation in which it speaks.
    """

    id: str
    party: PartyId
    rule: Literal["embargo", "national-law", "assessment"]
    effect: Literal["deny", "consent", "obligation"]
    says: str
    citation: str
    basis: Basis
    source: str
    authority: str | None = None
    form: Form = "any"
    period: Period = ALWAYS
    when: When = When()


@frozen
class Assessment:
    """A recorded assessment (of human rights, or the like) that a national rule asks for.

    Args:
        rule: identifier of the national rule it satisfies.
        recipient: the party assessed.
        period: the days on which it is valid.
        kinds: kinds of information it covers; empty: every kind.
    """

    rule: str
    recipient: PartyId
    period: Period = ALWAYS
    kinds: frozenset[str] = frozenset()


@frozen
class Consent:
    """An authority's dated, limited approval of onward release, of one item or of a class of them.

    Args:
        id: identifier.
        by: the party or named authority that gives it.
        recipients: the parties to whom release is approved.
        given_on: the day it was given; it covers no earlier release.
        written: whether it was given in writing.
        period: the days on which it may be used.
        holders: the parties that may use it; empty: any holder.
        items: identifiers of the items it covers; empty: every item within the class below.
        scheme: the scheme of the highest level covered.
        up_to: the highest level covered, in ``scheme``.
        compartments: the compartments it covers; an item with another is not covered.
        purposes: the purposes it covers; empty: any purpose, and an unsaid one.
        conditions: what it asks in return; they become obligations.
    """

    id: str
    by: str
    recipients: frozenset[PartyId]
    given_on: date
    scheme: str
    up_to: str
    written: bool = True
    period: Period = ALWAYS
    holders: frozenset[PartyId] = frozenset()
    items: frozenset[str] = frozenset()
    compartments: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    conditions: tuple[str, ...] = ()
