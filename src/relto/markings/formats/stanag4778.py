"""Binding of a confidentiality label to what it labels: beside a file, or inside an XML document.

A binding has the originator's label, perhaps labels that other policies give the same information, perhaps the label of the label, and
the data they are bound to. Beside a file it names that file, next to it or below; inside a document it means the document itself
(``URI=""``) and stands as the first element of its root.

What could make one label pass for another's is refused: two bindings of the same data (or of names that some file systems take for the
same), an identifier twice, a second container or a second binding anywhere in the document, a label outside its binding, a name that leads
out of the folder or elsewhere, a signature (none is checked here, and one that nobody checked must not look like one that somebody did).
Binding information is held to our own schema (``schemas/stanag4778.xsd``) before it is read: every label has a ``Metadata`` of its own,
and transforms, references to metadata, data inside the binding and attributes of other namespaces have no place.

A plain binding does not hold the data fast, and the standard's schema gives a reference no digest: whoever can change the file can change
it unseen. :func:`digest_of` gives one to keep elsewhere; sealing does more.

Source: STANAG 4778 / ADatP-4778 edition A version 1, namespace ``urn:nato:stanag:4778:bindinginformation:1:0``, as its public schema 1.4
and open implementations have it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from attrs import frozen
from lxml import etree

from relto.labels import Label
from relto.markings.formats import stanag4774
from relto.markings.formats.model import MachineLabel, machine
from relto.markings.formats.schema import check
from relto.markings.formats.stanag4774 import ALTERNATIVE, METADATA, ORIGINATOR, Root
from relto.markings.formats.xml import Element, children, read_xml, where
from relto.primitives import Malformed, Place
from relto.primitives.characters import hidden_characters
from relto.primitives.limits import BINDINGS, BUNDLE_DEPTH, XML_BYTES

NAMESPACE = "urn:nato:stanag:4778:bindinginformation:1:0"
_XMIME = "http://www.w3.org/2005/05/xmlmime"
_CONTENT_TYPE = f"{{{_XMIME}}}contentType"
_SIGNATURES = ("http://www.w3.org/2000/09/xmldsig#", "http://www.w3.org/2009/xmldsig11#")
_BESIDE = re.compile(r"\./[^/\\:?#%\x00-\x1f]+(?:/[^/\\:?#%\x00-\x1f]+)*")
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")
_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,100}")
_WHOLE = ""
_OF_NATO = ("urn:nato:stanag:4774:", "urn:nato:stanag:4778:")
_NAMES = frozenset(
    one.lower() for one in (ORIGINATOR, ALTERNATIVE, METADATA, "ConfidentialityLabel", "BindingInformation", "MetadataBinding")
)
"""What other tools take for a label or a binding in whatever namespace it stands."""


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
    _same(read_binding(data), bindings)
    return data


def read_binding(data: bytes, source: str = "binding") -> tuple[Binding, ...]:
    """The bindings that stand beside files.

    Raises:
        Malformed: it is no binding information, or one that could be taken for another's.
    """
    root = read_xml(data, source, XML_BYTES, BUNDLE_DEPTH)
    found = _read(root, source)
    for one in found:
        parts = one.uri[2:].split("/")
        if not _BESIDE.fullmatch(one.uri) or hidden_characters(one.uri) or any(not part.strip(". ") or part[-1] in ". " for part in parts):
            expected = "./ and a name below this folder"
            raise Malformed("a binding leads elsewhere", place=where(root, source), found=one.uri[:100], expected=expected)
    return found


def digest_of(binding: bytes, files: Mapping[str, bytes]) -> str:
    """SHA-256 over binding information and the files it names, in hexadecimal digits.

    Kept where whoever can change the files cannot, it shows that neither a label nor a file was exchanged.

    Args:
        binding: the binding information.
        files: what the files hold, by the name that the binding gives them (``./report.pdf``).

    Raises:
        Malformed: it is no binding information, or the files are not just those that it names.
    """
    names = sorted(one.uri for one in read_binding(binding))
    if names != sorted(files):
        found = ", ".join(sorted(set(names) ^ set(files)))
        raise Malformed("files that the binding does not name, or not all", place=Place("files"), found=found, expected=", ".join(names))
    whole = sha256(sha256(binding).digest())
    for name in names:
        whole.update(sha256(files[name]).digest())
    return whole.hexdigest()


def embed(document: bytes, label: Binding | MachineLabel | Label, source: str = "document") -> bytes:
    """An XML document with a label bound to it.

    Args:
        document: the document; its text stays as it is, its bytes are written anew.
        label: the originator's label, or a binding of the document with what other policies say.
        source: name of the document, for errors.

    Raises:
        Malformed: no XML; it has a label or a binding already; the label cannot be written.
    """
    binding = label if isinstance(label, Binding) else Binding(machine(label))
    root = read_xml(document, source, XML_BYTES, BUNDLE_DEPTH)
    _refuse_strays(root, source, None)
    root.insert(0, _written((binding,)))
    data = bytes(etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True))
    _same((read_embedded(data, source)[0],), (binding,))
    return data


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
    _take_out(root, first)
    return found[0], bytes(etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True))


def _take_out(root: Element, node: Element) -> None:
    """Takes an element out and leaves the text behind it, which belongs to the document."""
    before = node.getprevious()
    if node.tail and before is None:
        root.text = (root.text or "") + node.tail
    elif node.tail:
        before.tail = (before.tail or "") + node.tail
    root.remove(node)


def _same(found: Sequence[Binding], given: Sequence[Binding]) -> None:
    """Labels are compared where each is written; this compares what they are bound to."""
    pairs = [(one.uri, one.content_type, one.id, len(one.alternatives)) for one in given]
    if [(one.uri, one.content_type, one.id, len(one.alternatives)) for one in found] != pairs:
        raise Malformed("a binding that is not read back", expected="names and identifiers as XML keeps them")


def _is(node: Element, name: str) -> bool:
    return bool(node.tag == f"{{{NAMESPACE}}}{name}")


def _refuse_strays(root: Element, source: str, allowed: Element | None) -> None:
    """Refuses labels and bindings outside the one that is allowed; what stands inside that is read strictly."""
    inside = set(allowed.iter(etree.Element)) if allowed is not None else set()
    for node in root.iter(etree.Element):
        name = etree.QName(node)
        if node not in inside and ((name.namespace or "").startswith(_OF_NATO) or name.localname.lower() in _NAMES):
            raise Malformed("a label or a binding outside the binding of the document", place=where(node, source), expected="one binding")


def _read(root: Element, source: str) -> tuple[Binding, ...]:
    if not _is(root, "BindingInformation"):
        raise Malformed(
            "no binding information", place=where(root, source), found=str(root.tag), expected=f"BindingInformation in {NAMESPACE}"
        )
    _refuse_signature(root, source)
    check(root, "stanag4778", source)
    container = _single(root, "MetadataBindingContainer", source)
    nodes = _only(container, ("MetadataBinding",), source)
    if len(nodes) > BINDINGS:
        raise Malformed("too many bindings", place=where(container, source), found=str(len(nodes)), expected=f"{BINDINGS} at most")
    found, seen = list[Binding](), set[tuple[str, str]]()
    for node in nodes:
        one = _binding(node, source)
        found.append(one)
        keys = {("data", unicodedata.normalize("NFKC", one.uri).casefold())} | ({("name", one.id)} if one.id is not None else set())
        if keys & seen:
            raise Malformed(
                "two bindings of the same data or name", place=where(node, source), found=one.id or one.uri[:100], expected="one for each"
            )
        seen |= keys
    if not found:
        raise Malformed("binding information that binds nothing", place=where(root, source), expected="a binding")
    return tuple(found)


def _refuse_signature(root: Element, source: str) -> None:
    for node in root.iter(etree.Element):
        if etree.QName(node).namespace in _SIGNATURES:
            raise Malformed("a signature that is not checked here", place=where(node, source), expected="a binding without a signature")


def _only(node: Element, names: tuple[str, ...], source: str) -> list[Element]:
    """The elements inside an element, which has no text and, unless it is a binding, no attribute."""
    further = sorted(set(map(str, node.attrib)) - ({"Id"} if _is(node, "MetadataBinding") else set()))
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
    metadata, reference = parts[:-1], parts[-1] if parts else None
    if reference is None or not _is(reference, "DataReference") or not metadata or any(_is(one, "DataReference") for one in metadata):
        expected = "Metadata for each label, and one DataReference"
        raise Malformed("a binding has its labels and its data", place=where(node, source), found=str(len(parts)), expected=expected)
    identifier = node.get("Id")
    if identifier is not None and not _ID.fullmatch(identifier):
        raise Malformed("no identifier", place=where(node, source), found=identifier[:40], expected="letters, digits, _ . -")
    labels = [_label(one, source) for one in metadata]
    of = {kind: [label for known, label in labels if known == kind] for kind in (ORIGINATOR, ALTERNATIVE, METADATA)}
    policies = [one.label.scheme.id for one in (*of[ORIGINATOR], *of[ALTERNATIVE])]
    if len(of[ORIGINATOR]) != 1 or len(of[METADATA]) > 1 or len(set(policies)) != len(policies):
        expected = "the originator's label, and one at most of each other policy"
        raise Malformed("labels that contradict each other", place=where(node, source), found=", ".join(policies), expected=expected)
    uri, content_type = _reference(reference, source)
    metadata_label = of[METADATA][0] if of[METADATA] else None
    return Binding(of[ORIGINATOR][0], uri, content_type, identifier, tuple(of[ALTERNATIVE]), metadata_label)


def _label(metadata: Element, source: str) -> tuple[Root, MachineLabel]:
    found = children(metadata)
    if metadata.attrib or len(found) != 1:
        expected = "one label and no attribute"
        raise Malformed("metadata that is not one label", place=where(metadata, source), found=str(len(found)), expected=expected)
    kind = stanag4774.kind_of(found[0])
    if kind is None:
        raise Malformed(
            "metadata that is no label", place=where(found[0], source), found=str(found[0].tag), expected="labels of STANAG 4774"
        )
    return kind, stanag4774.read_label(found[0], source, kind)


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
        if not all(text is None or text.isprintable() for text in (one.uri, one.content_type, one.id)):
            raise Malformed("a name with a character that nobody sees", found=one.uri, expected="printable characters")
        node = etree.SubElement(container, f"{{{NAMESPACE}}}MetadataBinding")
        if one.id is not None:
            node.set("Id", one.id)
        for label in _labels(one):
            etree.SubElement(node, f"{{{NAMESPACE}}}Metadata").append(label)
        reference = etree.SubElement(node, f"{{{NAMESPACE}}}DataReference", URI=one.uri)
        if one.content_type is not None:
            reference.set(_CONTENT_TYPE, one.content_type)
    return root


def _labels(one: Binding) -> Iterator[Element]:
    yield stanag4774.write_label(one.label)
    yield from (stanag4774.write_label(other, ALTERNATIVE) for other in one.alternatives)
    if one.of_metadata is not None:
        yield stanag4774.write_label(one.of_metadata, METADATA)
