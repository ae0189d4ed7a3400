"""What the engines and services say, in another language: each sentence stands beside its English one in data, with the same facts.

English is what they say; a sentence is found again by its own pattern, so that nothing of a decision or a refusal depends on a
language. What agreements and people have written (a clause, a condition, a marking) is data and stays as it is, which each piece tells.

* ``sentences/LANGUAGE/*.toml``: the English sentence, and the other.
* A slot is a name in braces, with a number where there are several. ``{says}`` holds what a clause or a rule says, in English;
  ``{text}`` what people wrote; ``{why}`` and ``{also}`` hold a further sentence, said in the language too; ``{list}`` such sentences
  with semicolons between, ``{topics}`` with commas; any other a code, a day, a level.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from attrs import frozen

_SLOT = re.compile(r"\{(\w+)\}")
_SENTENCES = ("why", "also")
_LISTS = {"list": "; ", "topics": ", "}
_ADHERENT = r"[A-Z][A-Z0-9_-]*(?: \([^)]*\))?"
_CODES = {
    "party": r"[A-Z][A-Z0-9_-]*",
    "parties": r"[A-Z][A-Z0-9_-]*(?:, [A-Z][A-Z0-9_-]*)*",
    "day": r"\d{4}-\d\d-\d\d",
    "id": r"[a-z0-9][a-z0-9._-]*",
    "number": r"\d[\d,]*",
    "numbers": r"[A-Z0-9]+(?:, [A-Z0-9]+)*",
    "rule": r"[a-z][a-z-]*",
    "pact": r"[a-z0-9][a-z0-9._-]*(?: \((?:first|second)\))?",
    "adherents": rf"{_ADHERENT}(?:, {_ADHERENT})*",
}
_REMEMBERED = 8_192
_DEEPEST = 6


@frozen
class Piece:
    """A piece of a sentence.

    Args:
        text: the piece.
        language: its language; empty where it is a code, a level, a day, which belong to none.
    """

    text: str
    language: str = ""


@frozen
class _Sentence:
    """A sentence in two languages.

    Args:
        pattern: finds the English one.
        parts: the other one: words and names of slots, in turn.
        literal: how many letters of the English one are its own.
    """

    pattern: re.Pattern[str]
    parts: tuple[str, ...]
    literal: int


def _slot(name: str) -> str:
    return f"(?P<{name}>{_CODES.get(_kind(name), '.+?')})"


def _kind(name: str) -> str:
    """What a slot holds: its name without the number that tells it from another."""
    return name.rstrip("0123456789")


def _compiled(english: str, other: str) -> _Sentence:
    parts = _SLOT.split(english)
    pattern = "".join(_slot(part) if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return _Sentence(re.compile(pattern, re.DOTALL), tuple(_SLOT.split(other)), sum(map(len, parts[::2])))


@cache
def _sentences(language: str) -> tuple[_Sentence, ...]:
    folder = files("relto.server.pages") / "sentences" / language
    texts = [one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".toml")]
    found = [_compiled(english, said) for text in texts for english, said in tomllib.loads(text).items()]
    return tuple(sorted(found, key=lambda one: -one.literal))


@lru_cache(maxsize=_REMEMBERED)
def said_in(language: str, text: str) -> tuple[Piece, ...]:
    """A sentence in a language, in pieces; in English where it has no other.

    Args:
        language: of the reader, ``en`` or ``ja``.
        text: the sentence as it is said in English.
    """
    if language == "en":
        return (Piece(text, "en"),)
    return _joined(_found(language, text, 0) or _listed(language, text, 0, "; ") or [Piece(text, "en")])


def _found(language: str, text: str, depth: int) -> list[Piece] | None:
    """A sentence in the language; ``None`` where it has none, or where one has none that stands in it."""
    for one in _sentences(language) if depth < _DEEPEST else ():
        found = one.pattern.fullmatch(text)
        made = None if found is None else _filled(language, one, found.groupdict(), depth)
        if made is not None:
            return made
    return None


def _filled(language: str, sentence: _Sentence, slots: dict[str, str], depth: int) -> list[Piece] | None:
    made: list[Piece] = []
    for place, part in enumerate(sentence.parts):
        if place % 2 == 0:
            made.append(Piece(part, language))
        elif _kind(part) in _LISTS or _kind(part) in _SENTENCES:
            separator = _LISTS.get(_kind(part))
            inner = _listed(language, slots[part], depth + 1, separator) if separator else _found(language, slots[part], depth + 1)
            if inner is None:
                return None
            made += inner
        else:
            made.append(Piece(slots[part], "en" if _kind(part) == "says" else ""))
    return made


def _listed(language: str, text: str, depth: int, separator: str) -> list[Piece] | None:
    """Sentences with a separator between; ``None`` where one of them has none in the language."""
    made: list[Piece] = []
    for number, each in enumerate(text.split(separator)):
        inner = _found(language, each, depth)
        if inner is None:
            return None
        made += ([Piece("、", language)] if number else []) + inner
    return made


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Pieces of one language beside each other as one; empty ones left out."""
    made: list[Piece] = []
    for one in pieces:
        if made and made[-1].language == one.language:
            made[-1] = Piece(made[-1].text + one.text, one.language)
        elif one.text:
            made.append(one)
    return tuple(made)
