"""Sessions, authenticators and machines, in the database."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from attrs import asdict
from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from relto.adapters.storage.faults import once
from relto.adapters.storage.tables import sessions as tables
from relto.node.records.sessions import Authenticator, Challenge, Client, Purpose, Session, Tries

_TRIES_FOR = timedelta(days=1)


class SessionRows:
    """Sessions; a :class:`~relto.node.records.sessions.Sessions`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, session: Session) -> None:
        """See the port."""
        self._connection.execute(insert(tables.session).values(asdict(session)))

    def get(self, digest: str) -> Session | None:
        """See the port."""
        row = self._first(select(tables.session).where(tables.session.c.digest == digest))
        return None if row is None else Session(**row)

    def replace(self, session: Session) -> None:
        """See the port."""
        self._connection.execute(update(tables.session).where(tables.session.c.digest == session.digest).values(asdict(session)))

    def end(self, digest: str) -> None:
        """See the port."""
        self._connection.execute(delete(tables.session).where(tables.session.c.digest == digest))

    def forget(self, at: datetime) -> None:
        """See the port."""
        self._connection.execute(delete(tables.session).where(tables.session.c.until <= at))
        self._connection.execute(delete(tables.challenge).where(tables.challenge.c.until <= at))
        self._connection.execute(delete(tables.tries).where(tables.tries.c.last <= at - _TRIES_FOR))

    def join(self, authenticator: Authenticator) -> None:
        """See the port."""
        with once("this authenticator"):
            self._connection.execute(insert(tables.authenticator).values(asdict(authenticator)))

    def authenticators(self, account: str) -> Sequence[Authenticator]:
        """See the port."""
        table = tables.authenticator
        rows = self._connection.execute(select(table).where(table.c.account == account).order_by(table.c.id)).mappings()
        return [Authenticator(**{**row, "public_key": bytes(row["public_key"])}) for row in rows]

    def counted(self, id: str, counter: int) -> None:  # noqa: A002 -- the word of the port
        """See the port."""
        self._connection.execute(update(tables.authenticator).where(tables.authenticator.c.id == id).values(counter=counter))

    def leave(self, account: str, id: str) -> bool:  # noqa: A002 -- as above
        """See the port."""
        table = tables.authenticator
        return self._connection.execute(delete(table).where(table.c.id == id, table.c.account == account)).rowcount > 0

    def admit(self, client: Client) -> None:
        """See the port."""
        self._connection.execute(insert(tables.client).values(asdict(client)))

    def client(self, id: str) -> Client | None:  # noqa: A002 -- as above
        """See the port."""
        row = self._first(select(tables.client).where(tables.client.c.id == id))
        return None if row is None else Client(**row)

    def clients(self, account: str) -> Sequence[Client]:
        """See the port."""
        table = tables.client
        return [
            Client(**row)
            for row in self._connection.execute(select(table).where(table.c.account == account).order_by(table.c.id)).mappings()
        ]

    def dismiss(self, id: str) -> bool:  # noqa: A002 -- as above
        """See the port."""
        return self._connection.execute(delete(tables.client).where(tables.client.c.id == id)).rowcount > 0

    def kept(self, challenge: Challenge) -> Challenge | None:
        """See the port."""
        row = self._first(select(tables.challenge).where(*_challenge(challenge.id, challenge.purpose)))
        if row is not None:
            return Challenge(**{**row, "value": bytes(row["value"])})
        with once("something of this identifier and purpose"):
            self._connection.execute(insert(tables.challenge).values(asdict(challenge)))
        return None

    def ask(self, challenge: Challenge) -> None:
        """See the port."""
        self._connection.execute(delete(tables.challenge).where(*_challenge(challenge.id, challenge.purpose)))
        self._connection.execute(insert(tables.challenge).values(asdict(challenge)))

    def answered(self, id: str, purpose: Purpose) -> Challenge | None:  # noqa: A002 -- as above
        """See the port."""
        row = self._first(delete(tables.challenge).where(*_challenge(id, purpose)).returning(tables.challenge))
        return None if row is None else Challenge(**{**row, "value": bytes(row["value"])})

    def tries(self, about: str) -> Tries | None:
        """See the port."""
        row = self._first(select(tables.tries).where(tables.tries.c.about == about))
        return None if row is None else Tries(**row)

    def tried(self, tries: Tries) -> None:
        """See the port."""
        self.right(tries.about)
        self._connection.execute(insert(tables.tries).values(asdict(tries)))

    def right(self, about: str) -> None:
        """See the port."""
        self._connection.execute(delete(tables.tries).where(tables.tries.c.about == about))

    def link(self, issuer: str, subject: str, account: str) -> None:
        """See the port."""
        with once("an account of this subject"):
            self._connection.execute(insert(tables.link).values(issuer=issuer, subject=subject, account=account))

    def links(self, account: str) -> Sequence[tuple[str, str]]:
        """See the port."""
        table = tables.link
        asked = select(table.c.issuer, table.c.subject).where(table.c.account == account).order_by(table.c.issuer, table.c.subject)
        return [(row.issuer, row.subject) for row in self._connection.execute(asked)]

    def unlink(self, issuer: str, subject: str, account: str) -> bool:
        """See the port."""
        table = tables.link
        these = table.c.issuer == issuer, table.c.subject == subject, table.c.account == account
        return self._connection.execute(delete(table).where(*these)).rowcount > 0

    def linked(self, issuer: str, subject: str) -> str | None:
        """See the port."""
        table = tables.link
        row = self._first(select(table.c.account).where(table.c.issuer == issuer, table.c.subject == subject))
        return None if row is None else str(row["account"])

    def _first(self, asked: Any) -> RowMapping | None:
        return self._connection.execute(asked).mappings().first()


def _challenge(name: str, purpose: str) -> tuple[Any, Any]:
    return tables.challenge.c.id == name, tables.challenge.c.purpose == purpose
