"""Asks the solver whether a chain of so many releases refutes a claim, and confirms what it finds by the ordinary decision."""

from collections.abc import Callable, Iterator
from datetime import date

import z3
from attrs import evolve, frozen

from relto.agreements import Claim, Network
from relto.labels import Label
from relto.primitives import Malformed, PartyId
from relto.release.analysis.domains import originators_of, scheme_of, targets
from relto.release.analysis.searching import Release, allowed
from relto.release.analysis.solving.releases import Releases, Step
from relto.release.analysis.solving.symbols import Symbols
from relto.release.compiled import Engine
from relto.release.model import Link


@frozen
class Answer:
    """What the solver says of a claim.

    Args:
        claim: the claim.
        longest: the most releases of a chain that were looked at.
        steps: the releases that refute the claim, each decided anew; empty: no chain of so many releases does.
        undecided: lengths of chains for which the solver came to no answer.
    """

    claim: Claim
    longest: int
    steps: tuple[Release, ...]
    undecided: tuple[int, ...] = ()

    @property
    def refuted(self) -> bool:
        """Whether a chain refutes the claim."""
        return bool(self.steps)


def prove_by_solver(
    network: Network, claim: Claim, *, longest: int, writable: Callable[[Label], bool] = lambda _: True, seconds: int = 600
) -> Answer:
    """Look for a chain that refutes a claim, with the label, the kind, the days and the ways left to an SMT solver.

    Args:
        network: the facts.
        claim: the claim; ``never-reaches`` or ``stays-within``.
        longest: the most releases of a chain, at least 1.
        writable: whether a label can be written at all; what its marking system refuses is no label.
        seconds: the longest that one question to the solver may take.

    Raises:
        Malformed: the claim is of another kind, or names what the network does not know.
    """
    if claim.kind == "changes-nothing":
        raise Malformed(
            "the solver does not compare two networks", place=claim.place, found=claim.kind, expected="`never-reaches` or `stays-within`"
        )
    barred = targets(network, claim)
    chains = [
        _Chains(Releases(Symbols(network, claim, one, scheme_of(network, claim, one))), barred, seconds)
        for one in originators_of(network, claim)
    ]
    undecided = []
    for length in range(1, longest + 1):
        for one in chains:
            found = one.find(length, writable)
            if found is None:
                undecided.append(length)
            elif found:
                return Answer(claim, longest, found, tuple(undecided))
    return Answer(claim, longest, (), tuple(undecided))


class _Chains:
    """The chains of one originator's items, a release longer each time."""

    def __init__(self, releases: Releases, barred: frozenset[PartyId], seconds: int) -> None:
        self._releases = releases
        self._symbols = releases.symbols
        self._barred = frozenset(one for one in barred if one in releases.numbers)
        self._steps: list[Step] = []
        self._holders = frozenset({self._symbols.originator})
        self._holder: z3.ArithRef = z3.IntVal(releases.numbers[self._symbols.originator])
        self._place = releases.levels.start()
        self._solver = z3.Solver()
        self._solver.set("timeout", seconds * 1000)
        self._solver.add(*self._symbols.domain())

    def find(self, length: int, writable: Callable[[Label], bool]) -> tuple[Release, ...] | None:
        """The chain of so many releases that ends with somebody barred; empty where there is none, ``None`` where it is not decided."""
        while len(self._steps) < length - 1:
            partners = self._releases.partners(self._holders)
            self._holder, self._place = self._lengthen(partners)
            self._holders = partners
        self._solver.push()
        last, _ = self._lengthen(self._barred)
        self._solver.add(z3.Or([last == self._releases.numbers[one] for one in sorted(self._barred)]))
        try:
            while (said := self._solver.check()) == z3.sat:
                steps = self._read(self._solver.model())
                if writable(steps[0].item.label):
                    return steps
                self._solver.add(z3.Not(self._same_label(self._solver.model())))
            return () if said == z3.unsat else None
        finally:
            self._solver.pop()
            self._steps.pop()

    def _lengthen(self, recipients: frozenset[PartyId]) -> tuple[z3.ArithRef, z3.ArithRef]:
        """One release more; its recipient, and where the level stands there."""
        number, claim = len(self._steps) + 1, self._symbols.claim
        recipient, agreement, day, after = (z3.Int(f"{word} {number}") for word in ("recipient", "agreement", "day", "place"))
        earliest = self._steps[-1].day if self._steps else self._symbols.marked
        self._steps.append(Step(self._holder, recipient, agreement, day, self._place))
        self._solver.add(day >= earliest, day >= claim.first.toordinal(), day <= claim.last.toordinal())
        self._solver.add(recipient >= 0, recipient < len(self._releases.parties), recipient != self._holder)
        self._solver.add(recipient != self._releases.numbers[self._symbols.originator])
        self._solver.add(self._releases.happens(self._steps, after, self._holders, recipients))
        return recipient, after

    def _same_label(self, model: z3.ModelRef) -> z3.BoolRef:
        symbols = self._symbols
        said = [symbols.level, symbols.listed, *symbols.controls.values(), *symbols.compartments.values()]
        return z3.And([one == model.eval(one, model_completion=True) for one in said])

    def _read(self, model: z3.ModelRef) -> tuple[Release, ...]:
        """The chain that a model of the solver speaks of, each release decided anew.

        Raises:
            AssertionError: the ordinary decision does not confirm it.
        """
        steps = tuple(self._decided(model))
        if not all(allowed(one.decision, self._symbols.claim.refusing) for one in steps):
            raise AssertionError("the decision does not confirm a chain of the solver")
        return steps

    def _decided(self, model: z3.ModelRef) -> Iterator[Release]:
        releases, item = self._releases, self._symbols.item(model)
        for step in self._steps:
            giver, recipient, day = (model.eval(one).as_long() for one in (step.giver, step.recipient, step.day))
            holder, to, at = releases.parties[giver], releases.parties[recipient], date.fromordinal(day)
            decision = Engine(releases.network, at).decide(item, holder=holder, recipient=to)
            yield Release(holder, item, to, at, decision)
            instrument = None if item.label.is_public else releases.agreements[model.eval(step.agreement).as_long()].id
            if instrument != decision.instrument:
                raise AssertionError("the decision takes another agreement than the solver")
            item = evolve(item, chain=(*item.chain, Link(holder, decision.instrument, at)))
