"""Losses and compromises, assurances of recipients, and duties with a clock; and where they are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from attrs import frozen

from relto.primitives import PartyId

IncidentState = Literal["reported", "under-investigation", "closed"]


@frozen
class Step:
    """One thing that was done about an incident.

    Args:
        at: when.
        by: who did it.
        kind: reported, notified, investigated, closed.
        says: what, in words, encrypted.
        party: the party that was notified, or ``None``.
    """

    at: datetime
    by: str
    kind: Literal["reported", "notified", "investigated", "closed"]
    says: bytes
    party: PartyId | None = None


@frozen
class Incident:
    """A loss or compromise, known or suspected.

    Args:
        id: identifier.
        kind: loss, compromise, or an error of procedure.
        items: what it is about, by identifiers here.
        reported: when.
        by: who reported it; nobody but the security officer and the overseer is told.
        state: how far it is.
        steps: what was done, the oldest first.
        due: until when the providers must be told.
        told: the parties that must be told: those that provided what it is about.
    """

    id: str
    kind: Literal["loss", "compromise", "procedure"]
    items: tuple[str, ...]
    reported: datetime
    by: str
    state: IncidentState
    steps: tuple[Step, ...]
    due: datetime | None = None
    told: tuple[PartyId, ...] = ()


@frozen
class Assurance:
    """Something a recipient has promised, on which releases rest.

    Args:
        id: identifier.
        party: who gave it.
        says: what, in words.
        given: when.
        until: from when on it needs to be confirmed again.
        by: who recorded it.
        breached: when it was reported broken, or ``None``.
    """

    id: str
    party: PartyId
    says: str
    given: datetime
    until: datetime
    by: str
    breached: datetime | None = None


@frozen
class Duty:
    """Something that must be done by an instant.

    Args:
        id: identifier.
        kind: what, by its stable name (``notify-originator``, ``second-approval-after``, ``destroy`` …).
        about: the identifier of what it is about.
        role: whose it is: the roles that may do it, by name.
        due: by when.
        made: since when.
        done: when it was done, or ``None``.
        by: who did it.
    """

    id: str
    kind: str
    about: str
    role: str
    due: datetime
    made: datetime
    done: datetime | None = None
    by: str | None = None


class IncidentRecords(Protocol):
    """Incidents, assurances and duties, in one unit of work."""

    def add(self, incident: Incident) -> None:
        """Keep a new incident."""

    def get(self, id: str) -> Incident | None:  # noqa: A002 -- the word of the field
        """The incident of an identifier."""

    def lock(self, id: str) -> Incident | None:  # noqa: A002 -- the word of the field
        """The same; nobody else changes it until the unit of work is done."""

    def replace(self, incident: Incident) -> None:
        """Keep an incident in the place of what was known of it."""

    def page(self, kinds: Sequence[str], before: str | None, most: int) -> Sequence[Incident]:
        """Incidents of some kinds, the newest first."""

    def assure(self, assurance: Assurance) -> None:
        """Keep a new assurance."""

    def assurance(self, id: str) -> Assurance | None:  # noqa: A002 -- the word of the field
        """The assurance of an identifier."""

    def replace_assurance(self, assurance: Assurance) -> None:
        """Keep an assurance in the place of what was known of it."""

    def assurances(self, party: PartyId | None = None, *, after: str | None = None, most: int | None = None) -> Sequence[Assurance]:
        """Assurances, in order of identifier: of a party, behind one, and no more than so many; without these every one."""

    def owe(self, duty: Duty) -> None:
        """Keep a new duty."""

    def duty(self, id: str) -> Duty | None:  # noqa: A002 -- the word of the field
        """The duty of an identifier."""

    def fulfil(self, id: str, at: datetime, by: str) -> None:  # noqa: A002 -- the word of the field
        """A duty is done; one that was done before stays as it was."""

    def owed(self, roles: Sequence[str]) -> Sequence[Duty]:
        """The duties of some roles that are not done, the first due first."""

    def owed_about(self, about: str) -> Sequence[Duty]:
        """The duties about something that are not done, the first due first."""
