"""The errors of Relto, by what the caller can do next.

    ReltoError
    ├── Malformed      reject the input: it says where, what was found, what was expected
    ├── Unverified     do not trust it: a signature, a proof or a hash does not hold
    ├── BrokenSeal     do not trust it: a seal, a signature or a binding does not hold; it says which
    ├── Conflict       facts contradict each other: nothing is decided from them
    └── Unavailable    something outside is missing (a file, a tool): try again when it is there

A refusal of a *release* is no error: it is a :class:`relto.Decision` whose outcome is ``deny``.
"""

from attrs import frozen

from relto.primitives.characters import visible


@frozen
class Place:
    """Where in an input something stands.

    Args:
        source: name of the file or of the argument (``report.md``, ``--label``); never its contents.
        line: line number, counted from 1, or ``None`` where lines mean nothing.
        column: column in characters, counted from 1, or ``None``.
        path: where inside a structured file (``clauses[3].effect``), or ``None``.
    """

    source: str = "input"
    line: int | None = None
    column: int | None = None
    path: str | None = None

    def __str__(self) -> str:
        numbers = "".join(f":{n}" for n in (self.line, self.column) if n is not None)
        inside = f" ({self.path})" if self.path else ""
        return f"{self.source}{numbers}{inside}"


class ReltoError(Exception):
    """Root of every error that Relto raises on purpose; as text it shows by code point what nobody would see."""

    def __str__(self) -> str:
        return visible(super().__str__())


class Malformed(ReltoError):
    """An input that is refused: unknown, ambiguous, out of order or over a limit.

    Args:
        message: what is wrong, in the field's words, one line, no final stop.
        place: where it stands.
        found: the offending piece as the reader saw it, or ``None`` where repeating it would disclose content.
        expected: what would have been accepted, or what to do.
    """

    def __init__(self, message: str, *, place: Place | None = None, found: str | None = None, expected: str | None = None) -> None:
        self.message = message
        self.place = place or Place()
        self.found = found
        self.expected = expected
        super().__init__(message)

    def __str__(self) -> str:
        found = f": found `{self.found}`" if self.found is not None else ""
        expected = f"; expected {self.expected}" if self.expected else ""
        return visible(f"{self.place}: {self.message}{found}{expected}")


class Unverified(ReltoError):
    """Something that is not what it claims to be: a signature, a proof or a hash does not hold. Do not trust it."""


class BrokenSeal(Malformed):
    """Something that is sealed or signed and does not hold: nothing of it is to be trusted or kept.

    Args:
        message: what does not hold, in the field's words.
        reason: the short name of what is wrong, one for each kind of tampering (docs/reference/sealing.md).
        place: where it stands.
        found: what was found, or ``None``.
        expected: what would have held.
    """

    def __init__(
        self, message: str, *, reason: str, place: Place | None = None, found: str | None = None, expected: str | None = None
    ) -> None:
        self.reason = reason
        super().__init__(message, place=place, found=found, expected=expected)


class Conflict(ReltoError):
    """Facts that contradict each other (two agreements of one name, a cyclic community)."""


class Unavailable(ReltoError):
    """Something outside Relto that is needed is missing; the message says what and how to get it."""
