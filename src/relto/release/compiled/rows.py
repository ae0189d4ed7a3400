"""The outcomes that an engine keeps of each item, and the quickest way to one of them."""

from collections.abc import Callable
from typing import TypeAlias

from attrs import frozen

from relto.primitives import PartyId
from relto.release.model import Item, Outcome

_BY_SEVERITY = (Outcome.PERMIT, Outcome.CONSENT, Outcome.DENY)
Near: TypeAlias = dict[PartyId, dict[int, dict[PartyId, Outcome]]]
"""Outcomes by the holder, the identity of an item that somebody keeps, and the recipient; in this order, since holders are few: what is
looked up first stays in the processor's cache, and what an item adds to memory is one small table."""


@frozen(eq=False)
class OutcomeRow:
    """The outcomes of one item for every recipient, one byte each.

    Args:
        codes: for recipient number *n* the severity of its outcome (0 permit, 1 consent, 2 deny).
        numbers: the number of each recipient; who has none is denied.
    """

    codes: bytes
    numbers: dict[PartyId, int]

    def of(self, recipient: PartyId) -> Outcome:
        """The outcome for one recipient."""
        number = self.numbers.get(recipient)
        return Outcome.DENY if number is None else _BY_SEVERITY[self.codes[number]]


def warm(near: Near, recalled: Callable[[Item, PartyId, PartyId], Outcome]) -> Callable[[Item, PartyId, PartyId], Outcome]:
    """What an engine answers of an outcome; a function of its own, since it looks up nothing of the engine where the answer is there.

    Args:
        near: the outcomes that were asked before.
        recalled: gives one that was not, and puts it there.
    """
    identity = id

    def outcome(item: Item, holder: PartyId, recipient: PartyId) -> Outcome:
        try:
            return near[holder][identity(item)][recipient]
        except KeyError:
            return recalled(item, holder, recipient)

    return outcome
