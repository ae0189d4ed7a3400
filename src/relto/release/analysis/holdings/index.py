"""What may they have: the holdings as numbers of kinds, and what a party may have of them, kept right as the facts change."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from relto.agreements import Network
from relto.labels import Label
from relto.primitives import Malformed, PartyId, Place
from relto.release.analysis.holdings.bases import DENIED, Codes
from relto.release.analysis.holdings.kinds import UNREADABLE, Kinds, Numbers
from relto.release.analysis.holdings.table import Delta, Table, compiled
from relto.release.model import Outcome

_BLOCK = 1 << 16
"""Items looked up in one go: what lies between stays in the processor's cache."""
_BY_SEVERITY = (Outcome.PERMIT, Outcome.CONSENT, Outcome.DENY)


@frozen
class Counts:
    """Items by what one party may have of them.

    Args:
        permit: it may have them.
        consent: it may have them once somebody has consented.
        deny: it may not.
        own: it holds them itself, so that nothing is released.
        unreadable: of those denied, how many have no label that can be read.
    """

    permit: int
    consent: int
    deny: int
    own: int = 0
    unreadable: int = 0


@frozen(eq=False)
class Page:
    """Some of the items that a party may have, in order.

    Args:
        items: their places among the holdings.
        after: the place after which the next page begins; ``None``: this page is the last.
    """

    items: Numbers
    after: int | None


class Index:
    """Holdings under one network on one day.

    Items are numbers of kinds, in the order in which they were added; an item's own number is its place, counted from 0. Answers are
    those of :meth:`relto.release.Engine.decide` without a purpose and a channel said.

    Args:
        kinds: the kinds of what is held.
        network: the facts.
        at: the day of the questions.

    Raises:
        Malformed: the network does not know a holder, or a consent names items that are not kept apart.
    """

    def __init__(self, kinds: Kinds, network: Network, at: date) -> None:
        if type(at) is not date:
            raise Malformed("the day of the question is no day", place=Place("at"), found=repr(at), expected="a datetime.date")
        self.kinds = kinds
        self._items: Numbers = np.empty(0, dtype=np.int64)
        self._ids: list[str | None] | None = None
        self._histogram: Numbers = np.zeros(len(kinds), dtype=np.int64)
        self._rules: dict[PartyId, dict[tuple[str, Outcome], Numbers]] = {}
        self._rules_of: Table | None = None
        _refuse_unkept(named_items(network) - kinds.apart)
        self.table, _ = compiled(kinds, network, at)

    @property
    def items(self) -> Numbers:
        """The kind of each item; not to be written to."""
        return self._items

    @property
    def histogram(self) -> Numbers:
        """How many items are of each kind."""
        return self._histogram

    def add(self, kinds: "Numbers | Sequence[int] | NDArray[np.integer]", ids: Sequence[str | None] | None = None) -> None:
        """Add items.

        Args:
            kinds: their kinds, as :meth:`Kinds.take` numbered them; :data:`UNREADABLE` for what cannot be read.
            ids: their identifiers, by which a later consent may name one; given for all items or for none.

        Raises:
            Malformed: a number is no kind, identifiers are given for some items only, or the network does not know a holder. Nothing is
                added.
        """
        more = np.asarray(kinds, dtype=np.int64)
        if len(more) and not (int(more.min()) >= 0 and int(more.max()) < len(self.kinds)):
            raise Malformed(
                "no such kind of items", found=f"{int(more.min())} to {int(more.max())}", expected=f"0 to {len(self.kinds) - 1}"
            )
        if len(self._items) and (ids is None) != (self._ids is None):
            raise Malformed("identifiers are given for some items only", expected="for all of them, or for none")
        if ids is not None and len(ids) != len(more):
            raise Malformed("not one identifier an item", found=str(len(ids)), expected=str(len(more)))
        if len(self.kinds) != self.table.outcomes.shape[1]:
            self.table, _ = compiled(self.kinds, self.table.network, self.table.at, self.table)
        if ids is not None:
            self._ids = [*(self._ids or ()), *ids]
        self._items = more.copy() if not len(self._items) else np.concatenate([self._items, more])
        self._histogram = _grown(self._histogram, len(self.kinds)) + np.bincount(more, minlength=len(self.kinds))

    # -- questions

    def permitted(self, party: str, outcome: Outcome = Outcome.PERMIT) -> Numbers:
        """The places of all items with one outcome for a party, in order.

        Raises:
            Malformed: nobody knows the party.
        """
        return np.flatnonzero(self.mask(party, outcome))

    def mask(self, party: str, outcome: Outcome = Outcome.PERMIT) -> NDArray[np.bool_]:
        """For every item whether it has one outcome for a party.

        Raises:
            Malformed: nobody knows the party.
        """
        column = self._having(party, outcome)
        made = np.empty(len(self._items), dtype=np.bool_)
        for start in range(0, len(made), _BLOCK):
            np.take(column, self._items[start : start + _BLOCK], out=made[start : start + _BLOCK], mode="clip")
        return made

    def page(self, party: str, size: int, after: int | None = None, outcome: Outcome = Outcome.PERMIT) -> Page:
        """The next items with one outcome for a party.

        A cursor is a place among the holdings: it stays good when items are added or the facts change, and what was told is not told
        again.

        Args:
            party: the party.
            size: how many at most.
            after: the cursor of the page before; ``None``: from the beginning.
            outcome: the outcome.

        Raises:
            Malformed: nobody knows the party, the size is not positive, or the cursor lies outside the holdings.
        """
        if size < 1:
            raise Malformed("a page of no items", place=Place("page"), found=str(size), expected="1 or more")
        if after is not None and not 0 <= after < len(self._items):
            raise Malformed("no such place", place=Place("after"), found=str(after), expected=f"0 to {len(self._items) - 1}")
        column = self._having(party, outcome)
        found: list[Numbers] = []
        many = 0
        start = 0 if after is None else after + 1
        while start < len(self._items) and many <= size:
            some = np.flatnonzero(column[self._items[start : start + _BLOCK]]) + start
            found.append(some)
            many += len(some)
            start += _BLOCK
        items = np.concatenate([np.empty(0, dtype=np.int64), *found])
        return Page(items[:size], int(items[size - 1]) if len(items) > size else None)

    def count(self, party: str) -> Counts:
        """How many items a party may have, without looking at items.

        Raises:
            Malformed: nobody knows the party.
        """
        return evolve(self._counts(self.column(party), self._own(party), self._histogram), unreadable=int(self._histogram[UNREADABLE]))

    def by_label(self, party: str) -> dict[Label, Counts]:
        """The same by label, in the order in which labels were met; what is unreadable has none and is left to :meth:`count`.

        Raises:
            Malformed: nobody knows the party.
        """
        column, own, numbers = self.column(party), self._own(party), self.kinds.column("label")
        some = [(column == one.severity) & ~own for one in _BY_SEVERITY]
        many = len(self.kinds.labels)
        sums = [_summed(numbers, np.where(one, self._histogram, 0), many) for one in (*some, own)]
        met = np.flatnonzero(sum(sums)).tolist()
        return {self.kinds.labels[one]: Counts(*(int(each[one]) for each in sums)) for one in met}

    def by_rule(self, party: str) -> dict[tuple[str, Outcome], int]:
        """For how many items each rule stands in a party's way: by the rule and by what it alone would answer, consent or deny.

        An item counts once for each rule that does; what the party may have counts nowhere. The decisions are asked kind by kind.

        Raises:
            Malformed: nobody knows the party.
        """
        code = self.table.network.party(party).id
        if self._rules_of is not self.table:
            self._rules_of, self._rules = self.table, {}
        rules = self._rules.get(code)
        if rules is None:
            rules = self._rules[code] = self._ruling(code)
        counted = {key: int(self._histogram[kinds].sum()) for key, kinds in rules.items()}
        return {key: many for key, many in counted.items() if many}

    def _ruling(self, party: PartyId) -> dict[tuple[str, Outcome], Numbers]:
        """The kinds in whose way each rule stands."""
        found: dict[tuple[str, Outcome], list[int]] = {("marking", Outcome.DENY): [UNREADABLE]}
        for kind in range(UNREADABLE + 1, len(self.kinds)):
            item, holder = self.kinds.of(kind)
            if holder != party:
                decision = self.table.engine.decide(item, holder=holder, recipient=party)
                for key in {(one.rule, one.effect) for one in decision.reasons if one.effect != Outcome.PERMIT}:
                    found.setdefault(key, []).append(kind)
        return {key: np.array(kinds, dtype=np.int64) for key, kinds in found.items()}

    def column(self, party: str) -> Codes:
        """The severity of every kind for a party.

        Raises:
            Malformed: nobody knows the party.
        """
        place = self.table.columns.places.get(PartyId(party))
        if place is not None:
            column: Codes = self.table.outcomes[place]
            return column
        code = self.table.network.party(party).id
        made = np.full(len(self.kinds), DENIED, dtype=np.uint8)
        for kind in range(UNREADABLE + 1, len(self.kinds)):
            item, holder = self.kinds.of(kind)
            if holder != code:
                made[kind] = self.table.engine.decide(item, holder=holder, recipient=code).outcome.severity
        return made

    def outcomes(self, kinds: "NDArray[np.integer]", parties: "NDArray[np.integer]") -> Codes:
        """Many decisions at once: the severity of each of some pairs of a kind and a recipient.

        Args:
            kinds: numbers of kinds, as :meth:`Kinds.take` gave them.
            parties: numbers of parties, by their places among ``table.columns.parties``; as many.

        Returns:
            Severities: 0 permit, 1 consent, 2 deny (also for a party that holds it itself).

        Raises:
            Malformed: not as many of the one as of the other, or a number is no kind or no party.
        """
        table = self.table.outcomes
        if len(kinds) != len(parties):
            raise Malformed("not one party a kind", found=str(len(parties)), expected=str(len(kinds)))
        for what, numbers, many in (("party", parties, table.shape[0]), ("kind", kinds, table.shape[1])):
            if len(numbers) and not (int(numbers.min()) >= 0 and int(numbers.max()) < many):
                raise Malformed(f"no such {what}", found=f"{int(numbers.min())} to {int(numbers.max())}", expected=f"0 to {many - 1}")
        flat, found = np.ascontiguousarray(table).reshape(-1), np.empty(len(kinds), dtype=np.uint8)
        for start in range(0, len(kinds), _BLOCK):
            some = slice(start, start + _BLOCK)
            np.take(flat, parties[some] * np.int64(table.shape[1]) + kinds[some], out=found[some], mode="clip")
        return found

    # -- changes

    def change(self, network: Network | None = None, at: date | None = None) -> Delta:
        """Put the index under other facts or another day.

        Items stay as they are: they name kinds, and only kinds are decided again, those that the change can touch. An item that a new
        consent names becomes a kind of its own.

        Args:
            network: the facts; ``None``: as they were.
            at: the day; ``None``: as it was.

        Returns:
            The kinds whose outcomes differ, with their outcomes before and after.

        Raises:
            Malformed: the network does not know a holder, or a consent names items while identifiers were not kept. Nothing changes.
        """
        facts = network or self.table.network
        named = named_items(facts) - self.kinds.apart
        if named and len(self._items):
            if self._ids is None:
                _refuse_unkept(named)
            self._set_apart(named)
        self.table, delta = compiled(self.kinds, facts, at or self.table.at, self.table)
        return delta

    def changed(self, delta: Delta, party: str) -> Numbers:
        """The places of the items whose outcome for a party a change made another.

        Raises:
            Malformed: the party is none of the table's.
        """
        if PartyId(party) not in delta.parties:
            raise Malformed("no party of this network", place=Place("party"), found=party, expected=f"one of {', '.join(delta.parties)}")
        place = delta.parties.index(PartyId(party))
        other = np.zeros(len(self.kinds), dtype=np.bool_)
        other[delta.kinds[delta.before[:, place] != delta.after[:, place]]] = True
        return np.flatnonzero(other[self._items])

    def _set_apart(self, named: frozenset[str]) -> None:
        """Make items that consents name now kinds of their own."""
        self.kinds.apart |= named
        moved = [place for place, one in enumerate(self._ids or ()) if one in named]
        now = []
        for place in moved:
            item, holder = self.kinds.of(int(self._items[place])) if self._items[place] != UNREADABLE else (None, None)
            one = (self._ids or ())[place]
            now.append(UNREADABLE if item is None or holder is None else self.kinds.take(evolve(item, id=one), holder))
        if moved:
            was = np.bincount(self._items[moved], minlength=len(self.kinds))
            self._items[moved] = now
            self._histogram = _grown(self._histogram, len(self.kinds)) - was + np.bincount(now, minlength=len(self.kinds))

    # -- inside

    def _having(self, party: str, outcome: Outcome) -> NDArray[np.bool_]:
        column: NDArray[np.bool_] = self.column(party) == outcome.severity
        if outcome == Outcome.DENY:
            column &= ~self._own(party)
        return column

    def _own(self, party: str) -> NDArray[np.bool_]:
        holders = np.array([*(one == party for one in self.kinds.parties), False], dtype=np.bool_)
        own: NDArray[np.bool_] = holders[self.kinds.column("holder")]
        return own

    @staticmethod
    def _counts(column: Codes, own: NDArray[np.bool_], histogram: Numbers) -> Counts:
        held = int(histogram[own].sum())
        totals = [int(histogram[column == one.severity].sum()) for one in _BY_SEVERITY]
        return Counts(totals[0], totals[1], totals[2] - held, held)


def named_items(network: Network) -> frozenset[str]:
    """The identifiers that consents of a network name."""
    return frozenset[str]().union(*(consent.items for consent in network.consents))


def _refuse_unkept(named: Iterable[str]) -> None:
    if named := sorted(named):
        raise Malformed(
            "a consent names items, and these were taken in without their identifiers",
            found=", ".join(named[:3]),
            expected="identifiers with the items, or kept apart from the start",
        )


def _summed(numbers: Numbers, values: Numbers, many: int) -> Numbers:
    """Values of kinds summed by a number each has; the unreadable has none."""
    return np.bincount(numbers[UNREADABLE + 1 :], weights=values[UNREADABLE + 1 :], minlength=many).astype(np.int64)


def _grown(histogram: Numbers, size: int) -> Numbers:
    return np.concatenate([histogram, np.zeros(size - len(histogram), dtype=np.int64)])
