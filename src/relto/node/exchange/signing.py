"""What this node signs with, and whose signatures it believes."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache

from relto.audit import Note, parse_note
from relto.node.ports import Work
from relto.node.records.exchange import PeerKey
from relto.node.surroundings import Surroundings
from relto.primitives import Unavailable
from relto.protocols.peer import Key
from relto.sealing import KeyRecord, PinnedSigner, Recipient
from relto.sealing.signing import algorithm_for


def signing_key(node: Surroundings, at: datetime) -> KeyRecord:
    """The key that this node signs its messages with: of those that may sign now, the one that is valid longest.

    Raises:
        Unavailable: there is none.
    """
    some = [one for one in node.keys.records() if one.use == "sign" and one.is_current(at)]
    if not some:
        raise Unavailable("no key to sign messages with that is valid now: make one and announce it")
    return max(some, key=lambda one: (one.valid_until, one.kid))


def signer(node: Surroundings, at: datetime) -> Callable[[bytes], str]:
    """Signs with that key.

    Raises:
        Unavailable: there is none.
    """
    kid = signing_key(node, at).kid
    return lambda payload: node.keys.sign(kid, payload, at)


def pinned(keys: Iterable[PeerKey]) -> tuple[PinnedSigner, ...]:
    """Whose signatures are believed."""
    return tuple(_pinned(one) for one in keys if one.use == "sign")


@lru_cache(maxsize=1_024)
def _pinned(one: PeerKey) -> PinnedSigner:
    return PinnedSigner(
        one.party,
        one.kid,
        algorithm_for(one.public.encode()),
        one.public,
        frozenset(one.systems),
        one.valid_from,
        one.valid_until,
        revoked=one.revoked is not None,
    )


def recipients(work: Work, party: str, at: datetime) -> tuple[Recipient, ...]:
    """The keys of a counterpart for which content may be sealed now."""
    peer = work.exchange.counterpart(party)
    pact = None if peer is None or peer.pact is None else work.exchange.pact(party, peer.pact)
    some = (
        Recipient(
            one.party,
            pact.agreement if pact else "",
            one.url or f"https://{one.party.lower()}.invalid",
            one.kid,
            one.public,
            one.valid_from,
            one.valid_until,
            revoked=one.revoked is not None,
            oaep=one.oaep,
        )
        for one in work.exchange.keys(party)
        if one.use == "open"
    )
    return tuple(one for one in some if one.is_valid(at))


def announced(record: KeyRecord, systems: Iterable[str], url: str | None) -> Key:
    """One of this node's keys as it is told to others."""
    return Key(
        kid=record.kid,
        use=record.use,
        algorithm=record.algorithm,
        public=record.public,
        valid_from=record.valid_from,
        valid_until=record.valid_until,
        revoked=record.revoked,
        oaep=record.oaep,
        systems=sorted(systems),
        url=url,
    )


def from_announcement(party: str, key: Key, message: str) -> PeerKey:
    """A counterpart's key as it announced it."""
    return PeerKey(
        party,
        key.kid,
        key.use,
        key.algorithm,
        key.public,
        key.valid_from,
        key.valid_until,
        key.revoked,
        key.oaep,
        tuple(key.systems),
        key.url,
        message,
    )


def own_checkpoint(work: Work) -> str | None:
    """This node's latest checkpoint as it stands in a message: with the log's own Ed25519 signature alone, which everybody can check."""
    data = work.log.published()
    return None if data is None else _short(data)


@lru_cache(maxsize=64)
def _short(data: bytes) -> str:
    whole = parse_note(data)
    origin = whole.text.split("\n", 1)[0]
    own = [one for one in whole.signatures if one.name == origin and len(one.payload) == 64]  # noqa: PLR2004 -- of an Ed25519 signature
    return str(Note(whole.text, tuple(own[:1])))
