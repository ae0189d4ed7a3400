"""Base64, numbers and names as the formats of logs write them: one way each, everything else refused."""

import re
from base64 import b64decode, b64encode
from binascii import Error

from relto.primitives import Malformed, Place
from relto.primitives.limits import LOG_SIZE

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_SHOWN = 80


def shown(text: str) -> str:
    """As much of a text as a message repeats."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def write_base64(data: bytes) -> str:
    """Bytes as base64. Source: RFC 4648 section 4."""
    return b64encode(data).decode("ascii")


def read_base64(text: str, place: Place, *, length: int | None = None) -> bytes:
    """The bytes of base64 text, padded, with no other characters and no bits left over.

    Args:
        text: the text.
        place: where it stands.
        length: how many bytes it must be, or ``None``.

    Raises:
        Malformed: it is not base64, is base64 written in another way, or has another length.

    Source: RFC 4648 section 4; section 3.5 lets a reader refuse bits left over.
    """
    try:
        data = b64decode(text, validate=True)
    except (Error, ValueError) as error:
        raise Malformed("not base64", place=place, found=shown(text), expected="base64 with padding") from error
    if write_base64(data) != text:
        raise Malformed("base64 written in another way", place=place, found=shown(text), expected=shown(write_base64(data)))
    if length is not None and len(data) != length:
        raise Malformed("not of the length it must have", place=place, found=f"{len(data)} bytes", expected=f"{length} bytes")
    return data


def read_number(text: str, place: Place) -> int:
    """A whole number in decimal digits without zeros in front, at most 2^63 - 1.

    Raises:
        Malformed: it is written otherwise, or larger.
    """
    if _NUMBER.fullmatch(text) is None or int(text) > LOG_SIZE:
        raise Malformed("not a number", place=place, found=shown(text), expected="decimal digits without zeros in front, up to 2^63 - 1")
    return int(text)


def read_text(data: bytes, most: int, source: str) -> str:
    """The text of a note or what a note stands in: UTF-8 without control characters but newlines, and with one at the end.

    Args:
        data: the bytes.
        most: how many bytes it may have.
        source: what messages call it.

    Raises:
        Malformed: it is longer, or not such text.

    Source: C2SP signed-note, section "Format".
    """
    place = Place(source)
    if len(data) > most:
        raise Malformed("larger than it may be", place=place, found=f"more than {most:,} bytes", expected=f"{most:,} bytes at most")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(f"not UTF-8 at byte {error.start}", place=place, expected="UTF-8") from error
    for number, char in enumerate(text):
        if char < " " and char != "\n":
            line = text.count("\n", 0, number) + 1
            raise Malformed(
                "a control character", place=Place(source, line), found=f"U+{ord(char):04X}", expected="no control character but newlines"
            )
    if not text.endswith("\n"):
        raise Malformed("the last line is cut off", place=place, expected="a newline at the end")
    return text


def check_key_name(name: str, place: Place) -> str:
    """The name of a key: not empty, without spaces of any kind, plus signs, control characters and halves of characters.

    Raises:
        Malformed: it is no such name.

    Source: C2SP signed-note, section "Format".
    """
    if not name or "+" in name or any(char.isspace() or char < " " or "\ud800" <= char <= "\udfff" for char in name):
        raise Malformed("not the name of a key", place=place, found=shown(name), expected="text without spaces and plus signs")
    return name
