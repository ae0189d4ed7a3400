"""Questions over everything that somebody may see of what a node holds."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from attrs import frozen

from relto.agreements import Network
from relto.node.authorising import Action, Actor, authorise
from relto.node.ports import Work
from relto.node.records.holdings import Held
from relto.node.surroundings import Surroundings
from relto.primitives import PartyId
from relto.primitives.limits import PAGE, SURVEYED
from relto.release.analysis import Change, Comparison


@frozen
class Shift:
    """For one recipient and one kind of portions, an outcome that differs.

    Args:
        change: the change.
        portions: how many portions are of this kind.
        first: the identifier of an item with such a portion.
    """

    change: Change
    portions: int
    first: str


@frozen
class Findings:
    """What would change.

    Args:
        items: items looked at.
        portions: their portions.
        complete: whether these are all that the actor may see.
        shifts: what differs, the most portions first.
    """

    items: int
    portions: int
    complete: bool
    shifts: tuple[Shift, ...]


class Surveying:
    """Questions over what is held.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def what_if(
        self, actor: Actor, change: Callable[[Network], Network], on: date, recipients: Sequence[PartyId] | None = None
    ) -> Findings:
        """What would change for the holdings that the actor may see, if the arrangement were another one.

        Args:
            actor: who asks.
            change: gives the other arrangement.
            on: the day of the question.
            recipients: for whom; ``None``: for every party of either arrangement.

        Raises:
            Forbidden: this is for other roles.
            Malformed: there is no such change.
        """
        authorise(actor, Action.READ)
        with self._node.store.read() as work:
            before = self._node.arrangement.network(work, on)
            after = change(before)
            asked = sorted({*before.everyone, *after.everyone}) if recipients is None else recipients
            comparison = Comparison(before, after, on, asked)
            counts: dict[int, int] = {}
            first: dict[int, str] = {}
            items = 0
            for held in self._visible(work, actor, on):
                if items == SURVEYED:
                    return self._findings(comparison, counts, first, items, complete=False)
                items += 1
                for label in held.portions:
                    numbers = {comparison.take(one.item(label, held.kinds), self._node.party).number for one in held.provenances}
                    for number in numbers:
                        counts[number] = counts.get(number, 0) + 1
                        first.setdefault(number, held.id)
        return self._findings(comparison, counts, first, items, complete=True)

    def _visible(self, work: Work, actor: Actor, on: date) -> Iterator[Held]:
        shelves = self._node.sight.shelves(work, actor, self._node.arrangement.engine(work, on))
        before: int | None = None
        while some := work.items.page(shelves, before, PAGE):
            yield from some
            before = some[-1].number

    @staticmethod
    def _findings(comparison: Comparison, counts: dict[int, int], first: dict[int, str], items: int, *, complete: bool) -> Findings:
        shifts = [
            Shift(change, counts[kind.number], first[kind.number]) for kind in comparison.kinds for change in comparison.changes(kind)
        ]
        ordered = sorted(shifts, key=lambda one: (-one.portions, one.change.recipient, one.change.kind.number))
        return Findings(items, sum(counts.values()), complete, tuple(ordered))
