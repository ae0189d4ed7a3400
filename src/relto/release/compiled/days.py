"""The days on which something in a network changes."""

from collections.abc import Iterator
from datetime import date

from relto.agreements import Agreement, Network
from relto.parties import Community


def edges(network: Network) -> Iterator[date]:
    """Every day on which something in the network changes."""
    for agreement in network.agreements.values():
        yield from days_of_agreement(agreement)
    for community in network.communities.values():
        yield from days_of_community(community)


def days_of_agreement(agreement: Agreement) -> Iterator[date]:
    """Every day on which something about an agreement changes."""
    days: list[date | None] = [agreement.signed, agreement.in_force, agreement.expires]
    days += (day for adherence in agreement.parties for day in (adherence.period.start, adherence.period.end))
    days += (day for event in agreement.events for day in (event.on, event.takes_effect))
    return (day for day in days if day is not None)


def days_of_community(community: Community) -> Iterator[date]:
    """Every day on which somebody joins or leaves a community."""
    days = (day for member in community.memberships for day in (member.period.start, member.period.end))
    return (day for day in days if day is not None)
