"""What would change: the same holdings under two networks, and for each difference the reasons that make it.

Holdings come one by one and are sorted into *kinds*: what both engines answer alike is asked once. So a million items cost a
million look-ups and some thousand questions.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import define, field, frozen

from relto.agreements import Network
from relto.primitives import PartyId
from relto.release.compiled import Engine
from relto.release.model import Decision, Item, Reason


@frozen
class Kind:
    """Items that every question answers alike under both networks.

    Args:
        number: its number, in the order in which kinds were met.
        item: one of them.
        holder: who holds them.
    """

    number: int
    item: Item
    holder: PartyId


@frozen
class Reading:
    """The reasons that make two decisions differ.

    Args:
        gone: reasons of the first that stood in the way and that the second does not have.
        come: reasons of the second that the first does not have: what stands in the way now, or what opened it.
    """

    gone: tuple[Reason, ...]
    come: tuple[Reason, ...]


@frozen
class Change:
    """A kind of item and a recipient for whom the outcome differs.

    Args:
        kind: the items.
        recipient: the recipient.
        before: the decision under the first network.
        after: the decision under the second.
    """

    kind: Kind
    recipient: PartyId
    before: Decision
    after: Decision

    @property
    def opens(self) -> bool:
        """Whether the second outcome is the milder one."""
        return self.after.outcome.severity < self.before.outcome.severity

    @property
    def because(self) -> Reading:
        """What makes the difference."""
        return because(self.before, self.after)


def because(before: Decision, after: Decision) -> Reading:
    """The reasons that make two decisions differ.

    Where the outcome gets milder, what stood in the way and does so no more, and what permits now. Where it gets stricter, what
    stands in the way now, and what permitted before.
    """
    opens = after.outcome.severity < before.outcome.severity
    was, now = set(before.reasons), set(after.reasons)
    gone = tuple(one for one in before.reasons if one not in now and (one.effect != "permit") == opens)
    come = tuple(one for one in after.reasons if one not in was and (one.effect != "permit") != opens)
    return Reading(gone, come)


@define
class Comparison:
    """Two networks on one day over the same holdings.

    Args:
        before: the first network.
        after: the second network.
        at: the day of the questions.
        recipients: who is asked about; a party that only one network knows is denied by the other.

    Raises:
        Malformed: ``at`` is no day.
    """

    before: Network
    after: Network
    at: date
    recipients: Sequence[PartyId]
    kinds: list[Kind] = field(factory=list, init=False)
    _first: Engine = field(init=False)
    _second: Engine = field(init=False)
    _known: dict[object, int] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._first, self._second = Engine(self.before, self.at), Engine(self.after, self.at)

    def take(self, item: Item, holder: PartyId) -> Kind:
        """The kind of an item of a holder.

        Raises:
            Malformed: a network does not know the holder.
        """
        key = (self._first.kind_of(item), self._second.kind_of(item), holder)
        number = self._known.get(key)
        if number is None:
            self.before.party(holder)
            number = self._known[key] = len(self.kinds)
            self.kinds.append(Kind(number, item, holder))
        return self.kinds[number]

    def changes(self, kind: Kind) -> Iterator[Change]:
        """Every recipient for whom the outcome of a kind differs, in the order of the recipients."""
        before, after = self._first.row(kind.item, kind.holder), self._second.row(kind.item, kind.holder)
        for recipient in self.recipients:
            if recipient == kind.holder or before.of(recipient) == after.of(recipient):
                continue
            yield Change(
                kind,
                recipient,
                self._first.decide(kind.item, holder=kind.holder, recipient=recipient),
                self._second.decide(kind.item, holder=kind.holder, recipient=recipient),
            )
