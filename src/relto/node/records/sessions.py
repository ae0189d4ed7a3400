"""Sessions, and what people and machines show to open one; where they are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from attrs import frozen

Way = Literal["password", "issuer", "client"]
"""How a session was opened: by a password, by an issuer of identities, by a machine's secret."""

Purpose = Literal["join", "answer", "issuer", "voucher"]
"""What a challenge is for: a new authenticator, the second factor, the way back from an issuer; or a voucher that was exchanged."""


@frozen
class Session:
    """A session. Its token is nowhere kept: only its digest.

    Args:
        digest: SHA-256 of the token, hexadecimal.
        account: whose it is.
        way: how it was opened.
        epoch: the account's epoch when it was opened; one of an earlier epoch is over.
        opened: when.
        seen: when it was last used, to the minute.
        until: when it ends at the latest.
        factors: how many factors were shown: 1 or 2.
        waits: whether it is of no use until the second is shown.
        thumbprint: of the key it is bound to, or ``None``.
    """

    digest: str
    account: str
    way: Way
    epoch: int
    opened: datetime
    seen: datetime
    until: datetime
    factors: int = 1
    waits: bool = False
    thumbprint: str | None = None


@frozen
class Authenticator:
    """A device that proves that somebody is there (WebAuthn).

    Args:
        id: identifier of its credential, hexadecimal.
        account: whose it is.
        title: what its owner calls it.
        public_key: its public key, COSE.
        counter: how often it has signed, as it says.
        made: when it joined.
    """

    id: str
    account: str
    title: str
    public_key: bytes
    counter: int
    made: datetime


@frozen
class Client:
    """A machine that acts as an account.

    Args:
        id: identifier, which it says.
        account: as whom it acts.
        title: what it is.
        secret: SHA-256 of its secret, which is 32 random bytes.
        made: when it was made.
        until: until when it may come.
    """

    id: str
    account: str
    title: str
    secret: str
    made: datetime
    until: datetime


@frozen
class Challenge:
    """Something that is to come back.

    Args:
        id: SHA-256 of what it comes back with, hexadecimal.
        purpose: what it is for.
        value: what was asked.
        until: until when.
    """

    id: str
    purpose: Purpose
    value: bytes
    until: datetime


@frozen
class Tries:
    """What was tried in vain.

    Args:
        about: SHA-256 of what was tried (a login, a client, an address), hexadecimal.
        count: how often in a row.
        last: when last.
    """

    about: str
    count: int
    last: datetime


class Sessions(Protocol):
    """Sessions, authenticators and machines, in one unit of work."""

    def add(self, session: Session) -> None:
        """Keep a new session."""

    def get(self, digest: str) -> Session | None:
        """The session of a token's digest."""

    def replace(self, session: Session) -> None:
        """Keep a session in the place of what was known of it."""

    def end(self, digest: str) -> None:
        """Forget a session."""

    def forget(self, at: datetime) -> None:
        """Forget sessions and challenges that are over, and tries older than a day."""

    def join(self, authenticator: Authenticator) -> None:
        """Keep a new authenticator.

        Raises:
            Conflict: it is somebody's already.
        """

    def authenticators(self, account: str) -> Sequence[Authenticator]:
        """Those of an account, in order of identifier."""

    def counted(self, id: str, counter: int) -> None:  # noqa: A002 -- the word of the field
        """Note how often an authenticator has signed."""

    def leave(self, account: str, id: str) -> bool:  # noqa: A002 -- as above
        """Forget an authenticator of an account; whether there was one."""

    def admit(self, client: Client) -> None:
        """Keep a new machine."""

    def client(self, id: str) -> Client | None:  # noqa: A002 -- as above
        """A machine."""

    def clients(self, account: str) -> Sequence[Client]:
        """The machines of an account, in order of identifier."""

    def dismiss(self, id: str) -> bool:  # noqa: A002 -- as above
        """Forget a machine; whether there was one."""

    def kept(self, challenge: Challenge) -> Challenge | None:
        """The one of this identifier and purpose that is kept; where there is none this one is, and ``None`` is given.

        Raises:
            Conflict: another was kept at the same moment.
        """

    def ask(self, challenge: Challenge) -> None:
        """Keep a challenge, in the place of one of this identifier and purpose."""

    def answered(self, id: str, purpose: Purpose) -> Challenge | None:  # noqa: A002 -- as above
        """A challenge, which is forgotten with this: it is answered once."""

    def tries(self, about: str) -> Tries | None:
        """What was tried."""

    def tried(self, tries: Tries) -> None:
        """Note what was tried."""

    def right(self, about: str) -> None:
        """Forget what was tried."""

    def link(self, issuer: str, subject: str, account: str) -> None:
        """Say that an issuer's subject is an account.

        Raises:
            Conflict: it is one already.
        """

    def links(self, account: str) -> Sequence[tuple[str, str]]:
        """Issuers and subjects that are an account, in order."""

    def unlink(self, issuer: str, subject: str, account: str) -> bool:
        """Say that an issuer's subject is this account no more; whether it was."""

    def linked(self, issuer: str, subject: str) -> str | None:
        """The account of an issuer's subject."""
