"""The short form of `make mutate`: every tenth mutant of the library; and the questions it suggests."""

from attrs import evolve
from tests.mutation.equivalents import without_difference
from tests.mutation.mutants import mutants
from tests.mutation.running import catches, try_agreement
from tests.mutation.suggesting import suggest, written

from relto.agreements import library
from relto.primitives import AgreementId
from relto.release import run_case


def test_the_cases_of_the_library_notice_what_is_made_wrong():
    network = library()
    done = [try_agreement(network, one, every=10) for one in sorted(network.agreements)]
    tried, caught = sum(one.tried for one in done), sum(one.caught for one in done)
    assert tried > 100
    assert caught / tried > 0.85, [(one.agreement, mutant.says) for one in done for mutant in one.survivors]


def test_a_suggested_case_holds_and_tells_the_agreement_from_the_mutant():
    network = library()
    agreement = network.agreements[AgreementId("jpn-deu-2021")]
    some = list(mutants(network, agreement))[:3]
    made, left = suggest(network, agreement, some)
    assert made
    assert len(left) < len(some)
    for one in made:
        assert run_case(network, one.case).failures == ()
        assert written(one).startswith("  - name: ")
        told = [mutant for mutant in some if mutant.says in one.tells]
        assert told
        for mutant in told:
            assert catches(evolve(network, agreements={**network.agreements, agreement.id: mutant.agreement}), one.case)


def test_what_makes_no_difference_is_told_from_what_does():
    network = library()
    agreement = network.agreements[AgreementId("nld-fra-1992")]  # it has no table, so nothing is ever carried under it
    survivors = try_agreement(network, agreement.id).survivors
    assert len(survivors) > 10
    assert without_difference(network, agreement, survivors) == list(survivors)
    other = network.agreements[AgreementId("jpn-nzl-2025")]
    telling = [one for one in mutants(network, other) if "row 1" in one.says]
    assert telling
    assert without_difference(network, other, tuple(telling)) == []
