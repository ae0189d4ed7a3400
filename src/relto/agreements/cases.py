"""Cases: questions that an agreement's folder asks of the decision, with the answers it must give."""

from datetime import date
from typing import Literal

from attrs import frozen

from relto.agreements.model import Assessment, Consent
from relto.parties import Person
from relto.primitives import AgreementId, PartyId, Place


@frozen
class Handing:
    """One handing-over in a case's chain: who handed it over, under what, when."""

    provider: PartyId
    instrument: AgreementId | None = None
    on: date | None = None


@frozen
class RestsOn:
    """A reason that the decision must give.

    Args:
        rule: the rule's stable name.
        agreement: the agreement whose clause must speak, or ``None``.
        article: its article or the national rule's citation, or ``None``.
        effect: what the rule alone answers, or ``None`` where the case does not say or means an obligation.
    """

    rule: str
    agreement: AgreementId | None = None
    article: str | None = None
    effect: Literal["permit", "consent", "deny"] | None = None


@frozen
class Expectation:
    """What the decision must be.

    Args:
        outcome: ``permit``, ``consent`` or ``deny``.
        rests_on: reasons that must stand among the decision's.
        consent_from: the authorities whose consent is missing, exactly; ``None`` where the case does not say.
        marking: the level the recipient gives it, or ``None`` where the case does not say.
        does_not_rest_on: reasons and obligations that must not stand among the decision's: the nearest case beyond a threshold.
    """

    outcome: Literal["permit", "consent", "deny"]
    rests_on: tuple[RestsOn, ...]
    consent_from: tuple[str, ...] | None = None
    marking: str | None = None
    does_not_rest_on: tuple[RestsOn, ...] = ()


@frozen
class Case:
    """One question with its answer. The label is text: whoever runs the case reads it by the scheme's marking system.

    Args:
        name: what is asked, in a few words.
        at: the day of the question.
        holder: who holds the item (``from`` in the file).
        recipient: who would get it (``to`` in the file).
        label: the marking, as its system writes a banner; for a scheme of levels only, the level.
        scheme: identifier of the marking system or scheme.
        expect: the answer.
        why: why that is the answer.
        place: where the case stands.
        originators: see :class:`relto.Item`.
        under: the instrument under which the holder got it.
        chain: the handings-over.
        marked_on: the day of the marking.
        purpose: the purpose of the release.
        provided_for: the purpose for which the holder got it.
        channel: the channel.
        kinds: kinds of information.
        item: identifier of the item, by which a consent may name it.
        reader: the person of the recipient who would read it; ``None`` where the case asks of the party alone.
        assume: agreements to be taken for in force.
        terminated: agreements to be taken for terminated, and on which day.
        consents: recorded consents, beside the network's.
        assessments: recorded assessments, beside the network's.
        note: a word to the reader.
    """

    name: str
    at: date
    holder: PartyId
    recipient: PartyId
    label: str
    scheme: str
    expect: Expectation
    why: str
    place: Place
    originators: frozenset[PartyId] = frozenset()
    under: AgreementId | None = None
    chain: tuple[Handing, ...] = ()
    marked_on: date | None = None
    purpose: str | None = None
    provided_for: str | None = None
    channel: str | None = None
    kinds: frozenset[str] = frozenset()
    item: str | None = None
    reader: Person | None = None
    assume: frozenset[AgreementId] = frozenset()
    terminated: tuple[tuple[AgreementId, date], ...] = ()
    consents: tuple[Consent, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    note: str = ""
