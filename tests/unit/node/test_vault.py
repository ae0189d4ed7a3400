"""Content at rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.nodes import seeded

from relto.node.vault import Vault, words_of
from relto.primitives import Unavailable

VAULT = Vault(b"k" * 32, seeded("vault"))


@given(st.binary(max_size=2_000))
def test_what_was_closed_opens_with_its_key_and_its_name(data):
    key, wrapped = VAULT.new_key()
    assert VAULT.open(VAULT.unwrap(wrapped), VAULT.close(key, data, "item-1 content"), "item-1 content") == data


def test_each_thing_has_a_key_of_its_own():
    (one, wrapped), (other, again) = VAULT.new_key(), VAULT.new_key()
    assert one != other
    assert wrapped != again
    assert one not in wrapped


@given(at=st.integers(0, 200), bit=st.integers(0, 7))
def test_whatever_was_touched_does_not_open(at, bit):
    key, wrapped = VAULT.new_key()
    closed = VAULT.close(key, b"content", "item-1 content")
    for data, opens in ((closed, lambda some: VAULT.open(key, some, "item-1 content")), (wrapped, VAULT.unwrap)):
        place = at % len(data)
        with pytest.raises(Unavailable):
            opens(data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :])


def test_what_is_something_else_or_anothers_does_not_open():
    key, wrapped = VAULT.new_key()
    closed = VAULT.close(key, b"content", "item-1 content")
    for wrong in ("item-2 content", "item-1 title"):
        with pytest.raises(Unavailable):
            VAULT.open(key, closed, wrong)
    with pytest.raises(Unavailable):
        Vault(b"x" * 32, seeded("another")).unwrap(wrapped)
    for short in (b"", b"x" * 12, b"x" * 27):
        with pytest.raises(Unavailable):
            VAULT.open(key, short, "item-1 content")


def test_words_are_known_by_their_digest_to_this_vault_alone():
    assert VAULT.tokens(["Trawler at anchor"]) == VAULT.tokens(["anchor", "AT trawler"])
    assert set(VAULT.tokens(["trawler"])) < set(VAULT.tokens(["trawler, anchor"]))
    assert not set(VAULT.tokens(["trawler"])) & set(Vault(b"x" * 32, seeded("another")).tokens(["trawler"]))
    assert VAULT.tokens(["", " ", "-- ;'%"]) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Two TRAWLERS", {"two", "trawlers"}),
        ("Ōtākou-1", {"ōtākou", "1"}),
        ("ﬁne ＡＢＣ", {"fine", "abc"}),
        ("漁船が", {"漁船が", "漁船", "船が", "漁", "船", "が"}),
        ("a_b", {"a", "b"}),
        ("x" * 100, {"x" * 64}),
    ],
)
def test_the_words_of_a_text(text, words):
    assert words_of(text) == words
