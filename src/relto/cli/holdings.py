"""Holdings: JSON lines or Parquet of what a party holds, read one by one and never all at once."""

import sys
from array import array
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from attrs import define, field, frozen
from msgspec import DecodeError, Struct, ValidationError, convert, json

from relto import markings
from relto.agreements import Network
from relto.cli import files, options, parquet
from relto.primitives import AgreementId, Malformed, PartyId, Place, Unavailable
from relto.primitives.limits import MARKING_LINE_BYTES
from relto.release import Item

REFUSED = -1
"""The sort of a line that is no item."""
BLANK = -2
"""The sort of a line with nothing on it."""
_TOLD = 100_000
"""After so many lines a reader on a terminal is told how far it is."""


class Line(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True, gc=False):
    """One item held, as a JSON line has it (docs/reference/command.md)."""

    label: str
    id: str | int | None = None
    scheme: str | None = None
    holder: str | None = None
    originators: tuple[str, ...] = ()
    under: str | None = None
    marked_on: date | None = None
    kinds: tuple[str, ...] = ()
    provided_for: str | None = None


@frozen
class Refused:
    """A line that is no item; it is permitted to nobody.

    Args:
        line: its number, counted from 1.
        message: why.
    """

    line: int
    message: str


@define
class Holdings:
    """Reads holdings and sorts them.

    Args:
        network: the facts, for the holders' marking systems and the codes of communities.
        holder: who holds what does not say its holder, or ``None``.
        scheme: marking system of what does not say it; ``None``: the holder's own.
        sort: the number of the sort that an item of a holder is of.
    """

    network: Network
    holder: str | None
    scheme: str | None
    sort: Callable[[Item, PartyId], int]
    refused: list[Refused] = field(factory=list)
    counts: dict[int, int] = field(factory=dict)
    first: dict[int, int] = field(factory=dict)
    sorts: "array[int]" = field(factory=lambda: array("i"))
    _known: dict[object, int | str] = field(factory=dict)
    _by_name: bool = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._by_name = any(consent.items for consent in self.network.consents)

    def read(self, file: Path) -> None:
        """Reads a file of JSON lines or of Parquet.

        Raises:
            Malformed: it is Parquet that does not hold items.
            Unavailable: it cannot be read.
        """
        if _is_parquet(file):
            self._read_parquet(file)
            return
        for number, line in enumerate(_rows(file), 1):
            if line is None:
                self.sorts.append(BLANK)
                continue
            sort = line if isinstance(line, str) else self._sort_of(line)
            if isinstance(sort, str):
                self.refused.append(Refused(number, sort))
                self.sorts.append(REFUSED)
                continue
            self.sorts.append(sort)
            self.counts[sort] = self.counts.get(sort, 0) + 1
            self.first.setdefault(sort, number)
            if number % _TOLD == 0 and sys.stderr.isatty():
                print(f"{number:,} lines", file=sys.stderr)

    def _read_parquet(self, file: Path) -> None:
        """Many rows at a time; a row is looked at once for each group of rows in which it stands."""
        import numpy as np

        for distinct, places in parquet.groups(file, by_id=self._by_name):
            before = len(self.sorts)
            lines = [one if isinstance(one, str) else _converted(one) for one in distinct]
            found = [one if isinstance(one, str) else self._sort_of(one) for one in lines]
            sorts = np.array([REFUSED if isinstance(one, str) else one for one in found], dtype=np.int32)[places]
            self.sorts.frombytes(sorts.tobytes())
            met, first, counts = np.unique(sorts, return_index=True, return_counts=True)
            for sort, place, many in zip(met.tolist(), first.tolist(), counts.tolist(), strict=True):
                if sort != REFUSED:
                    self.counts[sort] = self.counts.get(sort, 0) + many
                    self.first.setdefault(sort, before + place + 1)
            for row in np.flatnonzero(sorts == REFUSED).tolist():
                self.refused.append(Refused(before + row + 1, str(found[places[row]])))
            if sys.stderr.isatty():
                print(f"{len(self.sorts):,} rows", file=sys.stderr)

    def lines(self, file: Path) -> Iterator[tuple[int, int, Line]]:
        """The lines of the file that was read, once more: number, sort and line of each that was no blank and not refused.

        Raises:
            Unavailable: it cannot be read, or is another one by now.
        """
        number = 0
        for number, line in enumerate(_rows(file), 1):
            if number > len(self.sorts):
                break
            sort = self.sorts[number - 1]
            if sort >= 0:
                if not isinstance(line, Line):
                    raise Unavailable(f"{file}: was changed while it was read")
                yield number, sort, line
        if number != len(self.sorts):
            raise Unavailable(f"{file}: was changed while it was read")

    @property
    def total(self) -> int:
        """How many items were read, without those refused."""
        return sum(self.counts.values())

    def _sort_of(self, line: Line) -> int | str:
        key = (line.label, line.scheme, line.holder, line.originators, line.under, line.marked_on, line.kinds, line.provided_for)
        known = self._known.get(key) if not self._by_name else None
        if known is None:
            try:
                known = self._made(line)
            except Malformed as refused:
                known = str(refused)
            if not self._by_name:
                self._known[key] = known
        return known

    def _made(self, line: Line) -> int:
        code = line.holder or self.holder
        if code is None:
            raise Malformed("nobody is said to hold it", place=Place("holder"), expected="a holder in the line, or --from")
        holder = self.network.party(code).id
        if line.under is not None and line.under not in self.network.agreements:
            raise Malformed("no such agreement", place=Place("under"), found=line.under, expected="an agreement of the network")
        label = options.label_of(line.label, line.scheme or self.scheme, holder, self.network, source="label")
        owners = frozenset(self.network.party(one).id for one in line.originators)
        item = Item(
            label,
            originators=owners,
            under=None if line.under is None else AgreementId(line.under),
            marked_on=line.marked_on,
            kinds=frozenset(line.kinds),
            provided_for=line.provided_for,
            id=str(line.id) if self._by_name and line.id is not None else None,
        )
        return self.sort(item, holder)


def _rows(file: Path) -> Iterator[Line | str | None]:
    """What stands on each line: an item, why it is none, or nothing."""
    if _is_parquet(file):
        for members in parquet.rows(file):
            yield members if isinstance(members, str) else _converted(members)
        return
    decoder = json.Decoder(Line)
    for raw in _lines(file):
        if len(raw) > MARKING_LINE_BYTES:
            yield "the line is too long"
        elif not raw.strip():
            yield None
        else:
            try:
                yield decoder.decode(raw)
            except (ValidationError, DecodeError) as error:
                yield str(error)


def _is_parquet(file: Path) -> bool:
    return file != files.STDIN and parquet.is_parquet(file)


def _converted(members: dict[str, object]) -> Line | str:
    """A row of Parquet as a line; days written as texts are read strictly."""
    try:
        return convert(members, Line)
    except ValidationError as error:
        return str(error)


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as opened:
            yield from opened
    except OSError as error:
        raise Unavailable(f"{files.name_of(file)}: cannot be read: {error.strerror}") from error


def render(item: Item) -> str:
    """The marking of an item, in its canonical form."""
    return markings.render(item.label)
