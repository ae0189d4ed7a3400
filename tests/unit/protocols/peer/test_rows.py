"""Rows of numbers name what is missing; retries follow the agreed schedule; receipts and silences move a message on."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.protocols.peer.made import DAY, MESSAGES, NOW, envelope

from relto.primitives import BrokenSeal, Malformed
from relto.protocols.peer import (
    Progress,
    Row,
    Schedule,
    Terms,
    Timeouts,
    Went,
    advanced,
    gives_up,
    last_wait,
    parse_row,
    pledge,
    silences,
    verify_receipt,
    wait_after,
    write_row,
)

NUMBERS = st.lists(st.integers(1, 60))


def row(numbers):
    made = Row()
    for number in numbers:
        made = made.with_number(number)
    return made


@given(NUMBERS)
def test_a_row_knows_what_came_and_what_is_missing(numbers):
    made, came = row(numbers), set(numbers)
    assert made.highest == max(came, default=0)
    assert {number for number in range(70) if number in made} == came
    missing = {number for first, last in made.gaps() for number in range(first, last + 1)}
    assert missing == set(range(1, made.highest + 1)) - came
    assert made.complete == next(number for number in range(70) if number + 1 not in came)


@given(NUMBERS, st.randoms())
def test_the_order_in_which_they_come_makes_no_difference(numbers, rng):
    other = [*numbers, *numbers]
    rng.shuffle(other)
    assert row(other) == row(numbers)


@given(NUMBERS)
def test_a_row_comes_back_from_its_text(numbers):
    assert parse_row(write_row(row(numbers))) == row(numbers)


@given(NUMBERS, st.integers(0, 80))
def test_a_number_known_to_have_been_sent_is_missing_too(numbers, upto):
    made = row(numbers)
    missing = {number for first, last in made.gaps(upto=upto) for number in range(first, last + 1)}
    assert missing == set(range(1, max(made.highest, upto) + 1)) - set(numbers)


def test_only_so_many_gaps_are_named():
    assert row(range(2, 60, 2)).gaps(3) == ((1, 1), (3, 3), (5, 5))


@pytest.mark.parametrize("text", ["1-", "-1", "2-1", "1,2", "1-2,3", "3,1", "0", "a", "1,,3", "01", "1-1", " 1", "1\n", "²"])
def test_a_text_that_is_no_row(text):
    with pytest.raises(Malformed):
        parse_row(text)


SCHEDULES = st.builds(
    Schedule, first=st.integers(1, 600), growth=st.integers(100, 400), longest=st.integers(600, 7_200), tries=st.integers(1, 40)
)


@given(SCHEDULES)
def test_a_message_is_tried_as_often_as_agreed_and_then_given_up(schedule):
    waits, tries = [], 1
    while (wait := wait_after(tries, schedule)) is not None:
        waits.append(wait)
        tries += 1
    assert tries == schedule.tries
    assert waits == sorted(waits)
    assert all(timedelta(seconds=schedule.first) <= wait <= timedelta(seconds=schedule.longest) for wait in waits)
    assert gives_up(schedule, NOW) == NOW + sum(waits, timedelta()) + last_wait(schedule)


def test_waits_grow_as_agreed():
    schedule = Schedule(first=30, growth=200, longest=200, tries=6)
    assert [wait_after(tries, schedule).total_seconds() for tries in range(1, 6)] == [30, 60, 120, 200, 200]
    assert wait_after(6, schedule) is None
    assert wait_after(5, Schedule(first=30, growth=100, longest=3_600, tries=9)).total_seconds() == 30


RECEIPT = MESSAGES[1]


def receipt(level, *, at=NOW, **changes):
    return msgspec.structs.replace(RECEIPT, level=level, at=at, **changes)


LEVELS = ("accepted", "released", "opened", "acted", "declined")


@given(st.lists(st.sampled_from(LEVELS), min_size=1))
def test_levels_may_come_in_any_order_and_a_higher_one_says_the_lower_ones(levels):
    made = Progress()
    for level in levels:
        made = advanced(made, receipt(level))
    highest = max(min(LEVELS.index(level), 3) for level in levels)
    assert [getattr(made, name) is not None for name in ("accepted", "released", "opened", "acted")] == [
        index <= highest for index in range(4)
    ]
    last = [level for level in levels if level in ("acted", "declined")]
    assert made.declined == (last[:1] == ["declined"])


def test_the_first_receipt_of_a_level_stands():
    made = advanced(advanced(Progress(), receipt("accepted")), receipt("accepted", at=NOW + DAY))
    assert made.accepted == NOW
    assert made.level == "accepted"


def test_a_refusal_ends_a_message_unless_it_may_be_tried_again():
    again = receipt("accepted", refused="unavailable", again=True)
    final = receipt("accepted", refused="late", again=False)
    assert advanced(Progress(), again) == Progress()
    assert advanced(Progress(), final).refused == NOW
    assert advanced(advanced(Progress(), receipt("accepted")), final).refused is None


def test_a_receipt_counts_for_its_message_alone():
    sent = envelope(MESSAGES[0])
    body, attached = sent.header.body.sha256, sent.header.attachment.sha256
    went = Went(sent.header.id, sent.digest, body, attached)
    good = receipt("accepted", message=sent.header.id, digest=sent.digest, body_sha256=body, attachment_sha256=attached)
    assert verify_receipt(good, went) == good
    for change, reason in [
        ({"digest": "0" * 64}, "unknown"),
        ({"message": None}, "unknown"),
        ({"body_sha256": "0" * 64}, "body"),
        ({"attachment_sha256": "0" * 64}, "attachment"),
        ({"attachment_sha256": None}, "attachment"),
    ]:
        with pytest.raises(BrokenSeal) as caught:
            verify_receipt(msgspec.structs.replace(good, **change), went)
        assert caught.value.reason == reason


def test_a_silence_runs_from_the_level_before():
    timeouts = Timeouts(released=60, opened=120, acted=None)
    assert list(silences(Progress(), timeouts)) == []
    accepted = advanced(Progress(), receipt("accepted"))
    assert list(silences(accepted, timeouts)) == [("released", NOW + timedelta(seconds=60))]
    released = advanced(accepted, receipt("released", at=NOW + DAY))
    assert list(silences(released, timeouts)) == [("opened", NOW + DAY + timedelta(seconds=120))]
    assert list(silences(advanced(released, receipt("opened")), timeouts)) == []


def test_text_terms_and_parties_all_change_what_is_signed():
    one = pledge("jpn-nzl-2025", ("NZL", "JPN"), b"text", Terms())
    assert one == pledge("jpn-nzl-2025", ("JPN", "NZL"), b"text", Terms())
    others = [
        pledge("jpn-nzl-2026", ("NZL", "JPN"), b"text", Terms()),
        pledge("jpn-nzl-2025", ("NZL", "USA"), b"text", Terms()),
        pledge("jpn-nzl-2025", ("NZL", "JPN"), b"texts", Terms()),
        pledge("jpn-nzl-2025", ("NZL", "JPN"), b"text", Terms(clocks=301)),
    ]
    assert len({one.sha256, *(other.sha256 for other in others)}) == 5


def test_errors_of_the_protocol_are_broken_seals():
    assert issubclass(BrokenSeal, Malformed)
