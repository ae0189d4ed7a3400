"""Batches and files of messages: laid out in one way, held to their limits before anything is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.protocols.peer.made import DAY, JPN, NOW, NZL, PINS, envelope, named

from relto.primitives import BrokenSeal
from relto.protocols.peer import Slip, fitting, parse_batch, parse_bundle, write, write_batch, write_bundle

SOME = st.lists(st.binary(min_size=1, max_size=200), max_size=8)


def refused(function, *given_):
    with pytest.raises(BrokenSeal) as caught:
        function(*given_)
    return caught.value.reason


@given(SOME)
def test_a_batch_comes_back(envelopes):
    assert parse_batch(write_batch(envelopes)) == envelopes


@given(SOME)
def test_every_cut_of_a_batch_is_refused(envelopes):
    data = write_batch(envelopes)
    for end in range(len(data)):
        assert refused(parse_batch, data[:end]) == "frames"
    assert refused(parse_batch, data + b"x") == "frames"


@pytest.mark.parametrize("count", [501, 2**32 - 1])
def test_more_messages_than_go_at_once(count):
    assert refused(parse_batch, b"relto-envelopes/1\n" + count.to_bytes(4)) == "too-large"


def test_a_message_longer_than_one_may_be():
    assert refused(parse_batch, b"relto-envelopes/1\n" + (1).to_bytes(4) + (2**31).to_bytes(4)) == "too-large"
    assert refused(parse_batch, b"relto-envelopes/1\n" + (1).to_bytes(4) + (0).to_bytes(4)) == "frames"
    with pytest.raises(BrokenSeal):
        write_batch([b"x"] * 501)


def test_another_form():
    assert refused(parse_batch, b"relto-envelopes/2\n" + (0).to_bytes(4)) == "frames"
    assert refused(parse_batch, b"") == "frames"


@given(st.lists(st.integers(1, 60), max_size=20))
def test_as_many_as_fit_are_taken_and_no_more(sizes):
    taken = fitting(sizes, count=5, size=200)
    whole = [b"x" * size for size in sizes]
    assert taken <= 5
    if taken:
        write_batch(whole[:taken], count=5, size=200)
    if taken < min(len(sizes), 5):
        with pytest.raises(BrokenSeal):
            write_batch(whole[: taken + 1], count=5, size=200)


def slip(**changes):
    said = {"id": named("bundle"), "sender": "NZL", "recipient": "JPN", "made_at": NOW} | changes
    return lambda messages, digest: Slip(protocol="relto-bundle/1", messages=messages, sha256=digest, **said)


ENVELOPES = [envelope().to_bytes(), envelope(id=named("message", 2), sequence=2).to_bytes()]


def test_a_file_comes_back():
    found = parse_bundle(write_bundle(slip(), ENVELOPES, NZL.sign), PINS, "JPN")
    assert list(found.envelopes) == ENVELOPES
    assert found.slip.messages == 2
    assert parse_bundle(write_bundle(slip(), [], NZL.sign), PINS, "JPN").envelopes == ()


def test_every_cut_of_a_file_is_refused_whole():
    data = write_bundle(slip(), ENVELOPES, NZL.sign)
    for end in range(len(data)):
        assert refused(parse_bundle, data[:end], PINS, "JPN") in {"frames", "signature", "body"}
    assert refused(parse_bundle, data + b"x", PINS, "JPN") == "body"


@pytest.mark.parametrize(
    ("made", "signer", "recipient", "reason"),
    [
        (slip(), NZL, "USA", "recipient"),
        (slip(sender="USA"), NZL, "JPN", "wrong-party"),
        (slip(), JPN, "JPN", "wrong-party"),
        (slip(made_at=NOW + 9 * DAY), NZL, "JPN", "key-not-valid"),
        (lambda number, digest: slip()(number + 1, digest), NZL, "JPN", "frames"),
        (lambda number, _: slip()(number, "0" * 64), NZL, "JPN", "body"),
    ],
)
def test_a_slip_that_does_not_hold(made, signer, recipient, reason):
    assert refused(parse_bundle, write_bundle(made, ENVELOPES, signer.sign), PINS, recipient) == reason


def test_the_slip_of_another_file():
    one, other = (write_bundle(slip(), some, NZL.sign) for some in (ENVELOPES, ENVELOPES[:1]))
    size = int.from_bytes(one[15:19])
    behind = 19 + int.from_bytes(other[15:19])
    assert refused(parse_bundle, one[: 19 + size] + other[behind:], PINS, "JPN") == "body"


def test_an_envelope_is_no_slip():
    text = NZL.sign(write(envelope().header)).encode()
    data = b"relto-bundle/1\n" + len(text).to_bytes(4) + text + write_batch([])
    assert refused(parse_bundle, data, PINS, "JPN") == "header"
