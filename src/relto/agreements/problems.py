"""What is wrong with a file of facts, where, and what to do."""

from typing import Literal

from attrs import frozen

from relto.primitives import Conflict, Malformed, Place, ReltoError, visible


@frozen
class Problem:
    """One thing wrong with a folder or file.

    Args:
        message: what is wrong, in the field's words.
        place: where it stands.
        found: the offending piece, or ``None``.
        expected: what would be accepted, or what to do.
        severity: ``error`` where nothing is loaded because of it; ``warning`` where a reader should look.
        contradiction: whether two facts contradict each other, so that loading raises ``Conflict``.
    """

    message: str
    place: Place
    found: str | None = None
    expected: str | None = None
    severity: Literal["error", "warning"] = "error"
    contradiction: bool = False

    def __str__(self) -> str:
        found = f": found `{self.found}`" if self.found is not None else ""
        expected = f"; expected {self.expected}" if self.expected else ""
        severity = "warning: " if self.severity == "warning" else ""
        return visible(f"{self.place}: {severity}{self.message}{found}{expected}")

    @classmethod
    def of(cls, error: Malformed) -> "Problem":
        """The problem that an error tells of."""
        return cls(error.message, error.place, error.found, error.expected)

    def as_error(self) -> ReltoError:
        """The error that loading raises for it."""
        if self.contradiction:
            return Conflict(str(self))
        return Malformed(self.message, place=self.place, found=self.found, expected=self.expected)
