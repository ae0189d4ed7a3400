"""Which mutants an agreement's own cases catch."""

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from relto.agreements import Case, Network, library_path, load_cases
from relto.primitives import AgreementId, ReltoError
from relto.release import run_case
from tests.mutation.mutants import Mutant, mutants, recorded_only


@frozen
class Tried:
    """How the mutants of one agreement fared.

    Args:
        agreement: its identifier.
        caught: how many a case caught.
        survivors: those that no case caught.
        recorded: how many clauses decide nothing and have no mutants.
    """

    agreement: AgreementId
    caught: int
    survivors: tuple[Mutant, ...]
    recorded: int

    @property
    def tried(self) -> int:
        """How many mutants there were."""
        return self.caught + len(self.survivors)


def cases_of(agreement: AgreementId) -> tuple[Case, ...]:
    """The cases that stand beside an agreement of the library."""
    file = library_path() / agreement / "cases.yaml"
    return load_cases(file) if file.exists() else ()


def catches(network: Network, case: Case) -> bool:
    """Whether a case fails in a network, or cannot even be asked there."""
    try:
        return bool(run_case(network, case).failures)
    except ReltoError:
        return True


def try_agreement(network: Network, agreement: AgreementId, *, every: int = 1) -> Tried:
    """Asks an agreement's cases of its mutants; the case that caught the last mutant is asked first of the next.

    Args:
        network: the facts.
        agreement: which one.
        every: ask of each so-manieth mutant only.
    """
    cases = list(cases_of(agreement))
    caught, survivors = 0, list[Mutant]()
    for mutant in _each(list(mutants(network, network.agreements[agreement])), every):
        wrong = evolve(network, agreements={**network.agreements, agreement: mutant.agreement})
        for place, case in enumerate(cases):
            if catches(wrong, case):
                cases.insert(0, cases.pop(place))
                caught += 1
                break
        else:
            survivors.append(mutant)
    return Tried(agreement, caught, tuple(survivors), recorded_only(network.agreements[agreement]))


def _each(found: Sequence[Mutant], every: int) -> Iterator[Mutant]:
    return iter(found[::every])
