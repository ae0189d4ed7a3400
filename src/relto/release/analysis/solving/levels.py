"""How a level is carried along a symbolic chain: from one numbered place to the next, by the tables as the reference reads them."""

from functools import cache

import z3
from attrs import evolve

from relto.agreements import Agreement, Ceiling
from relto.labels import Label, Scheme
from relto.primitives import PartyId
from relto.release.analysis.solving.symbols import NO, Symbols
from relto.release.model import Item
from relto.release.rules.carrying import common, step
from relto.release.rules.case import Case

NOWHERE = -1


class Levels:
    """The places where a level can stand: schemes and their levels, by number.

    Args:
        symbols: the item.
    """

    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols
        self._network = symbols.network
        self.places = [(one.id, level) for one in self._network.schemes.values() for level in one.levels]
        self._numbers = {place: number for number, place in enumerate(self.places)}
        item = Item(Label(scheme=symbols.scheme, level=symbols.scheme.levels[0]), frozenset({symbols.originator}))
        first, second = list(self._network.parties)[:2]
        self._case = Case(self._network, item, first, second, symbols.claim.first)
        self.carried = cache(self._carried)

    def start(self) -> z3.ArithRef:
        """Where the level stands with its originator."""
        symbols = self._symbols
        return self._table(symbols.level, [self._numbers.get((symbols.scheme.id, one), NOWHERE) for one in symbols.scheme.levels])

    def after(self, agreement: Agreement, giver: PartyId, receiver: PartyId, place: z3.ArithRef) -> z3.ArithRef:
        """Where a level stands after one handing-over more."""
        target = self._network.home_scheme(receiver)
        if target is None:
            return z3.IntVal(NOWHERE)
        return self._table(place, [self._next(agreement, giver, receiver, target, *one) for one in self.places])

    def _next(self, agreement: Agreement, giver: PartyId, receiver: PartyId, target: Scheme, name: str, level: str) -> int:
        scheme = self._network.schemes[name]
        if scheme == target:
            return self._numbers[name, level]
        carried = step(self._case, agreement, scheme, level, giver, receiver)
        if carried.level is not None:
            return self._numbers.get((target.id, carried.level), NOWHERE)
        return NOWHERE if carried.by_case or not common(agreement, scheme) else self._numbers[name, level]

    @staticmethod
    def _table(key: z3.ArithRef, values: list[int]) -> z3.ArithRef:
        found: z3.ArithRef = z3.IntVal(NOWHERE)
        for value in sorted(set(values) - {NOWHERE}):
            found = z3.If(z3.Or([key == number for number, one in enumerate(values) if one == value]), z3.IntVal(value), found)
        return found

    def at_holder(self, holder: PartyId, level: str, *, own: bool, place: z3.ArithRef) -> z3.BoolRef:
        """That the level stands in the holder's own scheme, at one of its levels."""
        home, scheme = self._network.home_scheme(holder), self._symbols.scheme
        if home is None or level not in home.single:
            return NO
        if home == scheme:
            return self._symbols.at_levels(level.__eq__)
        return NO if own else place == self._numbers[home.id, level]

    def refused(
        self, agreement: Agreement, holder: PartyId, recipient: PartyId, place: z3.ArithRef, *, own: bool
    ) -> tuple[z3.BoolRef, z3.BoolRef]:
        """That no row or no ceiling lets the level across; and that it goes across only case by case."""
        symbols, network = self._symbols, self._network
        home, target = network.home_scheme(holder), network.home_scheme(recipient)
        denied: list[z3.BoolRef] = []
        by_case: list[z3.BoolRef] = []
        if symbols.scheme == target or common(agreement, symbols.scheme) or home is None or home == symbols.scheme:
            for number, level in enumerate(symbols.scheme.levels):
                self._sort(
                    self.carried(agreement.id, symbols.scheme.id, level, holder, recipient), symbols.level == number, denied, by_case
                )
            return z3.Or(denied), z3.Or(by_case)
        stands = [(level, self.at_holder(holder, level, own=own, place=place)) for level in home.levels]
        for level, here in stands:
            self._sort(self.carried(agreement.id, home.id, level, holder, recipient), here, denied, by_case)
        denied.append(z3.Not(z3.Or([here for _, here in stands])))
        return z3.Or(denied), z3.Or(by_case)

    @staticmethod
    def _sort(outcome: str, here: z3.BoolRef, denied: list[z3.BoolRef], by_case: list[z3.BoolRef]) -> None:
        if outcome != "across":
            (denied if outcome == "denied" else by_case).append(here)

    def _carried(self, agreement_id: str, name: str, level: str, holder: PartyId, recipient: PartyId) -> str:
        agreement = next(one for one in self._network.agreements.values() if one.id == agreement_id)
        scheme, target = self._network.schemes[name], self._network.home_scheme(recipient)
        case = evolve(self._case, holder=holder, recipient=recipient)
        if scheme == target:
            at_home: str | None = level
        else:
            found = step(case, agreement, scheme, level, holder, recipient)
            at_home = found.level
            if not common(agreement, scheme) and found.level is None:
                return "case" if found.by_case else "denied"
        for _, ceiling in agreement.clauses_of(Ceiling):
            highest, lowest = ceiling.highest.get(recipient), ceiling.lowest.get(recipient)
            if at_home is None or target is None or highest is None or not target.protects(highest, at_home):
                return "denied"
            if lowest is not None and not target.protects(at_home, lowest):
                return "denied"
        return "across"
