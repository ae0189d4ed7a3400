"""Dossiers: a matter, and who needs to know of it."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from attrs import evolve, frozen

from relto.node.authorising import Absent, Action, Actor, Forbidden, authorise, may
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.holdings import Dossier
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, Place, hidden_characters

_MOST_TITLE = 200


@frozen
class OpenDossier:
    """A dossier as its members see it.

    Args:
        id: identifier.
        title: its title.
        opened: since when.
        members: its members by account, and since when.
        offices: what each member is, by account.
    """

    id: str
    title: str
    opened: datetime
    members: Mapping[str, datetime]
    offices: Mapping[str, str] = {}


class Dossiers:
    """The dossiers of a node. Members see a dossier, and security officers see who is one; for others there is none.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def open(self, actor: Actor, title: str) -> OpenDossier:
        """Open a dossier, with the actor as its first member.

        Raises:
            Forbidden: this is for other roles.
            Malformed: the title is none.
        """
        authorise(actor, Action.HOLD)
        title = title.strip()
        if not title or len(title) > _MOST_TITLE or hidden_characters(title):
            raise Malformed("no title", place=Place("title"), expected=f"plain words, {_MOST_TITLE} characters at most")
        at = self._node.clock.now()
        made = new_id("dossier", self._node.entropy)
        with self._node.store.write() as work:
            work.dossiers.add(Dossier(made, self._node.vault.close_own(title, made), at, actor.id))
            work.dossiers.admit(made, actor.id, at)
            note(work, Entry("dossier.opened", at, actor.id, {"dossier": made}, (made,)), self._node.entropy)
        return OpenDossier(made, title, at, {actor.id: at})

    def mine(self, actor: Actor, *, after: str | None = None, most: int | None = None) -> tuple[OpenDossier, ...]:
        """The dossiers of which the actor is a member, in order of identifier.

        Args:
            actor: who looks.
            after: only what comes behind this one.
            most: this many at most; ``None``: all.

        Raises:
            Forbidden: this is for other roles.
        """
        authorise(actor, Action.READ)
        with self._node.store.read() as work:
            names = sorted(one for one in work.dossiers.of(actor.id) if after is None or one > after)
            some = (work.dossiers.get(one) for one in names)
            return tuple(self._opened(work, one) for one in islice((one for one in some if one is not None), most))

    def every(self, actor: Actor) -> tuple[OpenDossier, ...]:
        """Every dossier with its members, for who attests the need to know; its title is empty, as they are no member by that.

        Raises:
            Forbidden: this is for security officers.
        """
        authorise(actor, Action.CLEAR_PEOPLE)
        with self._node.store.read() as work:
            return tuple(evolve(self._opened(work, one), title="") for one in work.dossiers.all())

    def admit_by_login(self, actor: Actor, dossier: str, login: str) -> None:
        """Somebody else needs to know, whom the actor names as they sign in.

        Raises:
            Forbidden: this is for other roles, or it is oneself.
            Absent: the dossier is not there for the actor, or nobody has this login.
        """
        with self._node.store.read() as work:
            self._allowed(work, actor, dossier)
            found = work.accounts.by_login(login)
        if found is None:
            raise Absent
        self.admit(actor, dossier, found.id)

    def admit(self, actor: Actor, dossier: str, account: str) -> None:
        """Somebody else needs to know.

        Raises:
            Forbidden: this is for other roles, or it is oneself.
            Absent: the dossier is not there for the actor, or there is no such account.
        """
        at = self._node.clock.now()
        with self._node.store.write() as work:
            self._allowed(work, actor, dossier)
            if account == actor.id:
                raise Forbidden("nobody says of themselves that they need to know")
            if work.accounts.get(account) is None:
                raise Absent
            work.dossiers.admit(dossier, account, at)
            about = {"dossier": dossier, "account": account}
            note(work, Entry("dossier.admitted", at, actor.id, about, (dossier, account)), self._node.entropy)

    def dismiss(self, actor: Actor, dossier: str, account: str) -> None:
        """Somebody does not need to know any more.

        Raises:
            Forbidden: this is for other roles.
            Absent: the dossier is not there for the actor.
        """
        at = self._node.clock.now()
        with self._node.store.write() as work:
            self._allowed(work, actor, dossier)
            work.dossiers.dismiss(dossier, account)
            about = {"dossier": dossier, "account": account}
            note(work, Entry("dossier.dismissed", at, actor.id, about, (dossier, account)), self._node.entropy)

    def _allowed(self, work: Work, actor: Actor, dossier: str) -> None:
        """Members say who else needs to know; a security officer does too, who attests it, and sees no title by that."""
        if not may(actor, Action.CLEAR_PEOPLE):
            authorise(actor, Action.HOLD)
            if dossier not in work.dossiers.of(actor.id):
                raise Absent
        if work.dossiers.get(dossier) is None:
            raise Absent

    def _opened(self, work: Work, one: Dossier) -> OpenDossier:
        members = work.dossiers.members(one.id)
        found = {account: work.accounts.get(account) for account in members}
        offices = {account: each.title for account, each in found.items() if each is not None}
        return OpenDossier(one.id, self._node.vault.open_own(one.title, one.id), one.opened, members, offices)
