"""Pages of a list that lose nothing: a page begins behind the last thing of the one before, whatever came or went meanwhile.

A cursor holds the place of something that the caller was shown, and nothing else.
"""

import base64
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Generic, TypeVar

import msgspec

from relto.primitives import Malformed, Place

MOST = 200
"""Most things on a page."""

CURSOR_CHARS = 2_048
"""Longest cursor: a place may hold 255 characters that somebody chose."""

_WRONG = Malformed("no cursor of this list", place=Place("cursor"), expected="what `next` of the page before says")
T = TypeVar("T")
F = TypeVar("F")
Part = tuple[str | int, ...]


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A page of a list.

    Args:
        items: what stands on it.
        next: where the next one begins; ``None``: there is none.
    """

    items: list[T]
    next: str | None


def cursor_of(place: Sequence[str | int]) -> str:
    """The cursor of a place in an order."""
    return base64.urlsafe_b64encode(msgspec.json.encode(list(place))).rstrip(b"=").decode()


def place_of(cursor: str | None, kinds: tuple[type, ...]) -> tuple[str | int, ...] | None:
    """The place that a cursor names.

    Args:
        cursor: the cursor; ``None``: the beginning.
        kinds: the types of its parts.

    Raises:
        Malformed: it is none of this list.
    """
    if cursor is None:
        return None
    if len(cursor) > CURSOR_CHARS or not cursor.isascii():
        raise _WRONG
    try:
        parts = msgspec.json.decode(
            base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True), type=list[str | int]
        )
    except (ValueError, msgspec.MsgspecError):
        raise _WRONG from None
    if tuple(type(one) for one in parts) != kinds or cursor_of(parts) != cursor:
        raise _WRONG
    return tuple(parts)


def text_of(cursor: str | None) -> str | None:
    """The place that a cursor names where a place is one text.

    Raises:
        Malformed: it is none of this list.
    """
    place = place_of(cursor, (str,))
    return None if place is None else str(place[0])


def number_of(cursor: str | None) -> int | None:
    """The place that a cursor names where a place is one number.

    Raises:
        Malformed: it is none of this list.
    """
    place = place_of(cursor, (int,))
    return None if place is None else int(place[0])


def instant_of(at: datetime) -> str:
    """An instant as part of a place: texts stand in the order of their instants."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def instant_from(text: str | int) -> datetime:
    """The instant of a part of a place.

    Raises:
        Malformed: it is none.
    """
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise _WRONG
    return at


def day_from(text: str | int) -> date:
    """The day of a part of a place.

    Raises:
        Malformed: it is none.
    """
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise _WRONG from None


def paged(some: Sequence[F], most: int, shown: Callable[[F], T], place: Callable[[F], Sequence[str | int]]) -> Page[T]:
    """A page of what was found behind a cursor, in order.

    Args:
        some: what was found: ``most`` at most, and fewer only where nothing comes behind it.
        most: most things on the page.
        shown: each as it is shown.
        place: the place of each.
    """
    return Page([shown(one) for one in some], next_of(some, most, place))


def next_of(some: Sequence[F], most: int, place: Callable[[F], Sequence[str | int]]) -> str | None:
    """The cursor of the page behind what was found; ``None``: there is none. As of :func:`paged`."""
    return cursor_of(place(some[-1])) if len(some) == most else None


def part_of(
    whole: Iterable[F], cursor: str | None, most: int, shown: Callable[[F], T], place: Callable[[F], Part], kinds: tuple[type, ...] = (str,)
) -> Page[T]:
    """A page of a list that is short enough to be read whole.

    Args:
        whole: the list.
        cursor: where the page begins; ``None``: at the beginning.
        most: most things on the page.
        shown: each as it is shown.
        place: the place of each: no two have the same, and none changes it.
        kinds: the types of a place's parts.

    Raises:
        Malformed: the cursor is none of this list.
    """
    after = place_of(cursor, kinds)
    behind = sorted((one for one in whole if after is None or place(one) > after), key=place)
    return paged(behind[:most], most, shown, place)
