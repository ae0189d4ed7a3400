"""Wrong something was refused, in parts that are said in the reader's language."""

from attrs import frozen

from relto.primitives import Malformed, ReltoError
from relto.primitives.characters import visible


@frozen
class Wrong:
    """Wrong something was refused.

    Args:
        says: what is wrong.
        found: the offending piece; empty where it is not repeated.
        expected: what would have been accepted; empty where nothing is said of it.
        line: the line where it stands, from 1; 0 where lines mean nothing.
        path: where inside a structured file; empty where that means nothing.
    """

    says: str
    found: str = ""
    expected: str = ""
    line: int = 0
    path: str = ""


def wrong_of(error: ReltoError) -> Wrong:
    """Wrong an error says that something was refused."""
    if not isinstance(error, Malformed):
        return Wrong(str(error))
    says, found, expected = (visible(one or "") for one in (error.message, error.found, error.expected))
    place = error.place
    return Wrong(says, found, expected, place.line or 0, visible(place.path or "") if place.line else "")
