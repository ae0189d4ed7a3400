"""The label as an assertion: NATO's XML or its JSON, as text, so that every client hashes the same.

A file may carry both; they must then say the same. Whatever else claims to be a handling of the content and cannot be read is refused.

Source: STANAG 4774 (namespace); OpenTDF 4.3.0, assertions; the word ``xml-structured`` is not verified in a public sample.
"""

from functools import lru_cache

from attrs import evolve

from relto.labels import Label
from relto.markings.formats import FORMATS, MachineLabel
from relto.markings.formats.json import read_json, write_json
from relto.markings.formats.json4774 import read_statement, write_statement
from relto.markings.formats.opentdf import write_attributes
from relto.markings.formats.stanag4774 import NAMESPACE
from relto.primitives import Malformed
from relto.sealing.faults import Fault, refuse
from relto.sealing.manifest import Assertion, Manifest, Statement

XML = "xml-structured"
JSON = "json-structured"
FORMS = ("stanag4774", "json4774")
_SHORT = 4_096
"""Characters of a label up to which what it says is remembered."""


@lru_cache(maxsize=4_096)
def label_assertion(label: MachineLabel, form: str) -> Assertion:
    """An assertion of a label, not yet bound.

    Raises:
        Malformed: the form cannot carry the label.
    """
    if form == "stanag4774":
        statement = Statement(XML, FORMATS[form].write(label).decode(), NAMESPACE)
    elif form == "json4774":
        statement = Statement(JSON, write_json(write_statement(label)["value"]).decode(), NAMESPACE)
    else:
        raise Malformed("no form of a label for a seal", found=form, expected=" or ".join(FORMS))
    return Assertion(f"label-{form}", "handling", "payload", statement, "unencrypted")


@lru_cache(maxsize=4_096)
def mirrored(label: Label, authority: str) -> tuple[str, ...]:
    """The attributes that mirror a label.

    Raises:
        Malformed: something of it is no attribute.
    """
    return tuple(write_attributes(MachineLabel(label), authority))


def label_assertions(manifest: Manifest) -> list[Assertion]:
    """The assertions that say how the content is to be handled."""
    return [one for one in manifest.assertions if one.type == "handling" or one.statement.schema == NAMESPACE]


def read_label(one: Assertion) -> MachineLabel:
    """The label of an assertion.

    Raises:
        BrokenSeal: it cannot be read.
    """
    path = f"assertions[{one.id[:40]}]"
    value, kind = one.statement.value, one.statement.format
    if one.statement.schema != NAMESPACE or kind not in (XML, JSON):
        found = f"{one.statement.schema} {kind}"[:120]
        raise refuse(Fault.LABEL_MISSING, "a label that cannot be read", path=path, found=found, expected=f"{NAMESPACE}, {XML} or {JSON}")
    try:
        if kind == XML and isinstance(value, str):
            return _known_xml(value, path) if len(value) <= _SHORT else _read_xml(value, path)
        plain = read_json(value.encode(), path) if isinstance(value, str) else value
        return read_statement({"schema": NAMESPACE, "format": JSON, "value": plain}, path)
    except (Malformed, UnicodeEncodeError) as error:
        raise refuse(Fault.LABEL_MISSING, f"a label that cannot be read: {error}", path=path) from error


def _read_xml(value: str, path: str) -> MachineLabel:
    return FORMATS["stanag4774"].read(value.encode(), source=path)


_known_xml = lru_cache(maxsize=4_096)(_read_xml)
"""The same labels come again and again, and reading one takes longer than checking who signed it."""


def one_label(some: list[Assertion]) -> MachineLabel:
    """The label that all of them say.

    Raises:
        BrokenSeal: there is none, or they differ.
    """
    if not some:
        raise refuse(Fault.LABEL_MISSING, "there is no label", path="assertions", expected="the originator's label")
    found = [read_label(one) for one in some]
    if any(evolve(one, references=()) != evolve(found[0], references=()) for one in found):
        raise refuse(Fault.DISAGREE, "two labels that say different things", path="assertions", expected="one label")
    if len(some) != len({one.statement.format for one in some}):
        raise refuse(Fault.DUPLICATE, "a label stands twice", path="assertions", expected="it once in each form")
    return found[0]
