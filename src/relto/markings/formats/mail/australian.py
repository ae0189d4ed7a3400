"""Australia's ``X-Protective-Marking``, and the fields of a marking that may stand in a subject.

The header carries Australian labels alone. EXPIRES, DOWNTO and NOTE are kept as informative: what a marking becomes one day decides
nothing today. DOWNTO is lower than the level.

Source: Australian Government, Email Protective Marking Standard, VER=2024.1 (grammar of the markings).
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from attrs import evolve, frozen

from relto.labels import Label
from relto.markings.formats.mail.headers import LONGEST, one_value, read_headers
from relto.markings.formats.model import MachineLabel, dated, machine, refuse_typed
from relto.markings.formats.parts import Part, put_together, taken_apart, written
from relto.markings.systems import system
from relto.primitives import Malformed, Place
from relto.primitives.limits import LABEL_BYTES

AUSTRALIAN = "X-Protective-Marking"
_ORIGIN = re.compile(r"[!-+\--?A-\[\]-~]+@[A-Za-z0-9.-]+")
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


@frozen
class ProtectiveMarking:
    """``X-Protective-Marking`` as a header field; see the module."""

    id: str = "x-protective-marking"
    name: str = "Australian header of e-mail"
    media_type: str = "message/rfc822-headers"
    source: str = "Email Protective Marking Standard, VER=2024.1"

    def read(self, data: bytes, *, source: str = "label") -> MachineLabel:
        """See :class:`~relto.markings.formats.model.Format`."""
        return read_australian(one_value(read_headers(data, source, LABEL_BYTES), AUSTRALIAN, source), source)

    def write(self, label: MachineLabel | Label) -> bytes:
        """See :class:`~relto.markings.formats.model.Format`; the field ends with CRLF."""
        given = machine(label)
        said = _australian(given)
        if given.originator is None or not _ORIGIN.fullmatch(given.originator):
            raise Malformed("the header names the address it comes from", found=given.originator, expected="an originator with an @")
        fields = ["VER=2024.1", "NS=gov.au", *said, f"ORIGIN={given.originator}"]
        field = f"{AUSTRALIAN}: {', '.join(fields)}"
        if len(field) > LONGEST:
            raise Malformed("the header is too long", found=f"{len(field)} characters", expected=f"{LONGEST} at most")
        return f"{field}\r\n".encode("ascii")


def read_australian(value: str, source: str) -> MachineLabel:
    """The label of an unfolded header.

    Raises:
        Malformed: it is no header of this standard, or no Australian label.
    """
    found = read_fields(value, source)
    fields = dict(found.informative)
    if (
        not re.fullmatch(r"20[0-9]{2}\.[0-9]{1,2}", fields.get("VER", ("",))[0])
        or fields.get("NS") != ("gov.au",)
        or not _ORIGIN.fullmatch(found.originator or "")
    ):
        raise Malformed("no Australian header", place=Place(source), found=value[:80], expected="VER=…, NS=gov.au, SEC=…, ORIGIN=…")
    return evolve(found, informative=tuple(one for one in found.informative if one[0] in _KEPT))


def read_fields(value: str, source: str) -> MachineLabel:
    """The label of a marking's fields, in their order.

    Raises:
        Malformed: a field is unknown, out of order, twice, or has no value of the standard.
    """
    place = Place(source)
    fields: list[tuple[str, str]] = []
    at = 0
    while (match := _FIELD.match(value, at)) is not None:
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
    if said["SEC"] == "UNOFFICIAL":
        message = "no level of this system: UNOFFICIAL says that a mail is none of the government's, so there is nothing to release"
        raise Malformed(message, place=place, found="UNOFFICIAL", expected=", ".join(_LEVELS))
    if said["SEC"] not in _LEVELS:
        raise Malformed("an unknown level", place=place, found=said["SEC"], expected=", ".join(_LEVELS))
    below = list(_LEVELS)[: list(_LEVELS).index(said["SEC"])]
    if "DOWNTO" in said and said["DOWNTO"] not in {"UNOFFICIAL", *below}:
        raise Malformed("DOWNTO is no lower level", place=place, found=said["DOWNTO"], expected=", ".join(["UNOFFICIAL", *below]))
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
    refuse_typed(given)
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
    if evolve(read_fields(", ".join(fields), "label").label, marked_on=label.marked_on) != label:
        raise Malformed("the header cannot say all of this label", found=written(label), expected="what the standard has fields for")
    return fields


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,")
