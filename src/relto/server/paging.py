"""Pages of a list that lose nothing: a page begins behind the last thing of the one before, whatever came or went meanwhile.

A cursor holds the place of something that the caller was shown, and nothing else.
"""

import base64
from collections.abc import Sequence
from typing import Generic, TypeVar

import msgspec

from relto.primitives import Malformed, Place

MOST = 200
"""Most things on a page."""

_CURSOR_CHARS = 512
T = TypeVar("T")


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
    wrong = Malformed("no cursor of this list", place=Place("cursor"), expected="what `next` of the page before says")
    if len(cursor) > _CURSOR_CHARS or not cursor.isascii():
        raise wrong
    try:
        parts = msgspec.json.decode(
            base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True), type=list[str | int]
        )
    except (ValueError, msgspec.MsgspecError):
        raise wrong from None
    if tuple(type(one) for one in parts) != kinds or cursor_of(parts) != cursor:
        raise wrong
    return tuple(parts)
