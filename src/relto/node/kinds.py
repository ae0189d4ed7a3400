"""What the person rules look at, as text: many items are of few kinds, and each kind is decided once for a person.

A document is of the kind of its whole, and of the kinds of those of its portions that may be open to somebody to whom the whole is not.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import msgspec
from attrs import evolve, frozen

from relto.labels import Exclusion, Label
from relto.markings import system
from relto.node.records.holdings import Held
from relto.primitives import AgreementId, PartyId
from relto.release import Kept, as_marked

Bare = frozenset[Kept]
"""What a label asks of a person, before any agreement has carried its level home; of something derived for each of its sources."""


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


@frozen(cache_hash=True)
class Part:
    """Portions of a document that the person rules treat alike.

    Args:
        text: what they look at, as text: equal for equal answers.
        kept: the same; of something derived one for each of its sources.
        stands: whether one of these portions stands by itself, and is no heading or header row that goes with what is under it.
    """

    text: str
    kept: tuple[Kept, ...]
    stands: bool

    @property
    def bare(self) -> Bare:
        """By what portions of this part are known again."""
        return frozenset(evolve(one, level=None) for one in self.kept)


@frozen(cache_hash=True)
class Kind:
    """What the person rules look at in something held.

    Args:
        whole: in the whole; of something derived one for each of its sources.
        parts: in the portions that may be open to somebody to whom the whole is not; none of what is given whole or not at all.
    """

    whole: tuple[Kept, ...]
    parts: tuple[Part, ...] = ()


NO_PARTS = Kind(())
"""Of what is seen as a whole, where nobody looks at its parts."""


def write_part(some: Iterable[Kept]) -> str:
    """The text of what the person rules look at in one thing; of something derived one for each of its sources."""
    kinds = {msgspec.json.encode(_kind(one.in_short)).decode() for one in some}
    return "\n".join(sorted(kinds))


def write_kind(whole: str, parts: Iterable[tuple[str, bool]] = ()) -> str:
    """The text of a kind.

    Args:
        whole: of the whole, as :func:`write_part` gives it.
        parts: of each portion, and whether it stands by itself.
    """
    stands: dict[str, bool] = {}
    for text, alone in parts:
        stands[text] = alone or stands.get(text, False)
    stands.pop(whole, None)
    if not any(stands.values()):
        return whole
    return "\n\n".join((whole, *(f"{'+' if stands[one] else '-'}\n{one}" for one in sorted(stands))))


@lru_cache(maxsize=16_384)
def read_kind(text: str) -> Kind:
    """What :func:`write_kind` wrote."""
    whole, *parts = text.split("\n\n")
    return Kind(_lines(whole), tuple(Part(one[2:], _lines(one[2:]), one[0] == "+") for one in parts))


def whole_of(text: str) -> str:
    """Of what :func:`write_kind` wrote the text of the whole."""
    return text.split("\n\n", 1)[0]


def bare_of(label: Label, held: Held) -> Bare:
    """By what a portion of something held is known again among the parts of its kind."""
    return frozenset(as_marked(one.item(label, held.kinds), at=held.held_at.date()).in_short for one in held.provenances)


def _lines(text: str) -> tuple[Kept, ...]:
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
