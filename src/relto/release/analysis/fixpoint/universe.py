"""Some items of a claim's world as bits: bit *n* of a set is item *n*."""

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from typing import TypeVar

from relto.labels import Label
from relto.primitives import PartyId
from relto.release.analysis.domains import World

H = TypeVar("H", bound=Hashable)


class Universe:
    """The items of a world by what rules read of them, each as the set of the items that say it.

    Args:
        world: the world.
    """

    def __init__(self, world: World) -> None:
        self._many, self._each = len(world.labels), len(world.kinds) * len(world.marked)
        places: dict[int, tuple[Label, list[int]]] = {}
        by_originator: dict[PartyId, list[int]] = {}
        for number, (originator, label) in enumerate(world.labels):
            places.setdefault(id(label), (label, []))[1].append(number)
            by_originator.setdefault(originator, []).append(number)
        self._labels = [(label, self._bits(numbers)) for label, numbers in places.values()]
        self.everything = (1 << len(world)) - 1
        self.originators = {originator: self._bits(numbers) for originator, numbers in by_originator.items()}
        self.levels = self._by(lambda label: (label.scheme.id, label.level))
        self.lists = self._by(lambda label: label.releasable_to)
        self.compartments = self._by_any(lambda label: label.compartments)
        self.compartmented = self._by(lambda label: label.compartments)
        self.controls = self._by_any(lambda label: label.controls)
        self.controlled = self._by(lambda label: bool(label.controls) and label.is_originator_controlled).get(True, 0)
        self.public = self._by(lambda label: label.is_public).get(True, 0)
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
        self.of_scheme = self._by(lambda label: label.scheme.id)

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

    def _by(self, said: Callable[[Label], H]) -> dict[H, int]:
        """The items by what their labels say."""
        return self._by_any(lambda label: (said(label),))

    def _by_any(self, said: Callable[[Label], Iterable[H]]) -> dict[H, int]:
        found: dict[H, int] = {}
        for label, items in self._labels:
            for one in said(label):
                found[one] = found.get(one, 0) | items
        return found

    def _bits(self, numbers: list[int]) -> int:
        """All items of some labels."""
        found, each, start = 0, self._each, 0
        for place, number in enumerate(numbers, 1):
            if place == len(numbers) or numbers[place] != number + 1:  # the end of a run of labels that follow each other
                found |= ((1 << (place - start) * each) - 1) << (numbers[start] * each)
                start = place
        return found

    def _everywhere(self, pattern: int) -> int:
        """A pattern of one label's items, for every label."""
        return int(f"{pattern:0{self._each}b}" * self._many, 2)
