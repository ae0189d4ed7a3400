"""References in a text to numbered things of the same document: "see paragraph 4", "paras 2-5", "Annex B", "Table 2", "[^2]", 第4項.

A reference is found by its words. What it means is looked up among portions that the caller gives: a builder gives only
those it may show, so what it writes cannot depend on the others.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Literal, TypeVar

from attrs import evolve, frozen

from relto.documents._belonging import goes_on, is_elsewhere, is_elsewhere_east, leads_on

Target = Literal["paragraph", "item", "point", "portion", "section", "chapter", "part", "annex", "appendix", "Table", "Figure", "footnote"]

Counted = Target | Literal["typed", "list", "heading", "letter", "running"]
"""How a portion is counted: by a word that it calls itself, or by its number alone."""

_WORDS: dict[str, Target] = {
    "para": "paragraph",
    "item": "item",
    "poin": "point",
    "port": "portion",
    "sect": "section",
    "sec.": "section",
    "chap": "chapter",
    "part": "part",
    "anne": "annex",
    "appe": "appendix",
    "tabl": "Table",
    "figu": "Figure",
    "fig.": "Figure",
    "figs": "Figure",
    "foot": "footnote",
    "項": "paragraph",
    "段落": "paragraph",
    "号": "item",
    "節": "section",
    "章": "chapter",
    "表": "Table",
    "図": "Figure",
    "脚注": "footnote",
    "§": "section",
}
LETTERED: frozenset[Target] = frozenset({"section", "chapter", "part", "annex", "appendix", "Table", "Figure"})
"""What letters and Roman numerals count."""
_LOOSE: frozenset[Target] = frozenset({"item", "point", "part", "Table", "Figure"})
"""Words that stand before other numbers too: amounts with a unit, years."""
_LISTED: frozenset[Target] = frozenset({"item", "point"})
"""What a list within one sentence counts."""

_ROMAN = r"(?=[IVXLC]{2})C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?![A-Za-z0-9])"
_PLAIN = rf"[0-9]{{1,4}}(?:\.[0-9]{{1,3}}){{0,5}}|{_ROMAN}|[A-Z](?:\.[0-9]{{1,3}}){{0,5}}(?![A-Za-z0-9])"
_SUB = r"\\?\([a-z]\\?\)"
_NUM = rf"(?:(?:\\?[\[(])?(?:{_PLAIN})(?:\\?[\])])?(?:{_SUB})?|{_SUB})"
_BETWEEN = r"(?:[ ]?(?:,[ ]?(?:and|or)[ ]|,|;|-|–|/|&)[ ]?|[ ](?:and|or|to|through|until)[ ])"
_ENGLISH = re.compile(
    r"(?<![A-Za-z])(?P<word>(?i:paragraphs?|paras?\.?|items?|points?|portions?|sections?|sec\.|chapters?|parts?|annex(?:es)?|appendi(?:x|ces)"
    rf"|tables?|figures?|figs?\.?|footnotes?)|§§?)[ ]?(?P<list>(?<=[ §.]){_NUM}(?:{_BETWEEN}{_NUM}){{0,20}})"
)
_JAPANESE = re.compile(
    r"第[ ]?(?P<ord>[0-9０-９]{1,4})[ ]?(?P<unit>段落|項|節|章|号(?!機|艦|館|車|棟|室|炉|議案|決議))"
    r"|(?<!代)(?<!発)(?<!公)(?<!意)(?<!企)(?P<kind>表|図|脚注)[ ]?(?P<n>[0-9０-９]{1,4})"
    r"(?![0-9０-９]*(?:名|件|枚|回|人|日|年|月|個|社|か国|カ国|ヶ国|%|％))"
)
_ANY_NUMBER = re.compile(r"[0-9]|[A-Z](?![a-z])|\([a-z]")
_NOTE = re.compile(r"\[\^(?P<id>[A-Za-z0-9_-]{1,40})\]")
_ONE = re.compile(rf"{_PLAIN}|(?<=\()[a-z](?=\\?\))")
_SPAN = frozenset({"-", "–", "to", "through", "until"})
_UNIT = re.compile(
    r"[ ]?(?:%|°)|[ ]?(?:km|nm|NM|m|cm|mm|kg|t|tons?|tonnes?|kts?|knots|ft|feet|miles?|met(?:er|re)s?|hours?|days?|weeks?|months?|years?"
    r"|per[ ]cent|percent|million|billion|thousand)\b"
)
_LIST = re.compile(r"\(([0-9]{1,4}|[a-z])\)")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_FLOWN = re.compile(r"[ -](?:patterns?|loops?|tracks?|turns?|holding|man(?:oeu|eu)vres?|maneuvers?)\b")
"""What is flown in the shape of a figure of eight."""


@frozen
class Reference:
    """A reference in a text.

    Args:
        target: what kind of thing it names.
        numbers: the numbers as written, each with its place in the text.
        spans: whether each number but the first ends a range that the one before begins.
        start: where the reference begins.
        end: where it ends.
        outside: whether it names a part of something else ("section 3 of the Act").
    """

    target: Target
    numbers: tuple[tuple[str, int, int], ...]
    spans: tuple[bool, ...]
    start: int
    end: int
    outside: bool = False

    @property
    def named(self) -> tuple[str, ...] | None:
        """Every number it names, ranges written out; ``None`` where a range cannot be written out."""
        found: list[str] = []
        for at, (number, _, _) in enumerate(self.numbers):
            if at and self.spans[at - 1]:
                low = found[-1]
                if not (low.isdecimal() and number.isdecimal() and 0 < int(number) - int(low) <= 500):  # noqa: PLR2004
                    return None
                found.extend(str(n) for n in range(int(low) + 1, int(number)))
            found.append(number)
        return tuple(found)


def find_references(text: str) -> Iterator[Reference]:
    """The references of a text, in their order."""
    found = [*_english(text), *_japanese(text)]
    found.extend(
        Reference("footnote", ((note["id"], note.start("id"), note.end("id")),), (), note.start(), note.end())
        for note in _NOTE.finditer(text)
    )
    found.sort(key=lambda one: one.start)
    for at in range(len(found) - 2, -1, -1):  # a part of a part of something else is of something else too
        if leads_on(text, found[at].end, found[at + 1].start):
            found[at] = evolve(found[at], outside=found[at + 1].outside)
    for at in range(1, len(found)):
        if found[at - 1].outside and goes_on(text, found[at - 1].end, found[at].start):
            found[at] = evolve(found[at], outside=True)
    return iter(found)


def _english(text: str) -> Iterator[Reference]:
    if _ANY_NUMBER.search(text) is None:  # most texts have none, and looking for the words costs more
        return
    listed: frozenset[str] | None = None
    for match in _ENGLISH.finditer(text):
        base = match.start("list")
        ones = list(_ONE.finditer(match["list"]))
        target = _WORDS[match["word"].lower()[:4] if match["word"][0] != "§" else "§"]
        if not ones or (target not in LETTERED and any(one[0].isupper() for one in ones)) or _is_amount(text, match, target, ones):
            continue
        if target in _LISTED:
            listed = frozenset(_LIST.findall(_ENGLISH.sub("", text))) if listed is None else listed
            if listed.issuperset(one[0] for one in ones):
                continue
        gaps = [match["list"][a.end() : b.start()].strip(" []()\\") for a, b in pairwise(ones)]
        numbers = tuple((one[0], base + one.start(), base + one.end()) for one in ones)
        outside = is_elsewhere(text, match.start(), match.end(), annex=target in ("annex", "appendix"))
        yield Reference(target, numbers, tuple(gap in _SPAN for gap in gaps), match.start(), match.end(), outside)


def _is_amount(text: str, match: re.Match[str], target: Target, ones: list[re.Match[str]]) -> bool:
    """Whether the numbers behind a word are no numbers of portions: an amount, years."""
    if target in _LOOSE and (_UNIT.match(text, match.end()) or all(_YEAR.fullmatch(one[0]) for one in ones)):
        return True
    return target == "Figure" and [one[0] for one in ones] == ["8"] and _FLOWN.match(text, match.end()) is not None


def _japanese(text: str) -> Iterator[Reference]:
    if text.isascii():
        return
    for match in _JAPANESE.finditer(text):
        group = "ord" if match["ord"] else "n"
        target = _WORDS[match["unit"] or match["kind"]]
        number = match[group].translate(_NARROW)
        numbers = ((number, match.start(group), match.end(group)),)
        yield Reference(target, numbers, (), match.start(), match.end(), is_elsewhere_east(text, match.start()))


_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

Numbered = tuple[Counted, str]
"""A number by which a portion can be meant: how it is counted, and the number as a reference writes it."""

_Meant = TypeVar("_Meant")


def resolver(numbered: Iterable[tuple[_Meant, Iterable[Numbered]]]) -> Callable[[Target, str], tuple[_Meant, ...]]:
    """Looks numbers up among portions: gives those that a reference could mean.

    Args:
        numbered: the portions, or what stands for them, each with its numbers.
    """
    index: dict[Numbered, list[_Meant]] = {}
    for one, numbers in numbered:
        for key in numbers:
            index.setdefault(key, []).append(one)

    def resolve(target: Target, number: str) -> tuple[_Meant, ...]:
        for kind in (target, *_COUNTED[target]):
            if found := index.get((kind, number)):
                return tuple(found)
        return ()

    return resolve


_PARAGRAPHS: tuple[Counted, ...] = ("typed", "list", "heading", "running", "letter")
_SECTIONS: tuple[Counted, ...] = ("heading", "letter", "typed", "list")
_COUNTED: dict[Target, tuple[Counted, ...]] = {
    "paragraph": _PARAGRAPHS,
    "item": _PARAGRAPHS,
    "point": _PARAGRAPHS,
    "portion": _PARAGRAPHS,
    "section": _SECTIONS,
    "chapter": _SECTIONS,
    "part": _SECTIONS,
    "annex": (),
    "appendix": (),
    "Table": (),
    "Figure": (),
    "footnote": (),
}
"""By which numbers a word can mean a portion that does not call itself by that word."""


def rewrite(text: str, renumber: Callable[[Target, str], str | None]) -> str:
    """The text with every reference whose numbers all have a new number carrying it; others stay as they are.

    Args:
        text: a portion's text.
        renumber: gives the new number of a target, or ``None`` where there is no one such target.
    """
    pieces: list[str] = []
    done = 0
    for reference in find_references(text):
        named = reference.named
        new = {one: renumber(reference.target, one) for one in named or ()}
        if reference.outside or not new or reference.start < done or None in new.values():
            continue
        for number, start, end in reference.numbers:
            wide = text[start:end] != number
            fresh = new[number] or number
            pieces += [text[done:start], fresh.translate(_WIDE) if wide else fresh]
            done = end
    pieces.append(text[done:])
    return "".join(pieces)
