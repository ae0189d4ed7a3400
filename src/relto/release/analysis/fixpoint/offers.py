"""What a release comes to under one agreement, and of several agreements the one that serves."""

from collections.abc import Sequence

from attrs import define

from relto.agreements import Agreement


@define
class Weight:
    """What rules come to.

    Args:
        denied: the items that are denied.
        asked: those for which a consent is asked that is not recorded.
        refused: those among them for which somebody is asked who consents to nothing.
    """

    denied: int = 0
    asked: int = 0
    refused: int = 0


@define(eq=False)
class Near:
    """What an agreement's tables and ceilings say of a release, as far as the level with the holder is not read.

    Args:
        denied: the items that are not carried.
        by_case: those that go case by case.
        carried: the others; they are carried from the level at which they stand with the holder, not from their own.
        foreign: a scheme and level of theirs.
        lands: for levels of the holder's own scheme, what becomes of an item at it: carried, not carried, or (``None``) by case.
    """

    denied: int
    by_case: int
    carried: int
    foreign: tuple[str, str]
    lands: dict[str | None, bool | None]


@define(eq=False)
class Offer:
    """One agreement as instrument of a release.

    Args:
        agreement: the agreement.
        weight: all that does not rest on the chain.
        open: the items that this leaves free.
        unlisted: those for which third-party clauses of the chain are asked.
        near: what its tables say.
    """

    agreement: Agreement
    weight: Weight
    open: int
    unlisted: int
    near: Near


def chosen(offers: Sequence[Offer], third: Weight, items: int) -> list[tuple[Offer, int]]:
    """What is released under which agreement: the mildest outcome first, then the highest ceiling."""
    if len(offers) == 1:
        (offer,) = offers
        got = items & offer.open
        if got and (third.denied or third.refused):
            got &= ~(offer.unlisted & (third.denied | third.refused))
        return [(offer, got)] if got else []
    found: list[tuple[Offer, int]] = []
    left, asking = items, []
    for offer in offers:
        denied = offer.weight.denied | (offer.unlisted & third.denied)
        asked = offer.weight.asked | (offer.unlisted & third.asked)
        permitted = left & ~denied & ~asked
        left &= ~permitted
        asking.append((denied, offer.weight.refused | (offer.unlisted & third.refused)))
        if permitted:
            found.append((offer, permitted))
    for offer, (denied, refused) in zip(offers, asking, strict=True):
        chosen = left & ~denied
        left &= denied
        if chosen & ~refused:
            found.append((offer, chosen & ~refused))
    return found
