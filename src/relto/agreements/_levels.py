"""Cross checks of everything that names a level: tables, ceilings, thresholds.

* A party named beside a level is a party of the agreement and has a home scheme that has the level.
* The tables of an agreement together are monotone: of two levels of one column, the higher is never carried lower than the lower one.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from attrs import frozen

from relto.agreements._yaml import Path, Source
from relto.agreements.effects import Authorises, Ceiling, Channel, Clearance, Duty, Equivalence
from relto.agreements.model import Agreement
from relto.agreements.problems import Problem
from relto.labels import Scheme
from relto.parties import Party
from relto.primitives import PartyId

_Row: TypeAlias = tuple[Path, Mapping[PartyId, tuple[str, ...]]]
"""A row of a table, and where it stands."""


@frozen
class Levels:
    """Looks levels up in the home schemes of one agreement's parties."""

    source: Source
    agreement: Agreement
    parties: Mapping[PartyId, Party]
    schemes: Mapping[str, Scheme]

    def home(self, party: PartyId) -> Scheme | None:
        """The home scheme of a party, or ``None``."""
        known = self.parties.get(party)
        return None if known is None or known.scheme is None else self.schemes.get(known.scheme)

    def problems(self) -> Iterator[Problem]:
        """Everything wrong with the levels of the agreement's clauses."""
        rows: list[_Row] = []
        for index, clause in enumerate(self.agreement.clauses):
            path: Path = ("clauses", index, "effect")
            effect = clause.effect
            if isinstance(effect, Ceiling):
                yield from self._ceiling(effect, path)
            elif isinstance(effect, Equivalence):
                wrong = list(self._table(effect, path))
                yield from wrong
                if not wrong:
                    rows += [((*path, "rows", i), row) for i, row in enumerate(effect.rows)]
            elif isinstance(effect, Authorises):
                yield from self._authorised(effect, path)
            elif isinstance(effect, Channel | Clearance | Duty):
                yield from self._by_party(effect.from_level, (*path, "from_level"))
        yield from self._monotone(rows)

    def _by_party(self, levels: Mapping[PartyId, str], path: Path) -> Iterator[Problem]:
        for party, level in levels.items():
            yield from self._level(party, level, (*path, party))

    def _column(self, party: PartyId, path: Path) -> Iterator[Problem]:
        members = sorted({one.party for one in self.agreement.parties})
        if party not in members:
            yield Problem("a level stands for no party of the agreement", self.source.place(*path), party, f"one of {', '.join(members)}")
        elif self.home(party) is None:
            advice = "the party with its `scheme` in parties.yaml, and the scheme in schemes.yaml if no marking system has it"
            yield Problem("a level stands for a party without a home scheme", self.source.place(*path), party, advice)

    def _level(self, party: PartyId, level: str, path: Path) -> Iterator[Problem]:
        wrong = list(self._column(party, path))
        yield from wrong
        scheme = self.home(party)
        if not wrong and scheme is not None and level not in scheme.levels:
            yield Problem(f"`{scheme.id}` has no such level", self.source.place(*path), level, f"one of {', '.join(scheme.levels)}")

    def _ceiling(self, effect: Ceiling, path: Path) -> Iterator[Problem]:
        wrong = [*self._by_party(effect.highest, (*path, "highest")), *self._by_party(effect.lowest, (*path, "lowest"))]
        yield from wrong
        for party, lowest in effect.lowest.items():
            highest, scheme = effect.highest.get(party), self.home(party)
            if not wrong and scheme is not None and highest is not None and not scheme.protects(highest, lowest):
                advice = f"a level up to {highest}"
                yield Problem(
                    "the lowest level covered stands above the highest", self.source.place(*path, "lowest", party), lowest, advice
                )

    def _authorised(self, effect: Authorises, path: Path) -> Iterator[Problem]:
        common = {table.common_scheme for _, table in self.agreement.clauses_of(Equivalence) if table.common_scheme is not None}
        levels = [level for one in sorted(common) if one in self.schemes for level in self.schemes[one].levels]
        for level in sorted(effect.levels):
            if level not in levels:
                place = self.source.place(*path, "levels")
                yield Problem(
                    "the level is none of a common scheme of the agreement",
                    place,
                    level,
                    f"one of {', '.join(levels) or 'a `common_scheme`'}",
                )

    def _table(self, table: Equivalence, path: Path) -> Iterator[Problem]:
        wrong: list[Problem] = []
        if table.common_scheme is not None and table.common_scheme not in self.schemes:
            place = self.source.place(*path, "common_scheme")
            wrong.append(Problem("no such scheme", place, table.common_scheme, f"one of {', '.join(sorted(self.schemes))}"))
        if not table.rows and not table.by_case and table.common_scheme is None:
            wrong.append(Problem("the table is empty", self.source.place(*path), None, "`rows`, `by_case` or a `common_scheme`"))
        for i, row in enumerate(table.rows):
            if len(row) < 2:  # noqa: PLR2004 - a row joins two columns at least
                wrong.append(
                    Problem("a row joins nothing", self.source.place(*path, "rows", i), None, "two parties at least; leave the row out")
                )
            for party, words in row.items():
                if not words:
                    wrong.append(
                        Problem("an entry names no level", self.source.place(*path, "rows", i, party), None, "a level; leave the party out")
                    )
                wrong.extend(problem for word in words for problem in self._level(party, word, (*path, "rows", i, party)))
        for party, words_by_case in table.by_case.items():
            wrong.extend(problem for word in sorted(words_by_case) for problem in self._level(party, word, (*path, "by_case", party)))
        yield from wrong

    def _monotone(self, rows: Sequence[_Row]) -> Iterator[Problem]:
        """Of all tables of the agreement together, since a level is looked up in all of them."""
        columns = sorted({party for _, row in rows for party in row})
        for giver in columns:
            for receiver in columns:
                if giver != receiver:
                    yield from self._monotone_between(rows, giver, receiver)

    def _monotone_between(self, rows: Sequence[_Row], giver: PartyId, receiver: PartyId) -> Iterator[Problem]:
        source, target = self.home(giver), self.home(receiver)
        landed = self._landings(rows, giver, receiver)
        if source is None or target is None:
            return
        for higher, (above, row) in landed.items():
            for lower, (below, _) in landed.items():
                if higher != lower and source.protects(higher, lower) and not target.protects(above, below):
                    place = self.source.place(*row, giver)
                    message = f"the table is not monotone: {giver} {higher} lands on {receiver} {above}, but the lower {lower} on {below}"
                    yield Problem(message, place, higher, f"a level of {receiver} at or above {below}")

    def _landings(self, rows: Sequence[_Row], giver: PartyId, receiver: PartyId) -> dict[str, tuple[str, Path]]:
        """Where each level of the giver lands: the lowest level of the receiver that covers every row it stands in."""
        target = self.home(receiver)
        stands: dict[str, list[_Row]] = {}
        for place, row in rows:
            if receiver in row:
                for word in row.get(giver, ()):
                    stands.setdefault(word, []).append((place, row))
        landed: dict[str, tuple[str, Path]] = {}
        for word, some in stands.items():
            goals = [row[receiver][0] for _, row in some]
            cover = [goal for goal in goals if target is not None and all(target.protects(goal, other) for other in goals)]
            if cover:
                landed[word] = (cover[0], some[0][0])
        return landed
