"""Accounts, in the database."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update

from relto.adapters.storage.faults import once
from relto.adapters.storage.tables.people import account as table
from relto.node.authorising import Role
from relto.node.records.people import Account
from relto.parties import Person
from relto.primitives import PartyId

# Statements that run for every request are built once: building one takes longer than running it.
_BY_ID, _BY_LOGIN = (select(table).where(column == bindparam("name")) for column in (table.c.id, table.c.login))
_BY_IDS = select(table).where(table.c.id.in_(bindparam("names", expanding=True)))


class _Person(msgspec.Struct, forbid_unknown_fields=True):
    party: str
    nationalities: list[str]
    clearance: str | None
    need_to_know: bool
    read_ins: list[str]
    contractor: bool
    facility_clearance: str | None


class AccountRows:
    """The accounts; an :class:`~relto.node.records.people.Accounts`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, account: Account) -> None:
        """See the port."""
        with once("an account of this login"):
            self._connection.execute(insert(table).values(_row(account)))

    def get(self, id: str) -> Account | None:  # noqa: A002 -- the word of the port
        """See the port."""
        return self._one(_BY_ID, id)

    def get_many(self, ids: Sequence[str]) -> Mapping[str, Account]:
        """See the port."""
        rows = self._connection.execute(_BY_IDS, {"names": sorted(set(ids))}) if ids else ()
        return {row.id: _account(row) for row in rows}

    def by_login(self, login: str) -> Account | None:
        """See the port."""
        return self._one(_BY_LOGIN, login)

    def replace(self, account: Account) -> None:
        """See the port."""
        self._connection.execute(update(table).where(table.c.id == account.id).values(_row(account)))

    def page(self, after: str | None, most: int) -> Sequence[Account]:
        """See the port."""
        asked = select(table).order_by(table.c.login).limit(most)
        if after is not None:
            asked = asked.where(table.c.login > after)
        return [_account(row) for row in self._connection.execute(asked)]

    def _one(self, asked: Select[Any], name: str) -> Account | None:
        row = self._connection.execute(asked, {"name": name}).first()
        return None if row is None else _account(row)


def _row(account: Account) -> dict[str, Any]:
    person = account.person
    plain = _Person(
        person.party,
        sorted(person.nationalities),
        person.clearance,
        person.need_to_know,
        sorted(person.read_ins),
        person.contractor,
        person.facility_clearance,
    )
    return {
        "id": account.id,
        "login": account.login,
        "title": account.title,
        "roles": " ".join(sorted(account.roles)),
        "person": msgspec.json.encode(plain).decode(),
        "created": account.created,
        "active": account.active,
        "password": account.password,
        "epoch": account.epoch,
    }


def _account(row: Row[Any]) -> Account:
    kept = msgspec.json.decode(row.person, type=_Person)
    person = Person(
        PartyId(kept.party),
        frozenset(map(PartyId, kept.nationalities)),
        kept.clearance,
        kept.need_to_know,
        frozenset(kept.read_ins),
        kept.contractor,
        kept.facility_clearance,
    )
    roles = frozenset(map(Role, row.roles.split()))
    return Account(row.id, row.login, row.title, roles, person, row.created, row.active, row.password, row.epoch)
