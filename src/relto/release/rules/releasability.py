"""Rules `releasability`, `third-party` and `orcon`: whose word the release needs."""

from collections.abc import Iterator

from relto.agreements import Agreement, Clause, ThirdParty
from relto.labels import UNNAMED_SOURCE
from relto.primitives import PartyId
from relto.release import wording
from relto.release.model import Reason
from relto.release.rules.case import Case
from relto.release.rules.provenance import BrokenChain, chain, third_party_rules


def releasability(case: Case) -> Iterator[Reason]:
    """The originator's own list, or the level that is itself a release (TLP); without either, the originator's approval."""
    if case.goes_home:
        return
    if case.on_list:
        yield wording.on_list(case.recipient)
        return
    if case.authorising is not None:
        agreement, effect = case.authorising
        clause = next(clause for clause, other in agreement.clauses_of(type(effect)) if other == effect)
        yield wording.authorised(case.recipient, case.label.level, agreement, clause)
        return
    for originator in case.originators:
        if originator in (case.recipient, UNNAMED_SOURCE):
            continue
        if case.on_list is None:
            yield wording.no_list(originator)
        elif originator == case.holder:
            yield wording.off_own_list(case.holder, case.recipient)
        else:
            yield wording.off_list(originator, case.recipient)


def third_party(case: Case) -> Iterator[Reason]:
    """Consent for a release to a third party, by the clause under which the holder got the information.

    The chain is walked from the holder backwards: a clause that asks the provider passes the question on to the clause
    under which the provider got it, until a clause asks the originator or the originator is reached.
    """
    if case.goes_home:
        yield wording.goes_home(case.recipient)
    if case.on_list or case.authorising is not None:
        return
    for originator in case.foreign:
        try:
            handings = chain(case, originator)
        except BrokenChain:
            continue
        for handing in reversed(handings):
            rules = third_party_rules(case, handing.agreement)
            binding = [(clause, effect) for clause, effect in rules if _is_third(case, handing.agreement, effect)]
            if not binding:
                yield wording.not_third(handing.agreement, rules[0][0], case.recipient)
            for clause, effect in binding:
                yield from _asked(case, originator, handing.giver, handing.agreement, clause, effect)
            if not any(effect.consent_of == "provider" for _, effect in binding):
                break


def _is_third(case: Case, agreement: Agreement, effect: ThirdParty) -> bool:
    members = agreement.members(case.at)
    if case.recipient in members:
        return False
    whole = case.network.party(case.recipient).part_of
    if whole is not None and whole in members:
        return "own-body" in effect.third and case.recipient not in effect.own_bodies
    return not effect.third.isdisjoint({"state", "body"})


def _asked(
    case: Case, originator: PartyId, giver: PartyId, agreement: Agreement, clause: Clause | None, effect: ThirdParty
) -> Iterator[Reason]:
    for authority in _authorities(case, originator, giver, effect):
        yield wording.third_party(agreement, clause, authority, effect.form, case.recipient)
    if effect.needs_agreement and clause is not None and not _has_agreement(case, originator):
        yield wording.needs_agreement(agreement, clause, originator, case.recipient)


def _authorities(case: Case, originator: PartyId, giver: PartyId, effect: ThirdParty) -> tuple[str, ...]:
    if effect.consent_of == "authority":
        return (effect.authority or originator,)
    if effect.consent_of == "makers":
        return tuple(o for o in case.foreign if o != UNNAMED_SOURCE)
    return (giver,) if effect.consent_of == "provider" else (originator,)


def _has_agreement(case: Case, originator: PartyId) -> bool:
    both = {originator, case.recipient}
    return any(both <= a.members(case.at) and case.in_force(a, case.at) for a in case.network.agreements.values())


def orcon(case: Case) -> Iterator[Reason]:
    """Consent of the originator for every onward release by anyone else, even inside the list."""
    if case.label.is_originator_controlled:
        for originator in case.foreign:
            if originator != UNNAMED_SOURCE:
                yield wording.orcon(originator)
