"""What the person rules look at, as text: many items are of few kinds, and each kind is decided once for a person."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import msgspec

from relto.labels import Exclusion, Label
from relto.markings import system
from relto.primitives import AgreementId, PartyId
from relto.release import Kept


class _Kind(msgspec.Struct, forbid_unknown_fields=True):
    scheme: str
    name: str
    originators: list[str]
    releasable_to: list[str] | None
    display_only: list[str] | None
    exclusions: list[tuple[str, list[str]]]
    controls: list[str]
    compartments: list[str]
    marked_on: date | None
    level: str | None
    instruments: list[str]


def write_kind(some: Iterable[Kept]) -> str:
    """The text of what the person rules look at; of something derived one for each of its sources."""
    kinds = {msgspec.json.encode(_kind(one.in_short)).decode() for one in some}
    return "\n".join(sorted(kinds))


@lru_cache(maxsize=16_384)
def read_kind(text: str) -> tuple[Kept, ...]:
    """What :func:`write_kind` wrote."""
    return tuple(_kept(msgspec.json.decode(line, type=_Kind)) for line in text.split("\n"))


def _kind(kept: Kept) -> _Kind:
    label = kept.label
    return _Kind(
        scheme=label.scheme.id,
        name=label.level,
        originators=sorted(label.originators),
        releasable_to=None if label.releasable_to is None else sorted(label.releasable_to),
        display_only=None if label.display_only is None else sorted(label.display_only),
        exclusions=[(one.name, sorted(one.only)) for one in sorted(label.exclusions)],
        controls=sorted(label.controls),
        compartments=sorted(label.compartments),
        marked_on=label.marked_on,
        level=kept.level,
        instruments=list(kept.instruments),
    )


def _kept(kind: _Kind) -> Kept:
    label = Label(
        system(kind.scheme).scheme,
        kind.name,
        originators=frozenset(map(PartyId, kind.originators)),
        releasable_to=None if kind.releasable_to is None else frozenset(kind.releasable_to),
        display_only=None if kind.display_only is None else frozenset(kind.display_only),
        exclusions=frozenset(Exclusion(name, frozenset(only)) for name, only in kind.exclusions),
        controls=frozenset(kind.controls),
        compartments=frozenset(kind.compartments),
        marked_on=kind.marked_on,
    )
    return Kept(label, kind.level, tuple(map(AgreementId, kind.instruments)))
