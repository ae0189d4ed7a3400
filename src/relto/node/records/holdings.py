"""What a node holds, and where it is kept."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, Protocol

from attrs import frozen

from relto.labels import Label
from relto.primitives import AgreementId, PartyId
from relto.release import Provenance

ItemKind = Literal["document", "record"]
"""``document``: portion-marked text, from which a tearline can be made. ``record``: anything else, given whole or not at all."""


@frozen
class Received:
    """How something came in: kept with it for ever.

    Args:
        sender: from which party.
        message: identifier of the message.
        instrument: the agreement under which it came.
        at: when it was accepted.
        manifest_sha256: of what the sender's people approved.
        duties: what must be done with it, each as the sender said it.
        marking: how it is marked here, in this party's own system; ``None`` where it keeps its own.
    """

    sender: PartyId
    message: str
    instrument: AgreementId
    at: datetime
    manifest_sha256: str
    duties: tuple[str, ...] = ()
    marking: str | None = None


@frozen
class Vaulted:
    """Where the content is, and its key.

    Args:
        object: digest of the ciphertext.
        wrapped: its data key, wrapped under the vault key.
        title: the title, sealed with the data key.
        size: bytes of content.
    """

    object: str
    wrapped: bytes
    title: bytes
    size: int


CUT_FORM = 2
"""The form of what is kept to show a part, and of the rules by which it was made: what counts as a portion, and what as a reference.

Whoever changes one of them counts on. What is kept in another form shows nothing, waits to be indexed, and is made again.
"""


@frozen
class Cut:
    """What is kept of a document so that a part of it can be shown; sealed with its data key.

    Args:
        outline: what lists and searches need of its portions.
        portions: the portions; ``None`` where they are too large to be kept twice, and are read out of the content.
    """

    outline: bytes
    portions: bytes | None


@frozen
class Indexed:
    """By what something is found and shown.

    Args:
        kind: what the person rules look at, as text (:mod:`relto.node.kinds`).
        tokens: by which it is found.
        cut: what is kept so that a part of it can be shown; ``None`` of what is open whole or not at all.
    """

    kind: str
    tokens: tuple[int, ...]
    cut: Cut | None = None


@frozen
class Held:
    """Something held.

    Args:
        id: identifier, never used again.
        kind: document or record.
        media_type: of its content.
        label: the label of the whole.
        portions: the labels of its parts, in order; of a record its own alone.
        provenances: where it came from; of what was derived, each source's.
        kinds: kinds of information.
        known_as: identifier that travels with it: its own where it was made here, that of its maker where it came from elsewhere.
        derived_from: what it was derived from, by the identifiers that travel.
        dossier: the dossier whose members need to know it; ``None``: who needs to know at all.
        held_at: since when.
        held_by: whose work: an account's identifier, or ``party:JPN``.
        vaulted: its content; ``None`` where it was destroyed.
        received: how it came in; ``None`` where it was made here.
        retain_until: the first day on which it may be destroyed; ``None``: at any time.
        destroy_by: the day by which it must be destroyed; ``None``: no such day.
        legal_hold: why it must not be destroyed; ``None``: nothing keeps it.
        quarantined: whether nobody may read it for now.
        destroyed: when it was destroyed.
        number: its place among all; higher is later. 0 before it is kept.
        shelf: where it stands; ``None`` where nobody finds it (quarantined, destroyed, not kept yet).
    """

    id: str
    kind: ItemKind
    media_type: str
    label: Label
    portions: tuple[Label, ...]
    provenances: tuple[Provenance, ...]
    kinds: frozenset[str]
    known_as: str
    derived_from: tuple[str, ...]
    dossier: str | None
    held_at: datetime
    held_by: str
    vaulted: Vaulted | None
    received: Received | None = None
    retain_until: date | None = None
    destroy_by: date | None = None
    legal_hold: str | None = None
    quarantined: bool = False
    destroyed: datetime | None = None
    number: int = 0
    shelf: int | None = None


@frozen
class Shelf:
    """Items that the person rules and the need to know treat alike.

    Args:
        id: its number.
        kind: what the person rules look at, as text (:mod:`relto.node.kinds`).
        dossier: whose members need to know what stands on it, or ``None``.
    """

    id: int
    kind: str
    dossier: str | None


@frozen
class Dossier:
    """A matter, and who works on it.

    Args:
        id: identifier.
        title: its title, sealed under the vault key.
        opened: when.
        by: who opened it.
    """

    id: str
    title: bytes
    opened: datetime
    by: str


@frozen
class Copy:
    """A numbered copy in the register of copies.

    Args:
        id: identifier.
        item: of what.
        number: of the copy, from 1.
        holder: who has it: an office, a safe, or ``party:JPN``.
        made: when.
        by: who recorded it.
        returned: when it was returned or destroyed, or ``None``.
        certificate: of its destruction, or ``None``.
    """

    id: str
    item: str
    number: int
    holder: str
    made: datetime
    by: str
    returned: datetime | None = None
    certificate: str | None = None


@frozen
class Certificate:
    """That something was destroyed.

    Args:
        id: identifier.
        item: what, by its identifier here.
        known_as: what, by the identifier that travels.
        object: digest of the ciphertext that was erased.
        at: when.
        by: who destroyed it.
        witness: who saw it, where the agreement asks for one.
        how: how it was destroyed.
        why: on which ground: retention, order of recall, emergency.
    """

    id: str
    item: str
    known_as: str
    object: str
    at: datetime
    by: str
    witness: str | None
    how: str
    why: str


class ItemRecords(Protocol):
    """What is held, in one unit of work."""

    def add(self, held: Held, indexed: Indexed) -> Held:
        """Keep something new on the shelf of its kind and dossier, and give it with its number and shelf.

        Args:
            held: what.
            indexed: by what it is found and shown.

        Raises:
            Conflict: its identifier is there already.
        """

    def get(self, id: str) -> Held | None:  # noqa: A002 -- the word of the field
        """The item of an identifier."""

    def ahead(self, ids: Sequence[str]) -> None:
        """Read items that will be asked for one by one: :meth:`get` and :meth:`stands` give once what was read here."""

    def known_as(self, name: str) -> Sequence[Held]:
        """The items that travel under an identifier, the oldest first."""

    def lock(self, id: str) -> Held | None:  # noqa: A002 -- the word of the field
        """The same as :meth:`get`; nobody else changes it until the unit of work is done."""

    def replace(self, held: Held) -> Held:
        """Keep something in the place of what was known of it, and give it with its shelf: none, where it is quarantined or destroyed.

        Args:
            held: what; its identifier, number, kind and tokens stay. What was destroyed is found by none, and nothing is kept to show it.
        """

    def index(self, held: Held, indexed: Indexed) -> None:
        """Find and show something by something else than before; it waits no more to be indexed.

        Args:
            held: what, as :meth:`lock` gave it.
            indexed: by what it is found and shown from now on.
        """

    def outlines(self, numbers: Sequence[int]) -> Mapping[int, bytes]:
        """Of some items, by number, the outlines that are kept in the form of this version."""

    def portions(self, number: int) -> bytes | None:
        """The portions that are kept of an item in the form of this version, by its number."""

    def waiting(self, after: int, most: int) -> Sequence[Held]:
        """What waits to be indexed by portion, or is in another form, the oldest first.

        Args:
            after: only what has a higher number.
            most: this many at most.
        """

    def count_waiting(self) -> int:
        """How many items wait to be indexed by portion, or are in another form."""

    def stay(self, number: int) -> None:
        """An item waits to be indexed no more, and is found as it was; nothing is kept to show a part of it."""

    def shelves(self, dossiers: Collection[str]) -> Sequence[Shelf]:
        """The shelves of some dossiers, and those of none."""

    def stands(self, id: str) -> Shelf | None:  # noqa: A002 -- the word of the field
        """The shelf where an item stands, or would if it were not quarantined or destroyed; ``None`` where there is no such item."""

    def page(self, shelves: Sequence[int], before: int | None, most: int) -> Sequence[Held]:
        """What stands on some shelves, the newest first.

        Args:
            shelves: numbers of the shelves.
            before: only what has a lower number.
            most: this many at most.
        """

    def found(
        self,
        tokens: Sequence[int],
        shelves: Sequence[int],
        before: int | None,
        most: int,
        partly: Sequence[tuple[int, Sequence[Sequence[int]]]] = (),
    ) -> Sequence[Held]:
        """What stands on some shelves and has all of some tokens, the newest first.

        Args:
            tokens: the tokens.
            shelves: numbers of the shelves.
            before: only what has a lower number.
            most: this many at most.
            partly: other shelves, each with what must be there instead: for each word, any of some tokens.
        """

    def due(self, on: date, most: int, after: tuple[date, str] | None = None) -> Sequence[Held]:
        """What must be destroyed by a day and was not, the longest due first; of one day in order of identifier.

        Args:
            on: the day.
            most: this many at most.
            after: only what comes behind this day and identifier in that order.
        """

    def derived_from(self, known_as: str) -> Sequence[Held]:
        """What was derived from an item, by the identifier that travels."""


class DossierRecords(Protocol):
    """The dossiers, in one unit of work."""

    def add(self, dossier: Dossier) -> None:
        """Keep a new one."""

    def get(self, id: str) -> Dossier | None:  # noqa: A002 -- the word of the field
        """The dossier of an identifier."""

    def all(self) -> Sequence[Dossier]:
        """Every dossier, in order of identifier."""

    def of(self, account: str) -> frozenset[str]:
        """The dossiers of which somebody is a member."""

    def members(self, id: str) -> Mapping[str, datetime]:  # noqa: A002 -- the word of the field
        """Its members, and since when."""

    def admit(self, id: str, account: str, at: datetime) -> None:  # noqa: A002 -- the word of the field
        """Somebody is a member; who is one already stays one."""

    def dismiss(self, id: str, account: str) -> None:  # noqa: A002 -- the word of the field
        """Somebody is a member no longer."""


class CopyRecords(Protocol):
    """The register of copies and the certificates of destruction, in one unit of work."""

    def add(self, copy: Copy) -> None:
        """Record a copy.

        Raises:
            Conflict: its number is taken.
        """

    def of(self, item: str) -> Sequence[Copy]:
        """The copies of an item, by number."""

    def replace(self, copy: Copy) -> None:
        """Keep a copy in the place of what was known of it."""

    def certify(self, certificate: Certificate) -> None:
        """Keep a certificate of destruction."""

    def certificate(self, id: str) -> Certificate | None:  # noqa: A002 -- the word of the field
        """The certificate of an identifier."""

    def certificates(self, item: str) -> Sequence[Certificate]:
        """The certificates of an item, the oldest first."""
