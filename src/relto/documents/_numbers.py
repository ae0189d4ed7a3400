"""By what numbers a portion can be meant: the one that was typed before it, its running number, and what a heading calls itself.

A heading "Annex B" or "第2章 概要" calls itself by a word and a number. Such a number also tells that there are those before it, so that
it stands where they do. A paragraph that begins so is no heading: "Paragraph 1 is from a liaison" speaks of another.
"""

from collections.abc import Iterator

from relto.documents._references import LETTERED, Counted, Numbered, Target, find_references
from relto.documents.model import NumberStyle, Portion, TypedNumber

_COUNTED: dict[NumberStyle, Counted] = {
    "list": "list",
    "typed": "typed",
    "letter": "letter",
    "heading": "heading",
    "Figure": "Figure",
    "Table": "Table",
    "図": "Figure",
    "表": "Table",
}
_MARKUP = "*_ "
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def call_of(portion: Portion) -> tuple[Target, str] | None:
    """What a heading calls itself, if it begins with a word for a part of its own document and one number."""
    if portion.kind not in ("title", "heading"):
        return None
    first = next(find_references(portion.content), None)
    start = len(portion.content) - len(portion.content.lstrip(_MARKUP))
    if first is None or first.start != start or first.outside or len(first.numbers) != 1 or first.target not in LETTERED:
        return None
    return first.target, first.numbers[0][0]


def keys_of(portion: Portion) -> Iterator[Numbered]:
    """The numbers by which a portion can be meant."""
    number = portion.number
    if number is not None:
        yield _COUNTED[number.style], written(number)
    if portion.running is not None:
        yield "running", str(portion.running)
    if portion.footnote is not None:
        yield "footnote", portion.footnote
    call = call_of(portion)
    if call is not None:
        yield call


def written(number: TypedNumber, parts: tuple[int, ...] | None = None) -> str:
    """A typed number as a reference to it is written."""
    bare = number.render(parts).removesuffix(number.close) if number.close else number.render(parts)
    return bare.removeprefix(number.style).strip()


def before(number: str) -> tuple[str, ...] | None:
    """The number before a number, in each way to read it; ``None`` where it is the first.

    Args:
        number: digits with points between them, a letter perhaps before the first; a Roman numeral; or one letter.
    """
    *above, last = number.split(".")
    if last.isdecimal():
        if int(last) > 1:
            return (".".join([*above, str(int(last) - 1)]),)
        return (".".join(above),) if above else None
    if number in ("A", "a", "I"):
        return None
    found = [_roman(value - 1)] if (value := _value(number)) else []
    if len(number) == 1:
        found.append(chr(ord(number) - 1))
    return tuple(found)


def _value(numeral: str) -> int:
    """The value of a Roman numeral; 0 where it is none."""
    return next((value for value in range(2, 400) if _roman(value) == numeral), 0)


def _roman(value: int) -> str:
    text = ""
    for worth, sign in _ROMAN:
        while value >= worth:
            text, value = text + sign, value - worth
    return text
