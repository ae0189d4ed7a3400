"""NATO confidentiality metadata labels in XML: the originator's label.

A policy's name and its words for the levels stand in ``POLICIES``. NATO's classification is written without the policy's name
(``SECRET`` of policy ``NATO``; ``TOP SECRET``, which is shown as COSMIC TOP SECRET). Categories: lists are permissive (any one
value opens), caveats and compartments restrictive (all are needed), owners and administrative marks informative. A permissive
or restrictive category that is not in ``CATEGORIES`` is refused: leaving it out would release more, or to others.

Not read: alternative and metadata labels, succession, values of categories by reference.

Source: STANAG 4774 / ADatP-4774 edition A version 1, namespace ``urn:nato:stanag:4774:confidentialitymetadatalabel:1:0``, as its
public schema and the labels of open implementations have it; names of categories for national policies are Relto's.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from attrs import frozen
from lxml import etree

from relto.labels import Label
from relto.markings.formats.model import MachineLabel, dated, machine
from relto.markings.formats.parts import Part, put_together, taken_apart
from relto.markings.formats.xml import Element, children, read_xml, text_of, where
from relto.markings.systems import system
from relto.primitives import Malformed

NAMESPACE = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"
_ROOT = "originatorConfidentialityLabel"
_ROOTS = (_ROOT, "OriginatorConfidentialityLabel")
_OTHERS = ("alternativeConfidentialityLabel", "metadataConfidentialityLabel")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})")

_Type = Literal["PERMISSIVE", "RESTRICTIVE", "INFORMATIVE"]
_NATIONS = ("AUS", "CAN", "CHE", "DEU", "ESP", "EU", "FIN", "FRA", "ISR", "ITA", "JPN", "KOR", "LUX", "NLD", "NZL", "SWE", "USA", "GBR")
_ID_OF = {"AUS": "au", "CAN": "ca", "JPN": "jp", "NZL": "nz", "USA": "us", "GBR": "uk"}
POLICIES: Mapping[str, str] = MappingProxyType({"NATO": "nato", "TLP": "tlp"} | {one: _ID_OF.get(one, one.lower()) for one in _NATIONS})
"""Names of policies and the marking systems that they are."""

CATEGORIES: Mapping[Part, tuple[str, _Type]] = MappingProxyType(
    {
        "originators": ("Owner", "INFORMATIVE"),
        "joint": ("Ownership", "INFORMATIVE"),
        "releasable_to": ("Releasable To", "PERMISSIVE"),
        "display_only": ("Display Only", "PERMISSIVE"),
        "exclusions": ("Exclusion", "RESTRICTIVE"),
        "controls": ("Handling", "RESTRICTIVE"),
        "compartments": ("Special Category Designator", "RESTRICTIVE"),
    }
)
"""Which category carries which part of a label."""

_ADMINISTRATIVE = frozenset({"COMMERCIAL", "MANAGEMENT", "MEDICAL", "PERSONAL", "STAFF"})
_OF_NATO = ("Administrative", "INFORMATIVE")


@frozen
class Stanag4774:
    """See the module."""

    id: str = "stanag4774"
    name: str = "NATO confidentiality label, XML"
    media_type: str = "application/xml"
    source: str = "STANAG 4774 / ADatP-4774(A)(1)"

    def read(self, data: bytes, *, source: str = "label") -> MachineLabel:
        """See :class:`~relto.markings.formats.model.Format`."""
        return read_label(read_xml(data, source), source)

    def write(self, label: MachineLabel | Label) -> bytes:
        """See :class:`~relto.markings.formats.model.Format`."""
        root = write_label(machine(label))
        return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _name(node: Element) -> str:
    name = etree.QName(node)
    return str(name.localname) if name.namespace == NAMESPACE else ""


def read_label(root: Element, source: str) -> MachineLabel:
    """Reads a label from its element.

    Raises:
        Malformed: it is no originator's label, or says what Relto cannot hold.
    """
    name = _name(root)
    if name not in _ROOTS:
        found = f"{name or root.tag}"
        what = "not the originator's own label" if name in _OTHERS else "no label of STANAG 4774"
        raise Malformed(what, place=where(root, source), found=found, expected=f"{_ROOT} in {NAMESPACE}")
    _only(root, {"ReviewDateTime"}, source)
    parts = _each_once(root, ("ConfidentialityInformation", "OriginatorID", "CreationDateTime"), source)
    information, created = parts.get("ConfidentialityInformation"), parts.get("CreationDateTime")
    if information is None or created is None:
        raise Malformed("a label without its information or its date", place=where(root, source), expected="both")
    originator = parts.get("OriginatorID")
    if originator is not None:
        _only(originator, {"IDType"}, source)
    label, privacy, informative = _information(information, source)
    review = root.get("ReviewDateTime")
    return dated(
        MachineLabel(
            label,
            created=_instant(text_of(created, source), created, source),
            review=None if review is None else _instant(review, root, source),
            originator=None if originator is None else text_of(originator, source),
            privacy_mark=privacy,
            informative=informative,
        )
    )


def _only(node: Element, attributes: set[str], source: str) -> None:
    further = sorted(set(map(str, node.attrib)) - attributes)
    if further:
        raise Malformed(
            "an attribute that is not known here",
            place=where(node, source),
            found=further[0],
            expected=", ".join(sorted(attributes)) or "none",
        )


def _each_once(node: Element, names: tuple[str, ...], source: str) -> dict[str, Element]:
    """The elements inside an element by name; ``Category`` is left to the caller."""
    found: dict[str, Element] = {}
    for child in children(node):
        name = _name(child)
        if name not in names:
            raise Malformed(
                "an element that is not known here", place=where(child, source), found=name or str(child.tag), expected=", ".join(names)
            )
        if name in found:
            raise Malformed("an element stands twice", place=where(child, source), found=name, expected="it once")
        found[name] = child
    return found


def _information(node: Element, source: str) -> tuple[Label, str | None, tuple[tuple[str, tuple[str, ...]], ...]]:
    _only(node, set(), source)
    categories = [child for child in children(node) if _name(child) == "Category"]
    for category in categories:
        node.remove(category)
    known = _each_once(node, ("PolicyIdentifier", "Classification", "PrivacyMark"), source)
    policy, level = known.get("PolicyIdentifier"), known.get("Classification")
    if policy is None or level is None:
        raise Malformed("a label without its policy or its classification", place=where(node, source), expected="both")
    for one in (policy, level):
        _only(one, {"URI"}, source)
    wanted = text_of(policy, source)
    if wanted not in POLICIES:
        raise Malformed("an unknown policy", place=where(policy, source), found=wanted, expected=f"one of {', '.join(POLICIES)}")
    one = system(POLICIES[wanted])
    parts, informative = _categories(categories, one.id, source)
    privacy = known.get("PrivacyMark")
    label = put_together(one, _level(one.id, text_of(level, source)), parts, where(level, source))
    return label, None if privacy is None else text_of(privacy, source), informative


def _level(policy: str, classification: str) -> str:
    if policy != "nato":
        return classification
    return "COSMIC TOP SECRET" if classification == "TOP SECRET" else f"NATO {classification}"


def _classification(policy: str, level: str) -> str:
    return level.partition(" ")[2] if policy == "nato" else level


def _categories(
    nodes: list[Element], policy: str, source: str
) -> tuple[dict[Part, tuple[str, ...]], tuple[tuple[str, tuple[str, ...]], ...]]:
    by_tag: dict[tuple[str, str], Part] = {(tag, kind): part for part, (tag, kind) in CATEGORIES.items()}
    if policy == "nato":
        by_tag[_OF_NATO] = "controls"
    parts: dict[Part, tuple[str, ...]] = {}
    further: dict[str, tuple[str, ...]] = {}
    for node in nodes:
        _only(node, {"TagName", "Type", "URI"}, source)
        tag, kind = " ".join(node.get("TagName", "").split()), node.get("Type", "")
        values = tuple(text_of(value, source) for value in children(node) if _name(value) == "GenericValue")
        if not values or len(values) != len(node) or len(set(values)) != len(values):
            raise Malformed(
                "a category without plain values, or with one twice", place=where(node, source), found=tag, expected="GenericValue elements"
            )
        part = by_tag.get((tag, kind))
        if part is not None:
            parts[part] = (*parts.get(part, ()), *values)
        elif kind == "INFORMATIVE" and tag and tag not in further:
            further[tag] = values
        else:
            expected = ", ".join(f"{known} ({type_})" for known, type_ in by_tag)
            raise Malformed("a category that is not known", place=where(node, source), found=f"{tag} ({kind})", expected=expected)
    return parts, tuple(sorted(further.items()))


def _instant(text: str, node: Element, source: str) -> datetime:
    if not _INSTANT.fullmatch(text):
        raise Malformed("no instant with its zone", place=where(node, source), found=text, expected="2026-01-05T09:00:00Z")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Malformed("no such instant", place=where(node, source), found=text, expected="a day and a time of the calendar") from None


def write_label(given: MachineLabel) -> Element:
    """Writes a label as an element.

    Raises:
        Malformed: the label has no date, or this form cannot carry it.
    """
    label = given.label
    policy = next((name for name, one in POLICIES.items() if one == label.scheme.id), None)
    if policy is None:
        raise Malformed("no policy of this form", found=label.scheme.id, expected=f"one of {', '.join(POLICIES.values())}")
    if given.created is None or given.created.tzinfo is None or given.identifier is not None:
        raise Malformed("a label of this form says when it was made, and has no identifier of its own", expected="an instant with its zone")
    parts = taken_apart(label)
    root = etree.Element(f"{{{NAMESPACE}}}{_ROOT}", nsmap={None: NAMESPACE})
    if given.review is not None:
        root.set("ReviewDateTime", _written(given.review))
    information = _add(root, "ConfidentialityInformation")
    _add(information, "PolicyIdentifier", policy)
    _add(information, "Classification", _classification(label.scheme.id, label.level))
    if given.privacy_mark is not None:
        _add(information, "PrivacyMark", given.privacy_mark)
    for part, values in parts.items():
        tag, kind = CATEGORIES[part]
        marks = [one for one in values if part == "controls" and label.scheme.id == "nato" and one in _ADMINISTRATIVE]
        _category(information, tag, kind, [one for one in values if one not in marks])
        _category(information, *_OF_NATO, marks)
    for tag, values in given.informative:
        _category(information, tag, "INFORMATIVE", values)
    if given.originator is not None:
        _add(root, "OriginatorID", given.originator)
    _add(root, "CreationDateTime", _written(given.created))
    return root


def _written(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    node = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text is not None:
        try:
            node.text = text
        except ValueError:
            raise Malformed("a character that XML cannot hold", found=name, expected="printable characters") from None
    return node


def _category(parent: Element, tag: str, kind: str, values: "list[str] | tuple[str, ...]") -> None:
    if values:
        category = _add(parent, "Category")
        category.set("TagName", tag)
        category.set("Type", kind)
        for value in values:
            _add(category, "GenericValue", value)
