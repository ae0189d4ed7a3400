"""Claims: sentences about a whole network that are proved for every case of a stated domain, or refuted by one case."""

from datetime import date
from pathlib import Path
from typing import Literal

from attrs import frozen

from relto.primitives import AgreementId, PartyId, Place


@frozen
class Information:
    """The information of which a claim speaks.

    Args:
        originators: who originated it; ``None``: each party of the network that has a home scheme, one after the other.
        scheme: the scheme of its labels; ``None``: the originator's home scheme.
        levels: the levels; ``None``: every level of the scheme.
        from_level: the lowest level, or ``None``.
        to_level: the highest level, or ``None``.
        controls: controls that every label carries; whatever other control a rule reads may stand beside them.
        compartments: compartments that every label carries.
        lists: the lists that are tried; ``None`` among them is a label without a list.
        kinds: kinds of information, each on its own; ``None`` among them is an item that does not say its kind. ``None``
            for all: unsaid, and each kind that a rule tells from another.
        marked_from: the first day of the marking; ``None``: the first day of the claim.
        marked_before: the first day on which it was marked no more; ``None``: whatever day until it is released.
    """

    originators: tuple[PartyId, ...] | None
    lists: tuple[frozenset[str] | None, ...]
    scheme: str | None = None
    levels: tuple[str, ...] | None = None
    from_level: str | None = None
    to_level: str | None = None
    controls: frozenset[str] = frozenset()
    compartments: frozenset[str] = frozenset()
    kinds: tuple[str | None, ...] | None = None
    marked_from: date | None = None
    marked_before: date | None = None


@frozen
class Supposed:
    """One event that a claim supposes.

    Args:
        kind: what happens: a party joins, an agreement ends, is taken for in force, or is drafted otherwise.
        what: ``JPN:FVEY`` for a joining, else the agreement, or the draft's path.
        on: the day, where the event has one.
        place: where it stands.
    """

    kind: Literal["join", "terminate", "assume", "change"]
    what: str
    place: Place
    on: date | None = None

    @property
    def path(self) -> Path:
        """The path of a draft, seen from the file of the claims."""
        return Path(self.place.source).parent / self.what

    @property
    def agreement(self) -> AgreementId:
        """The agreement it names."""
        return AgreementId(self.what)


@frozen
class Claim:
    """A sentence about a network.

    Args:
        id: identifier.
        says: the sentence, for people.
        kind: ``never-reaches`` (none of ``to`` ever comes to hold it), ``stays-within`` (nobody outside ``to`` does) or
            ``changes-nothing`` (who can come to hold it is the same with the events and without).
        of: the information.
        first: the first day.
        last: the last day.
        place: where it stands.
        to: parties and communities.
        bodies_of: parties whose bodies (``part_of``) are meant beside those.
        without_consent_of: the authorities that consent to nothing, while every other consents to whatever is asked;
            ``None``: nobody consents.
        events: what happens; only for ``changes-nothing``.
    """

    id: str
    says: str
    kind: Literal["never-reaches", "stays-within", "changes-nothing"]
    of: Information
    first: date
    last: date
    place: Place
    to: frozenset[str] = frozenset()
    bodies_of: frozenset[PartyId] = frozenset()
    without_consent_of: frozenset[str] | None = None
    events: tuple[Supposed, ...] = ()

    def refusing(self, authority: str) -> bool:
        """Whether an authority consents to nothing."""
        return self.without_consent_of is None or authority in self.without_consent_of
