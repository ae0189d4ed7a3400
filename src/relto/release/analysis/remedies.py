"""What would make it permitted: the smallest sets of facts that turn a refusal, each verified by deciding again.

A fact is something that somebody could bring about: a consent of an authority that a reason asks for, an agreement that is signed and not
in force, a new marking by whoever may mark (a name more on the list, without an exclusion, at a lower level, without a compartment), a
channel that the instrument accepts. What cannot be brought about by one of these is not invented: a refusal may have no remedy.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal

from attrs import evolve, frozen

from relto.agreements import Channel, Consent, Network
from relto.labels import Label
from relto.primitives import AgreementId, Malformed, PartyId
from relto.release.compiled import Engine, originators_of
from relto.release.model import Decision, Item, Outcome

MOST_FACTS = 4
"""Most facts of one remedy; more than that is a negotiation and no remedy."""

_MOST_TRIED = 400
Kind = Literal["consent", "in-force", "remark", "channel"]


@frozen(order=True)
class Fact:
    """One fact that would have to be so.

    Args:
        kind: ``consent``, ``in-force``, ``remark`` or ``channel``.
        who: who would bring it about; empty where nobody in particular does.
        what: the agreement, the channel, or what is marked otherwise.
        says: in words.
    """

    kind: Kind
    who: str
    what: str
    says: str


@frozen
class _Case:
    """The question with some facts taken for so."""

    network: Network
    item: Item
    channel: str | None
    facts: frozenset[Fact] = frozenset()


@frozen
class Remedies:
    """What turns a refusal.

    Args:
        found: the remedies, smallest first; each is a set of facts, and none of them can be left out.
        complete: whether every remedy of at most :data:`MOST_FACTS` facts was looked for.
    """

    found: tuple[tuple[Fact, ...], ...]
    complete: bool = True


def remedies(
    network: Network,
    item: Item,
    *,
    holder: PartyId,
    recipient: PartyId,
    at: date,
    purpose: str | None = None,
    channel: str | None = None,
    rewrite: Callable[[Label], Label | None] = lambda label: label,
) -> Remedies:
    """The smallest sets of facts under which the release would be permitted.

    Args:
        network: the facts as they are.
        item: the item.
        holder: who would release it.
        recipient: who would get it.
        at: the day.
        purpose: the purpose, or ``None``.
        channel: the channel, or ``None``.
        rewrite: the label that a new marking would have, as its system writes it; ``None`` where it cannot be written.

    Raises:
        Malformed: as :meth:`relto.release.Engine.decide`.
    """
    waiting = [_Case(network, item, channel)]
    found: list[frozenset[Fact]] = []
    seen = {frozenset[Fact]()}
    tried = 0
    for _ in range(MOST_FACTS + 1):
        following: list[_Case] = []
        for case in waiting:
            if any(one <= case.facts for one in found):
                continue
            tried += 1
            if tried > _MOST_TRIED:
                return Remedies(_sorted(found), complete=False)
            engine = Engine(case.network, at)
            decision = engine.decide(case.item, holder=holder, recipient=recipient, purpose=purpose, channel=case.channel)
            if decision.outcome is Outcome.PERMIT:
                found.append(case.facts)
                continue
            for after in _further(case, decision, engine, holder, recipient, rewrite):
                if after.facts not in seen:
                    seen.add(after.facts)
                    following.append(after)
        waiting = following
    return Remedies(_sorted(found))


def _sorted(found: list[frozenset[Fact]]) -> tuple[tuple[Fact, ...], ...]:
    return tuple(sorted((tuple(sorted(one)) for one in found if one), key=lambda one: (len(one), one)))


def _further(
    case: _Case, decision: Decision, engine: Engine, holder: PartyId, recipient: PartyId, rewrite: Callable[[Label], Label | None]
) -> Iterator[_Case]:
    """The case with one more fact, for every fact that could answer one of the reasons."""
    for reason in decision.reasons:
        if reason.effect is Outcome.CONSENT and reason.consent_of is not None:
            yield _consented(case, reason.consent_of, holder, recipient, engine.at)
        if reason.effect is not Outcome.DENY:
            continue
        match reason.rule:
            case "instrument":
                yield from _in_force(case, holder, recipient, engine.at)
            case "channel":
                yield from _channels(case, decision)
    yield from _remarked(case, decision, holder, recipient, rewrite)


def _consented(case: _Case, authority: str, holder: PartyId, recipient: PartyId, at: date) -> _Case:
    label = case.item.label
    fact = Fact("consent", authority, recipient, f"{authority} consents in writing to the release to {recipient}")
    consent = Consent(
        id=f"supposed:{authority}",
        by=authority,
        recipients=frozenset({recipient}),
        given_on=at,
        scheme=label.scheme.id,
        up_to=label.scheme.least_single(label.level),
        holders=frozenset({holder}),
        compartments=label.compartments,
    )
    return evolve(case, facts=case.facts | {fact}, network=case.network.with_facts(consents=[consent]))


def _in_force(case: _Case, holder: PartyId, recipient: PartyId, at: date) -> Iterator[_Case]:
    for identifier, agreement in sorted(case.network.agreements.items()):
        between = {holder, recipient} <= agreement.members(at)
        if not between or agreement.status(at, assumed=case.network.is_assumed(identifier)).in_force:
            continue
        if not agreement.status(at, assumed=True).in_force:
            continue  # it has ended, or was never signed
        fact = Fact("in-force", "", identifier, f"{identifier} enters into force")
        yield evolve(case, facts=case.facts | {fact}, network=case.network.with_facts(assume=[AgreementId(identifier)]))


def _channels(case: _Case, decision: Decision) -> Iterator[_Case]:
    named = {reason.agreement for reason in decision.reasons if reason.rule == "channel" and reason.agreement is not None}
    for identifier in sorted(named):
        for _, effect in case.network.agreements[identifier].clauses_of(Channel):
            for one in sorted(effect.accepts):
                fact = Fact("channel", "", one, f"it goes by the channel {one}")
                yield evolve(case, facts=case.facts | {fact}, channel=one)


def _remarked(
    case: _Case, decision: Decision, holder: PartyId, recipient: PartyId, rewrite: Callable[[Label], Label | None]
) -> Iterator[_Case]:
    """New markings by whoever marked it; several in one remedy are one after the other."""
    label, who = case.item.label, " and ".join(originators_of(case.item, holder))
    for what, does, after in _markings(case, decision, holder, recipient):
        written = _written(after, rewrite)
        if written is not None and written != label:
            fact = Fact("remark", who, what, f"{who} {does}")
            yield evolve(case, facts=case.facts | {fact}, item=evolve(case.item, label=written))


def _markings(case: _Case, decision: Decision, holder: PartyId, recipient: PartyId) -> Iterator[tuple[str, str, Label]]:
    """New markings that answer a reason: what is marked otherwise, in words, and the label."""
    label = case.item.label
    denied = {reason.rule for reason in decision.reasons if reason.effect is Outcome.DENY}
    asked = {reason.rule for reason in decision.reasons if reason.effect is Outcome.CONSENT}
    if "releasability" in denied | asked:
        listed = (label.releasable_to or frozenset({*originators_of(case.item, holder), holder})) | {recipient}
        yield f"list +{recipient}", f"marks it releasable to {recipient}", evolve(label, releasable_to=listed)
    if "exclusion" in denied:
        for one in sorted(label.exclusions):
            yield f"without {one.name}", f"takes {one.name} off", evolve(label, exclusions=label.exclusions - {one})
    if denied & {"ceiling", "equivalence"} and not label.scheme.is_joined(label.level):
        for lower in label.scheme.levels[: label.scheme.levels.index(label.level)]:
            if lower not in label.scheme.public:
                yield f"level {lower}", f"lowers it to {lower}", evolve(label, level=lower)
    if "compartment" in denied:
        for system in sorted({_system(name) for name in label.compartments}):
            rest = frozenset(name for name in label.compartments if _system(name) != system)
            yield f"without {system}", f"takes out what {system} protects", evolve(label, compartments=rest)


def _system(compartment: str) -> str:
    """The control system of a compartment (``SI`` of ``SI-G ABCD``)."""
    return compartment.partition("-")[0].partition(" ")[0]


def _written(label: Label, rewrite: Callable[[Label], Label | None]) -> Label | None:
    try:
        return rewrite(label)
    except Malformed:
        return None
