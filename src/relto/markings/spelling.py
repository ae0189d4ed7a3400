"""How words are spelled: the letters beyond ASCII that a system has, its levels without accents, and levels that hold a slash."""

import unicodedata
from collections.abc import Mapping
from typing import Any, TypeVar

Stamp = TypeVar("Stamp")


def unaccented(word: str) -> str:
    """A word without the accents of its letters (``TRÈS`` gives ``TRES``); scripts without accents stay as they are.

    Never used to decide what a marking means, only to see which spelling of a level was meant, with notice.
    """
    parts = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(one for one in parts if unicodedata.category(one) != "Mn"))


def folded_levels(data: Mapping[str, Any], levels: Mapping[Any, Mapping[str, Stamp]]) -> dict[str, Stamp]:
    """Every spelling of a level in capitals, with its accents and without, for a lenient reading."""
    whole = {word.upper(): stamp for words in levels.values() for word, stamp in words.items()}
    bare = {unaccented(word): stamp for word, stamp in whole.items()}
    others = {other: levels["banner"][one["name"]] for one in data["level"] for other in one.get("respelled", ())}
    return bare | whole | others


def slashed_levels(levels: Mapping[Any, Mapping[str, Stamp]], folded: Mapping[str, Stamp]) -> tuple[str, ...]:
    """The spellings of levels whose own name holds a slash (``SECRET UE/EU SECRET``), longest first."""
    every = {word for words in (*levels.values(), folded) for word in words if "/" in word}
    return tuple(sorted(every, key=lambda word: (-len(word), word)))


def alphabet_of(data: Mapping[str, Any]) -> frozenset[str]:
    """The letters beyond ASCII that a system's own words have, capital and small."""
    texts: list[str] = []
    for one in (*data["level"], *data["term"]):
        texts += [one["name"], one.get("portion", ""), one.get("title", "")]
        texts += [word for key in ("also", "also_portion", "prefixed", "respelled", "in_line") for word in one.get(key, ())]
    texts += [*data.get("retired", ()), *data.get("equal", ()), *data.get("no_level", ()), *data.get("line", {}).get("names", ())]
    letters = {letter for text in texts for letter in text if not letter.isascii()}
    return frozenset(letters | {small for letter in letters for small in letter.lower() if len(letter.lower()) == 1})
