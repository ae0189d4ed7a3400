"""Other people's errors in our words."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from relto.primitives import Conflict, Malformed, Unavailable


@contextmanager
def once(what: str) -> Iterator[None]:
    """Says of a row that must be there once what it is.

    Raises:
        Conflict: it is there already.
    """
    try:
        yield
    except IntegrityError as error:
        raise Conflict(f"there is {what} already") from error


@contextmanager
def told() -> Iterator[None]:
    """Says that the database failed, without its words: they could repeat what is kept.

    Raises:
        Malformed: it was asked with a value that it cannot hold: a text with NUL or half a character, a number without end.
        Unavailable: it failed.
    """
    try:
        yield
    except (DataError, UnicodeEncodeError, OverflowError) as error:
        raise Malformed("a value that no database holds", expected="text without NUL and lone surrogates, numbers of 64 bits") from error
    except DBAPIError as error:
        raise Unavailable(f"the database failed ({type(error.orig).__name__}); what was begun was not kept") from error
