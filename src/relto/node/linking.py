"""Accounts that an issuer of identities opens: which of its identities is which account.

* Whoever the issuer says has the identity comes in as the account. So that nobody who keeps accounts can read by linking an identity of
  their own to another's account, a link ends every session of the account and takes its clearance, as a new password does.
* The account of who clears people is linked by another of them, and by no administrator.
"""

from collections.abc import Sequence

from attrs import evolve

from relto.node.authorising import Absent, Action, Actor, Forbidden, authorise, may
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.people import Account
from relto.node.surroundings import Surroundings
from relto.parties import Person
from relto.primitives import Malformed, Place

_LONGEST = 255


class Linking:
    """The links of a node's accounts.

    Args:
        node: the node.
        issuer: the issuer's identifier; ``None`` where the node has none.
    """

    def __init__(self, node: Surroundings, issuer: str | None) -> None:
        self._node, self.issuer = node, issuer

    def of(self, actor: Actor, account: str) -> Sequence[str]:
        """The issuer's identities that come in as an account.

        Raises:
            Forbidden: this is for who keeps people or clears them.
            Absent: there is no such account.
        """
        _check(actor)
        with self._node.store.read() as work:
            if work.accounts.get(account) is None:
                raise Absent
            return () if self.issuer is None else work.sessions.links(self.issuer, account)

    def link(self, actor: Actor, account: str, subject: str) -> None:
        """Let an identity of the issuer's come in as an account.

        Raises:
            Forbidden: this is for administrators, and never about oneself.
            Absent: there is no such account, or the node has no issuer.
            Malformed: the identity is none.
            Conflict: it is somebody's already.
        """
        subject = subject.strip()
        if not 0 < len(subject) <= _LONGEST:
            raise Malformed("no identity of the issuer's", place=Place("subject"), expected=f"1 to {_LONGEST} characters")
        with self._node.store.write() as work:
            issuer, before = self._allowed(work, actor, account)
            work.sessions.link(issuer, subject, account)
            work.accounts.replace(evolve(before, person=Person(self._node.party), epoch=before.epoch + 1))
            self._note(work, "person.linked", actor, account)

    def unlink(self, actor: Actor, account: str, subject: str) -> None:
        """Let an identity come in as an account no more; every session of the account ends.

        Raises:
            Forbidden: this is for administrators, and never about oneself.
            Absent: there is no such account or link, or the node has no issuer.
        """
        with self._node.store.write() as work:
            issuer, before = self._allowed(work, actor, account)
            if not work.sessions.unlink(issuer, subject, account):
                raise Absent
            work.accounts.replace(evolve(before, epoch=before.epoch + 1))
            self._note(work, "person.unlinked", actor, account)

    def _allowed(self, work: Work, actor: Actor, account: str) -> tuple[str, Account]:
        _check(actor)
        if account == actor.id:
            raise Forbidden("nobody links themselves")
        found = work.accounts.get(account)
        if found is None or self.issuer is None:
            raise Absent
        if may(found.actor, Action.CLEAR_PEOPLE):
            authorise(actor, Action.CLEAR_PEOPLE)
        else:
            authorise(actor, Action.KEEP_PEOPLE)
        return self.issuer, found

    def _note(self, work: Work, kind: str, actor: Actor, account: str) -> None:
        at = self._node.clock.now()
        note(work, Entry(kind, at, actor.id, {"account": account, "issuer": self.issuer or ""}, (account,)), self._node.entropy)


def _check(actor: Actor) -> None:
    if not may(actor, Action.CLEAR_PEOPLE):
        authorise(actor, Action.KEEP_PEOPLE)
