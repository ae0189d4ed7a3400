"""Marking definitions of STIX 2.1 beyond the Traffic Light Protocol: FIRST's exchange policies, and labels of every other system.

STIX has an extension for FIRST IEP 2.0. It has none for the markings of nations and NATO, so Relto has one of its own, which holds the JSON
statement of a STANAG 4774 label (:mod:`relto.markings.formats.json4774`). Tools that do not know it keep it, as they keep every
extension; its definition and who made it travel with it. Identifiers are derived from the content, so equal labels are one object.

Source: STIX version 2.1, OASIS Standard, 10 June 2021, 7.2 and 7.3; the IEP 2.0 extension of the OASIS CTI common objects, of which one
public example was read.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid5

from attrs import evolve

from relto.labels import Label
from relto.markings.formats.confidentiality import instant, written_instant
from relto.markings.formats.json4774 import read_statement, write_statement
from relto.markings.formats.model import MachineLabel, dated, refuse_typed
from relto.markings.formats.parts import written
from relto.markings.systems import system
from relto.primitives import Malformed, Place

IEP = "extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
_SPACE = UUID("5a1f9d52-6f0f-5f7d-9d0a-2f7a5d1f5c11")
LABEL = f"extension-definition--{uuid5(_SPACE, 'confidentiality label 1')}"
"""Relto's own extension."""

_MADE = "2026-11-23T00:00:00.000Z"
_IDENTITY = f"identity--{uuid5(_SPACE, 'Relto')}"
_PROPERTY = "confidentiality_label"
_IEP_NAMES: Mapping[str, str] = MappingProxyType({"provider_attribution": "attribution", "iep_id": "id"})
_STIX_NAMES: Mapping[str, str] = MappingProxyType({ours: theirs for theirs, ours in _IEP_NAMES.items()})


def supporting_objects() -> list[dict[str, Any]]:
    """What goes with a bundle that uses Relto's extension: who made it, and its definition."""
    return [
        {
            "type": "identity",
            "spec_version": "2.1",
            "id": _IDENTITY,
            "created": _MADE,
            "modified": _MADE,
            "name": "Relto",
            "identity_class": "system",
        },
        {
            "type": "extension-definition",
            "spec_version": "2.1",
            "id": LABEL,
            "created_by_ref": _IDENTITY,
            "created": _MADE,
            "modified": _MADE,
            "name": "Confidentiality label",
            "description": "A marking definition that holds the JSON statement of a STANAG 4774 confidentiality label.",
            "schema": f"{_PROPERTY}: the statement of a STANAG 4774 label in its JSON form (docs/reference/formats.md)",
            "version": "1.0.0",
            "extension_types": ["property-extension"],
        },
    ]


def read_extended(given: Mapping[str, Any], said: Mapping[str, Any], extension: str, source: str) -> MachineLabel:
    """The label of a definition that uses one of the two extensions.

    Args:
        given: the marking definition.
        said: what stands under the extension.
        extension: which of the two.
        source: name of the input, for errors.

    Raises:
        Malformed: it is none, or says what no label holds.
    """
    place = Place(source, path=f"extensions.{extension}")
    if said.get("extension_type") != "property-extension":
        raise Malformed(
            "a marking is a property extension", place=place, found=str(said.get("extension_type"))[:40], expected="property-extension"
        )
    created = instant(str(given.get("created")), Place(source, path="created"))
    if extension == LABEL:
        if set(said) != {"extension_type", _PROPERTY}:
            raise Malformed("the extension holds one label", place=place, found=", ".join(sorted(said))[:80], expected=_PROPERTY)
        label = read_statement(said[_PROPERTY], source)
        if label.created != created:
            raise Malformed("the definition and its label were made at different times", place=place, expected=written_instant(created))
        return evolve(label, identifier=given["id"])
    fields = {_IEP_NAMES.get(name, name): value for name, value in said.items() if name != "extension_type"}
    if len(fields) != len(said) - 1:
        raise Malformed("a statement stands twice under two names", place=place, expected="each once")
    policy = system("iep").parse(json.dumps(fields, ensure_ascii=False), source=source).label
    return dated(MachineLabel(policy, created, identifier=given["id"]))


def write_extended(given: MachineLabel) -> dict[str, Any]:
    """The definition of a label that is none of the Traffic Light Protocol.

    Raises:
        Malformed: the label says no day, or what neither extension holds.
    """
    if given.created is None:
        raise Malformed("a marking definition says when it was made", expected="a label with its day")
    text = written(given.label)
    if given.label.scheme.id == "iep":
        extension, said = IEP, _iep(given, text)
    else:
        extension, said = LABEL, {_PROPERTY: write_statement(evolve(given, identifier=None))}
    created = _stamp(given.created)
    content = json.dumps([extension, said, created], sort_keys=True, ensure_ascii=False)
    made: dict[str, Any] = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": given.identifier or f"marking-definition--{uuid5(_SPACE, content)}",
        "created": created,
        "name": text if given.label.scheme.id != "iep" else "IEP data marking",
        "extensions": {extension: {"extension_type": "property-extension", **said}},
    }
    return made


def _iep(given: MachineLabel, text: str) -> dict[str, Any]:
    refuse_typed(given)
    if given.review or given.originator or given.privacy_mark or given.informative:
        raise Malformed("a policy carries its statements alone", expected="a label without further dates and names")
    fields = json.loads(text)
    return {_STIX_NAMES.get(name, name): 2.0 if name == "iep_version" else value for name, value in fields.items()}


def _stamp(when: datetime) -> str:
    spec = "microseconds" if when.microsecond % 1000 else "milliseconds"
    return when.isoformat(timespec=spec).replace("+00:00", "Z")


def is_extended(label: Label) -> bool:
    """Whether a label needs Relto's own extension."""
    return label.scheme.id not in {"tlp", "iep"}
