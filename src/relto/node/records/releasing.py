"""Drafts of releases, their approvals, and what was released; and where they are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from attrs import field, frozen

from relto.primitives import AgreementId, PartyId

DraftState = Literal["drafting", "submitted", "sent", "withdrawn"]
"""``drafting``: it can be changed. ``submitted``: its manifest is fixed, for approval. ``sent`` and ``withdrawn`` are final."""


@frozen
class Disclosure:
    """The record without which nothing is released; what is ``None`` or empty is missing.

    Args:
        legal_basis: statute or decision, with section.
        purpose: what it is given for, in words.
        necessity: why it is necessary.
        proportionality: why it is proportionate.
        reliability: what is known of its reliability and accuracy.
        personal_data: whether it holds personal data.
        evaluated: whether its content was evaluated.
        caveats: what the recipient must keep to, beyond the agreement.
        assurances: identifiers of the recipient's assurances relied on.
    """

    legal_basis: str = ""
    purpose: str = ""
    necessity: str = ""
    proportionality: str = ""
    reliability: str = ""
    personal_data: bool | None = None
    evaluated: bool | None = None
    caveats: tuple[str, ...] = ()
    assurances: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not said yet, by name, in the order above."""
        words = ("legal_basis", "purpose", "necessity", "proportionality", "reliability")
        left = [name for name in words if not getattr(self, name).strip()]
        return (*left, *(name for name in ("personal_data", "evaluated") if getattr(self, name) is None))


@frozen
class Draft:
    """A release that is being prepared, of one item for one party.

    Args:
        id: identifier.
        item: what would be released.
        recipient: for whom.
        created: when it was begun.
        by: who began it.
        authors: everybody who changed it; none of them approves it.
        purpose: the purpose by its code, or ``None`` where not said.
        channel: the channel by its code, or ``None`` where not said.
        without: portions that are withheld whatever the decision.
        disclosure: the disclosure record, as far as it is written.
        corrects: what it corrects, by the identifier that travels.
        state: how far it is.
        version: goes up with every change.
        manifest: exactly what is to be approved; ``None`` while it can be changed.
        manifest_sha256: its digest.
        content: digest of the ciphertext of what is to be sent.
        wrapped: its data key, wrapped under the vault key.
        prepared: the instant for which it was prepared.
        message: the message in which it went.
        sent: when.
    """

    id: str
    item: str
    recipient: PartyId
    created: datetime
    by: str
    authors: frozenset[str]
    purpose: str | None = None
    channel: str | None = None
    without: frozenset[int] = frozenset()
    disclosure: Disclosure = Disclosure()
    corrects: str | None = None
    state: DraftState = "drafting"
    version: int = 1
    manifest: bytes | None = field(default=None, repr=False)
    manifest_sha256: str | None = None
    content: str | None = None
    wrapped: bytes | None = field(default=None, repr=False)
    prepared: datetime | None = None
    message: str | None = None
    sent: datetime | None = None


@frozen
class Approval:
    """One person's word on one manifest.

    Args:
        draft: of which draft.
        person: whose.
        office: in which office: the person's title then.
        at: when.
        manifest_sha256: of exactly what.
        approves: whether it is approved; otherwise it is refused.
        says: why, or on what condition was looked.
    """

    draft: str
    person: str
    office: str
    at: datetime
    manifest_sha256: str
    approves: bool
    says: str = ""


@frozen
class Sent:
    """What was released.

    Args:
        message: the message in which it went.
        draft: the draft.
        item: what, by its identifier here.
        known_as: what, by the identifier that travels.
        recipient: to whom.
        instrument: under which agreement.
        at: when.
        manifest_sha256: what was approved.
        decision_sha256: of the decision taken in the transaction that sent it.
        content_sha256: of the sealed content.
        legal_basis: as the disclosure record has it.
        personal_data: whether it holds personal data.
        evaluated: whether its content was evaluated.
        first_approval: when the first approval was given.
        last_approval: when the last one before it was sent was given.
        approvers: who approved it, in order of time.
        assurances: identifiers of the assurances it was released on.
    """

    message: str
    draft: str
    item: str
    known_as: str
    recipient: PartyId
    instrument: AgreementId
    at: datetime
    manifest_sha256: str
    decision_sha256: str
    content_sha256: str
    legal_basis: str
    personal_data: bool
    evaluated: bool
    first_approval: datetime
    last_approval: datetime
    approvers: tuple[str, ...]
    assurances: tuple[str, ...] = ()


class DraftRecords(Protocol):
    """Drafts and releases, in one unit of work."""

    def add(self, draft: Draft) -> None:
        """Keep a new one."""

    def get(self, id: str) -> Draft | None:  # noqa: A002 -- the word of the field
        """The draft of an identifier."""

    def lock(self, id: str) -> Draft | None:  # noqa: A002 -- the word of the field
        """The same; nobody else changes it until the unit of work is done."""

    def ahead(self, ids: Sequence[str], *, lock: bool = False) -> Sequence[Draft]:
        """Read drafts, and the words on them, that will be asked for one by one; what was read is then given once.

        Args:
            ids: their identifiers.
            lock: as :meth:`lock` does.

        Returns:
            Those that there are.
        """

    def replace(self, *drafts: Draft) -> None:
        """Keep drafts in the place of what was known of them."""

    def page(self, shelves: Sequence[int], states: Sequence[DraftState], before: str | None, most: int) -> Sequence[Draft]:
        """Drafts of items that stand on some shelves, the newest first.

        Args:
            shelves: numbers of the shelves.
            states: only in these states.
            before: only those that come after this draft in that order.
            most: this many at most.
        """

    def approve(self, approval: Approval) -> None:
        """Keep somebody's word on a draft.

        Raises:
            Conflict: they gave their word on this very manifest before.
        """

    def approvals(self, draft: str) -> Sequence[Approval]:
        """Every word on a draft, also on what it was before, the oldest first."""

    def sent(self, *some: Sent) -> None:
        """Keep what was released."""

    def release(self, message: str) -> Sent | None:
        """What was released in a message."""

    def relying(self, assurance: str) -> Sequence[Sent]:
        """What was released on an assurance, the newest first."""

    def releases(
        self, *, item: str | None = None, recipient: PartyId | None = None, before: str | None = None, most: int = 100
    ) -> Sequence[Sent]:
        """What was released, the newest first.

        Args:
            item: only of this item.
            recipient: only to this party.
            before: only what comes after this message in that order.
            most: this many at most.
        """
