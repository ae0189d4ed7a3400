"""The one form of writing of what is signed: JSON of known fields, in their order, without spaces, instants in UTC.

What is read is written again and must be the same bytes: so there is no name twice, no second form of a number, a text or an instant,
and no two readers who read it differently.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from relto.primitives import hidden_characters
from relto.protocols.peer.faults import Fault, refuse

Code = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9]*([-_][A-Z0-9]+)*$", min_length=2, max_length=32)]
"""A party."""
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=2, max_length=64)]
"""An agreement, a rule, a purpose."""
Id = Annotated[str, Meta(pattern=r"^[a-z]+(-[a-z]+)*-[0-9A-Za-z]{26}$", max_length=64)]
"""An identifier of an object, made of random bytes."""
Name = Annotated[str, Meta(min_length=1, max_length=200)]
"""A short text."""
Text = Annotated[str, Meta(min_length=1, max_length=4_000)]
"""A longer text for people."""
Hex = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in hexadecimal."""
Number = Annotated[int, Meta(ge=1, le=2**53 - 1)]
"""A count or a number in a row, from 1."""
Seconds = Annotated[int, Meta(ge=0, le=10 * 366 * 86_400)]
"""A stretch of time."""
Instant = Annotated[datetime, Meta(tz=True)]
"""An instant, in UTC."""

S = TypeVar("S", bound="Wire")
_ZERO = timedelta(0)


class Wire(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a message: every field is known, none is guessed, every instant says UTC."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, datetime) and value.utcoffset() != _ZERO:
                raise ValueError(f"{name} is not in UTC")


_ENCODER = msgspec.json.Encoder(order="deterministic")


def write(value: Wire) -> bytes:
    """The bytes of a part of a message."""
    return _ENCODER.encode(value)


def read(data: bytes, form: type[S], fault: Fault, path: str, limit: int) -> S:
    """A part of a message from its bytes.

    Args:
        data: the bytes.
        form: what it must be.
        fault: what is wrong where it is not.
        path: where it stands, for errors.
        limit: most bytes.

    Raises:
        BrokenSeal: too large (``too-large``), characters that nobody sees (``hidden-characters``), or not of the form (the fault).
    """
    if len(data) > limit:
        raise refuse(Fault.TOO_LARGE, "larger than it may be", path=path, found=f"{len(data)} bytes", expected=f"{limit} bytes at most")
    try:
        made = msgspec.json.decode(data, type=form)
        again = write(made)
    except (msgspec.MsgspecError, RecursionError, UnicodeError, OverflowError) as error:
        raise refuse(fault, f"not of the form it must have: {_plain(error)}", path=path, expected="the fields of its kind") from error
    if again != data:
        raise refuse(fault, "not in the one form of writing", path=path, expected="the fields in their order, without spaces, UTC")
    if _hidden(data.decode()):
        raise refuse(Fault.HIDDEN, "characters that nobody sees", path=path, expected="text that can be seen")
    return made


def _plain(error: Exception) -> str:
    return "".join(char for char in str(error) if char.isprintable())[:200]


def _hidden(text: str) -> bool:
    """Whether there is something that nobody sees; control characters other than line ends and tabs stand escaped in JSON."""
    escapes = text.replace("\\\\", "") if "\\" in text else ""
    return any(one in escapes for one in ("\\u00", "\\b", "\\f")) or bool(hidden_characters(text))


def in_utc(instant: datetime) -> datetime:
    """The instant in UTC, as messages have it."""
    return instant.astimezone(UTC)


Precedence = Literal["routine", "priority", "immediate", "flash"]
"""How urgent a message is. Source: ACP 121, precedence designations, in lower case."""
