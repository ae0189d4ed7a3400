"""What falls due as iCalendar (RFC 5545), by the library ``icalendar``."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from relto.primitives import Unavailable

if TYPE_CHECKING:
    from relto.agreements.calendar import Due

_BASES = {"text": "read in the text", "secondary": "secondary source", "modelled": "MODELLED: nobody read it"}


def written(found: "Sequence[Due]", stamp: date) -> bytes:
    """A calendar of whole days, one event for each thing due.

    An event's UID stays the same while its subject does, so that a calendar that is read in again moves what has moved.

    Args:
        found: what falls due.
        stamp: the day on which the calendar is made.

    Raises:
        Unavailable: the library is not installed, or there is nothing to write: a calendar has one event at least.
    """
    if not found:
        raise Unavailable("nothing falls due in these days: iCalendar has no empty calendar, so none is written")
    try:
        import icalendar
    except ImportError:
        raise Unavailable("the library `icalendar` is not installed: install `relto[calendar]`, or leave --ics out") from None
    made = icalendar.Calendar()
    made.add("prodid", "-//Relto//relto agreements calendar//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    for one in found:
        event = icalendar.Event()
        event.add("uid", one.uid)
        event.add("dtstamp", datetime.combine(stamp, time.min, UTC))
        event.add("dtstart", one.on)
        if one.on < date.max:  # without an end, the event is that day
            event.add("dtend", one.on + timedelta(days=1))
        event.add("summary", f"{one.subject}: {one.kind.replace('-', ' ')}")
        event.add("description", _description(one))
        event.add("categories", [one.kind])
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def _description(one: "Due") -> str:
    lines = [one.says]
    if one.parties:
        lines.append(f"Parties: {', '.join(one.parties)}")
    if one.article is not None:
        lines.append(f"Article: {one.article}")
    if one.basis is not None:
        lines.append(f"Known from: {_BASES[str(one.basis)]}")
    if one.source:
        lines.append(f"Source: {' '.join(one.source.split())}")
    return "\n".join(lines)
