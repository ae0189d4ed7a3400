"""Elements of a SPIF, taken only as the schema has them: unknown elements, attributes and values are refused with their place."""

import re
from collections.abc import Collection, Container, Iterator
from datetime import UTC, datetime
from typing import NoReturn

from relto.markings.formats.xml import Element, where
from relto.primitives import Malformed, hidden_characters

NAMESPACE = "http://www.xmlspif.org/spif"
RELTO = "urn:relto:spif:1"
"""Namespace of the attributes that Relto's own export adds."""
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}"
_LONGEST, _MOST_ATTRIBUTES = 256, 32
_PREFIX = f"{{{NAMESPACE}}}"
_CODE = f"{_PREFIX}code"
_OID = re.compile(r"[0-2](?:\.[0-9]{1,39}){1,60}")
_INTEGER = re.compile(r"[+-]?[0-9]{1,9}")
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8}){0,4}")
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


class At:
    """An element with its attributes.

    Args:
        node: the element.
        source: name of its file.
        name: its own name; with its namespace where that is not the SPIF's.
    """

    __slots__ = ("attributes", "name", "node", "source")

    def __init__(self, node: Element, source: str, name: str) -> None:
        self.node, self.source, self.name = node, source, name
        if len(node.attrib) > _MOST_ATTRIBUTES:  # before they are taken, which takes time by the square of their number
            self.refuse("too many attributes", found=str(len(node.attrib)), expected=f"{_MOST_ATTRIBUTES} at most")
        self.attributes: dict[str, str] = dict(node.items())
        whole = "".join(self.attributes.values())
        if len(whole) > _LONGEST or not (whole.isascii() and whole.isprintable()):
            for value in self.attributes.values():
                self._plain(value)

    def refuse(self, message: str, *, found: str | None = None, expected: str | None = None) -> NoReturn:
        """Refuses what stands here.

        Raises:
            Malformed: always.
        """
        raise Malformed(message, place=where(self.node, self.source), found=None if found is None else found[:80], expected=expected)

    def only(self, *names: str) -> None:
        """Refuses an attribute that is none of these; hints at schemas are passed over."""
        for name in self.attributes:
            if name not in names and not name.startswith(_SCHEMA):
                self.refuse("an attribute that is not known here", found=name, expected=", ".join(names) or "none")

    def inside(self, *names: str) -> "Iterator[At]":
        """The elements inside, all of them of these names; no text stands between them."""
        node = self.node
        if node.text and node.text.strip():
            self.refuse("text stands between elements", found=node.text.strip())
        for child in node:
            if child.tail and child.tail.strip():
                self.refuse("text stands between elements", found=child.tail.strip())
            tag = child.tag
            if isinstance(tag, str):
                one = At(child, self.source, tag.removeprefix(_PREFIX))
                if one.name not in names:
                    one.refuse("an element that is not known here", found=one.name, expected=", ".join(names) or "none")
                yield one

    def empty(self) -> None:
        """Refuses anything inside."""
        if len(self.node) or self.node.text:
            for one in self.inside():
                one.refuse("an element that is not known here", found=one.name, expected="none")

    def codes(self, known: Container[str]) -> tuple[str, ...]:
        """The texts of the ``code`` elements inside, each once; all of them are known."""
        found: dict[str, None] = {}
        for child in self.node:
            text, tail = child.text, child.tail
            if child.tag == _CODE and text in known and not len(child) and not (tail and tail.strip()) and not child.attrib:
                found[text] = None
        if len(found) == len(self.node) and not (self.node.text and self.node.text.strip()):
            return tuple(found)
        for one in self.inside("code"):  # something is not as plain as that
            one.only()
            if one.text() not in known:
                one.refuse("an unknown marking code", found=one.text(), expected="a code of the SPIF schema 2.1")
            found[one.text()] = None
        return tuple(found)

    def grouped(self, *names: str) -> "dict[str, list[At]]":
        """The elements inside, all of them of these names, by name."""
        found: dict[str, list[At]] = {}
        for one in self.inside(*names):
            found.setdefault(one.name, []).append(one)
        return found

    def text(self) -> str:
        """The text inside, which holds no elements."""
        text = self.node.text
        if len(self.node) or not (text and text.strip()):
            self.refuse("an element without its text", expected="text alone")
        return self._plain(" ".join(text.split()))

    def _plain(self, text: str) -> str:
        if len(text) > _LONGEST:
            self.refuse("a text is too long", found=f"{len(text)} characters", expected=f"{_LONGEST} at most")
        if not (text.isascii() and text.isprintable()) and (hidden := hidden_characters(text)):
            self.refuse("a character that nobody sees", found=", ".join(hidden))
        return text

    def given(self, name: str) -> str | None:
        """An attribute as it stands."""
        return self.attributes.get(name)

    def named(self, name: str) -> str:
        """An attribute that must be there and say something, with one space between words."""
        value = self.attributes.get(name, "")
        if " " in value or not value.isprintable():
            value = " ".join(value.split())
        return value or self.refuse(f"`{name}` is missing", expected=name)

    def oid(self, name: str) -> str:
        """An object identifier."""
        value = self.named(name)
        return value if _OID.fullmatch(value) else self.refuse("no object identifier", found=value, expected="1.3.6.1.4.1.99999")

    def integer(self, name: str) -> int:
        """A whole number."""
        value = self.named(name)
        return int(value) if _INTEGER.fullmatch(value) else self.refuse("no whole number", found=value, expected=name)

    def truth(self, name: str) -> bool:
        """A truth value; ``False`` where it is not given, as the schema has it."""
        value = self.given(name)
        if value is None:
            return False
        return _TRUTH[value] if value in _TRUTH else self.refuse("neither true nor false", found=value, expected="true or false")

    def one_of(self, name: str, values: Collection[str]) -> str:
        """An attribute with one of some values."""
        value = self.named(name)
        return value if value in values else self.refuse(f"an unknown `{name}`", found=value, expected=f"one of {', '.join(values)}")

    def language(self) -> str:
        """The element's language, or nothing."""
        value = self.given(LANG) or ""
        return value.lower() if not value or _LANGUAGE.fullmatch(value) else self.refuse("no language", found=value, expected="en, fr-CA")

    def instant(self, name: str) -> datetime | None:
        """An instant; one without a zone is UTC's."""
        value = self.given(name)
        if value is None:
            return None
        try:
            found = datetime.fromisoformat(value.strip())
        except ValueError:
            self.refuse("no instant", found=value, expected="2026-01-05T09:00:00Z")
        return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def number(lacv: str) -> str:
    """A category's number in one form: 004 is 4."""
    return str(int(lacv)) if lacv.isascii() and lacv.isdigit() else lacv
