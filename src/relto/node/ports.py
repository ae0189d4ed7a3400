"""What a node needs of the outside.

A service opens one unit of work (:class:`Work`) for each thing it does: all that must be together (an effect, its receipt, its leaf
of the journal, its row of the outbox) is written in one, and either all of it is kept or nothing.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from relto.audit import LogStore
from relto.node.records.answers import Answers
from relto.node.records.arrangement import ArrangementRecords
from relto.node.records.contents import Contents
from relto.node.records.doors import Doors
from relto.node.records.exchange import ExchangeRecords
from relto.node.records.holdings import CopyRecords, DossierRecords, ItemRecords
from relto.node.records.incidents import IncidentRecords
from relto.node.records.journal import JournalRecords
from relto.node.records.papers import PaperRecords
from relto.node.records.people import Accounts
from relto.node.records.releasing import DraftRecords
from relto.node.records.sessions import Sessions
from relto.node.records.settling import SettlingRecords


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """The instant, UTC."""


class Passwords(Protocol):
    """Hashes of passwords, slow on purpose."""

    def hash(self, password: str) -> str:
        """What is kept in a password's place."""

    def verify(self, kept: str, password: str) -> bool:
        """Whether a password is the one; takes as long for a wrong one."""


class Objects(Protocol):
    """Where ciphertexts that are not small are kept, each under its own SHA-256. They are written before the row that names them."""

    def put(self, data: bytes) -> str:
        """Keep bytes durably, and give their digest in hexadecimal; the same twice is kept once.

        Raises:
            Unavailable: it cannot be done.
        """

    def get(self, digest: str) -> bytes:
        """The bytes of a digest, checked against it.

        Raises:
            Unavailable: they are not there, or were changed.
        """

    def has(self, digest: str) -> bool:
        """Whether they are there.

        Raises:
            Unavailable: it cannot be said.
        """

    def aged(self, by: timedelta) -> Iterator[str]:
        """The digests of those that were written longer ago, by the clock of the store itself.

        Raises:
            Unavailable: it cannot be said.
        """

    def delete(self, digest: str) -> None:
        """Remove them; those that are not there are removed already.

        Raises:
            Unavailable: it cannot be done.
        """


class Work(Protocol):
    """One unit of work: a transaction, with what may be read and written in it."""

    @property
    def accounts(self) -> Accounts:
        """The people."""

    @property
    def journal(self) -> JournalRecords:
        """What happened."""

    @property
    def log(self) -> LogStore:
        """Where the Merkle log stands; written in this transaction."""

    @property
    def exchange(self) -> ExchangeRecords:
        """The exchange with counterparts."""

    @property
    def settling(self) -> SettlingRecords:
        """Consents and orders between nodes."""

    def savepoint(self) -> AbstractContextManager[None]:
        """A part of the work of which nothing is left where it ends in an error, while the rest of the work stays."""

    @property
    def arrangement(self) -> ArrangementRecords:
        """What was signed, suspended, consented to and assessed."""

    @property
    def items(self) -> ItemRecords:
        """What is held."""

    @property
    def dossiers(self) -> DossierRecords:
        """Who needs to know what."""

    @property
    def copies(self) -> CopyRecords:
        """The register of copies, and what was destroyed."""

    @property
    def drafts(self) -> DraftRecords:
        """What is to be released, and what was."""

    @property
    def incidents(self) -> IncidentRecords:
        """Losses and compromises, and what is due."""

    @property
    def sessions(self) -> Sessions:
        """Who is there."""

    @property
    def doors(self) -> Doors:
        """By what counterparts' nodes are known on the wire."""

    @property
    def answers(self) -> Answers:
        """Answers that are given again."""

    @property
    def papers(self) -> PaperRecords:
        """What people are writing."""

    @property
    def contents(self) -> Contents:
        """Small ciphertexts."""

    def retire_log(self, origin: str) -> None:
        """Keep the log as it stands under its origin, apart, and let every line of the journal wait for the one that succeeds it."""

    def exclusively(self, name: str) -> None:
        """Wait until nobody else does what has this name, and keep it so until the work is done."""


class Store(Protocol):
    """Where the node keeps what it knows."""

    def write(self) -> AbstractContextManager[Work]:
        """A unit of work that writes: kept durably, whole, when the block ends well; nothing of it is left otherwise.

        Raises:
            Unavailable: it cannot be kept; where that was said at the very end, read again what is there before doing it again.
            Conflict: something that must be there once is there already.
        """

    def read(self) -> AbstractContextManager[Work]:
        """A unit of work that only reads: everything in it is of one moment."""
