"""What MISP's tags, distribution and sharing groups say of an event and its attributes."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relto.markings import parse, system
from relto.markings.formats.misp import Reach, SharingGroup, labels_of, mark, read_tags, recipients, write_tags
from relto.markings.formats.model import MachineLabel
from relto.primitives import Malformed

A, B = "5a0a0a0a-0000-4000-8000-00000000000a", "5b0b0b0b-0000-4000-8000-00000000000b"


def tags(*names):
    return [{"name": name} for name in names]


G, H = "57c00000-0000-4000-8000-000000000001", "57c00000-0000-4000-8000-000000000002"


def group(*uuids, uuid=G):
    return {
        "uuid": uuid,
        "name": "x",
        "releasability": "everybody",
        "SharingGroupOrg": [{"Organisation": {"uuid": uuid, "id": "1"}} for uuid in uuids],
    }


def event(**more):
    return json.dumps({"Event": {"info": "x", "uuid": "e", "distribution": "3", **more}}).encode()


def test_a_part_has_the_tightest_of_its_own_and_its_containers_limits():
    inner = {"uuid": "a", "distribution": "4", "SharingGroup": group(B, uuid=H), "Tag": tags("tlp:green")}
    attributes = [
        {"uuid": "b", "distribution": "5"},
        {"uuid": "c", "distribution": "0", "Tag": tags("tlp:red", 'nato:classification="NS"')},
    ]
    whole = {"distribution": "4", "SharingGroup": group(A, B), "Tag": tags("tlp:amber", "PAP:RED"), "Attribute": attributes}
    found = labels_of(event(**whole, Object=[{"uuid": "o", "distribution": "1", "Attribute": [inner]}]))
    assert [(one.uuid, one.reach.breadth, one.reach.organisations) for one in found] == [
        ("e", 3, {A, B}),
        ("b", 3, {A, B}),
        ("c", 0, {A, B}),
        ("o", 1, {A, B}),
        ("a", 1, {B}),
    ]
    assert {one.uuid for one in found[-1].reach.groups} == {G, H}
    assert [one.pap for one in found] == ["RED"] * 5
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
        (event(distribution="4", SharingGroup={"uuid": G, "SharingGroupOrg": [{"org_id": "3"}]}), "without its Organisation"),
        (event(distribution="4", SharingGroup=group("7")), "no UUID; local numbers"),
        (event(distribution="4", SharingGroup=group(A, uuid="7")), "no UUID; local numbers"),
        (event(distribution="1", SharingGroup=group(A)), "a sharing group beside a distribution"),
        (
            event(distribution="4", SharingGroup=group(A), Attribute=[{"distribution": "4", "SharingGroup": group(A, B)}]),
            "one sharing group given in two ways",
        ),
        (event(distribution=True), "no distribution"),
        (event(distribution="9"), "no distribution"),
        (event(distribution="5"), "no distribution"),
        (event(Tag=tags("tlp:red", "tlp:green")), "contradict each other: found `tlp:red, tlp:green`"),
        (event(Tag=tags("tlp:red", "TLP:RED")), "looks like one of a taxonomy"),
        (event(EventTag=[{"Tag": {"name": "tlp:red"}}], Tag=tags("tlp:green")), "contradict each other"),
        (event(EventReport=[{"Tag": tags("tlp:unclear")}]), r"Event.EventReport\[0\]"),
        (event(RelatedEvent=[{"Event": {"distribution": "7"}}]), r"Event.RelatedEvent\[0\].Event"),
        (event(Tag=tags('iep:traffic-light-protocol="RED"')), "no label can hold"),
        (event(Attribute=[{"uuid": "a", "Tag": tags("tlp:unclear")}]), r"Event.Attribute\[0\]"),
        (event(Tag=["tlp:red"]), "tags are a list"),
        (event(Attribute={}), "a list of objects"),
    ],
)
def test_what_says_two_things_or_nothing_is_refused(data, says):
    with pytest.raises(Malformed, match=says):
        labels_of(data)


groups = st.builds(SharingGroup, uuid=st.sampled_from("xyz"), organisations=st.frozensets(st.sampled_from("abcd")))
reaches = st.builds(Reach, st.integers(0, 3), st.frozensets(groups, max_size=3))


@given(one=reaches, other=reaches, third=reaches)
def test_limits_meet_as_a_semilattice(one, other, third):
    assert one & other == other & one
    assert (one & other) & third == one & (other & third)
    assert one & one == one
    assert one & Reach() == one
    assert one & other <= one
    assert (one <= other) == (one & other == one)
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
        ["tlp:red", "PAP:BLUE"],
        ["tlp:red", "pap:red"],
        ["tlp:green", " tlp:red"],
        ["tlp:green", "tlp :red"],
        ["tlp:green", "t]lp:red"],
        ["tlp:green", "t.l.p-r_e_d"],
        ["tlp:green", 'na-to:classification="NS"'],
        ["tlp:green", "\uff54lp:red"],
        ["tlp:green", "t\u200blp:red"],
        ["tlp:green", "\u0422LP:RED"],
        ["tlp:green", "TLP RED"],
        ["tlp:green", "tlp_amber+strict"],
        ["tlp:green", 'acs-marking:classification="TS"'],
        ["tlp:green", 'iep2-policy:tlp="red"'],
        ['acs-marking:classification="S"', 'acs-marking:shareability="FOREIGNGOV"'],
        ['acs-marking:formal_determination="NF"'],
        ['iep2-policy:attribution="must"'],
        ['iep2-policy:iep_version="2.0"', 'iep2-policy:permitted_actions="none"', 'iep2-policy:tlp="puce"'],
        ['fr-classif:classifiees="CONFIDENTIEL"'],
    ],
)
def test_tags_that_no_label_can_hold(given):
    with pytest.raises(Malformed):
        read_tags(given)


def test_what_a_recipient_may_do_is_kept_apart():
    found = read_tags(["osint:x", "PAP:WHITE", "tlp:red"])
    assert found.informative == (("PAP", ("CLEAR",)), ("tags", ("osint:x",)))
    assert write_tags(found) == ["tlp:red", "PAP:CLEAR", "osint:x"]


def test_what_stands_beside_a_label_cannot_be_another():
    label = parse("TLP:GREEN", system="tlp").label
    for beside in (("tags", ("tlp:red",)), ("tags", ('nato:classification="NS"',)), ("PAP", ("BLUE",)), ("colour", ("red",))):
        with pytest.raises(Malformed):
            write_tags(MachineLabel(label, informative=(beside,)))


def test_a_policy_of_exchange_and_an_acs_marking_are_read():
    policy = ['iep2-policy:iep_version="2.0"', 'iep2-policy:permitted_actions="none"', 'iep2-policy:tlp="amber"']
    assert write_tags(read_tags(policy)) == policy
    assert read_tags(policy).label == parse('{"iep_version":"2.0","permitted_actions":"none","tlp":"amber"}', system="iep").label
    acs = ['acs-marking:classification="S"', 'acs-marking:formal_determination="NF"', 'acs-marking:caveat="FISA"']
    assert read_tags(acs).label == parse("SECRET//NOFORN/FISA", system="us").label
    assert write_tags(read_tags(acs))[0] == 'dni-ism:classification:us="S"'


def test_everything_in_an_event_is_told():
    attribute = {"uuid": "a", "ShadowAttribute": [{"uuid": "s"}], "AttributeTag": [{"Tag": {"name": "PAP:RED"}}]}
    related = {"RelatedEvent": [{"Event": {"uuid": "r", "info": "y", "distribution": "0"}}]}
    reports = {"EventReport": [{"uuid": "p", "distribution": "5", "Tag": tags("tlp:red")}], "ShadowAttribute": [{"uuid": "t"}]}
    found = labels_of(event(Attribute=[attribute], Tag=tags("tlp:green", "PAP:GREEN", "osint:x"), **reports, **related))
    assert [(one.uuid, one.kind, one.labels[0].level, one.pap, one.reach.breadth) for one in found] == [
        ("e", "event", "TLP:GREEN", "GREEN", 3),
        ("a", "attribute", "TLP:GREEN", "RED", 3),
        ("s", "proposal", "TLP:GREEN", "RED", 3),
        ("p", "report", "TLP:RED", "GREEN", 3),
        ("t", "proposal", "TLP:GREEN", "GREEN", 3),
        ("r", "related event", "TLP:GREEN", "GREEN", 0),
    ]
    assert found[0].others == ("osint:x",)


def test_what_should_not_leave_an_instance_does_not():
    found = labels_of(event(Tag=tags("misp:should-not-sync"), Attribute=[{"uuid": "a", "distribution": "3"}]))
    assert [one.reach for one in found] == [Reach(0), Reach(0)]


def test_only_the_callers_table_says_who_an_organisation_is():
    whole = event(distribution="4", SharingGroup=group(A, B), Attribute=[{"uuid": "a", "distribution": "1"}])
    around, inner = (one.reach for one in labels_of(whole))
    assert recipients(around, {A.upper(): "NZL"}).parties == {"NZL"}
    assert recipients(around, {A: "NZL"}).unknown == {B}
    assert recipients(around, {A: "NZL", B: "AUS"}).unknown == frozenset()
    assert recipients(inner, {A: "NZL", B: "AUS"}, {1: ["AUS", "USA"]}).parties == {"AUS"}
    assert recipients(Reach(), {}).parties is None
    assert recipients(Reach(0), {}, {0: ["USA"]}).parties == {"USA"}
    assert recipients(labels_of(event(distribution="4", SharingGroup=group()))[0].reach, {A: "NZL"}).parties == frozenset()
    with pytest.raises(Malformed, match="no table says who this is: found `connected communities`"):
        recipients(Reach(2), {A: "NZL"})
    with pytest.raises(Malformed, match="local numbers"):
        recipients(around, {"7": "NZL"})


def test_who_is_on_a_groups_instance_is_named_nowhere():
    members = group(A) | {"SharingGroupServer": [{"all_orgs": "1", "Server": {"url": "https://misp.example"}}]}
    (found,) = labels_of(event(distribution="4", SharingGroup=members))
    (one,) = found.reach.groups
    assert (one.servers, one.whole, found.reach.organisations) == ({"https://misp.example"}, {"https://misp.example"}, {A})


def test_an_event_and_its_parts_are_marked_and_nothing_else_changes():
    green, red = (parse(text, system="tlp").label for text in ("TLP:GREEN", "TLP:RED"))
    whole = event(Tag=tags("tlp:clear", "osint:x"), Attribute=[{"uuid": "a", "value": "\u79d8", "first_seen": 1.5}, {"uuid": "b"}])
    made = mark(mark(whole, green), MachineLabel(red, informative=(("PAP", ("AMBER",)),)), path="Event.Attribute[0]", distribution=0)
    assert [(one.labels[0].level, one.pap, one.reach.breadth) for one in labels_of(made)] == [
        ("TLP:GREEN", None, 3),
        ("TLP:RED", "AMBER", 0),
        ("TLP:GREEN", None, 3),
    ]
    given, after = json.loads(whole), json.loads(made)
    assert [one["name"] for one in after["Event"]["Tag"]] == ["osint:x", "tlp:green"]
    del given["Event"]["Tag"], after["Event"]["Tag"], after["Event"]["Attribute"][0]["Tag"]
    assert after["Event"]["Attribute"][0].pop("distribution") == "0"
    assert after == given
    both = mark(made, parse("NATO SECRET", system="nato").label)
    assert [label.level for label in labels_of(both)[0].labels] == ["NATO SECRET", "TLP:GREEN"]


@pytest.mark.parametrize(
    ("given", "more", "says"),
    [
        (event(), {"path": "Event.Attribute[0]"}, "no part of the event that has tags"),
        (event(), {"path": "Event.info"}, "no part of the event that has tags"),
        (event(), {"distribution": 5}, "no distribution to write"),
        (event(), {"distribution": 4}, "no distribution to write"),
        (event(x=1).replace(b'"x": 1', b'"x": 1e999'), {}, "a number or a text that JSON cannot write"),
        (event(x=1).replace(b'"x": 1', b'"x": "\\ud800"'), {}, "a number or a text that JSON cannot write"),
        (event(x=1).replace(b'"x": 1', b'"x": 0.10000000000000000001'), {}, "a number of the event would change"),
        (event(Tag=tags("tlp:red", "tlp:green")), {}, "contradict"),
    ],
)
def test_what_cannot_be_marked_whole_is_refused(given, more, says):
    with pytest.raises(Malformed, match=says):
        mark(given, parse("TLP:RED", system="tlp").label, **more)


def test_a_label_without_tags_is_not_put_on():
    with pytest.raises(Malformed, match="no taxonomy has this scheme"):
        mark(event(), parse("SECRET", system="nz").label)
    with pytest.raises(Malformed, match="cannot say all of this label"):
        mark(event(), parse("SECRET//REL TO USA, NZL", system="us").label)


TAGS = ([], ["tlp:red"], ["tlp:green"], ['nato:classification="NR"'], ["PAP:RED"], ["PAP:GREEN", "tlp:amber"])
distributions = st.fixed_dictionaries(
    {}, optional={"distribution": st.sampled_from("01235"), "Tag": st.sampled_from([tags(*names) for names in TAGS])}
)


@given(outer=distributions, middle=distributions, inner=distributions)
def test_nothing_in_an_event_goes_further_than_what_holds_it(outer, middle, inner):
    outer = outer | ({"distribution": "3"} if outer.get("distribution", "5") == "5" else {})
    around, between, within = labels_of(event(**outer, Object=[{**middle, "Attribute": [inner]}]))
    for held, holder in ((within, between), (between, around)):
        assert held.reach <= holder.reach
        for label in holder.labels:
            mine = next(one for one in held.labels if one.scheme == label.scheme)
            assert system(label.scheme.id).roll_up([mine, label]) == mine
        order = (None, "CLEAR", "GREEN", "AMBER", "RED")
        assert order.index(held.pap) >= order.index(holder.pap)


DATA = os.environ.get("RELTO_REAL_DATA")
real = pytest.mark.skipif(DATA is None, reason="RELTO_REAL_DATA names no folder of real data")


def _events():
    for path in sorted((Path(DATA) / "misp").glob("*.json")):
        given = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(given, dict) and "info" in given.get("Event", given):
            yield path.read_bytes()


@real
def test_real_events_are_read():
    assert sum(len(labels_of(one)) for one in _events()) > 1_000


@real
def test_real_events_are_marked_and_nothing_else_changes():
    label = parse("TLP:AMBER", system="tlp").label
    for one in _events():
        made = mark(one, label)
        assert {part.labels[0].level for part in labels_of(made)} == {"TLP:AMBER"}
        assert [(part.path, part.uuid, part.reach) for part in labels_of(made)] == [
            (part.path, part.uuid, part.reach) for part in labels_of(one)
        ]
        given, after = json.loads(one), json.loads(made)
        before, marked = given.get("Event", given), after.get("Event", after)
        assert [tag["name"] for tag in marked.pop("Tag")][-1] == "tlp:amber"
        before.pop("Tag", None)
        assert given == after
