"""What MISP's tags, distribution and sharing groups say of an event and its attributes."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relto.markings.formats.misp import read_tags, write_tags
from relto.markings.formats.misp_events import Reach, labels_of
from relto.primitives import Malformed

A, B = "5a0a0a0a-0000-4000-8000-00000000000a", "5b0b0b0b-0000-4000-8000-00000000000b"


def tags(*names):
    return [{"name": name} for name in names]


def group(*uuids):
    return {"uuid": "56", "releasability": "everybody", "SharingGroupOrg": [{"Organisation": {"uuid": uuid, "id": "1"}} for uuid in uuids]}


def event(**more):
    return json.dumps({"Event": {"info": "x", "uuid": "e", "distribution": "3", **more}}).encode()


def test_a_part_has_the_tightest_of_its_own_and_its_containers_limits():
    inner = {"uuid": "a", "distribution": "4", "SharingGroup": group(B), "Tag": tags("tlp:green")}
    attributes = [
        {"uuid": "b", "distribution": "5"},
        {"uuid": "c", "distribution": "0", "Tag": tags("tlp:red", 'nato:classification="NS"')},
    ]
    whole = {"distribution": "4", "SharingGroup": group(A, B), "Tag": tags("tlp:amber", "PAP:RED"), "Attribute": attributes}
    found = labels_of(event(**whole, Object=[{"uuid": "o", "distribution": "1", "Attribute": [inner]}]))
    assert [(one.uuid, one.reach) for one in found] == [
        ("e", Reach(3, frozenset({A, B}))),
        ("b", Reach(3, frozenset({A, B}))),
        ("c", Reach(0, frozenset({A, B}))),
        ("o", Reach(1, frozenset({A, B}))),
        ("a", Reach(1, frozenset({B}))),
    ]
    assert [[label.level for label in one.labels] for one in found] == [
        ["TLP:AMBER"],
        ["TLP:AMBER"],
        ["NATO SECRET", "TLP:RED"],
        ["TLP:AMBER"],
        ["TLP:AMBER"],
    ]


def test_an_empty_group_reaches_nobody_and_an_event_that_says_nothing_goes_nowhere():
    assert labels_of(event(distribution="4", SharingGroup=group()))[0].reach.organisations == frozenset()
    assert labels_of(b'{"info": "x", "uuid": "e"}')[0].reach == Reach(0)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"[]", "no MISP event"),
        (b'{"response": []}', "no MISP event"),
        (event(distribution="4", sharing_group_id="7"), "a sharing group that is not given"),
        (event(distribution="4", SharingGroup={"SharingGroupOrg": [{"org_id": "3"}]}), "without its UUID"),
        (event(distribution="9"), "no distribution"),
        (event(distribution="5"), "no distribution"),
        (event(Tag=tags("tlp:red", "tlp:green")), "a tag that no label can hold"),
        (event(Attribute=[{"uuid": "a", "Tag": tags("tlp:unclear")}]), r"Event.Attribute\[0\]"),
        (event(Tag=["tlp:red"]), "tags are a list"),
        (event(Attribute={}), "a list of objects"),
    ],
)
def test_what_says_two_things_or_nothing_is_refused(data, says):
    with pytest.raises(Malformed, match=says):
        labels_of(data)


reaches = st.builds(Reach, st.integers(0, 3), st.none() | st.frozensets(st.sampled_from("abcd")))


@given(one=reaches, other=reaches, third=reaches)
def test_limits_meet_as_a_semilattice(one, other, third):
    assert one & other == other & one
    assert (one & other) & third == one & (other & third)
    assert one & one == one
    assert (one & other).breadth <= one.breadth
    if one.organisations is not None:
        assert (one & other).organisations <= one.organisations


@pytest.mark.parametrize(
    ("given", "level"),
    [
        (["euci:S-UE/EU-S"], "SECRET UE/EU SECRET"),
        (['fr-classif:classifiees="TRES_SECRET"', 'fr-classif:special-france="SPECIAL_FRANCE"'], "TRÈS SECRET"),
        (['de-vs:Einstufung="VS-NfD"', "PAP:AMBER"], "VS-NUR FÜR DEN DIENSTGEBRAUCH"),
    ],
)
def test_levels_of_other_taxonomies(given, level):
    found = read_tags(given)
    assert found.label.level == level
    assert write_tags(found) == given


@pytest.mark.parametrize(
    "given",
    [
        ["euci:S-UE/EU-S", "euci:R-UE/EU-R"],
        ['fr-classif:special-france="SPECIAL_FRANCE"'],
        ['de-vs:Schutzwort="Dummy"'],
        ["tlp:red", "PAP:RED", "PAP:AMBER"],
        ['fr-classif:classifiees="CONFIDENTIEL"'],
    ],
)
def test_tags_that_no_label_can_hold(given):
    with pytest.raises(Malformed):
        read_tags(given)


DATA = os.environ.get("RELTO_REAL_DATA")
TAXONOMIES = ("tlp", "nato", "euci", "fr-classif", "de-vs")


def _every_tag(path):
    given = json.loads(path.read_text(encoding="utf-8"))
    values = {one["predicate"]: [entry["value"] for entry in one["entry"]] for one in given.get("values", [])}
    for predicate in (one["value"] for one in given["predicates"]):
        for value in values.get(predicate, [None]):
            yield f"{given['namespace']}:{predicate}" + ("" if value is None else f'="{value}"')


@pytest.mark.skipif(DATA is None, reason="RELTO_REAL_DATA names no folder of real data")
@pytest.mark.parametrize("name", TAXONOMIES)
def test_every_tag_of_a_taxonomy_is_read_or_known_to_be_none(name):
    refused = set()
    for tag in _every_tag(Path(DATA) / "taxonomies" / f"{name}__machinetag.json"):
        try:
            read_tags([tag])
        except Malformed:
            refused.add(tag)
    alone = {'fr-classif:special-france="SPECIAL_FRANCE"', 'de-vs:Schutzwort="Dummy"', "tlp:ex:chr", "tlp:unclear"}
    assert refused <= alone


@pytest.mark.skipif(DATA is None, reason="RELTO_REAL_DATA names no folder of real data")
def test_real_events_are_read():
    read = 0
    for path in sorted((Path(DATA) / "misp").glob("*.json")):
        given = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(given, dict) and "info" in given.get("Event", given):
            read += len(labels_of(path.read_bytes()))
    assert read > 1_000
