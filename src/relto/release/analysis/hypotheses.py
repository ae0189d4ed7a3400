"""Networks that are not so, but might be: a party that joins, an agreement that ends.

Each gives a new network and leaves the one it was made from as it is. What would be so without a change is refused, since an
answer "nothing changes" would say more than was asked.
"""

from datetime import date

from attrs import evolve

from relto.agreements import Adherence, Agreement, Basis, Event, Network
from relto.parties import Membership
from relto.primitives import AgreementId, CommunityId, Malformed, PartyId, Period, Place

_HYPOTHESIS = "a hypothesis"


def joined(network: Network, party: str, code: str, on: date) -> Network:
    """The network in which a party joins a community or an agreement on a day, with no other term changed.

    A code that names both a community and an agreement cannot be: their identifiers differ in form. Who joins a community is
    reached by lists that name it and were marked from that day on; an accession that opens the archive is an agreement's own
    term, and is drafted as one.

    Args:
        network: the network.
        party: who joins.
        code: the community or the agreement.
        on: the first day as a member.

    Raises:
        Malformed: the party, the community or the agreement is unknown, or the party is a member on that day or later.
    """
    member = network.party(party).id
    community = network.communities.get(CommunityId(code))
    if community is not None:
        periods = [one.period for one in community.memberships if one.party == member]
        _refuse_member(periods, member, code, on)
        memberships = (*community.memberships, Membership(member, Period(on)))
        return evolve(network, communities={**network.communities, community.id: evolve(community, memberships=memberships)})
    agreement = _agreement(network, code, "--join")
    _refuse_member([one.period for one in agreement.parties if one.party == member], member, code, on)
    changed = evolve(agreement, parties=(*agreement.parties, Adherence(member, Period(on))))
    return evolve(network, agreements={**network.agreements, agreement.id: changed})


def terminated(network: Network, code: str, on: date) -> Network:
    """The network in which an agreement is terminated on a day.

    Args:
        network: the network.
        code: the agreement.
        on: the first day on which it is no longer in force.

    Raises:
        Malformed: the agreement is unknown, or is not in force on the day before.
    """
    agreement = _agreement(network, code, "--terminate")
    status = agreement.status(on, assumed=network.is_assumed(agreement.id))
    if not status.in_force:
        raise Malformed(
            "an agreement that is not in force cannot be terminated",
            place=Place("--terminate"),
            found=f"{agreement.id}: {status.why}",
            expected="an agreement in force on that day",
        )
    ending = Event(on=on, kind="terminated", says=f"terminated on {on}, by {_HYPOTHESIS}", basis=Basis.MODELLED, source=_HYPOTHESIS)
    changed = evolve(agreement, events=(*agreement.events, ending))
    return evolve(network, agreements={**network.agreements, agreement.id: changed})


def _agreement(network: Network, code: str, option: str) -> Agreement:
    agreement = network.agreements.get(AgreementId(code))
    if agreement is None:
        known = ", ".join(sorted(network.agreements))
        raise Malformed("no such agreement", place=Place(option), found=code, expected=f"one of {known}")
    return agreement


def _refuse_member(periods: list[Period], party: PartyId, code: str, on: date) -> None:
    if any(period.overlaps(Period(on)) for period in periods):
        raise Malformed(
            f"{party} is a member of {code} on that day or later",
            place=Place("--join"),
            found=", ".join(map(str, periods)),
            expected="a party that is none",
        )
