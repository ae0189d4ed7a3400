"""Rows of numbers: which have come, which are missing.

A sender numbers what it sends to a recipient from 1, without holes. The recipient keeps the spans that have come; what lies between
them is missing and has names. A number that will never come (its message was given up) is accounted for by the non-delivery that says so.
"""

from bisect import bisect_right

from attrs import field, frozen

from relto.primitives import Malformed, Place
from relto.primitives.limits import PEER_GAPS

Span = tuple[int, int]
"""First and last number, both in it."""


def _checked(_instance: object, _attribute: object, spans: tuple[Span, ...]) -> None:
    before = -1
    for first, last in spans:
        if not before + 1 < first <= last or first < 1:
            raise Malformed(
                "not spans of a row", place=Place("a row of numbers"), found=f"{first}-{last}", expected="apart, in order, from 1"
            )
        before = last


@frozen
class Row:
    """The numbers of a row that have come.

    Args:
        spans: in order, with at least one number between each two.

    Raises:
        Malformed: they are not.
    """

    spans: tuple[Span, ...] = field(default=(), validator=_checked)

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self.spans, number, key=lambda span: span[0]) - 1
        return at >= 0 and number <= self.spans[at][1]

    @property
    def highest(self) -> int:
        """The highest number that has come; 0 for none."""
        return self.spans[-1][1] if self.spans else 0

    @property
    def complete(self) -> int:
        """The number up to which all have come."""
        return self.spans[0][1] if self.spans and self.spans[0][0] == 1 else 0

    def gaps(self, most: int = PEER_GAPS, *, upto: int = 0) -> tuple[Span, ...]:
        """What is missing below the highest number, in order.

        Args:
            most: how many gaps at most.
            upto: a number that is known to have been sent, where that is higher.
        """
        found, before = [], 0
        for first, last in (*self.spans, *(((upto + 1, upto + 1),) if upto > self.highest else ())):
            if first > before + 1:
                found.append((before + 1, first - 1))
                if len(found) == most:
                    break
            before = last
        return tuple(found)

    def with_number(self, number: int) -> "Row":
        """The row with a number that has come.

        Raises:
            Malformed: it is below 1.
        """
        if self.spans and number == self.spans[-1][1] + 1:
            return Row((*self.spans[:-1], (self.spans[-1][0], number)))
        if number in self:
            return self
        at = bisect_right(self.spans, number, key=lambda span: span[0])
        first = last = number
        before, after = list(self.spans[:at]), list(self.spans[at:])
        if before and before[-1][1] == number - 1:
            first = before.pop()[0]
        if after and after[0][0] == number + 1:
            last = after.pop(0)[1]
        return Row((*before, (first, last), *after))


def write_row(row: Row) -> str:
    """The row as text: ``1-7,9,12-40``."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in row.spans)


def parse_row(text: str) -> Row:
    """A row from its text.

    Raises:
        Malformed: it is no row.
    """
    spans = []
    for piece in text.split(",") if text else ():
        first, dash, last = piece.partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise Malformed("no row of numbers", place=Place("a row of numbers"), found=piece[:40], expected="1-7,9")
        spans.append((int(first), int(last) if dash else int(first)))
    made = Row(tuple(spans))
    if write_row(made) != text:
        raise Malformed("a row written in another way", place=Place("a row of numbers"), found=text[:40], expected=write_row(made)[:40])
    return made
