"""Where an agreement's tables carry a level."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from relto.agreements import Clause, Equivalence
from relto.labels import Scheme
from relto.primitives import PartyId


@frozen(eq=False)
class Step:
    """Where one table carries one level.

    Args:
        level: the level it lands on, or ``None``.
        clause: the clause that says so.
        by_case: whether it goes across only case by case.
        lost: whether the level does not even stand in the holder's own scheme.
        at_home: the level in the recipient's own scheme, or ``None`` where that cannot be told.
    """

    level: str | None
    clause: Clause | None
    by_case: bool = False
    lost: bool = False
    at_home: str | None = None


class Columns:
    """An agreement's tables, read by column and level.

    Args:
        tables: the tables, each with its clause.
    """

    def __init__(self, tables: Sequence[tuple[Clause, Equivalence]]) -> None:
        self.clause = tables[0][0] if tables else None
        self._by_case: dict[tuple[PartyId, str], Step] = {}
        self._rows: dict[tuple[PartyId, str], list[tuple[Mapping[PartyId, tuple[str, ...]], Clause]]] = {}
        self._steps: dict[tuple[str, int], Step] = {}
        for clause, table in tables:
            for column, some in table.by_case.items():
                for level in some:
                    self._by_case.setdefault((column, level), Step(None, clause, by_case=True))
            for row in table.rows:
                for column, levels in row.items():
                    for level in frozenset(levels):
                        self._rows.setdefault((column, level), []).append((row, clause))

    def look_up(self, column: PartyId, level: str, receiver: PartyId, target: Scheme | None) -> Step | None:
        """Where the tables carry a level of one party to another; ``None`` where to nowhere, or to several that cannot be told apart."""
        key = (column, level)
        by_case = self._by_case.get(key)
        if by_case is not None:
            return by_case
        rows = self._rows.get(key)
        if rows is None or target is None:
            return None
        where: dict[str, Clause] = {}
        for row, clause in rows:
            if receiver in row:
                where.setdefault(row[receiver][0], clause)
        for landing, clause in where.items():
            if len(where) == 1 or all(target.protects(landing, other) for other in where):
                return self._step(landing, clause)
        return None

    def _step(self, landing: str, clause: Clause) -> Step:
        key = (landing, id(clause))
        found = self._steps.get(key)
        if found is None:
            found = self._steps[key] = Step(landing, clause, at_home=landing)
        return found
