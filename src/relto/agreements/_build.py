"""From the structs of a file to the value objects of the room."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from relto.agreements import _wire as wire
from relto.agreements import effects, model
from relto.agreements._yaml import Path, Source
from relto.agreements.cases import Case, Expectation, Handing, RestsOn
from relto.labels import Scheme
from relto.parties import Community, Membership, Party, Person
from relto.primitives import ALWAYS, AgreementId, CommunityId, Malformed, PartyId, Period


class Dated(Protocol):
    """What has a first day and an end."""

    @property
    def from_(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...


def period(source: Source, dated: Dated, path: Path) -> Period:
    """The days from ``from`` up to, and without, ``until``."""
    if dated.from_ is None and dated.until is None:
        return ALWAYS
    try:
        return Period(dated.from_, dated.until)
    except ValueError:
        expected = "an `until` after `from`: it is the first day on which it holds no more"
        raise Malformed("the period ends before it starts", place=source.place(*path), found=str(dated.until), expected=expected) from None


def _ids(codes: Iterable[str]) -> frozenset[PartyId]:
    return frozenset(PartyId(code) for code in codes)


def _by_party(levels: Mapping[str, str]) -> dict[PartyId, str]:
    return {PartyId(code): level for code, level in levels.items()}


def _equivalence(raw: wire.Equivalence) -> effects.Equivalence:
    return effects.Equivalence(
        rows=tuple({PartyId(p): (words,) if isinstance(words, str) else tuple(words) for p, words in row.items()} for row in raw.rows),
        by_case={PartyId(party): frozenset(levels) for party, levels in raw.by_case.items()},
        common_scheme=raw.common_scheme,
    )


def _third_party(raw: wire.ThirdParty) -> effects.ThirdParty:
    return effects.ThirdParty(
        consent_of=raw.consent_of,
        authority=raw.authority,
        form=raw.form,
        third=frozenset(raw.third),
        own_bodies=_ids(raw.own_bodies),
        needs_agreement=raw.needs_agreement,
    )


_EFFECTS: Mapping[type[wire.Wire], Any] = {
    wire.ThirdParty: _third_party,
    wire.Ceiling: lambda raw: effects.Ceiling(_by_party(raw.highest), _by_party(raw.lowest)),
    wire.Equivalence: _equivalence,
    wire.Scope: lambda raw: effects.Scope(frozenset(raw.kinds), frozenset(raw.excluded)),
    wire.Compartments: lambda raw: effects.Compartments(frozenset(raw.opens)),
    wire.Purpose: lambda raw: effects.Purpose(frozenset(raw.purposes)),
    wire.Channel: lambda raw: effects.Channel(frozenset(raw.accepts), _by_party(raw.from_level)),
    wire.Authorises: lambda raw: effects.Authorises(frozenset(raw.levels), raw.by),
    wire.Marking: lambda raw: effects.Marking(raw.names_provider),
    wire.Clearance: lambda raw: effects.Clearance(_by_party(raw.from_level)),
    wire.Nationality: lambda raw: effects.Nationality(raw.others_by_consent),
    wire.Contractors: lambda raw: effects.Contractors(raw.facility_clearance),
    wire.Duty: lambda raw: effects.Duty(raw.of, _by_party(raw.from_level)),
}


def _clause(raw: wire.Clause, source: str) -> model.Clause:
    effect: effects.Effect | None = None if raw.effect is None else _EFFECTS[type(raw.effect)](raw.effect)
    return model.Clause(raw.topic, raw.article, raw.says, model.Basis(raw.basis), raw.source or source, effect)


def _event(raw: wire.Event) -> model.Event:
    return model.Event(raw.on, raw.kind, raw.says, model.Basis(raw.basis), raw.source, raw.takes_effect)


def _adherence(source: Source, raw: str | wire.Adherence, index: int) -> model.Adherence:
    if isinstance(raw, str):
        return model.Adherence(PartyId(raw))
    return model.Adherence(PartyId(raw.party), period(source, raw, ("parties", index)))


def agreement(source: Source, raw: wire.Agreement) -> model.Agreement:
    """An agreement."""
    return model.Agreement(
        id=AgreementId(raw.id),
        title=raw.title,
        form=raw.form,
        parties=tuple(_adherence(source, one, i) for i, one in enumerate(raw.parties)),
        basis=model.Basis(raw.basis),
        source=raw.source,
        signed=raw.signed,
        in_force=raw.in_force,
        in_force_basis=model.Basis(raw.in_force_basis),
        term=raw.term,
        expires=raw.expires,
        events=tuple(_event(one) for one in raw.events),
        survives=None if raw.survives is None else frozenset(raw.survives),
        retroactive=raw.retroactive,
        clauses=tuple(_clause(one, raw.source) for one in raw.clauses),
        notes=raw.notes,
    )


def party(raw: wire.Party) -> Party:
    """A party."""
    whole = None if raw.part_of is None else PartyId(raw.part_of)
    return Party(PartyId(raw.id), raw.name, raw.kind, raw.scheme, whole)


def community(source: Source, raw: wire.Community, index: int) -> Community:
    """A community."""
    memberships: list[Membership] = []
    for i, one in enumerate(raw.members):
        if isinstance(one, str):
            memberships.append(Membership(PartyId(one)))
        else:
            days = period(source, one, ("communities", index, "members", i))
            memberships.append(Membership(PartyId(one.party), days, one.opens_archive))
    return Community(CommunityId(raw.id), raw.name, tuple(memberships), raw.decomposable, raw.source)


def scheme(source: Source, raw: wire.Scheme, index: int) -> Scheme:
    """A scheme of levels only."""
    below = raw.directly_below
    try:
        return Scheme(
            id=raw.id,
            name=raw.name,
            owner=None if raw.owner is None else PartyId(raw.owner),
            levels=tuple(raw.levels),
            directly_below=None if below is None else {level: frozenset(lower) for level, lower in below.items()},
            public=frozenset(raw.public),
            originator_controls=frozenset(raw.originator_controls),
            source=raw.source,
        )
    except Malformed as error:
        place = source.place("schemes", index, "levels")
        raise Malformed(error.message, place=place, found=error.found, expected=error.expected or "each level once, in one order") from None


def national_rule(source: Source, raw: wire.NationalRule, index: int) -> model.NationalRule:
    """A national rule."""
    when = model.When(
        from_level=raw.when.from_level,
        foreign=raw.when.foreign,
        unlisted=raw.when.unlisted,
        recipients=frozenset(raw.when.recipients),
        kinds=frozenset(raw.when.kinds),
        controls=frozenset(raw.when.controls),
    )
    return model.NationalRule(
        id=raw.id,
        party=PartyId(raw.party),
        rule=raw.rule,
        effect=raw.effect,
        says=raw.says,
        citation=raw.citation,
        basis=model.Basis(raw.basis),
        source=raw.source,
        authority=raw.authority,
        form=raw.form,
        period=period(source, raw, ("rules", index)),
        when=when,
    )


def assessment(source: Source, raw: wire.Assessment, path: Path) -> model.Assessment:
    """A recorded assessment."""
    return model.Assessment(raw.rule, PartyId(raw.recipient), period(source, raw, path), frozenset(raw.kinds))


def consent(source: Source, raw: wire.Consent, path: Path) -> model.Consent:
    """A recorded consent."""
    return model.Consent(
        id=raw.id,
        by=raw.by,
        recipients=_ids(raw.recipients),
        given_on=raw.given_on,
        scheme=raw.scheme,
        up_to=raw.up_to,
        written=raw.written,
        period=period(source, raw, path),
        holders=_ids(raw.holders),
        items=frozenset(raw.items),
        compartments=frozenset(raw.compartments),
        purposes=frozenset(raw.purposes),
        conditions=tuple(raw.conditions),
    )


def _resting(raw: Iterable[wire.RestsOn]) -> tuple[RestsOn, ...]:
    return tuple(RestsOn(r.rule, None if r.agreement is None else AgreementId(r.agreement), r.article, r.effect) for r in raw)


def _reader(party: str, raw: wire.Reader) -> Person:
    return Person(
        party=PartyId(party),
        nationalities=_ids(raw.nationalities),
        clearance=raw.clearance,
        need_to_know=raw.need_to_know,
        read_ins=frozenset(raw.read_ins),
        contractor=raw.contractor,
        facility_clearance=raw.facility_clearance,
    )


def _expectation(raw: wire.Expect) -> Expectation:
    asked = None if raw.consent_from is None else tuple(sorted(raw.consent_from))
    return Expectation(raw.outcome, _resting(raw.rests_on), asked, raw.marking, _resting(raw.does_not_rest_on))


def _handing(raw: wire.Link) -> Handing:
    return Handing(PartyId(raw.provider), None if raw.instrument is None else AgreementId(raw.instrument), raw.on)


def case(source: Source, raw: wire.Case, index: int) -> Case:
    """A case."""
    here: Path = ("cases", index)
    return Case(
        name=raw.name,
        at=raw.at,
        holder=PartyId(raw.from_),
        recipient=PartyId(raw.to),
        label=raw.label,
        scheme=raw.scheme,
        expect=_expectation(raw.expect),
        why=raw.why,
        place=source.place(*here),
        originators=_ids(raw.originators),
        under=None if raw.under is None else AgreementId(raw.under),
        chain=tuple(_handing(link) for link in raw.chain),
        marked_on=raw.marked_on,
        purpose=raw.purpose,
        provided_for=raw.provided_for,
        channel=raw.channel,
        kinds=frozenset(raw.kinds),
        item=raw.item,
        reader=None if raw.reader is None else _reader(raw.to, raw.reader),
        assume=frozenset(AgreementId(one) for one in raw.assume),
        terminated=tuple((AgreementId(one), on) for one, on in raw.terminated.items()),
        consents=tuple(consent(source, one, (*here, "consents", i)) for i, one in enumerate(raw.consents)),
        assessments=tuple(assessment(source, one, (*here, "assessments", i)) for i, one in enumerate(raw.assessments)),
        note=raw.note,
    )
