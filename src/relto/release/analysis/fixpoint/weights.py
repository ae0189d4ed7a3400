"""What the rules say of one release on one day, for all items at once.

Each rule of the decision has its twin here. It reads what the engine's twin reads, by the same compiled network, and says of which items
it denies a release, or asks a consent. The differential tests tell where the three differ.
"""

from collections.abc import Callable, Sequence

from relto.agreements import Agreement, Authorises, NationalRule, Scope
from relto.primitives import AgreementId, PartyId
from relto.release.analysis.fixpoint.offers import Near, Offer, Weight
from relto.release.analysis.fixpoint.universe import Universe
from relto.release.compiled.chains import is_third
from relto.release.compiled.facts import Facts, Pair
from relto.release.compiled.landing import Step
from relto.release.compiled.parts import fits, height, landing


class Offers:
    """The agreements under which releases can go from a holder to a recipient, by the level with the holder.

    Args:
        weigher: who weighs them.
        pair: the holder and the recipient.
        own: whether the holder is the originator.
    """

    __slots__ = ("_at", "_is_own", "_pair", "_unlevelled", "_weigher")

    def __init__(self, weigher: "Weigher", pair: Pair, *, own: bool) -> None:
        self._weigher, self._pair, self._is_own = weigher, pair, own
        self._at: dict[str | None, tuple[Offer, ...]] = {}
        self._unlevelled: tuple[Offer, ...] | None = None

    def at(self, level: str | None) -> tuple[Offer, ...]:
        """The offers, the highest first; of items that are not public, nor the recipient's own.

        Args:
            level: the level in the holder's own scheme, for labels of other schemes.
        """
        found = self._at.get(level)
        if found is None:
            found = self._at[level] = self._weighed(level)
        return found

    def _weighed(self, level: str | None) -> tuple[Offer, ...]:
        """What does not read the level in the holder's own scheme is weighed once."""
        pair, weigher = self._pair, self._weigher
        if not pair.serving or pair.embargoes:
            return ()
        found = self._unlevelled
        if found is None:
            found = weigher.without_level(pair, level, own=self._is_own)
            if not any(rule.when.from_level is not None for rule in pair.law):
                self._unlevelled = found
        weighed = [weigher.with_level(one, pair, level) if one.near.carried else one for one in found]
        return found if weighed == [*found] else tuple(weighed)


class Weigher:
    """Weighs releases of one day.

    Args:
        facts: the network of the day.
        universe: the items.
        refusing: whether an authority consents to nothing.
    """

    def __init__(self, facts: Facts, universe: Universe, refusing: Callable[[str], bool]) -> None:
        self.facts = facts
        self.universe = self._universe = universe
        self._refusing = refusing
        self._refused = sum(found for one, found in universe.originators.items() if refusing(one))
        self._consents = [
            (one, self._covered(one.scheme, one.up_to, one.compartments))
            for one in facts.network.consents
            if not one.items and not one.purposes and one.given_on <= facts.at and facts.at in one.period
        ]
        self._pairs: dict[tuple[PartyId, PartyId], Pair] = {}
        self._offers: dict[tuple[PartyId, PartyId, bool], Offers] = {}
        self._heights: dict[tuple[AgreementId, PartyId], int] = {}
        self._thirds: dict[object, Weight] = {}
        self._near: dict[tuple[AgreementId, PartyId, PartyId], Near] = {}
        self._outside_ceiling: dict[tuple[AgreementId, PartyId], int] = {}
        self._listed: dict[PartyId, int] = {}
        self._outside: dict[AgreementId, int] = {}
        self._authorised: dict[tuple[AgreementId, bool], int] = {}
        self._unserved: dict[PartyId, int] = {}

    def embargoed(self, holder: PartyId) -> frozenset[PartyId]:
        """The parties that a holder's law bars."""
        rules = [rule for rule in self.facts.rules_of(holder) if rule.rule == "embargo" and rule.when.recipients]
        return frozenset(one for rule in rules for one in self.facts.network.reach(rule.when.recipients, self.facts.at, self.facts.at))

    def offers(self, holder: PartyId, recipient: PartyId, *, own: bool) -> Offers:
        """What a release from a holder to a recipient can go under.

        Args:
            holder: the holder.
            recipient: the recipient.
            own: whether the holder is the originator.
        """
        key = (holder, recipient, own)
        found = self._offers.get(key)
        if found is None:
            pair = self._pairs.get((holder, recipient))
            if pair is None:
                pair = self._pairs[holder, recipient] = Pair(self.facts, holder, recipient)
            found = self._offers[key] = Offers(self, pair, own=own)
        return found

    def third(self, links: Sequence[tuple[str, AgreementId]], holder: PartyId, recipient: PartyId) -> Weight:
        """What the third-party clauses of a chain say of a recipient.

        Args:
            links: giver and agreement of each handing-over, the last first.
            holder: who would release it.
            recipient: who would get it.
        """
        key = (links, recipient, holder if self._consents else None)
        found = self._thirds.get(key)
        if found is None:
            found = self._thirds[key] = self._third(links, holder, recipient)
        return found

    # -- consents

    def _covered(self, scheme: str, up_to: str, compartments: frozenset[str]) -> int:
        """The items that a recorded consent covers."""
        facts, found = self.facts, 0
        known = facts.network.schemes.get(scheme)
        if known is None or up_to not in known.levels:
            return 0
        for level, some in self._universe.by_scheme.get(scheme, ()):
            found |= some if known.protects(up_to, level) else 0
        opened = 0
        for said, some in self._universe.compartmented.items():
            opened |= some if said <= compartments else 0
        return found & opened

    def _recorded(self, pair: tuple[PartyId, PartyId], form: str, by: str | None) -> int:
        """The items for which a recorded consent answers: of an authority, or (``None``) of each item's originator."""
        found, (holder, recipient) = 0, pair
        for one, covered in self._consents:
            if (
                recipient not in one.recipients
                or (one.holders and holder not in one.holders)
                or (form == "prior-written" and not one.written)
            ):
                continue
            if by is None:
                found |= covered & self._universe.originators.get(PartyId(one.by), 0)
            elif one.by == by:
                found |= covered
        return found

    def _ask(self, weight: Weight, pair: tuple[PartyId, PartyId], authority: str | None, items: int, form: str = "any") -> None:
        """An authority is asked; nobody can be asked where none is named."""
        left = items & ~self._recorded(pair, form, authority) if self._consents and authority is not None else items
        weight.asked |= left
        if authority is None or self._refusing(authority):
            weight.refused |= left

    def _ask_originator(self, weight: Weight, pair: tuple[PartyId, PartyId], items: int, form: str = "any") -> None:
        if not items:
            return
        left = items & ~self._recorded(pair, form, None) if self._consents else items
        weight.asked |= left
        weight.refused |= left & self._refused

    # -- what does not rest on the chain

    def with_level(self, offer: Offer, pair: Pair, at_holder: str | None) -> Offer:
        """An offer with what the tables say of levels that are neither the holder's nor the recipient's."""
        both, near = (pair.holder, pair.recipient), offer.near
        if at_holder in near.lands:
            lands = near.lands[at_holder]
        else:
            step = landing(self.facts, offer.agreement, *near.foreign, at_holder, *both)
            lands = near.lands[at_holder] = self._lands(offer.agreement, step, pair.recipient)
        if lands:
            return offer
        weight = Weight(offer.weight.denied, offer.weight.asked, offer.weight.refused)
        if lands is None:
            self._ask_originator(weight, both, near.carried)
        else:
            weight.denied |= near.carried
        return self._offer(offer.agreement, weight, offer.unlisted, near)

    def _offer(self, agreement: Agreement, weight: Weight, unlisted: int, near: Near) -> Offer:
        return Offer(agreement, weight, self._universe.everything & ~(weight.denied | weight.refused), unlisted, near)

    def without_level(self, pair: Pair, at_holder: str | None, *, own: bool) -> tuple[Offer, ...]:
        """Every agreement that serves, the highest first; but for what the tables say of the level with the holder."""
        universe, both = self._universe, (pair.holder, pair.recipient)
        fixed = Weight()
        listed = self._on_list(pair.recipient)
        for rule in pair.law:
            self._law(fixed, both, rule, self._speaks(rule, both, at_holder, listed, own=own), own=own)
        for one, found in universe.compartments.items():
            if one not in pair.opened:
                fixed.denied |= found
        if not own:
            self._ask_originator(fixed, both, universe.controlled)
        unlisted = universe.everything & ~listed
        bare = universe.lists.get(None, 0)
        serving = pair.serving
        if len(serving) > 1:
            serving = tuple(sorted(serving, key=lambda one: (-self._height(one, pair.recipient), one.id)))
        offers = []
        for agreement in serving:
            weight = Weight(fixed.denied | self._out_of_scope(agreement), fixed.asked, fixed.refused)
            near = self._near_levels(agreement, both)
            weight.denied |= near.denied
            self._ask_originator(weight, both, near.by_case)
            open_to_third = unlisted & ~(bare & self._authorises(agreement, own=own))
            if own:
                weight.denied |= open_to_third & ~bare
                self._ask_originator(weight, both, open_to_third & bare)
            else:
                self._ask_originator(weight, both, open_to_third)
            offers.append(self._offer(agreement, weight, open_to_third, near))
        return tuple(offers)

    def _height(self, agreement: Agreement, recipient: PartyId) -> int:
        key = (agreement.id, recipient)
        found = self._heights.get(key)
        if found is None:
            found = self._heights[key] = height(self.facts, agreement, recipient)
        return found

    def _on_list(self, recipient: PartyId) -> int:
        """The items on whose list a recipient is."""
        found = self._listed.get(recipient)
        if found is not None:
            return found
        found = 0
        for codes, some in self._universe.lists.items():
            if codes is None:
                continue
            if recipient in codes:
                found |= some
                continue
            for day, marked in self._universe.marked:
                if any(recipient in group for group in self.facts.groups(codes, self.facts.epoch(day))):
                    found |= some & marked
        self._listed[recipient] = found
        return found

    def _speaks(self, rule: NationalRule, pair: tuple[PartyId, PartyId], at_holder: str | None, listed: int, *, own: bool) -> int:
        """The items on which a rule of the holder's law says anything."""
        when, universe = rule.when, self._universe
        if when.foreign and own:
            return 0
        found = universe.everything & ~listed if when.unlisted else universe.everything
        if when.controls:
            some = 0
            for one in when.controls:
                some |= universe.controls.get(one, 0)
            found &= some
        if when.kinds:
            found &= universe.of_kinds(when.kinds)
        home = self.facts.scheme_of(pair[0])
        if when.from_level is None or home is None:
            return found
        for (scheme, level), some in universe.levels.items():
            stands = level if scheme == home.id else at_holder
            if stands is not None and not home.protects(stands, when.from_level):
                found &= ~some
        return found

    def _law(self, weight: Weight, pair: tuple[PartyId, PartyId], rule: NationalRule, items: int, *, own: bool) -> None:
        if rule.rule == "assessment":
            for one in self.facts.network.assessments:
                if one.rule == rule.id and one.recipient == pair[1] and self.facts.at in one.period:
                    items &= ~self._universe.of_kinds(one.kinds) if one.kinds else 0
            self._ask(weight, pair, rule.authority, items, rule.form)
        elif rule.effect == "deny":
            weight.denied |= items
        elif rule.effect == "consent":
            if rule.authority != "originator":
                self._ask(weight, pair, rule.authority, items, rule.form)
            elif not own:
                self._ask_originator(weight, pair, items, rule.form)

    def _near_levels(self, agreement: Agreement, pair: tuple[PartyId, PartyId]) -> Near:
        """Rules `equivalence` and `ceiling`."""
        key = (agreement.id, *pair)
        found = self._near.get(key)
        if found is not None:
            return found
        facts, recipient = self.facts, pair[1]
        denied, by_case, others, foreign = 0, 0, 0, ("", "")
        lands: dict[str | None, bool | None] = {}
        home, own = facts.scheme_of(pair[0]), facts.scheme_of(recipient)
        for scheme, levels in self._universe.by_scheme.items():
            if own is not None and own.id == scheme:
                denied |= self._above(agreement, recipient, levels)
                continue
            if home is not None and home.id != scheme and not facts.is_common(agreement, scheme):
                others |= self._universe.of_scheme[scheme]
                foreign = scheme, levels[0][0]
                continue
            for level, items in levels:
                said = self._lands(agreement, landing(facts, agreement, scheme, level, None, *pair), recipient)
                if said is None:
                    by_case |= items
                elif not said:
                    denied |= items
                if home is not None and home.id == scheme:
                    lands[level] = said
        found = self._near[key] = Near(denied, by_case, others, foreign, lands)
        return found

    def _above(self, agreement: Agreement, recipient: PartyId, levels: Sequence[tuple[str, int]]) -> int:
        """The items at the recipient's own levels that lie outside an agreement's ceilings."""
        key = (agreement.id, recipient)
        found = self._outside_ceiling.get(key)
        if found is None:
            found = 0
            for level, items in levels:
                found |= 0 if self._lands(agreement, Step(level, None, at_home=level), recipient) else items
            self._outside_ceiling[key] = found
        return found

    def _lands(self, agreement: Agreement, step: Step, recipient: PartyId) -> bool | None:
        """Whether an item is carried where a step leads; ``None``: case by case."""
        if step.level is None and step.by_case:
            return None
        return step.level is not None and fits(self.facts, agreement, step, recipient)

    def _out_of_scope(self, agreement: Agreement) -> int:
        found = self._outside.get(agreement.id)
        if found is None:
            found = 0
            for _, scope in self.facts.clauses(agreement, Scope):
                found |= self._universe.of_kinds(scope.excluded)
                if scope.kinds:
                    found |= self._universe.of_kinds({one for one in self._universe.kinds if one is not None} - scope.kinds)
            self._outside[agreement.id] = found
        return found

    def _authorises(self, agreement: Agreement, *, own: bool) -> int:
        """The items without a list that an agreement lets go to its parties."""
        found = self._authorised.get((agreement.id, own))
        if found is None:
            found = 0
            for _, effect in self.facts.clauses(agreement, Authorises):
                if effect.by != "anyone" and not own:
                    continue
                for (scheme, level), some in self._universe.levels.items():
                    found |= some if level in effect.levels and self.facts.is_common(agreement, scheme) else 0
            self._authorised[agreement.id, own] = found
        return found

    # -- what rests on the chain

    def _third(self, links: Sequence[tuple[str, AgreementId]], holder: PartyId, recipient: PartyId) -> Weight:
        weight, both, everything = Weight(), (holder, recipient), self._universe.everything
        for giver, named in links:
            agreement = self.facts.network.agreements[named]
            binding = [one for one in self.facts.thirds(named) if is_third(self.facts, agreement, recipient, one[1])]
            for clause, effect in binding:
                if effect.consent_of == "provider":
                    self._ask(weight, both, giver, everything, effect.form)
                elif effect.consent_of == "authority" and effect.authority is not None:
                    self._ask(weight, both, effect.authority, everything, effect.form)
                else:  # the originator; with one originator alone, it is also the only maker
                    self._ask_originator(weight, both, everything, effect.form)
                if effect.needs_agreement and clause is not None:
                    weight.denied |= self._without_agreement(recipient)
            if not any(effect.consent_of == "provider" for _, effect in binding):
                break
        return weight

    def _without_agreement(self, recipient: PartyId) -> int:
        """The items whose originators have no agreement in force with a recipient."""
        found = self._unserved.get(recipient)
        if found is None:
            found = 0
            for one, items in self._universe.originators.items():
                found |= 0 if self.facts.serving(one, recipient, self.facts.at) else items
            self._unserved[recipient] = found
        return found
