"""The clauses that stand under a reason: those that do what its rule asks, where an article that nobody read has several."""

import pytest

from relto.agreements import library
from relto.release import Outcome, Reason
from relto.server.pages.reports import clauses_of

NETWORK = library()


@pytest.mark.parametrize(
    ("agreement", "rule", "topics"),
    [
        ("fvey-1946", "third-party", ["third-party"]),
        ("fvey-1946", "equivalence", ["equivalence"]),
        ("fvey-1946", "compartment", ["compartments"]),
        ("jpn-nzl-2025", "ceiling", ["max-level"]),
    ],
)
def test_the_clauses_of_a_reason_do_what_its_rule_asks(agreement, rule, topics):
    clauses = clauses_of(NETWORK, Reason(rule, Outcome.DENY, "so", agreement, "not read"))
    assert [one.topic for one in clauses] == topics


def test_where_no_clause_does_it_all_at_the_article_stand_there():
    clauses = clauses_of(NETWORK, Reason("instrument", Outcome.DENY, "so", "fvey-1946", "not read"))
    assert len(clauses) == 3
