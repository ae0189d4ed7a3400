"""Who may log in, and as what."""

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen

from relto.node.authorising import APART, Absent, Action, Actor, Forbidden, Role, authorise, may
from relto.node.expecting import Expects, as_it_is
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.people import Account
from relto.node.surroundings import Surroundings
from relto.parties import Person
from relto.primitives import Malformed, Place

_LEAST_PASSWORD = 12
_LOGIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-@")
_MOST_LOGIN = 100
_MOST_TITLE = 200
_MOST_PASSWORD = 1_000
_PAGE = 100


@frozen
class SameAs:
    """The password of an account that is there already, for one that is made: both come in by the same, and nobody types it again.

    Args:
        account: the account; of another node too.
    """

    account: Account


class People:
    """The accounts of a node.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node
        self._nobody = node.passwords.hash(node.entropy(16).hex())  # so that a login that does not exist takes as long as one that does

    def first(self, login: str, title: str, password: str | SameAs) -> Account:
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
            note(work, _added(made, at, "node", password), self._node.entropy)
        return made

    def add(self, actor: Actor, login: str, title: str, roles: frozenset[Role], password: str | SameAs | None) -> Account:
        """Make an account. It has no clearance until a security officer gives it one.

        Raises:
            Forbidden: this is for administrators; a security officer beside others is made by one of them.
            Malformed: something about it is none, or roles stand together that are apart.
            Conflict: the login is taken.
        """
        if Role.SECURITY_OFFICER not in roles or not may(actor, Action.CLEAR_PEOPLE):
            authorise(actor, Action.KEEP_PEOPLE)
        at = self._node.clock.now()
        made = self._made(login, title, roles, Person(self._node.party), password)
        with self._node.store.write() as work:
            work.exclusively("people")
            self._check_hand(work, actor, roles)
            work.accounts.add(made)
            note(work, _added(made, at, actor.id, password), self._node.entropy)
        return made

    def clear(self, actor: Actor, account: str, person: Person, expects: Expects[Account] = as_it_is) -> Account:
        """Record what somebody is cleared for, of which states they are a national, and whom they work for.

        Raises:
            Forbidden: this is for security officers, and never about oneself.
            Absent: there is no such account.
            Malformed: the person is another party's.
            Changed: the account is another than ``expects`` takes.
        """
        authorise(actor, Action.CLEAR_PEOPLE)
        if account == actor.id:
            raise Forbidden("nobody clears themselves")
        if person.party != self._node.party:
            raise Malformed("a person of another party", found=person.party, expected=self._node.party)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            work.exclusively("people")
            before = work.accounts.get(account)
            if before is None:
                raise Absent
            expects(before)
            after = evolve(before, person=person)
            work.accounts.replace(after)
            about = {"account": account, "clearance": person.clearance or "none", "read-ins": sorted(person.read_ins)}
            note(work, Entry("person.cleared", at, actor.id, about, (account,)), self._node.entropy)
        return after

    def page(self, actor: Actor, after: str | None, most: int) -> Sequence[Account]:
        """Accounts in order of login.

        Raises:
            Forbidden: this is for who keeps people, clears them, or oversees.
        """
        if not any(may(actor, one) for one in (Action.KEEP_PEOPLE, Action.CLEAR_PEOPLE, Action.OVERSEE)):
            authorise(actor, Action.KEEP_PEOPLE)
        with self._node.store.read() as work:
            return work.accounts.page(after, most)

    def show(self, actor: Actor, account: str) -> Account:
        """An account: one's own, or any for who keeps people, clears them, or oversees.

        Raises:
            Absent: there is none, or it is another's.
        """
        with self._node.store.read() as work:
            found = work.accounts.get(account)
        sees = account == actor.id or any(may(actor, one) for one in (Action.KEEP_PEOPLE, Action.CLEAR_PEOPLE, Action.OVERSEE))
        if found is None or not sees:
            raise Absent
        return found

    def assign(self, actor: Actor, account: str, roles: frozenset[Role], *, active: bool, expects: Expects[Account] = as_it_is) -> Account:
        """Say what somebody does here, and whether they may come in. Every session of theirs ends.

        Raises:
            Forbidden: this is for administrators, and never about oneself; a security officer beside others is made by one of them.
            Absent: there is no such account.
            Malformed: roles stand together that are apart.
            Changed: the account is another than ``expects`` takes.
        """
        authorise(actor, Action.KEEP_PEOPLE)
        if account == actor.id:
            raise Forbidden("nobody assigns themselves")
        _check_roles(roles)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            work.exclusively("people")
            before = work.accounts.get(account)
            if before is None:
                raise Absent
            expects(before)
            self._check_hand(work, actor, roles - before.roles)
            after = evolve(before, roles=roles, active=active, epoch=before.epoch + 1)
            work.accounts.replace(after)
            about = {"account": account, "roles": sorted(roles), "active": str(active).lower()}
            note(work, Entry("person.assigned", at, actor.id, about, (account,)), self._node.entropy)
        return after

    def reset(self, actor: Actor, account: str, password: str) -> Account:
        """Give somebody a new password. Every session of theirs ends, and they are cleared for nothing until they are cleared anew.

        So nobody who keeps accounts can read by giving themselves another's password.

        Raises:
            Forbidden: this is for administrators, and never about oneself or about who clears people.
            Absent: there is no such account.
            Malformed: the password is too short.
        """
        authorise(actor, Action.KEEP_PEOPLE)
        if account == actor.id:
            raise Forbidden("nobody resets their own password; it is changed with the old one")
        hashed = self._hashed(password)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            before = work.accounts.get(account)
            if before is None:
                raise Absent
            if may(before.actor, Action.CLEAR_PEOPLE):
                raise Forbidden("the account of who clears people is not reset: another of them makes a new one")
            after = evolve(before, password=hashed, person=Person(self._node.party), epoch=before.epoch + 1)
            work.accounts.replace(after)
            note(work, Entry("person.reset", at, actor.id, {"account": account}, (account,)), self._node.entropy)
        return after

    def change_password(self, actor: Actor, old: str, new: str) -> bool:
        """Change one's own password; every session of one's own ends. Whether the old one was right.

        Raises:
            Malformed: the new one is too short.
        """
        hashed = self._hashed(new)
        at = self._node.clock.now()
        with self._node.store.read() as work:
            before = work.accounts.get(actor.id)
        if before is None or before.password is None or not self._node.passwords.verify(before.password, old):
            return False
        with self._node.store.write() as work:
            again = work.accounts.get(actor.id)
            if again is None or again.password != before.password:
                return False
            work.accounts.replace(evolve(again, password=hashed, epoch=again.epoch + 1))
            note(work, Entry("person.password", at, actor.id, {"account": actor.id}, (actor.id,)), self._node.entropy)
        return True

    def log_in(self, login: str, password: str) -> Account | None:
        """The account of a login and its password; ``None`` for whatever is wrong. It takes as long either way."""
        with self._node.store.read() as work:
            account = work.accounts.by_login(login)
        kept = account.password if account is not None and account.password is not None and account.active else None
        right = self._node.passwords.verify(kept or self._nobody, password)
        return account if right and kept is not None else None

    def _made(self, login: str, title: str, roles: frozenset[Role], person: Person, password: str | SameAs | None) -> Account:
        if not login or len(login) > _MOST_LOGIN or set(login) - _LOGIN:
            raise Malformed("no login", place=Place("login"), found=login[:_MOST_LOGIN], expected="small letters, digits, `.`, `-`, `@`")
        if not title.strip() or len(title) > _MOST_TITLE:
            raise Malformed("no title", place=Place("title"), expected=f"what they are, in {_MOST_TITLE} characters at most")
        _check_roles(roles)
        hashed = None if password is None else self._hashed(password)
        at = self._node.clock.now()
        return Account(new_id("person", self._node.entropy), login, title.strip(), roles, person, at, password=hashed)

    def _hashed(self, password: str | SameAs) -> str:
        if isinstance(password, SameAs):
            if password.account.password is None:
                raise Malformed("the account comes in by no password that another could have", place=Place("password"))
            return password.account.password
        if not _LEAST_PASSWORD <= len(password) <= _MOST_PASSWORD:
            expected = f"{_LEAST_PASSWORD} characters at least, {_MOST_PASSWORD} at most"
            raise Malformed("the password is too short or too long", place=Place("password"), expected=expected)
        return self._node.passwords.hash(password)

    @staticmethod
    def _check_hand(work: Work, actor: Actor, roles: frozenset[Role]) -> None:
        """Who clears people is made by their like, but for the first: else who keeps accounts could clear whom they please."""
        if Role.SECURITY_OFFICER not in roles or may(actor, Action.CLEAR_PEOPLE):
            return
        after: str | None = None
        while some := work.accounts.page(after, _PAGE):
            if any(one.active and Role.SECURITY_OFFICER in one.roles for one in some):
                raise Forbidden("a security officer makes another one")
            after = some[-1].login


def _added(made: Account, at: datetime, actor: str, password: str | SameAs | None) -> Entry:
    about: dict[str, str | list[str]] = {"account": made.id, "roles": sorted(made.roles)}
    if isinstance(password, SameAs):
        about["password-of"] = password.account.id
    return Entry("person.added", at, actor, about, (made.id,))


def _check_roles(roles: frozenset[Role]) -> None:
    if not roles:
        raise Malformed("no role", place=Place("roles"), expected="at least one")
    if len(roles) > 1 and roles & APART:
        raise Malformed(
            "roles that nobody has together",
            place=Place("roles"),
            found=", ".join(sorted(roles)),
            expected=f"at least one; {' and '.join(sorted(APART))} each alone",
        )
