"""What may they have, in PostgreSQL: a join that any query can use, and row-level security that no query gets round.

The owner of the schema publishes; a reader is a role of the database that stands for one party. A reader may look at `relto.mine`, its
own kinds, and at nothing else of the schema, so it learns nothing of what others may have.
"""

from typing import Any

from psycopg import sql

from relto.adapters.holdings import relation
from relto.primitives import Malformed, PartyId, Place
from relto.release import Outcome
from relto.release.analysis.holdings import Delta, Table

_SCHEMA = """
CREATE SCHEMA IF NOT EXISTS relto;
CREATE TABLE IF NOT EXISTS relto.visible (
    party text NOT NULL, kind integer NOT NULL, outcome smallint NOT NULL, PRIMARY KEY (party, outcome, kind)
);
CREATE INDEX IF NOT EXISTS visible_by_kind ON relto.visible (kind);
CREATE TABLE IF NOT EXISTS relto.readers (role name PRIMARY KEY, party text NOT NULL);
CREATE OR REPLACE VIEW relto.mine WITH (security_barrier) AS
    SELECT kind FROM relto.visible WHERE outcome = 0 AND party = (SELECT party FROM relto.readers WHERE role = current_user);
"""


def prepare(connection: Any) -> None:
    """Make the schema `relto` where it is not there yet.

    Args:
        connection: a connection of `psycopg`, as the owner.
    """
    with connection.transaction():
        connection.execute(_SCHEMA)


def publish(connection: Any, table: Table) -> None:
    """Write a table of outcomes, in place of what was there, in one transaction: readers see the old one or the new."""
    with connection.transaction():
        connection.execute("DELETE FROM relto.visible")
        _copy(connection, relation.of_table(table))
    connection.execute("ANALYZE relto.visible")


def apply(connection: Any, delta: Delta) -> None:
    """Set right the kinds of a change, in one transaction.

    Raises:
        Malformed: the change is one of the parties themselves: publish the whole table.
    """
    if delta.whole:
        raise Malformed("the parties are others than before", place=Place("delta"), expected="the whole table, published anew")
    with connection.transaction():
        connection.execute("DELETE FROM relto.visible WHERE kind = ANY(%s)", [delta.kinds.tolist()])
        _copy(connection, relation.of_delta(delta))


def admit(connection: Any, role: str, party: PartyId) -> None:
    """Let a role of the database read for a party.

    Args:
        connection: the owner's connection.
        role: the role; it must be there.
        party: the party for which it reads.
    """
    with connection.transaction():
        connection.execute(
            "INSERT INTO relto.readers VALUES (%s, %s) ON CONFLICT (role) DO UPDATE SET party = excluded.party", [role, party]
        )
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA relto TO {0}; GRANT SELECT ON relto.mine TO {0}").format(sql.Identifier(role)))


def secure(connection: Any, items: str) -> None:
    """Put a table of items under row-level security: a reader sees the rows permitted to its party, whatever it asks.

    A role that reads for no party sees nothing, and so does a row whose kind is not published. Superusers and roles with BYPASSRLS
    are not held by it, as PostgreSQL has it.

    Args:
        connection: the owner's connection.
        items: the table, with a column ``kind``.
    """
    name = sql.Identifier(items)
    with connection.transaction():
        connection.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(name))
        connection.execute(sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(name))
        connection.execute(sql.SQL("DROP POLICY IF EXISTS relto_permitted ON {}").format(name))
        connection.execute(
            sql.SQL("CREATE POLICY relto_permitted ON {} FOR SELECT USING (kind IN (SELECT kind FROM relto.mine))").format(name)
        )


def permitted(connection: Any, party: str, *, items: str, outcome: Outcome = Outcome.PERMIT) -> list[int]:
    """The places of the items with one outcome for a party, in order; by a join that any query of the owner can make.

    Args:
        connection: the owner's connection.
        party: the party.
        items: the table of the items, with the columns ``place`` and ``kind``.
        outcome: permit or consent.

    Raises:
        Malformed: the outcome is a denial, which is what is not there.
    """
    if outcome == Outcome.DENY:
        raise Malformed("denials are not written down", place=Place("outcome"), found="deny", expected="permit or consent")
    query = sql.SQL("SELECT place FROM {} JOIN relto.visible USING (kind) WHERE party = %s AND outcome = %s ORDER BY place")
    return [place for (place,) in connection.execute(query.format(sql.Identifier(items)), [party, outcome.severity])]


def _copy(connection: Any, cells: relation.Cells) -> None:
    with connection.cursor().copy("COPY relto.visible (party, kind, outcome) FROM STDIN") as copy:
        for row in zip(*(column.tolist() for column in cells), strict=True):
            copy.write_row(row)
