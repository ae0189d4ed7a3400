"""Some items of a claim's world as bits: bit *n* of a set is item *n*."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from relto.primitives import PartyId
from relto.release.analysis.domains import World

H = TypeVar("H", bound=Hashable)


class Universe:
    """The items of a world by what rules read of them, each as the set of the items that say it.

    Args:
        world: the world.
    """

    def __init__(self, world: World) -> None:
        labels = [label for _, label in world.labels]
        self._labels, self._each = len(labels), len(world.kinds) * len(world.marked)
        self.everything = (1 << len(world)) - 1
        self.originators: dict[PartyId, int] = self._by([originator for originator, _ in world.labels])
        self.levels: dict[tuple[str, str], int] = self._by([(label.scheme.id, label.level) for label in labels])
        self.lists = self._by([label.releasable_to for label in labels])
        self.compartments = self._by_any([label.compartments for label in labels])
        self.compartmented = self._by([label.compartments for label in labels])
        self.controls = self._by_any([label.controls for label in labels])
        self.controlled = self._by([bool(label.controls) and label.is_originator_controlled for label in labels]).get(True, 0)
        self.public = self._by([label.is_public for label in labels]).get(True, 0)
        self.kinds: dict[str | None, int] = {}
        self.marked: list[tuple[date, int]] = []
        self.first: dict[int, int] = {}
        many = len(world.marked)
        for number, kind in enumerate(world.kinds):
            self.kinds[kind] = self.kinds.get(kind, 0) | self._everywhere(((1 << many) - 1) << number * many)
        for number, (day, first) in enumerate(world.marked):
            found = self._everywhere(sum(1 << kind * many + number for kind in range(len(world.kinds))))
            self.marked.append((day, found))
            self.first[first] = self.first.get(first, 0) | found
        self._levels_of: dict[PartyId, list[tuple[tuple[str, str], int]]] = {}
        self.by_scheme: dict[str, list[tuple[str, int]]] = {}
        for (scheme, level), found in self.levels.items():
            self.by_scheme.setdefault(scheme, []).append((level, found))

    def levels_of(self, originator: PartyId) -> list[tuple[tuple[str, str], int]]:
        """The levels of an originator's items, each with the items."""
        found = self._levels_of.get(originator)
        if found is None:
            own = self.originators[originator]
            both = ((level, some & own) for level, some in self.levels.items())
            found = self._levels_of[originator] = [(level, some) for level, some in both if some]
        return found

    def of_kinds(self, kinds: Iterable[str]) -> int:
        """The items that say one of some kinds."""
        found = 0
        for kind in kinds:
            found |= self.kinds.get(kind, 0)
        return found

    def _by(self, said: Sequence[H]) -> dict[H, int]:
        """What each label says, by what it says."""
        return self._by_any([(one,) for one in said])

    def _by_any(self, said: Sequence[Iterable[H]]) -> dict[H, int]:
        names: dict[H, list[int]] = {}
        for number, some in enumerate(said):
            for one in some:
                names.setdefault(one, []).append(number)
        return {one: self._bits(numbers) for one, numbers in names.items()}

    def _bits(self, numbers: list[int]) -> int:
        """All items of some labels."""
        digits = bytearray(b"0" * self._labels)
        for number in numbers:
            digits[self._labels - 1 - number] = ord("x")
        return int(digits.replace(b"0", b"0" * self._each).replace(b"x", b"1" * self._each), 2)

    def _everywhere(self, pattern: int) -> int:
        """A pattern of one label's items, for every label."""
        return int(f"{pattern:0{self._each}b}" * self._labels, 2)
