"""Security policies: what is read, what a marking of one means, what is refused and where, and what our systems are as one."""

import doctest
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.fidelity import samples

from relto.labels import Exclusion, Label
from relto.markings import MarkingError, system, system_ids
from relto.markings.spif import PolicySystem, export, read_spif, rows, table, write_policy, write_spif
from relto.markings.spif.exporting import carried
from relto.primitives import Malformed

HARBOUR = (Path(__file__).parents[4] / "examples" / "harbour.spif.xml").read_text(encoding="utf-8")
CARGO, QUAYS, DESK = (f"1.3.6.1.4.1.99999.2.{number}" for number in (1, 2, 3))
NS = 'xmlns="http://www.xmlspif.org/spif" schemaVersion="2.1"'


def harbour(*changes, language=""):
    text = HARBOUR
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return PolicySystem(read_spif(text.encode()), language)


def small(levels="", sets="", more="", name="X"):
    levels = levels or '<securityClassification name="A" lacv="1" hierarchy="1"/><securityClassification name="B" lacv="2" hierarchy="2"/>'
    sets = f"<securityCategoryTagSets>{sets}</securityCategoryTagSets>" if sets else ""
    policy = f'<securityPolicyId name="{name}" id="1.2.3"/>'
    return f"<SPIF {NS}>{policy}<securityClassifications>{levels}</securityClassifications>{sets}{more}</SPIF>".encode()


def tag_set(values, kind="restrictive", name="T", number="1.2.3.4", more=""):
    return (
        f'<securityCategoryTagSet name="{name}" id="{number}"><securityCategoryTag name="{name}" tagType="{kind}"{more}>{values}'
        "</securityCategoryTag></securityCategoryTagSet>"
    )


GROUP = '<categoryGroup tagSetRef="Any" tagType="restrictive" lacv="1"/>'
LABEL = {
    "HARBOUR SEALED": ("SEALED", set(), set()),
    "HARBOUR GUARDED PILOT/DEEP WATER": ("GUARDED", {"Cargo: PILOT", "Cargo: DEEP WATER"}, set()),
    "HARBOUR OPEN FOR NORTH, SOUTH QUAY ONLY - STAFF": ("OPEN", {"Desk: STAFF"}, {Exclusion("Quays", frozenset({"NORTH", "SOUTH"}))}),
    "HARBOUR SEALED PILOT FOR WEST QUAY ONLY": ("SEALED", {"Cargo: PILOT"}, {Exclusion("Quays", frozenset({"WEST"}))}),
}


@pytest.mark.parametrize("text", LABEL)
def test_a_marking_says_its_level_and_categories(text):
    one = harbour()
    found = one.parse(text).label
    assert (found.level, found.controls, found.exclusions) == LABEL[text]
    assert one.render(found) == text
    assert found.scheme.id == "spif:1.3.6.1.4.1.99999.1"
    portion = one.render(found, kind="portion")
    assert one.parse(portion, kind="portion").label == found
    assert one.parse(portion[1:-1], kind="portion").label == found


def test_a_portion_mark_and_another_language_have_their_own_phrases():
    guarded = Label(harbour().scheme, "GUARDED")
    assert harbour().render(guarded, kind="portion") == "(HARBOUR GDD)"
    assert harbour(language="fr-CA").render(guarded) == "HARBOUR GARDÉ"
    assert harbour(language="fr-CA").parse("HARBOUR GARDÉ").label == guarded
    assert harbour(language="de").render(guarded) == "HARBOUR GUARDED"


def test_levels_are_ordered_by_hierarchy_and_never_by_number():
    one = harbour()
    assert one.scheme.levels == ("OPEN", "CLOSED", "GUARDED", "SEALED")
    assert one.roll_up([one.parse("HARBOUR SEALED").label, one.parse("HARBOUR OPEN").label]).level == "SEALED"


def test_levels_of_one_hierarchy_have_no_order_between_them():
    one = PolicySystem(read_spif(small(more="").replace(b'hierarchy="2"', b'hierarchy="1"')))
    assert not one.scheme.protects("A", "B")
    assert not one.scheme.protects("B", "A")
    with pytest.raises(Malformed, match="no marking can write a joined level"):
        one.roll_up([Label(one.scheme, "A"), Label(one.scheme, "B")])


@pytest.mark.parametrize(
    ("text", "rule", "says"),
    [
        ("SEALED", "policy-name", "no marking of this policy"),
        ("HARBOUR", "level-unknown", "no marking of this policy"),
        ("HARBOUR SECRET", "level-unknown", "found `SECRET`"),
        ("HARBOUR SEALED TUG", "category-unknown", "found `TUG`"),
        ("HARBOUR SEALED PILOT PILOT", "category-unknown", "no marking"),
        ("HARBOUR SEALED PILOT/PILOT", "category-unknown", "no marking"),
        ("HARBOUR SEALED - STAFF PILOT", "category-unknown", "no marking"),
        ("HARBOUR SEALED FOR NORTH", "category-unknown", "no marking"),
        ("HARBOUR SEALED DEEP WATER/PILOT", "form", "expected `HARBOUR SEALED PILOT/DEEP WATER`"),
        ("HARBOUR OPEN DEEP WATER", "level-excluded", "expected CLOSED, GUARDED, SEALED"),
        ("HARBOUR SEALED FOR WEST QUAY ONLY", "category-required", "just one of any of Cargo"),
        ("HARBOUR SEALED PILOT/DEEP WATER FOR WEST QUAY ONLY", "category-required", "just one of any of Cargo"),
        ("HARBOUR SEALED - STAFF WAGES", "selection", "0 to 1"),
        ("HARBOUR CLOSED", "obsolete", "found `CLOSED`"),
        ("HARBOUR SEALED LANTERN", "obsolete", "found `Cargo: LANTERN`"),
        ("HARBOUR ЅEALED", "character", "looks like `S`"),
        ("HARBOUR SEALED\u200b", "character", "invisible"),
        ("", "empty", "empty"),
        ("X" * 2001, "too-long", "too long"),
    ],
)
def test_a_marking_that_breaks_a_rule_is_refused_by_its_name(text, rule, says):
    one = harbour()
    with pytest.raises(MarkingError, match=says) as refused:
        one.parse(text)
    assert refused.value.rule == f"spif-{rule}"
    assert refused.value.rule in {each.id for each in one.rules()}


def test_what_is_obsolete_is_read_with_notice_and_never_written():
    one = harbour()
    for text, what in (("HARBOUR CLOSED", "CLOSED"), ("HARBOUR SEALED LANTERN", "Cargo: LANTERN")):
        reading = one.parse(text, lenient=True)
        assert [(repair.rule, repair.before) for repair in reading.repairs] == [("spif-obsolete", what)]
        with pytest.raises(Malformed, match="obsolete"):
            one.render(reading.label)


def test_a_marking_out_of_order_is_put_right_with_notice():
    reading = harbour().parse("HARBOUR SEALED DEEP WATER/PILOT", lenient=True)
    assert [(one.rule, one.after) for one in reading.repairs] == [("spif-form", "HARBOUR SEALED PILOT/DEEP WATER")]


def test_the_whole_has_all_restrictive_categories_and_the_permissive_ones_in_common():
    one = harbour()
    texts = ("HARBOUR OPEN PILOT FOR NORTH, SOUTH QUAY ONLY", "HARBOUR SEALED DEEP WATER FOR SOUTH QUAY ONLY")
    whole = one.roll_up([one.parse(text).label for text in texts])
    assert one.render(whole) == "HARBOUR SEALED PILOT/DEEP WATER FOR SOUTH QUAY ONLY"


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (("HARBOUR OPEN FOR NORTH QUAY ONLY", "HARBOUR OPEN FOR SOUTH QUAY ONLY"), "no value of a permissive category in common"),
        (("HARBOUR OPEN FOR NORTH QUAY ONLY", "HARBOUR OPEN"), "on some parts only"),
        (("HARBOUR OPEN - STAFF", "HARBOUR OPEN - WAGES"), "the whole is not allowed"),
        (("HARBOUR OPEN PILOT FOR WEST QUAY ONLY", "HARBOUR SEALED DEEP WATER/PILOT FOR NORTH, SOUTH QUAY ONLY"), "in common"),
        ((), "nothing to roll up"),
    ],
)
def test_a_whole_that_the_policy_does_not_settle_is_refused(texts, says):
    one = harbour()
    with pytest.raises(Malformed, match=says):
        one.roll_up([one.parse(text, lenient=True).label for text in texts])


def test_labels_of_another_policy_are_refused():
    one, other = harbour(), harbour(('id="1.3.6.1.4.1.99999.1"', 'id="1.3.6.1.4.1.99999.77"'))
    with pytest.raises(Malformed, match="its own scheme only"):
        other.render(one.parse("HARBOUR SEALED").label)
    with pytest.raises(Malformed, match="its own scheme only"):
        one.roll_up([Label(system("us").scheme, "SECRET")])


REPLACING = (
    '<tagCategory name="NORTH" lacv="1"><markingData phrase="FLEET/NORTH"><code>noNameDisplay</code><code>replacePolicy</code>'
    '</markingData></tagCategory><tagCategory name="BARE" lacv="2"><markingData><code>noNameDisplay</code></markingData></tagCategory>'
    '<tagCategory name="SENSITIVE" lacv="3"><markingData phrase="A-SENSITIVE"><code>suppressClassName</code></markingData>'
    "<excludedClass>B</excludedClass></tagCategory>"
)


def test_a_category_may_stand_for_the_policys_name_or_the_levels_and_is_read_from_it():
    one = PolicySystem(read_spif(small(sets=tag_set(REPLACING), name="FLEET")))
    north = Label(one.scheme, "B", controls=frozenset({"T: NORTH"}))
    assert one.render(north) == "FLEET/NORTH B"
    assert one.parse("FLEET/NORTH B").label == north
    assert one.parse("FLEET A-SENSITIVE").label == Label(one.scheme, "A", controls=frozenset({"T: SENSITIVE"}))
    assert one.marking("A", [("1.2.3.4", "restrictive", "2")]) == "FLEET A"


def test_a_label_whose_marking_would_not_say_all_of_it_is_not_written():
    one = PolicySystem(read_spif(small(sets=tag_set(REPLACING), name="FLEET")))
    with pytest.raises(Malformed, match="does not say the whole label"):
        one.render(Label(one.scheme, "A", controls=frozenset({"T: BARE"})))


def test_a_marking_with_two_meanings_is_refused():
    both = tag_set('<tagCategory name="N" lacv="1"/>') + tag_set('<tagCategory name="N" lacv="1"/>', "tagType7", "U", "1.2.3.5")
    one = PolicySystem(read_spif(small(sets=both)))
    with pytest.raises(MarkingError, match="may mean several things") as refused:
        one.parse("X A N")
    assert refused.value.rule == "spif-ambiguous"
    with pytest.raises(Malformed, match="more than one"):
        one.render(Label(one.scheme, "A", controls=frozenset({"T: N"})))


def test_a_marking_made_to_be_read_in_very_many_ways_is_refused_soon():
    values = "".join(f'<tagCategory name="{"a" * number}" lacv="{number}"/>' for number in range(1, 100))
    around = '<markingQualifier><qualifier markingQualifier="" qualifierCode="separator"/></markingQualifier>'
    one = PolicySystem(read_spif(small(sets=tag_set(values + around))))
    with pytest.raises(MarkingError, match="too many ways"):
        one.parse("X A " + "a" * 1000)


def test_equivalents_are_told_in_their_direction_and_never_inverted():
    policy = harbour().policy
    assert [(row.direction, row.name, row.policy, row.policy_id, row.number) for row in rows(policy)] == [
        ("encrypt", "GUARDED", "NATO", "1.3.26.1.3.1", "2"),
        ("encrypt", "SEALED", "NATO", "1.3.26.1.3.1", "4"),
        ("decrypt", "SEALED", "NATO", "1.3.26.1.3.1", "4"),
    ]
    other = evolve(export(system("nato")), id="1.3.26.1.3.1")
    assert table(policy, other, "encrypt") == (("GUARDED", "NATO RESTRICTED"), ("SEALED", "NATO SECRET"))
    assert table(policy, other, "decrypt") == (("NATO SECRET", "SEALED"),)
    with pytest.raises(Malformed, match="no equivalents in this direction"):
        table(other, policy, "encrypt")
    with pytest.raises(Malformed, match="no equivalents in this direction"):
        table(policy, export(system("nato")), "encrypt")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('lacv="2" applied="encrypt"', 'lacv="9" applied="encrypt"', "an equivalent level that is not there"),
        (
            'applied="encrypt"/>',
            f'applied="encrypt"><requiredCategory operation="all">{GROUP}</requiredCategory></equivalentClassification>',
            "needs categories besides",
        ),
    ],
)
def test_an_equivalent_that_is_no_plain_row_makes_no_table(before, after, says):
    other = evolve(export(system("nato")), id="1.3.26.1.3.1")
    with pytest.raises(Malformed, match=says):
        table(harbour((before, after)).policy, other, "encrypt")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('schemaVersion="2.1"', 'schemaVersion="3.0"', "an unknown `schemaVersion`"),
        ('schemaVersion="2.1"', "", "`schemaVersion` is missing"),
        ("http://www.xmlspif.org/spif", "http://www.xmslpif.org/spif", "no SPIF"),
        ('name="OPEN"', 'name=""', "`name` is missing"),
        ('name="OPEN"', 'name="GUARDED"', "a classification stands twice"),
        ('name="OPEN"', 'name="A &amp; B"', "a category names a classification that is not there"),
        ('lacv="30"', 'lacv="5"', "lacv stands twice"),
        ('hierarchy="1"', 'hierarchy="low"', "no whole number"),
        ('hierarchy="1"', 'rank="1" hierarchy="1"', "an attribute that is not known"),
        ('hierarchy="1"', 'hierarchy="1" obsolete="perhaps"', "neither true nor false"),
        ('lacv="2"><excluded', 'lacv="1"><excluded', "a category's lacv stands twice"),
        ('lacv="002"', 'lacv="1"', "a category's lacv stands twice"),
        ('name="DEEP WATER"', 'name="PILOT"', "a category stands twice"),
        ("<excludedClass>OPEN<", "<excludedClass>AJAR<", "a classification that is not there"),
        ("<excludedClass>OPEN</excludedClass>", "<excludedClass>OPEN</excludedClass>" * 2, "stands twice"),
        ('name="PILOT" lacv', 'name="PILOT" userInput="string" lacv', "a category that a person types"),
        ('name="PILOT" lacv="1"', 'name="PILOT" notAfter="2020-01-01T00:00:00Z" lacv="1"', "no instant was given"),
        ('name="PILOT" lacv="1"', 'name="PILOT" notAfter="soon" lacv="1"', "no instant"),
        ('tagType="restrictive">\n', 'tagType="notApplicable">\n', "an unknown `tagType`"),
        ('tagType="restrictive">\n', 'tagType="restrictive" enumType="permissive">\n', "not enumerated"),
        (' enumType="permissive"', "", "`enumType` is missing"),
        ('singleSelection="true"', 'singleSelection="true" maxSelection="3"', "a single selection of several"),
        ('singleSelection="true"', 'minSelection="3" maxSelection="2"', "more to choose than may be"),
        ('tagSetRef="Cargo"', 'tagSetRef="Freight"', "references? to categories that are not there"),
        ('operation="onlyOne"', 'operation="some"', "an unknown `operation`"),
        ('policyRef="NATO" lacv="2"', 'policyRef="OTAN" lacv="2"', "a policy that is not listed"),
        ('applied="encrypt"', 'applied="always"', "an unknown `applied`"),
        ("<code>portionMarking</code>", "<code>everywhere</code>", "an unknown marking code"),
        ('qualifierCode="suffix"', 'qualifierCode="infix"', "an unknown `qualifierCode`"),
        ("<equivalentPolicies>", "<unheardOf/><equivalentPolicies>", "an element that is not known"),
        ("<equivalentPolicies>", "stray<equivalentPolicies>", "text stands between"),
        ('<securityPolicyId name="HARBOUR" id="1.3.6.1.4.1.99999.1"/>', "", "a part is missing"),
        ('id="1.3.6.1.4.1.99999.1"/>', 'id="harbour"/>', "no object identifier"),
        ('id="1.3.6.1.4.1.99999.2.2"', 'id="1.3.6.1.4.1.99999.2.1"', "identifier stands twice"),
        ('name="PILOT"', 'name="PI\u202eLOT"', "nobody sees"),
        ('name="PILOT"', f'name="{"P" * 300}"', "too long"),
        ('xmlns="http', 'xmlns:relto="urn:relto:spif:1" relto:part="controls" xmlns="http', "an attribute that is not known"),
        ('name="PILOT" lacv', 'xmlns:r="urn:relto:spif:1" r:only="USA" name="PILOT" lacv', "whom an exclusion leaves in"),
        ("<SPIF", '<!DOCTYPE a [<!ENTITY b "c">]><SPIF', "document type"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(before, after, says):
    text = HARBOUR.replace(before, after)
    assert text != HARBOUR
    with pytest.raises(Malformed, match=says) as refused:
        read_spif(text.encode(), "harbour.xml")
    assert refused.value.place.source == "harbour.xml"
    assert refused.value.place.line or refused.value.place.path or "document type" in says or "twice" in says


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b" " * (16 * 1024 * 1024 + 1), "too large"),
        (small('<securityClassification name="A &amp; B" lacv="1" hierarchy="1"/>'), "between levels that are joined"),
        (small("".join(f'<securityClassification name="L{n}" lacv="{n}" hierarchy="{n}"/>' for n in range(257))), "too many"),
        (small(sets="".join(tag_set("", name=f"T{n}", number=f"1.2.{n}") for n in range(1001))), "too many"),
        (small(sets=tag_set("".join(f'<tagCategory name="V{n}" lacv="{n}"/>' for n in range(20_001)))), "too many"),
        (
            small(
                sets=tag_set(
                    '<tagCategory name="N" lacv="1">'
                    + '<excludedCategory tagSetRef="T" tagType="restrictive"/>' * 50_001
                    + "</tagCategory>"
                )
            ),
            "too many references",
        ),
        (small(sets=tag_set("<tagCategory name='N' lacv='1'/>") + tag_set("", name="T ", number="1.2.9")), "a tag set stands twice"),
        (small(more="<x" + "".join(f' a{n}="1"' for n in range(50_000)) + "/>"), "too many attributes"),
        (small(more='<markingData phrase="Y"><code>pageTop</code></markingData>' * 2), None),
        (
            small(
                more='<markingData phrase="Y"><code>pageTop</code></markingData><markingData phrase="Z"><code>pageTop</code></markingData>'
            ),
            "two phrases for one place",
        ),
    ],
)
def test_a_policy_too_large_or_of_two_minds_is_refused(data, says):
    if says is None:
        assert PolicySystem(read_spif(data)).parse("Y A").label.level == "A"
        return
    with pytest.raises(Malformed, match=says):
        PolicySystem(read_spif(data))


def test_a_period_needs_an_instant_and_what_is_not_in_force_is_not_written():
    data = HARBOUR.replace('name="PILOT" lacv', 'name="PILOT" notAfter="2026-06-01T00:00:00Z" lacv').encode()
    before, after = (PolicySystem(read_spif(data, at=datetime(2026, month, 1, tzinfo=UTC))) for month in (5, 7))
    assert before.parse("HARBOUR SEALED PILOT").label.controls == {"Cargo: PILOT"}
    with pytest.raises(MarkingError, match="not in force"):
        after.parse("HARBOUR SEALED PILOT")
    whole = HARBOUR.replace('schemaVersion="2.1"', 'schemaVersion="2.1" notBefore="2026-06-01T00:00:00Z"').encode()
    with pytest.raises(Malformed, match="not in force then"):
        read_spif(whole, at=datetime(2026, 5, 1, tzinfo=UTC))


def test_a_policy_is_written_as_it_was_read_and_refused_where_something_would_be_lost():
    policy = harbour().policy
    assert read_spif(write_spif(harbour())) == policy
    assert write_policy(read_spif(write_policy(policy))) == write_policy(policy)
    extended = read_spif(HARBOUR.replace("</SPIF>", '<extensions><x xmlns="urn:x"/></extensions></SPIF>').encode())
    assert extended.passed_over == ("extensions",)
    with pytest.raises(Malformed, match="passed over"):
        write_policy(extended)


LADDERED = {"ca", "fra", "nld", "nz", "swe"}


def ladder(one):
    """Levels of one ladder: each above those before it."""
    found = []
    for level in one.scheme.levels:
        if all(one.scheme.protects(level, lower) for lower in found):
            found.append(level)
    return found


def exported(name):
    one = system(name)
    return PolicySystem(read_spif(write_spif(one, levels=ladder(one) if name in LADDERED else None)))


@pytest.mark.parametrize("name", system_ids())
def test_every_system_is_exported_and_its_labels_are_read_and_written_or_refused_by_name(name):
    into = exported(name)
    taken, unnamed = 0, []
    for label in samples(name):
        try:
            moved = carried(label, into)
            text, portion = into.render(moved), into.render(moved, kind="portion")
        except Malformed as refused:
            unnamed += [refused] if not refused.found else []
            continue
        taken += 1
        assert moved == evolve(label, scheme=into.scheme)
        assert into.parse(text).label == moved
        assert into.parse(portion, kind="portion").label == moved
    assert taken >= len(into.scheme.levels)
    assert not unnamed


@given(data=st.data(), name=st.sampled_from(["us", "nato", "uk", "jp", "au"]))
def test_a_label_that_an_export_takes_comes_back_the_same(data, name):
    into = exported(name)
    known = {part: sorted(key for of, key in into.tables.names if of == part) for part in ("controls", "compartments", "releasable_to")}
    label = Label(
        into.scheme,
        data.draw(st.sampled_from(into.scheme.levels)),
        releasable_to=data.draw(st.none() | st.frozensets(st.sampled_from(known["releasable_to"]), min_size=1, max_size=6)),
        controls=data.draw(st.frozensets(st.sampled_from(known["controls"]), max_size=3)),
        compartments=data.draw(st.frozensets(st.sampled_from(known["compartments"] or ["NONE"]), max_size=2)),
    )
    try:
        text = into.render(label)
    except Malformed:
        return
    assert into.parse(text).label == label


def test_an_export_carries_what_a_marking_needs_and_bars():
    into = exported("us")
    for controls, says in (({"ORCON", "RELIDO"}, "excludes it"), ({"NODIS"}, "requires categories")):
        with pytest.raises(Malformed, match=says):
            into.render(Label(into.scheme, "SECRET", controls=frozenset(controls)))
    assert into.render(Label(into.scheme, "SECRET", controls=frozenset({"ORCON"}))) == "SECRET//ORCON"


def test_the_page_shows_what_python_does():
    page = Path(__file__).parents[4] / "docs" / "how-to" / "use-a-spif-policy.md"
    done = doctest.testfile(str(page), module_relative=False)
    assert (done.failed, done.attempted) == (0, 5)


def test_two_ladders_are_exported_one_at_a_time():
    with pytest.raises(Malformed, match="no such order") as refused:
        write_spif(system("nz"))
    assert refused.value.found == "SENSITIVE and RESTRICTED"
    levels = ("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET")
    assert PolicySystem(read_spif(write_spif(system("nz"), levels=levels))).scheme.levels == levels
    with pytest.raises(Malformed, match="has no such level"):
        write_spif(system("nz"), levels=["COSMIC"])


def test_a_file_cannot_make_its_labels_those_of_a_system():
    into = exported("us")
    found = into.parse("SECRET//NOFORN").label
    assert found.exclusions == {Exclusion("NOFORN", frozenset({"USA"}))}
    assert found.scheme != system("us").scheme
    with pytest.raises(Malformed, match="no export of this label's system"):
        carried(Label(system("nz").scheme, "SECRET"), into)
    with pytest.raises(Malformed, match="no such label"):
        carried(Label(system("us").scheme, "SECRET", controls=frozenset({"MADE UP"})), into)
