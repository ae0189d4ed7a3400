"""When a message is tried again, and when it is given up.

The identifier stays the same on every try; the recipient knows what it has and gives the same receipt again. A receipt that came late,
after the message was given up, is kept beside the non-delivery: both are true.

Source: OASIS AS4 Profile of ebMS 3.0 Version 1.0, section 3.2 (reception awareness): interval, count, duplicate detection, the sender told.
"""

from datetime import datetime, timedelta

from relto.protocols.peer.terms import Schedule


def wait_after(tries: int, schedule: Schedule) -> timedelta | None:
    """How long to wait after a try that had no receipt.

    Args:
        tries: how often it was tried, from 1.
        schedule: as agreed.

    Returns:
        The wait, or ``None`` where that was the last try and the message is given up once ``last_wait`` has passed.
    """
    if tries >= schedule.tries:
        return None
    wait = float(schedule.first)
    for _ in range(tries - 1):
        if wait >= schedule.longest:
            break
        wait = wait * schedule.growth / 100
        if schedule.growth == 100:  # noqa: PLR2004 - per cent: every wait is the same
            break
    return timedelta(seconds=min(int(wait), schedule.longest))


def last_wait(schedule: Schedule) -> timedelta:
    """How long a receipt is waited for after the last try."""
    return timedelta(seconds=schedule.first)


def gives_up(schedule: Schedule, first_try: datetime) -> datetime:
    """The instant at which a message is given up that has no receipt, if every try is made on time."""
    total = timedelta()
    for tries in range(1, schedule.tries):
        total += wait_after(tries, schedule) or timedelta()
    return first_try + total + last_wait(schedule)
