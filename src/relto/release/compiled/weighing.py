"""What each rule says of one question, from what the network of the day already knows."""

from collections.abc import Callable, Iterable, Sequence

from relto.agreements import Agreement, Clause, NationalRule, Purpose, Scope, ThirdParty
from relto.labels import UNNAMED_SOURCE, Exclusion
from relto.primitives import PartyId
from relto.release import wording
from relto.release.compiled.asking import Asked, Core
from relto.release.compiled.chains import Stands, carry, counting, is_third
from relto.release.compiled.facts import Custody, Facts
from relto.release.compiled.parts import Part, build, fits, landing
from relto.release.model import Outcome, Reason


class Scales:
    """Weighs questions, and remembers what can be asked again.

    Args:
        facts: the network of the day.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._custodies: dict[tuple[int, PartyId, PartyId], Custody] = {}
        self._levels: dict[tuple[int, PartyId], str | None] = {}
        self._parts: dict[object, Part] = {}

    def excluded(self, exclusions: Iterable[Exclusion], core: Core, recipient: PartyId) -> list[Reason]:
        """Rule `exclusion`."""
        outside = [one for one in exclusions if recipient not in self._facts.reach(one.only, core.epoch)]
        return [wording.exclusion(one.name, one.only, recipient) for one in outside]

    def fixed(self, asked: Asked, reasons: list[Reason]) -> None:
        """Add what does not depend on the instrument."""
        if not asked.own:
            for one in asked.originators:
                broken = None if one == asked.holder else self.custody(asked.core, one, asked.holder).broken
                if broken is not None:
                    reasons.append(broken)
        if asked.pair.law:
            asked.law = [rule for rule in asked.pair.law if self._speaks(asked, rule)]
            for rule in asked.law:
                reasons += self._law(asked, rule)
        if asked.goes_home:
            reasons.append(wording.goes_home(asked.recipient))
            return
        if asked.compartments:
            reasons += asked.pair.compartments(asked.compartments)[0]
        if asked.foreign:
            reasons += self._purpose(asked)
            if asked.core.controlled:
                reasons += [wording.orcon(one) for one in asked.foreign if one != UNNAMED_SOURCE]

    def covering(self, asked: Asked, part: Part) -> list[Reason]:
        """What depends on the instrument."""
        return self.releasability(asked, part) + self.terms(asked, part)

    def terms(self, asked: Asked, part: Part) -> list[Reason]:
        """What depends on the instrument and not on the list."""
        reasons = list(part.reasons)
        if part.step.by_case and part.step.clause is not None:
            reasons += [wording.by_case(part.agreement, part.step.clause, asked.label.level, one) for one in asked.askable]
        if asked.core.item.kinds:
            for clause, scope in part.scopes:
                outside = [kind for kind in asked.core.item.kinds if kind in scope.excluded or (scope.kinds and kind not in scope.kinds)]
                reasons += [wording.out_of_scope(part.agreement, clause, kind) for kind in outside]
        if asked.purpose is not None:
            for clause, purpose in part.purposes:
                if purpose.purposes and asked.purpose not in purpose.purposes:
                    reasons += [wording.outside_purposes(part.agreement, clause, asked.purpose, one) for one in asked.askable]
        if asked.channel is not None:
            for clause, channel in part.channels:
                if asked.channel not in channel.accepts:
                    reasons.append(wording.wrong_channel(part.agreement, clause, asked.channel, sorted(channel.accepts)))
        return reasons

    def cover(self, asked: Asked, agreement: Agreement) -> Outcome:
        """What :meth:`terms` comes to where there are no consents, without its words."""
        label = asked.label
        at_holder = self.level_at_holder(asked.core, asked.originators, asked.holder)
        step = landing(self._facts, agreement, label.scheme.id, label.level, at_holder, asked.holder, asked.recipient)
        if step.level is None:
            if step.clause is None or not step.by_case:
                return Outcome.DENY
        elif not fits(self._facts, agreement, step, asked.recipient):
            return Outcome.DENY
        for kind in asked.core.item.kinds:
            for _, scope in self._facts.clauses(agreement, Scope):
                if kind in scope.excluded or (scope.kinds and kind not in scope.kinds):
                    return Outcome.DENY
        return Outcome.CONSENT if step.level is None and asked.askable else Outcome.PERMIT

    def releasability(self, asked: Asked, part: Part | None) -> list[Reason]:
        """Rules `releasability` and `third-party`."""
        if asked.on_list:
            return [asked.pair.on_list]
        if asked.on_list is None:
            clause = None if part is None else part.authorises[1 if asked.own else 0]
            if part is not None and clause is not None:
                return [wording.authorised(asked.recipient, asked.label.level, part.agreement, clause)]
            if asked.own:
                return [wording.no_list(asked.holder)]
            return [wording.no_list(one) for one in asked.askable] + self._third_party(asked)
        if asked.own:
            return [asked.pair.off_list]
        reasons = [
            wording.off_own_list(one, asked.recipient) if one == asked.holder else wording.off_list(one, asked.recipient)
            for one in asked.askable
        ]
        return reasons + self._third_party(asked)

    def _third_party(self, asked: Asked) -> list[Reason]:
        reasons: list[Reason] = []
        for originator in asked.foreign:
            for giver, _, agreement in reversed(self.custody(asked.core, originator, asked.holder).links):
                clauses = self._facts.thirds(agreement.id)
                binding = [(clause, effect) for clause, effect in clauses if is_third(self._facts, agreement, asked.recipient, effect)]
                if not binding:
                    reasons.append(wording.not_third(agreement, clauses[0][0], asked.recipient))
                for clause, effect in binding:
                    reasons += self._clause(asked, originator, giver, agreement, clause, effect)
                if not any(effect.consent_of == "provider" for _, effect in binding):
                    break
        return reasons

    def _clause(
        self, asked: Asked, originator: PartyId, giver: PartyId, agreement: Agreement, clause: Clause | None, effect: ThirdParty
    ) -> list[Reason]:
        """What one third-party clause asks."""
        authorities = _authorities(asked, originator, giver, effect)
        reasons = [wording.third_party(agreement, clause, one, effect.form, asked.recipient) for one in authorities]
        if effect.needs_agreement and clause is not None and not self._facts.serving(originator, asked.recipient, self._facts.at):
            reasons.append(wording.needs_agreement(agreement, clause, originator, asked.recipient))
        return reasons

    def _purpose(self, asked: Asked) -> list[Reason]:
        provided_for = asked.core.item.provided_for
        if asked.purpose is None or asked.purpose == provided_for:
            return []
        reasons: list[Reason] = []
        for one in asked.foreign:
            if one == UNNAMED_SOURCE:
                continue
            links = self.custody(asked.core, one, asked.holder).links
            agreement = links[-1][2] if links else None
            clause = None if agreement is None else next((c for c in agreement.clauses if isinstance(c.effect, Purpose)), None)
            reasons.append(wording.other_purpose(one, asked.purpose, provided_for, agreement, clause))
        return reasons

    def _speaks(self, asked: Asked, rule: NationalRule) -> bool:
        """Whether a rule of the holder's law speaks in this situation."""
        when, label, kinds = rule.when, asked.label, asked.core.item.kinds
        if (when.foreign and asked.own) or (when.unlisted and asked.on_list):
            return False
        if when.controls and when.controls.isdisjoint(label.controls) and not any(one.name in when.controls for one in asked.exclusions):
            return False
        if when.kinds and kinds and when.kinds.isdisjoint(kinds):
            return False
        if when.from_level is None:
            return True
        home, level = self._facts.scheme_of(asked.holder), self.level_at_holder(asked.core, asked.originators, asked.holder)
        return home is None or level is None or home.protects(level, when.from_level)

    def _law(self, asked: Asked, rule: NationalRule) -> list[Reason]:
        if rule.when.kinds and not asked.core.item.kinds:
            return []
        if rule.rule == "assessment":
            recorded = any(
                one.rule == rule.id
                and one.recipient == asked.recipient
                and self._facts.at in one.period
                and (not one.kinds or (bool(asked.core.item.kinds) and asked.core.item.kinds <= one.kinds))
                for one in self._facts.network.assessments
            )
            return [wording.assessed(rule, asked.recipient) if recorded else wording.national(rule, Outcome.CONSENT, rule.authority)]
        if rule.effect == "deny":
            return [wording.national(rule, Outcome.DENY)]
        if rule.effect == "consent":
            named = [one for one in asked.foreign if one != UNNAMED_SOURCE] if rule.authority == "originator" else [rule.authority]
            return [wording.national(rule, Outcome.CONSENT, one) for one in named]
        return []

    # -- what is remembered

    def custody(self, core: Core, originator: PartyId, holder: PartyId) -> Custody:
        """How an originator's information came to the holder."""
        key = (core.number, originator, holder)
        found = self._custodies.get(key)
        if found is None:
            found = self._custodies[key] = self._facts.custody(core.item, originator, holder, core.marked_on)
        return found

    def part(self, asked: Asked, agreement: Agreement) -> Part:
        """One agreement as instrument for this level."""
        label = asked.label
        at_holder = self.level_at_holder(asked.core, asked.originators, asked.holder)
        key = (agreement.id, label.scheme.id, label.level, at_holder, asked.holder, asked.recipient)
        part = self._parts.get(key)
        if part is None:
            part = self._parts[key] = build(self._facts, agreement, label.scheme.id, label.level, at_holder, asked.holder, asked.recipient)
        return part

    def level_at_holder(self, core: Core, originators: Sequence[PartyId], holder: PartyId) -> str | None:
        """The level in the holder's own scheme."""
        home = self._facts.scheme_of(holder)
        if home is None or home.id == core.label.scheme.id:
            return None if home is None else core.label.level
        key = (core.number, holder)
        if key in self._levels:
            return self._levels[key]
        landed = [self._landed(core, one, holder) for one in originators if one != holder]
        some = [one for one in landed if one is not None]
        joined = home.join_all(some) if some and len(some) == len(landed) else None
        level = self._levels[key] = None if joined is None or home.is_joined(joined) else joined
        return level

    def standing(self, core: Core, holder: PartyId, heeds: Callable[[str], bool] | None = None) -> object:
        """What of a holder's chain the decisions rest on: for each originator the links that count, and where the level stands there.

        The level in the holder's own scheme does not tell it: what a scheme is carried back to keeps its own level there, and goes
        on from where the chain carried it.
        """
        if core.public:
            return holder, "public"
        originators = core.named or (holder,)
        heeded = heeds is not None and any(map(heeds, originators))
        ways: list[object] = []
        for one in originators:
            custody = None if one == holder else self.custody(core, one, holder)
            if custody is None or custody.broken is not None:
                ways.append(None if custody is None else custody.broken)
                continue
            links = [(giver, agreement.id) for giver, _, agreement in reversed(custody.links)]
            way = counting(self._facts, links, heeds=heeds, heeded=heeded)
            ways.append((links[0][1], way, self._along(core, one, holder)))
        return holder, core.named, tuple(ways), self.level_at_holder(core, originators, holder)

    def _landed(self, core: Core, originator: PartyId, holder: PartyId) -> str | None:
        stands, own = self._along(core, originator, holder), self._facts.scheme_of(holder)
        return stands[1] if stands is not None and own is not None and own.id == stands[0] else None

    def _along(self, core: Core, originator: PartyId, holder: PartyId) -> Stands | None:
        """Where the level stands at the end of a chain."""
        links = self.custody(core, originator, holder).links
        stands: Stands | None = (core.label.scheme.id, core.label.level) if links else None
        for giver, receiver, agreement in links:
            stands = None if stands is None else carry(self._facts, agreement, stands, giver, receiver)
        return stands


def _authorities(asked: Asked, originator: PartyId, giver: PartyId, effect: ThirdParty) -> Iterable[str]:
    match effect.consent_of:
        case "provider":
            return (giver,)
        case "originator":
            return (originator,)
        case "authority":
            return (effect.authority or originator,)
        case "makers":
            return [one for one in asked.foreign if one != UNNAMED_SOURCE]
