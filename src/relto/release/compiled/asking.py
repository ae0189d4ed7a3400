"""What is asked, in the form the compiled engine weighs: the item apart from its list, and one question about it."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from relto.agreements import NationalRule
from relto.labels import UNNAMED_SOURCE, Exclusion
from relto.primitives import PartyId
from relto.release.compiled.facts import Pair
from relto.release.model import Item

Caveats: TypeAlias = tuple[frozenset[Exclusion], frozenset[str]]
"""The exclusions and the compartments of a label."""

Said: TypeAlias = tuple[bool | None, str | None, str | None]
"""Whether the recipient is on the list (``None``: there is no list), the purpose and the channel (``None``: not said)."""


class Core:
    """What an item says apart from its list, exclusions and compartments; labels that differ only in these share one.

    Args:
        number: its number in the engine's stores.
        item: an item that says it; its list, exclusions and compartments are not those of others that do.
        marked_on: the day of its marking (or another day of the same epoch).
        epoch: the number of that epoch.
        public: whether it needs no protection.
    """

    __slots__ = ("controlled", "epoch", "item", "label", "marked_on", "named", "number", "outline", "public")

    def __init__(self, number: int, item: Item, marked_on: date, epoch: int, *, public: bool) -> None:
        label = item.label
        self.number = number
        self.outline = number  # the same number for cores that differ only in their level, which does not always count
        self.item = item
        self.label = label
        self.marked_on = marked_on
        self.epoch = epoch
        self.named = _named(item)
        self.public = public
        self.controlled = bool(label.controls) and label.is_originator_controlled


class Asked:
    """One question of an item between two parties.

    Args:
        core: what the item says apart from its list, exclusions and compartments.
        caveats: its exclusions and compartments.
        pair: what there is between holder and recipient.
        said: what is said besides.
    """

    __slots__ = (
        "channel",
        "compartments",
        "core",
        "exclusions",
        "foreign",
        "goes_home",
        "holder",
        "label",
        "law",
        "on_list",
        "originators",
        "own",
        "pair",
        "purpose",
        "recipient",
    )

    def __init__(self, core: Core, caveats: Caveats, pair: Pair, said: Said) -> None:
        self.core = core
        self.label = core.label
        self.exclusions, self.compartments = caveats
        self.pair = pair
        self.holder = pair.holder
        self.recipient = pair.recipient
        self.on_list, self.purpose, self.channel = said
        self.law: Sequence[NationalRule] = ()
        self.foreign: tuple[PartyId, ...] = ()
        named = core.named
        self.originators = named or pair.just_holder
        self.own = not named or named == pair.just_holder
        self.goes_home = False
        if not self.own:
            self.goes_home = named == pair.just_recipient
            if len(named) > 1:
                self.foreign = tuple(one for one in named if one not in (pair.holder, pair.recipient))
            elif not self.goes_home:
                self.foreign = named

    @property
    def askable(self) -> list[PartyId]:
        """The originators who can be asked: neither the recipient nor one that the marking conceals."""
        return [one for one in self.originators if one not in (self.recipient, UNNAMED_SOURCE)]


def _named(item: Item) -> tuple[PartyId, ...]:
    """Those named, else given, else the owner; nobody where only the holder can be meant."""
    named = item.label.originators
    if UNNAMED_SOURCE in named and item.originators:
        named = (named - {UNNAMED_SOURCE}) | item.originators
    if not named:
        owner = item.label.scheme.owner
        named = item.originators or (frozenset() if owner is None else frozenset((owner,)))
    return _in_order(named)


@lru_cache(maxsize=65_536)
def _in_order(named: frozenset[PartyId]) -> tuple[PartyId, ...]:
    return tuple(sorted(named))


def originators_of(item: Item, holder: PartyId) -> tuple[PartyId, ...]:
    """Under whose authority an item was classified, in order of code.

    Args:
        item: the item.
        holder: who holds it: the originator where nothing else is said.
    """
    return _named(item) or (holder,)
