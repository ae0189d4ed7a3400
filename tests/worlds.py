"""Generated worlds: networks, items and questions that reach every rule, from a seed.

Small worlds are dense on purpose: few parties and days, so that memberships, notices, consents and tables collide.
"""

import os
from datetime import date, timedelta
from random import Random

from attrs import frozen

from relto.agreements import (
    Adherence,
    Agreement,
    Assessment,
    Authorises,
    Basis,
    Ceiling,
    Channel,
    Clause,
    Clearance,
    Compartments,
    Consent,
    Contractors,
    Duty,
    Effect,
    Equivalence,
    Event,
    Marking,
    Nationality,
    NationalRule,
    Network,
    Purpose,
    Scope,
    ThirdParty,
    When,
)
from relto.labels import UNNAMED_SOURCE, Exclusion, Label, Scheme
from relto.parties import Community, Membership, Party
from relto.primitives import ALWAYS, AgreementId, CommunityId, PartyId, Period
from relto.release import Item, Link

EPOCH = date(2020, 1, 1)
DAYS = 16
KINDS = ("defence", "cyber", "diplomatic")
PURPOSES = ("operations", "training")
CHANNELS = ("diplomatic", "courier", "approved-crypto")
COMPARTMENTS = ("SI", "SI-G", "TK")
AUTHORITIES = ("minister", "registry")


def examples(some: int) -> int:
    """How many generated cases a law is held to: so many, and many times as many in ``make soak``."""
    return some * int(os.environ.get("RELTO_SOAK_EXAMPLES", "1"))


@frozen
class Question:
    """One generated question."""

    item: Item
    holder: PartyId
    recipient: PartyId
    at: date
    purpose: str | None
    channel: str | None


def day(rng: Random) -> date:
    return EPOCH + timedelta(days=rng.randrange(DAYS))


def period(rng: Random) -> Period:
    if rng.random() < 0.5:
        return ALWAYS
    start, length = day(rng), rng.randrange(1, DAYS)
    ends = rng.random() < 0.5
    return Period(start if rng.random() < 0.8 else None, start + timedelta(days=length) if ends else None)


def some(rng: Random, of: tuple[str, ...], chance: float = 0.4) -> frozenset[str]:
    return frozenset(one for one in of if rng.random() < chance)


def schemes(rng: Random, owners: list[PartyId]) -> dict[str, Scheme]:
    made: dict[str, Scheme] = {}
    own_words = rng.random() < 0.7  # else the same words mean ranks of their own in every scheme
    for number, owner in enumerate(owners):
        levels = tuple(f"{owner} {n}" if own_words else f"L{n}" for n in range(rng.randrange(3, 6)))
        below = None
        if rng.random() < 0.3:  # two ladders above a common floor
            below = {levels[0]: frozenset(), levels[1]: frozenset({levels[0]}), levels[2]: frozenset({levels[0]})}
            below |= {level: frozenset({levels[n + 2]}) for n, level in enumerate(levels[3:])}
        public = frozenset({levels[0]}) if rng.random() < 0.8 else frozenset()
        made[f"s{number}"] = Scheme(f"s{number}", owner, owner, levels, below, public, frozenset({"ORCON"}))
    made["tl"] = Scheme("tl", "shared", None, ("CLEAR", "GREEN", "AMBER", "RED"), public=frozenset({"CLEAR"}))
    return made


class World:
    """A network and the questions that can be asked of it."""

    def __init__(self, rng: Random, parties: int = 7, agreements: int = 9) -> None:
        self.rng = rng
        owners = [PartyId(f"P{n}") for n in range(parties)]
        self.schemes = schemes(rng, owners[: max(2, parties // 2)])
        keys = [key for key in self.schemes if key != "tl"]
        self.parties = {
            owner: Party(
                owner,
                owner,
                scheme=keys[n] if n < len(keys) else rng.choice([*keys, None]),
                part_of=rng.choice([None, None, owners[0]]) if n > 2 else None,
            )
            for n, owner in enumerate(owners)
        }
        self.codes = list(owners)
        self.communities = {
            CommunityId(f"C{n}"): Community(
                CommunityId(f"C{n}"),
                f"C{n}",
                tuple(Membership(p, period(rng), rng.random() < 0.2) for p in owners if rng.random() < 0.5),
                decomposable=rng.random() < 0.5,
            )
            for n in range(2)
        }
        made = [self._agreement(n) for n in range(agreements)]
        self.network = Network(
            parties=self.parties,
            communities=self.communities,
            agreements={a.id: a for a in made},
            schemes=self.schemes,
            national_rules=tuple(self._rule(n) for n in range(rng.randrange(4))),
            assessments=tuple(Assessment(f"r{rng.randrange(4)}", rng.choice(owners), period(rng), some(rng, KINDS, 0.3)) for _ in range(2)),
            consents=tuple(self._consent(n) for n in range(rng.randrange(4))),
            assumed=frozenset(a.id for a in made if rng.random() < 0.1),
        )

    # -- facts

    def _level(self, party: PartyId) -> str | None:
        scheme = self.parties[party].scheme
        return self.rng.choice(self.schemes[scheme].levels) if scheme else None

    def _levels(self, parties: list[PartyId]) -> dict[PartyId, str]:
        return {p: level for p in parties if self.rng.random() < 0.8 and (level := self._level(p)) is not None}

    def _table(self, parties: list[PartyId]) -> Equivalence:
        rng = self.rng
        if rng.random() < 0.25:
            return Equivalence(common_scheme="tl" if rng.random() < 0.5 else rng.choice(list(self.schemes)))
        shared = rng.choice(list(self.schemes)) if rng.random() < 0.15 else None
        rows = []
        for n in range(5):
            row: dict[PartyId, tuple[str, ...]] = {}
            for p in parties:
                scheme = self.parties[p].scheme
                if scheme is None or rng.random() < 0.1:
                    continue
                levels = self.schemes[scheme].levels
                row[p] = (levels[min(n, len(levels) - 1)],)
            rows.append(row)
        by_case = {p: frozenset({level}) for p in parties if rng.random() < 0.15 and (level := self._level(p)) is not None}
        return Equivalence(tuple(rows), by_case, shared)

    def _third(self) -> ThirdParty:
        rng = self.rng
        return ThirdParty(
            consent_of=rng.choice(("originator", "provider", "makers", "authority")),
            authority=rng.choice((*AUTHORITIES, None)),
            form=rng.choice(("any", "prior", "prior-written")),
            third=some(rng, ("state", "body", "own-body", "national"), 0.6),  # type: ignore[arg-type]
            own_bodies=frozenset(p for p in self.parties if rng.random() < 0.1),
            needs_agreement=rng.random() < 0.2,
        )

    def _agreement(self, number: int) -> Agreement:
        rng = self.rng
        members = rng.sample(self.codes, 2 if rng.random() < 0.7 else min(4, len(self.codes)))
        effects: list[tuple[str, Effect | None]] = [("recorded", None)]
        if rng.random() < 0.9:
            effects += [("equivalence", self._table(members)) for _ in range(rng.choice((1, 1, 1, 2)))]
        effects += [("third-party", self._third()) for _ in range(rng.choice((0, 1, 1, 1, 2)))]
        optional: tuple[tuple[str, Effect], ...] = (
            ("ceiling", Ceiling(self._levels(members), self._levels(members) if rng.random() < 0.3 else {})),
            ("scope", Scope(some(rng, KINDS), some(rng, KINDS, 0.1))),
            ("compartment", Compartments(some(rng, COMPARTMENTS, 0.6))),
            ("purpose", Purpose(some(rng, PURPOSES))),
            ("channel", Channel(some(rng, CHANNELS, 0.6), self._levels(members) if rng.random() < 0.5 else {})),
            ("marking", Marking(names_provider=rng.random() < 0.5)),
            ("clearance", Clearance(self._levels(members))),
            ("nationality", Nationality()),
            ("contractor", Contractors()),
            ("loss", Duty(from_level=self._levels(members) if rng.random() < 0.5 else {})),
            ("authorises", Authorises(frozenset(rng.sample(("GREEN", "AMBER"), 1)), rng.choice(("originator", "anyone")))),
        )
        effects += [pair for pair in optional if rng.random() < 0.3]
        in_force = day(rng) if rng.random() < 0.9 else None
        return Agreement(
            id=AgreementId(f"a{number}"),
            title=f"agreement {number}",
            form="treaty",
            parties=tuple(Adherence(p, period(rng) if rng.random() < 0.15 else ALWAYS) for p in members),
            basis=rng.choice(list(Basis)),
            source="generated",
            signed=EPOCH if rng.random() < 0.7 else None,
            in_force=EPOCH if in_force and rng.random() < 0.7 else in_force,
            expires=EPOCH + timedelta(days=20) if rng.random() < 0.1 else None,
            events=tuple(self._event() for _ in range(rng.choice((0, 0, 0, 0, 1, 2)))),
            survives=rng.choice((None, frozenset({"third-party"}), frozenset())),
            retroactive=rng.random() < 0.2,
            clauses=tuple(
                Clause(topic, f"{n}", f"{topic} of a{number}", rng.choice(list(Basis)), "generated", effect)
                for n, (topic, effect) in enumerate(effects)
            ),
        )

    def _event(self) -> Event:
        rng = self.rng
        on = day(rng)
        kind = rng.choice(("notice", "notice", "notice-suspended", "notice-withdrawn", "terminated", "suspended", "resumed"))
        takes = on + timedelta(days=rng.randrange(1, 8)) if kind == "notice" else None
        return Event(on, kind, "it happened", Basis.TEXT, "generated", takes)  # type: ignore[arg-type]

    def _rule(self, number: int) -> NationalRule:
        rng = self.rng
        party = rng.choice(self.codes)
        kind = rng.choice(("embargo", "national-law", "national-law", "assessment"))
        effect = {"embargo": "deny", "assessment": "consent"}.get(kind) or rng.choice(("deny", "consent", "obligation"))
        authority = rng.choice((*AUTHORITIES, "originator")) if kind == "national-law" else rng.choice(AUTHORITIES)
        recipients = frozenset(rng.sample([*self.codes, *self.communities], rng.choice((0, 1, 2))))
        return NationalRule(
            id=f"r{number}",
            party=party,
            rule=kind,  # type: ignore[arg-type]
            effect=effect,  # type: ignore[arg-type]
            says=f"rule {number}",
            citation=f"act {number}",
            basis=rng.choice(list(Basis)),
            source="generated",
            authority=authority if effect == "consent" else None,
            form=rng.choice(("any", "prior-written")),
            period=period(rng),
            when=When(recipients=recipients or frozenset(rng.sample(self.codes, 1)))
            if kind == "embargo"
            else When(
                from_level=self._level(party) if rng.random() < 0.3 else None,
                foreign=rng.random() < 0.3,
                unlisted=rng.random() < 0.3,
                recipients=recipients,
                kinds=some(rng, KINDS, 0.2),
                controls=frozenset({"ORCON"}) if rng.random() < 0.1 else frozenset(),
            ),
        )

    def _consent(self, number: int) -> Consent:
        rng = self.rng
        scheme = rng.choice(list(self.schemes.values()))
        return Consent(
            id=f"c{number}",
            by=rng.choice([*self.codes, *self.codes, *AUTHORITIES]),
            recipients=frozenset(rng.sample(self.codes, 4)),
            given_on=EPOCH,
            scheme=scheme.id,
            up_to=scheme.levels[-1] if rng.random() < 0.7 else rng.choice(scheme.levels),
            written=rng.random() < 0.7,
            period=period(rng),
            holders=frozenset(rng.sample(self.codes, 3)) if rng.random() < 0.3 else frozenset(),
            items=frozenset({"item-1"}) if rng.random() < 0.2 else frozenset(),
            compartments=some(rng, COMPARTMENTS, 0.7),
            purposes=some(rng, PURPOSES, 0.2),
            conditions=("return it",) if rng.random() < 0.3 else (),
        )

    # -- questions

    def label(self) -> Label:
        rng = self.rng
        scheme = rng.choice(list(self.schemes.values()))
        originators: frozenset[str] = frozenset()
        if rng.random() < 0.4:
            unnamed = [UNNAMED_SOURCE] if rng.random() < 0.1 else []
            originators = frozenset(rng.sample([*self.codes, *unnamed], rng.choice((1, 1, 1, 2))))
        joint = len(originators) > 1 and rng.random() < 0.3
        listed = frozenset(rng.sample([*self.codes, *self.communities], rng.randrange(0, 4))) if rng.random() < 0.6 else None
        exclusions = {Exclusion("EYES", frozenset(rng.sample([*self.codes, *self.communities], 2)))} if rng.random() < 0.15 else set()
        level = rng.choice(scheme.levels)
        if rng.random() < 0.05:
            level = scheme.join(level, rng.choice(scheme.levels))
        return Label(
            scheme=scheme,
            level=level,
            originators=originators,  # type: ignore[arg-type]
            joint=joint,
            releasable_to=listed,
            display_only=frozenset({"P1"}) if rng.random() < 0.05 else None,
            exclusions=exclusions,  # type: ignore[arg-type]
            controls=some(rng, ("ORCON", "PROPIN"), 0.2),
            compartments=some(rng, COMPARTMENTS, 0.06),
            marked_on=day(rng) if rng.random() < 0.5 else None,
        )

    def item(self) -> Item:
        rng = self.rng
        chain: tuple[Link, ...] = ()
        ids = list(self.network.agreements)
        if rng.random() < 0.2:
            givers = rng.sample(self.codes, rng.choice((1, 2)))
            chain = tuple(
                Link(g, rng.choice(ids) if rng.random() < 0.3 else None, day(rng) if rng.random() < 0.3 else None) for g in givers
            )
        return Item(
            label=self.label(),
            originators=frozenset(rng.sample(self.codes, rng.choice((0, 0, 1, 2)))),
            kinds=some(rng, KINDS, 0.2),
            under=rng.choice([*ids, AgreementId("nowhere")]) if rng.random() < 0.2 else None,
            marked_on=day(rng) if rng.random() < 0.5 else None,
            chain=chain,
            provided_for=rng.choice((None, None, *PURPOSES)),
            id=rng.choice((None, "item-1")),
        )

    def question(self, item: Item | None = None) -> Question:
        rng = self.rng
        holder, recipient = rng.sample(self.codes, 2)
        return Question(
            item=item or self.item(),
            holder=holder,
            recipient=recipient,
            at=day(rng),
            purpose=rng.choice((None, None, *PURPOSES)),
            channel=rng.choice((None, None, *CHANNELS)),
        )
