"""Instants and days as people read and write them: ISO 8601, or a date-time group (``231200Z NOV 26``)."""

import re
from datetime import UTC, date, datetime
from typing import Literal

from relto.primitives import Malformed, Place

Notation = Literal["iso", "dtg"]
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_GROUP = re.compile(r"(\d{2})(?:(\d{2})(\d{2})Z)? ?([A-Z]{3}) ?(\d{2}|\d{4})")
_CENTURY = 2000
_SHORT = 100


def written(when: date | datetime | None, notation: Notation = "iso") -> str:
    """An instant in UTC to the minute, or a day; nothing for none."""
    if when is None:
        return ""
    if isinstance(when, datetime):
        at = when.astimezone(UTC)
        return f"{at:%d%H%M}Z {_MONTHS[at.month - 1]} {at:%y}" if notation == "dtg" else f"{at:%Y-%m-%d %H:%M}Z"
    return f"{when:%d} {_MONTHS[when.month - 1]} {when:%y}" if notation == "dtg" else when.isoformat()


def read_day(text: str, *, place: str) -> date:
    """The day that a text says, in ISO 8601 or as a date-time group.

    Raises:
        Malformed: it says none.
    """
    wanted = text.strip().upper()
    try:
        found = _GROUP.fullmatch(wanted)
        if found is None:
            return date.fromisoformat(wanted[:10]) if "T" in wanted else date.fromisoformat(wanted)
        year = int(found[5])
        return date(year + (_CENTURY if year < _SHORT else 0), _MONTHS.index(found[4]) + 1, int(found[1]))
    except ValueError:
        raise Malformed("no day", place=Place(place), found=text[:40], expected="2026-11-23, or 23 NOV 26") from None
