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

    def error(self, message: str, column: int, *, found: str | None = None, expected: str | None = None) -> MarkingError:
        """The refusal of what stands at a column, in every reading."""
        return self.request.error(message, column, found=found, expected=expected)

    def irregular(self, message: str, column: int, before: str, after: str) -> None:
        """Something of which only one meaning is possible.

        Raises:
            MarkingError: the reading is strict.
        """
        if not self.request.lenient:
            raise self.request.error(message, column, found=before, expected=f"`{after}`")
        self.repairs.append(Repair(message, column, before, after))
