"""Labels in the headers of e-mail: RFC 7444 ``SIO-Label``, and Australia's ``X-Protective-Marking`` with its form in the subject.

``SIO-Label`` carries the marking as people read it and beside it a label of STANAG 4774 in XML; the two must say the same. Australia's
header carries Australian labels alone; it and the subject must say the same where both are there.

A header stands once, in printable ASCII; what a marking needs beyond that stands encoded by RFC 2231, and nothing else is decoded.
Marking a message puts a header before it and keeps every other byte. A message that has a label already is not marked again.

Source: RFC 7444 (2015), 3 (parameters; from general knowledge, not checked against its text); Australian Government, Email Protective
Marking Standard, VER=2024.1 (grammar of the markings).
"""

import base64
import binascii
import re
from collections.abc import Mapping
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import encode_rfc2231
from types import MappingProxyType

from attrs import evolve, frozen

from relto.labels import Label
from relto.markings.formats.model import MachineLabel, dated, machine
from relto.markings.formats.parts import Part, put_together, taken_apart, written
from relto.markings.formats.stanag4774 import Stanag4774
from relto.markings.systems import system
from relto.primitives import Malformed, Place
from relto.primitives.limits import LABEL_BYTES, MAIL_BYTES

SIO, AUSTRALIAN = "SIO-Label", "X-Protective-Marking"
_SIO_PARAMETERS = ("marking", "type", "label", "fgcolor", "bgcolor")
_XML = ":xml"
_PARAMETER = re.compile(r";\s*([^\s=;\"]+)\s*=")
_PIECE = 60
"""Characters of a label on one line of a header."""


@frozen
class SioLabel:
    """``SIO-Label`` as a header field; see the module."""

    id: str = "sio-label"
    name: str = "RFC 7444 header of e-mail"
    media_type: str = "message/rfc822-headers"
    source: str = "RFC 7444, 3"

    def read(self, data: bytes, *, source: str = "label") -> MachineLabel:
        """See :class:`~relto.markings.formats.model.Format`."""
        return _read_sio(_one(_headers(data, source, LABEL_BYTES), SIO, source), source)

    def write(self, label: MachineLabel | Label) -> bytes:
        """See :class:`~relto.markings.formats.model.Format`; the field ends with CRLF."""
        given = machine(label)
        said = _encoded("marking", written(given.label))
        xml = base64.b64encode(Stanag4774().write(given)).decode()
        pieces = [xml[at : at + _PIECE] for at in range(0, len(xml), _PIECE)]
        label_lines = [f'label*{number}="{piece}"' for number, piece in enumerate(pieces)]
        return ";\r\n ".join([f"{SIO}: {said}", f'type="{_XML}"', *label_lines]).encode("ascii") + b"\r\n"


@frozen
class ProtectiveMarking:
    """``X-Protective-Marking`` as a header field; see the module."""

    id: str = "x-protective-marking"
    name: str = "Australian header of e-mail"
    media_type: str = "message/rfc822-headers"
    source: str = "Email Protective Marking Standard, VER=2024.1"

    def read(self, data: bytes, *, source: str = "label") -> MachineLabel:
        """See :class:`~relto.markings.formats.model.Format`."""
        return _read_australian(_one(_headers(data, source, LABEL_BYTES), AUSTRALIAN, source), source)

    def write(self, label: MachineLabel | Label) -> bytes:
        """See :class:`~relto.markings.formats.model.Format`; the field ends with CRLF."""
        given = machine(label)
        if given.originator is None or not _ORIGIN.fullmatch(given.originator):
            raise Malformed("the header names the address it comes from", found=given.originator, expected="an originator with an @")
        fields = ["VER=2024.1", "NS=gov.au", *_australian(given), f"ORIGIN={given.originator}"]
        field = f"{AUSTRALIAN}: {', '.join(fields)}"
        if len(field) > _LONGEST:
            raise Malformed("the header is too long", found=f"{len(field)} characters", expected=f"{_LONGEST} at most")
        return f"{field}\r\n".encode("ascii")


def read_message(data: bytes, source: str = "message") -> MachineLabel | None:
    """The label that a message's headers say; ``None`` where none of them is one.

    Raises:
        Malformed: the message is too large; a header is no label, stands twice, or says another label than its neighbour.
    """
    message = _headers(data, source, MAIL_BYTES)
    found: list[MachineLabel] = []
    if SIO in message:
        found.append(_read_sio(_one(message, SIO, source), source))
    if AUSTRALIAN in message:
        found.append(_read_australian(_one(message, AUSTRALIAN, source), source))
    subject = _SUBJECT.findall(_subject(message, source))
    if len(subject) > 1:
        raise Malformed("two markings in one subject", place=Place(source), found=f"{len(subject)}", expected="one")
    if subject:
        found.append(_read_fields(subject[0], source))
    labels = {evolve(one.label, marked_on=None) for one in found}
    if len(labels) > 1:
        texts = ", ".join(sorted(written(one) for one in labels))
        raise Malformed("the headers say different labels", place=Place(source), found=texts, expected="one label")
    return found[0] if found else None


def _subject(message: Message, source: str) -> str:
    """The subject as its reader sees it."""
    if "Subject" not in message:
        return ""
    try:
        return str(make_header(decode_header(_one(message, "Subject", source))))
    except (UnicodeError, LookupError, HeaderParseError):
        raise Malformed("the subject cannot be decoded", place=Place(source), expected="RFC 2047 in a known character set") from None


def mark_message(data: bytes, label: MachineLabel | Label, form: SioLabel | ProtectiveMarking, source: str = "message") -> bytes:
    """A message with a label: one header before it, every other byte as it was.

    Raises:
        Malformed: the message has a label already, or the header cannot carry this one.
    """
    if read_message(data, source) is not None:
        raise Malformed("the message has a label already", place=Place(source), expected="a message without one")
    return form.write(label) + data


def _headers(data: bytes, source: str, limit: int) -> Message:
    if len(data) > limit:
        raise Malformed("the message is too large", place=Place(source), found=f"{len(data)} bytes", expected=f"{limit} bytes at most")
    head = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0]
    if len(head) > LABEL_BYTES:
        raise Malformed("the headers are too large", place=Place(source), found=f"{len(head)} bytes", expected=f"{LABEL_BYTES} at most")
    return message_from_bytes(head + b"\r\n\r\n")


def _one(message: Message, name: str, source: str) -> str:
    values = message.get_all(name, [])
    if len(values) != 1:
        raise Malformed(f"the header {name} stands once", place=Place(source), found=str(len(values)), expected="it once")
    value = str(values[0])
    unfolded = re.sub(r"\r?\n[ \t]", " ", value)
    if name != "Subject" and not (unfolded.isascii() and unfolded.isprintable()):
        raise Malformed(f"the header {name} holds what is not printable ASCII", place=Place(source), expected="printable ASCII")
    return unfolded


def _read_sio(value: str, source: str) -> MachineLabel:
    holder = Message()
    holder[SIO] = f"x; {value}"  # parameters are read behind a value, which this header does not have
    said: dict[str, str] = {}
    pieces = [piece.lower() for piece in _PARAMETER.findall(f"; {value}")]
    try:
        params = holder.get_params([], header=SIO)[1:]
    except TypeError:  # the library's own, for a parameter that is whole and in pieces at once
        params = []
    if not params or len(set(pieces)) != len(pieces):
        raise Malformed("parameters that cannot be told apart", place=Place(source), found=value[:80], expected="each name once")
    for name, given in params:
        text = given if isinstance(given, str) else _decoded(given, source)
        if name.lower() in said or name.lower() not in _SIO_PARAMETERS:
            raise Malformed("an unknown parameter, or one twice", place=Place(source), found=name, expected=", ".join(_SIO_PARAMETERS))
        said[name.lower()] = text
    if said.get("type") != _XML or "label" not in said:
        raise Malformed("a label is XML", place=Place(source), found=said.get("type", "no type"), expected='type=":xml" and label')
    try:
        xml = base64.b64decode(said["label"], validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("the label is no base64", place=Place(source), expected="base64") from None
    found = Stanag4774().read(xml, source=source)
    marking = written(found.label)
    if said.get("marking", marking) != marking:
        raise Malformed("the marking says another label", place=Place(source), found=said["marking"], expected=marking)
    return found


def _decoded(given: tuple[str | None, str | None, str], source: str) -> str:
    charset, _, text = given
    if (charset or "").lower() not in {"utf-8", "us-ascii", ""}:
        raise Malformed("a parameter in another character set", place=Place(source), found=charset, expected="utf-8")
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        raise Malformed("a parameter that is no UTF-8", place=Place(source), expected="utf-8") from None


def _encoded(name: str, text: str) -> str:
    if text.isascii():
        return f'{name}="{text}"'
    return f"{name}*={encode_rfc2231(text, 'utf-8', '')}"


# -- Australia's form

_LONGEST = 998
_ORIGIN = re.compile(r"[!-+\--?A-\[\]-~]+@[A-Za-z0-9.-]+")
_SUBJECT = re.compile(r"\[(SEC=[^\[\]]*)\]")
_FIELD = re.compile(r"([A-Z]+)=((?:[^\\,]|\\.)*)(?:, |,|$)")
_ORDER = ("VER", "NS", "SEC", "CAVEAT", "EXPIRES", "DOWNTO", "ACCESS", "NOTE", "ORIGIN")
_LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "OFFICIAL": "OFFICIAL",
        "OFFICIAL:Sensitive": "OFFICIAL: Sensitive",
        "PROTECTED": "PROTECTED",
        "SECRET": "SECRET",
        "TOP-SECRET": "TOP SECRET",
    }
)
_HANDLING: Mapping[str, str] = MappingProxyType(
    {
        "DELICATE-SOURCE": "DELICATE SOURCE",
        "ORCON": "ORCON",
        "CABINET": "CABINET",
        "NATIONAL-CABINET": "NATIONAL CABINET",
        "ACCOUNTABLE-MATERIAL": "ACCOUNTABLE MATERIAL",
    }
)
_ACCESS: Mapping[str, str] = MappingProxyType(
    {"Personal-Privacy": "PERSONAL PRIVACY", "Legal-Privilege": "LEGAL PRIVILEGE", "Legislative-Secrecy": "LEGISLATIVE SECRECY"}
)
_EXCLUSIVE = "EXCLUSIVE-FOR "
_KEPT = ("EXPIRES", "DOWNTO", "NOTE")


def _read_australian(value: str, source: str) -> MachineLabel:
    found = _read_fields(value, source)
    fields = dict(found.informative)
    if (
        not re.fullmatch(r"20[0-9]{2}\.[0-9]{1,2}", fields.get("VER", ("",))[0])
        or fields.get("NS") != ("gov.au",)
        or not _ORIGIN.fullmatch(found.originator or "")
    ):
        raise Malformed("no Australian header", place=Place(source), found=value[:80], expected="VER=…, NS=gov.au, SEC=…, ORIGIN=…")
    return evolve(found, informative=tuple(one for one in found.informative if one[0] in _KEPT))


def _read_fields(value: str, source: str) -> MachineLabel:
    """The fields of a marking, in their order."""
    place = Place(source)
    fields: list[tuple[str, str]] = []
    at = 0
    for match in _FIELD.finditer(value):
        if match.start() != at:
            break
        at = match.end()
        fields.append((match[1], re.sub(r"\\(.)", r"\1", match[2])))
    names = [name for name, _ in fields]
    if at != len(value) or not set(names) <= set(_ORDER):
        raise Malformed(
            "no fields of an Australian marking", place=place, found=value[at : at + 40] or value[:40], expected="SEC=…, CAVEAT=…"
        )
    if [_ORDER.index(name) for name in names] != sorted(_ORDER.index(name) for name in names):
        raise Malformed("the fields are out of order", place=place, found=", ".join(names), expected=", ".join(_ORDER))
    once = [name for name in names if name not in {"CAVEAT", "ACCESS"}]
    if len(set(once)) != len(once) or len(set(fields)) != len(fields) or "SEC" not in once:
        raise Malformed("a field twice, or none says the level", place=place, found=", ".join(names), expected="SEC, each field once")
    said = dict(fields)
    if said["SEC"] not in _LEVELS:
        raise Malformed("an unknown level", place=place, found=said["SEC"], expected=", ".join(_LEVELS))
    parts = _parts(fields, place)
    label = put_together(system("au"), _LEVELS[said["SEC"]], parts, place)
    informative = tuple((name, (said[name],)) for name in ("DOWNTO", "EXPIRES", "NOTE", "NS", "VER") if name in said)
    return dated(MachineLabel(label, originator=said.get("ORIGIN"), informative=informative))


def _parts(fields: list[tuple[str, str]], place: Place) -> dict[Part, tuple[str, ...]]:
    found: dict[Part, list[str]] = {}
    for name, value in fields:
        if name == "ACCESS":
            if value not in _ACCESS:
                raise Malformed("an unknown access marker", place=place, found=value, expected=", ".join(_ACCESS))
            found.setdefault("controls", []).append(_ACCESS[value])
        elif name == "CAVEAT":
            kind, _, rest = value.partition(":")
            part, values = _caveat(kind, rest, place)
            found.setdefault(part, []).extend(values)
    if "originators" in found:
        found["originators"].append("AUS")
    return {part: tuple(values) for part, values in found.items()}


def _caveat(kind: str, value: str, place: Place) -> tuple[Part, list[str]]:
    match kind:
        case "RI" if value in {"AUSTEO", "AGAO"}:
            return "exclusions", [value]
        case "RI" if value.startswith("REL/"):
            return "releasable_to", value.removeprefix("REL/").split("/")
        case "SH" if value.startswith(_EXCLUSIVE):
            return "controls", [f"EXCLUSIVE FOR {value.removeprefix(_EXCLUSIVE)}"]
        case "SH" if value in _HANDLING:
            return "controls", [_HANDLING[value]]
        case "C" if value:
            return "compartments", [value]
        case "FG" if value:
            return "originators", [value]
    expected = "RI:AUSTEO, RI:AGAO, RI:REL/…, SH:…, C:codeword or FG:source"
    raise Malformed("an unknown caveat", place=place, found=f"{kind}:{value}", expected=expected)


def _australian(given: MachineLabel) -> list[str]:
    """The fields of a label, from SEC to NOTE."""
    label = given.label
    levels = {name: token for token, name in _LEVELS.items()}
    beside = (given.review, given.identifier, given.privacy_mark)
    informative = dict(given.informative)
    if label.scheme.id != "au" or label.level not in levels:
        raise Malformed("the header carries Australian labels alone", found=f"{label.scheme.id} {label.level}", expected=", ".join(_LEVELS))
    if any(beside) or not set(informative) <= set(_KEPT) or any(len(values) != 1 for values in informative.values()):
        raise Malformed("the header carries no further dates and names", expected=f"none, or one each of {', '.join(_KEPT)}")
    parts = taken_apart(label)
    handling, access = ({name: token for token, name in table.items()} for table in (_HANDLING, _ACCESS))
    caveats = [f"C:{one}" for one in parts.get("compartments", ())]
    caveats += [f"FG:{one}" for one in parts.get("originators", ()) if one != "AUS"]
    markers = []
    for one in parts.get("controls", ()):
        if one in access:
            markers.append(f"ACCESS={access[one]}")
        elif one.startswith("EXCLUSIVE FOR "):
            caveats.append(f"SH:{_EXCLUSIVE}{one.removeprefix('EXCLUSIVE FOR ')}")
        else:
            caveats.append(f"SH:{handling.get(one, one)}")
    caveats += [f"RI:{one}" for one in parts.get("exclusions", ())]
    if label.releasable_to is not None:
        caveats.append(f"RI:REL/{'/'.join(sorted(label.releasable_to))}")
    kept = {name: [f"{name}={_escaped(informative[name][0])}"] if name in informative else [] for name in _KEPT}
    made = [f"CAVEAT={_escaped(one)}" for one in caveats]
    fields = [f"SEC={levels[label.level]}", *made, *kept["EXPIRES"], *kept["DOWNTO"], *markers, *kept["NOTE"]]
    if not all(one.isascii() and one.isprintable() for one in fields):
        raise Malformed("a header is printable ASCII", found=written(label), expected="printable ASCII")
    if evolve(_read_fields(", ".join(fields), "label").label, marked_on=label.marked_on) != label:
        raise Malformed("the header cannot say all of this label", found=written(label), expected="what the standard has fields for")
    return fields


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,")
