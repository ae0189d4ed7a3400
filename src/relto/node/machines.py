"""Machines that act as an account: each with a secret of its own, and short sessions."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from relto.node.authorising import Absent, Action, Forbidden, may
from relto.node.entering import Opened, Present
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.records.sessions import Client, Session
from relto.node.surroundings import Surroundings
from relto.node.tokens import check_title, digest_of, new_token
from relto.node.trying import Tried, Unauthenticated, count
from relto.primitives import Malformed, Place

_SESSION = timedelta(minutes=10)
_LONGEST = timedelta(days=366)
_MOST = 20


class Machines:
    """The machines of a node.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def mine(self, there: Present) -> Sequence[Client]:
        """The machines that act as oneself."""
        with self._node.store.read() as work:
            return work.sessions.clients(there.account.id)

    def admit(self, there: Present, title: str, until: datetime) -> tuple[Client, str]:
        """Make a machine that acts as oneself, and tell its secret once.

        Raises:
            Forbidden: for machines; and where there are as many as may be.
            Malformed: it has no title, or may come for longer than a year.
        """
        at = self._node.clock.now()
        check_title(title)
        if there.session.way == "client":
            raise Forbidden("a machine makes no machine")
        if not at < until <= at + _LONGEST:
            raise Malformed("no time until which a machine may come", place=Place("until"), expected="within a year")
        secret = new_token(self._node.entropy)
        made = Client(new_id("client", self._node.entropy), there.account.id, title.strip(), digest_of(secret), at, until)
        with self._node.store.write() as work:
            if len(work.sessions.clients(there.account.id)) >= _MOST:
                raise Forbidden(f"{_MOST} machines at most")
            work.sessions.admit(made)
            about = {"account": there.account.id, "client": made.id}
            note(work, Entry("client.added", at, there.account.id, about, (there.account.id, made.id)), self._node.entropy)
        return made, secret

    def dismiss(self, there: Present, client: str) -> None:
        """Take back a machine: one's own, or as one who keeps people.

        Raises:
            Absent: there is none, or it is another's.
        """
        at = self._node.clock.now()
        with self._node.store.write() as work:
            found = work.sessions.client(client)
            if found is None:
                raise Absent
            if found.account != there.account.id and not may(there.account.actor, Action.KEEP_PEOPLE):
                raise Absent
            work.sessions.dismiss(client)
            about = {"account": found.account, "client": client}
            note(work, Entry("client.removed", at, there.account.id, about, (found.account, client)), self._node.entropy)

    def grant(self, client: str, secret: str, thumbprint: str | None) -> Opened:
        """A short session for a machine.

        Raises:
            Unauthenticated: it is not its secret.
            Wait: too much was tried.
        """
        at = self._node.clock.now()
        about = Tried("client", client)
        count(self._node, (about,), at)
        with self._node.store.read() as work:
            found = work.sessions.client(client)
            account = None if found is None else work.accounts.get(found.account)
        right = hmac.compare_digest(digest_of(secret), found.secret if found is not None else "0" * 64)
        if found is None or account is None or not right or not account.active or at >= found.until:
            raise Unauthenticated
        token = new_token(self._node.entropy)
        session = Session(digest_of(token), account.id, "client", account.epoch, at, at, at + _SESSION, thumbprint=thumbprint)
        with self._node.store.write() as work:
            work.sessions.forget(at)
            work.sessions.add(session)
            work.sessions.right(about.about)
        return Opened(token, session)
