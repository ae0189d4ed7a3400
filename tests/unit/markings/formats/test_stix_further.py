"""Marking definitions of STIX that are no labels, and where several markings meet."""

import gzip
import json
import os
from pathlib import Path

import pytest
import stix2

from relto.markings import parse
from relto.markings.formats import FORMATS
from relto.markings.formats.stix import TLP_1, TLP_2, labels_of, mark, read_definition
from relto.markings.formats.stix_further import ACS, AcsMarking, Statement, read_further
from relto.primitives import Malformed

ID = "marking-definition--0b1f0f0e-7d5a-4a3a-9a57-0d6f3a4d1c11"
OPEN = "urn:isa:policy:acs:ns:v3.0?privdefault=permit&sharedefault=permit"
TOOL = "tool--44af6c39-c09b-49c5-9de2-394224b04982"


def acs(drop=(), **changes):
    members = {
        "extension_type": "property-extension",
        "identifier": "isa:guide.1.ACS3-1",
        "create_date_time": "2026-01-05T09:00:00.000Z",
        "responsible_entity_custodian": "USA.DHS",
        "policy_reference": OPEN,
        "control_set": {"classification": "U"},
    }
    members = {name: value for name, value in (members | changes).items() if name not in drop}
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": ID,
        "created": "2026-01-05T09:00:00.000Z",
        "extensions": {ACS: members},
    }


def control(**said):
    return acs(control_set={"classification": "U"} | said)


def privilege(**changes):
    one = {"privilege_action": "INTEL", "privilege_scope": {"entity": ["ALL"]}, "rule_effect": "permit"}
    return acs(access_privilege=[one | changes])


EVERYTHING = acs(
    name="whole",
    responsible_entity_originator="USA.DHS.US-CERT",
    authority_reference=["urn:isa:authority:misa"],
    original_classification={
        "classified_by": "A releasing officer",
        "classified_on": "2026-01-05T09:00:00Z",
        "classification_reason": "1.4(c)",
    },
    derivative_classification={"classified_by": "A releasing officer", "derived_from": "A report"},
    declassification={"declass_date": "2051-01-05T09:00:00Z", "declass_period": 25},
    resource_disposition={"disposition_date": "2030-01-05T09:00:00Z", "disposition_process": "destroy"},
    public_release={"released_by": "An office"},
    access_privilege=privilege()["extensions"][ACS]["access_privilege"],
    further_sharing=[{"sharing_scope": ["USA.USG", "FOREIGNGOV"], "rule_effect": "deny"}],
    control_set={
        "classification": "S",
        "entity": ["MIL", "GOV"],
        "permitted_nationalities": ["USA", "NZL"],
        "permitted_organizations": ["ISAC"],
    },
)


@pytest.mark.parametrize("given", [acs(), EVERYTHING, privilege(), control(caveat=["FISA"], shareability=["IC"])])
def test_an_acs_marking_is_read_whole_and_comes_back_as_it_came(given):
    found = read_further(given)
    assert isinstance(found, AcsMarking)
    again = found.definition(given["created"])
    assert json.dumps(again) == json.dumps(given)
    assert read_further(again) == found
    assert read_definition(given) is None
    assert stix2.parse(given, allow_custom=True).id == ID


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (acs(), "UNCLASSIFIED"),
        (control(formal_determination=["PUBREL"]), "UNCLASSIFIED"),
        (control(formal_determination=["FOUO"]), "UNCLASSIFIED//FOUO"),
        (control(classification="S", formal_determination=["NF"], caveat=["FISA"], sensitivity=["LES"]), "SECRET//NOFORN/FISA//LES"),
        (control(classification="TS"), "TOP SECRET"),
    ],
)
def test_an_acs_marking_that_says_what_a_marking_says_has_its_label(given, text):
    assert read_further(given).label == parse(text, system="us").label


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (EVERYTHING, "access_privilege"),
        (acs(further_sharing=[{"sharing_scope": ["USA.USG"], "rule_effect": "permit"}]), "further_sharing"),
        (acs(policy_reference=OPEN.replace("privdefault=permit", "privdefault=deny")), "denied"),
        (acs(policy_reference=f"{OPEN} {OPEN}"), "denied"),
        (acs(responsible_entity_custodian="GBR.MOD"), "not of the United States"),
        (acs(responsible_entity_originator="GBR.MOD"), "not of the United States"),
        (control(entity=["MIL"]), "control_set.entity"),
        (control(permitted_nationalities=["USA"]), "control_set.permitted_nationalities"),
        (control(permitted_organizations=["USA.USG"]), "control_set.permitted_organizations"),
        (control(shareability=["IC"]), "control_set.shareability"),
        (control(sci_controls=["SI"]), "control_set.sci_controls"),
        (control(sensitivity=["PCII"]), "PCII is no marking"),
        (control(sensitivity=["PR"]), "PR is no marking"),
        (control(classification="S", formal_determination=["PUBREL"]), "PUBREL stands beside a restriction"),
        (control(formal_determination=["PUBREL", "FOUO"]), "PUBREL stands beside a restriction"),
    ],
)
def test_an_acs_marking_that_says_more_has_no_label(given, says):
    found = read_further(given)
    with pytest.raises(Malformed, match="no label says") as refused:
        _ = found.label
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (acs(drop=["control_set"]), "a member is missing"),
        (acs(drop=["policy_reference"]), "a member is missing"),
        (acs(owner="x"), "a member that is not known"),
        (acs(extension_type="toplevel-property-extension"), "a value that is not known"),
        (acs(create_date_time="yesterday"), "no instant"),
        (acs(policy_reference="urn:isa:policy:acs:ns:v3.0"), "a value of another form"),
        (acs(responsible_entity_custodian="dhs"), "a value of another form"),
        (acs(name=""), "no plain text"),
        (acs(name="x\u202ey"), "no plain text"),
        (acs(control_set=[]), "no object"),
        (acs(control_set={}), "no object"),
        (acs(declassification={}), "no object"),
        (acs(declassification={"declass_period": True}), "no whole number"),
        (acs(declassification={"declass_period": "25"}), "no whole number"),
        (control(classification="R"), "a value that is not known"),
        (control(caveat=[]), "no list"),
        (control(caveat="FISA"), "no list"),
        (control(caveat=["FISA", "FISA"]), "stands twice"),
        (control(entity=["ALL"]), "a value that is not known"),
        (privilege(privilege_action="READ"), "a value that is not known"),
        (privilege(privilege_scope={}), "no object"),
        (privilege(privilege_scope={"entity": ["ALL", "MIL"]}), "a value that is not known"),
        (acs() | {"definition_type": "statement", "definition": {"statement": "x"}}, "several markings"),
        ({"type": "tool", "id": ID}, "no marking definition"),
        ({"type": "marking-definition", "id": ID, "definition_type": "statement", "definition": {"statement": 1}}, "no statement"),
    ],
)
def test_what_the_schema_does_not_admit_is_refused(given, says):
    with pytest.raises(Malformed, match=says):
        read_further(given)


def test_a_statement_is_its_text_and_other_definitions_are_neither():
    text = {"type": "marking-definition", "id": ID, "definition_type": "statement", "definition": {"statement": "Reuse allowed"}}
    assert read_further(text) == Statement(ID, "Reuse allowed")
    assert read_further({"type": "marking-definition", "id": ID, "extensions": {"extension-definition--x": {}}}) is None
    assert read_further(json.loads(FORMATS["stix"].write(parse("TLP:RED", system="tlp").label))) is None


def bundle(**said):
    one = {"type": "tool", "id": TOOL, "spec_version": "2.1", "name": "x", "aliases": ["a", "b"], **said}
    one |= {"created": "2026-01-05T09:00:00.000Z", "modified": "2026-01-05T09:00:00.000Z"}
    return json.dumps({"type": "bundle", "id": "bundle--44af6c39-c09b-49c5-9de2-394224b04983", "objects": [one]}).encode()


def tlp(colour):
    return parse(f"TLP:{colour}", system="tlp").label


def ref(version, colour):
    return next(one for one, (name, _) in version.items() if name == colour)


def test_two_versions_of_tlp_may_not_contradict_each_other():
    same = bundle(object_marking_refs=[ref(TLP_1, "white"), ref(TLP_2, "clear")])
    assert [one.label.level for one in labels_of(same)] == ["TLP:CLEAR"]
    for older, newer in [("amber", "amber+strict"), ("red", "clear")]:
        with pytest.raises(Malformed, match="two versions of TLP contradict each other"):
            list(labels_of(bundle(object_marking_refs=[ref(TLP_1, older), ref(TLP_2, newer)])))


def test_markings_of_a_property_its_object_and_its_parts_all_hold():
    parts = [
        {"marking_ref": ref(TLP_2, "red"), "selectors": ["aliases.[1]"]},
        {"marking_ref": ref(TLP_2, "clear"), "selectors": ["name"]},
        {"lang": "en", "selectors": ["name"]},
    ]
    (found,) = labels_of(bundle(object_marking_refs=[ref(TLP_2, "green")], granular_markings=parts))
    levels = {at: [one.level for one in found.labels_at(at)] for at in ("name", "aliases", "aliases.[0]", "aliases.[1]", "created")}
    green, red = ["TLP:GREEN"], ["TLP:RED"]
    assert levels == {"name": green, "aliases": red, "aliases.[0]": green, "aliases.[1]": red, "created": green}


def test_parts_of_objects_are_marked_and_marked_anew():
    first = mark(bundle(granular_markings=[{"lang": "en", "selectors": ["name"]}]), tlp("RED"), selectors=["name", "aliases.[0]"])
    second = mark(first, tlp("GREEN"), selectors=["name"])
    (found,) = (one for one in labels_of(second) if one.id == TOOL)
    assert found.labels == ()
    assert [one.level for one in found.labels_at("aliases.[0]")] == ["TLP:RED"]
    assert [one.level for one in found.labels_at("name")] == ["TLP:GREEN"]
    assert stix2.parse(second, allow_custom=True).objects[-1].granular_markings[0].lang == "en"
    with pytest.raises(Malformed, match="points nowhere"):
        mark(bundle(), tlp("RED"), selectors=["description"])
    with pytest.raises(Malformed, match="a marking or a language"):
        list(labels_of(bundle(granular_markings=[{"marking_ref": ref(TLP_2, "red"), "lang": "en", "selectors": ["name"]}])))


REAL = os.environ.get("RELTO_REAL_DATA")


@pytest.mark.skipif(REAL is None, reason="RELTO_REAL_DATA names no folder of real data")
def test_the_public_acs_example_is_read_and_says_more_than_a_label():
    whole = json.loads((Path(REAL) / "markings" / "acs-spec-use-case-1.json").read_bytes())
    given = whole["objects"][0]
    found = read_further(given)
    assert found.definition(given["created"]) == given
    with pytest.raises(Malformed, match="no label says"):
        _ = found.label


def definitions_of(folder):
    for path in sorted(folder.rglob("*")):
        if path.name.endswith((".json", ".jsonl.gz")):
            text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")
            for one in map(json.loads, text.rstrip("\n").split("\n") if path.suffix == ".gz" else [text]):
                found = one.get("objects", [one]) if isinstance(one, dict) else one
                yield from (each for each in found if isinstance(each, dict) and each.get("type") == "marking-definition")


@pytest.mark.skipif(REAL is None, reason="RELTO_REAL_DATA names no folder of real data")
def test_every_real_definition_is_a_label_or_is_known_for_what_it_is():
    said = {type(read_definition(one) or read_further(one)).__name__ for one in definitions_of(Path(REAL))}
    assert said == {"MachineLabel", "Statement", "AcsMarking"}
