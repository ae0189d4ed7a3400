"""The header block of a message, read strictly: what mail programs read in different ways is refused.

A label that stands behind a damaged line is seen by some programs and not by others. So a block with a line that is no field, a space
before a colon, an empty line at the beginning, a lone carriage return, a NUL, a line of nothing but spaces, or a folded line that looks
like a label field of its own is refused, and never taken for a message without a label.

Source: RFC 5322 (2008), 2.2 (fields and folding) and 4.5 (obsolete forms, all refused here); RFC 2047 (subjects); RFC 2231 (parameters).
"""

import re
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import encode_rfc2231, quote
from typing import NoReturn

from relto.primitives import Malformed, Place
from relto.primitives.limits import LABEL_BYTES

LONGEST = 998
"""Characters of one line of a header, without its end: RFC 5322, 2.1.1."""

_END = re.compile(rb"\r?\n\r?\n")
_FOLDED_LABEL = re.compile(rb"\n[ \t]+(?:sio-label(?:-history)?|x-protective-marking)[ \t]*:", re.IGNORECASE)
_NAME = re.compile(r'"(?:[^"\\]|\\.)*"|(?:^|;)\s*([^\s=;"]+)\s*(?==)')
"""A quoted text, or the name of a parameter."""
_QUOTED = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+("|\\?\Z)', re.DOTALL)
"""A quoted text with its end, or all that follows where it has none."""


def block(data: bytes) -> bytes:
    """The bytes before the empty line, or all of them, without the end of the last line."""
    return re.sub(rb"\r?\n\Z", b"", _END.split(data, maxsplit=1)[0])


def read_headers(data: bytes, source: str, limit: int) -> Message:
    """The headers of a message.

    Raises:
        Malformed: it is too large, or its headers can be read in two ways.
    """
    place = Place(source)
    if len(data) > limit:
        raise Malformed("the message is too large", place=place, found=f"{len(data)} bytes", expected=f"{limit} bytes at most")
    if data.startswith((b"\r", b"\n")):  # some programs skip it and read the fields behind it, others see no fields at all
        raise Malformed("the message begins with an empty line", place=place, expected="the first field")
    head = block(data)
    if len(head) > LABEL_BYTES:
        raise Malformed("the headers are too large", place=place, found=f"{len(head)} bytes", expected=f"{LABEL_BYTES} at most")
    if b"\0" in head or re.search(rb"\r(?!\n)", head):
        raise Malformed("the headers hold a NUL or a lone carriage return", place=place, expected="lines that end with CRLF")
    if any(not line.strip() for line in head.split(b"\n")[1:]):
        raise Malformed("a line of the headers has nothing but spaces", place=place, expected="fields")
    if _FOLDED_LABEL.search(head):  # part of the field before it, but not to whatever looks line by line
        raise Malformed("a folded line looks like a label of its own", place=place, expected="the label at the beginning of a line")
    message = message_from_bytes(head + b"\r\n\r\n", policy=compat32)
    if message.defects or str(message.get_payload()).strip():
        found = type(message.defects[0]).__name__ if message.defects else None
        raise Malformed("the headers hold a line that is no field", place=place, found=found, expected="name, colon, value")
    return message


def one_value(message: Message, name: str, source: str) -> str:
    """The value of a field that stands once, unfolded.

    Raises:
        Malformed: it stands twice, or holds what is not printable ASCII (a subject may).
    """
    values = message.get_all(name, [])
    if len(values) != 1:
        raise Malformed(f"the header {name} stands once", place=Place(source), found=str(len(values)), expected="it once")
    return unfolded(str(values[0]), name, source)


def unfolded(value: str, name: str, source: str) -> str:
    """A value on one line.

    Raises:
        Malformed: it holds what is not printable ASCII (a subject may).
    """
    text = re.sub(r"\r?\n[ \t]", " ", value)
    if name != "Subject" and not (text.isascii() and text.isprintable()):
        raise Malformed(f"the header {name} holds what is not printable ASCII", place=Place(source), expected="printable ASCII")
    return text


def subject_of(message: Message, source: str) -> str:
    """The subject as its reader sees it.

    Raises:
        Malformed: it stands twice, or cannot be decoded.
    """
    if "Subject" not in message:
        return ""
    one_value(message, "Subject", source)
    raw = next(str(value) for name, value in message.raw_items() if name.lower() == "subject")
    try:
        text = unfolded(raw.encode("ascii", "surrogateescape").decode(), "Subject", source)
        if not text.isascii():  # RFC 6532: UTF-8 as it stands, without encoded words
            return text if "=?" not in text else _undecodable(source)
        return str(make_header(decode_header(text)))
    except (UnicodeError, LookupError, HeaderParseError):
        return _undecodable(source)


def _undecodable(source: str) -> NoReturn:
    raise Malformed("the subject cannot be decoded", place=Place(source), expected="UTF-8, or RFC 2047 in a known character set")


def read_parameters(value: str, known: tuple[str, ...], source: str) -> dict[str, str]:
    """The parameters of a field that has nothing else, by name in small letters.

    Raises:
        Malformed: a name is unknown or stands twice, or a value is in another character set than UTF-8.
    """
    place = Place(source)
    if any(match[1] != '"' for match in _QUOTED.finditer(value)):
        raise Malformed("a quoted text without an end", place=place, found=value[:80], expected="a quotation mark at its end")
    pieces = [match[1].lower() for match in _NAME.finditer(value) if match[1]]
    if any("_" in piece for piece in pieces):
        raise Malformed("an unknown parameter, or one twice", place=place, found=value[:80], expected=", ".join(known))
    holder = Message()  # the library puts pieces together only under names without hyphens, and reads them behind a value
    plain = _NAME.sub(lambda match: match[0].replace("-", "_") if match[1] else match[0], value)
    holder["Label"] = f"x; {plain}"
    try:
        params = holder.get_params([], header="Label")[1:]
    except TypeError:  # the library's own, for a parameter that is whole and in pieces at once
        params = []
    if not params or len(set(pieces)) != len(pieces):
        raise Malformed("parameters that cannot be told apart", place=place, found=value[:80], expected="each name once")
    said: dict[str, str] = {}
    for written, given in params:
        name = written.replace("_", "-")
        if name.lower() in said or name.lower() not in known:
            raise Malformed("an unknown parameter, or one twice", place=place, found=name, expected=", ".join(known))
        said[name.lower()] = given if isinstance(given, str) else _decoded(given, source)
    return said


def _decoded(given: tuple[str | None, str | None, str], source: str) -> str:
    charset, _, text = given
    if (charset or "").lower() not in {"utf-8", "us-ascii", ""}:
        raise Malformed("a parameter in another character set", place=Place(source), found=charset, expected="utf-8")
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        raise Malformed("a parameter that is no UTF-8", place=Place(source), expected="utf-8") from None


def written_parameter(name: str, text: str) -> str:
    """A parameter with its value.

    Raises:
        Malformed: the value has control characters, or is too long for a line.
    """
    if not text.isprintable():
        raise Malformed("a header is one line of text", found=text[:80], expected="printable characters")
    made = f'{name}="{quote(text)}"' if text.isascii() else f"{name}*={encode_rfc2231(text, 'utf-8', '')}"
    if len(made) > LONGEST - 40:
        raise Malformed("a parameter is too long for a header", found=name, expected=f"{LONGEST - 40} characters at most")
    return made
