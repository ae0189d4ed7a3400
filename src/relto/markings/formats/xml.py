"""One door for XML: no document type, no entity, no network, no depth without end.

Source: the expansions and external entities refused here are those of CWE-776 and CWE-611.
"""

import re
from typing import Any, TypeAlias

from lxml import etree

from relto.primitives import Malformed, Place
from relto.primitives.limits import LABEL_BYTES, LABEL_DEPTH

Element: TypeAlias = Any
"""An element of lxml, which has no types of its own."""

_DECLARED = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\bencoding\s*=\s*["'](?P<name>[^"'>]*)["']""")
_UTF_8 = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})


def read_xml(data: bytes, source: str, limit: int = LABEL_BYTES, deepest: int = LABEL_DEPTH) -> Element:
    """The root of an XML text.

    Args:
        data: the bytes.
        source: name of the input, for errors.
        limit: most bytes.
        deepest: deepest nesting.

    Raises:
        Malformed: too large, no XML in UTF-8, nested too deeply, or with a document type, a processing instruction or an entity in it.
    """
    if len(data) > limit:
        raise Malformed("the XML is too large", place=Place(source), found=f"{len(data)} bytes", expected=f"{limit} bytes at most")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\x00" in data:
        raise Malformed("the XML has a document type, or is in no eight-bit form", place=Place(source), expected="elements in UTF-8")
    _refuse_encoding(data, source)
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        position = getattr(error, "position", (None, None))
        raise Malformed("no well-formed XML", place=Place(source, position[0], position[1] or None), expected="XML in UTF-8") from None
    for fault in parser.error_log:  # a name with two colons passes where a warning stands behind it in the log
        raise Malformed("no well-formed XML", place=Place(source, fault.line, fault.column), found=fault.message, expected="XML in UTF-8")
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.externalDTD is not None:
        raise Malformed("the XML has a document type", place=Place(source), expected="elements alone")
    _check(root, source, deepest)
    return root


def _refuse_encoding(data: bytes, source: str) -> None:
    """Refuses what says that it is not UTF-8: in UTF-7, say, a document type would pass every look at its bytes."""
    declared = _DECLARED.match(data)
    if declared is not None and declared["name"].lower() not in _UTF_8:
        found = declared["name"].decode("ascii", "replace")
        raise Malformed("the XML is in another encoding", place=Place(source), found=found, expected="UTF-8")


def _check(root: Element, source: str, deepest: int) -> None:
    for before in (*root.itersiblings(preceding=True), *root.itersiblings()):
        _refuse_instruction(before, source)
    depth = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "pi", "comment")):
        if event == "start":
            depth += 1
            if depth > deepest:
                raise Malformed("the XML is nested too deeply", place=where(node, source), expected=f"{deepest} levels at most")
        elif event == "end":
            depth -= 1
        else:
            _refuse_instruction(node, source)


def _refuse_instruction(node: Element, source: str) -> None:
    if node.tag is etree.ProcessingInstruction:
        raise Malformed("the XML has a processing instruction", place=where(node, source), expected="elements alone")


def where(node: Element, source: str) -> Place:
    """The place of an element: its line and its path."""
    line = node.sourceline
    path = node.getroottree().getpath(node)
    return Place(source, int(line) if line else None, None, path)


def children(node: Element) -> list[Element]:
    """The elements inside an element.

    Raises:
        Malformed: text stands between them.
    """
    found = [child for child in node if isinstance(child.tag, str)]
    stray = [node.text, *(child.tail for child in node)]
    if any(text and text.strip() for text in stray):
        raise Malformed("text stands between elements", place=where(node, "label"), expected="elements alone")
    return found


def text_of(node: Element, source: str) -> str:
    """The text inside an element that has no elements.

    Raises:
        Malformed: it holds elements, or nothing.
    """
    if len(node) or not (node.text and node.text.strip()):
        raise Malformed("an element without its text", place=where(node, source), expected="text alone")
    return " ".join(node.text.split())
