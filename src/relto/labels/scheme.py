"""Classification schemes: ordered levels, and what their controls mean.

A scheme's levels form a partial order, not always a ladder: New Zealand and Canada keep a ladder for policy and
privacy beside the one for national security. Where a roll-up meets two levels with none above the other, the result is
a *joined level*, written ``RESTRICTED & SENSITIVE``: it protects what both protect. No marking system writes a joined
level; :meth:`Scheme.least_single` gives the one level that covers it, where there is just one.

Levels of two schemes are never compared here. Only an agreement's own table carries a level from one to another.
"""

from collections.abc import Iterable, Mapping
from functools import reduce

from attrs import field, frozen

from relto.primitives import Malformed, PartyId

_JOINED = " & "


def _closure(direct: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """From "directly below" to "anywhere below", refusing a circle."""
    below: dict[str, frozenset[str]] = {}

    def descend(level: str, path: tuple[str, ...]) -> frozenset[str]:
        if level in path:
            raise Malformed("levels of a scheme run in a circle", found=" < ".join((*path, level)))
        if level not in below:
            found = set(direct.get(level, frozenset()))
            for lower in direct.get(level, frozenset()):
                found |= descend(lower, (*path, level))
            below[level] = frozenset(found)
        return below[level]

    for level in direct:
        descend(level, ())
    return below


@frozen(eq=False, repr=False)
class Scheme:
    """A classification system: its levels and the meaning of its controls. Two schemes are equal when they are one object's twin by ``id``.

    Args:
        id: short name (``nz``); also the marking system's where it has one.
        name: name in English.
        owner: the party whose scheme it is, or ``None`` (nobody owns TLP).
        levels: names of the levels as written in a banner, lowest first.
        directly_below: for each level the levels directly below it; left out, ``levels`` is one ladder.
        public: levels that need no protection when they carry no caveat.
        originator_controls: controls by which the originator keeps every onward release to itself (ORCON).
        source: where the levels are laid down.
        single: the levels as a set: those that are not joined.
    """

    id: str
    name: str
    owner: PartyId | None
    levels: tuple[str, ...]
    directly_below: Mapping[str, frozenset[str]] | None = None
    public: frozenset[str] = frozenset()
    originator_controls: frozenset[str] = frozenset()
    source: str = ""
    single: frozenset[str] = field(init=False)
    _below: Mapping[str, frozenset[str]] = field(init=False)

    def __repr__(self) -> str:
        return f"Scheme({self.id!r})"

    def __attrs_post_init__(self) -> None:
        if not self.levels or len(set(self.levels)) != len(self.levels):
            raise Malformed("a scheme needs levels, each once", found=", ".join(self.levels))
        direct = self.directly_below
        if direct is None:
            pairs = zip(self.levels, (frozenset[str](), *(frozenset((low,)) for low in self.levels)), strict=False)
            direct = dict(pairs)
        unknown = {*direct, *(low for lows in direct.values() for low in lows), *self.public} - set(self.levels)
        if unknown:
            raise Malformed("a scheme's order names a level it does not have", found=", ".join(sorted(unknown)))
        complete = {level: direct.get(level, frozenset()) for level in self.levels}
        object.__setattr__(self, "_below", _closure(complete))
        object.__setattr__(self, "single", frozenset(self.levels))

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Scheme) and self.id == other.id)

    def __hash__(self) -> int:
        return hash(self.id)

    def parts(self, level: str) -> frozenset[str]:
        """The single levels of which a level is joined (itself, for a single one).

        Raises:
            Malformed: the scheme has no such level.
        """
        parts = frozenset(level.split(_JOINED))
        unknown = parts - set(self.levels)
        if unknown:
            raise Malformed(f"`{self.id}` has no such level", found=", ".join(sorted(unknown)), expected=f"one of {', '.join(self.levels)}")
        return parts

    def has(self, level: str) -> bool:
        """Whether the level is one of this scheme, single or joined."""
        return level in self.single or self.single.issuperset(level.split(_JOINED))

    def protects(self, level: str, other: str) -> bool:
        """Whether ``level`` protects at least as well as ``other``."""
        if level in self.single and other in self.single:
            return level == other or other in self._below[level]
        parts = self.parts(level)
        return all(any(o == p or o in self._below[p] for p in parts) for o in self.parts(other))

    def join(self, level: str, other: str) -> str:
        """The lowest level that protects at least as well as both; a joined level where neither ladder covers the other."""
        both = self.parts(level) | self.parts(other)
        top = [one for one in both if not any(one in self._below[o] for o in both)]
        return _JOINED.join(sorted(top, key=self.levels.index))

    def join_all(self, levels: Iterable[str]) -> str:
        """The join of one or more levels."""
        return reduce(self.join, dict.fromkeys(levels))

    def is_joined(self, level: str) -> bool:
        """Whether the level is a joined one, which no marking can write."""
        return len(self.parts(level)) > 1

    def least_single(self, level: str) -> str:
        """The lowest single level that covers a level.

        Raises:
            Malformed: no single level covers it, or several do and none of them is the lowest.
        """
        above = [one for one in self.levels if self.protects(one, level)]
        least = [one for one in above if all(self.protects(other, one) for other in above)]
        if len(least) != 1:
            raise Malformed(
                "no one level covers both ladders", found=level, expected=f"portions of one ladder, or a level of `{self.id}` above both"
            )
        return least[0]
