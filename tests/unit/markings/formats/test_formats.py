"""Machine forms: what they say, what they refuse, and where."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import stix2
from attrs import evolve

from relto.labels import Label
from relto.markings import formats, parse, system
from relto.markings.formats import FORMATS, MachineLabel
from relto.markings.formats.misp import read_tags
from relto.markings.formats.stix import TLP_1, TLP_2, labels_of
from relto.primitives import Malformed

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation'
NS = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def xml(inside, root="originatorConfidentialityLabel", created="2026-01-05T09:00:00Z", more=""):
    information = f"<s:ConfidentialityInformation>{inside}</s:ConfidentialityInformation>"
    made = f"<s:CreationDateTime>{created}</s:CreationDateTime>"
    return f'<s:{root} xmlns:s="{NS}"{more}>{information}{made}</s:{root}>'.encode()


NATO = "<s:PolicyIdentifier>NATO</s:PolicyIdentifier><s:Classification>SECRET</s:Classification>"
VALUES = "<s:GenericValue>JPN</s:GenericValue><s:GenericValue>NATO</s:GenericValue>"
RELEASED = f'<s:Category TagName="Releasable To" Type="PERMISSIVE">{VALUES}</s:Category>'


def test_a_nato_label_is_read_without_the_policys_name_in_its_level():
    found = FORMATS["stanag4774"].read(xml(NATO + RELEASED))
    assert found.label.level == "NATO SECRET"
    assert found.label.releasable_to == {"NATO", "JPN"}
    assert found.created == AT
    assert found.label.marked_on == AT.date()
    assert FORMATS["stanag4774"].read(xml(NATO, root="OriginatorConfidentialityLabel")).label.level == "NATO SECRET"


CONTEXT = '<s:Category TagName="Context" Type="PERMISSIVE">{}</s:Category>'


def context(*values):
    return CONTEXT.format("".join(f"<s:GenericValue>{value}</s:GenericValue>" for value in values))


def test_natos_list_of_releasees_adds_to_nato():
    listed = RELEASED.replace("<s:GenericValue>NATO</s:GenericValue>", "")
    found = FORMATS["stanag4774"].read(xml(NATO + listed))
    assert found.label == evolve(parse("NATO SECRET RELEASABLE TO JPN", system="nato").label, marked_on=AT.date())
    assert found == FORMATS["stanag4774"].read(xml(NATO + RELEASED))
    assert found == FORMATS["stanag4774"].read(xml(NATO + context("NATO", "Releasable") + RELEASED))
    assert context("NATO", "Releasable").replace("s:", "") in FORMATS["stanag4774"].write(found).decode().replace("\n", "").replace(
        "  ", ""
    )
    with pytest.raises(Malformed, match="cannot write this label"):
        FORMATS["stanag4774"].read(xml(NATO + RELEASED.replace("<s:GenericValue>JPN</s:GenericValue>", "")))
    nations = xml(NATO.replace("NATO", "NZL") + RELEASED.replace("NATO", "NZL"))
    assert FORMATS["stanag4774"].read(nations).label.releasable_to == {"JPN", "NZL"}


@pytest.mark.parametrize("name", ["stanag4774", "json4774"])
@pytest.mark.parametrize(
    ("text", "wanted"),
    [("NATO SECRET", ["NATO"]), ("NATO/KFOR SECRET", ["KFOR"]), ("NATO/KFOR SECRET RELEASABLE TO JPN", ["KFOR", "Releasable"])],
)
def test_a_label_of_natos_says_whose_information_it_is(name, text, wanted):
    label = evolve(parse(text, system="nato").label, marked_on=AT.date())
    written = FORMATS[name].write(label)
    assert FORMATS[name].read(written).label == label
    assert all(value in written.decode() for value in ("Context", *wanted))


@pytest.mark.parametrize(
    ("categories", "says"),
    [
        (context("NATO", "KFOR"), "a context is one"),
        (context("Releasable"), "a context is one"),
        (context("NATO", "Releasable"), "releasable to nobody"),
        (context("NATO") + context("KFOR"), "two contexts"),
        (context("SFOR"), "no such marking"),
        (context("NATO").replace("PERMISSIVE", "RESTRICTIVE"), "a category that is not known"),
        (context("NATO").replace("Context", "Only"), "a category that is not known"),
    ],
)
def test_a_context_that_says_nothing_clear_is_refused(categories, says):
    with pytest.raises(Malformed, match=says):
        FORMATS["stanag4774"].read(xml(NATO + categories))


def test_a_nations_label_has_no_context():
    with pytest.raises(Malformed, match="a category that is not known"):
        FORMATS["stanag4774"].read(xml(NATO.replace("NATO", "NZL") + context("NZL")))


def test_a_list_that_names_its_own_context_is_not_written():
    label = evolve(parse("NATO/KFOR SECRET RELEASABLE TO KFOR, JPN", system="nato").label, marked_on=AT.date())
    with pytest.raises(Malformed, match="names its own context"):
        FORMATS["stanag4774"].write(label)


def test_cosmic_stands_only_in_what_people_read():
    top = evolve(FORMATS["stanag4774"].read(xml(NATO)), label=Label(system("nato").scheme, "COSMIC TOP SECRET", marked_on=AT.date()))
    written = FORMATS["stanag4774"].write(top)
    assert b"<Classification>TOP SECRET<" in written
    assert FORMATS["stanag4774"].read(written).label == top.label


def test_what_stands_beside_a_label_is_kept():
    beside = MachineLabel(
        parse("SECRET//NZEO", system="nz").label,
        created=AT,
        review=datetime(2027, 1, 5, 9, tzinfo=UTC),
        originator="releasing@example.nz",
        privacy_mark="STAFF",
        informative=(("Distribution List", ("a", "b")),),
        originator_type="rfc822Name",
        references=(("Category Distribution List", "urn:example:list"), ("PolicyIdentifier", "urn:oid:2.999.1")),
    )
    again = FORMATS["stanag4774"].read(FORMATS["stanag4774"].write(beside))
    assert again == evolve(beside, label=evolve(beside.label, marked_on=AT.date()))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no well-formed XML"),
        (b"<a", "no well-formed XML"),
        (b"<a/>", "no label of STANAG 4774"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type"),
        ("<a/>".encode("utf-16"), "document type, or is in no eight-bit form"),
        (b"<?xml-stylesheet href='x'?>" + xml(NATO), "processing instruction"),
        (b"<a>" * 40 + b"</a>" * 40, "nested too deeply"),
        (b" " * 70_000, "too large"),
        (xml(NATO, root="alternativeConfidentialityLabel"), "not the originator's own label"),
        (xml(NATO, more=' extra="1"'), "attribute 'extra' is not allowed"),
        (xml(NATO + NATO), "'PolicyIdentifier': This element is not expected"),
        (xml("<s:PolicyIdentifier>NATO</s:PolicyIdentifier>"), "Missing child element"),
        (xml(NATO.replace("NATO", "KLINGON")), "an unknown policy"),
        (xml(NATO.replace("SECRET", "NATO SECRET")), "has no such level"),
        (xml(NATO + RELEASED.replace("Releasable To", "Handle With Care")), "a category that is not known"),
        (xml(NATO + RELEASED.replace("PERMISSIVE", "RESTRICTIVE")), "a category that is not known"),
        (xml(NATO + RELEASED.replace("JPN", "NATO")), "one twice"),
        (xml(NATO, created="2026-01-05"), "not a valid value of the atomic type 'xs:dateTime'"),
        (xml(NATO, created="2026-01-05T09:00:00"), "no instant with its zone"),
        (xml(NATO, created="2026-02-30T09:00:00Z"), "not a valid value"),
        (xml(NATO, created="2026-01-05T24:00:00Z"), "no such instant"),
        (xml(NATO + "stray"), "Character content other than whitespace"),
        (xml(NATO + "<s:Unknown>x</s:Unknown>"), "'Unknown': This element is not expected"),
        (xml(NATO.replace("SECRET", "SEC<!-- -->RET")), "without its text"),
        (xml(NATO + RELEASED.replace("JPN", "JP\u200bN")), "hidden characters"),
        (xml(NATO + "<s:PrivacyMark>ST\u202eAFF</s:PrivacyMark>"), "hidden characters"),
        (xml(NATO + RELEASED.replace("TagName", 'URI="urn:a" TagName') + RELEASED.replace("JPN", "KOR")), "two of one category"),
        (xml(NATO.replace("Classification>S", 'Classification URI="a b">S')), "no URI"),
        (xml(NATO, more=f' {XSI}="{NS} http://x.example/y.xsd"'), "no xsi"),
        (xml(NATO).replace(b"<s:Creation", b"<s:OriginatorID>a</s:OriginatorID><s:Creation"), "attribute 'IDType' is required"),
        (xml(NATO).replace(b"<s:Creation", b'<s:OriginatorID IDType="x">a</s:OriginatorID><s:Creation'), "'IDType'"),
    ],
)
def test_what_is_no_label_is_refused_with_its_reason(data, says):
    with pytest.raises(Malformed, match=says):
        FORMATS["stanag4774"].read(data)


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({"originator": "NZ releasing office"}, "'IDType' is required"),
        ({"originator_type": "rfc822Name"}, "originator_type"),
        ({"originator": "a@b.example", "originator_type": "name"}, "'IDType'"),
        ({"privacy_mark": "two  spaces"}, "privacy_mark"),
        ({"privacy_mark": " "}, "privacy_mark|PrivacyMark"),
        ({"privacy_mark": "\x00"}, "a character that XML cannot hold"),
        ({"informative": (("\x0b", ("a",)),)}, "a character that XML cannot hold"),
        ({"informative": (("Owner", ("JPN",)),)}, "all of the label: found `label`"),
        ({"informative": (("A", ()),)}, "GenericValue"),
        ({"references": (("Category Releasable To", "urn:a"),)}, "references"),
        ({"references": (("Policy", "urn:a"),)}, "references"),
        ({"created": datetime(2026, 1, 6, 9, tzinfo=UTC)}, "label"),
        ({"created": datetime(2026, 1, 5, 9)}, "when it was made"),  # noqa: DTZ001 - an instant that nobody can place
    ],
)
def test_what_the_form_would_change_or_lose_is_not_written(changes, lost):
    label = MachineLabel(evolve(parse("SECRET//NZEO", system="nz").label, marked_on=AT.date()), created=AT)
    assert FORMATS["stanag4774"].read(FORMATS["stanag4774"].write(label)) == label
    with pytest.raises(Malformed, match=lost):
        FORMATS["stanag4774"].write(evolve(label, **changes))


@pytest.mark.parametrize("form", [one for one in FORMATS.values() if one.id != "stanag4774"], ids=lambda one: one.id)
@pytest.mark.parametrize("changes", [{"originator_type": "rfc822Name"}, {"references": (("PolicyIdentifier", "urn:a"),)}])
def test_kinds_of_identifiers_and_uris_are_carried_or_refused(form, changes):
    carried = []
    for text, of in (("SECRET//NOFORN", "us"), ("TLP:RED", "tlp"), ("SECRET", "nz"), ("SECRET", "au")):
        label = MachineLabel(evolve(parse(text, system=of).label, marked_on=AT.date()), created=AT, originator="a@b.example")
        for plain in (label, evolve(label, originator=None)):
            given = evolve(plain, **changes)
            try:
                assert form.read(form.write(given)) == given
                carried.append(given)
            except Malformed:
                continue
    assert bool(carried) == (form.id == "sio-label")


def test_a_label_without_a_date_is_not_written():
    with pytest.raises(Malformed, match="when it was made"):
        FORMATS["stanag4774"].write(Label(system("nz").scheme, "SECRET"))


def statement(**changes):
    information = {"PolicyIdentifier": "NATO", "Classification": "SECRET"}
    information["Category"] = {"Type": "PERMISSIVE", "TagName": "Releasable To", "GenericValues": ["JPN"]}
    value = {"Xmlns": NS, "CreationTime": "2026-01-05T09:00:00Z", "ConfidentialityInformation": information}
    whole = {"schema": NS, "format": "json-structured", "value": value}
    for place, change in changes.items():
        {"outer": whole, "value": value, "inner": information, "category": information["Category"]}[place].update(change)
    return json.dumps(whole).encode()


def test_a_nato_label_in_json_is_the_one_in_xml():
    found = FORMATS["json4774"].read(statement())
    assert found == FORMATS["stanag4774"].read(xml(NATO + RELEASED))
    information = json.loads(FORMATS["json4774"].write(found))["value"]["ConfidentialityInformation"]
    assert information["Category"] == [
        {"Type": "PERMISSIVE", "TagName": "Context", "GenericValues": ["NATO", "Releasable"]},
        {"Type": "PERMISSIVE", "TagName": "Releasable To", "GenericValues": ["NATO", "JPN"]},
    ]
    assert json.loads(FORMATS["json4774"].write(found)) == json.loads(statement(inner={"Category": information["Category"]}))
    several = {"Category": [{"Type": "RESTRICTIVE", "TagName": "Special Category Designator", "GenericValues": ["ATOMAL"]}]}
    assert FORMATS["json4774"].read(statement(inner=several)).label.compartments == {"ATOMAL"}


def test_what_stands_beside_a_label_is_kept_in_json_too():
    beside = MachineLabel(
        parse("SECRET//NZEO", system="nz").label,
        created=AT,
        review=datetime(2027, 1, 5, 9, tzinfo=UTC),
        originator="NZ releasing office",
        privacy_mark="STAFF",
        informative=(("Distribution List", ("a", "b")),),
    )
    again = FORMATS["json4774"].read(FORMATS["json4774"].write(beside))
    assert again == evolve(beside, label=evolve(beside.label, marked_on=AT.date()))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"[]", "no object"),
        (b"{}", "a name is missing"),
        (statement(outer={"schema": "urn:x"}), "another schema"),
        (statement(outer={"format": "json+stanag5636"}), "another format"),
        (statement(outer={"scope": "payload"}), "a name that is not known"),
        (statement(value={"Xmlns": "urn:x"}), "another namespace"),
        (statement(value={"CreationTime": "yesterday"}), "no instant"),
        (statement(value={"CreationTime": 5}), "no plain text"),
        (statement(value={"SuccessionHandling": {}}), "a name that is not known"),
        (statement(inner={"PolicyIdentifier": "KLINGON"}), "an unknown policy"),
        (statement(inner={"Classification": "NATO SECRET"}), "has no such level"),
        (statement(inner={"Classification": " SECRET"}), "no plain text"),
        (statement(inner={"Classification": "SEC\u202eRET"}), "no plain text"),
        (statement(inner={"Category": "JPN"}), "no categories"),
        (statement(inner={"Category": [{}] * 1001}), "no categories"),
        (statement(category={"GenericValues": []}), "without a list of values"),
        (statement(category={"GenericValues": ["JPN", "JPN"]}), "one twice"),
        (statement(category={"Type": "RESTRICTIVE"}), "a category that is not known"),
        (statement(category={"TagName": "Handle With Care"}), "a category that is not known"),
        (statement(category={"URI": "urn:x"}), "a name that is not known"),
    ],
)
def test_json_that_is_no_label_is_refused_with_its_reason(data, says):
    with pytest.raises(Malformed, match=says):
        FORMATS["json4774"].read(data)


def test_json_does_not_give_back_a_text_that_it_would_change():
    beside = MachineLabel(parse("SECRET", system="nz").label, created=AT, originator="two  spaces")
    with pytest.raises(Malformed, match="no plain text"):
        FORMATS["json4774"].write(beside)
    with pytest.raises(Malformed, match="when it was made"):
        FORMATS["json4774"].write(Label(system("nz").scheme, "SECRET"))


def test_tlp_is_written_as_the_definition_that_the_library_of_the_committee_has():
    for identifier in (*TLP_1, *TLP_2):
        level = (TLP_1.get(identifier) or TLP_2[identifier])[1]
        written = FORMATS["stix"].write(MachineLabel(Label(system("tlp").scheme, level), identifier=identifier))
        assert stix2.parse(json.loads(written), allow_custom=True).id == identifier
        assert FORMATS["stix"].read(written).identifier == identifier
    assert stix2.TLP_AMBER.id in TLP_1


def bundle(*objects):
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": list(objects)}).encode()


AMBER, GREEN = (next(one for one, (name, _) in TLP_2.items() if name == colour) for colour in ("amber", "green"))
STATEMENT = {
    "type": "marking-definition",
    "id": "marking-definition--fa42a846-8d90-4e51-bc29-71d5b4802168",
    "definition_type": "statement",
    "definition": {"statement": "ours"},
}


def test_markings_of_objects_and_of_their_parts():
    parts = [{"marking_ref": AMBER, "selectors": ["external_references.[0].url", "name"]}]
    one = {"id": "a--1", "type": "a", "object_marking_refs": [GREEN, AMBER, STATEMENT["id"]]}
    other = {"id": "b--1", "type": "b", "name": "x", "external_references": [{"url": "y"}], "granular_markings": parts}
    first, second = labels_of(bundle(STATEMENT, one, other))
    assert (first.label.level, first.further) == ("TLP:AMBER", (STATEMENT["id"],))
    assert second.label is None
    assert [(selectors, label.level) for selectors, label in second.granular] == [(("external_references.[0].url", "name"), "TLP:AMBER")]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (bundle({"id": "a", "object_marking_refs": [STATEMENT["id"]]}), "does not hold"),
        (bundle({"id": "a", "granular_markings": [{"marking_ref": AMBER, "selectors": ["gone"]}]}), "points nowhere"),
        (bundle({"id": "a", "granular_markings": [{"marking_ref": AMBER, "selectors": []}]}), "names a marking or a language"),
        (bundle({"id": "a", "x": [1], "granular_markings": [{"marking_ref": AMBER, "selectors": ["x.[4]"]}]}), "points nowhere"),
        (bundle({"id": "a", "granular_markings": [{"marking_ref": AMBER, "selectors": ["a b"]}]}), "no selector"),
        (bundle(STATEMENT | {"id": AMBER, "definition_type": "tlp", "definition": {"tlp": "amber"}}), "contradicts itself"),
        (b'{"type": "bundle", "type": "bundle"}', "stands twice"),
        (b"{" + b",".join(b'"%d":0' % number for number in range(200_000)) + b',"199999":0}', "stands twice in an object: found `199999`"),
        (b'{"' + b"a" * 100_000 + b'":0,"' + b"a" * 100_000 + b'":0}', f"stands twice in an object: found `{'a' * 80}`"),
        (b'{"type": NaN}', "no number"),
        (b"[" * 100, "nested too deeply"),
        (b"[" * 60 + b'"' + b'\\"' * 1_000_000, "no JSON"),
        (b"[" * 60 + b'"' + b'\\"' * 1_000_000 + b"\\", "no JSON"),
        (b"[" * 60 + b'"' + b"[" * 1_000 + b'\\"]', "no JSON"),
        (b"\xff", "not UTF-8"),
        (b"{}", "no bundle"),
        (b"{", "no JSON"),
    ],
)
def test_a_bundle_that_cannot_be_read_whole_is_refused(data, says):
    with pytest.raises(Malformed, match=says):
        list(labels_of(data))


@pytest.mark.parametrize(
    ("tags", "text"),
    [
        (["tlp:amber+strict", "misp-galaxy:x"], "TLP:AMBER+STRICT"),
        (["tlp:white"], "TLP:CLEAR"),
        (['nato:classification="NS-A"'], "NATO SECRET//ATOMAL"),
        (['dni-ism:classification:us="S"', 'dni-ism:dissem="NF"', 'dni-ism:scicontrols="TK"'], "SECRET//TK//NOFORN"),
    ],
)
def test_tags_are_read_as_what_the_marking_says(tags, text):
    found = read_tags(tags)
    assert found.label == parse(text, system=found.label.scheme.id).label


@pytest.mark.parametrize(
    "tags",
    [
        [],
        ["tlp:amber", "tlp:green"],
        ["tlp:ex:chr"],
        ["tlp:unclear"],
        ["tlp:amber", 'nato:classification="NS"'],
        ['nato:classification="XX"'],
        ['dni-ism:dissem="NF"'],
        ['dni-ism:classification:us="S"', 'dni-ism:dissem="REL"'],
        ['dni-ism:classification:us="S"', 'dni-ism:classification:us="TS"'],
        ['dni-ism:classification:us="C"', 'dni-ism:dissem="RS"'],
        ["tlp:green", "tlp:green"],
    ],
)
def test_tags_that_say_no_label_are_refused(tags):
    with pytest.raises(Malformed):
        read_tags(tags)


def test_an_unknown_format_is_refused():
    with pytest.raises(Malformed, match="unknown format"):
        formats.format("morse")


@pytest.mark.skipif("RELTO_REAL_DATA" not in os.environ, reason="RELTO_REAL_DATA names no folder of real data")
def test_every_real_bundle_and_event_is_read_or_refused_with_a_reason():
    folder = Path(os.environ["RELTO_REAL_DATA"])
    known = {**TLP_1, **TLP_2}
    read, refused = 0, []
    for path in sorted([*(folder / "misp_stix").glob("*stix21.json"), *(folder / "stix2_tests").glob("*.json")]):
        given = json.loads(path.read_bytes())
        some = [one for one in (given if isinstance(given, list) else [given]) if one["type"] != "marking-definition"]
        for one in some:
            others = (STATEMENT | {"id": ref} for ref in one.get("object_marking_refs", []) if ref not in known)
            try:
                read += sum(1 for _ in labels_of(json.dumps(one).encode() if one["type"] == "bundle" else bundle(*others, one)))
            except Malformed as error:
                refused.append(error.message)
    assert read > 20
    assert set(refused) <= {"a marking that the bundle does not hold"}
    assert len(refused) < read


@pytest.mark.parametrize(("colour", "level"), TLP_1.values())
def test_a_label_of_tlp_1_is_read_and_named_as_such(colour, level):
    identifier = next(one for one, known in TLP_1.items() if known == (colour, level))
    definition = {"type": "marking-definition", "id": identifier, "definition_type": "tlp", "definition": {"tlp": colour}}
    found = FORMATS["stix"].read(json.dumps(definition).encode())
    assert (found.label.level, found.older) == (level, f"TLP:{colour.upper()} of TLP 1.0")
    assert FORMATS["stix"].read(FORMATS["stix"].write(found)) == found


def test_a_tag_of_tlp_1_is_named_as_such():
    assert FORMATS["misp"].read(b'["tlp:white"]').older == "TLP:WHITE of TLP 1.0"
    assert FORMATS["misp"].read(b'["tlp:clear"]').older is None
