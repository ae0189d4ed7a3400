"""How people come in: a password and a second factor, or an issuer of identities; and who has a token.

* A token is 32 random bytes; only its digest is kept. A session ends after half an hour unused, after twelve hours, when it is closed,
  when its account is closed or its epoch goes up.
* Who has an authenticator must show it: until then the session is of no use.
* Tries are counted before they are judged (:mod:`relto.node.trying`).
* What is wrong is never said: it takes as long, and is told in the same words, whatever it was.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from attrs import evolve, frozen

from relto.node.authorising import Absent, Forbidden
from relto.node.journal import Entry, note
from relto.node.people import People
from relto.node.ports import Work
from relto.node.records.people import Account
from relto.node.records.sessions import Authenticator, Challenge, Session, Way
from relto.node.surroundings import Surroundings
from relto.node.tokens import check_title, digest_of, new_token
from relto.node.trying import FROM_ONE_ADDRESS, Tried, Unauthenticated, count
from relto.primitives import Unverified

_IDLE = timedelta(minutes=30)
_LONGEST = timedelta(hours=12)
_ANSWER = timedelta(minutes=5)
_MINUTE = timedelta(minutes=1)
_MOST = 20


class Authenticators(Protocol):
    """Devices that prove that somebody is there."""

    def invitation(self, challenge: bytes, account: Account, known: tuple[str, ...]) -> Mapping[str, Any]:
        """What a browser is asked, to make a new credential."""

    def joined(self, challenge: bytes, answer: Mapping[str, Any]) -> tuple[str, bytes, int]:
        """Identifier, public key and counter of a new credential.

        Raises:
            Unverified: the answer is none to this challenge.
        """

    def question(self, challenge: bytes, known: tuple[str, ...]) -> Mapping[str, Any]:
        """What a browser is asked, to show a credential."""

    def named(self, answer: Mapping[str, Any]) -> str:
        """The identifier of the credential that an answer is by.

        Raises:
            Unverified: it names none.
        """

    def answered(self, challenge: bytes, answer: Mapping[str, Any], known: Authenticator) -> int:
        """The counter of a credential that was shown.

        Raises:
            Unverified: the answer is none to this challenge by this credential.
        """


class Issuer(Protocol):
    """An issuer of identities (OpenID Connect)."""

    def address(self, state: str, nonce: str, verifier: str) -> str:
        """Where a browser is sent."""

    def subject(self, code: str, nonce: str, verifier: str) -> tuple[str, str]:
        """Issuer and subject of whom came back with a code.

        Raises:
            Unverified: it is nobody's.
            Unavailable: the issuer cannot be asked.
        """


@frozen
class Opened:
    """A session with its token, told once.

    Args:
        token: the token.
        session: the session.
        question: what is to be answered before it is of use; ``None``: nothing.
    """

    token: str
    session: Session
    question: Mapping[str, Any] | None = None


@frozen
class Present:
    """Somebody who is there.

    Args:
        session: their session.
        account: who they are.
    """

    session: Session
    account: Account


class Entrance:
    """The way into a node.

    Args:
        node: the node.
        people: its people.
        authenticators: devices of people.
        issuer: an issuer of identities, or ``None``.
    """

    def __init__(self, node: Surroundings, people: People, authenticators: Authenticators, issuer: Issuer | None = None) -> None:
        self._node, self._people, self._devices, self._issuer = node, people, authenticators, issuer

    def log_in(self, login: str, password: str, origin: str) -> Opened:
        """Open a session by a password.

        Args:
            login: the login.
            password: the password.
            origin: the address from which they come.

        Raises:
            Unauthenticated: it is not right.
            Wait: too much was tried.
        """
        at = self._node.clock.now()
        about = (Tried("login", login.strip().casefold()), Tried("origin", origin, FROM_ONE_ADDRESS))
        count(self._node, about, at)
        account = self._people.log_in(login, password)
        if account is None:
            raise Unauthenticated
        return self._opened(account, "password", at, about)

    def present(self, token: str, *, waiting: bool = False) -> Present:
        """Who has a token.

        Args:
            token: the token.
            waiting: take one whose second factor is still to be shown.

        Raises:
            Unauthenticated: nobody has it now.
        """
        at = self._node.clock.now()
        digest = digest_of(token)
        with self._node.store.read() as work:
            found = self._found(work, digest, at)
        if found.session.waits and not waiting:
            raise Unauthenticated
        if at - found.session.seen >= _MINUTE:
            with self._node.store.write() as work:
                found = self._found(work, digest, at)
                work.sessions.replace(evolve(found.session, seen=at))
        return found

    def leave(self, token: str) -> None:
        """Close a session."""
        with self._node.store.write() as work:
            work.sessions.end(digest_of(token))

    def ask(self, token: str) -> Mapping[str, Any]:
        """Ask anew for the second factor of a session that waits for it; what was asked before counts no more.

        Raises:
            Unauthenticated: nobody has it now, or it waits for nothing.
        """
        there, value = self.present(token, waiting=True), self._node.entropy(32)
        if not there.session.waits:
            raise Unauthenticated
        at = self._node.clock.now()
        with self._node.store.write() as work:
            known = tuple(one.id for one in work.sessions.authenticators(there.account.id))
            work.sessions.ask(Challenge(there.session.digest, "answer", value, at + _ANSWER))
        return self._devices.question(value, known)

    def show(self, token: str, answer: Mapping[str, Any], origin: str) -> Opened:
        """Show the second factor; the session goes on under a new token.

        Raises:
            Unauthenticated: it is not right.
            Wait: too much was tried.
        """
        at = self._node.clock.now()
        there = self.present(token, waiting=True)
        about = (Tried("second", there.account.id), Tried("origin", origin, FROM_ONE_ADDRESS))
        count(self._node, about, at)
        with self._node.store.write() as work:
            asked = work.sessions.answered(there.session.digest, "answer")
            known = {one.id: one for one in work.sessions.authenticators(there.account.id)}
        if asked is None or asked.until < at:
            raise Unauthenticated
        try:
            shown = known.get(self._devices.named(answer))
            if shown is None:
                raise Unauthenticated
            counter = self._devices.answered(asked.value, answer, shown)
        except Unverified:
            raise Unauthenticated from None
        fresh = self._token()
        with self._node.store.write() as work:
            session = evolve(self._found(work, there.session.digest, at).session, digest=digest_of(fresh), factors=2, waits=False, seen=at)
            work.sessions.counted(shown.id, counter)
            work.sessions.end(there.session.digest)
            work.sessions.add(session)
            for one in about:
                work.sessions.right(one.about)
        return Opened(fresh, session)

    def invite(self, there: Present) -> Mapping[str, Any]:
        """Ask for a new authenticator.

        Raises:
            Forbidden: for machines; and where there are as many as may be.
        """
        at = self._node.clock.now()
        if there.session.way == "client":
            raise Forbidden("a machine has no authenticator")
        value = self._node.entropy(32)
        with self._node.store.write() as work:
            known = tuple(one.id for one in work.sessions.authenticators(there.account.id))
            if len(known) >= _MOST:
                raise Forbidden(f"{_MOST} authenticators at most")
            work.sessions.ask(Challenge(there.session.digest, "join", value, at + _ANSWER))
        return self._devices.invitation(value, there.account, known)

    def join(self, there: Present, title: str, answer: Mapping[str, Any]) -> Authenticator:
        """Take a new authenticator.

        Raises:
            Malformed: it has no title.
            Unverified: the answer is none to what was asked.
            Conflict: it is somebody's already.
        """
        at = self._node.clock.now()
        check_title(title)
        with self._node.store.write() as work:
            asked = work.sessions.answered(there.session.digest, "join")
        if asked is None or asked.until < at:
            raise Unverified("nothing was asked, or too long ago")
        name, key, counter = self._devices.joined(asked.value, answer)
        made = Authenticator(name, there.account.id, title.strip(), key, counter, at)
        with self._node.store.write() as work:
            work.sessions.join(made)
            about = {"account": there.account.id, "authenticator": name[:64]}
            note(work, Entry("authenticator.added", at, there.account.id, about, (there.account.id,)), self._node.entropy)
        return made

    def has_issuer(self) -> bool:
        """Whether people can come in by way of an issuer of identities."""
        return self._issuer is not None

    def to_issuer(self) -> tuple[str, str]:
        """Where a browser is sent, and the state it comes back with.

        Raises:
            Absent: the node has no issuer.
        """
        if self._issuer is None:
            raise Absent
        state, nonce, verifier = self._token(), self._token(), self._token()
        with self._node.store.write() as work:
            at = self._node.clock.now()
            work.sessions.ask(Challenge(digest_of(state), "issuer", f"{nonce} {verifier}".encode(), at + _ANSWER))
        return self._issuer.address(state, nonce, verifier), state

    def from_issuer(self, state: str, code: str, origin: str) -> Opened:
        """Open a session for whom an issuer sends back.

        Raises:
            Absent: the node has no issuer.
            Unauthenticated: nobody whom the node knows.
            Wait: too much was tried.
            Unavailable: the issuer cannot be asked.
        """
        if self._issuer is None:
            raise Absent
        at, about = self._node.clock.now(), (Tried("origin", origin, FROM_ONE_ADDRESS),)
        count(self._node, about, at)
        with self._node.store.write() as work:
            asked = work.sessions.answered(digest_of(state), "issuer")
        if asked is None or asked.until < at:
            raise Unauthenticated
        nonce, verifier = asked.value.decode().split(" ")
        try:
            issuer, subject = self._issuer.subject(code, nonce, verifier)
        except Unverified:
            raise Unauthenticated from None
        with self._node.store.read() as work:
            name = work.sessions.linked(issuer, subject)
            account = None if name is None else work.accounts.get(name)
        if account is None or not account.active:
            raise Unauthenticated
        return self._opened(account, "issuer", at, about)

    def _opened(self, account: Account, way: Way, at: datetime, about: tuple[Tried, ...]) -> Opened:
        token, value = self._token(), self._node.entropy(32)
        with self._node.store.write() as work:
            known = tuple(one.id for one in work.sessions.authenticators(account.id))
            session = Session(digest_of(token), account.id, way, account.epoch, at, at, at + _LONGEST, waits=bool(known))
            work.sessions.forget(at)
            work.sessions.add(session)
            for one in () if known else about:  # where more is to be shown, what was tried stays counted
                work.sessions.right(one.about)
            if known:
                work.sessions.ask(Challenge(session.digest, "answer", value, at + _ANSWER))
            entry = Entry("session.opened", at, account.id, {"account": account.id, "way": way}, (account.id,))
            note(work, entry, self._node.entropy)
        return Opened(token, session, self._devices.question(value, known) if known else None)

    def _found(self, work: Work, digest: str, at: datetime) -> Present:
        session = work.sessions.get(digest)
        account = None if session is None else work.accounts.get(session.account)
        if session is None or account is None or not account.active or account.epoch != session.epoch:
            raise Unauthenticated
        if at >= session.until or (session.way != "client" and at - session.seen >= _IDLE):
            raise Unauthenticated
        return Present(session, account)

    def _token(self) -> str:
        return new_token(self._node.entropy)
