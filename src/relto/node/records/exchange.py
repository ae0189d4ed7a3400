"""What a node keeps of its exchange with counterparts: who they are, what goes out, what came in, and proof of what did not happen."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, Protocol

from attrs import field, frozen

from relto.protocols.peer import Kind, Precedence, Progress, Row, Terms


@frozen
class Pact:
    """The text of an agreement and the terms of the exchange, as two nodes sign them.

    Args:
        party: the counterpart.
        sha256: digest of text and terms, which stands in every message.
        agreement: the agreement's identifier.
        text: the agreement's text as a file.
        terms: of the exchange.
        proposed: when it became known here.
        signed_here: the day this party signed it, or ``None``.
        signed_there: the day the counterpart signed it, or ``None``.
        suspended_here: since when this party suspends its operation, or ``None``.
        suspended_there: since when the counterpart does.
        terminated: the first day on which it is no longer in force, or ``None``.
        turned: the row and number of the counterpart's last word on suspending or resuming; an earlier one that comes later counts no more.
    """

    party: str
    sha256: str
    agreement: str
    text: bytes
    terms: Terms
    proposed: datetime
    signed_here: date | None = None
    signed_there: date | None = None
    suspended_here: datetime | None = None
    suspended_there: datetime | None = None
    terminated: date | None = None
    turned: str | None = None

    def why_not(self, at: datetime) -> str | None:
        """Why nothing may be released under it at an instant; ``None`` where it is in force."""
        if self.signed_here is None:
            return "not signed here"
        if self.signed_there is None:
            return "not signed by the counterpart"
        if self.terminated is not None and at.date() >= self.terminated:
            return f"terminated as of {self.terminated}"
        since = min((one for one in (self.suspended_here, self.suspended_there) if one is not None and one <= at), default=None)
        return None if since is None else f"suspended since {since.isoformat()}"


@frozen
class Counterpart:
    """Another party's node.

    Args:
        party: whose.
        url: where it listens, or ``None`` where files are carried.
        log: the key of its log, as text; ``None`` where none was pinned.
        pact: digest of the pact under which the two speak, or ``None``.
        stream: the row of what is sent to it.
        sent: the last number given in that row.
        stopped: why nothing is taken from it or sent to it until people have settled that; ``None``: nothing stops it.
        seen: its latest checkpoint that came here, as a signed note.
        confronted: the last checkpoint of this node's own log that the counterpart said it saw, and that was held against the log.
        former: the row of what was sent to it before this node was set back; ``None``: it never was.
        former_sent: the last number of that row that this node knows.
        former_asked: whether the counterpart was asked for its receipts of what came after.
    """

    party: str
    url: str | None
    log: str | None
    pact: str | None
    stream: str
    sent: int = 0
    stopped: str | None = None
    seen: bytes | None = None
    confronted: str | None = None
    former: str | None = None
    former_sent: int = 0
    former_asked: bool = False


@frozen
class PeerKey:
    """A public key of a counterpart.

    Args:
        party: whose.
        kid: its identifier.
        use: to seal for, or to believe.
        algorithm: with which it signs; of a key to seal for, its kind.
        public: PEM.
        valid_from: first instant.
        valid_until: last instant.
        revoked: since when it is revoked, or ``None``.
        oaep: hash of OAEP.
        systems: whose labels it signs.
        url: of its server of keys.
        source: how it came: ``pinned``, or the message that announced it.
    """

    party: str
    kid: str
    use: Literal["open", "sign"]
    algorithm: str
    public: str
    valid_from: datetime
    valid_until: datetime
    revoked: datetime | None = None
    oaep: Literal["sha1", "sha256"] = "sha1"
    systems: tuple[str, ...] = ()
    url: str | None = None
    source: str = "pinned"


State = Literal["waiting", "accepted", "refused", "given-up"]
"""Of what goes out: not accepted yet; accepted; refused for good; given up after the last try."""


@frozen
class Outgoing:
    """A message that goes out.

    Args:
        id: its identifier.
        recipient: for whom.
        stream: its row.
        sequence: its number.
        kind: what it is about.
        precedence: how urgent.
        about: what it is about: an item, a request, an order; or ``None``.
        digest: of the signed header.
        body_sha256: of the body.
        attachment_sha256: of the attachment; ``None`` for none.
        size: bytes of the envelope.
        made: when it was made.
        state: what became of it.
        tries: how often it was sent.
        first_try: when it was sent first.
        next_try: when it is due next; ``None`` where it is not sent any more.
        progress: how far it has come.
        silent_at: from when on the next level's silence is an event; ``None``: none is waited for.
    """

    id: str
    recipient: str
    stream: str
    sequence: int
    kind: Kind
    precedence: Precedence
    about: str | None
    digest: str
    body_sha256: str
    attachment_sha256: str | None
    size: int
    made: datetime
    state: State = "waiting"
    tries: int = 0
    first_try: datetime | None = None
    next_try: datetime | None = None
    progress: Progress = field(factory=Progress)
    silent_at: datetime | None = None


@frozen
class Incoming:
    """A message that came in and was answered for good.

    Args:
        sender: from whom.
        id: its identifier.
        digest: of the signed header.
        stream: its row, or ``None`` for an answer outside a row.
        sequence: its number in the row.
        kind: what it is about.
        about: what it is about.
        received: when.
        refused: why it was refused, by name, or ``None``.
        receipt: the signed receipt that was given, and is given again to every copy.
    """

    sender: str
    id: str
    digest: str
    stream: str | None
    sequence: int | None
    kind: Kind
    about: str | None
    received: datetime
    refused: str | None
    receipt: bytes


@frozen
class Inflow:
    """A row of numbers that comes in.

    Args:
        sender: from whom.
        stream: the row.
        row: what came.
        gap_since: since when something is missing, or ``None``.
        asked: when the missing ones were asked for last.
    """

    sender: str
    stream: str
    row: Row = field(factory=Row)
    gap_since: datetime | None = None
    asked: datetime | None = None


@frozen
class Proof:
    """Evidence, kept for ever.

    Args:
        id: identifier.
        kind: ``non-delivery``, ``silence``, ``late-receipt``, ``disagreement``, ``id-reused``, ``sequence-reused``, ``forgotten``,
            ``lost``.
        party: about whom.
        subject: the message or the log.
        at: when it was found.
        data: the evidence itself, signed.
    """

    id: str
    kind: str
    party: str
    subject: str
    at: datetime
    data: bytes


class ExchangeRecords(Protocol):
    """The exchange, in one unit of work."""

    def counterparts(self) -> Sequence[Counterpart]:
        """Every counterpart, in order of party."""

    def counterpart(self, party: str) -> Counterpart | None:
        """The counterpart of a party."""

    def lock(self, party: str) -> Counterpart | None:
        """The same; nobody else changes it until the unit of work is done."""

    def put_counterpart(self, counterpart: Counterpart) -> None:
        """Keep a counterpart, in the place of what was known of it."""

    def pact(self, party: str, sha256: str) -> Pact | None:
        """A pact by its digest."""

    def pacts(self, party: str) -> Sequence[Pact]:
        """Every pact with a party, the oldest first."""

    def put_pact(self, pact: Pact) -> None:
        """Keep a pact, in the place of what was known of it."""

    def keys(self, party: str | None = None) -> Sequence[PeerKey]:
        """The keys of a counterpart, or of all."""

    def put_key(self, key: PeerKey) -> None:
        """Keep a key, in the place of what was known of it."""

    def send(self, some: Sequence[tuple[Outgoing, bytes]]) -> None:
        """Keep messages that go out, with their envelopes.

        Raises:
            Conflict: the identifier or number of one is there already.
        """

    def outgoing(self, id: str) -> Outgoing | None:  # noqa: A002 -- the word of the field
        """A message that goes out."""

    def outgoing_many(self, ids: Sequence[str]) -> Mapping[str, Outgoing]:
        """Messages that go out, by identifier."""

    def envelope(self, id: str) -> bytes | None:  # noqa: A002 -- the word of the field
        """Its envelope; of no bytes where they were let go of."""

    def envelopes(self, ids: Sequence[str]) -> Mapping[str, bytes]:
        """The envelopes of messages, by identifier."""

    def long_answered(self, before: datetime, kinds: Collection[str], after: int, most: int) -> Sequence[int]:
        """The places, behind one, of whole messages of some kinds that were answered for good, or given up, before an instant."""

    def forget(self, places: Sequence[int], before: datetime) -> int:
        """Let go of the bytes of those of which that still holds, and say of how many: their envelope is of no bytes, all else stays."""

    def forgotten(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of these messages whose bytes were let go of."""

    def put_outgoing(self, outgoing: Sequence[Outgoing]) -> None:
        """Keep what became of messages that go out."""

    def due(self, recipient: str, at: datetime, latest: datetime, most: int) -> Sequence[Outgoing]:
        """What is due to be sent to a party, the most urgent first, then by number.

        Args:
            recipient: to whom.
            at: now.
            latest: later than which nothing can be due by the schedule: what is, was set while the clock was wrong, and is due.
            most: this many at most.
        """

    def waits(self, recipient: str, kind: Kind) -> bool:
        """Whether something of a kind to a party has no receipt yet."""

    def next_due(self) -> Mapping[str, datetime]:
        """For each party for whom something waits, when the first of it is due."""

    def exhausted(self, at: datetime, most: int) -> Sequence[Outgoing]:
        """What had its last try and no receipt in time."""

    def silent(self, at: datetime, most: int) -> Sequence[Outgoing]:
        """What waits for a level whose silence is an event by now."""

    def next_silence(self) -> datetime | None:
        """When the next silence is an event."""

    def numbered(self, recipient: str, stream: str, first: int, last: int, most: int) -> Sequence[Outgoing]:
        """What went out under numbers of a row, in order."""

    def sent_about(self, about: str, kind: Kind) -> Sequence[Outgoing]:
        """What went out of a kind about something, in order of sending."""

    def page(self, recipient: str | None, state: State | None, before: int | None, most: int) -> Sequence[tuple[int, Outgoing]]:
        """What went out, the newest first, each with its place."""

    def incoming(self, sender: str, id: str) -> Incoming | None:  # noqa: A002 -- the word of the field
        """A message that came in."""

    def incoming_many(self, sender: str, ids: Sequence[str]) -> Mapping[str, Incoming]:
        """Messages that came in, by identifier."""

    def came_as(self, sender: str, stream: str, sequence: int) -> Incoming | None:
        """What came under a number of a row."""

    def came_about(self, about: str, kind: Kind) -> Sequence[Incoming]:
        """What came in of a kind about something, in order of coming."""

    def came_in(self, sender: str, stream: str, first: int, last: int, most: int) -> Sequence[Incoming]:
        """What came in with some numbers of a row, both ends among them, in order of number."""

    def receive(self, some: Sequence[tuple[Incoming, str, bytes]]) -> None:
        """Keep messages that came in, each with its signed header and its body.

        Raises:
            Conflict: an identifier or number is there already.
        """

    def said(self, sender: str, id: str) -> tuple[str, bytes] | None:  # noqa: A002 -- the word of the field
        """The signed header and the body of a message that came in."""

    def inflows(self, sender: str) -> Sequence[Inflow]:
        """The rows that come in from a party."""

    def put_inflow(self, inflow: Inflow) -> None:
        """Keep a row, in the place of what was known of it."""

    def gaps(self) -> Sequence[Inflow]:
        """The rows in which something is missing."""

    def prove(self, proof: Proof) -> None:
        """Keep evidence; the same twice is kept once."""

    def proofs(self, party: str | None = None, subject: str | None = None) -> Sequence[Proof]:
        """Evidence, the oldest first."""

    def proofs_behind(self, party: str | None, after: int | None, most: int) -> Sequence[tuple[int, Proof]]:
        """Evidence, the oldest first, each with its place: behind a place, and no more than so many."""

    def proof(self, id: str) -> Proof | None:  # noqa: A002 -- the word of the field
        """Evidence by its identifier."""

    def witnessed(self, origin: str) -> bytes | None:
        """The checkpoint of a log that this node cosigned last."""

    def witness(self, origin: str, before: bytes | None, note: bytes) -> bool:
        """Put a checkpoint in the place of the one before; whether that was there."""

    def cosigned(self, party: str, origin: str) -> tuple[int, bytes | None]:
        """How large a tree of a log of this node's a counterpart cosigned last, and with what lines."""

    def put_cosigned(self, party: str, origin: str, size: int, lines: bytes) -> None:
        """Keep what a counterpart cosigned."""
