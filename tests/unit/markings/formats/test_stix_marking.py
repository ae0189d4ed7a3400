"""Labels of every policy in STIX bundles: definitions, and marking objects with them."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import stix2
from attrs import evolve

from relto.markings import parse
from relto.markings.formats import FORMATS, MachineLabel
from relto.markings.formats.stix import labels_of, mark
from relto.markings.formats.stix_extensions import LABEL
from relto.primitives import Malformed

AT = datetime(2026, 11, 23, tzinfo=UTC)
REPORT = "report--84e4d88f-44ea-4bcd-bbf3-b2c1c320bcb3"
TOOL = "indicator--a932fcc6-e032-476c-826f-cb970a5a1ade"


def label(text, system):
    return MachineLabel(evolve(parse(text, system=system).label, marked_on=AT.date()), created=AT)


def bundle():
    stamp = "2026-11-01T00:00:00.000Z"
    common = {"spec_version": "2.1", "created": stamp, "modified": stamp}
    indicator = {"type": "indicator", "id": TOOL, **common, "pattern": "[file:size = 1]", "pattern_type": "stix", "valid_from": stamp}
    report = {"type": "report", "id": REPORT, **common, "name": "Weekly note", "published": stamp, "object_refs": [TOOL]}
    made = {"type": "bundle", "id": "bundle--44af6c39-c09b-49c5-9de2-394224b04982", "objects": [indicator, report]}
    return json.dumps(made).encode()


MARKINGS = [
    ("SECRET//REL TO USA, AUS", "us"),
    ("NATO SECRET RELEASABLE TO JPN", "nato"),
    ("極秘//特定秘密", "jp"),
    ("RESTRICTED", "nz"),
    ("TLP:AMBER+STRICT", "tlp"),
]


@pytest.mark.parametrize(("text", "system"), MARKINGS)
def test_objects_are_marked_and_other_tools_read_the_bundle(text, system):
    made = mark(bundle(), label(text, system))
    found = [evolve(one.label, marked_on=None) for one in labels_of(made) if one.id in {REPORT, TOOL}]
    assert found == [parse(text, system=system).label] * 2
    assert len(stix2.parse(made, allow_custom=True).objects) == len(json.loads(made)["objects"])
    assert mark(made, label(text, system)) == made


def test_one_object_is_marked_and_a_marking_of_the_same_policy_gives_way():
    first = mark(bundle(), label("SECRET//NOFORN", "us"), ids=[TOOL])
    assert {one.id: bool(one.labels) for one in labels_of(first)}[REPORT] is False
    second = mark(mark(first, label("CONFIDENTIAL", "us")), label("TLP:GREEN", "tlp"))
    found = {one.id: one.labels for one in labels_of(second)}
    assert [one.level for one in found[TOOL]] == ["TLP:GREEN", "CONFIDENTIAL"]
    indicator = next(one for one in labels_of(second) if one.id == TOOL)
    with pytest.raises(Malformed, match="several policies mark the object"):
        _ = indicator.label
    with pytest.raises(Malformed, match="does not hold this object"):
        mark(bundle(), label("SECRET", "us"), ids=["report--00000000-0000-4000-8000-000000000000"])


def test_a_policy_of_first_is_read_and_written_as_it_came():
    policy = '{"iep_version": "2.0", "permitted_actions": "none", "tlp": "red", "attribution": "must-not"}'
    written = FORMATS["stix"].write(label(policy, "iep"))
    said = next(iter(json.loads(written)["extensions"].values()))
    assert (said["provider_attribution"], said["iep_version"]) == ("must-not", 2.0)
    assert FORMATS["stix"].write(FORMATS["stix"].read(written)) == written


@pytest.mark.skipif("RELTO_REAL_DATA" not in os.environ, reason="RELTO_REAL_DATA names no folder of real data")
def test_the_public_example_of_a_policy_comes_back():
    given = (Path(os.environ["RELTO_REAL_DATA"]) / "markings" / "iep-data-marking-red-example.json").read_bytes()
    found = FORMATS["stix"].read(given)
    assert found.label.level == "contact-for-instruction"
    assert json.loads(FORMATS["stix"].write(found)) == json.loads(given)


def definition(**changes):
    return {**json.loads(FORMATS["stix"].write(label("SECRET", "nz"))), **changes}


def changed(**inside):
    extension = definition()["extensions"][LABEL]
    return definition(extensions={LABEL: {**extension, **inside}})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (changed(extension_type="toplevel-property-extension"), "a marking is a property extension"),
        (changed(further=1), "the extension holds one label"),
        (definition(created="2020-01-01T00:00:00.000Z"), "made at different times"),
        (definition(created="yesterday"), "no instant"),
        (definition(definition_type="tlp", definition={"tlp": "red"}), "a definition of several markings"),
        (definition(id="marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"), "contradicts itself"),
        (definition(extensions={LABEL: 1}), "a definition of several markings, or of none"),
    ],
)
def test_a_definition_that_contradicts_itself_is_refused(given, says):
    with pytest.raises(Malformed, match=says):
        FORMATS["stix"].read(json.dumps(given).encode())


def test_a_definition_that_stands_twice_is_refused():
    made = json.loads(mark(bundle(), label("SECRET", "nz")))
    own = next(one for one in made["objects"] if one["type"] == "marking-definition")
    made["objects"].append(own)
    with pytest.raises(Malformed, match="a marking is defined twice"):
        list(labels_of(json.dumps(made).encode()))
