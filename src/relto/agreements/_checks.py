"""Cross checks of the facts: what no single field can tell.

Each check yields problems; none raises. Levels and tables are checked in :mod:`relto.agreements._levels`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from relto.agreements import _wire as wire
from relto.agreements import effects
from relto.agreements._yaml import Path, Source
from relto.agreements.model import Agreement, Event, NationalRule, When
from relto.agreements.problems import Problem
from relto.labels import Scheme
from relto.parties import Community, Party, is_country
from relto.primitives import CommunityId, PartyId, Period

TOPICS: Mapping[str, type[effects.Effect]] = {
    "third-party": effects.ThirdParty,
    "max-level": effects.Ceiling,
    "equivalence": effects.Equivalence,
    "scope": effects.Scope,
    "compartments": effects.Compartments,
    "purpose": effects.Purpose,
    "channel": effects.Channel,
    "authorises": effects.Authorises,
    "marking": effects.Marking,
    "clearance": effects.Clearance,
    "nationality": effects.Nationality,
    "contractors": effects.Contractors,
}
"""Topics that promise an effect, and which. A clause that decides nothing takes another word for its topic."""

A_PARTY = "a party of parties.yaml, or an ISO 3166 alpha-3 code in capitals"


def known(party: str, parties: Mapping[PartyId, Party]) -> bool:
    """Whether a code is a party's: the network's, or an ISO state's."""
    return PartyId(party) in parties or is_country(party)


def overlapping(spans: Sequence[tuple[PartyId, Period]]) -> Iterator[int]:
    """The places in a list of dated parties where a party's days overlap with those of an earlier entry of the same party."""
    for i, (party, span) in enumerate(spans):
        if any(other == party and span.overlaps(before) for other, before in spans[:i]):
            yield i


def parties(source: Source, found: Sequence[Party], schemes: Mapping[str, Scheme]) -> Iterator[Problem]:
    """Parties: each once, with a scheme that exists, a body of a party that exists."""
    ids = [party.id for party in found]
    for i, party in enumerate(found):
        if party.id in ids[:i]:
            yield Problem("a party stands twice", source.place("parties", i, "id"), party.id, "each party once", contradiction=True)
        if party.scheme is not None and party.scheme not in schemes:
            yield Problem("no such scheme", source.place("parties", i, "scheme"), party.scheme, f"one of {', '.join(sorted(schemes))}")
        if party.part_of is not None and (party.part_of not in ids or party.part_of == party.id):
            yield Problem(
                "a party is a body of no other party here",
                source.place("parties", i, "part_of"),
                party.part_of,
                "another party of this file",
            )
        elif party.part_of is not None and _is_its_own_body(party, {one.id: one for one in found}):
            advice = "a whole that is no body of its own bodies"
            yield Problem(
                "parties are bodies of each other in a circle",
                source.place("parties", i, "part_of"),
                party.part_of,
                advice,
                contradiction=True,
            )
        if party.kind == "state" and not is_country(party.id):
            advice = "its ISO 3166 alpha-3 code, or `kind: organisation`"
            yield Problem("a state's code is none of ISO 3166", source.place("parties", i, "id"), party.id, advice)


def _is_its_own_body(party: Party, everyone: Mapping[PartyId, Party]) -> bool:
    above, seen = party.part_of, {party.id}
    while above is not None and above not in seen:
        seen.add(above)
        above = everyone[above].part_of if above in everyone else None
    return above == party.id


def communities(source: Source, found: Sequence[Community], everyone: Mapping[PartyId, Party]) -> Iterator[Problem]:
    """Communities: each once, its members parties and no communities, no member twice at a time."""
    ids = [community.id for community in found]
    for i, community in enumerate(found):
        if community.id in ids[:i]:
            yield Problem(
                "a community stands twice", source.place("communities", i, "id"), community.id, "each community once", contradiction=True
            )
        for j, member in enumerate(community.memberships):
            place = source.place("communities", i, "members", j)
            if PartyId(member.party) not in everyone and CommunityId(member.party) in ids:
                message = f"the community {community.id} lists a community"
                yield Problem(message, place, member.party, "its members themselves, with their dates", contradiction=True)
            elif not known(member.party, everyone):
                yield Problem("no such party", place, member.party, A_PARTY)
        for j in overlapping([(m.party, m.period) for m in community.memberships]):
            place = source.place("communities", i, "members", j)
            yield Problem(
                "a membership overlaps an earlier one of the same party", place, community.memberships[j].party, "days that do not overlap"
            )


def national_rules(
    source: Source, found: Sequence[NationalRule], parties: Mapping[PartyId, Party], codes: Iterable[str]
) -> Iterator[Problem]:
    """National rules: parties and recipients that exist, an authority exactly where consent is asked."""
    lists = set(codes)
    for i, rule in enumerate(found):
        here: Path = ("rules", i)
        if not known(rule.party, parties):
            yield Problem("no such party", source.place(*here, "party"), rule.party, A_PARTY)
        for code in sorted(rule.when.recipients):
            if code not in lists and not known(code, parties):
                yield Problem("no such party or community", source.place(*here, "when", "recipients"), code, A_PARTY)
        if (rule.effect == "consent") != (rule.authority is not None):
            advice = "`authority` with `effect: consent`, and only there"
            yield Problem("effect and authority do not go together", source.place(*here, "effect"), rule.effect, advice)
        if rule.rule == "assessment" and rule.effect != "consent":
            yield Problem(
                "an assessment asks the assessing authority's consent", source.place(*here, "effect"), rule.effect, "`effect: consent`"
            )
        if rule.rule == "embargo" and (rule.effect != "deny" or not rule.when.recipients):
            yield Problem(
                "an embargo denies named recipients", source.place(*here, "effect"), rule.effect, "`effect: deny` and `when: recipients`"
            )
        if rule.rule == "embargo" and rule.when != When(recipients=rule.when.recipients):
            advice = "`recipients` alone; a rule on some information only is a `national-law` with `effect: deny`"
            yield Problem("an embargo bars everything", source.place(*here, "when"), None, advice)


def agreement(source: Source, raw: wire.Agreement, found: Agreement, folder: str, parties: Mapping[PartyId, Party]) -> Iterator[Problem]:
    """An agreement, apart from its levels."""
    if found.id != folder:
        yield Problem(
            "an agreement's id is not its folder's name", source.place("id"), found.id, f"`{folder}`, or a folder of the id's name"
        )
    yield from _adherences(source, found, parties)
    yield from _dates(source, found)
    yield from _events(source, found)
    yield from _clauses(source, raw, found, parties)
    topics = {clause.topic for clause in found.clauses}
    for topic in sorted((found.survives or frozenset()) - topics):
        yield Problem("a topic that survives has no clause", source.place("survives"), topic, "the topic of a clause")
    decides = any(isinstance(clause.effect, effects.ThirdParty | effects.Equivalence) for clause in found.clauses)
    if found.in_force is not None and not decides:
        message = "the agreement is in force but has neither a third-party clause nor a table: it carries no level"
        yield Problem(message, source.place("clauses"), None, "the clauses, once somebody has read them", severity="warning")


def _adherences(source: Source, found: Agreement, parties: Mapping[PartyId, Party]) -> Iterator[Problem]:
    codes = {one.party for one in found.parties}
    if len(codes) < 2:  # noqa: PLR2004 - an agreement has two sides
        yield Problem("an agreement has two parties at least", source.place("parties"), None, "two codes")
    for i, one in enumerate(found.parties):
        if not known(one.party, parties):
            yield Problem("no such party", source.place("parties", i), one.party, A_PARTY)
    for i in overlapping([(one.party, one.period) for one in found.parties]):
        place = source.place("parties", i)
        yield Problem(
            "a party's adherence overlaps an earlier one of the same party", place, found.parties[i].party, "days that do not overlap"
        )


def _dates(source: Source, found: Agreement) -> Iterator[Problem]:
    if found.signed is not None and found.in_force is not None and found.in_force < found.signed:
        advice = f"a day from {found.signed} on; provisional application before that is a fact for `notes`"
        yield Problem("in force before it was signed", source.place("in_force"), str(found.in_force), advice)
    begun = found.in_force or found.signed
    if found.expires is not None and begun is not None and found.expires <= begun:
        what = "entered into force" if found.in_force is not None else "was signed"
        yield Problem(f"expired before it {what}", source.place("expires"), str(found.expires), f"a day after {begun}")


def _events(source: Source, found: Agreement) -> Iterator[Problem]:
    first = found.signed or found.in_force
    for i, event in enumerate(found.events):
        here: Path = ("events", i)
        if first is not None and event.on < first:
            yield Problem("an event before the signature", source.place(*here, "on"), str(event.on), f"a day from {first} on")
        if event.kind in _ENDING:
            yield from _ending(source, found, event, here)
        if event.kind == "notice":
            yield from _notice(source, event.on, event.takes_effect, here)
        elif event.takes_effect is not None:
            advice = "`takes_effect` of a notice only; the other events work on their day"
            yield Problem("only a notice takes effect later", source.place(*here, "takes_effect"), str(event.takes_effect), advice)


_ENDING: Mapping[str, str] = {
    "terminated": "terminated",
    "suspended": "suspended",
    "notice": "a notice of termination takes effect",
}
"""Events by which an agreement that is in force is so no more, and how each is told of."""


def _ending(source: Source, found: Agreement, event: Event, here: Path) -> Iterator[Problem]:
    """What was never in force cannot end."""
    field, day = ("on", event.on) if event.takes_effect is None else ("takes_effect", event.takes_effect)
    if event.kind == "notice" and event.takes_effect is None:
        return  # which is a problem of its own
    if found.in_force is None:
        message = f"{_ENDING[event.kind]}, and no day of entry into force is recorded"
        advice = "`in_force`, once it has been found; until then the agreement serves only where it is assumed"
        yield Problem(message, source.place(*here, field), str(day), advice, severity="warning")
    elif day <= found.in_force:
        message = f"{_ENDING[event.kind]} before it entered into force"
        yield Problem(message, source.place(*here, field), str(day), f"a day after {found.in_force}")


def _notice(source: Source, on: date, takes_effect: date | None, here: Path) -> Iterator[Problem]:
    if takes_effect is None:
        yield Problem(
            "a notice of termination without `takes_effect`",
            source.place(*here),
            None,
            "the first day on which the agreement would be over",
        )
    elif takes_effect < on:
        yield Problem(
            "a notice takes effect before it is given", source.place(*here, "takes_effect"), str(takes_effect), f"a day from {on} on"
        )


def _clauses(source: Source, raw: wire.Agreement, found: Agreement, parties: Mapping[PartyId, Party]) -> Iterator[Problem]:
    for i, (written, clause) in enumerate(zip(raw.clauses, found.clauses, strict=True)):
        here: Path = ("clauses", i)
        if written.source is None and written.basis != raw.basis:
            advice = f"`source`: only a clause of the agreement's own basis ({raw.basis}) may take the agreement's source"
            yield Problem("a clause names no source for how it is known", source.place(*here), clause.topic, advice)
        promised = TOPICS.get(clause.topic)
        if promised is not None and not isinstance(clause.effect, promised):
            advice = f"`effect: {{kind: {_kind(promised)}}}`, or another topic for a clause that is only recorded"
            yield Problem("the topic promises an effect that the clause does not have", source.place(*here, "topic"), clause.topic, advice)
        yield from _effect(source, clause.effect, (*here, "effect"), parties)


def _kind(effect: type[effects.Effect]) -> str:
    return next(str(struct.__struct_config__.tag) for struct in wire.Effect.__args__ if struct.__name__ == effect.__name__)


def _effect(source: Source, effect: effects.Effect | None, here: Path, parties: Mapping[PartyId, Party]) -> Iterator[Problem]:
    if isinstance(effect, effects.ThirdParty):
        if (effect.consent_of == "authority") != (effect.authority is not None):
            advice = "`authority` with `consent_of: authority`, and only there"
            yield Problem("consent and authority do not go together", source.place(*here, "consent_of"), effect.consent_of, advice)
        if not effect.third:
            yield Problem("nobody counts as third", source.place(*here, "third"), None, "state, body, own-body or national")
        for body in sorted(effect.own_bodies):
            if not known(body, parties):
                yield Problem("no such party", source.place(*here, "own_bodies"), body, A_PARTY)
    elif isinstance(effect, effects.Scope):
        for kind in sorted(effect.kinds & effect.excluded):
            yield Problem("a kind is both covered and excluded", source.place(*here, "excluded"), kind, "each kind on one side")
        if not effect.kinds and not effect.excluded:
            yield Problem("the scope narrows nothing", source.place(*here), None, "`kinds` or `excluded`; leave the effect out")
