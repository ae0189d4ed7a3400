"""Which releases two states of the facts may weigh differently.

What an accession or a day changes lies mostly with few parties. Between all others a release says the same before and after, so it is
followed once. Where this cannot be told for sure, every release is taken to differ: that costs time and nothing else.

* A party is *apart* where a release to it or from it may be weighed differently. Between two parties that are not, all that a release
  rests on is the same: the agreements that serve, their clauses and tables, the holder's law, consents and assessments, the lists that
  reach the recipient, and whether third-party clauses of a chain take it for a third party.
* What is handed out whole to everybody (public information) is not followed release by release, and not looked at here.
"""

from collections.abc import Iterable, Iterator

from relto.agreements import Adherence, Agreement, Equivalence, Network, ThirdParty
from relto.parties import Community
from relto.primitives import AgreementId, CommunityId, PartyId
from relto.release.compiled.facts import Facts


def apart(states: Iterable[Facts], carried: frozenset[str]) -> frozenset[PartyId] | None:
    """The parties to or from which some state may weigh a release differently than the first does; ``None``: any party may be one.

    Args:
        states: the facts of networks and days.
        carried: schemes of labels that parties use which have another at home.
    """
    first, *others = states
    found: set[PartyId] = set()
    for other in others:
        if not _is_comparable(first.network, other.network):
            return None
        found |= _by_community(first, other) | _by_law(first, other)
        for name in first.network.agreements.keys() | other.network.agreements.keys():
            some = _by_agreement(first, other, name, carried)
            if some is None:
                return None
            found |= some
    if not found:
        return frozenset()
    return frozenset(found | {one.id for one in first.network.parties.values() if one.part_of in found})


def _is_comparable(one: Network, other: Network) -> bool:
    if one is other:
        return True
    same = one.parties == other.parties and one.schemes == other.schemes and one.consents == other.consents
    return same and one.communities.keys() == other.communities.keys()


def _by_community(one: Facts, other: Facts) -> set[PartyId]:
    """Members that count in one of two states alone."""
    found: set[PartyId] = set()
    for name, community in one.network.communities.items():
        found |= {party for party, _ in _active(one, community) ^ _active(other, other.network.communities[CommunityId(name)])}
    return found


def _active(facts: Facts, community: Community) -> set[tuple[PartyId, object]]:
    """The memberships of a community, each with whether it lasts on the day."""
    return {(one.party, (one, facts.at in one.period)) for one in community.memberships}


def _by_law(one: Facts, other: Facts) -> set[PartyId]:
    """Whom national rules, assessments and consents name that hold in one of two states alone."""
    found: set[PartyId] = set()
    rules = [{rule for rule in facts.network.national_rules if facts.at in rule.period} for facts in (one, other)]
    found |= {rule.party for rule in rules[0] ^ rules[1]}
    assessed = [{some for some in facts.network.assessments if facts.at in some.period} for facts in (one, other)]
    found |= {some.recipient for some in assessed[0] ^ assessed[1]}
    given = [{some for some in facts.network.consents if some.given_on <= facts.at and facts.at in some.period} for facts in (one, other)]
    return found.union(*(some.recipients for some in given[0] ^ given[1]))


def _by_agreement(one: Facts, other: Facts, name: AgreementId, carried: frozenset[str]) -> set[PartyId] | None:
    """Whom an agreement serves in one of two states alone, or differently."""
    was, now = one.network.agreements.get(name), other.network.agreements.get(name)
    if was is None or now is None:
        return set(_ever(was or now))
    if one.thirds(name) != other.thirds(name):
        return None
    everybody = {*_ever(was), *_ever(now)}
    in_force = [facts.status(name, facts.at).in_force for facts in (one, other)]
    if in_force[0] != in_force[1] or (was is not now and was.clauses != now.clauses):
        return everybody
    changed = set(one.members(name, one.at) ^ other.members(name, other.at))
    if changed and any(_asks_for_agreements(facts.network) for facts in (one, other)):
        return everybody  # whether an originator has an agreement with a recipient is asked of releases between others
    if set(_ever(was)) != set(_ever(now)):
        changed |= {party for party in everybody if _reads_other_columns(one, other, name, party, carried)}
    return changed


def _ever(agreement: Agreement | None) -> Iterator[PartyId]:
    parties: tuple[Adherence, ...] = () if agreement is None else agreement.parties
    return (one.party for one in parties)


def _asks_for_agreements(network: Network) -> bool:
    every = (effect for agreement in network.agreements.values() for _, effect in agreement.clauses_of(ThirdParty))
    return any(effect.needs_agreement for effect in every)


def _reads_other_columns(one: Facts, other: Facts, name: AgreementId, giver: PartyId, carried: frozenset[str]) -> bool:
    """Whether a giver's levels may stand in other columns of an agreement's tables."""
    home = one.scheme_of(giver)
    common = {table.common_scheme for _, table in one.clauses(one.network.agreements[name], Equivalence)}
    schemes = set(one.network.schemes) if home is None else {home.id, *carried, *(some for some in common if some is not None)}
    return any(_columns(one, name, scheme, giver) != _columns(other, name, scheme, giver) for scheme in schemes)


def _columns(facts: Facts, name: AgreementId, scheme: str, giver: PartyId) -> list[PartyId]:
    """The columns that say anything."""
    tables = [table for _, table in facts.clauses(facts.network.agreements[name], Equivalence)]
    said = {party for table in tables for row in table.rows for party in row}.union(*(table.by_case for table in tables))
    return [party for party in facts.columns(name, scheme, giver) if party in said]
