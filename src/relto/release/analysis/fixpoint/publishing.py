"""How far public information comes: to everybody whom no holder's law bars."""

from collections.abc import Mapping

from relto.primitives import PartyId
from relto.release.analysis.fixpoint.weights import Weigher


def published(weigher: Weigher, items: int, reached: Mapping[PartyId, int]) -> dict[PartyId, int]:
    """For each party the public items that it can come to hold on a day; an originator's own are not told.

    Args:
        weigher: the day.
        items: the public items that are marked by then.
        reached: for each party, what it can hold already.
    """
    if not items:
        return {}
    originators, everyone = weigher.universe.originators, weigher.facts.network.everyone
    have = {one: some & items for one, some in originators.items()}
    for one in everyone:
        have[one] = have.get(one, 0) | (reached.get(one, 0) & items)
    barred = {one: weigher.embargoed(one) for one in have}
    while True:
        free = 0
        for one, some in have.items():
            free |= 0 if barred[one] else some
        now = {one: some | free for one, some in have.items()}
        for holder in (one for one in have if barred[one]):
            for one in everyone:
                now[one] |= 0 if one in barred[holder] else have[holder]
        if now == have:
            return {one: have[one] & ~originators.get(one, 0) for one in everyone}
        have = now
