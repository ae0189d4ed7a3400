"""Irregularities met while reading: refused at once strictly, put right and noted leniently."""

from relto.markings.model import MarkingError, Repair, Request


class Findings:
    """What a reading has to say about its text.

    Args:
        request: how the text is to be read.
        repairs: repairs already made.
    """

    __slots__ = ("repairs", "request")

    def __init__(self, request: Request, repairs: list[Repair]) -> None:
        self.request = request
        self.repairs = repairs

    def error(self, rule: str, message: str, column: int, *, found: str | None = None, expected: str | None = None) -> MarkingError:
        """The refusal of what stands at a column, in every reading."""
        return self.request.error(rule, message, column, found=found, expected=expected)

    def irregular(self, rule: str, message: str, column: int, before: str, after: str) -> None:
        """Something of which only one meaning is possible; ``rule`` is the name of the rule that it breaks.

        Raises:
            MarkingError: the reading is strict.
        """
        if not self.request.lenient:
            raise self.request.error(rule, message, column, found=before, expected=f"`{after}`" if after else "nothing in its place")
        self.repairs.append(Repair(f"{self.request.system}-{rule}", message, column, before, after))
