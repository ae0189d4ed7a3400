"""Days and periods. Agreements speak of days, so Relto's unit of legal time is the day (UTC)."""

from datetime import date

from attrs import frozen


@frozen
class Period:
    """A span of days, its first day in and its end out: ``[start, end)``.

    Args:
        start: first day it holds, or ``None`` for "since ever".
        end: first day it holds no more, or ``None`` for "without end".
    """

    start: date | None = None
    end: date | None = None

    def __attrs_post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError(f"a period must end after it starts: {self.start} to {self.end}")

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Whether some day lies in both periods."""
        before = self.end is not None and other.start is not None and self.end <= other.start
        after = other.end is not None and self.start is not None and other.end <= self.start
        return not (before or after)

    def __str__(self) -> str:
        return f"{self.start or '…'} to {self.end or '…'}"


ALWAYS = Period()
