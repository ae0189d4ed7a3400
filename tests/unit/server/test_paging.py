"""Cursors: what we give comes back, and nothing else does."""

import base64
import json
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from relto.primitives import Malformed
from relto.server.paging import cursor_of, day_from, instant_from, instant_of, part_of, place_of


@given(st.text(max_size=255), st.integers(min_value=-(2**53), max_value=2**53))
def test_a_cursor_comes_back_as_the_place_it_was_made_of(text, number):
    cursor = cursor_of([text, number])
    assert place_of(cursor, (str, int)) == (text, number)


def of(value):
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "cursor",
    ["", "!", "é", "a" * 3000, of({}), of(["a"]), of([1, "a"]), of(["a", True]), of(["a", 1.5]), of(["a", 1, 2]), of(["a", 1]) + "="],
)
def test_what_is_no_cursor_is_refused(cursor):
    with pytest.raises(Malformed, match="no cursor"):
        place_of(cursor, (str, int))


def test_no_cursor_is_the_beginning():
    assert place_of(None, (str,)) is None


@given(st.sets(st.tuples(st.sampled_from("abc"), st.integers(0, 9))), st.integers(1, 5))
def test_the_parts_of_a_list_are_the_list_in_order(whole, most):
    found, cursor = [], None
    while True:
        page = part_of(whole, cursor, most, lambda one: one, lambda one: one, (str, int))
        assert len(page.items) <= most
        found, cursor = found + page.items, page.next
        if cursor is None:
            break
    assert found == sorted(whole)


@given(
    st.datetimes(timezones=st.just(UTC)),
    st.datetimes(timezones=st.just(timezone(timedelta(hours=13)))),
)
def test_instants_stand_in_their_order_and_come_back(one, other):
    assume(other.year > 1)  # the first hours of the first year have no name in UTC
    assert instant_from(instant_of(one)) == one
    assert (instant_of(one) < instant_of(other)) == (one < other)


@pytest.mark.parametrize("wrong", ["", "tomorrow", "2026-12-01T12:00:00", "2026-13-01T12:00:00+00:00"])
def test_what_is_no_instant_or_day_is_no_place(wrong):
    for read in (instant_from, day_from):
        if read is instant_from or "T" not in wrong:
            with pytest.raises(Malformed, match="no cursor"):
                read(wrong)
