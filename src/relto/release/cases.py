"""Runs the cases that stand beside an agreement: each asks the decision a question and says what it must answer."""

from collections.abc import Collection, Iterable, Iterator

from attrs import frozen

from relto import markings
from relto.agreements import Case, Network, RestsOn
from relto.labels import Label
from relto.primitives import AgreementId
from relto.release.analysis.hypotheses import terminated
from relto.release.compiled import Engine
from relto.release.model import Decision, Item, Link
from relto.release.persons import may_read

_Given = tuple[str, AgreementId | None, str | None, str | None]
"""A reason or obligation that a decision gives: rule, agreement, article, effect; an obligation has no effect."""


@frozen
class CaseResult:
    """How one case came out.

    Args:
        case: the case.
        decision: what was answered.
        failures: how the answer differs from what the case says; empty when it holds.
    """

    case: Case
    decision: Decision
    failures: tuple[str, ...]


def run_case(network: Network, case: Case) -> CaseResult:
    """Ask one case of a network.

    Raises:
        Malformed: its label is no marking of its scheme, or an agreement that it takes for terminated is not in force then.
    """
    facts, item = asked(network, case)
    if case.reader is not None:
        decision = may_read(facts, item, case.reader, holder=case.holder, at=case.at, purpose=case.purpose, channel=case.channel)
    else:
        decision = Engine(facts, case.at).decide(
            item, holder=case.holder, recipient=case.recipient, purpose=case.purpose, channel=case.channel
        )
    return CaseResult(case, decision, tuple(failures(case, decision)))


def asked(network: Network, case: Case) -> tuple[Network, Item]:
    """The network and the item of which a case asks.

    Raises:
        Malformed: its label is no marking of its scheme.
    """
    facts = network.with_facts(assume=case.assume, consents=case.consents, assessments=case.assessments)
    for agreement, on in case.terminated:
        facts = terminated(facts, agreement, on)
    item = Item(
        label=_label(network, case),
        originators=case.originators,
        kinds=case.kinds,
        under=case.under,
        marked_on=case.marked_on,
        chain=tuple(Link(link.provider, link.instrument, link.on) for link in case.chain),
        provided_for=case.provided_for,
        id=case.item,
    )
    return facts, item


def run_cases(network: Network, cases: Iterable[Case]) -> Iterator[CaseResult]:
    """Ask several."""
    return (run_case(network, case) for case in cases)


def _label(network: Network, case: Case) -> Label:
    if case.scheme in markings.system_ids():
        return markings.parse(case.label, system=case.scheme, communities=frozenset(network.communities), source=str(case.place)).label
    return Label(scheme=network.schemes[case.scheme], level=case.label)


def failures(case: Case, decision: Decision) -> list[str]:
    """What of a case a decision does not answer as expected, in words."""
    return list(_failures(case, decision))


def _failures(case: Case, decision: Decision) -> Iterator[str]:
    expect = case.expect
    if decision.outcome != expect.outcome:
        yield f"answered {decision.outcome}, expected {expect.outcome}"
    if expect.consent_from is not None and decision.consent_from != tuple(sorted(expect.consent_from)):
        asked, sought = (", ".join(sorted(some)) or "nobody" for some in (decision.consent_from, expect.consent_from))
        yield f"asks consent of {asked}, expected {sought}"
    if expect.marking is not None and decision.marking != expect.marking:
        yield f"the recipient marks it {decision.marking}, expected {expect.marking}"
    given: set[_Given] = {(one.rule, one.agreement, one.article, str(one.effect)) for one in decision.reasons}
    given |= {(one.rule, one.agreement, one.article, None) for one in decision.obligations}
    for wanted in expect.rests_on:
        if not stands(wanted, given):
            yield f"does not rest on {_named(wanted)}"
    for unwanted in expect.does_not_rest_on:
        if stands(unwanted, given):
            yield f"rests on {_named(unwanted)}"


def stands(one: RestsOn, given: Collection[_Given]) -> bool:
    """Whether a decision's reasons and obligations have one that a case names."""
    return any(
        one.rule == rule and one.agreement in (None, agreement) and one.article in (None, article) and one.effect in (None, effect)
        for rule, agreement, article, effect in given
    )


def _named(one: RestsOn) -> str:
    return " ".join(part for part in (one.rule, one.effect, one.agreement, one.article) if part)
