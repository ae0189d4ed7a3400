"""Telling a portion mark from an ordinary parenthesis at the start of a paragraph. No judgement on the mark: that is parsing's."""

import unicodedata
from functools import cache

from relto.markings.characters import unmasked
from relto.markings.slashed import SlashedSystem
from relto.markings.systems import system, system_ids
from relto.markings.systems.tlp import TrafficLight
from relto.markings.vocabulary import KINDS
from relto.parties import is_country

_OPEN, _CLOSE = "(（", ")）"  # the full-width pair too: parsing then says what is wrong with it
_SEPARATORS = str.maketrans(dict.fromkeys("/-:,・,、", " "))
_LEADERS = ("REL TO ", "RELEASABLE TO ", "DISPLAY ONLY ", "JOINT ", "FGI ", "TLP")


def split_portion_mark(text: str) -> tuple[str, str] | None:
    """A paragraph's opening parenthesis and what follows it.

    Returns:
        The parenthesis as it stands and the text after it without leading spaces; ``None`` where the paragraph does not start
        with a parenthesis that is closed.
    """
    if not text or text[0] not in _OPEN:
        return None
    depth = 0
    for end, one in enumerate(text):
        depth += (one in _OPEN) - (one in _CLOSE)
        if depth == 0:
            return text[: end + 1], text[end + 1 :].lstrip()
    return None


_MOST_WORDS, _LONGEST = 40, 6
"""How far a level is looked for behind words of a system, and of how many tokens one of these is at most."""


def looks_like_mark(text: str) -> bool:
    """Whether an opening parenthesis looks meant as a portion mark, well formed or not.

    Anything with a double slash, with a word of a marking system, or in capitals behind a level's short form does; ``(see
    above)``, ``(b)(3)``, ``(2021)`` and ``(C-130)`` do not. Rather a false alarm than a portion taken as unmarked.
    """
    parts = split_portion_mark(text)
    if parts is None:
        return False
    inner = unmasked(parts[0])[1:-1].strip()
    if not inner:
        return False
    words, upper = _words(), inner.upper()
    if "//" in inner or upper in words.long or inner in words.short or upper.startswith(_LEADERS):
        return True
    tokens = inner.translate(_SEPARATORS).split()
    if any(not one.isascii() and one in words.long for one in tokens):
        return True
    capitals = all(one == one.upper() or one in words.levels for one in tokens)
    return capitals and bool(tokens) and _level_and_more(tokens, words)


def _level_and_more(tokens: list[str], words: "_Words") -> bool:
    """Whether capitals start with a level (``S NF``, ``S/NF``, ``SECRET NOFORN``), or with a country and a level (``DEU S``)."""
    first, rest = tokens[0], tokens[1:]
    if not rest:
        return first in words.short or first in words.long
    if first in words.levels:
        return rest[0][0].isalpha()
    return words.has_level(tokens, 0) or (is_country(first) and words.has_level(tokens, 1)) or _words_and_level(tokens, words)


def _words_and_level(tokens: list[str], words: "_Words") -> bool:
    """Whether capitals are words of a system and then a level (``HONOURS IC``, ``LEGAL PRIVILEGE IC``)."""
    reached = {0}
    for at in range(min(len(tokens), _MOST_WORDS)):
        if at in reached:
            if at and words.has_level(tokens, at):
                return True
            reached |= {end for end in range(at + 1, min(at + _LONGEST, len(tokens)) + 1) if " ".join(tokens[at:end]) in words.every}
    return False


class _Words:
    """The words of all systems.

    Long ones whatever their case, short ones as they are written, all with spaces for what parts them; the first words of levels, and the
    levels that are parted (``IN-CONFIDENCE``) by the first of their parts.
    """

    def __init__(self) -> None:
        every: set[str] = set()
        levels: set[str] = set()
        for name in system_ids():
            one = system(name)
            if isinstance(one, SlashedSystem | TrafficLight):
                every |= one.words()
            if isinstance(one, SlashedSystem):
                levels |= {word for kind in KINDS for word in (*one.vocabulary.levels[kind], *one.vocabulary.alliance[kind])}
        folded = {unicodedata.normalize("NFKC", word) for word in every}
        self.short = frozenset(folded)
        self.long = frozenset(word.upper() for word in folded if len(word) > 3 or not word.isascii())  # noqa: PLR2004 - `(see)` is no mark
        self.every = frozenset(" ".join(word.translate(_SEPARATORS).split()) for word in self.short | self.long)
        self.levels = frozenset(level.split(" ")[0] for level in levels)
        self._parted: dict[str, list[list[str]]] = {}
        for level in levels:
            tokens = unicodedata.normalize("NFKC", level).upper().translate(_SEPARATORS).split()
            if len(tokens) > len(level.split(" ")):
                self._parted.setdefault(tokens[0], []).append(tokens)

    def has_level(self, tokens: list[str], at: int) -> bool:
        """Whether a level stands at a place among the tokens of a parenthesis."""
        return tokens[at] in self.levels or any(tokens[at : at + len(one)] == one for one in self._parted.get(tokens[at], ()))


@cache
def _words() -> _Words:
    return _Words()
