"""Binding of a confidentiality label to what it labels: beside a file, or inside an XML document.

A binding has the originator's label, perhaps labels that other policies give the same information, perhaps the label of the label, and
the data they are bound to. Beside a file it names that file, next to it or below; inside a document it means the document itself
(``URI=""``) and stands as the first element of its root.

What could make one label pass for another's is refused: two bindings of the same data, an identifier twice, a second container or a second
binding anywhere in the document, a label outside its binding, a name that leads out of the folder or elsewhere, a signature (none is
checked here, and one that nobody checked must not look like one that somebody did).

A plain binding does not hold the data fast: whoever can change the file can change it unseen. Sealing does that.

Source: STANAG 4778 / ADatP-4778 edition A version 1, namespace ``urn:nato:stanag:4778:bindinginformation:1:0``, as its public schema
and open implementations have it.
"""

import re
from collections.abc import Iterator, Sequence

from attrs import frozen
from lxml import etree

from relto.labels import Label
from relto.markings.formats import stanag4774
from relto.markings.formats.model import MachineLabel, machine
from relto.markings.formats.stanag4774 import ALTERNATIVE, METADATA, ORIGINATOR, Root
from relto.markings.formats.xml import Element, children, read_xml, where
from relto.primitives import Malformed
from relto.primitives.limits import BUNDLE_DEPTH, XML_BYTES

NAMESPACE = "urn:nato:stanag:4778:bindinginformation:1:0"
_XMIME = "http://www.w3.org/2005/05/xmlmime"
_CONTENT_TYPE = f"{{{_XMIME}}}contentType"
_SIGNATURES = ("http://www.w3.org/2000/09/xmldsig#", "http://www.w3.org/2009/xmldsig11#")
_BESIDE = re.compile(r"\./[^/\\:?#%\x00-\x1f]+(?:/[^/\\:?#%\x00-\x1f]+)*")
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")
_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,100}")
_WHOLE = ""


@frozen
class Binding:
    """A label and what it is bound to.

    Args:
        label: the originator's label.
        uri: the file, as ``./name`` beside the binding; empty for the document in which it stands.
        content_type: media type of the file, or ``None``.
        id: identifier of the binding, or ``None``.
        alternatives: what other policies say of the same information; they never replace the label.
        of_metadata: the label of the label itself, or ``None``.
    """

    label: MachineLabel
    uri: str = _WHOLE
    content_type: str | None = None
    id: str | None = None
    alternatives: tuple[MachineLabel, ...] = ()
    of_metadata: MachineLabel | None = None


def bind(bindings: Sequence[Binding]) -> bytes:
    """The binding information that stands beside files.

    Raises:
        Malformed: there is none; a label cannot be written; what would be read back differs (a name, an identifier, a second
            binding of one file).
    """
    root = _written(bindings)
    data = bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
    read_binding(data)
    return data


def read_binding(data: bytes, source: str = "binding") -> tuple[Binding, ...]:
    """The bindings that stand beside files.

    Raises:
        Malformed: it is no binding information, or one that could be taken for another's.
    """
    root = read_xml(data, source, XML_BYTES, BUNDLE_DEPTH)
    found = _read(root, source)
    for one in found:
        if not _BESIDE.fullmatch(one.uri) or any(part in {".", ".."} for part in one.uri[2:].split("/")):
            expected = "./ and a name below this folder"
            raise Malformed("a binding leads elsewhere", place=where(root, source), found=one.uri[:100], expected=expected)
    return found


def embed(document: bytes, label: MachineLabel | Label, source: str = "document") -> bytes:
    """An XML document with a label bound to it.

    Raises:
        Malformed: no XML; it has a label or a binding already; the label cannot be written.
    """
    root = read_xml(document, source, XML_BYTES, BUNDLE_DEPTH)
    _refuse_strays(root, source, None)
    root.insert(0, _written((Binding(machine(label)),)))
    return bytes(etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True))


def read_embedded(document: bytes, source: str = "document") -> tuple[Binding, bytes]:
    """The label bound to an XML document, and the document without it.

    Raises:
        Malformed: no XML; there is no binding as the first element of the root, or a label or binding anywhere else.
    """
    root = read_xml(document, source, XML_BYTES, BUNDLE_DEPTH)
    first = next(root.iterchildren(etree.Element), None)
    if first is None or not _is(first, "BindingInformation"):
        raise Malformed("no label is bound to the document", place=where(root, source), expected="BindingInformation, first in the root")
    _refuse_strays(root, source, first)
    found = _read(first, source)
    if len(found) != 1 or found[0].uri != _WHOLE:
        shown = ", ".join(one.uri or "the document" for one in found)
        raise Malformed("the binding is not of this document alone", place=where(first, source), found=shown, expected='URI=""')
    root.remove(first)
    return found[0], bytes(etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True))


def _is(node: Element, name: str) -> bool:
    return bool(node.tag == f"{{{NAMESPACE}}}{name}")


def _refuse_strays(root: Element, source: str, allowed: Element | None) -> None:
    """Refuses labels and bindings outside the one that is allowed; what stands inside that is read strictly."""
    inside = set(allowed.iter(etree.Element)) if allowed is not None else set()
    for node in root.iter(etree.Element):
        space = etree.QName(node).namespace
        if node not in inside and space in {NAMESPACE, stanag4774.NAMESPACE}:
            raise Malformed("a label or a binding outside the binding of the document", place=where(node, source), expected="one binding")


def _read(root: Element, source: str) -> tuple[Binding, ...]:
    if not _is(root, "BindingInformation"):
        raise Malformed(
            "no binding information", place=where(root, source), found=str(root.tag), expected=f"BindingInformation in {NAMESPACE}"
        )
    _refuse_signature(root, source)
    container = _single(root, "MetadataBindingContainer", source)
    found = tuple(_binding(node, source) for node in _only(container, ("MetadataBinding",), source))
    ids = [one.id for one in found if one.id is not None]
    uris = [one.uri for one in found]
    if not found or len(set(ids)) != len(ids) or len(set(uris)) != len(uris):
        twice = next((one for one in (*ids, *uris) if (*ids, *uris).count(one) > 1), "no binding")
        raise Malformed("two bindings of the same data or name, or none", place=where(root, source), found=twice, expected="one for each")
    return found


def _refuse_signature(root: Element, source: str) -> None:
    for node in root.iter(etree.Element):
        if etree.QName(node).namespace in _SIGNATURES:
            raise Malformed("a signature that is not checked here", place=where(node, source), expected="a binding without a signature")


def _only(node: Element, names: tuple[str, ...], source: str) -> list[Element]:
    """The elements inside an element, which has no text and no attribute besides its identifier."""
    further = sorted(set(map(str, node.attrib)) - {"Id"})
    found = children(node)
    strange = next((one for one in found if not any(_is(one, name) for name in names)), None)
    if further or strange is not None:
        place = where(node if strange is None else strange, source)
        what = further[0] if further else str(strange.tag if strange is not None else "")
        raise Malformed("an element or attribute that is not known here", place=place, found=what, expected=", ".join(names))
    return found


def _single(node: Element, name: str, source: str) -> Element:
    found = _only(node, (name,), source)
    if len(found) != 1:
        raise Malformed(f"{name} stands once", place=where(node, source), found=str(len(found)), expected="one")
    return found[0]


def _binding(node: Element, source: str) -> Binding:
    parts = _only(node, ("Metadata", "DataReference"), source)
    if [etree.QName(one).localname for one in parts] != ["Metadata", "DataReference"]:
        expected = "one Metadata and one DataReference"
        raise Malformed("a binding has its labels and its data", place=where(node, source), found=str(len(parts)), expected=expected)
    metadata, reference = parts
    identifier = node.get("Id")
    if identifier is not None and not _ID.fullmatch(identifier):
        raise Malformed("no identifier", place=where(node, source), found=identifier[:40], expected="letters, digits, _ . -")
    labels = list(_labels(metadata, source))
    of = {kind: [label for known, label in labels if known == kind] for kind in (ORIGINATOR, ALTERNATIVE, METADATA)}
    policies = [one.label.scheme.id for one in (*of[ORIGINATOR], *of[ALTERNATIVE])]
    if len(of[ORIGINATOR]) != 1 or len(of[METADATA]) > 1 or len(set(policies)) != len(policies):
        expected = "the originator's label, and one at most of each other policy"
        raise Malformed("labels that contradict each other", place=where(metadata, source), found=", ".join(policies), expected=expected)
    uri, content_type = _reference(reference, source)
    metadata_label = of[METADATA][0] if of[METADATA] else None
    return Binding(of[ORIGINATOR][0], uri, content_type, identifier, tuple(of[ALTERNATIVE]), metadata_label)


def _labels(metadata: Element, source: str) -> Iterator[tuple[Root, MachineLabel]]:
    if metadata.attrib:
        raise Malformed(
            "an attribute that is not known here", place=where(metadata, source), found=str(metadata.keys()[0]), expected="none"
        )
    for node in children(metadata):
        kind = stanag4774.kind_of(node)
        if kind is None:
            raise Malformed("metadata that is no label", place=where(node, source), found=str(node.tag), expected="labels of STANAG 4774")
        yield kind, stanag4774.read_label(node, source, kind)


def _reference(node: Element, source: str) -> tuple[str, str | None]:
    uri, content_type = node.get("URI"), node.get(_CONTENT_TYPE)
    strange = sorted(set(map(str, node.attrib)) - {"URI", _CONTENT_TYPE})
    if uri is None or strange or len(node) or (node.text or "").strip():
        found = strange[0] if strange else uri
        raise Malformed("data are named by a URI alone", place=where(node, source), found=found, expected="URI and contentType")
    if content_type is not None and not _TYPE.fullmatch(content_type):
        raise Malformed("no media type", place=where(node, source), found=content_type[:60], expected="application/pdf")
    return str(uri), None if content_type is None else str(content_type)


def _written(bindings: Sequence[Binding]) -> Element:
    root = etree.Element(f"{{{NAMESPACE}}}BindingInformation", nsmap={None: NAMESPACE, "xmime": _XMIME})
    container = etree.SubElement(root, f"{{{NAMESPACE}}}MetadataBindingContainer")
    for one in bindings:
        node = etree.SubElement(container, f"{{{NAMESPACE}}}MetadataBinding")
        if one.id is not None:
            node.set("Id", one.id)
        metadata = etree.SubElement(node, f"{{{NAMESPACE}}}Metadata")
        metadata.append(stanag4774.write_label(one.label))
        metadata.extend(stanag4774.write_label(other, ALTERNATIVE) for other in one.alternatives)
        if one.of_metadata is not None:
            metadata.append(stanag4774.write_label(one.of_metadata, METADATA))
        reference = etree.SubElement(node, f"{{{NAMESPACE}}}DataReference", URI=one.uri)
        if one.content_type is not None:
            reference.set(_CONTENT_TYPE, one.content_type)
    return root
