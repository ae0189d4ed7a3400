"""Every objection to the markings of files: documents, and JSON lines of markings out of other systems."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from attrs import define, evolve, field, frozen
from msgspec import DecodeError, Struct, json

from relto import markings
from relto.cli import files
from relto.documents import decode, read
from relto.labels import Label
from relto.markings import linting
from relto.primitives import Malformed
from relto.primitives.limits import DOCUMENT_BYTES, JSON_LINES_BYTES, MARKING_LINE_BYTES

if TYPE_CHECKING:
    from relto.documents import Document
    from relto.labels import Expansion
    from relto.markings import MarkingSystem

DOCUMENTS = (".md", ".markdown", ".txt", ".text")
LINES = (".jsonl", ".ndjson")
_OF_MARKS = frozenset({"mark-unreadable", "mark-repaired"})
Severity = Literal["error", "warning", "note"]


@frozen
class Objection:
    """One finding in one file.

    Args:
        source: name of the file, or ``TEXT``.
        rule: identifier of the rule broken.
        message: what is wrong.
        severity: ``error``, or how a document's own finding is ranked.
        line: where, counted from 1; ``None`` where it is the whole.
        column: where in the line, counted from 1.
        system: the marking system whose rule it is; ``None`` for a rule of documents.
        found: the offending piece.
        expected: what would be right there.
        marking: the whole marking as it stands.
        at: column at which the marking starts.
        corrected: the marking as it should be; ``None`` where that cannot be told.
    """

    source: str
    rule: str
    message: str
    severity: Severity = "error"
    line: int | None = None
    column: int | None = None
    system: str | None = None
    found: str | None = None
    expected: str | None = None
    marking: str | None = None
    at: int = 1
    corrected: str | None = None

    @property
    def place(self) -> str:
        """Where, as editors read it."""
        return ":".join(str(part) for part in (self.source, self.line, self.column) if part is not None)


class _Line(Struct, forbid_unknown_fields=True, kw_only=True):
    """One line of markings: what stands in a JSON line that is an object."""

    marking: str
    system: str | None = None
    kind: Literal["banner", "portion"] | None = None
    banner: str | None = None
    id: str | int | None = None


@define
class Looker:
    """Looks markings over and counts them.

    Args:
        system: id of the system to take; ``None``: the document's own, or the only one that reads a marking.
        communities: codes of communities that lists may name.
        expand: how a roll-up may take communities apart.
        policy: the system of a policy, which reads every marking that names no system of its own.
    """

    system: str | None
    communities: frozenset[str]
    expand: "Expansion"
    policy: "MarkingSystem | None" = None
    marks: int = field(default=0, init=False)

    def path(self, path: Path, *, named: bool = True) -> Iterator[Objection]:
        """The objections to one file; ``named`` as for :meth:`document`.

        Raises:
            Unavailable: it cannot be read.
        """
        lines = path.suffix.lower() in LINES
        data = files.read(path, JSON_LINES_BYTES if lines else DOCUMENT_BYTES)
        yield from self.lines(data, str(path)) if lines else self.document(data, str(path), named=named)

    def text(self, text: str, kind: markings.Kind | None, source: str = "TEXT") -> Iterator[Objection]:
        """The objections to one marking."""
        self.marks += 1
        try:
            system = self._system_of(text, kind)
        except Malformed as error:
            yield Objection(source, "no-system", error.message, found=error.found, expected=error.expected, marking=text)
            return
        yield from self._mark(text, system, kind, None, Objection(source, "", "", column=1))

    def _system_of(self, text: str, kind: markings.Kind | None) -> "MarkingSystem":
        if self.policy is not None:
            return self.policy
        if self.system is not None:
            return markings.system(self.system)
        systems = [markings.system(one) for one in markings.system_ids()]
        found = linting.readers(text, systems, kind=kind, communities=self.communities)
        names = dict.fromkeys(one.id for one, _, _ in found)
        if len(names) != 1:
            what = "several marking systems read this" if names else "no marking system reads this as it stands"
            raise Malformed(
                what, found=text, expected=f"--system {' or '.join(names)}" if names else "--system, which then says what is wrong"
            )
        return markings.system(next(iter(names)))

    def _mark(
        self, text: str, system: "MarkingSystem", kind: markings.Kind | None, banner: Label | None, here: Objection
    ) -> Iterator[Objection]:
        """The objections to a marking that stands at a place of a line."""
        at = here.column or 1
        for one in linting.lint(text, system, kind=kind, banner=banner, communities=self.communities).findings:
            yield evolve(
                here,
                rule=one.rule,
                message=one.message,
                column=at + one.column - 1,
                system=system.id,
                found=one.found,
                expected=one.expected,
                marking=text,
                at=at,
                corrected=one.corrected,
            )

    # -- documents

    def document(self, data: bytes, source: str, *, named: bool = True) -> Iterator[Objection]:
        """The objections to a portion-marked document: its banners, its portion marks, its roll-up.

        Args:
            data: what stands in it.
            source: its name.
            named: whether it was asked for by name; else a file whose first line is plainly no banner is only noted.
        """
        try:
            text = decode(data, source)
            document = self._read(text, source)
        except Malformed as error:
            place = error.place
            if not named and not _shouts(data):
                yield Objection(source, "no-banner", "the file has no banner: it is no marked report", "note", 1)
                return
            yield Objection(
                source, "document-unreadable", error.message, "error", place.line, place.column, None, error.found, error.expected
            )
            return
        system = markings.system(document.system)
        self.marks += 1 + sum(bool(portion.mark) for portion in document.portions)
        yield from self._banner(document, system, text)
        look = cache(lambda mark: tuple(self._mark(mark, system, "portion", document.banner, Objection(source, "", "", column=1))))
        for portion in document.portions:
            if portion.mark:
                shift = portion.column - 1
                for one in look(portion.mark):
                    yield evolve(one, line=portion.line, column=(one.column or 1) + shift, at=1 + shift)
        for problem in document.problems:
            if problem.rule not in _OF_MARKS:
                yield Objection(source, problem.rule, problem.message, problem.severity, problem.line, problem.column)

    def _read(self, text: str, source: str) -> "Document":
        """The document, strictly; leniently where its banner itself has to be put right."""
        options = {"source": source, "system": self.system, "communities": self.communities, "expand": self.expand}
        try:
            return read(text, **options)  # type: ignore[arg-type]
        except Malformed as refused:
            try:
                return read(text, lenient=True, **options)  # type: ignore[arg-type]
            except Malformed:
                raise refused from None

    def _banner(self, document: "Document", system: "MarkingSystem", text: str) -> Iterator[Objection]:
        for number, line in enumerate(text.splitlines(), 1):
            at = line.find(document.banner_text)
            if at >= 0:
                here = Objection(document.source, "", "", line=number, column=at + 1)
                yield from self._mark(document.banner_text, system, "banner", None, here)
                return

    # -- JSON lines

    def lines(self, data: bytes, source: str) -> Iterator[Objection]:
        """The objections to JSON lines, each a text or an object with ``marking`` and what is known of it."""
        if len(data) > JSON_LINES_BYTES:
            yield Objection(source, "lines-too-large", f"the file is larger than {JSON_LINES_BYTES} bytes")
            return
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.strip():
                yield from (evolve(one, line=number, column=None) for one in self._line(line, source))

    def _line(self, line: bytes, source: str) -> Iterator[Objection]:
        if len(line) > MARKING_LINE_BYTES:
            yield Objection(source, "line-unreadable", "the line is too long", expected=f"{MARKING_LINE_BYTES} bytes at most")
            return
        try:
            given = json.decode(line, type=_Line | str)
        except DecodeError as error:
            yield Objection(source, "line-unreadable", f"the line is no marking: {error}", expected='a JSON text, or {"marking": "…"}')
            return
        one = _Line(marking=given) if isinstance(given, str) else given
        if one.system is not None and one.system not in markings.system_ids():
            yield Objection(source, "no-system", "no such marking system", found=one.system, expected=", ".join(markings.system_ids()))
            return
        looker = evolve(self, system=one.system or self.system, policy=None if one.system else self.policy)
        yield from looker.text(one.marking, one.kind, source) if one.banner is None else looker.under(one, source)
        self.marks += looker.marks

    def under(self, one: _Line, source: str) -> Iterator[Objection]:
        """The objections to a portion mark that comes with its banner."""
        self.marks += 2
        try:
            system = self._system_of(one.banner or "", "banner")
        except Malformed as error:
            yield Objection(source, "no-system", error.message, found=error.found, expected=error.expected, marking=one.banner)
            return
        here = Objection(source, "", "", column=1)
        yield from self._mark(one.banner or "", system, "banner", None, here)
        banner = linting.lint(one.banner or "", system, kind="banner", communities=self.communities).label
        yield from self._mark(one.marking, system, one.kind or "portion", banner, here)


def _shouts(data: bytes) -> bool:
    """Whether the first line that is not blank might be meant as a banner: it has letters, and no small ones."""
    first = next((line for line in data[:10_000].decode("utf-8", "replace").splitlines() if line.strip(" #*>")), "")
    return first.upper() == first and first.lower() != first


def files_in(folder: Path) -> Iterator[Path]:
    """The files of a folder that can be looked over, in order of name; hidden ones and links are passed over."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir():
            yield from files_in(path)
        elif path.suffix.lower() in (*DOCUMENTS, *LINES):
            yield path


__all__ = ["DOCUMENTS", "LINES", "Looker", "Objection", "files_in"]
