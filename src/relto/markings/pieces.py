"""Splitting a marking at its slashes, in one pass, with the column of every piece."""

import re
from datetime import date

from attrs import frozen

from relto.markings.findings import Findings

_WITHIN, _BETWEEN = 1, 2
_VALUE = re.compile(r"(?:MR|OADR|25X1-HUMAN|(?:25X[1-9]|X[1-8])(?:, ?(?:25X[1-9]|X[1-8]))*(?:, ?(\d{8}))?|(\d{8}))")


@frozen
class Piece:
    """A word or phrase between slashes.

    Args:
        text: the phrase.
        column: where it starts, counted from 1.
        slashes: how many slashes stand before it.
    """

    text: str
    column: int
    slashes: int


def body(text: str, kind: str, findings: Findings) -> tuple[str, int]:
    """A marking without the parentheses of a portion mark, and the column at which it starts.

    Raises:
        MarkingError: a parenthesis is open, or a banner stands in parentheses.
    """
    column, bare = 1, text
    if bare != bare.strip(" "):
        column += len(bare) - len(bare.lstrip(" "))
        bare = bare.strip(" ")
        findings.irregular("spaces", "spaces round the marking", 1, text, bare)
    if bare.startswith("("):
        if kind == "banner":
            raise findings.error("parentheses", "a banner stands without parentheses", column, found="(", expected="the level, spelled out")
        if not bare.endswith(")"):
            raise findings.error(
                "parentheses", "the parenthesis of a portion mark is not closed", column + len(bare), expected="`)` at the end"
            )
        bare, column = bare[1:-1], column + 1
    if not bare:
        raise findings.error("empty", "an empty marking", column, expected="a level")
    for mark in "()":
        if mark in bare:
            raise findings.error("parentheses", "a parenthesis inside a marking", column + bare.index(mark), found=mark)
    return bare, column


def unbracketed(bare: str, column: int, findings: Findings) -> tuple[str, int]:
    """A banner without the brackets in which a mail's subject gives it (``[SENSITIVE]``), and the column at which it starts.

    Raises:
        MarkingError: one bracket stands without the other.
    """
    if bare[0] != "[" and bare[-1] != "]":
        return bare, column
    if bare[0] != "[" or bare[-1] != "]" or len(bare) == len("[]"):
        raise findings.error("brackets", "one bracket without the other", column, found=bare, expected="the marking between `[` and `]`")
    return bare[1:-1], column + 1


def split(bare: str, column: int, findings: Findings) -> list[Piece]:
    """The pieces of a marking.

    Raises:
        MarkingError: a separator is doubled or leads nowhere.
    """
    if is_tidy(bare):
        return _tidy(bare, column)
    pieces: list[Piece] = []
    slashes = 0
    for number, raw in enumerate(bare.split("/")):
        slashes += number > 0
        text = raw.strip(" ") if " " in raw else raw
        if text != raw:
            findings.irregular("spaces", "spaces round a slash", column + (0 if raw.startswith(" ") else len(text)), raw, text)
        if text:
            start = column + len(raw) - len(raw.lstrip(" "))
            if slashes > _BETWEEN:
                raise findings.error(
                    "slashes", "too many slashes", start - slashes, found="/" * slashes, expected="`//` between categories, `/` within one"
                )
            pieces.append(Piece(_single_spaced(text, start, findings), start, slashes))
            slashes = 0
        column += len(raw) + 1
    if slashes or not pieces:
        raise findings.error("slashes", "nothing stands after the slashes", column - 1, found="/" * slashes or None, expected="a marking")
    return pieces


def is_tidy(bare: str) -> bool:
    """Whether no space stands wrongly, no slash is one too many, and something stands after the last."""
    return not ("  " in bare or " /" in bare or "/ " in bare or "///" in bare or bare[-1] == "/" or bare[0] == " " or bare[-1] == " ")


def _tidy(bare: str, column: int) -> list[Piece]:
    pieces: list[Piece] = []
    slashes = 0
    for text in bare.split("/"):
        if text:
            pieces.append(Piece(text, column, slashes))
            slashes = 0
        slashes += 1
        column += len(text) + 1
    return pieces


def _single_spaced(text: str, column: int, findings: Findings) -> str:
    if "  " not in text:
        return text
    once = " ".join(text.split())
    findings.irregular("spaces", "more than one space", column, text, once)
    return once


def without_value(pieces: list[Piece], findings: Findings) -> list[Piece]:
    """The pieces without a declassification value at their end, which banners had until February 2008 (``SECRET//NOFORN//X1``).

    Source: IC Markings System Register and Manual, 31 December 2016, I (February 2008), E.6.

    Raises:
        MarkingError: strictly, where there is one.
    """
    last = pieces[-1] if pieces else None
    found = _VALUE.fullmatch(last.text.upper()) if last is not None and last.slashes == _BETWEEN else None
    if last is None or found is None or not all(_is_day(day) for day in found.groups() if day):
        return pieces
    message = "a declassification value stands in the classification authority block, not in the marking"
    findings.irregular("value-at-end", message, last.column, last.text, "")
    return pieces[:-1]


def _is_day(digits: str) -> bool:
    try:
        date.fromisoformat(digits)
    except ValueError:
        return False
    return True
