"""What every machine form of a label offers."""

from datetime import UTC, datetime, time
from typing import Protocol

from attrs import evolve, field, frozen

from relto.labels import Label
from relto.primitives import Malformed


@frozen
class MachineLabel:
    """What a machine form says: the originator's label, and what stands beside it.

    Args:
        label: the label.
        created: the instant of labelling, with its zone; ``None`` where the form does not say.
        review: the instant by which the label is to be looked at again.
        originator: identifier of the originator as the form writes it.
        originator_type: what kind of identifier that is, where the form says so (``rfc822Name``).
        identifier: the form's own identifier of the label (of a STIX marking definition).
        privacy_mark: a mark on privacy, as written.
        informative: tags and their values that say nothing about who may have it.
        references: names that the form gives as URIs beside its words (of the policy, the classification, a category); never followed.
        older: what an earlier version of the scheme calls it, where it came as that (``TLP:WHITE of TLP 1.0``); never compared.
    """

    label: Label
    created: datetime | None = None
    review: datetime | None = None
    originator: str | None = None
    identifier: str | None = None
    privacy_mark: str | None = None
    informative: tuple[tuple[str, tuple[str, ...]], ...] = ()
    originator_type: str | None = None
    references: tuple[tuple[str, str], ...] = ()
    older: str | None = field(default=None, eq=False)


class Format(Protocol):
    """One machine form.

    Reading what was written gives the same label; what a form cannot carry whole, it refuses.
    """

    @property
    def id(self) -> str:
        """Its short name."""

    @property
    def name(self) -> str:
        """Its name in English."""

    @property
    def media_type(self) -> str:
        """The media type of its bytes."""

    @property
    def source(self) -> str:
        """Where it is laid down."""

    def read(self, data: bytes, *, source: str = "label") -> MachineLabel:
        """Reads a label.

        Args:
            data: the form's bytes.
            source: name of the input, for errors.

        Raises:
            Malformed: it is none of this form, or says what Relto's labels cannot hold.
        """

    def write(self, label: MachineLabel | Label) -> bytes:
        """Writes a label.

        Raises:
            Malformed: the form cannot carry all of it.
        """


def machine(label: MachineLabel | Label) -> MachineLabel:
    """A label as a machine label: one that knows only its day was made at that day's beginning (UTC)."""
    if isinstance(label, MachineLabel):
        return label
    created = None if label.marked_on is None else datetime.combine(label.marked_on, time(), UTC)
    return MachineLabel(label, created)


def refuse_typed(given: MachineLabel) -> None:
    """For forms that have no kinds of identifiers and no URIs beside words.

    Raises:
        Malformed: the label has them.
    """
    if given.originator_type is not None or given.references:
        found = given.originator_type or given.references[0][1]
        raise Malformed("this form carries no kind of identifier and no URI beside a word", found=found, expected="a label without them")


def dated(found: MachineLabel) -> MachineLabel:
    """A machine label whose label has the day (UTC) of its instant."""
    if found.created is None:
        return found
    return evolve(found, label=evolve(found.label, marked_on=found.created.astimezone(UTC).date()))
