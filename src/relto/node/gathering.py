"""What many ask at the same moment, done together: whoever comes while others are served waits, and is then served with all who wait.

Nobody waits for others to come: who comes alone is served alone, at once.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from attrs import define

Q = TypeVar("Q")
A = TypeVar("A")


@define(eq=False)
class _Asked(Generic[Q, A]):
    question: Q
    answers: tuple[A, ...] = ()


class Gathering(Generic[Q, A]):
    """Questions from many threads, answered together.

    Args:
        answer: the answers to some questions, in their order. Where it raises, each of them is asked again alone.
        most: how many questions are asked at once.
    """

    def __init__(self, answer: Callable[[Sequence[Q]], Sequence[A]], most: int) -> None:
        self._answer, self._most = answer, most
        self._waiting: list[_Asked[Q, A]] = []
        self._adding, self._answering = threading.Lock(), threading.Lock()

    def ask(self, question: Q) -> A:
        """The answer to a question; raises what answering it raises."""
        asked = _Asked[Q, A](question)
        with self._adding:
            self._waiting.append(asked)
        with self._answering:
            while not asked.answers and asked in self._waiting:
                self._serve(asked)
        if not asked.answers:  # asked with others, and it failed for all of them
            with self._answering:
                (answer,) = self._answer((question,))
            return answer
        return asked.answers[0]

    def _serve(self, asked: _Asked[Q, A]) -> None:
        with self._adding:
            some, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            answers = self._answer([one.question for one in some])
        except Exception:
            if some == [asked]:
                raise
            return  # each asks again, and is told why
        for one, answer in zip(some, answers, strict=True):
            one.answers = (answer,)
