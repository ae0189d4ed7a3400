"""What many ask at the same moment is answered together, to each their own."""

import threading

import pytest
from tests.pairs import until

from relto.node.gathering import Gathering


def test_who_comes_while_others_are_served_is_served_with_all_who_wait():
    begun, go_on, batches = threading.Event(), threading.Event(), []

    def answer(some):
        batches.append(len(some))
        begun.set()
        assert go_on.wait(30)
        return [one * 2 for one in some]

    gathering, answers = Gathering(answer, 7), {}

    def ask(number):
        answers[number] = gathering.ask(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(18)]
    threads[0].start()
    assert begun.wait(30)
    for one in threads[1:]:
        one.start()
    until("seventeen wait", lambda: len(gathering._waiting) == 17)
    go_on.set()
    for one in threads:
        one.join(30)
    assert answers == {number: number * 2 for number in range(18)}
    assert batches == [1, 7, 7, 3], "the first alone, at once; then as many as may be"


def test_what_fails_for_several_is_asked_again_one_by_one():
    begun, go_on, batches = threading.Event(), threading.Event(), []

    def answer(some):
        batches.append(tuple(some))
        begun.set()
        assert go_on.wait(30)
        if 3 in some:
            raise ValueError("three")
        return some

    gathering, answers, wrong = Gathering(answer, 10), set(), []

    def ask(number):
        try:
            answers.add(gathering.ask(number))
        except ValueError as error:
            wrong.append((number, str(error)))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(5)]
    threads[0].start()
    assert begun.wait(30)
    for one in threads[1:]:
        one.start()
    until("four wait", lambda: len(gathering._waiting) == 4)
    go_on.set()
    for one in threads:
        one.join(30)
    assert answers == {0, 1, 2, 4}
    assert wrong == [(3, "three")]
    assert sorted(map(len, batches)) == [1, 1, 1, 1, 1, 4]


def test_who_is_alone_is_told_what_is_wrong():
    def answer(some):
        raise ValueError(some[0])

    with pytest.raises(ValueError, match="me"):
        Gathering(answer, 2).ask("me")
