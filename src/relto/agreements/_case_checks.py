"""Cross checks of an agreement's cases against the network."""

from collections.abc import Iterator

from relto.agreements._checks import A_PARTY, known
from relto.agreements._yaml import Path, Source
from relto.agreements.cases import Case, RestsOn
from relto.agreements.effects import Duty
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
        yield from _instruments(source, case, here, network)
        if not case.expect.rests_on:
            yield Problem("the case rests on nothing", source.place(*here, "expect", "rests_on"), None, "one reason at least")
        for j, reason in enumerate(case.expect.rests_on):
            yield from _rests_on(source, reason, (*here, "expect", "rests_on", j), network)
        for j, reason in enumerate(case.expect.does_not_rest_on):
            yield from _rests_on(source, reason, (*here, "expect", "does_not_rest_on", j), network)
        yield from _reader(source, case, (*here, "reader"), network)


def _instruments(source: Source, case: Case, here: Path, network: Network) -> Iterator[Problem]:
    """The agreements that a case names are the network's."""
    taken = [("assume", one) for one in sorted(case.assume)] + [("terminated", one) for one, _ in case.terminated]
    for field, agreement in (("under", case.under), *taken):
        if agreement is not None and agreement not in network.agreements:
            yield Problem("no such agreement", source.place(*here, field), agreement, "an agreement of the network")
    for name, on in case.terminated:
        begun = None if name not in network.agreements else network.agreements[name].in_force
        if begun is not None and on <= begun:
            yield Problem(
                "terminated before it entered into force", source.place(*here, "terminated", name), str(on), f"a day after {begun}"
            )


def _duties(reason: RestsOn, network: Network) -> frozenset[str]:
    """The topics of the duties of the agreement that a case names: an obligation has its clause's topic for a rule."""
    agreement = None if reason.agreement is None else network.agreements.get(reason.agreement)
    return frozenset() if agreement is None else frozenset(clause.topic for clause, _ in agreement.clauses_of(Duty))


def _reader(source: Source, case: Case, here: Path, network: Network) -> Iterator[Problem]:
    """The reader's nationalities are parties', and the clearances levels of the party's home scheme."""
    if case.reader is None:
        return
    for code in sorted(case.reader.nationalities):
        if not known(code, network.parties):
            yield Problem("no such party", source.place(*here, "nationalities"), code, A_PARTY)
    party = network.parties.get(case.recipient)
    scheme = None if party is None or party.scheme is None else network.schemes[party.scheme]
    for field, level in (("clearance", case.reader.clearance), ("facility_clearance", case.reader.facility_clearance)):
        if level is not None and (scheme is None or level not in scheme.levels):
            advice = f"one of {', '.join(scheme.levels)}" if scheme is not None else f"a home scheme for {case.recipient}"
            yield Problem("no level of the reader's party", source.place(*here, field), level, advice)


def _rests_on(source: Source, reason: RestsOn, here: Path, network: Network) -> Iterator[Problem]:
    duties = _duties(reason, network)
    if reason.rule not in RULES and reason.rule not in duties:
        yield Problem("no such rule", source.place(*here, "rule"), reason.rule, f"one of {', '.join(sorted({*RULES, *duties}))}")
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
