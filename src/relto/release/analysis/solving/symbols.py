"""The item of a claim as variables: its level, list, kind, controls, compartments and day of marking; and days as conditions."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property

import z3
from attrs import frozen

from relto.agreements import Claim, Compartments, Network, Scope
from relto.labels import Label, Scheme
from relto.primitives import PartyId
from relto.release.analysis.domains import days_of_marking, levels_of, lists_of
from relto.release.model import Item

UNSAID = -1
YES, NO = z3.BoolVal(val=True), z3.BoolVal(val=False)


def runs(first: date, last: date, holds: Callable[[date], bool]) -> tuple[tuple[int, int], ...]:
    """The runs of days between two days on which something holds, asked of every one of them."""
    found: list[tuple[int, int]] = []
    for number in range(first.toordinal(), last.toordinal() + 1):
        if not holds(date.fromordinal(number)):
            continue
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def within(day: z3.ArithRef, some: Iterable[tuple[int, int]]) -> z3.BoolRef:
    """That a day lies in one of some runs of days."""
    return z3.Or([z3.And(day >= start, day <= end) for start, end in some])


@frozen(slots=False, eq=False)
class Symbols:
    """The variables of one originator's item.

    Args:
        network: the facts.
        claim: the claim.
        originator: the originator.
        scheme: the scheme of the labels.
    """

    network: Network
    claim: Claim
    originator: PartyId
    scheme: Scheme

    @cached_property
    def level(self) -> z3.ArithRef:
        """The level, by its number among the scheme's."""
        return z3.Int("level")

    @cached_property
    def listed(self) -> z3.ArithRef:
        """The list, by its number among the claim's."""
        return z3.Int("list")

    @cached_property
    def kind(self) -> z3.ArithRef:
        """The kind of information: unsaid, a number among :attr:`kinds`, or any greater number for a kind that no rule names."""
        return z3.Int("kind")

    @cached_property
    def marked(self) -> z3.ArithRef:
        """The day of the marking."""
        return z3.Int("marked")

    @cached_property
    def lists(self) -> list[frozenset[str] | None]:
        """The lists."""
        return lists_of(self.network, self.claim)

    @cached_property
    def kinds(self) -> list[str]:
        """The kinds that a rule or the claim names."""
        named = {one for one in self.claim.of.kinds or () if one is not None}
        for agreement in self.network.agreements.values():
            for _, scope in agreement.clauses_of(Scope):
                named |= scope.kinds | scope.excluded
        named = named.union(*(rule.when.kinds for rule in self.network.national_rules), *(one.kinds for one in self.network.assessments))
        return sorted(named)

    @cached_property
    def controls(self) -> dict[str, z3.BoolRef]:
        """Whether the label carries each control that a rule reads."""
        named = self.scheme.originator_controls.union(*(rule.when.controls for rule in self.network.national_rules))
        found = {one: z3.Bool(f"control {one}") for one in sorted(named)}
        return found | dict.fromkeys(sorted(self.claim.of.controls), YES)

    @cached_property
    def compartments(self) -> dict[str, z3.BoolRef]:
        """Whether the label has each compartment that an agreement opens or a consent covers."""
        named: set[str] = set().union(*(one.compartments for one in self.network.consents))
        for agreement in self.network.agreements.values():
            named = named.union(*(effect.opens for _, effect in agreement.clauses_of(Compartments)))
        found = {one: z3.Bool(f"compartment {one}") for one in sorted(named)}
        return found | dict.fromkeys(sorted(self.claim.of.compartments), YES)

    @cached_property
    def days(self) -> tuple[date, date]:
        """The first and the last day of the marking."""
        return days_of_marking(self.claim)

    def domain(self) -> list[z3.BoolRef]:
        """What every item of the claim is."""
        levels = levels_of(self.scheme, self.claim)
        first, last = self.days
        kinds = self.claim.of.kinds
        said = [UNSAID if one is None else self.kinds.index(one) for one in kinds or ()]
        return [
            self.at_levels(levels.__contains__),
            z3.And(self.listed >= 0, self.listed < len(self.lists)),
            self.kind >= UNSAID if kinds is None else z3.Or([self.kind == one for one in said]),
            z3.And(self.marked >= first.toordinal(), self.marked <= last.toordinal()),
        ]

    def at_levels(self, holds: Callable[[str], bool]) -> z3.BoolRef:
        """That the level is one of some."""
        return z3.Or([self.level == number for number, level in enumerate(self.scheme.levels) if holds(level)])

    def of_kinds(self, kinds: Iterable[str]) -> z3.BoolRef:
        """That the kind is said, and is one of some."""
        return z3.Or([self.kind == self.kinds.index(one) for one in kinds])

    @cached_property
    def public(self) -> z3.BoolRef:
        """That the information needs no protection."""
        if self.scheme.owner not in (None, self.originator):
            return NO  # a label that names another party than the scheme's owner is not public
        bare = z3.Or([self.listed == number for number, one in enumerate(self.lists) if one is None])
        caveats = [*self.controls.values(), *self.compartments.values()]
        return z3.And(self.at_levels(self.scheme.public.__contains__), bare, *map(z3.Not, caveats))

    def on_list(self, recipient: PartyId, day: z3.ArithRef) -> z3.BoolRef:
        """That the list reaches a recipient on a day."""
        found = []
        for number, codes in enumerate(self.lists):
            if codes is not None:
                found.append(z3.And(self.listed == number, z3.Or([self._reached(code, recipient, day) for code in sorted(codes)])))
        return z3.Or(found)

    def _reached(self, code: str, recipient: PartyId, day: z3.ArithRef) -> z3.BoolRef:
        community = next((one for name, one in self.network.communities.items() if name == code), None)
        if code == recipient and (community is None or recipient in self.network.parties):
            return YES
        if community is None:
            return NO
        own = [one for one in community.memberships if one.party == recipient]
        then = z3.Or([within(self.marked, runs(*self.days, one.period.__contains__)) for one in own])
        first, last = self.claim.first, self.claim.last
        return z3.Or(
            [z3.And(within(day, runs(first, last, one.period.__contains__)), z3.Or(YES if one.opens_archive else NO, then)) for one in own]
        )

    def item(self, model: z3.ModelRef) -> Item:
        """The item that a model of the solver speaks of."""

        def number(one: z3.ArithRef) -> int:
            return int(model.eval(one, model_completion=True).as_long())

        def said(some: dict[str, z3.BoolRef]) -> frozenset[str]:
            return frozenset(name for name, one in some.items() if z3.is_true(model.eval(one, model_completion=True)))

        kind = number(self.kind)
        named = self.scheme.owner not in (None, self.originator)
        label = Label(
            scheme=self.scheme,
            level=self.scheme.levels[number(self.level)],
            originators=frozenset({self.originator} if named else ()),
            releasable_to=self.lists[number(self.listed)],
            controls=said(self.controls),
            compartments=said(self.compartments),
        )
        kinds = () if kind == UNSAID else (self.kinds[kind] if kind < len(self.kinds) else f"kind-{kind}",)
        return Item(label, frozenset({self.originator}), kinds, marked_on=date.fromordinal(number(self.marked)))
