"""The label: what a marking says, in a form that can be compared, joined and decided on."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from attrs import field, frozen

from relto.labels.scheme import Scheme
from relto.primitives import Malformed, PartyId

UNNAMED_SOURCE = PartyId("FGI")
"""Stands among the originators where a marking says "foreign government information" and conceals whose."""


@frozen(order=True, cache_hash=True)
class Exclusion:
    """A caveat that shuts out everyone but a named set (NOFORN, AUSTEO, NZEO, UK/US EYES ONLY).

    Args:
        name: the caveat as its system's banner writes it.
        only: the parties and communities it leaves in, as codes.
    """

    name: str
    only: frozenset[str] = field(order=sorted)


@lru_cache(maxsize=65_536)
def shared(some: frozenset[Any]) -> frozenset[Any]:
    """One object for equal sets: a hundred thousand labels hold few distinct ones, most of them empty, and compare them often."""
    return some


def _list(codes: Iterable[str] | None) -> frozenset[str] | None:
    return None if codes is None else frozenset(codes)


_EMPTY: frozenset[Any] = shared(frozenset())


def _codes(codes: Iterable[str]) -> frozenset[str]:
    return shared(frozenset(codes)) if codes else _EMPTY


def _parties(codes: Iterable[str]) -> frozenset[PartyId]:
    return shared(frozenset(map(PartyId, codes))) if codes else _EMPTY


def _exclusions(some: Iterable[Exclusion]) -> frozenset[Exclusion]:
    return shared(frozenset(some)) if some else _EMPTY


@frozen(cache_hash=True)
class Label:
    """The machine form of a marking.

    Args:
        scheme: the scheme whose level it is.
        level: name of the level in that scheme, or a joined level (see :mod:`relto.labels.scheme`).
        originators: those the marking itself names (JOINT, FGI, a foreign level). Empty: the marking names none, and
            the owner of the scheme is meant unless somebody says otherwise.
        joint: whether the originators made it together (JOINT); needs two of them at least.
        releasable_to: codes of parties and communities on the REL TO list; ``None`` where the marking has no list.
            A list is closed: who is not on it is not released to.
        display_only: codes of those to whom it may be shown but not given; ``None`` where there is no such list.
        exclusions: caveats that shut out everyone outside a named set.
        controls: other dissemination controls and caveats, by banner name (``ORCON``).
        compartments: compartments, closed upwards: ``SI-G ABCD`` stands there with ``SI-G`` and ``SI``.
        marked_on: the day it was marked, or ``None`` where nobody said.

    Raises:
        Malformed: the scheme has no such level, or ``joint`` stands without two originators.
    """

    scheme: Scheme
    level: str
    originators: frozenset[PartyId] = field(default=frozenset(), converter=_parties)
    joint: bool = False
    releasable_to: frozenset[str] | None = field(default=None, converter=_list)
    display_only: frozenset[str] | None = field(default=None, converter=_list)
    exclusions: frozenset[Exclusion] = field(default=frozenset(), converter=_exclusions)
    controls: frozenset[str] = field(default=frozenset(), converter=_codes)
    compartments: frozenset[str] = field(default=frozenset(), converter=_codes)
    marked_on: date | None = None

    def __attrs_post_init__(self) -> None:
        if self.level not in self.scheme.single:
            self.scheme.parts(self.level)
        if self.joint and not len(self.originators) > 1:
            raise Malformed("a joint marking names two owners at least", found=", ".join(sorted(self.originators)) or "none")
        if self.compartments:
            object.__setattr__(self, "compartments", shared(closed_upwards(self.compartments)))

    @property
    def is_public(self) -> bool:
        """Whether the information needs no protection: a public level of the scheme's owner and nothing else said."""
        return self.level in self.scheme.public and not (
            self.exclusions
            or self.controls
            or self.compartments
            or self.releasable_to is not None
            or self.display_only is not None
            or self.originators - {self.scheme.owner}
        )

    @property
    def named_or_owner(self) -> frozenset[PartyId]:
        """The originators the marking names; where it names none, the owner of the scheme (nobody, for a scheme without one)."""
        if self.originators or self.scheme.owner is None:
            return self.originators
        return frozenset((self.scheme.owner,))

    @property
    def is_originator_controlled(self) -> bool:
        """Whether a control keeps every onward release with the originator."""
        return not self.scheme.originator_controls.isdisjoint(self.controls)


@lru_cache(maxsize=65_536)
def closed_upwards(compartments: frozenset[str]) -> frozenset[str]:
    """Compartments with everything they stand in: ``SI-G ABCD`` brings ``SI-G`` and ``SI``.

    A hyphen parts control system and compartment, a space after a hyphen compartment and sub-compartment; a code word of
    two words without a hyphen is one name.
    """
    closed = set(compartments)
    for one in compartments:
        first = one.find("-")
        closed.update(one[:cut] for cut, sign in enumerate(one) if sign == "-" or (sign == " " and 0 <= first < cut))
    return frozenset(closed)
