"""The leak check: four gates that a tearline must pass before it is given to anybody.

* ``non-interference``: whatever is done to withheld portions, the tearline stays the same byte for byte. The document is
  changed both as a value and as text that is written and read again.
* ``structure``: read again, the tearline holds the header's sentences and the released portions, and writes to the same bytes.
* ``content``: nothing telling that occurs in withheld portions only stands in the tearline or its file's name.
* ``meaning``: no reference dangles; totals, gaps and shared names are shown to the releasing officer.

What is not checked: whether a person could infer something withheld from what is released. The last gate helps a person to see.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Protocol

from attrs import evolve, frozen

from relto.documents._content import lowered, names, telling, words_of
from relto.documents._findings import Finding, GateResult
from relto.documents._meaning import meaning_findings
from relto.documents._mutations import Variant, variants
from relto.documents._references import find_references
from relto.documents._rolling import no_expansion
from relto.documents.model import Document, Portion
from relto.documents.reading import read
from relto.documents.tearlines import Tearline, TearlineHeader, build_tearline
from relto.documents.writing import write, write_portions
from relto.labels import Expansion
from relto.primitives import Malformed

_DIGITS = re.compile(r"[0-9０-９]+|(?<![A-Za-z])[A-Z](?![A-Za-z])")


class Builder(Protocol):
    """What builds a tearline; :func:`relto.documents.build_tearline` is the one to use."""

    def __call__(self, document: Document, allowed: Collection[int], *, header: TearlineHeader | None, expand: Expansion) -> Tearline:
        """Builds a tearline."""
        ...


def check_leaks(
    document: Document,
    allowed: Collection[int],
    header: TearlineHeader,
    *,
    file_name: str = "",
    expand: Expansion = no_expansion,
    builder: Builder = build_tearline,
) -> tuple[GateResult, ...]:
    """Runs the four gates over the tearline that ``builder`` builds.

    Args:
        document: the whole document.
        allowed: indexes of the released portions.
        header: the tearline's header.
        file_name: name of the file that the tearline will be written to.
        expand: how the roll-up may take community codes apart.
        builder: what builds the tearline.

    Returns:
        The results of the gates, in the order above. All must pass.

    Raises:
        Malformed: the tearline cannot be built.
    """
    case = _Case(document, frozenset(allowed), header, expand, builder)
    tearline = case.build(document, case.allowed, header)
    again, unread = _read_again(tearline, document, expand)
    return (
        GateResult("non-interference", tuple(_interference(case, tearline))),
        GateResult("structure", (*unread, *_structure(case, tearline, again))),
        GateResult("content", tuple(_content(case, tearline, again, file_name))),
        GateResult("meaning", meaning_findings(document, allowed)),
    )


@frozen
class _Case:
    """What is checked."""

    document: Document
    allowed: frozenset[int]
    header: TearlineHeader
    expand: Expansion
    builder: Builder

    def build(self, document: Document, allowed: frozenset[int], header: TearlineHeader) -> Tearline:
        """Builds a tearline as the caller does."""
        return self.builder(document, allowed, header=header, expand=self.expand)

    @property
    def released(self) -> list[Portion]:
        """The released portions."""
        return [one for one in self.document.portions if one.index in self.allowed]

    @property
    def says(self) -> tuple[str, ...]:
        """The header's sentences as they must be."""
        return self.header.sentences({one.index: at for at, one in enumerate(self.released, 1)})


def _read_again(tearline: Tearline, document: Document, expand: Expansion) -> tuple[Document | None, tuple[Finding, ...]]:
    try:
        again = read(
            tearline.text,
            source="tearline",
            format=tearline.format,
            system=document.system,
            communities=document.communities,
            expand=expand,
        )
    except Malformed as error:
        return None, (Finding("leak", f"the tearline cannot be read again: {error.message}", line=error.place.line),)
    return again, ()


def _interference(case: _Case, tearline: Tearline) -> Iterator[Finding]:
    for variant in variants(case.document, case.allowed):
        moved = {variant.moved[index]: who for index, who in case.header.originators_of.items() if index in variant.moved}
        header = evolve(case.header, originators_of=moved)
        for how in ("", ", as text"):
            try:
                document = _from_text(variant, case.expand) if how else variant.document
                text = case.build(document, variant.allowed, header).text
            except Malformed as error:
                yield Finding("leak", f"withheld portions {variant.name}{how}: the tearline cannot be built any more: {error.message}")
                continue
            if text != tearline.text:
                yield Finding(
                    "leak", f"withheld portions {variant.name}{how}: the tearline changes", line=_first_change(text, tearline.text)
                )


def _from_text(variant: Variant, expand: Expansion) -> Document:
    """The variant written as text and read again."""
    one = variant.document
    again = read(write(one), source=one.source, format=one.format, system=one.system, communities=one.communities, expand=expand)
    if len(again.portions) != len(one.portions):
        raise Malformed("its text does not read as the same portions")
    return again


def _first_change(left: str, right: str) -> int:
    lines = zip(left.split("\n"), right.split("\n"), strict=False)
    return next((at for at, (a, b) in enumerate(lines, 1) if a != b), min(left.count("\n"), right.count("\n")) + 1)


def _structure(case: _Case, tearline: Tearline, again: Document | None) -> Iterator[Finding]:
    if again is None:
        return
    for one in again.problems:
        if one.severity != "note":
            yield Finding("leak", f"the tearline does not read cleanly: {one.message}", line=one.line)
    if write_portions(again.banner_text, again.portions, again.format) != tearline.text:
        yield Finding("leak", "the tearline holds something besides its banner and its portions")
    if unicodedata.normalize("NFC", tearline.text) != tearline.text:
        yield Finding("leak", "the tearline is not in Unicode's normal form C")
    says, released = case.says, case.released
    front = [one for one in again.portions if one.running is None]
    if [one.text for one in front] != list(says) or list(again.portions[: len(says)]) != front:
        yield Finding("leak", "the header is not what was decided")
    body = [one for one in again.portions if one.running is not None]
    if len(body) != len(released):
        yield Finding("leak", f"the tearline holds {len(body)} numbered portions, but {len(released)} are released")
    yield from _differences(released, body)


def _differences(released: list[Portion], body: list[Portion]) -> Iterator[Finding]:
    for at, (before, after) in enumerate(zip(released, body, strict=False), 1):
        place = {"portion": before.index, "number": at, "line": after.line}
        if after.running != at:
            yield Finding("leak", f"the running number is {after.running} where {at} is due", **place)
        if after.label != before.label:
            yield Finding("leak", "the label is not the portion's", **place)
        if _DIGITS.sub("#", after.text) != _DIGITS.sub("#", before.text):
            yield Finding("leak", "the text is not the portion's", **place)


def _content(case: _Case, tearline: Tearline, again: Document | None, file_name: str) -> Iterator[Finding]:
    hidden = [text for one in case.document.portions if one.index not in case.allowed for text in _texts(one)]
    known = [*(text for one in case.released for text in _texts(one)), *case.says]
    open_to_all = _open(known)
    only = {thing: kind for thing, kind in telling(hidden).items() if thing not in open_to_all}
    shown = [_without_references(one.text) for one in again.portions] if again else tearline.text.split("\n")
    there = telling(shown)
    for thing in sorted(only.keys() & there.keys()):
        yield Finding("leak", f"{only[thing]} of withheld portions stands in the tearline: `{thing}`")
    yield from _file_name(hidden, known, only, file_name)


def _texts(portion: Portion) -> tuple[str, ...]:
    typed = "" if portion.number is None else portion.number.render()
    return (portion.text, f"{typed} {portion.text}") if typed else (portion.text,)


def _open(texts: Collection[str]) -> frozenset[str]:
    """What is telling in texts, whatever its kind, and every word of them."""
    return frozenset(telling(texts)) | frozenset(word for text in texts for word in lowered(text))


def _without_references(text: str) -> str:
    for reference in reversed(list(find_references(text))):
        text = text[: reference.start] + text[reference.end :]
    return text


def _file_name(hidden: list[str], known: list[str], only: dict[str, str], file_name: str) -> Iterator[Finding]:
    if not file_name:
        return
    words = words_of(file_name)
    there = set(telling([words, file_name])) | lowered(words)
    named = {name.lower() for text in hidden for name in names(text)} - {word for text in known for word in lowered(text)}
    for thing in sorted(there & (named | only.keys())):
        yield Finding("leak", f"the file's name holds something of withheld portions: `{thing}`")
