"""The laws of the lattice of labels."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.labels.strategies import CODES, MEMBERS, TWO_LADDERS, labels, subsets
from tests.worlds import examples

from relto.labels import Exclusion, Label, Scheme, dominates, join, meet_lists, roll_up
from relto.primitives import Malformed

expansions = st.sampled_from([lambda _: None, MEMBERS.get])


def reached(codes):
    return frozenset().union(*(MEMBERS.get(code, {code}) for code in codes))


def same(left: Label, right: Label, expand) -> bool:
    """Equal in what they protect (`JOINT` and the spelling of a list apart)."""
    return dominates(left, right, expand) and dominates(right, left, expand)


@given(labels())
def test_the_join_is_idempotent(one):
    assert join(one, one) == one


@given(labels(), labels(), expansions)
def test_the_join_is_commutative(one, other, expand):
    assert join(one, other, expand) == join(other, one, expand)


@settings(max_examples=examples(200))
@given(labels(), labels(), labels(), expansions)
def test_the_join_is_associative(one, other, third, expand):
    left = join(join(one, other, expand), third, expand)
    right = join(one, join(other, third, expand), expand)
    assert same(left, right, expand)


@given(labels(), labels(), expansions)
def test_the_join_dominates_both(one, other, expand):
    both = join(one, other, expand)
    assert dominates(both, one, expand)
    assert dominates(both, other, expand)


@settings(max_examples=examples(200))
@given(labels(), labels(), labels(), expansions)
def test_the_join_is_the_least_such_label(one, other, third, expand):
    if dominates(third, one, expand) and dominates(third, other, expand):
        assert dominates(third, join(one, other, expand), expand)


@settings(max_examples=examples(200))
@given(labels(), labels(), labels(), expansions)
def test_domination_is_a_partial_order(one, other, third, expand):
    assert dominates(one, one, expand)
    if dominates(one, other, expand) and dominates(other, third, expand):
        assert dominates(one, third, expand)


@given(subsets(CODES), subsets(CODES))
def test_lists_meet_in_what_both_reach(one, other):
    assert reached(meet_lists(one, other, MEMBERS.get)) == reached(one) & reached(other)
    assert meet_lists(one, other) == one & other


@given(st.lists(labels(), min_size=1, max_size=6))
def test_the_roll_up_dominates_every_portion(some):
    whole = roll_up(some)
    assert all(dominates(whole, one) for one in some)


def test_a_portion_with_no_list_makes_the_whole_have_none_and_public_ones_do_not_count():
    listed = Label(TWO_LADDERS, "S", releasable_to={"NZL", "AUS"})
    bare, public = Label(TWO_LADDERS, "R"), Label(TWO_LADDERS, "U")
    assert join(listed, bare).releasable_to is None
    assert join(listed, public).releasable_to == {"NZL", "AUS"}
    assert join(public, public).is_public


def test_the_owner_is_kept_when_information_of_another_is_added():
    own, foreign = Label(TWO_LADDERS, "S"), Label(TWO_LADDERS, "R", originators={"USA"})
    assert join(own, foreign).originators == {"NZL", "USA"}
    assert join(own, own).originators == frozenset()


def test_the_earlier_date_is_kept():
    early, late = (Label(TWO_LADDERS, "S", marked_on=date(year, 1, 1)) for year in (2019, 2021))
    assert join(early, late).marked_on == date(2019, 1, 1)
    assert join(late, Label(TWO_LADDERS, "S")).marked_on == date(2021, 1, 1)


def test_two_ladders_join_in_a_level_that_one_level_may_cover():
    assert TWO_LADDERS.join("SEN", "R") == "SEN & R"
    assert TWO_LADDERS.join("SEN & R", "IC") == "SEN & R"
    assert TWO_LADDERS.join("SEN & R", "C") == "C"
    assert TWO_LADDERS.least_single("SEN & R") == "C"
    assert TWO_LADDERS.is_joined("SEN & R")
    assert TWO_LADDERS.protects("S", "SEN & R")
    assert not TWO_LADDERS.protects("SEN", "SEN & R")
    with pytest.raises(Malformed, match="no one level covers both ladders"):
        Scheme("v", "V", None, ("U", "A", "B"), {"A": frozenset({"U"}), "B": frozenset({"U"})}).least_single("A & B")


def test_labels_of_two_schemes_do_not_compare():
    other = Label(Scheme("o", "O", None, ("X",)), "X")
    mine = Label(TWO_LADDERS, "S")
    for law in (join, dominates):
        with pytest.raises(Malformed, match="two schemes cannot be compared"):
            law(mine, other)


def test_nothing_rolls_up_to_nothing():
    with pytest.raises(Malformed, match="nothing to roll up"):
        roll_up([])


@pytest.mark.parametrize(
    ("levels", "below", "public"),
    [
        ((), None, ()),
        (("A", "A"), None, ()),
        (("A",), {"A": frozenset({"B"})}, ()),
        (("A",), None, ("B",)),
        (("A", "B"), {"A": frozenset({"B"}), "B": frozenset({"A"})}, ()),
    ],
)
def test_a_scheme_that_makes_no_sense_is_refused(levels, below, public):
    with pytest.raises(Malformed):
        Scheme("x", "X", None, levels, below, frozenset(public))


def test_a_label_that_makes_no_sense_is_refused():
    with pytest.raises(Malformed, match="no such level"):
        Label(TWO_LADDERS, "TOP SECRET")
    with pytest.raises(Malformed, match="two owners"):
        Label(TWO_LADDERS, "S", joint=True, originators={"NZL"})


def test_compartments_bring_what_they_stand_in():
    assert Label(TWO_LADDERS, "S", compartments={"SI-G ABCD", "SAR-BP-123"}).compartments >= {"SI", "SI-G", "SI-G ABCD", "SAR", "SAR-BP"}


def test_what_is_public():
    public = Label(TWO_LADDERS, "U")
    assert public.is_public
    for change in (
        {"controls": {"STAFF"}},
        {"releasable_to": {"NZL", "AUS"}},
        {"display_only": {"AUS"}},
        {"compartments": {"SI"}},
        {"exclusions": {Exclusion("NZEO", frozenset({"NZL"}))}},
        {"originators": {"USA"}},
        {"level": "IC"},
    ):
        assert not evolve(public, **change).is_public
    assert evolve(public, originators={"NZL"}).is_public


@given(labels(), labels(), expansions)
def test_what_is_joined_from_what_is_not_public_is_not_public(one, other, expand):
    assert join(one, other, expand).is_public == (one.is_public and other.is_public)


def test_two_kinds_of_lists_on_a_public_level_leave_it_to_nobody():
    shown, released = Label(TWO_LADDERS, "U", display_only=frozenset({"JPN"})), Label(TWO_LADDERS, "U", releasable_to=frozenset({"NZL"}))
    for both in (join(shown, released), join(released, shown)):
        assert (both.releasable_to, both.display_only) == (frozenset(), frozenset())


def test_a_list_missing_on_a_public_level_names_nobody_in_whatever_order_it_is_joined():
    shown, released = Label(TWO_LADDERS, "U", display_only={"JPN"}), Label(TWO_LADDERS, "U", releasable_to={"NZL"})
    third = Label(TWO_LADDERS, "S", releasable_to={"NZL", "AUS"})
    assert join(join(shown, released), third) == join(shown, join(released, third))
    assert join(released, third).releasable_to == {"NZL"}
    assert join(shown, third).releasable_to == frozenset()


def test_a_list_that_neither_side_has_stays_missing():
    one, other = (Label(TWO_LADDERS, "U", releasable_to={"NZL", code}) for code in ("AUS", "JPN"))
    assert join(one, other) == Label(TWO_LADDERS, "U", releasable_to={"NZL"})
