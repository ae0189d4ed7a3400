"""Schemas of XML forms, written for what is accepted here and tried before anything is read out of an element.

A schema says which elements stand where. What they mean, and whether they contradict each other, is still for the reader.
"""

from functools import cache
from importlib.resources import files

from lxml import etree

from relto.markings.formats.xml import Element, read_xml, where
from relto.primitives import Malformed, Place

_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"


@cache
def _schema(name: str) -> etree.XMLSchema:
    text = (files("relto.markings.formats") / "schemas" / f"{name}.xsd").read_bytes()
    return etree.XMLSchema(read_xml(text, f"{name}.xsd"))


def check(node: Element, name: str, source: str) -> None:
    """Holds an element to a schema.

    Args:
        node: the element.
        name: the schema's name.
        source: name of the input, for errors.

    Raises:
        Malformed: it is not as the schema has it, or points to a schema itself (``xsi:…``).
    """
    for inside in node.iter(etree.Element):
        own = next((str(name) for name in inside.attrib if str(name).startswith(_INSTANCE)), None)
        if own is not None:
            raise Malformed("an attribute that is not known here", place=where(inside, source), found=own, expected="no xsi:…")
    schema = _schema(name)
    if schema.validate(node):
        return
    error = next(iter(schema.error_log), None)
    said = "" if error is None else " ".join(error.message.split())
    for space in set(node.nsmap.values()) - {None}:
        said = said.replace(f"{{{space}}}", "")
    place = Place(source, int(error.line) if error is not None and error.line else None, None, None)
    raise Malformed("not as the schema of this form has it", place=place, found=said[:300] or None, expected=f"what {name}.xsd has")
