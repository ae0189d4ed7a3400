"""References in a text to numbered things of the same document: "see paragraph 4", "paras 2-5", "Table 2", "[^2]", 第4項.

A reference is found by its words. What it means is looked up among portions that the caller gives: a builder gives only
those it may show, so what it writes cannot depend on the others.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Literal, TypeVar

from attrs import frozen

from relto.documents.model import Portion, TypedNumber

Target = Literal["paragraph", "section", "Table", "Figure", "footnote"]

_WORDS: dict[str, Target] = {
    "para": "paragraph",
    "item": "paragraph",
    "poin": "paragraph",
    "port": "paragraph",
    "sect": "section",
    "sec.": "section",
    "chap": "section",
    "part": "section",
    "anne": "section",
    "appe": "section",
    "tabl": "Table",
    "figu": "Figure",
    "fig.": "Figure",
    "figs": "Figure",
    "foot": "footnote",
    "項": "paragraph",
    "段落": "paragraph",
    "号": "paragraph",
    "節": "section",
    "章": "section",
    "表": "Table",
    "図": "Figure",
    "脚注": "footnote",
    "§": "section",
}
_NUM = r"(?:\\?[\[(])?(?:[0-9]{1,4}(?:\.[0-9]{1,3}){0,5}|[A-Z](?![A-Za-z0-9]))(?:\\?[\])])?"
_BETWEEN = r"(?:[ ]?(?:,[ ]?(?:and|or)[ ]|,|;|-|–|/|&)[ ]?|[ ](?:and|or|to|through|until)[ ])"
_ENGLISH = re.compile(
    r"(?<![A-Za-z])(?P<word>(?i:paragraphs?|paras?\.?|items?|points?|portions?|sections?|sec\.|chapters?|parts?|annex(?:es)?|appendi(?:x|ces)"
    rf"|tables?|figures?|figs?\.?|footnotes?)|§§?)[ ]?(?P<list>(?<=[ §.]){_NUM}(?:{_BETWEEN}{_NUM}){{0,20}})"
)
_JAPANESE = re.compile(
    r"(?<!条)第[ ]?(?P<ord>[0-9０-９]{1,4})[ ]?(?P<unit>段落|項|節|章|号)|(?P<kind>表|図|脚注)[ ]?(?P<n>[0-9０-９]{1,4})"
)
_NOTE = re.compile(r"\[\^(?P<id>[A-Za-z0-9_-]{1,40})\]")
_ONE = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,3}){0,5}|[A-Z]")
_OUTSIDE = re.compile(r"[ ](?:of|in|to)[ ](?:the[ ])?(?:[A-Z][a-z]|[A-Z]{2})")
_SPAN = frozenset({"-", "–", "to", "through", "until"})


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
    return iter(sorted(found, key=lambda one: one.start))


def _english(text: str) -> Iterator[Reference]:
    for match in _ENGLISH.finditer(text):
        base = match.start("list")
        ones = list(_ONE.finditer(match["list"]))
        if not ones:
            continue
        target = _WORDS[match["word"].lower()[:4] if match["word"][0] != "§" else "§"]
        if target != "section" and any(one[0].isalpha() for one in ones):
            continue
        gaps = [match["list"][a.end() : b.start()].strip(" []()\\") for a, b in pairwise(ones)]
        numbers = tuple((one[0], base + one.start(), base + one.end()) for one in ones)
        outside = _OUTSIDE.match(text, match.end()) is not None
        yield Reference(target, numbers, tuple(gap in _SPAN for gap in gaps), match.start(), match.end(), outside)


def _japanese(text: str) -> Iterator[Reference]:
    for match in _JAPANESE.finditer(text):
        group = "ord" if match["ord"] else "n"
        target = _WORDS[match["unit"] or match["kind"]]
        number = match[group].translate(_NARROW)
        yield Reference(target, ((number, match.start(group), match.end(group)),), (), match.start(), match.end())


_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

Numbered = tuple[str, str]
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
        for kind in _SEARCHED[target]:
            if found := index.get((kind, number)):
                return tuple(found)
        return ()

    return resolve


_SEARCHED: dict[Target, tuple[str, ...]] = {
    "paragraph": ("typed", "list", "heading", "running"),
    "section": ("heading", "letter", "typed", "list"),
    "Table": ("Table",),
    "Figure": ("Figure",),
    "footnote": ("footnote",),
}
_SAME = {"表": "Table", "図": "Figure"}


def keys_of(portion: Portion) -> Iterator[Numbered]:
    """The numbers by which a portion can be meant."""
    number = portion.number
    if number is not None:
        style = _SAME.get(number.style, number.style)
        yield style, written(number)
    if portion.running is not None:
        yield "running", str(portion.running)
    if portion.footnote is not None:
        yield "footnote", portion.footnote


def written(number: TypedNumber, parts: tuple[int, ...] | None = None) -> str:
    """A typed number as a reference to it is written."""
    bare = number.render(parts).removesuffix(number.close) if number.close else number.render(parts)
    return bare.removeprefix(number.style).strip()


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
