"""The classification authority block as IC-ISM attributes: who classified, from what or why, and until when.

An original decision has ``classifiedBy`` and ``classificationReason`` (ISM-ID-00017), a derivative one ``derivativelyClassifiedBy`` and
``derivedFrom`` and neither of the others (ISM-ID-00143, 00221). ``declassException`` is one exemption: with ``declassDate`` or
``declassEvent`` (ISM-ID-00141), or alone (ISM-ID-00133): ``50X1-HUM``, ``50X2-WMD``, ``25X1-EO-12951``, and ``AEA``, ``NATO`` and
``NATO-AEA`` for the line that says N/A. What is unclassified has none of them (ISM-ID-00016).

Source: IC-ISM, its public Schematron rules by number and its list CVEnumISM25X.
"""

import re
from collections.abc import Mapping
from datetime import date

from relto.labels import Label
from relto.markings.systems.us import AuthorityBlock
from relto.markings.systems.us.declassification import IMAGERY, DeclassifyOn
from relto.primitives import Malformed, Place

_ORIGINAL = frozenset({"classifiedBy", "classificationReason"})
_DERIVATIVE = frozenset({"derivativelyClassifiedBy", "derivedFrom"})
_UNTIL = frozenset({"declassDate", "declassEvent", "declassException"})
BLOCK = _ORIGINAL | _DERIVATIVE | _UNTIL
"""The attributes of a block."""

_ALONE = frozenset({"50X1-HUM", "50X2-WMD"})
_IMAGERY = "25X1-EO-12951"
_ATOMIC = ("RD", "FRD", "TFNI")
_NA = {"AEA": (True, False), "NATO": (False, True), "NATO-AEA": (True, True)}
"""Whether a word that says N/A means atomic energy, and whether it means NATO."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_block_attributes(said: Mapping[str, str], label: Label, place: Place) -> AuthorityBlock | None:
    """The block that attributes say; ``None`` where there is none.

    Args:
        said: the attributes by their names.
        label: the label that stands beside them.
        place: where they stand.

    Raises:
        Malformed: they make no block.
    """
    names = BLOCK & set(said)
    if not names:
        return None
    if label.level == "UNCLASSIFIED":
        raise Malformed(
            "what is unclassified has no authority block (ISM-ID-00016)", place=place, found=min(names), expected="none of its attributes"
        )
    who = names - _UNTIL
    if who not in (_ORIGINAL, _DERIVATIVE):
        expected = f"{' and '.join(sorted(_ORIGINAL))}, or {' and '.join(sorted(_DERIVATIVE))}"
        found = ", ".join(sorted(who)) or None
        raise Malformed("an original or a derivative decision? (ISM-ID-00017, 00143, 00221)", place=place, found=found, expected=expected)
    try:
        value = _value(said, label, place)
        if who == _ORIGINAL:
            return AuthorityBlock(said["classifiedBy"], value, reason=said["classificationReason"])
        return AuthorityBlock(said["derivativelyClassifiedBy"], value, derived_from=said["derivedFrom"])
    except Malformed as refused:
        raise Malformed(refused.message, place=place, found=refused.found, expected=refused.expected) from refused


def _value(said: Mapping[str, str], label: Label, place: Place) -> DeclassifyOn:
    exemption, event = said.get("declassException"), said.get("declassEvent")
    day = None if "declassDate" not in said else read_day(said["declassDate"], place)
    if exemption not in {*_ALONE, *_NA, _IMAGERY}:
        return DeclassifyOn(day, event, exemption)
    if day is not None or event is not None:
        raise Malformed("an exemption that stands alone (ISM-ID-00133)", place=place, found=exemption, expected="no day and no event")
    if exemption == _IMAGERY:
        return DeclassifyOn(event=IMAGERY, exemption="25X1")
    if exemption in _ALONE:
        return DeclassifyOn(exemption=exemption)
    atomic, nato = _NA[str(exemption)]
    parts = {one for one in _ATOMIC if atomic and one in label.compartments}
    if atomic and not parts:
        raise Malformed("AEA without RD, FRD or TFNI beside it", place=place, found=exemption, expected="atomicEnergyMarkings")
    return DeclassifyOn(not_applicable=frozenset(parts | ({"NATO"} if nato else set())))


def read_day(text: str, place: Place) -> date:
    """A day of an attribute.

    Raises:
        Malformed: it is none.
    """
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Malformed("no day", place=place, found=text, expected="2046-11-23")


def block_attributes(block: AuthorityBlock) -> dict[str, str]:
    """The attributes of a block; whether they say all of it is seen when they are read again."""
    until = block.declassify_on
    said = {"declassDate": "" if until.day is None else until.day.isoformat(), "declassEvent": until.event or ""}
    said["declassException"] = until.exemption or ""
    if until.exemption == "25X1" and until.event == IMAGERY:
        said |= {"declassException": _IMAGERY, "declassEvent": ""}
    if until.not_applicable:
        wanted = (bool(until.not_applicable & set(_ATOMIC)), "NATO" in until.not_applicable)
        said["declassException"] = next(word for word, one in _NA.items() if one == wanted)
    if block.reason is not None:
        said |= {"classifiedBy": block.classified_by, "classificationReason": block.reason}
    else:
        said |= {"derivativelyClassifiedBy": block.classified_by, "derivedFrom": block.derived_from or ""}
    return {name: value for name, value in said.items() if value}
