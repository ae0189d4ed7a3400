"""NATO confidentiality metadata labels in XML: the originator's label; alternative labels and labels of metadata as elements beside it.

Names of policies, levels and categories: see :mod:`relto.markings.formats.confidentiality`.

A document's label is the originator's alone. An alternative label is what another policy says of the same information, a metadata
label what the label itself is classified; both stand in a binding (:mod:`relto.markings.formats.stanag4778`), never alone.

An element is held to our own schema (``schemas/stanag4774.xsd``) before it is read. The kind of an originator's identifier and the URIs
that stand beside words are kept as they are; no URI is followed, and the words alone say what the label is.

Not read: succession, values of categories by number or bit string, attributes and elements of other namespaces.

Source: STANAG 4774 / ADatP-4774 edition A version 1, namespace ``urn:nato:stanag:4774:confidentialitymetadatalabel:1:0``, as its
public schema 1.3 and the labels of open implementations have it; names of categories for national policies are Relto's.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from attrs import fields, frozen
from lxml import etree

from relto.labels import Label
from relto.markings.formats.confidentiality import (
    CATEGORIES,
    NAMESPACE,
    POLICIES,
    Category,
    Informative,
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
from relto.markings.formats.schema import check
from relto.markings.formats.xml import Element, children, read_xml, text_of, where
from relto.primitives import Malformed
from relto.primitives.characters import hidden_characters

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
        Malformed: it is no such label, is not as the schema has it, or says what Relto cannot hold.
    """
    found = kind_of(root)
    if found != kind:
        what = "no label of STANAG 4774" if found is None else "not the originator's own label" if kind == ORIGINATOR else "another label"
        raise Malformed(what, place=where(root, source), found=f"{_name(root) or root.tag}", expected=f"{kind} in {NAMESPACE}")
    check(root, "stanag4774", source)
    _only(root, {"ReviewDateTime"}, source)
    parts = _each_once(root, ("ConfidentialityInformation", "OriginatorID", "CreationDateTime"), source)
    information, created = parts.get("ConfidentialityInformation"), parts.get("CreationDateTime")
    if information is None or created is None:
        raise Malformed("a label without its information or its date", place=where(root, source), expected="both")
    originator = parts.get("OriginatorID")
    if originator is not None:
        _only(originator, {"IDType"}, source)
    label, privacy, informative, references = _information(information, source)
    review = root.get("ReviewDateTime")
    return dated(
        MachineLabel(
            label,
            created=instant(text_of(created, source), where(created, source)),
            review=None if review is None else instant(review, where(root, source)),
            originator=None if originator is None else _plain(originator, source),
            originator_type=None if originator is None else originator.get("IDType"),
            privacy_mark=privacy,
            informative=informative,
            references=references,
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
    """The elements inside an element by name, each once; of ``Category`` there may be more, and the caller looks for all."""
    found: dict[str, Element] = {}
    for child in children(node):
        name = _name(child)
        if name not in names:
            raise Malformed(
                "an element that is not known here", place=where(child, source), found=name or str(child.tag), expected=", ".join(names)
            )
        if name in found and name != "Category":
            raise Malformed("an element stands twice", place=where(child, source), found=name, expected="it once")
        found[name] = child
    return found


def _information(node: Element, source: str) -> tuple[Label, str | None, Informative, tuple[tuple[str, str], ...]]:
    _only(node, set(), source)
    known = _each_once(node, ("PolicyIdentifier", "Classification", "PrivacyMark", "Category"), source)
    policy, level = known.get("PolicyIdentifier"), known.get("Classification")
    if policy is None or level is None:
        raise Malformed("a label without its policy or its classification", place=where(node, source), expected="both")
    categories = [one for one in children(node) if _name(one) == "Category"]
    for part in (policy, level):
        _only(part, {"URI"}, source)
    one = policy_of(text_of(policy, source), where(policy, source))
    privacy = known.get("PrivacyMark")
    label, informative = label_of(one, text_of(level, source), [_category(given, source) for given in categories], where(level, source))
    named = [("PolicyIdentifier", policy), ("Classification", level), *((f"Category {_tag(given)}", given) for given in categories)]
    return label, None if privacy is None else _plain(privacy, source), informative, _references(named, source)


def _references(named: list[tuple[str, Element]], source: str) -> tuple[tuple[str, str], ...]:
    """The URIs beside words; where a category stands in several pieces, all of them have the same or none has one."""
    found: dict[str, str | None] = {}
    for name, node in named:
        uri = node.get("URI")
        if (uri is not None and (not uri.isprintable() or " " in uri)) or found.setdefault(name, uri) != uri:
            raise Malformed("no URI, or two of one category", place=where(node, source), found=str(uri)[:80], expected="one URI")
    return tuple(sorted((name, uri) for name, uri in found.items() if uri is not None))


def _plain(node: Element, source: str) -> str:
    """A text that people are shown: it hides no character."""
    text = text_of(node, source)
    if hidden_characters(text):
        raise Malformed("a text with hidden characters", place=where(node, source), found=text[:80], expected="printable characters")
    return text


def _tag(node: Element) -> str:
    return " ".join(node.get("TagName", "").split())


def _category(node: Element, source: str) -> Category:
    _only(node, {"TagName", "Type", "URI"}, source)
    tag = _tag(node)
    values = tuple(_plain(value, source) for value in children(node) if _name(value) == "GenericValue")
    if len(values) != len(node) or hidden_characters(tag):
        raise Malformed("a category without plain values", place=where(node, source), found=tag, expected="GenericValue elements")
    return Category(tag, node.get("Type", ""), values, where(node, source))


def write_label(given: MachineLabel, kind: Root = ORIGINATOR) -> Element:
    """Writes a label as an element of a kind.

    Raises:
        Malformed: the label has no date, or this form cannot carry it whole.
    """
    try:
        root = _written(given, kind)
    except ValueError:
        raise Malformed("a character that XML cannot hold", found=kind, expected="printable characters") from None
    again, wanted = read_label(root, "label", kind), given if given.label.marked_on is not None else dated(given)
    if again != wanted:
        raise Malformed(
            "this form cannot carry all of the label",
            found=next(one.name for one in fields(MachineLabel) if getattr(again, one.name) != getattr(wanted, one.name)),
            expected="texts with one space between words, an originator with its kind, and the day of the instant",
        )
    return root


def _written(given: MachineLabel, kind: Root) -> Element:
    label = given.label
    policy, created = name_of_policy(label), created_of(given)
    references = dict(given.references)
    root = etree.Element(f"{{{NAMESPACE}}}{kind}", nsmap={None: NAMESPACE})
    if given.review is not None:
        root.set("ReviewDateTime", written_instant(given.review))
    information = _add(root, "ConfidentialityInformation")
    _add(information, "PolicyIdentifier", policy, URI=references.get("PolicyIdentifier"))
    _add(information, "Classification", classification(label), URI=references.get("Classification"))
    if given.privacy_mark is not None:
        _add(information, "PrivacyMark", given.privacy_mark)
    for one in categories_of(given):
        category = _add(information, "Category", TagName=one.tag, Type=one.kind, URI=references.get(f"Category {one.tag}"))
        for value in one.values:
            _add(category, "GenericValue", value)
    if given.originator is not None:
        _add(root, "OriginatorID", given.originator, IDType=given.originator_type)
    _add(root, "CreationDateTime", written_instant(created))
    return root


def _add(parent: Element, name: str, text: str | None = None, **attributes: str | None) -> Element:
    node = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    node.text = text
    for attribute, value in attributes.items():
        if value is not None:
            node.set(attribute, value)
    return node
