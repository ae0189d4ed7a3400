"""Places in lists that stand in the order of more than an identifier, as cursors."""

from collections.abc import Sequence
from datetime import date

from relto.node.holdings import Shown
from relto.node.oversight import Waiting
from relto.node.oversight.waiting import Spot
from relto.node.records.settling import Order
from relto.server.paging import day_from, instant_from, instant_of, place_of


def place_of_due(one: Shown) -> Sequence[str]:
    """The place of something in a list of what must be destroyed."""
    assert one.held.destroy_by is not None
    return one.held.destroy_by.isoformat(), one.held.id


def due_behind(cursor: str | None) -> tuple[date, str] | None:
    """The place in a list of what must be destroyed that a cursor names.

    Raises:
        Malformed: it is none of this list.
    """
    place = place_of(cursor, (str, str))
    return None if place is None else (day_from(place[0]), str(place[1]))


def place_of_waiting(one: Waiting) -> Sequence[str]:
    """The place of something in a list of what waits."""
    due, since, about, kind = one.spot
    return instant_of(due), instant_of(since), about, kind


def waiting_behind(cursor: str | None) -> Spot | None:
    """The place in a list of what waits that a cursor names.

    Raises:
        Malformed: it is none of this list.
    """
    place = place_of(cursor, (str, str, str, str))
    return None if place is None else (instant_from(place[0]), instant_from(place[1]), str(place[2]), str(place[3]))


def place_of_order(one: Order) -> Sequence[str]:
    """The place of an order in a list; one may come by several ways."""
    return one.order.order, one.giver


def order_behind(cursor: str | None) -> tuple[str, str] | None:
    """The place in a list of orders that a cursor names.

    Raises:
        Malformed: it is none of this list.
    """
    place = place_of(cursor, (str, str))
    return None if place is None else (str(place[0]), str(place[1]))
