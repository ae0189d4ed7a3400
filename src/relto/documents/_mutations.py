"""Variants of a document that differ in withheld portions only.

A tearline may not tell any two of them apart. Each variant stands for a way in which the withheld part shows through:
its words, its length, its number, its order, its script, its marks, its typed numbers, its presence.
"""

from collections.abc import Callable, Collection, Iterator, Mapping

from attrs import evolve, frozen

from relto.documents._inline import escape
from relto.documents.model import Document, Portion
from relto.labels import Label
from relto.markings import system as marking_system
from relto.primitives import Malformed

_OTHER = "Quarry lanterns drift over Zarnovia while 7741 kestrels wait"
_LONG = "The longer the withheld sentence becomes the less anybody may notice it from outside. " * 40
_JAPANESE = "北方の観測所は午前四時に三隻の船を確認した。"
_SPECIALS = r"*star* _line_ `tick` [link](http://x.example/1) <b>bold</b> | bar | \ & &amp; # 1. - + ~~x~~ $y$ [^1]: [n]: <!-- c -->"
_NUMBERS = "See paragraphs 1-9, Table 1, Figure 1, footnote 1 and section 1; 3 of 4, a total of 12345.678 kg at 41.2865S 174.7762E"


@frozen
class Variant:
    """A variant of a document.

    Args:
        name: what was done to the withheld portions.
        document: the variant.
        allowed: indexes of the released portions in it.
        moved: index in the document to index in the variant.
    """

    name: str
    document: Document
    allowed: frozenset[int]
    moved: Mapping[int, int]


def variants(document: Document, allowed: Collection[int]) -> Iterator[Variant]:
    """The document itself, written canonically, and its variants.

    Args:
        document: the document.
        allowed: indexes of the released portions.
    """
    document = _canonical(document)
    kept = frozenset(allowed)
    top = _top(document)
    changes: dict[str, Callable[[Portion], list[Portion]]] = {
        "as it is": lambda one: [one],
        "other text": lambda one: [_worded(one, _OTHER, document)],
        "longer": lambda one: [_worded(one, f"{one.text} {_LONG}", document)],
        "one character": lambda one: [_worded(one, "x", document)],
        "Japanese": lambda one: [_worded(one, _JAPANESE, document)],
        "special characters": lambda one: [_worded(one, _SPECIALS, document)],
        "numbers": lambda one: [_numbered(_worded(one, _NUMBERS, document))],
        "removed": lambda _: [],
        "every second removed": lambda one: [one] if one.index % 2 else [],
        "doubled": lambda one: [one, _copy(one)],
        "ten added": lambda one: [one, *[_worded(_copy(one), _OTHER, document)] * 10],
        "other marks": lambda one: [evolve(one, mark=top[0], label=top[1])],
        "unreadable marks": lambda one: [evolve(one, mark="(??//??)", label=None)],
    }
    for name, change in changes.items():
        yield _variant(name, document, kept, change)
    extra = [_extra(text, top, document) for text in (_OTHER, _JAPANESE, _NUMBERS)]
    yield _variant("added at the front", document, kept, lambda one: [one], front=extra)
    yield _variant("added at the end", document, kept, lambda one: [one], back=extra)


def _canonical(document: Document) -> Document:
    """The document with its marks as its system writes them, so that it reads the same whether or not it was read leniently."""
    system = marking_system(document.system)
    marks: dict[Label, str] = {}
    portions = []
    for one in document.portions:
        if one.label is None or not one.mark:
            portions.append(one)
            continue
        if one.label not in marks:
            marks[one.label] = system.render(one.label, kind="portion")
        portions.append(evolve(one, mark=marks[one.label]))
    return evolve(document, portions=tuple(portions), banner_text=system.render(document.banner, kind="banner"))


def _top(document: Document) -> tuple[str, Label | None]:
    """The mark of the highest level alone, where the system can write it."""
    scheme = document.banner.scheme
    try:
        label = Label(scheme, scheme.levels[-1])
        return marking_system(document.system).render(label, kind="portion"), label
    except Malformed:
        return "", None


def _extra(text: str, top: tuple[str, Label | None], document: Document) -> Portion:
    content = escape(text) if document.format == "markdown" else text
    return Portion(index=0, kind="paragraph", line=1, column=1, mark=top[0], label=top[1], content=content, text=text)


def _worded(portion: Portion, text: str, document: Document) -> Portion:
    content = escape(text) if document.format == "markdown" and portion.kind != "code" else text
    row = portion.row
    if row is not None:
        row = evolve(row, cells=(content,) * max(1, len(row.cells)))
    return evolve(portion, content=content, text=text, row=row)


def _numbered(portion: Portion) -> Portion:
    number = portion.number
    if number is None or number.style == "letter":
        return portion
    return evolve(portion, number=evolve(number, parts=tuple((n * 7 + 13) % 900 + 1 for n in number.parts)))


def _copy(portion: Portion) -> Portion:
    row = portion.row
    return evolve(portion, row=None if row is None else evolve(row, header=False))


def _variant(
    name: str,
    document: Document,
    kept: frozenset[int],
    change: Callable[[Portion], list[Portion]],
    *,
    front: Collection[Portion] = (),
    back: Collection[Portion] = (),
) -> Variant:
    """The document with each withheld portion replaced by what ``change`` makes of it."""
    portions = list(front)
    moved: dict[int, int] = {}
    for one in document.portions:
        put = [one] if one.index in kept else change(one)
        if put:
            moved[one.index] = len(portions) + 1
        portions += put
    portions += back
    placed = [
        evolve(one, index=at, ancestors=tuple(moved[index] for index in one.ancestors if index in moved))
        for at, one in enumerate(portions, 1)
    ]
    return Variant(name, evolve(document, portions=tuple(placed)), frozenset(moved[index] for index in kept), moved)
