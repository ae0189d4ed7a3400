"""Counts of what the lines of the journal say, kept by the day, so that a time of whole days is counted without reading them again."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from attrs import define, field, frozen

from relto.node.journal import Entry

COUNTED: Mapping[str, tuple[str, ...]] = {
    "release.sent": ("recipient", "instrument", "legal-basis", "personal-data", "evaluated"),
    "release.refused": ("recipient", "rules"),
    "item.received": ("instrument",),
    "order.answered": ("outcome",),
}
"""What is counted of a kind of line besides the lines themselves."""
_ANSWERS = ("consent.given", "consent.refused")
_QUESTIONS = ("consent.asked", "consent.came")


@frozen
class Statistics:
    """Counts over a time, worked out from the lines of the journal, each checked against its commitment.

    Args:
        since: from when on.
        until: before when.
        lines: how many lines of each kind.
        values: of a kind and a name, how many lines have each value.
        erased: lines that were erased and could not be counted; they stand in the log all the same.
        consent: median time from the asking of a consent to its answer, or ``None``.
        outside: lines counted that do not stand in the log yet.
    """

    since: datetime
    until: datetime
    lines: Mapping[str, int]
    values: Mapping[tuple[str, str], Mapping[str, int]]
    erased: int
    consent: timedelta | None
    outside: int


@define
class _Day:
    lines: Counter[str] = field(factory=Counter)
    values: dict[tuple[str, str], Counter[str]] = field(factory=dict)
    outside: int = 0
    erased: int = 0


@define
class Tally:
    """Counts by the day, UTC. A line that was erased says not when it was: it counts on the day of the line added before it."""

    _days: dict[date, _Day] = field(factory=dict, init=False)
    _consents: dict[str, tuple[list[datetime], list[datetime]]] = field(factory=dict, init=False)
    _last: date | None = field(default=None, init=False)
    _early: int = field(default=0, init=False)

    def add(self, said: Entry, *, outside: bool = False) -> None:
        """Count a line.

        Args:
            said: what it says, checked against its commitment.
            outside: whether it does not stand in the log yet.
        """
        self._last = said.at.date()
        day = self._days.setdefault(self._last, _Day())
        day.erased, self._early = day.erased + self._early, 0
        day.lines[said.kind] += 1
        day.outside += outside
        for name in COUNTED.get(said.kind, ()):
            value = said.about.get(name, "")
            day.values.setdefault((said.kind, name), Counter()).update([value] if isinstance(value, str) else value)
        if said.kind in _ANSWERS or said.kind in _QUESTIONS:
            both = self._consents.setdefault(str(said.about.get("request", "")), ([], []))
            both[said.kind in _ANSWERS].append(said.at)

    def add_erased(self) -> None:
        """Count a line that was erased."""
        if self._last is None:
            self._early += 1
        else:
            self._days[self._last].erased += 1


def counts(tallies: Sequence[Tally], since: datetime, until: datetime) -> Statistics:
    """What tallies have counted together on some days.

    Args:
        tallies: the tallies, of different lines.
        since: from when on; the day of it counts whole.
        until: before when; the day of the instant before it counts whole.
    """
    first, last = since.date(), (until - timedelta(microseconds=1)).date()
    days = [day for tally in tallies for at, day in tally._days.items() if first <= at <= last]  # noqa: SLF001 -- of this module
    lines: Counter[str] = Counter()
    values: dict[tuple[str, str], Counter[str]] = {}
    for day in days:
        lines.update(day.lines)
        for key, some in day.values.items():
            values.setdefault(key, Counter()).update(some)
    erased, outside = sum(day.erased for day in days), sum(day.outside for day in days)
    plain = {key: dict(some) for key, some in values.items()}
    return Statistics(since, until, dict(lines), plain, erased, middle(_waits(tallies, since, until)), outside)


def middle(some: Iterable[timedelta]) -> timedelta | None:
    """The median, the upper of two; ``None`` of none."""
    ordered = sorted(some)
    return ordered[len(ordered) // 2] if ordered else None


def _waits(tallies: Sequence[Tally], since: datetime, until: datetime) -> list[timedelta]:
    """How long each consent that was answered in a time had waited, where it was asked in that time too."""
    asked: dict[str, list[datetime]] = {}
    answered: dict[str, list[datetime]] = {}
    for tally in tallies:
        for request, (questions, answers) in tally._consents.items():  # noqa: SLF001 -- of this module
            asked.setdefault(request, []).extend(at for at in questions if since <= at < until)
            answered.setdefault(request, []).extend(at for at in answers if since <= at < until)
    waits = []
    for request, answers in answered.items():
        latest = max(answers, default=None)
        before = [] if latest is None else [at for at in asked[request] if at <= latest]
        if latest is not None and before:
            waits.append(latest - max(before))
    return waits
