"""Kinds of items: everything a decision reads but the recipient, each once, whatever the network and the day.

A holding names a kind by its number; ten million records are ten million numbers and some thousand kinds. What a kind says is
taken apart into columns, so that a table of outcomes can be compiled, and compiled again, without looking at items.
"""

from array import array
from collections.abc import Iterable
from datetime import date

import numpy as np
from attrs import define, evolve, field, frozen
from numpy.typing import NDArray

from relto.labels import Exclusion, Label
from relto.primitives import AgreementId, Malformed, PartyId
from relto.primitives.limits import HOLDING_KINDS
from relto.release.compiled import originators_of
from relto.release.model import Item

UNREADABLE = 0
"""The kind of what has no label that can be read: it is denied to everybody, under every network and on every day."""

_WHOEVER_HOLDS = PartyId("")

Numbers = NDArray[np.int64]
"""Numbers of kinds or of items."""


@frozen(eq=False)
class Said:
    """What an item says apart from its list, exclusions, compartments and day.

    Args:
        item: an item that says it.
        originators: who originated it, where the item tells; else the holder did.
        involved: the parties it names: originators and providers.
        instruments: the agreements it names.
    """

    item: Item
    originators: frozenset[PartyId]
    involved: frozenset[PartyId]
    instruments: frozenset[AgreementId]

    def is_own(self, holder: PartyId) -> bool:
        """Whether the holder alone originated it."""
        return not self.originators or self.originators == {holder}


@define(eq=False)
class Sets:
    """Distinct sets of names, each with a number, laid end to end."""

    numbers: dict[frozenset[str], int] = field(factory=dict)
    names: dict[str, int] = field(factory=dict)
    flat: "array[int]" = field(factory=lambda: array("q"))
    starts: "array[int]" = field(factory=lambda: array("q", [0]))

    def number(self, names: frozenset[str]) -> int:
        """The number of a set."""
        known = self.numbers.get(names)
        if known is None:
            known = self.numbers[names] = len(self.numbers)
            self.flat.extend(self.names.setdefault(one, len(self.names)) for one in sorted(names))
            self.starts.append(len(self.flat))
        return known


_COLUMNS = ("said", "day", "holder", "listed", "compartments", "exclusions", "public", "origin", "label")


def _names(some: Iterable[str]) -> set[str]:
    return set(some)


@define(eq=False)
class Kinds:
    """The distinct kinds of what is held, in the order in which they were met; number 0 is :data:`UNREADABLE`.

    Args:
        apart: identifiers of items that consents name: such an item is a kind of its own. Identifiers of other items are not kept.
    """

    apart: set[str] = field(factory=set, converter=_names)
    items: list[Item | None] = field(factory=lambda: [None], init=False)
    holders: list[PartyId | None] = field(factory=lambda: [None], init=False)
    labels: list[Label] = field(factory=list, init=False)
    said: list[Said] = field(factory=list, init=False)
    days: list[date | None] = field(factory=list, init=False)
    parties: list[PartyId] = field(factory=list, init=False)
    origins: list[PartyId] = field(factory=list, init=False)
    lists: Sets = field(factory=Sets, init=False)
    compartments: Sets = field(factory=Sets, init=False)
    exclusions: list[frozenset[Exclusion]] = field(factory=list, init=False)
    saids_of: dict[PartyId, list[int]] = field(factory=dict, init=False)
    saids_under: dict[AgreementId, list[int]] = field(factory=dict, init=False)
    _columns: dict[str, "array[int]"] = field(init=False)
    _known: dict[tuple[Item, PartyId], int] = field(factory=dict, init=False)
    _numbers: dict[object, int] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._columns = {name: array("q", [-1]) for name in _COLUMNS}

    def __len__(self) -> int:
        return len(self.items)

    def take(self, item: Item, holder: PartyId) -> int:
        """The number of the kind of an item of a holder.

        Raises:
            Malformed: there are more kinds than :data:`relto.primitives.limits.HOLDING_KINDS`.
        """
        if item.id is not None and item.id not in self.apart:
            item = evolve(item, id=None)
        number = self._known.get((item, holder))
        return self._add(item, holder) if number is None else number

    def column(self, name: str) -> Numbers:
        """One column of all kinds: numbers into this object's lists; -1 where a kind has none."""
        return np.array(self._columns[name], dtype=np.int64)

    def at(self, name: str, kind: int) -> int:
        """One kind's number in one column."""
        return self._columns[name][kind]

    def of(self, kind: int) -> tuple[Item, PartyId]:
        """An item of a kind, and who holds it.

        Raises:
            LookupError: the kind is that of the unreadable.
        """
        item, holder = self.items[kind], self.holders[kind]
        if item is None or holder is None:
            raise LookupError("what cannot be read has no item")
        return item, holder

    def _add(self, item: Item, holder: PartyId) -> int:
        number = len(self.items)
        if number > HOLDING_KINDS:
            raise Malformed("too many distinct kinds of items", found=f"more than {HOLDING_KINDS:,}", expected="labels that repeat")
        label = item.label
        said = self._said(item)
        values = (
            said,
            self._numbered("day", label.marked_on or item.marked_on, self.days),
            self._numbered("holder", holder, self.parties),
            -1 if label.releasable_to is None else self.lists.number(label.releasable_to),
            self.compartments.number(label.compartments),
            self._numbered("exclusions", label.exclusions, self.exclusions),
            int(label.level in label.scheme.public and label.is_public),
            self._origin(self.said[said], holder),
            self._numbered("label", label, self.labels),
        )
        for name, value in zip(_COLUMNS, values, strict=True):
            self._columns[name].append(value)
        self.items.append(item)
        self.holders.append(holder)
        self._known[item, holder] = number
        return number

    def _origin(self, said: Said, holder: PartyId) -> int:
        """The sole originator, where it is not the holder: who would get back what it gave."""
        if len(said.originators) != 1 or said.is_own(holder):
            return -1
        return self._numbered("origin", next(iter(said.originators)), self.origins)

    def _numbered(self, what: str, value: object, met: list) -> int:  # type: ignore[type-arg]
        number = self._numbers.setdefault((what, value), len(met))
        if number == len(met):
            met.append(value)
        return number

    def _said(self, item: Item) -> int:
        label = item.label
        key = (
            "said",
            (label.scheme.id, label.level, label.originators, label.controls),
            (item.originators, item.kinds, item.under, item.chain, item.provided_for, item.id),
        )
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.said)
            said = _said(item)
            self.said.append(said)
            for party in said.involved:
                self.saids_of.setdefault(party, []).append(number)
            for agreement in said.instruments:
                self.saids_under.setdefault(agreement, []).append(number)
        return number


def _said(item: Item) -> Said:
    originators = frozenset(originators_of(item, _WHOEVER_HOLDS)) - {_WHOEVER_HOLDS}
    instruments = {link.instrument for link in item.chain} | {item.under}
    return Said(
        item,
        originators,
        originators | {link.provider for link in item.chain},
        frozenset(one for one in instruments if one is not None),
    )
