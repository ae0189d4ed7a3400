"""Accounts: people as a node knows them, and where they are kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from relto.node.authorising import Actor, Role
from relto.parties import Person


@frozen
class Account:
    """Somebody who may log in.

    Args:
        id: identifier, never used again.
        login: what they type; lower case.
        title: what they are (``NZ releasing officer``); shown to others.
        roles: what they do here.
        person: what the person rules ask of them.
        created: when the account was made.
        active: whether they may log in.
        password: what is kept in their password's place, or ``None`` where they come by an issuer of identities.
        epoch: goes up when every session of theirs is to end.
    """

    id: str
    login: str
    title: str
    roles: frozenset[Role]
    person: Person
    created: datetime
    active: bool = True
    password: str | None = None
    epoch: int = 0

    @property
    def actor(self) -> Actor:
        """The account as somebody who does something."""
        return Actor(self.id, self.roles, self.person)


class Accounts(Protocol):
    """The accounts, in one unit of work."""

    def add(self, account: Account) -> None:
        """Keep a new one.

        Raises:
            Conflict: its identifier or login is taken.
        """

    def get(self, id: str) -> Account | None:  # noqa: A002 -- the word of the field
        """The account of an identifier."""

    def get_many(self, ids: Sequence[str]) -> Mapping[str, Account]:
        """The accounts among these identifiers that there are, by identifier."""

    def by_login(self, login: str) -> Account | None:
        """The account of a login."""

    def replace(self, account: Account) -> None:
        """Keep an account in the place of what was known of it."""

    def page(self, after: str | None, most: int) -> Sequence[Account]:
        """Accounts in order of login.

        Args:
            after: only those whose login comes later.
            most: this many at most.
        """
