"""Reading good markings fast: each entry is read once by the reader proper and remembered; a marking is put together from what is known.

It never decides that a marking is wrong. Where anything is not plainly as it should be, it says nothing, and
:mod:`relto.markings.reading` reads the whole and tells what is wrong, or that nothing is. A test holds that both agree.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import field, frozen

from relto.labels import Label
from relto.markings.characters import inspect
from relto.markings.findings import Findings
from relto.markings.head import read_head
from relto.markings.model import Kind, MarkingError, Request
from relto.markings.pieces import Piece, is_tidy
from relto.markings.reading import Reader
from relto.markings.vocabulary import Company, Vocabulary
from relto.primitives import PartyId
from relto.primitives.limits import MARKING_CHARS

_WITHIN, _BETWEEN = 1, 2
_REMEMBERED, _TABLES = 8_192, 8
"""How many heads, and how many entries, are remembered for one kind and one set of further codes; and for how many of those."""

Codes = frozenset[str] | tuple[str, ...]
_UNIONS = frozenset({"controls", "exclusions", "compartments"})


@frozen
class _Entry:
    """What an entry says, wherever it stands.

    Args:
        category: index of its category.
        key: its place inside the category.
        names: what it counts as for the rules of company.
        rules: those that it brings.
        says: which parts of the label it fills, and with what.
        opens: whether a further programme may follow it behind one slash.
    """

    category: int
    key: tuple[int, str]
    names: frozenset[str]
    rules: tuple[Company, ...]
    says: tuple[tuple[str, frozenset[Any]], ...]
    opens: bool


@frozen
class _Head:
    """What the head of a marking says."""

    level: str
    originators: frozenset[PartyId]
    joint: bool
    names: frozenset[str]
    rules: tuple[Company, ...]


@frozen
class _Tables:
    """What is remembered for one kind of marking and one set of further codes."""

    heads: dict[str, _Head] = field(factory=dict)
    entries: dict[str, _Entry] = field(factory=dict)
    programmes: dict[str, _Entry] = field(factory=dict)


class Quick:
    """The reader of what is known.

    Args:
        vocabulary: the words of one system.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._merging = vocabulary.merging
        self._prefixes = tuple(prefix for prefix, _ in vocabulary.slashed)
        self._programmes = next((number for number, one in enumerate(vocabulary.categories) if one.programmes), -1)
        self._tables: dict[tuple[Kind, Codes], _Tables] = {}

    def label(self, text: str, kind: Kind, communities: Codes) -> Label | None:
        """The label of a marking that is good and made of known entries, else ``None``."""
        if self._vocabulary.slashed_levels or not 0 < len(text) <= MARKING_CHARS:
            return None
        if text[0] == "(" and text[-1] == ")" and kind == "portion":
            text = text[1:-1]
        tables = self._tables.get((kind, communities))
        if tables is None:
            if len(self._tables) >= _TABLES:
                self._tables.clear()
            tables = self._tables[kind, communities] = _Tables()
        groups = text.split("//")
        first = groups.pop(0)
        if not first and groups:
            first = f"//{groups.pop(0)}"
        head = tables.heads.get(first) or self._read_head(first, kind, communities, tables)
        if head is None:
            return None
        entries: list[_Entry] = []
        before = -1
        for group in groups:
            some = (group,) if "/" not in group else group.split("/")
            found = self._category(some, kind, communities, tables)
            if not found or found[0].category <= before:
                return None
            before = found[0].category
            entries += found
        return self._together(head, entries)

    def _category(self, parts: Sequence[str], kind: Kind, communities: Codes, tables: _Tables) -> list[_Entry] | None:
        """The entries of one category, if each is known and stands in its place."""
        found: list[_Entry] = []
        several = len(parts) > 1
        for part in parts:
            if several and (part in self._merging or part.startswith(self._prefixes)):
                return None  # the slash may belong to the marking's own words
            opened = bool(found) and found[-1].opens
            table = tables.programmes if opened else tables.entries
            one = table.get(part) or self._read_entry(part, kind, communities, table, opened=opened)
            if one is None or (found and (one.category != found[-1].category or one.key <= found[-1].key)):
                return None
            found.append(one)
        return found

    def _together(self, head: _Head, entries: list[_Entry]) -> Label | None:
        """The label of a head and its entries, if they keep company."""
        level, originators, joint = head.level, head.originators, head.joint
        rules = head.rules
        says: dict[str, Any] = {"originators": originators} if originators else {}
        for one in entries:
            rules += one.rules
            for part, what in one.says:
                if part not in says:
                    says[part] = what
                elif part in _UNIONS:
                    says[part] |= what
                else:
                    return None
        if rules:
            names = head.names.union(*(one.names for one in entries))
            if not all(self._stands(rule, head, names) for rule in rules):
                return None
        if joint:
            reached = says.get("releasable_to")
            if reached is None or not all(self._vocabulary.codes.reaches(reached, owner) for owner in originators):
                return None
        return Label(self._vocabulary.scheme, level, joint=joint, **says)

    @staticmethod
    def _stands(rule: Company, head: _Head, names: frozenset[str]) -> bool:
        """Whether a rule of company is kept."""
        owned = not rule.owners or not head.originators or bool(rule.owners & head.originators)
        level = not rule.levels or head.level in rule.levels
        return owned and level and names.issuperset(rule.needs) and names.isdisjoint(rule.bars)

    def _rules(self, names: Iterable[str]) -> tuple[Company, ...]:
        return tuple(self._vocabulary.rules[name] for name in sorted(names) if name in self._vocabulary.rules)

    def _plain(self, text: str, request: Request) -> bool:
        """Whether the reader proper would take a piece as it stands.

        Raises:
            MarkingError: a character is none of this system's.
        """
        return bool(text) and is_tidy(text) and inspect(text, self._vocabulary.alphabet, request) == (text, [])

    def _read_head(self, text: str, kind: Kind, communities: Codes, tables: _Tables) -> _Head | None:
        request = Request(self._vocabulary.scheme.id, kind, communities=communities)
        bare = text.removeprefix("//")
        try:
            if not self._plain(bare, request):
                return None
            read = read_head(Piece(bare, 1, _BETWEEN if bare != text else 0), self._vocabulary, Findings(request, []))
        except MarkingError:
            return None
        if read.rest or read.stamp.controls:
            return None
        names = frozenset(("JOINT",) if read.joint else ())
        if len(tables.heads) >= _REMEMBERED:
            tables.heads.clear()
        return tables.heads.setdefault(text, _Head(read.stamp.level, read.originators, read.joint, names, self._rules(names)))

    def _read_entry(self, text: str, kind: Kind, communities: Codes, table: dict[str, _Entry], *, opened: bool) -> _Entry | None:
        request = Request(self._vocabulary.scheme.id, kind, communities=communities)
        reader = Reader(self._vocabulary, Findings(request, []))
        if opened:
            reader.entries.append((self._programmes, (-1, ""), Piece("", 1, _BETWEEN)))
        try:
            if not self._plain(text, request):
                return None
            reader.entry(Piece(text, 1, _WITHIN if opened else _BETWEEN))
        except MarkingError:
            return None
        if len(reader.entries) != 1 + opened:
            return None
        category, key, _ = reader.entries[-1]
        names = frozenset(reader.columns)
        rules = self._rules(names)
        if any(not names.isdisjoint(rule.bars) for rule in rules):
            return None  # what bars what it implies itself (SBU NOFORN)
        parts: dict[str, Any] = {
            "controls": frozenset(reader.controls),
            "exclusions": frozenset(reader.exclusions),
            "compartments": frozenset(reader.compartments),
            "originators": reader.owners,
        }
        says = (*((part, what) for part, what in parts.items() if what), *reader.lists.items())
        opens = category == self._programmes and text not in self._vocabulary.words["banner"]
        if len(table) >= _REMEMBERED:
            table.clear()
        return table.setdefault(text, _Entry(category, key, names, rules, says, opens))
