"""By what people are known besides a password: their authenticators, and who they are to the ministry's issuer of identities.

Whoever sets this for another could come in as that other: so the account is cleared for nothing until it is cleared anew, as after a new
password, and that of who clears people is set by their like alone.
"""

from collections.abc import Callable, Sequence

from attrs import evolve

from relto.node.authorising import Absent, Action, Actor, Forbidden, authorise, may
from relto.node.entering import Present
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.people import Account
from relto.node.records.sessions import Authenticator
from relto.node.surroundings import Surroundings
from relto.parties import Person
from relto.primitives import Malformed, Place

_MOST_SUBJECT = 255
_FACTORS = 2


class Identities:
    """By what the people of a node are known.

    Args:
        node: the node.
        issuer: the node's issuer of identities, or ``None``.
    """

    def __init__(self, node: Surroundings, issuer: str | None) -> None:
        self._node, self._issuer = node, issuer

    def subjects(self, actor: Actor, account: str) -> Sequence[str]:
        """Who an account is to the node's issuer: one's own, or any for who keeps people, clears them, or oversees.

        Raises:
            Absent: there is no such account, or it is another's.
        """
        if account != actor.id and not any(may(actor, one) for one in (Action.KEEP_PEOPLE, Action.CLEAR_PEOPLE, Action.OVERSEE)):
            raise Absent
        with self._node.store.read() as work:
            if work.accounts.get(account) is None:
                raise Absent
            return [subject for issuer, subject in work.sessions.links(account) if issuer == self._issuer]

    def link(self, actor: Actor, account: str, subject: str) -> Account:
        """Say who an account is to the node's issuer of identities; its sessions end, and it is to be cleared anew.

        Raises:
            Forbidden: this is for who keeps people, and never about oneself; that of who clears people is for their like.
            Absent: there is no such account, or the node has no issuer.
            Malformed: it is no subject.
            Conflict: somebody is known by it.
        """
        issuer = self._issuer
        if not 0 < len(subject) <= _MOST_SUBJECT or not subject.isprintable():
            raise Malformed("no subject of an issuer", place=Place("subject"), expected=f"{_MOST_SUBJECT} visible characters at most")

        def change(work: Work) -> None:
            if issuer is None:
                raise Absent
            work.sessions.link(issuer, subject, account)

        return self._set(actor, account, "person.linked", change)

    def unlink(self, actor: Actor, account: str, subject: str) -> Account:
        """Let an account be nobody to the issuer; its sessions end, and it is to be cleared anew.

        Raises:
            Forbidden: as for a link.
            Absent: there is no such account, or it is not known by that.
        """

        def change(work: Work) -> None:
            if self._issuer is None or not work.sessions.unlink(self._issuer, subject, account):
                raise Absent

        return self._set(actor, account, "person.unlinked", change)

    def authenticators(self, there: Present) -> Sequence[Authenticator]:
        """One's own authenticators."""
        with self._node.store.read() as work:
            return work.sessions.authenticators(there.account.id)

    def dismiss(self, there: Present, authenticator: str) -> None:
        """Forget one of one's own authenticators.

        Raises:
            Forbidden: the session was opened without one.
            Absent: it is none of one's own.
        """
        if there.session.factors < _FACTORS:
            raise Forbidden("who takes an authenticator away shows one first: come in again with it")
        at, account = self._node.clock.now(), there.account.id
        with self._node.store.write() as work:
            if not work.sessions.leave(account, authenticator):
                raise Absent
            about = {"account": account, "authenticator": authenticator[:64]}
            note(work, Entry("authenticator.removed", at, account, about, (account,)), self._node.entropy)

    def lost(self, actor: Actor, account: str) -> Account:
        """Forget every authenticator of somebody who lost theirs; their sessions end, and they are to be cleared anew.

        Raises:
            Forbidden: as for a link.
            Absent: there is no such account.
        """

        def change(work: Work) -> None:
            for one in work.sessions.authenticators(account):
                work.sessions.leave(account, one.id)

        return self._set(actor, account, "authenticator.lost", change)

    def _set(self, actor: Actor, account: str, kind: str, change: Callable[[Work], None]) -> Account:
        """Change by what another is known, in one unit of work with all that follows of it."""
        if not may(actor, Action.CLEAR_PEOPLE):
            authorise(actor, Action.KEEP_PEOPLE)
        if account == actor.id:
            raise Forbidden("nobody says of themselves by what they are known")
        at = self._node.clock.now()
        with self._node.store.write() as work:
            work.exclusively("people")
            before = work.accounts.get(account)
            if before is None:
                raise Absent
            authorise(actor, Action.CLEAR_PEOPLE if may(before.actor, Action.CLEAR_PEOPLE) else Action.KEEP_PEOPLE)
            change(work)
            after = evolve(before, person=Person(self._node.party), epoch=before.epoch + 1)
            work.accounts.replace(after)
            note(work, Entry(kind, at, actor.id, {"account": account}, (account,)), self._node.entropy)
        return after
