"""Cursors: what we give comes back, and nothing else does."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relto.primitives import Malformed
from relto.server.paging import cursor_of, place_of


@given(st.text(max_size=40), st.integers(min_value=-(2**53), max_value=2**53))
def test_a_cursor_comes_back_as_the_place_it_was_made_of(text, number):
    cursor = cursor_of([text, number])
    if len(cursor) <= 512:
        assert place_of(cursor, (str, int)) == (text, number)


def of(value):
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "cursor",
    ["", "!", "é", "a" * 600, of({}), of(["a"]), of([1, "a"]), of(["a", True]), of(["a", 1.5]), of(["a", 1, 2]), of(["a", 1]) + "="],
)
def test_what_is_no_cursor_is_refused(cursor):
    with pytest.raises(Malformed, match="no cursor"):
        place_of(cursor, (str, int))


def test_no_cursor_is_the_beginning():
    assert place_of(None, (str,)) is None
