"""What is asked and what is answered: items, reasons, obligations, decisions."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from attrs import field, frozen

from relto.agreements import RULES, Basis, Form
from relto.labels import Label, shared
from relto.primitives import AgreementId, PartyId


class Outcome(StrEnum):
    """The answer, worst first; the first member is what an empty answer would be."""

    DENY = "deny"
    CONSENT = "consent"
    PERMIT = "permit"

    @property
    def severity(self) -> int:
        """0 for permit, 1 for consent, 2 for deny."""
        return _SEVERITY[self]


_SEVERITY: Mapping[Outcome, int] = MappingProxyType({Outcome.PERMIT: 0, Outcome.CONSENT: 1, Outcome.DENY: 2})


@frozen
class Link:
    """One handing-over in the chain originator → providers → holder.

    Args:
        provider: who handed it over.
        instrument: the agreement under which; ``None``: the one in force between the two whose third-party clause is strictest.
        on: the day, or ``None`` where only the day of the marking is known.
    """

    provider: PartyId
    instrument: AgreementId | None = None
    on: date | None = None


def _parties(codes: Iterable[str]) -> frozenset[PartyId]:
    return shared(frozenset(map(PartyId, codes)))


def _kinds(kinds: Iterable[str]) -> frozenset[str]:
    return shared(frozenset(kinds))


Answered: TypeAlias = tuple[object, dict[PartyId, Outcome]]
"""A mark of who found outcomes and for which holder, and the outcomes by recipient."""

_NOTHING_ANSWERED: Answered = (None, {})


@frozen(cache_hash=True)
class Item:
    """What is held and would be released.

    Args:
        label: its label.
        originators: those said to have originated it; counts only where the marking names none.
        kinds: kinds of information (``defence``, ``cyber`` …); empty when not said.
        under: the instrument under which the holder got it, or ``None`` to take the strictest that was in force.
        marked_on: the day it was marked, where the label does not say; ``None`` everywhere means the day of the question.
        chain: the handings-over, originator's first; empty when only the originator (and perhaps ``under``) is known.
        provided_for: the purpose for which the holder got it, or ``None`` when not said.
        id: identifier by which a consent may name it.
        answered: what the engine that answered about it last found for the holder asked about last; kept here, since whoever asks has
            this in hand. No part of what the item is.
    """

    label: Label
    originators: frozenset[PartyId] = field(default=frozenset(), converter=_parties)
    kinds: frozenset[str] = field(default=frozenset(), converter=_kinds)
    under: AgreementId | None = None
    marked_on: date | None = None
    chain: tuple[Link, ...] = ()
    provided_for: str | None = None
    id: str | None = None
    answered: Answered = field(default=_NOTHING_ANSWERED, init=False, eq=False, repr=False)


_PLACE = {rule: place for place, rule in enumerate(RULES)}


@frozen(cache_hash=True)
class Reason:
    """Why: one rule's word on the question.

    Args:
        rule: the rule's stable name (docs/reference/decision.md lists them).
        effect: what this rule alone would answer.
        says: in words.
        agreement: the agreement whose clause speaks, or ``None``.
        article: its article, or the citation of a national rule, or ``None``.
        basis: how the clause is known, or ``None`` where no clause speaks.
        consent_of: the authority whose consent this reason asks, or ``None``.
        form: the form that consent must have.
        order: its place among others: by rule, then by authority, agreement, article and words.
    """

    rule: str
    effect: Outcome
    says: str
    agreement: AgreementId | None = None
    article: str | None = None
    basis: Basis | None = None
    consent_of: str | None = None
    form: Form = "any"
    order: tuple[int, str, str, str, str] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        place = (_PLACE[self.rule], self.consent_of or "", self.agreement or "", self.article or "", self.says)
        object.__setattr__(self, "order", place)


@frozen(cache_hash=True)
class Obligation:
    """What must be done if the release happens.

    Args:
        rule: the rule or topic it comes from.
        says: in words.
        agreement: the agreement that asks it, or ``None``.
        article: the article or citation, or ``None``.
    """

    rule: str
    says: str
    agreement: AgreementId | None = None
    article: str | None = None


@frozen
class Decision:
    """The answer to one question. It has no truth value: name the outcome.

    Args:
        outcome: permit, consent or deny.
        consent_from: the authorities whose consent is missing, in order of name.
        reasons: every rule that had something to say, in the order of the rules.
        obligations: what must be done if the release happens; empty for a denial.
        marking: the level the recipient gives it, as its own system writes it; ``None`` where the level cannot be carried
            or needs no carrying.
        instrument: the agreement under which it would go, or ``None``.
        assumed: the agreements that this answer only assumes to be in force.
    """

    outcome: Outcome
    consent_from: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    marking: str | None = None
    instrument: AgreementId | None = None
    assumed: tuple[AgreementId, ...] = ()

    @classmethod
    def unreadable(cls) -> "Decision":
        """The answer about what has no label because its mark is missing or cannot be read."""
        return cls(Outcome.DENY, reasons=(Reason("marking", Outcome.DENY, "its mark is missing or cannot be read"),))

    def __bool__(self) -> bool:
        raise TypeError("a decision has no truth value: compare its outcome")
