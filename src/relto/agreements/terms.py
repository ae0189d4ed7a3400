"""What the clauses of an agreement make fall due again and again: terms that renew themselves, reviews, consultations.

A file ``terms.yaml`` beside an ``agreement.yaml`` says it. It decides nothing: a term that renews itself never ends an
agreement. It is there for the calendar alone (:mod:`relto.agreements.calendar`).
"""

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta
from typing import Literal

from attrs import frozen

from relto.agreements.model import Basis

Recurrence = Literal["review", "consultation", "report", "inspection"]


@frozen
class Span:
    """A length of time in calendar units: years and months are counted by the calendar, days one by one."""

    years: int = 0
    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        parts = (("year", self.years), ("month", self.months), ("day", self.days))
        return " and ".join(f"{number} {unit}{'' if number == 1 else 's'}" for unit, number in parts if number)

    def after(self, day: date, times: int = 1) -> date | None:
        """The day that lies so many of this span after another; ``None`` where no calendar has it.

        Where the month has no such day (a year after 29 February), its last day is taken.
        """
        months = day.year * 12 + day.month - 1 + times * (self.years * 12 + self.months)
        year, month = divmod(months, 12)
        if not 1 <= year <= MAXYEAR:
            return None
        landed = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        try:
            return landed + timedelta(days=times * self.days)
        except OverflowError:
            return None

    def before(self, day: date) -> date | None:
        """The day that lies this span before another; ``None`` where no calendar has it."""
        return self.after(day, -1)


@frozen
class Term:
    """A term that renews itself unless a party gives notice in time.

    Args:
        lasts: the first term, from the entry into force on.
        renews: each further one.
        notice: how long before the end of a term notice must be given at the latest.
        article: the article that says so.
        basis: how it is known.
        source: where it was read.
    """

    lasts: Span
    renews: Span
    notice: Span
    article: str
    basis: Basis
    source: str

    def end(self, in_force: date, number: int) -> date | None:
        """The first day of the term after the one of that number (from 0), as if notice were never given."""
        first = self.lasts.after(in_force)
        return None if first is None else self.renews.after(first, number)

    def last_notice(self, end: date) -> date | None:
        """The last day on which notice is in time for a term whose following one would begin on ``end``.

        Counted back from the last day of the term, so that a whole notice lies before its end.
        """
        return self.notice.before(end - timedelta(days=1))


@frozen
class Recurring:
    """What the parties owe each other on a day, once or again and again.

    Args:
        kind: ``review``, ``consultation``, ``report`` or ``inspection``.
        says: what is due, in our own words.
        first: the first day, or how long after the entry into force.
        article: the article that says so.
        basis: how it is known.
        source: where it was read.
        every: how long between two; ``None`` where it is due once.
    """

    kind: Recurrence
    says: str
    first: date | Span
    article: str
    basis: Basis
    source: str
    every: Span | None = None

    def start(self, in_force: date | None) -> date | None:
        """Its first day; ``None`` where that hangs on an entry into force that has no day."""
        if isinstance(self.first, date):
            return self.first
        return None if in_force is None else self.first.after(in_force)

    def earliest(self, start: date, day: date) -> int:
        """A number before which every day of it lies before a given one, so that nobody counts up from long ago."""
        if self.every is None:
            return 0
        longest = self.every.years * 366 + self.every.months * 31 + self.every.days
        return max(0, (day - start).days // longest)

    def day(self, start: date, number: int) -> date | None:
        """The day of that number (from 0); ``None`` where there is none."""
        if self.every is None:
            return start if number == 0 else None
        return self.every.after(start, number)


@frozen
class Terms:
    """What one agreement makes fall due: its term, and what recurs."""

    term: Term | None = None
    recurring: tuple[Recurring, ...] = ()
