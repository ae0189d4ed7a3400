"""Figures of security policies: reading and writing one of 10,000 categories, and its markings."""

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from benchmarks.report import Figure
from relto.labels import Exclusion, Label
from relto.markings.model import Request
from relto.markings.spif import PolicySystem, read_spif, write_policy
from relto.markings.spif.model import EquivalentPolicy, Level, Phrase, Policy, Qualifier, Tag, TagSet, Value


def figures(*, quick: bool) -> Iterator[Figure]:
    """Every figure of policies, in the order of the report."""
    count = 200 if quick else 10_000
    data = write_policy(_policy(count))
    yield Figure(f"size of a policy of {count:,} categories", len(data) / 1e6, "megabytes")
    yield Figure(f"read a policy of {count:,} categories", median(_seconds(lambda: read_spif(data)) for _ in range(5)), "seconds", "< 1")
    policy = read_spif(data)
    yield Figure("make its marking system", median(_seconds(lambda: PolicySystem(policy)) for _ in range(5)), "seconds")
    one = PolicySystem(policy)
    yield Figure("write it", median(_seconds(lambda: write_policy(one.policy)) for _ in range(3)), "seconds")
    label = Label(one.scheme, "SEALED", exclusions=frozenset({Exclusion("Berths", frozenset({"BERTH 00007", "BERTH 00150"}))}))
    text = one.render(label)
    yield Figure(
        "read a marking of it, never seen",
        1000 * median(_seconds(lambda: PolicySystem.read(one, text, _request(one))) for _ in range(25)),
        "milliseconds",
    )


def _request(one: PolicySystem):
    return Request(one.id)


def _seconds(do) -> float:
    start = perf_counter()
    do()
    return perf_counter() - start


def _policy(count: int) -> Policy:
    """Categories as NATO's policy has its countries: phrases in two languages and an excluded level."""
    values = tuple(
        Value(
            f"BERTH {number:05}",
            str(number),
            phrases=(Phrase(f"Berth {number:05}", "", ("pageTopBottom",)), Phrase(f"Quai {number:05}", "fr", ("pageTopBottom",))),
            excluded_levels=frozenset({"OPEN"}),
        )
        for number in range(count)
    )
    around = (Qualifier("prefix", "FOR ", "", ""), Qualifier("separator", ", ", "", ""))
    levels = tuple(Level(name, number, number) for number, name in enumerate(("OPEN", "GUARDED", "SEALED"), 1))
    tags = (TagSet("Berths", "1.3.6.1.4.1.99999.5", (Tag("Berths", "enumerated permissive", values, around),)),)
    return Policy("HARBOUR", "1.3.6.1.4.1.99999.4", levels, tags, (EquivalentPolicy("OTHER", "1.2.3"),))
