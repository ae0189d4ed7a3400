"""Markings written as a line of words instead of categories between slashes: ``NATO RESTRICTED Releasable to Japan, Ukraine``.

Source: ADatP-4774, table 17, as the tests of an open implementation of its policy file show it (docs/reference/markings.md).
"""

from relto.markings.lists import sorted_codes
from relto.markings.pieces import Piece
from relto.markings.vocabulary import Term, Vocabulary
from relto.parties import code_of_country

_BETWEEN = 2


def line_pieces(text: str, column: int, vocabulary: Vocabulary) -> tuple[Piece, ...]:
    """What follows the level of a line, as the pieces that slashes would have parted.

    Words of the system come one after another, each perhaps behind a hyphen; a list comes last. Parties of a list may stand by
    name; by code they are put in order, since the line's order is that of the names.
    """
    found: list[Piece] = []
    words = sorted(vocabulary.words["banner"], key=len, reverse=True)
    while text:
        if text.startswith("- "):
            text, column = text[2:], column + 2
        word = next((one for one in words if text == one or text.startswith((f"{one} ", f"{one} - "))), None)
        if word is None:
            found.append(Piece(_with_codes(text, vocabulary), column, _BETWEEN))
            break
        found.append(Piece(word, column, _BETWEEN))
        text, column = text[len(word) + 1 :], column + len(word) + 1
    return tuple(found)


def _with_codes(text: str, vocabulary: Vocabulary) -> str:
    for prefix, term in (*vocabulary.lists["banner"], *vocabulary.in_line):
        if text.startswith(prefix):
            return f"{term.name} {_codes(text[len(prefix) :], vocabulary)}"
    only = next((term.name for term in vocabulary.open_terms if term.effect == "only"), None)
    if only is not None and text.endswith((f" {only}", f" {only.capitalize()}")):
        return f"{_codes(text[: -len(only) - 1], vocabulary)} {only}"
    return text


def _codes(listed: str, vocabulary: Vocabulary) -> str:
    names = vocabulary.line or {}
    codes = [names.get(one) or code_of_country(one) or one for one in listed.split(", ")]
    return ", ".join(sorted_codes(codes, "", vocabulary.codes))


def open_term(text: str, vocabulary: Vocabulary) -> Term | None:
    """The term of which a text is a use, with words of the writer's own (``HOME OFFICE USE ONLY``) or with a list (``GBR, USA ONLY``)."""
    for term in vocabulary.open_terms:
        if term.free == "after" and text.startswith(f"{term.name} "):
            own = text[len(term.name) + 1 :]
        elif term.free != "after" and text.endswith(f" {term.name}"):
            own = text.removesuffix(f" {term.name}")
        else:
            continue
        if term.effect == "only" or (len(own) <= _LONGEST and all(one in _OWN_WORDS for one in own) and own == own.strip()):
            return term
    return None


_LONGEST = 60
_OWN_WORDS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:&'-")
