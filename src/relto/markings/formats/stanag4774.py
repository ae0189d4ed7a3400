"""NATO confidentiality metadata labels in XML: the originator's label; alternative labels and labels of metadata as elements beside it.

Names of policies, levels and categories: see :mod:`relto.markings.formats.confidentiality`.

A document's label is the originator's alone. An alternative label is what another policy says of the same information, a metadata
label what the label itself is classified; both stand in a binding (:mod:`relto.markings.formats.stanag4778`), never alone.

Not read: succession, values of categories by reference.

Source: STANAG 4774 / ADatP-4774 edition A version 1, namespace ``urn:nato:stanag:4774:confidentialitymetadatalabel:1:0``, as its
public schema and the labels of open implementations have it; names of categories for national policies are Relto's.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from attrs import frozen
from lxml import etree

from relto.labels import Label
from relto.markings.formats.confidentiality import (
    CATEGORIES,
    NAMESPACE,
    POLICIES,
    Category,
    categories_of,
    classification,
    created_of,
    instant,
    label_of,
    name_of_policy,
    policy_of,
    written_instant,
)
from relto.markings.formats.model import MachineLabel, dated, machine
from relto.markings.formats.xml import Element, children, read_xml, text_of, where
from relto.primitives import Malformed

__all__ = [
    "ALTERNATIVE",
    "CATEGORIES",
    "METADATA",
    "NAMESPACE",
    "ORIGINATOR",
    "POLICIES",
    "Root",
    "Stanag4774",
    "kind_of",
    "read_label",
    "write_label",
]

Root = Literal["originatorConfidentialityLabel", "alternativeConfidentialityLabel", "metadataConfidentialityLabel"]
"""Whose label it is: the originator's, another policy's for the same information, or the label of the label itself."""

ORIGINATOR: Root = "originatorConfidentialityLabel"
ALTERNATIVE: Root = "alternativeConfidentialityLabel"
METADATA: Root = "metadataConfidentialityLabel"
_READ_AS: Mapping[str, Root] = MappingProxyType(
    {name: name for name in (ORIGINATOR, ALTERNATIVE, METADATA)} | {"OriginatorConfidentialityLabel": ORIGINATOR}
)


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


def kind_of(root: Element) -> Root | None:
    """Whose label an element is; ``None`` where it is none."""
    return _READ_AS.get(_name(root))


def read_label(root: Element, source: str, kind: Root = ORIGINATOR) -> MachineLabel:
    """Reads a label from its element.

    Args:
        root: the element.
        source: name of the input, for errors.
        kind: whose label is wanted.

    Raises:
        Malformed: it is no such label, or says what Relto cannot hold.
    """
    found = kind_of(root)
    if found != kind:
        what = "no label of STANAG 4774" if found is None else "not the originator's own label" if kind == ORIGINATOR else "another label"
        raise Malformed(what, place=where(root, source), found=f"{_name(root) or root.tag}", expected=f"{kind} in {NAMESPACE}")
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
            created=instant(text_of(created, source), where(created, source)),
            review=None if review is None else instant(review, where(root, source)),
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
    one = policy_of(text_of(policy, source), where(policy, source))
    privacy = known.get("PrivacyMark")
    label, informative = label_of(one, text_of(level, source), [_category(one, source) for one in categories], where(level, source))
    return label, None if privacy is None else text_of(privacy, source), informative


def _category(node: Element, source: str) -> Category:
    _only(node, {"TagName", "Type", "URI"}, source)
    tag = " ".join(node.get("TagName", "").split())
    values = tuple(text_of(value, source) for value in children(node) if _name(value) == "GenericValue")
    if len(values) != len(node):
        raise Malformed("a category without plain values", place=where(node, source), found=tag, expected="GenericValue elements")
    return Category(tag, node.get("Type", ""), values, where(node, source))


def write_label(given: MachineLabel, kind: Root = ORIGINATOR) -> Element:
    """Writes a label as an element of a kind.

    Raises:
        Malformed: the label has no date, or this form cannot carry it.
    """
    label = given.label
    policy, created = name_of_policy(label), created_of(given)
    categories = list(categories_of(given))
    root = etree.Element(f"{{{NAMESPACE}}}{kind}", nsmap={None: NAMESPACE})
    if given.review is not None:
        root.set("ReviewDateTime", written_instant(given.review))
    information = _add(root, "ConfidentialityInformation")
    _add(information, "PolicyIdentifier", policy)
    _add(information, "Classification", classification(label))
    if given.privacy_mark is not None:
        _add(information, "PrivacyMark", given.privacy_mark)
    for one in categories:
        category = _add(information, "Category")
        category.set("TagName", one.tag)
        category.set("Type", one.kind)
        for value in one.values:
            _add(category, "GenericValue", value)
    if given.originator is not None:
        _add(root, "OriginatorID", given.originator)
    _add(root, "CreationDateTime", written_instant(created))
    return root


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    node = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text is not None:
        try:
            node.text = text
        except ValueError:
            raise Malformed("a character that XML cannot hold", found=name, expected="printable characters") from None
    return node
