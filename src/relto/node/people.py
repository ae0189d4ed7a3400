"""Who may log in, and as what."""

from attrs import evolve

from relto.node.authorising import APART, Absent, Action, Actor, Forbidden, Role, authorise
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.records.people import Account
from relto.node.surroundings import Surroundings
from relto.parties import Person
from relto.primitives import Malformed, Place

_LEAST_PASSWORD = 12
_LOGIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-@")
_MOST_LOGIN = 100
_MOST_TITLE = 200


class People:
    """The accounts of a node.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node
        self._nobody = node.passwords.hash(node.entropy(16).hex())  # so that a login that does not exist takes as long as one that does

    def first(self, login: str, title: str, password: str) -> Account:
        """Make the first account, an administrator's, in a node that has none.

        Raises:
            Forbidden: there are accounts.
            Malformed: login, title or password is none.
        """
        at = self._node.clock.now()
        made = self._made(login, title, frozenset((Role.ADMINISTRATOR,)), Person(self._node.party), password)
        with self._node.store.write() as work:
            work.exclusively("people")
            if work.accounts.page(None, 1):
                raise Forbidden("there are accounts already: an administrator makes more")
            work.accounts.add(made)
            note(work, Entry("person.added", at, "node", {"account": made.id, "roles": sorted(made.roles)}, (made.id,)), self._node.entropy)
        return made

    def add(self, actor: Actor, login: str, title: str, roles: frozenset[Role], password: str | None) -> Account:
        """Make an account. It has no clearance until a security officer gives it one.

        Raises:
            Forbidden: this is for administrators.
            Malformed: something about it is none, or roles stand together that are apart.
            Conflict: the login is taken.
        """
        authorise(actor, Action.KEEP_PEOPLE)
        at = self._node.clock.now()
        made = self._made(login, title, roles, Person(self._node.party), password)
        with self._node.store.write() as work:
            work.accounts.add(made)
            note(work, Entry("person.added", at, actor.id, {"account": made.id, "roles": sorted(roles)}, (made.id,)), self._node.entropy)
        return made

    def clear(self, actor: Actor, account: str, person: Person) -> Account:
        """Record what somebody is cleared for, of which states they are a national, and whom they work for.

        Raises:
            Forbidden: this is for security officers, and never about oneself.
            Absent: there is no such account.
            Malformed: the person is another party's.
        """
        authorise(actor, Action.CLEAR_PEOPLE)
        if account == actor.id:
            raise Forbidden("nobody clears themselves")
        if person.party != self._node.party:
            raise Malformed("a person of another party", found=person.party, expected=self._node.party)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            before = work.accounts.get(account)
            if before is None:
                raise Absent
            after = evolve(before, person=person)
            work.accounts.replace(after)
            about = {"account": account, "clearance": person.clearance or "none", "read-ins": sorted(person.read_ins)}
            note(work, Entry("person.cleared", at, actor.id, about, (account,)), self._node.entropy)
        return after

    def log_in(self, login: str, password: str) -> Account | None:
        """The account of a login and its password; ``None`` for whatever is wrong. It takes as long either way."""
        with self._node.store.read() as work:
            account = work.accounts.by_login(login)
        kept = account.password if account is not None and account.password is not None and account.active else None
        right = self._node.passwords.verify(kept or self._nobody, password)
        return account if right and kept is not None else None

    def _made(self, login: str, title: str, roles: frozenset[Role], person: Person, password: str | None) -> Account:
        if not login or len(login) > _MOST_LOGIN or set(login) - _LOGIN:
            raise Malformed("no login", place=Place("login"), found=login[:_MOST_LOGIN], expected="small letters, digits, `.`, `-`, `@`")
        if not title.strip() or len(title) > _MOST_TITLE:
            raise Malformed("no title", place=Place("title"), expected=f"what they are, in {_MOST_TITLE} characters at most")
        if not roles or (len(roles) > 1 and roles & APART):
            raise Malformed(
                "roles that nobody has together",
                place=Place("roles"),
                found=", ".join(sorted(roles)) or "none",
                expected=f"at least one; {' and '.join(sorted(APART))} each alone",
            )
        if password is not None and len(password) < _LEAST_PASSWORD:
            raise Malformed("the password is too short", place=Place("password"), expected=f"{_LEAST_PASSWORD} characters at least")
        hashed = None if password is None else self._node.passwords.hash(password)
        at = self._node.clock.now()
        return Account(new_id("person", self._node.entropy), login, title.strip(), roles, person, at, password=hashed)
