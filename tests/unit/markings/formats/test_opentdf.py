"""Labels as OpenTDF attribute values: what opens to whom, what is refused, and the definitions of a system's attributes."""

import json

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from relto.labels import Label
from relto.markings import parse, system, system_ids
from relto.markings.formats import FORMATS, MachineLabel
from relto.markings.formats.opentdf import AUTHORITY, OpenTdf, decoded, definitions, encoded, read_attributes, write_attributes
from relto.primitives import Malformed, Place

AT = f"https://{AUTHORITY}/attr/"


def values(*said):
    return [AT + one.replace("=", "/value/") for one in said]


def label(text, name):
    return parse(text, system=name).label


CASES = [
    ("SECRET//REL TO USA, AUS", "us", ["us-classification=secret", "us-releasable-to=aus", "us-releasable-to=usa"]),
    ("SECRET", "us", ["us-classification=secret", "us-release=undecided"]),
    ("UNCLASSIFIED", "us", ["us-classification=unclassified"]),
    ("SECRET//NOFORN", "us", ["us-classification=secret", "us-exclusion=noforn", "us-release=undecided"]),
    ("TLP:AMBER+STRICT", "tlp", ["tlp-classification=tlp__3a__amber__2b__strict", "tlp-release=undecided"]),
    ("極秘", "jp", ["jp-classification=u8_e6a5b5e7a798", "jp-release=undecided"]),
]


@pytest.mark.parametrize(("text", "name", "said"), CASES)
def test_a_label_is_a_list_of_values_and_comes_back(text, name, said):
    written = write_attributes(MachineLabel(label(text, name)))
    assert written == values(*said)
    assert read_attributes(written).label == label(text, name)
    assert read_attributes([one.upper().replace("HTTPS", "https") for one in reversed(written)]).label == label(text, name)


def test_compartments_travel_with_what_they_stand_in():
    written = write_attributes(MachineLabel(label("TOP SECRET//SI-G ABCD//ORCON/NOFORN", "us")))
    assert {one for one in written if "compartment" in one} == set(values(*(f"us-compartment={x}" for x in ("si", "si-g", "si-g_abcd"))))
    with pytest.raises(Malformed, match=r"needs is missing.*us-compartment/value/si\b"):
        read_attributes([one for one in written if not one.endswith("/si")])


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (["us-classification=secret"], "needs is missing: found `none`; expected .*us-release/value/undecided"),
        (
            ["us-classification=secret", "us-releasable-to=usa", "us-releasable-to=aus", "us-release=undecided"],
            "does not go with the others",
        ),
        (["us-classification=secret", "us-release=decided"], "needs is missing"),
        (["us-classification=secret", "us-classification=confidential", "us-release=undecided"], "one level of one system"),
        (["us-releasable-to=usa"], "one level of one system"),
        ([], "one level of one system"),
        (["us-classification=secret", "nz-classification=secret"], "one level of one system"),
        (["us-classification=secret", "us-classification=SECRET"], "stands twice"),
        (["us-classification=most_secret"], "has no such level"),
        (["us-clearance=secret"], "an unknown attribute"),
        (["xx-classification=secret"], "an unknown attribute"),
        (["us-display-only=usa"], "an unknown attribute"),
        (["us-classification=top%20secret"], "no value of an attribute"),
        (["us-classification=_secret"], "no value of an attribute"),
        (["us-classification=u8_534543524554"], "no value of an attribute"),
        (["us-classification=u8_zz"], "no value of an attribute"),
        (["us-classification=a__110000__b"], "no value of an attribute"),
        (["us-classification=a__d800__b"], "no value of an attribute"),
        (["us-classification=\u017fecret"], "no value of an attribute"),
        (["us-classification=secret/value/x"], "no attribute value"),
        (["us-classification=secret", "us-control=made_up", "us-release=undecided"], "us"),
        (["iep-classification=none"], "an exchange policy says what to do"),
    ],
)
def test_what_says_no_label_is_refused_with_its_reason(said, says):
    with pytest.raises(Malformed, match=says):
        read_attributes(values(*said))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"{}", "no list of attribute values"),
        (b"[1]", "no list of attribute values"),
        (b'["http://attributes.relto.example/attr/us-classification/value/secret"]', "no attribute value"),
        (b'["https://evil.example/attr/us-classification/value/secret"]', "an attribute of another authority"),
        (b'["https://attributes.relto.example@evil.example/attr/us-classification/value/secret"]', "an attribute of another authority"),
        (json.dumps(["x"] * 1001).encode(), "too many attribute values"),
    ],
)
def test_bytes_that_are_no_list_are_refused(data, says):
    with pytest.raises(Malformed, match=says):
        FORMATS["opentdf"].read(data)


def test_what_attributes_cannot_say_is_not_written():
    plain = label("SECRET//REL TO USA, AUS", "us")
    for one, says in [
        (MachineLabel(evolve(plain, display_only=frozenset({"JPN"}))), "no attribute says display only"),
        (MachineLabel(plain, originator="somebody"), "the label alone"),
        (MachineLabel(Label(system("iep").scheme, "none")), "an exchange policy"),
        (MachineLabel(evolve(plain, releasable_to=frozenset())), "cannot write this label"),
    ]:
        with pytest.raises(Malformed, match=says):
            write_attributes(one)


def test_an_authority_of_ones_own():
    ours = OpenTdf("labels.defence.example")
    written = ours.write(label("RESTRICTED", "nz"))
    assert b"https://labels.defence.example/attr/nz-classification/value/restricted" in written
    assert ours.read(written).label == label("RESTRICTED", "nz")
    with pytest.raises(Malformed, match="another authority"):
        FORMATS["opentdf"].read(written)
    for wrong in ("https://x.example", "x", "X.example", "x.example/y", "x.example:1", "", "-x.example", "x.example\n"):
        with pytest.raises(Malformed, match="no authority"):
            OpenTdf(wrong)


def test_definitions_have_the_rule_under_which_nobody_more_may_open():
    found = {one.name: one for one in definitions("us", codes=["USA", "AUS"])}
    assert (found["us-classification"].rule, found["us-classification"].values[0]) == ("hierarchy", "top_secret")
    assert (found["us-releasable-to"].rule, found["us-releasable-to"].values) == ("anyOf", ("aus", "usa"))
    assert {one.rule for name, one in found.items() if name not in ("us-classification", "us-releasable-to")} == {"allOf"}
    request = found["us-classification"].request("00000000-0000-4000-8000-000000000000")
    assert request["rule"] == "ATTRIBUTE_RULE_TYPE_ENUM_HIERARCHY"
    assert found["us-control"].fqn == f"{AT}us-control"


def test_levels_that_are_no_ladder_are_no_hierarchy():
    assert {name for name in system_ids() if name != "iep" and definitions(name)[0].rule != "hierarchy"} == {
        "ca",
        "fra",
        "nld",
        "nz",
        "swe",
    }
    with pytest.raises(Malformed, match="an exchange policy"):
        definitions("iep")


def test_every_value_of_a_definition_is_one_that_the_policy_service_takes():
    for name in system_ids():
        for one in definitions(name) if name != "iep" else ():
            assert all(len(value) <= 253 and decoded(value, Place("x")) for value in one.values)
            assert len(set(one.values)) == len(one.values)


@given(st.text(min_size=1, max_size=30, alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_word_comes_back_and_two_words_never_share_a_value(word):
    value = encoded(word)
    assert decoded(value, Place("x")) == word
    assert value.isascii()
    assert value == value.lower()


@given(st.from_regex(r"[a-z0-9_-]{1,12}", fullmatch=True))
def test_a_value_that_is_taken_is_the_only_one_of_its_word(value):
    try:
        word = decoded(value, Place("x"))
    except Malformed:
        return
    assert encoded(word) == value


def test_a_word_that_is_too_long_is_refused():
    with pytest.raises(Malformed, match="no attribute value can hold"):
        encoded("極" * 100)
