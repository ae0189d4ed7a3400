"""When a release of a symbolic chain happens, rule by rule, as docs/reference/decision.md has them."""

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from functools import cache

import z3
from attrs import define, field, frozen

from relto.agreements import Agreement, Authorises, Ceiling, Clause, Compartments, Equivalence, NationalRule, Scope, ThirdParty
from relto.primitives import AgreementId, PartyId
from relto.release.analysis.solving.levels import Levels
from relto.release.analysis.solving.symbols import NO, YES, Symbols, runs, within
from relto.release.rules.provenance import UNRECORDED


@frozen(eq=False)
class Step:
    """The variables of one release.

    Args:
        giver: who releases, by number.
        recipient: who gets it, by number.
        agreement: under what, by number; any number for what is public.
        day: when.
        place: where the level stands with the giver.
    """

    giver: z3.ArithRef
    recipient: z3.ArithRef
    agreement: z3.ArithRef
    day: z3.ArithRef
    place: z3.ArithRef


@define(eq=False)
class Weight:
    """What the rules come to: conditions under which they deny, ask a consent that is not recorded, or one that nobody gives."""

    denied: list[z3.BoolRef] = field(factory=list)
    asked: list[z3.BoolRef] = field(factory=list)
    refused: list[z3.BoolRef] = field(factory=list)

    def add(self, other: "Weight", where: z3.BoolRef) -> None:
        """What other rules come to where they are asked."""
        for mine, theirs in ((self.denied, other.denied), (self.asked, other.asked), (self.refused, other.refused)):
            if theirs:
                mine.append(z3.And(where, z3.Or(theirs)))


class Releases:
    """The formulas of releases of one originator's items.

    Args:
        symbols: the item.
    """

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.network = symbols.network
        self.levels = Levels(symbols)
        self.parties = list(self.network.everyone)
        self.numbers = {one: number for number, one in enumerate(self.parties)}
        self.agreements = [one for _, one in sorted(self.network.agreements.items())]
        self._pairs = cache(self._served)
        self._ever = [frozenset(one.party for one in agreement.parties) for agreement in self.agreements]
        self._runs: dict[Hashable, tuple[tuple[int, int], ...]] = {}

    # -- one release

    def happens(self, steps: list[Step], after: z3.ArithRef, holders: Iterable[PartyId], recipients: Iterable[PartyId]) -> z3.BoolRef:
        """That the last of some releases happens.

        Args:
            steps: the releases, the earlier ones having happened.
            after: where the level stands with its recipient.
            holders: whoever may have come to hold what is not public.
            recipients: to whom it is looked at.
        """
        ways = []
        for recipient in sorted(recipients):
            third: Weight | None = None
            for holder in sorted(holders):
                if recipient not in {holder, self.symbols.originator} and self._pairs(holder, recipient):
                    if third is None or self.network.consents:
                        third = self._third_party(steps, holder, recipient)
                    ways += self._ways(steps[-1], holder, recipient, after, third)
        return z3.If(self.symbols.public, self._published(steps[-1]), z3.Or(ways))

    def _served(self, holder: PartyId, recipient: PartyId) -> list[int]:
        """The agreements that ever have both as parties."""
        return [number for number, parties in enumerate(self._ever) if holder in parties and recipient in parties]

    def partners(self, holders: Iterable[PartyId]) -> frozenset[PartyId]:
        """Everybody who ever was a party to an agreement with one of some holders, but the originator."""
        some = frozenset(holders)
        return frozenset[PartyId]().union(*(parties for parties in self._ever if parties & some)) - {self.symbols.originator}

    def _published(self, step: Step) -> z3.BoolRef:
        """What is public goes to everybody whom no embargo of the holder bars."""
        barred = []
        for rule in self.network.national_rules:
            if rule.rule == "embargo" and rule.when.recipients and rule.party in self.numbers:
                to = [z3.And(step.recipient == self.numbers[one], self._named(rule, one, step.day)) for one in self.parties]
                barred.append(
                    z3.And(step.giver == self.numbers[rule.party], self._day(step.day, rule.period, rule.period.__contains__), z3.Or(to))
                )
        return z3.Not(z3.Or(barred))

    def _ways(self, step: Step, holder: PartyId, recipient: PartyId, after: z3.ArithRef, third: Weight) -> list[z3.BoolRef]:
        """A release under each agreement between two parties: it serves, nothing stands in its way, and no other is the better one."""
        offers = [self._offer(self.agreements[n], step, holder, recipient, third) for n in self._pairs(holder, recipient)]
        ways = []
        for offer in offers:
            better = [self._is_better(other, offer) for other in offers if other is not offer]
            here = [step.giver == self.numbers[holder], step.recipient == self.numbers[recipient]]
            here += [step.agreement == self.agreements.index(offer.agreement), offer.serves]
            free = [z3.Not(offer.denied), z3.Not(offer.refused), *map(z3.Not, better)]
            place = self.levels.after(offer.agreement, holder, recipient, step.place)
            ways.append(z3.And(*here, *free, after == place))
        return ways

    @staticmethod
    def _is_better(one: "_Offer", other: "_Offer") -> z3.BoolRef:
        """Whether one agreement serves before another: the milder outcome, then the higher ceiling, then the identifier."""
        open_to = z3.And(one.serves, z3.Not(one.denied))
        first = z3.BoolVal((-one.height, one.agreement.id) < (-other.height, other.agreement.id))
        return z3.And(open_to, z3.Or(z3.And(z3.Not(one.asked), other.asked), z3.And(one.asked == other.asked, first)))

    def _offer(self, agreement: Agreement, step: Step, holder: PartyId, recipient: PartyId, third: Weight) -> "_Offer":
        symbols, own = self.symbols, holder == self.symbols.originator
        weight = Weight()
        listed = symbols.on_list(recipient, step.day)
        bare = z3.Or([symbols.listed == number for number, one in enumerate(symbols.lists) if one is None])
        unlisted = z3.And(z3.Not(listed), z3.Not(z3.And(bare, self._authorised(agreement, own=own))))
        if own:
            weight.denied.append(z3.And(unlisted, z3.Not(bare)))
            self._ask(weight, step, (holder, recipient), symbols.originator, z3.And(unlisted, bare))
        else:
            self._ask(weight, step, (holder, recipient), symbols.originator, unlisted)
            weight.add(third, unlisted)
            controlled = [held for name, held in symbols.controls.items() if name in symbols.scheme.originator_controls]
            self._ask(weight, step, (holder, recipient), symbols.originator, z3.Or(controlled))
        denied, by_case = self.levels.refused(agreement, holder, recipient, step.place, own=own)
        weight.denied.append(denied)
        self._ask(weight, step, (holder, recipient), symbols.originator, by_case)
        self._scope(weight, agreement)
        self._compartments(weight, step, holder, recipient)
        self._law(weight, step, holder, recipient, listed)
        serves = self._serves(agreement, holder, recipient, step.day)
        return _Offer(agreement, self._height(agreement, recipient), serves, *map(z3.Or, (weight.denied, weight.asked, weight.refused)))

    # -- the rules

    def _day(self, day: z3.ArithRef, key: Hashable, holds: Callable[[date], bool]) -> z3.BoolRef:
        """That something holds on a day; what the key names is looked up once."""
        found = self._runs.get(key)
        if found is None:
            found = self._runs[key] = runs(self.symbols.claim.first, self.symbols.claim.last, holds)
        return within(day, found)

    def _serves(self, agreement: Agreement, one: PartyId, other: PartyId, day: z3.ArithRef) -> z3.BoolRef:
        assumed = self.network.is_assumed(agreement.id)
        force = self._day(day, ("force", agreement.id), lambda on: agreement.status(on, assumed=assumed).in_force)
        return z3.And(force, self._member(agreement, one, day), self._member(agreement, other, day))

    def _member(self, agreement: Agreement, party: PartyId, day: z3.ArithRef) -> z3.BoolRef:
        return self._day(day, ("member", agreement.id, party), lambda on: party in agreement.members(on))

    def _height(self, agreement: Agreement, recipient: PartyId) -> int:
        scheme = self.network.home_scheme(recipient)
        highest = [effect.highest[recipient] for _, effect in agreement.clauses_of(Ceiling) if recipient in effect.highest]
        return min((sum(scheme.protects(one, level) for level in scheme.levels) for one in highest), default=0) if scheme else 0

    def _ask(
        self, weight: Weight, step: Step, pair: tuple[PartyId, PartyId], authority: str | None, where: z3.BoolRef, form: str = "any"
    ) -> None:
        """An authority is asked, unless its consent is on record."""
        covered = [] if authority is None else [self._covered(one, step, pair) for one in self._answering(authority, pair, form)]
        left = z3.And(where, *map(z3.Not, covered))
        weight.asked.append(left)
        if authority is None or self.symbols.claim.refusing(authority):
            weight.refused.append(left)

    def _answering(self, authority: str, pair: tuple[PartyId, PartyId], form: str) -> list[int]:
        holder, recipient = pair
        return [
            number
            for number, one in enumerate(self.network.consents)
            if one.by == authority
            and recipient in one.recipients
            and (not one.holders or holder in one.holders)
            and not one.items
            and not one.purposes
            and one.scheme == self.symbols.scheme.id
            and one.up_to in self.symbols.scheme.levels
            and (one.written or form != "prior-written")
        ]

    def _covered(self, number: int, step: Step, pair: tuple[PartyId, PartyId]) -> z3.BoolRef:  # noqa: ARG002
        one, symbols = self.network.consents[number], self.symbols
        others = [held for name, held in symbols.compartments.items() if name not in one.compartments]
        in_time = self._day(step.day, ("consent", number), lambda on: one.given_on <= on and on in one.period)
        level = symbols.at_levels(lambda level: symbols.scheme.protects(one.up_to, level))
        return z3.And(in_time, level, *map(z3.Not, others))

    def _authorised(self, agreement: Agreement, *, own: bool) -> z3.BoolRef:
        """That the level itself is a release to the parties."""
        if all(table.common_scheme != self.symbols.scheme.id for _, table in agreement.clauses_of(Equivalence)):
            return NO
        effects = [effect for _, effect in agreement.clauses_of(Authorises) if own or effect.by == "anyone"]
        return z3.Or([self.symbols.at_levels(effect.levels.__contains__) for effect in effects])

    def _scope(self, weight: Weight, agreement: Agreement) -> None:
        symbols = self.symbols
        for _, scope in agreement.clauses_of(Scope):
            weight.denied.append(symbols.of_kinds(scope.excluded))
            if scope.kinds:
                weight.denied.append(z3.And(symbols.kind >= 0, z3.Not(symbols.of_kinds(scope.kinds))))

    def _compartments(self, weight: Weight, step: Step, holder: PartyId, recipient: PartyId) -> None:
        for name, held in self.symbols.compartments.items():
            opening = [
                self._serves(agreement, holder, recipient, step.day)
                for agreement in (self.agreements[number] for number in self._pairs(holder, recipient))
                if any(name in effect.opens for _, effect in agreement.clauses_of(Compartments))
            ]
            weight.denied.append(z3.And(held, z3.Not(z3.Or(opening))))

    def _named(self, rule: NationalRule, recipient: PartyId, day: z3.ArithRef) -> z3.BoolRef:
        return self._day(day, (rule.when.recipients, recipient), lambda on: recipient in self.network.reach(rule.when.recipients, on, on))

    def _law(self, weight: Weight, step: Step, holder: PartyId, recipient: PartyId, listed: z3.BoolRef) -> None:
        symbols, own, pair = self.symbols, holder == self.symbols.originator, (holder, recipient)
        for rule in self.network.national_rules:
            if rule.party != holder or (rule.when.foreign and own):
                continue
            speaks = [self._day(step.day, rule.period, rule.period.__contains__)]
            if rule.when.recipients:
                speaks.append(self._named(rule, recipient, step.day))
            if rule.rule == "embargo":
                weight.denied.append(z3.And(*speaks) if rule.when.recipients else NO)
                continue
            speaks += self._situation(rule, step, holder, listed, own=own)
            if rule.rule == "assessment":
                recorded = [
                    z3.And(self._day(step.day, one.period, one.period.__contains__), symbols.of_kinds(one.kinds) if one.kinds else YES)
                    for one in self.network.assessments
                    if one.rule == rule.id and one.recipient == recipient
                ]
                self._ask(weight, step, pair, rule.authority, z3.And(*speaks, *map(z3.Not, recorded)), rule.form)
            elif rule.effect == "deny":
                weight.denied.append(z3.And(*speaks))
            elif rule.effect == "consent" and rule.authority != "originator":
                self._ask(weight, step, pair, rule.authority, z3.And(*speaks), rule.form)
            elif rule.effect == "consent" and not own:
                self._ask(weight, step, pair, symbols.originator, z3.And(*speaks), rule.form)

    def _situation(self, rule: NationalRule, step: Step, holder: PartyId, listed: z3.BoolRef, *, own: bool) -> list[z3.BoolRef]:
        symbols, when, home = self.symbols, rule.when, self.network.home_scheme(holder)
        found = []
        if when.unlisted:
            found.append(z3.Not(listed))
        if when.controls:
            found.append(z3.Or([held for name, held in symbols.controls.items() if name in when.controls]))
        if when.kinds:
            found.append(symbols.of_kinds(when.kinds))
        if when.from_level is not None and home is not None:
            below = [level for level in home.levels if not home.protects(level, when.from_level)]
            found += [z3.Not(self.levels.at_holder(holder, level, own=own, place=step.place)) for level in below]
        return found

    def _third_party(self, steps: list[Step], holder: PartyId, recipient: PartyId) -> Weight:
        """Walk the chain backwards; a clause that asks the provider passes the question on."""
        weight, step, reaches = Weight(), steps[-1], YES
        for link in reversed(steps[:-1]):
            passes = []
            for number, agreement in enumerate(self.agreements):
                here = z3.And(reaches, link.agreement == number)
                for clause, effect, binds in self._clauses(agreement, step.day):
                    asked = z3.And(here, binds, self._is_third(agreement, effect, recipient, step.day))
                    self._asked(weight, steps, link, (holder, recipient), effect, asked)
                    if effect.needs_agreement and clause is not None:
                        both = [self._serves(one, self.symbols.originator, recipient, step.day) for one in self.agreements]
                        weight.denied.append(z3.And(asked, z3.Not(z3.Or(both))))
                    if effect.consent_of == "provider":
                        passes.append(asked)
            reaches = z3.Or(passes)
        return weight

    def _asked(
        self, weight: Weight, steps: list[Step], link: Step, pair: tuple[PartyId, PartyId], effect: ThirdParty, where: z3.BoolRef
    ) -> None:
        if effect.consent_of == "provider":
            for one in self.parties:
                self._ask(weight, steps[-1], pair, one, z3.And(where, link.giver == self.numbers[one]), effect.form)
            return
        named = effect.authority if effect.consent_of == "authority" else None
        self._ask(weight, steps[-1], pair, named or self.symbols.originator, where, effect.form)

    def _clauses(self, agreement: Agreement, day: z3.ArithRef) -> list[tuple[Clause | None, ThirdParty, z3.BoolRef]]:
        """The third-party clauses, each with the condition that it binds."""
        every: list[tuple[Clause | None, ThirdParty]] = list(agreement.clauses_of(ThirdParty))
        if agreement.survives is None:
            return [(clause, effect, YES) for clause, effect in every or [(None, UNRECORDED)]]
        ended = self._day(day, ("ended", agreement.id), agreement.has_ended)
        left = [one for one in every if one[0] is not None and one[0].topic in agreement.survives]
        found = [(clause, effect, z3.Not(ended)) for clause, effect in every or [(None, UNRECORDED)]]
        return [*found, *((clause, effect, ended) for clause, effect in left or [(None, UNRECORDED)])]

    def _is_third(self, agreement: Agreement, effect: ThirdParty, recipient: PartyId, day: z3.ArithRef) -> z3.BoolRef:
        whole = self.network.party(recipient).part_of
        member = self._member(agreement, recipient, day)
        inside = NO if whole is None else self._member(agreement, whole, day)
        own_body = z3.BoolVal("own-body" in effect.third and recipient not in effect.own_bodies)
        return z3.And(z3.Not(member), z3.If(inside, own_body, z3.BoolVal(not effect.third.isdisjoint({"state", "body"}))))


@frozen(eq=False)
class _Offer:
    """One agreement as instrument of a release."""

    agreement: Agreement
    height: int
    serves: z3.BoolRef
    denied: z3.BoolRef
    asked: z3.BoolRef
    refused: z3.BoolRef

    @property
    def id(self) -> AgreementId:
        """Its agreement's identifier."""
        return self.agreement.id
