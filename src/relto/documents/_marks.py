"""The marks of one document: which system wrote them, and each read once."""

import re
from collections.abc import Collection, Iterable
from typing import Literal

from attrs import define, field

from relto.labels import Label
from relto.markings import MarkingSystem, Reading, system, system_ids
from relto.primitives import Malformed, Place, limits, visible

_PAGE = re.compile(r"(?:(?:begin|end)[ \t]+page[ \t]+[0-9]{1,6}[ \t]+)?(.*)", re.IGNORECASE)
_FIRST = re.compile(r"[^\W\d_a-z]|/")
_LOWER = re.compile(r"[a-z]")
_PARENTHESIS = re.compile(r"\([^()\n]{1,300}\)")

_ANY_SYSTEM = "`--system` and one of: "


def banner_text(line: str) -> str:
    """A line without what surrounds a banner (spaces, bold, ``end page 12``)."""
    bare = line.strip()
    if bare.startswith("**") and bare.endswith("**"):
        bare = bare[2:-2].strip()
    match = _PAGE.fullmatch(bare)
    return match[1].strip() if match else bare


def repaired(what: str, text: str, reading: Reading) -> str:
    """What a note says of a mark or banner that was read leniently: each thing that was put right."""
    changes = "; ".join(f"{one.message}: `{one.before}` read as `{one.after}`" for one in reading.repairs)
    return visible(f"the {what} `{text}` was read leniently: {changes}")


@define
class Marks:
    """Reads the marks of a document; the same text is parsed once.

    Args:
        system: the marking system.
        source: name of the document, for errors.
        lenient: whether near misses are read and noted as repairs.
        communities: community codes that marks may name.
        banner: label of the banner, once it is known; a bare ``REL`` in a portion needs it.
    """

    system: MarkingSystem
    source: str
    lenient: bool = False
    communities: tuple[str, ...] = ()
    banner: Label | None = None
    _portions: dict[str, Reading | Malformed] = field(factory=dict)
    _banners: dict[str, Reading | Malformed] = field(factory=dict)
    _small: tuple[str, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._small = tuple(level for level in self.system.scheme.levels if _LOWER.search(level))

    def portion(self, mark: str) -> Reading:
        """What a portion mark means, and what had to be repaired in it.

        Raises:
            Malformed: it cannot be read; the column counts from its first parenthesis.
        """
        return self._read(mark, "portion", self._portions)

    def portion_or_none(self, mark: str) -> Label | None:
        """The label of a portion mark, or ``None`` where it cannot be read."""
        try:
            return self.portion(mark).label
        except Malformed:
            return None

    def banner_reading(self, text: str) -> Reading:
        """What a banner means, and what had to be repaired in it.

        Raises:
            Malformed: it cannot be read.
        """
        return self._read(text, "banner", self._banners)

    def _read(self, text: str, kind: Literal["portion", "banner"], known: dict[str, Reading | Malformed]) -> Reading:
        if text not in known:
            banner = self.banner if kind == "portion" else None
            try:
                known[text] = self.system.parse(
                    text, kind=kind, banner=banner, lenient=self.lenient, communities=self.communities, source=self.source
                )
            except Malformed as error:
                known[text] = error
        found = known[text]
        if isinstance(found, Malformed):
            raise found
        return found

    def page_banner(self, line: str) -> Reading | None:
        """What a line means that is a banner alone, or ``None`` where it is no banner."""
        if len(line) > limits.MARKING_CHARS or not line.strip():
            return None
        text = banner_text(line)
        if not text or _FIRST.match(text) is None or _LOWER.search(self._without_levels(text)):
            return None
        try:
            return self.banner_reading(text)
        except Malformed:
            return None

    def _without_levels(self, text: str) -> str:
        """A text without the system's levels that have small letters of their own (``OFFICIAL: Sensitive``)."""
        for level in self._small:
            text = text.replace(level, "")
        return text


def find_system(
    wanted: str | None,
    banner: tuple[str, int],
    lines: Iterable[str],
    *,
    source: str,
    lenient: bool,
    communities: Collection[str],
    prefer: str | None = None,
) -> Marks:
    """The marks of a document: of the system that was asked for, else of the only one that reads the banner (and the portion marks).

    Args:
        wanted: id of the system, or ``None`` to find it.
        banner: the banner's text and its line.
        lines: the document's lines.
        source: name of the document.
        lenient: whether near misses are read.
        communities: community codes that marks may name.
        prefer: id of the system to take where the text leaves several.

    Raises:
        Malformed: no system reads the banner, or several do and the portion marks do not tell which is meant.
    """
    text, line = banner
    ids = tuple(one for one in ((wanted,) if wanted is not None else system_ids()) if system(one).in_documents)
    readers: dict[str, Marks] = {}
    failure: Malformed | None = None
    for one in ids:
        marks = Marks(system(one), source, lenient, tuple(communities))
        try:
            marks.banner = marks.banner_reading(text).label
        except Malformed as error:
            failure = error
        else:
            readers[one] = marks
    if not readers:
        raise _unread(wanted, failure, Place(source, line))
    if len(readers) > 1:
        readers = _agreeing(readers, lines)
    if len(readers) > 1 and prefer in readers:
        return readers[prefer]
    if len(readers) != 1:
        raise Malformed(
            "several marking systems write this banner",
            place=Place(source, line),
            found=text,
            expected=_ANY_SYSTEM + ", ".join(readers or ids),
        )
    return next(iter(readers.values()))


def _unread(wanted: str | None, failure: Malformed | None, place: Place) -> Malformed:
    if wanted is not None and failure is None:
        return Malformed("a system that marks no documents", place=place, found=wanted, expected=_ANY_SYSTEM + "one that does")
    if wanted is not None and failure is not None:
        column = failure.place.column
        return Malformed(
            f"the banner cannot be read as a marking of `{wanted}`: {failure.message}",
            place=Place(place.source, place.line, column),
            found=failure.found,
            expected=failure.expected,
        )
    return Malformed("no marking system reads the banner", place=place, expected="a banner as the first line, alone")


def _agreeing(readers: dict[str, Marks], lines: Iterable[str]) -> dict[str, Marks]:
    """Those of the systems that read every portion mark that any of them reads.

    Under a banner that is public in all of them, marks that the text only speaks of may tell too: the one system that reads
    more of them than any other. (A manual of markings is such a document. Elsewhere the choice would change decisions.)
    """
    found = {match[0] for line in lines for match in _PARENTHESIS.finditer(line[:400])}
    read = {one: {mark for mark in found if marks.portion_or_none(mark) is not None} for one, marks in readers.items()}
    most = frozenset().union(*read.values())
    best = {one: readers[one] for one in readers if read[one] == most} or readers
    if len(best) > 1 and all(marks.banner is not None and marks.banner.is_public for marks in best.values()):
        counts = sorted((len(read[one]), one) for one in best)
        if counts[-1][0] > counts[-2][0]:
            return {counts[-1][1]: best[counts[-1][1]]}
    return best
