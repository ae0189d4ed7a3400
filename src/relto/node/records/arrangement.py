"""The arrangement: consents, assessments, agreements signed between nodes, and what became of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol

from attrs import frozen

from relto.agreements import Assessment, Consent
from relto.primitives import AgreementId


@frozen
class KeptConsent:
    """A consent, and how it came to be known here.

    Args:
        consent: what was consented to.
        recorded: when it was recorded.
        by: who recorded it: an account's identifier, ``party:JPN``, or ``node``.
        evidence: identifier of the message that gave it, or of the record in which it stands; ``None`` for none.
        withdrawn: when it was withdrawn; it covers nothing from then on.
    """

    consent: Consent
    recorded: datetime
    by: str
    evidence: str | None = None
    withdrawn: datetime | None = None


@frozen
class KeptAssessment:
    """An assessment, and how it came to be known here.

    Args:
        id: identifier.
        assessment: which rule it satisfies, for whom, until when.
        recorded: when it was recorded.
        by: who recorded it.
        says: its findings in short: threshold, mitigation, residual risk.
        withdrawn: when it was withdrawn, or opened again.
    """

    id: str
    assessment: Assessment
    recorded: datetime
    by: str
    says: str
    withdrawn: datetime | None = None


@frozen
class Turn:
    """Something that happened to an agreement, as this node was told or decided.

    Args:
        id: identifier.
        agreement: which.
        kind: suspended, resumed, terminated, or notice of termination given.
        on: the day it happened.
        recorded: when it was recorded; it counts from then on.
        by: who did it: ``party:JPN`` or an account's identifier.
        says: why, in words.
        takes_effect: for a notice, the first day on which it is no longer in force.
    """

    id: str
    agreement: AgreementId
    kind: Literal["suspended", "resumed", "terminated", "notice"]
    on: date
    recorded: datetime
    by: str
    says: str
    takes_effect: date | None = None


@frozen
class SignedAgreement:
    """The agreement as both nodes signed it.

    Args:
        id: which.
        text: what stands in its ``agreement.yaml``.
        sha256: what was signed: the digest of its text and terms.
        recorded: when the second signature was there.
    """

    id: AgreementId
    text: bytes
    sha256: str
    recorded: datetime


class ArrangementRecords(Protocol):
    """What is recorded of the arrangement, in one unit of work. Whatever writes makes the version go up."""

    def version(self) -> int:
        """A number that goes up with everything that is written here."""

    def hold(self) -> None:
        """Let nobody record anything here until this unit of work is done; what is being recorded is waited for."""

    def is_changed(self) -> bool:
        """Whether something was recorded in this very unit of work.

        The version then is nobody else's yet, and stands for something else later if this work ends in an error.
        """

    def consents(self, *, after: str | None = None, most: int | None = None) -> Sequence[KeptConsent]:
        """Consents, withdrawn ones too, in order of identifier: behind one, and no more than so many; without these every one."""

    def consent(self, id: str) -> KeptConsent | None:  # noqa: A002 -- the word of the field
        """The consent of an identifier."""

    def add_consent(self, kept: KeptConsent) -> None:
        """Record a consent.

        Raises:
            Conflict: its identifier is there already.
        """

    def withdraw_consent(self, id: str, at: datetime) -> None:  # noqa: A002 -- the word of the field
        """A consent covers nothing any more."""

    def assessments(self, *, after: str | None = None, most: int | None = None) -> Sequence[KeptAssessment]:
        """Assessments, withdrawn ones too, in order of identifier: behind one, and no more than so many; without these every one."""

    def add_assessment(self, kept: KeptAssessment) -> None:
        """Record an assessment.

        Raises:
            Conflict: its identifier is there already.
        """

    def withdraw_assessment(self, id: str, at: datetime) -> None:  # noqa: A002 -- the word of the field
        """An assessment satisfies nothing any more."""

    def turns(self) -> Sequence[Turn]:
        """What happened to agreements, in the order in which it was recorded."""

    def add_turn(self, turn: Turn) -> None:
        """Record what happened to an agreement.

        Raises:
            Conflict: its identifier is there already.
        """

    def agreements(self) -> Sequence[SignedAgreement]:
        """The agreements that were signed between nodes, in order of identifier."""

    def put_agreement(self, signed: SignedAgreement) -> None:
        """Record an agreement that both signed; an earlier text of it is replaced."""
