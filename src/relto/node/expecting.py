"""Changes by whom looked at a thing before: made only where it is still what they looked at, in the unit of work that makes them."""

from collections.abc import Callable
from typing import Any, TypeVar

from relto.primitives import ReltoError

T = TypeVar("T")

Expects = Callable[[T], None]
"""Refuses a thing that is another than the one that was looked at, by raising :class:`Changed`."""


class Changed(ReltoError):
    """It is another than the one that was looked at."""

    def __init__(self) -> None:
        super().__init__("it was changed meanwhile: look at it again")


def as_it_is(_: Any) -> None:
    """Takes whatever is there: for who has just read it, and for who means to overwrite whatever it is."""
