"""What a policy shows for a level or category, in a language, in a banner or before a portion.

A phrase is shown at the places that its codes name; one without a place is shown everywhere. In a banner count the codes of the page's
top and bottom; before a portion ``portionMarking``, and where nothing has that code, what the banner shows. A phrase stands instead of
the name. ``noNameDisplay`` hides the name where there is no phrase, ``noMarkingDisplay`` hides both. A phrase of the wanted language
goes before one of its main language, that before one of none. Source: annotations of the SPIF schema 2.1 (``markingCode``); that a
phrase replaces the name, and the order of languages, are read off public policies and the markings expected of them.
"""

from collections.abc import Iterable
from functools import lru_cache

from attrs import frozen

from relto.markings.model import Kind
from relto.markings.spif.model import Phrase, Qualifier
from relto.primitives import Malformed, Place

_PAGE = frozenset({"pageTop", "pageBottom", "pageTopBottom"})
_PLACES = _PAGE | {
    *("documentStart", "documentEnd", "firstLineOfText", "lastLineOfText", "subject", "xHeader", "portionMarking", "inputTitle"),
    "waterMark",
}


@frozen
class Around:
    """What stands round and between shown texts."""

    prefix: str = ""
    suffix: str = ""
    separator: str = " "

    def put(self, texts: Iterable[str]) -> str:
        """The texts that are not empty, joined; nothing where there are none."""
        some = [one for one in texts if one]
        return f"{self.prefix}{self.separator.join(some)}{self.suffix}" if some else ""


@frozen
class Shown:
    """What a level or category shows.

    Args:
        text: its text, or ``""``.
        policy: what it shows instead of the policy's name, or ``None``.
        hides_level: whether the level's name is not shown beside it.
    """

    text: str
    policy: str | None = None
    hides_level: bool = False


@lru_cache(maxsize=64)
def languages(wanted: str) -> tuple[str, ...]:
    """The languages whose phrases are taken, best first; without a wish, those of no language, then English."""
    if not wanted:
        return ("", "en")
    parts = wanted.lower().split("-")
    return (*("-".join(parts[:count]) for count in range(len(parts), 0, -1)), "")


def _best(some: Iterable[tuple[str, str]], spoken: tuple[str, ...], place: Place) -> str | None:
    """The text of the best language among pairs of language and text."""
    by: dict[str, set[str]] = {}
    for language, text in some:
        by.setdefault(language, set()).add(text)
    for language in spoken:
        if language in by:
            if len(by[language]) > 1:
                found = ", ".join(sorted(by[language]))
                raise Malformed("two phrases for one place and language", place=place, found=found[:80], expected="one")
            return next(iter(by[language]))
    return None


def _at(places: Iterable[str], kind: Kind) -> bool:
    some = [one for one in places if one in _PLACES]
    wanted = _PAGE if kind == "banner" else {"portionMarking"}
    return not some or any(one in wanted for one in some)


def _phrases(phrases: tuple[Phrase, ...], kind: Kind) -> list[Phrase]:
    if kind == "portion" and not any("portionMarking" in one.codes for one in phrases):
        kind = "banner"
    return [one for one in phrases if _at(one.codes, kind)]


def shown(name: str, phrases: tuple[Phrase, ...], qualifiers: tuple[Qualifier, ...], kind: Kind, language: str, place: Place) -> Shown:
    """What is shown for a name with its marking data.

    Raises:
        Malformed: two phrases are for the same place and language.
    """
    if not phrases and not qualifiers:
        return Shown(name)
    here = _phrases(phrases, kind)
    spoken = languages(language)
    plain = [
        (one.language, one.text) for one in here if one.text is not None and not {"replacePolicy", "noMarkingDisplay"} & set(one.codes)
    ]
    policy = [(one.language, name if one.text is None else one.text) for one in here if "replacePolicy" in one.codes]
    mine = [one for one in here if one.language in spoken]
    hidden = any("noMarkingDisplay" in one.codes or "noNameDisplay" in one.codes for one in mine)
    text = _best(plain, spoken, place)
    body = text if text is not None else "" if hidden else name
    return Shown(
        around(qualifiers, kind, language, place, "").put([body]) if qualifiers else body,
        _best(policy, spoken, place) if policy else None,
        any("suppressClassName" in one.codes for one in phrases if one.language in spoken),
    )


def around(some: tuple[Qualifier, ...], kind: Kind, language: str, place: Place, separator: str = " ") -> Around:
    """What stands round texts.

    Raises:
        Malformed: two qualifiers are for the same place and language.
    """
    if not some:
        return Around(separator=separator)
    if kind == "portion" and not any(one.place == "portionMarking" for one in some):
        kind = "banner"
    here = [one for one in some if _at([one.place] if one.place else [], kind)]
    found = {
        code: _best(((one.language, one.text) for one in here if one.code == code), languages(language), place)
        for code in ("prefix", "suffix", "separator")
    }
    return Around(found["prefix"] or "", found["suffix"] or "", separator if found["separator"] is None else found["separator"])
