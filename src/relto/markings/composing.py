"""Texts whose accented letters stand as two characters each, as some file systems write them: composed, with notice.

Only composition is undone (``E`` and an accent give ``É``). A character that another one merely equals, as the Kelvin sign equals ``K``,
stays what it is and is refused.

Source: Unicode Standard Annex 15, normalization form C.
"""

import unicodedata

from relto.primitives.limits import MARKING_CHARS


def composed(text: str) -> str:
    """The text with letter and accent in one character each, or as it is where there is nothing to compose."""
    if text.isascii() or len(text) > MARKING_CHARS or any(unicodedata.normalize("NFC", one) != one for one in text):
        return text
    return unicodedata.normalize("NFC", text)


def first_difference(text: str, whole: str) -> tuple[int, str, str]:
    """Column of the first letter that stands as two characters, those two, and the one that they give."""
    at = next((number for number, (one, other) in enumerate(zip(text, whole, strict=False)) if one != other), len(whole) - 1)
    return at + 1, text[at : at + 2], whole[at]


def column_in(text: str, column: int) -> int:
    """The column in the text as given that a column of its composed form is at."""
    return next((end for end in range(1, len(text) + 1) if len(unicodedata.normalize("NFC", text[:end])) >= column), len(text) + 1)
