"""STIX 2.1 marking definitions: the Traffic Light Protocol, versions 1.0 and 2.0, and where they stand in a bundle.

The two versions are different objects with different identifiers. One of TLP 1.0 is read as the label of TLP 2.0 that FIRST gives it
(white is clear) and keeps its identifier, so that it is written as it came. What another definition says (a statement, an extension
that is not known here) is no label: a reader that has to decide refuses it, and never takes it for nothing.

Source: STIX version 2.1, OASIS Standard, 10 June 2021, 7.2 (data markings); the TLP 2.0 definitions of the OASIS CTI TC, October 2022.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from attrs import frozen

from relto.labels import Label
from relto.markings.formats.json import read_json, write_json
from relto.markings.formats.model import MachineLabel, machine
from relto.markings.systems import system
from relto.primitives import Malformed, Place
from relto.primitives.limits import BUNDLE_BYTES, BUNDLE_DEPTH

EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_ID = re.compile(r"marking-definition--[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STEP = re.compile(r"\[(?P<index>[0-9]{1,6})\]|(?P<name>[a-z0-9_-]{1,250})")

TLP_1: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": ("white", "TLP:CLEAR"),
        "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": ("green", "TLP:GREEN"),
        "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": ("amber", "TLP:AMBER"),
        "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": ("red", "TLP:RED"),
    }
)
"""The definitions of TLP 1.0, which STIX itself has, and the labels of TLP 2.0 that they are read as."""

TLP_2: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": ("clear", "TLP:CLEAR"),
        "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": ("green", "TLP:GREEN"),
        "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": ("amber", "TLP:AMBER"),
        "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": ("amber+strict", "TLP:AMBER+STRICT"),
        "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": ("red", "TLP:RED"),
    }
)
"""The definitions of TLP 2.0. The identifier of red is from general knowledge and was not checked against the TC's text."""


@frozen
class Stix:
    """See the module."""

    id: str = "stix"
    name: str = "STIX 2.1 marking definition"
    media_type: str = "application/stix+json"
    source: str = "STIX 2.1, 7.2; TLP 2.0 definitions of the OASIS CTI TC"

    def read(self, data: bytes, *, source: str = "label") -> MachineLabel:
        """See :class:`~relto.markings.formats.model.Format`."""
        found = read_definition(read_json(data, source), source)
        if found is None:
            raise Malformed("this marking definition is no label", place=Place(source), expected="TLP 1.0 or TLP 2.0")
        return found

    def write(self, label: MachineLabel | Label) -> bytes:
        """See :class:`~relto.markings.formats.model.Format`."""
        return write_json(write_definition(machine(label)))


@frozen
class Marked:
    """What the markings of one object of a bundle say.

    Args:
        id: the object's identifier.
        label: the label of the whole object; ``None`` where no marking with a level stands on it.
        granular: labels of parts of it, each with the selectors it holds for.
        further: identifiers of definitions on it that are no labels (statements and others): who decides must refuse, or know them.
    """

    id: str
    label: Label | None
    granular: tuple[tuple[tuple[str, ...], Label], ...] = ()
    further: tuple[str, ...] = ()


def read_definition(given: Any, source: str = "definition") -> MachineLabel | None:
    """What a marking definition says; ``None`` where it is well formed and no label.

    Raises:
        Malformed: it is no marking definition, or one of TLP that contradicts itself.
    """
    place = Place(source)
    if not isinstance(given, dict) or given.get("type") != "marking-definition" or not _is_id(given.get("id")):
        raise Malformed("no marking definition", place=place, expected="an object of type marking-definition with its identifier")
    identifier = given["id"]
    extension = given.get("extensions", {})
    said = (
        extension.get(EXTENSION, {}).get("tlp_2_0")
        if isinstance(extension, dict) and isinstance(extension.get(EXTENSION, {}), dict)
        else None
    )
    definition = given.get("definition")
    older = definition.get("tlp") if isinstance(definition, dict) and given.get("definition_type") == "tlp" else None
    known = TLP_2.get(identifier) or TLP_1.get(identifier)
    if said is None and older is None and known is None:
        return None
    if known is None or (said or older) != known[0] or (said is None) == (identifier in TLP_2) or (said is not None and older is not None):
        found = f"{identifier}: {said or older}"
        raise Malformed(
            "a definition of TLP that contradicts itself", place=place, found=found, expected="identifier and colour of one version"
        )
    return MachineLabel(Label(system("tlp").scheme, known[1]), identifier=identifier)


def _is_id(text: object) -> bool:
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def write_definition(given: MachineLabel) -> dict[str, Any]:
    """The marking definition of a label: of TLP 2.0, or the one of TLP 1.0 that it came as.

    Raises:
        Malformed: it is no label of TLP, says more than one, or has an identifier that is not its own.
    """
    label = given.label
    if label.scheme.id != "tlp" or Label(label.scheme, label.level, marked_on=label.marked_on) != label:
        raise Malformed("a marking definition of TLP carries a label of TLP alone", found=label.scheme.id, expected="tlp")
    if given.review or given.originator or given.privacy_mark or given.informative:
        raise Malformed("a marking definition carries its label alone", expected="a label without further dates and names")
    identifier = given.identifier or next(one for one, (_, level) in TLP_2.items() if level == label.level)
    colour, level = TLP_2.get(identifier) or TLP_1.get(identifier) or ("", "")
    if level != label.level:
        raise Malformed("an identifier of another marking", found=identifier, expected=f"one of {label.level}")
    made: dict[str, Any] = {"type": "marking-definition", "spec_version": "2.1", "id": identifier}
    if identifier in TLP_1:
        return made | {
            "created": "2017-01-20T00:00:00.000Z",
            "definition_type": "tlp",
            "name": f"TLP:{colour.upper()}",
            "definition": {"tlp": colour},
        }
    return made | {
        "created": "2022-10-01T00:00:00.000Z",
        "name": level,
        "extensions": {EXTENSION: {"extension_type": "property-extension", "tlp_2_0": colour}},
    }


def labels_of(bundle: bytes, source: str = "bundle") -> Iterator[Marked]:
    """What the markings of every object of a bundle say, in the bundle's order; marking definitions themselves are left out.

    Several labels on one object are rolled up.

    Raises:
        Malformed: no bundle; a marking that the bundle does not hold and that is not one of TLP; a selector that points nowhere.
    """
    given = read_json(bundle, source, BUNDLE_BYTES, BUNDLE_DEPTH)
    objects = given.get("objects", []) if isinstance(given, dict) and given.get("type") == "bundle" else None
    if not isinstance(objects, list) or not all(isinstance(one, dict) for one in objects):
        raise Malformed("no bundle of STIX", place=Place(source), expected='{"type": "bundle", "objects": […]}')
    known: dict[str, Label | None] = {}
    for identifier, (_, level) in {**TLP_1, **TLP_2}.items():
        known[identifier] = Label(system("tlp").scheme, level)
    for one in objects:
        if one.get("type") == "marking-definition":
            found = read_definition(one, source)
            known[one["id"]] = None if found is None else found.label
    for number, one in enumerate(objects):
        if one.get("type") != "marking-definition":
            yield _marked(one, known, Place(source, path=f"objects[{number}]"))


def _marked(one: dict[str, Any], known: Mapping[str, Label | None], place: Place) -> Marked:
    refs = one.get("object_marking_refs", [])
    granular = one.get("granular_markings", [])
    if not isinstance(refs, list) or not isinstance(granular, list) or not isinstance(one.get("id"), str):
        raise Malformed("markings of an object are lists, and it has an identifier", place=place, expected="lists")
    labels = [label for ref in refs if (label := _label(ref, known, place)) is not None]
    further = [ref for ref in refs if known[ref] is None]
    parts: list[tuple[tuple[str, ...], Label]] = []
    for entry in granular:
        selectors = entry.get("selectors") if isinstance(entry, dict) else None
        if not isinstance(selectors, list) or not selectors or "marking_ref" not in entry:
            raise Malformed("a granular marking names a marking and selectors", place=place, expected="marking_ref and selectors")
        for selector in selectors:
            _select(one, selector, place)
        label = _label(entry["marking_ref"], known, place)
        if label is None:
            further.append(entry["marking_ref"])
        else:
            parts.append((tuple(selectors), label))
    whole = system("tlp").roll_up(labels) if labels else None
    return Marked(one["id"], whole, tuple(parts), tuple(dict.fromkeys(further)))


def _label(ref: object, known: Mapping[str, Label | None], place: Place) -> Label | None:
    if not isinstance(ref, str) or ref not in known:
        raise Malformed(
            "a marking that the bundle does not hold", place=place, found=str(ref)[:80], expected="its definition in the bundle"
        )
    return known[ref]


def _select(one: dict[str, Any], selector: object, place: Place) -> None:
    """Follows a selector; refuses one that points nowhere."""
    here: Any = one
    for step in selector.split(".") if isinstance(selector, str) and selector else [""]:
        match = _STEP.fullmatch(step)
        if match is None:
            raise Malformed("no selector", place=place, found=str(selector)[:80], expected="names and indexes, joined by dots")
        if match["index"] is not None:
            here = here[int(match["index"])] if isinstance(here, list) and int(match["index"]) < len(here) else None
        else:
            here = here.get(match["name"]) if isinstance(here, dict) else None
        if here is None:
            raise Malformed("a selector points nowhere", place=place, found=str(selector)[:80], expected="a property that is there")
