"""Questions that tell an agreement from its mutants: for whoever writes cases, to be held against the text before they are taken in."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import product

import yaml
from attrs import evolve, frozen

from relto import markings
from relto.agreements import Agreement, Case, Channel, Compartments, Consent, Equivalence, Expectation, Network, Purpose, RestsOn, Scope
from relto.primitives import AgreementId, PartyId, Place, ReltoError
from relto.release import Decision
from relto.release.cases import asked, failures, stands
from relto.release.compiled import Engine
from tests.mutation.mutants import Mutant

_DAY = timedelta(days=1)
_LATE = date(2026, 11, 1)
_TOLD = 6
_NOTHING = Expectation("deny", ())
Told = tuple[str, AgreementId | None, str | None, str | None]


@frozen
class Suggestion:
    """A case, and what it tells the agreement from.

    Args:
        case: the case with the answer that the network gives now.
        tells: the mutants that it catches.
    """

    case: Case
    tells: tuple[str, ...]


def suggest(network: Network, agreement: Agreement, survivors: list[Mutant]) -> tuple[list[Suggestion], list[Mutant]]:
    """Cases for the mutants that none catches yet, and the mutants for which no question was found."""
    grid = list(questions(network, agreement))
    right_one = Asking(network)
    truth: dict[int, Decision | None] = {}
    chosen: dict[int, tuple[list[str], set[Told], set[Told]]] = {}
    left: list[Mutant] = []
    for mutant in survivors:
        wrong_one = Asking(evolve(network, agreements={**network.agreements, agreement.id: mutant.agreement}))
        order = [*chosen, *(number for number in range(len(grid)) if number not in chosen)]
        for number in order:
            if number not in truth:
                truth[number] = right_one.decided(grid[number])
            right = truth[number]
            if right is None:
                continue
            other = wrong_one.decided(grid[number])
            if other is None:
                continue
            gone, come = told(right) - told(other), told(other) - told(right)
            if failures(_case(grid[number], right, gone, come), other):
                tells, wanted, unwanted = chosen.setdefault(number, ([], set(), set()))
                tells.append(mutant.says)
                wanted |= gone
                unwanted |= come
                break
        else:
            left.append(mutant)
    made = [Suggestion(_case(grid[n], truth[n], wanted, unwanted), tuple(tells)) for n, (tells, wanted, unwanted) in chosen.items()]  # type: ignore[arg-type]
    return made, left


def _case(question: Case, right: Decision, wanted: set[Told], unwanted: set[Told]) -> Case:
    rests = [RestsOn(*one) for one in sorted(wanted, key=str)]
    if not rests:
        first = next((one for one in right.reasons if one.agreement is not None), right.reasons[0])
        rests = [RestsOn(first.rule, first.agreement, first.article, str(first.effect))]  # type: ignore[arg-type]
    return evolve(
        question,
        expect=Expectation(
            str(right.outcome),  # type: ignore[arg-type]
            tuple(rests),
            right.consent_from if right.outcome == "consent" else None,
            right.marking,
            tuple(one for one in (RestsOn(*each) for each in sorted(unwanted, key=str)) if not stands(one, told(right))),
        ),
    )


def told(decision: Decision) -> set[Told]:
    reasons: set[Told] = {(one.rule, one.agreement, one.article, str(one.effect)) for one in decision.reasons}
    return reasons | {(one.rule, one.agreement, one.article, None) for one in decision.obligations}


class Asking:
    """Asks questions of one network; those of one day and one set of facts share an engine."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._engines: dict[object, Engine] = {}

    def decided(self, question: Case) -> Decision | None:
        """The decision, or ``None`` where the question cannot be asked."""
        key = (question.at, question.assume, question.consents, question.terminated)
        try:
            facts, item = asked(self._network, question)
            engine = self._engines.get(key)
            if engine is None:
                engine = self._engines[key] = Engine(facts, question.at)
            return engine.decide(
                item, holder=question.holder, recipient=question.recipient, purpose=question.purpose, channel=question.channel
            )
        except ReltoError:
            return None


def questions(network: Network, agreement: Agreement) -> Iterator[Case]:
    """Questions about one agreement: the plain day first, then every day on which something of it begins or ends."""
    days = list(edges(agreement))
    calm = _calm(network, agreement, days)
    assume = frozenset[AgreementId]() if agreement.in_force is not None else frozenset((agreement.id,))
    pairs = list(_pairs(network, agreement))
    for day in calm:
        for holder, recipient in pairs:
            for scheme, label in _labels(network, agreement, holder):
                base = _plain(day, holder, recipient, label, scheme, assume)
                yield base
    for day in calm:
        for holder, recipient in pairs[:6]:
            for scheme, label in list(_labels(network, agreement, holder))[:4]:
                yield from _varied(network, agreement, _plain(day, holder, recipient, label, scheme, assume))
    for day, (holder, recipient) in product(days, pairs):
        for scheme, label in list(_labels(network, agreement, holder))[:2]:
            yield _plain(day, holder, recipient, label, scheme, frozenset())
            if assume:
                assumed = _plain(day, holder, recipient, label, scheme, assume)
                yield evolve(assumed, name=f"{assumed.name}, taken for in force")


def _plain(day: date, holder: PartyId, recipient: PartyId, label: str, scheme: str, assume: frozenset[AgreementId]) -> Case:
    name = f"{holder} to {recipient}, {label}, {day}"
    return Case(name, day, holder, recipient, label, scheme, _NOTHING, "", Place("suggested"), assume=assume)


def _varied(network: Network, agreement: Agreement, base: Case) -> Iterator[Case]:
    """The same question of kinds, channels and purposes, of what was received, handed on, and after the end."""
    for kind in sorted({k for _, e in agreement.clauses_of(Scope) for k in (*e.kinds, *e.excluded)} | {"cyber"}):
        yield evolve(base, kinds=frozenset((kind,)), name=f"{base.name}, of kind {kind}")
    for channel in sorted({c for _, e in agreement.clauses_of(Channel) for c in e.accepts} | {"open-mail"}):
        yield evolve(base, channel=channel, name=f"{base.name}, by {channel}")
    for purpose in sorted({p for _, e in agreement.clauses_of(Purpose) for p in e.purposes} | {"training"}):
        yield evolve(base, purpose=purpose, name=f"{base.name}, for {purpose}")
    others = [one for one in sorted({one.party for one in agreement.parties})[:12] if one != base.holder]
    for originator in others:
        received = evolve(base, originators=frozenset((originator,)), under=agreement.id, marked_on=base.at)
        yield evolve(received, name=f"{base.name}, of {originator}'s")
        yield from _onward(network, agreement, evolve(received, name=f"{base.name}, of {originator}'s"), originator)
        for scheme, label in list(_labels(network, agreement, originator))[:3]:
            theirs = evolve(received, scheme=scheme, label=label, name=f"{base.name}, {label} of {originator}'s")
            yield theirs
            yield from _onward(network, agreement, theirs, originator)
    if agreement.in_force is not None and agreement.expires is None:
        for other, third in product(others[:2], _thirds(network, agreement, base.holder)):
            ended = evolve(base, originators=frozenset((other,)), recipient=third, under=agreement.id, marked_on=base.at - 40 * _DAY)
            name = f"{base.holder} on to {third}, {base.label}, after the end"
            yield evolve(ended, terminated=((agreement.id, base.at - 10 * _DAY),), name=name)


def _onward(network: Network, agreement: Agreement, one: Case, originator: PartyId) -> Iterator[Case]:
    """What was received, handed on to third parties: with and without consents, for another purpose, and made by somebody before."""
    for third in _thirds(network, agreement, one.holder):
        away = evolve(one, recipient=third, name=one.name.replace(f"to {one.recipient}", f"on to {third}"))
        yield away
        for maker in _thirds(network, agreement, originator)[:3]:
            if maker not in (third, one.holder):
                made = evolve(away, originators=frozenset((maker,)), name=f"{away.name}, which {maker} made")
                yield made
                for by in (maker, originator):
                    given = Consent(f"{by.lower()}-consents", by, frozenset((third,)), away.at, away.scheme, away.label)
                    yield evolve(made, consents=(given,), name=f"{made.name}, {by} consents")
        yield evolve(away, purpose="training", provided_for="operations", name=f"{away.name}, for training")
        top = network.schemes[away.scheme].levels[-1]
        for written, said in ((False, "by word of mouth"), (True, "in writing")):
            both = tuple(
                Consent(f"{by.lower()}-consents", by, frozenset((third,)), away.at, away.scheme, top, written=written)
                for by in sorted({originator, one.holder})
            )
            yield evolve(away, consents=both, name=f"{away.name}, consented {said}")


def _thirds(network: Network, agreement: Agreement, holder: PartyId) -> list[PartyId]:
    inside = {one.party for one in agreement.parties}
    near = {
        two.party
        for other in network.agreements.values()
        if any(one.party == holder for one in other.parties)
        for two in other.parties
        if two.party not in inside
    }
    bodies = {one.id for one in network.parties.values() if one.part_of in inside and one.id not in inside}
    own = {body for clause in agreement.clauses for body in getattr(clause.effect, "own_bodies", ())}
    return [*sorted(near)[:2], *sorted(bodies)[:1], *sorted(own)]


def _pairs(network: Network, agreement: Agreement) -> Iterator[tuple[PartyId, PartyId]]:
    members = sorted({one.party for one in agreement.parties})
    if len(members) <= 5:
        yield from ((a, b) for a in members for b in members if a != b)
    else:
        yield from ((members[n], members[n - 1]) for n in range(len(members)))
        yield from ((members[n - 1], members[n]) for n in range(len(members)))
    for outsider in _outsiders(network, agreement):
        for one in members[:6]:
            yield one, outsider
            yield outsider, one


def _outsiders(network: Network, agreement: Agreement) -> list[PartyId]:
    inside = {one.party for one in agreement.parties}
    near = {
        two.party
        for other in network.agreements.values()
        if any(one.party in inside for one in other.parties)
        for two in other.parties
        if two.party not in inside and network.home_scheme(two.party) is not None
    }
    return sorted(near)[:1]


def _labels(network: Network, agreement: Agreement, holder: PartyId) -> Iterator[tuple[str, str]]:
    home = network.home_scheme(holder)
    found = [] if home is None else [home.id]
    found += [e.common_scheme for _, e in agreement.clauses_of(Equivalence) if e.common_scheme is not None]
    opened = (
        sorted({one for _, e in agreement.clauses_of(Compartments) for one in e.opens} | {"HCS"})
        if any(True for _ in agreement.clauses_of(Compartments))
        else []
    )
    for scheme in dict.fromkeys(found):
        for level in reversed(network.schemes[scheme].levels):
            for text in (level, *(f"{level}//{one}" for one in opened)):
                if _written(scheme, text, frozenset(network.communities)):
                    yield scheme, text


@cache
def _written(scheme: str, text: str, communities: frozenset[str]) -> bool:
    if scheme not in markings.system_ids():
        return "//" not in text
    try:
        markings.parse(text, system=scheme, communities=communities)
    except ReltoError:
        return False
    return True


def edges(agreement: Agreement) -> Iterator[date]:
    edges = [agreement.signed, agreement.in_force, agreement.expires]
    edges += [day for event in agreement.events for day in (event.on, event.takes_effect)]
    edges += [day for one in agreement.parties for day in (one.period.start, one.period.end)]
    seen = set()
    for day in edges:
        for near in () if day is None else (day - _DAY, day, day + _DAY):
            if near not in seen:
                seen.add(near)
                yield near


def _calm(network: Network, agreement: Agreement, days: list[date]) -> list[date]:
    """A day on which the agreement stands: late, else between its beginning and its end."""
    tried = [_LATE, *(day + 30 * _DAY for day in sorted(days, reverse=True)), *sorted(days)]
    assumed = agreement.in_force is None
    good = [day for day in tried if agreement.status(day, assumed=assumed).in_force]
    return good[:1] or [_LATE]


def written(suggestion: Suggestion) -> str:
    """A suggestion as it stands in a file of cases."""
    one, expect = suggestion.case, suggestion.case.expect
    lines = [f"  - name: {_text(one.name)}", f"    at: {one.at}", f"    from: {one.holder}", f"    to: {one.recipient}"]
    lines += [f"    label: {_text(one.label)}", f"    scheme: {one.scheme}"]
    for name, some in (("originators", one.originators), ("kinds", one.kinds), ("assume", one.assume)):
        lines += [f"    {name}: [{', '.join(sorted(some))}]"] if some else []
    for name in ("under", "marked_on", "purpose", "provided_for", "channel"):
        lines += [f"    {name}: {getattr(one, name)}"] if getattr(one, name) is not None else []
    lines += ["    terminated: {" + ", ".join(f"{agreement}: {on}" for agreement, on in one.terminated) + "}"] if one.terminated else []
    lines += ["    consents:", *map(_consent, one.consents)] if one.consents else []
    lines += ["    expect:", f"      outcome: {expect.outcome}"]
    lines += [] if expect.consent_from is None else [f"      consent_from: [{', '.join(map(_text, expect.consent_from))}]"]
    lines += [] if expect.marking is None else [f"      marking: {_text(expect.marking)}"]
    lines += ["      rests_on:", *map(_reason, expect.rests_on)]
    lines += ["      does_not_rest_on:", *map(_reason, expect.does_not_rest_on)] if expect.does_not_rest_on else []
    told = "; ".join(suggestion.tells[:_TOLD])
    more = f"; and {len(suggestion.tells) - _TOLD} more" if len(suggestion.tells) > _TOLD else ""
    lines.append(f"    why: {_text(f'Tells it from the nearest wrong ones: {told}{more}.')}")
    return "\n".join(lines) + "\n"


def _consent(one: Consent) -> str:
    recipients, spoken = ", ".join(sorted(one.recipients)), "" if one.written else ", written: false"
    told = f"id: {one.id}, by: {one.by}, recipients: [{recipients}], given_on: {one.given_on}, scheme: {one.scheme}"
    return f"      - {{{told}, up_to: {_text(one.up_to)}{spoken}}}"


def _reason(one: RestsOn) -> str:
    parts = [("rule", one.rule), ("effect", one.effect), ("agreement", one.agreement), ("article", one.article)]
    return f"        - {{{', '.join(f'{name}: {_text(value)}' for name, value in parts if value is not None)}}}"


def _text(value: str) -> str:
    """A value that also stands inside braces."""
    plain = str(yaml.safe_dump(str(value), allow_unicode=True, width=10_000)).removesuffix("\n").removesuffix("\n...")
    return json.dumps(value, ensure_ascii=False) if plain == value and set(value) & set(",[]{}") else plain
