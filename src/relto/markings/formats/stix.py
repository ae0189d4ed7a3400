"""STIX 2.1 marking definitions: the Traffic Light Protocol, versions 1.0 and 2.0, other policies, and where they stand in a bundle.

The two versions are different objects with different identifiers. One of TLP 1.0 is read as the label of TLP 2.0 that FIRST gives it
(white is clear) and keeps its identifier, so that it is written as it came. What another definition says (a statement, an extension
that is not known here) is no label: a reader that has to decide refuses it, and never takes it for nothing.

Source: STIX version 2.1, OASIS Standard, 10 June 2021, 7.2 (data markings); the TLP 2.0 definitions of the OASIS CTI TC, October 2022.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from attrs import frozen

from relto.labels import Label
from relto.markings.formats.json import read_json, write_json
from relto.markings.formats.model import MachineLabel, machine, refuse_typed
from relto.markings.formats.stix_extensions import IEP, LABEL, is_extended, read_extended, supporting_objects, write_extended
from relto.markings.systems import system
from relto.primitives import Malformed, Place
from relto.primitives.limits import BUNDLE_BYTES, BUNDLE_DEPTH

EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_ID = re.compile(r"marking-definition--[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DEFINITIONS = frozenset({"marking-definition", "extension-definition"})
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
            raise Malformed(
                "this marking definition is no label", place=Place(source), expected="TLP 1.0 or 2.0, IEP 2.0, or Relto's extension"
            )
        return found

    def write(self, label: MachineLabel | Label) -> bytes:
        """See :class:`~relto.markings.formats.model.Format`."""
        return write_json(write_definition(machine(label)))


@frozen
class Marked:
    """What the markings of one object of a bundle say.

    Args:
        id: the object's identifier.
        labels: the labels of the whole object, one for each policy, in order of the policies' short names.
        granular: labels of parts of it, each with the selectors it holds for.
        further: identifiers of definitions on it that are no labels (statements and others): who decides must refuse, or know them.
    """

    id: str
    labels: tuple[Label, ...]
    granular: tuple[tuple[tuple[str, ...], Label], ...] = ()
    further: tuple[str, ...] = ()

    @property
    def label(self) -> Label | None:
        """The only label of the whole object; ``None`` where there is none.

        Raises:
            Malformed: several policies mark it: each of :attr:`labels` holds.
        """
        if len(self.labels) > 1:
            found = ", ".join(one.scheme.id for one in self.labels)
            raise Malformed("several policies mark the object", place=Place(self.id), found=found, expected="each looked at")
        return self.labels[0] if self.labels else None

    def labels_at(self, selector: str) -> tuple[Label, ...]:
        """The labels of one property, with all that stands in it, one for each policy.

        STIX leaves open which of several markings on a property overrides the others, so none does: those of the whole object, of
        the property, of what it stands in and of what stands in it are rolled up by their policy.

        Args:
            selector: names and indexes, joined by dots; not looked up in the object.
        """
        at = selector.split(".")
        parts = [label for selectors, label in self.granular if any(_touches(at, one.split(".")) for one in selectors)]
        return _rolled_up([*self.labels, *parts])


def _touches(one: list[str], other: list[str]) -> bool:
    """Whether one of two selected things stands in the other, or they are one."""
    least = min(len(one), len(other))
    return one[:least] == other[:least]


def _rolled_up(labels: Collection[Label]) -> tuple[Label, ...]:
    policies = sorted({label.scheme.id for label in labels})
    return tuple(system(policy).roll_up([label for label in labels if label.scheme.id == policy]) for policy in policies)


def read_definition(given: Any, source: str = "definition") -> MachineLabel | None:
    """What a marking definition says; ``None`` where it is well formed and no label.

    Raises:
        Malformed: it is no marking definition, or one of TLP that contradicts itself.
    """
    place = Place(source)
    if not isinstance(given, dict) or given.get("type") != "marking-definition" or not _is_id(given.get("id")):
        raise Malformed("no marking definition", place=place, expected="an object of type marking-definition with its identifier")
    identifier = given["id"]
    extensions = given.get("extensions", {})
    said = {name: extensions[name] for name in (EXTENSION, IEP, LABEL) if isinstance(extensions, dict) and name in extensions}
    definition = given.get("definition")
    older = definition.get("tlp") if isinstance(definition, dict) and given.get("definition_type") == "tlp" else None
    known = TLP_2.get(identifier) or TLP_1.get(identifier)
    if not said and older is None and known is None:
        return None
    if len(said) + (older is not None) != 1 or not all(isinstance(one, dict) for one in said.values()):
        raise Malformed("a definition of several markings, or of none", place=place, found=identifier, expected="one marking")
    if IEP in said or LABEL in said:
        extension, inside = next(iter(said.items()))
        if known is not None:
            raise Malformed("a definition of TLP that contradicts itself", place=place, found=identifier, expected="its colour")
        return read_extended(given, inside, extension, source)
    colour = older if older is not None else said[EXTENSION].get("tlp_2_0")
    if known is None or colour != known[0] or (older is None) != (identifier in TLP_2):
        found = f"{identifier}: {colour}"
        raise Malformed(
            "a definition of TLP that contradicts itself", place=place, found=found, expected="identifier and colour of one version"
        )
    return MachineLabel(
        Label(system("tlp").scheme, known[1]),
        identifier=identifier,
        older=f"TLP:{colour.upper()} of TLP 1.0" if identifier in TLP_1 else None,
    )


def _is_id(text: object) -> bool:
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def write_definition(given: MachineLabel) -> dict[str, Any]:
    """The marking definition of a label: of TLP 2.0, or the one of TLP 1.0 that it came as; of any other system by an extension.

    Raises:
        Malformed: it is no label of TLP, says more than one, or has an identifier that is not its own.
    """
    label = given.label
    if label.scheme.id != "tlp":
        return write_extended(given)
    if Label(label.scheme, label.level, marked_on=label.marked_on) != label:
        raise Malformed("a marking definition of TLP carries a colour alone", found=label.level, expected="a label without more")
    refuse_typed(given)
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

    Several labels of one policy on one object are rolled up by it; labels of several policies stay beside each other.

    Raises:
        Malformed: no bundle; a marking that the bundle does not hold and that is not one of TLP; a selector that points nowhere.
    """
    given = read_json(bundle, source, BUNDLE_BYTES, BUNDLE_DEPTH)
    objects = given.get("objects", []) if isinstance(given, dict) and given.get("type") == "bundle" else None
    if not isinstance(objects, list) or not all(isinstance(one, dict) for one in objects):
        raise Malformed("no bundle of STIX", place=Place(source), expected='{"type": "bundle", "objects": […]}')
    known: dict[str, Label | None] = {}
    declared: set[str] = set()
    for identifier, (_, level) in {**TLP_1, **TLP_2}.items():
        known[identifier] = Label(system("tlp").scheme, level)
    for one in objects:
        if one.get("type") == "marking-definition":
            found = read_definition(one, source)
            if one["id"] in declared:
                raise Malformed("a marking is defined twice", place=Place(source), found=one["id"], expected="it once")
            declared.add(one["id"])
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
        if not isinstance(selectors, list) or not selectors or ("marking_ref" in entry) == ("lang" in entry):
            raise Malformed("a granular marking names a marking or a language, and selectors", place=place, expected="one, and selectors")
        for selector in selectors:
            _select(one, selector, place)
        if "lang" in entry:
            continue
        label = _label(entry["marking_ref"], known, place)
        if label is None:
            further.append(entry["marking_ref"])
        else:
            parts.append((tuple(selectors), label))
    _check_versions(refs, place)
    return Marked(one["id"], _rolled_up(labels), tuple(parts), tuple(dict.fromkeys(further)))


def _check_versions(refs: Collection[str], place: Place) -> None:
    """Refuses an object on which the two versions of TLP say different things."""
    older = {TLP_1[ref][1] for ref in refs if ref in TLP_1}
    newer = {TLP_2[ref][1] for ref in refs if ref in TLP_2}
    if older and newer and older != newer:
        found = f"{', '.join(sorted(older))} by TLP 1.0, {', '.join(sorted(newer))} by TLP 2.0"
        raise Malformed("two versions of TLP contradict each other", place=place, found=found, expected="the same colour, or one version")


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


def mark(
    bundle: bytes,
    label: MachineLabel | Label,
    *,
    ids: Collection[str] | None = None,
    selectors: Sequence[str] = (),
    source: str = "bundle",
) -> bytes:
    """A bundle with a label on objects of it: the definition in the bundle, and a reference on each object.

    A marking of the same policy that stands on the object gives way; those of other policies and markings of parts stay. With
    selectors, parts of the objects are marked, and the marking that gives way is one of the same policy on just these parts.

    Args:
        bundle: the bundle.
        label: the label; its day is the definition's.
        ids: identifiers of the objects; ``None``: all but definitions and what goes with them.
        selectors: the parts of each object that are marked; none: the object itself.
        source: name of the input, for errors.

    Raises:
        Malformed: no bundle, or one whose markings cannot be read; an identifier that is not in it; a selector that points nowhere;
            no definition carries the label.
    """
    list(labels_of(bundle, source))  # refuses what cannot be read before anything is written
    given = read_json(bundle, source, BUNDLE_BYTES, BUNDLE_DEPTH)
    objects = given["objects"]
    marked = machine(label)
    definition = write_definition(marked)
    same = {one["id"] for one in objects if one.get("type") == "marking-definition" and _policy(one, source) == marked.label.scheme.id}
    same |= {*TLP_1, *TLP_2} if marked.label.scheme.id == "tlp" else set()
    ours = {one["id"] for one in supporting_objects()}
    every = [one["id"] for one in objects if one["type"] not in _DEFINITIONS and one["id"] not in ours]
    wanted = [one for one in objects if one["id"] in (every if ids is None else ids)]
    missing = set(ids or ()) - {one["id"] for one in wanted}
    if missing:
        raise Malformed(
            "the bundle does not hold this object", place=Place(source), found=min(missing), expected="identifiers of the bundle"
        )
    for one in wanted:
        _put_on(one, definition["id"], same, tuple(dict.fromkeys(selectors)))
    present = {one["id"] for one in objects}
    needed = [*(supporting_objects() if is_extended(marked.label) else []), definition]
    given["objects"] = [*(one for one in needed if one["id"] not in present), *objects]
    data = write_json(given)
    list(labels_of(data, source))
    return data


def _put_on(one: dict[str, Any], ref: str, same: Collection[str], selectors: tuple[str, ...]) -> None:
    """Puts a marking on an object, or on parts of it, in place of those that give way."""
    if not selectors:
        one["object_marking_refs"] = [*(other for other in one.get("object_marking_refs", []) if other not in same), ref]
        return
    kept: list[dict[str, Any]] = []
    for entry in one.get("granular_markings", []):
        rest = [selector for selector in entry["selectors"] if entry.get("marking_ref") not in same or selector not in selectors]
        kept += [{**entry, "selectors": rest}] if rest else []
    one["granular_markings"] = [*kept, {"marking_ref": ref, "selectors": list(selectors)}]


def _policy(definition: dict[str, Any], source: str) -> str | None:
    found = read_definition(definition, source)
    return None if found is None else found.label.scheme.id
