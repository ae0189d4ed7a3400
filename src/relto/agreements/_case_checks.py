"""Cross checks of an agreement's cases against the network."""

from collections.abc import Iterator

from relto.agreements._checks import A_PARTY, known
from relto.agreements._yaml import Path, Source
from relto.agreements.cases import Case, RestsOn
from relto.agreements.network import Network
from relto.agreements.problems import Problem
from relto.agreements.rules import RULES


def problems(source: Source, found: tuple[Case, ...], network: Network) -> Iterator[Problem]:
    """Cases that ask of what the network does not have, or rest on articles that no clause has."""
    names = [case.name for case in found]
    for i, case in enumerate(found):
        here: Path = ("cases", i)
        if case.name in names[:i]:
            yield Problem("two cases of one name", source.place(*here, "name"), case.name, "a name that tells them apart")
        for field, code in (("from", case.holder), ("to", case.recipient), *(("originators", code) for code in sorted(case.originators))):
            if not known(code, network.parties):
                yield Problem("no such party", source.place(*here, field), code, A_PARTY)
        if case.scheme not in network.schemes:
            advice = f"one of {', '.join(sorted(network.schemes))}"
            yield Problem("no such scheme", source.place(*here, "scheme"), case.scheme, advice)
        for field, agreement in (("under", case.under), *(("assume", one) for one in sorted(case.assume))):
            if agreement is not None and agreement not in network.agreements:
                yield Problem("no such agreement", source.place(*here, field), agreement, "an agreement of the network")
        if not case.expect.rests_on:
            yield Problem("the case rests on nothing", source.place(*here, "expect", "rests_on"), None, "one reason at least")
        for j, reason in enumerate(case.expect.rests_on):
            yield from _rests_on(source, reason, (*here, "expect", "rests_on", j), network)


def _rests_on(source: Source, reason: RestsOn, here: Path, network: Network) -> Iterator[Problem]:
    if reason.rule not in RULES:
        yield Problem("no such rule", source.place(*here, "rule"), reason.rule, f"one of {', '.join(sorted(RULES))}")
    if reason.agreement is not None and reason.agreement not in network.agreements:
        yield Problem("no such agreement", source.place(*here, "agreement"), reason.agreement, "an agreement of the network")
    elif reason.article is not None:
        if reason.agreement is None:
            articles = {rule.citation for rule in network.national_rules}
        else:
            articles = {clause.article for clause in network.agreements[reason.agreement].clauses}
        if reason.article not in articles:
            where = reason.agreement or "the national rules"
            yield Problem(
                f"{where} has no such article",
                source.place(*here, "article"),
                reason.article,
                f"one of {'; '.join(sorted(articles)) or 'none'}",
            )
