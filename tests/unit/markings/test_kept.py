"""Labels as text that is kept."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.unit.markings.strategies import SLASHED, candidates

from relto.labels import Label, Scheme
from relto.markings import MarkingError, read_kept, system, system_ids, write_kept
from relto.primitives import Malformed

DAYS = st.none() | st.dates(date(1990, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize("name", SLASHED)
@settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(data=st.data())
def test_every_label_comes_back_or_is_refused(name, data):
    label = evolve(data.draw(candidates(name)), marked_on=data.draw(DAYS))
    try:
        text = write_kept(label)
    except Malformed:
        assume(False)
    assert read_kept(name, text, label.marked_on) == label


@pytest.mark.parametrize("name", system_ids())
def test_every_level_that_stands_alone_comes_back(name):
    some = 0
    for level in system(name).scheme.levels:
        label = Label(system(name).scheme, level, marked_on=date(2026, 1, 1))
        try:
            text = write_kept(label)
        except Malformed:  # the United States' RESTRICTED is always another's
            continue
        assert read_kept(name, text, date(2026, 1, 1)) == label
        some += 1
    assert some


def test_a_community_that_nobody_knows_stays_a_code():
    label = Label(system("us").scheme, "SECRET", releasable_to={"USA", "COALITION-7"})
    assert read_kept("us", write_kept(label), None) == label


def test_what_no_system_writes_is_refused():
    with pytest.raises(Malformed, match="no marking system writes this scheme"):
        write_kept(Label(Scheme("x", "X", None, ("A",)), "A"))
    with pytest.raises(Malformed):
        write_kept(Label(system("nz").scheme, "RESTRICTED & SENSITIVE"))


def test_another_form_of_the_same_marking_is_refused():
    with pytest.raises(Malformed, match="in another form"):
        read_kept("us", "SECRET//NOT RELEASABLE TO FOREIGN NATIONALS", None)
    with pytest.raises(MarkingError):
        read_kept("us", "SECRET//NONSENSE", None)
