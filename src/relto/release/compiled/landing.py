"""Where an agreement's tables carry a level."""

from collections.abc import Sequence

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


def look_up(
    tables: Sequence[tuple[Clause, Equivalence]], column: PartyId, level: str, receiver: PartyId, target: Scheme | None
) -> Step | None:
    """Where the tables carry a level of one party to another; ``None`` where to nowhere, or to several that cannot be told apart."""
    for clause, table in tables:
        if level in table.by_case.get(column, ()):
            return Step(None, clause, by_case=True)
    where: dict[str, Clause] = {}
    for clause, table in tables:
        for row in table.rows:
            if level in row.get(column, ()) and receiver in row:
                where.setdefault(row[receiver][0], clause)
    if target is None:
        return None
    for landing, clause in where.items():
        if all(target.protects(landing, other) for other in where):
            return Step(landing, clause, at_home=landing)
    return None
