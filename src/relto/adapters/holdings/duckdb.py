"""What may they have, in DuckDB: a table of outcomes that any query can join."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from relto.adapters.holdings import relation
from relto.primitives import Malformed, Place
from relto.release import Outcome
from relto.release.analysis.holdings import Delta, Table

VISIBLE = "relto_visible"
"""The table: ``party``, ``kind``, ``outcome`` (0 permit, 1 consent); what is not there is denied."""


def publish(connection: Any, table: Table) -> None:
    """Write a table of outcomes, in place of what was there, in one transaction.

    Args:
        connection: a connection of `duckdb`.
        table: the table.
    """
    connection.begin()
    connection.execute(f"CREATE OR REPLACE TABLE {VISIBLE} (party VARCHAR NOT NULL, kind INTEGER NOT NULL, outcome UTINYINT NOT NULL)")
    _insert(connection, relation.of_table(table))
    connection.commit()


def apply(connection: Any, delta: Delta) -> None:
    """Set right the kinds of a change, in one transaction.

    Raises:
        Malformed: the change is one of the parties themselves: publish the whole table.
    """
    if delta.whole:
        raise Malformed("the parties are others than before", place=Place("delta"), expected="the whole table, published anew")
    connection.begin()
    connection.register("relto_changed", pa.table({"kind": delta.kinds}))
    connection.execute(f"DELETE FROM {VISIBLE} WHERE kind IN (SELECT kind FROM relto_changed)")  # noqa: S608  # names of our own
    connection.unregister("relto_changed")
    _insert(connection, relation.of_delta(delta))
    connection.commit()


def permitted(connection: Any, party: str, *, items: str, outcome: Outcome = Outcome.PERMIT) -> NDArray[np.int64]:
    """The places of the items with one outcome for a party, in order; by a join that any query can make.

    Args:
        connection: a connection of `duckdb`.
        party: the party.
        items: the table or view of the items, with the columns ``place`` and ``kind``.
        outcome: permit or consent.

    Raises:
        Malformed: the outcome is a denial, which is what is not there.
    """
    if outcome == Outcome.DENY:
        raise Malformed("denials are not written down", place=Place("outcome"), found="deny", expected="permit or consent")
    query = (
        f'SELECT place FROM "{items.replace(chr(34), chr(34) * 2)}" JOIN {VISIBLE} USING (kind) '  # noqa: S608  # quoted
        "WHERE party = ? AND outcome = ? ORDER BY place"
    )
    found: NDArray[np.int64] = connection.execute(query, [party, outcome.severity]).fetchnumpy()["place"]
    return np.asarray(found, dtype=np.int64)


def _insert(connection: Any, cells: relation.Cells) -> None:
    party, kind, outcome = cells
    connection.register("relto_cells", pa.table({"party": party, "kind": kind, "outcome": outcome}))
    connection.execute(f"INSERT INTO {VISIBLE} SELECT party, kind, outcome FROM relto_cells")  # noqa: S608  # names of our own
    connection.unregister("relto_cells")
