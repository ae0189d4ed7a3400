"""How two nodes come to know each other: each writes a card, people carry it and compare its fingerprint, and the other node takes it.

A card holds what is public: where the node listens, its certificate, its keys, the key of its log. It proves nothing by itself; the
fingerprint, compared by voice or on paper between people who know each other, does.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Literal

import msgspec
from attrs import frozen

from relto.markings import system_ids
from relto.markings.formats.json import read_json
from relto.node.authorising import Action, Actor, authorise
from relto.node.exchange import Exchange
from relto.node.exchange.signing import announced
from relto.node.records.doors import Door
from relto.node.records.exchange import Counterpart, PeerKey
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, Place, Unverified
from relto.primitives.limits import CARD_BYTES
from relto.protocols.peer import Key

_GROUP = 4


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a node tells of itself.

    Args:
        protocol: always ``relto-card/1``.
        party: whose node it is.
        url: where it takes messages; ``None``: by file alone.
        certificate: its certificate, PEM.
        log: the key of its log.
        keys: its public keys.
    """

    protocol: Literal["relto-card/1"]
    party: Annotated[str, msgspec.Meta(pattern=r"^[A-Z][A-Z0-9_-]{1,31}$")]
    url: Annotated[str, msgspec.Meta(max_length=500)] | None
    certificate: Annotated[str, msgspec.Meta(max_length=8_192)]
    log: Annotated[str, msgspec.Meta(max_length=4_096)]
    keys: Annotated[list[Key], msgspec.Meta(min_length=2, max_length=16)]


def fingerprint_of(card: bytes) -> str:
    """What people compare: the SHA-256 of a card, in groups of four."""
    digest = sha256(card).hexdigest()
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


@frozen
class Examined:
    """A card that was compared, before anything is known by it.

    Args:
        party: whose node it says it is.
        url: where it takes messages; ``None``: by file alone.
        log: the key of its log.
        spki: SHA-256 of the public key of its certificate, hexadecimal.
        keys: its public keys.
        pinned: the same of the certificate that is pinned for the party now, whose place it would take; ``None``: none is.
    """

    party: str
    url: str | None
    log: str
    spki: str
    keys: tuple[PeerKey, ...]
    pinned: str | None


class Introducing:
    """The cards of a node.

    Args:
        node: the node.
        exchange: its exchange.
        spki_of: the SHA-256 of the public key of a certificate in PEM; refuses what cannot be pinned.
        check_url: refuses what is no address of messages.
    """

    def __init__(self, node: Surroundings, exchange: Exchange, spki_of: Callable[[str], str], check_url: Callable[[str], None]) -> None:
        self._node, self._exchange, self._spki_of, self._check_url = node, exchange, spki_of, check_url

    def card(self, url: str | None, certificate: str, keys_url: str) -> bytes:
        """The node's own card.

        Args:
            url: where it takes messages.
            certificate: its certificate, PEM.
            keys_url: the address of its server of keys.
        """
        at = self._node.clock.now()
        systems = system_ids()  # what is passed on is sealed with its originator's label, whosever system that is
        current = [one for one in self._node.keys.records() if one.is_current(at)]
        made = Card(
            protocol="relto-card/1",
            party=self._node.party,
            url=url,
            certificate=certificate,
            log=str(self._node.journal.keys[0]),
            keys=[announced(one, systems if one.use == "sign" else (), keys_url if one.use == "open" else None) for one in current],
        )
        return msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n"

    def examine(self, actor: Actor, data: bytes, fingerprint: str) -> Examined:
        """What a card says, which changes nothing: what somebody looks at before they take it.

        Raises:
            Forbidden: this is for who keeps keys.
            Unverified: the fingerprint is another.
            Malformed: it is no card, or this node's own.
        """
        card = self._compared(actor, data, fingerprint)
        with self._node.store.read() as work:
            pinned = next((one.spki for one in work.doors.all() if one.party == card.party), None)
        keys = tuple(_key(card.party, one) for one in card.keys)
        return Examined(card.party, card.url, card.log, self._spki_of(card.certificate), keys, pinned)

    def take(self, actor: Actor, data: bytes, fingerprint: str) -> Counterpart:
        """Know the node whose card this is.

        Args:
            actor: who has compared it.
            data: the card.
            fingerprint: what was compared.

        Raises:
            Forbidden: this is for who keeps keys.
            Unverified: the fingerprint is another.
            Malformed: it is no card, or this node's own.
            Conflict: another party has its key.
        """
        card = self._compared(actor, data, fingerprint)
        door = Door(card.party, card.certificate, self._spki_of(card.certificate), self._node.clock.now())
        keys = tuple(_key(card.party, one) for one in card.keys)
        with self._node.store.write() as work:
            work.doors.put(door)
        return self._exchange.agreeing.introduce(actor, card.party, url=card.url, log=card.log, keys=keys)

    def _compared(self, actor: Actor, data: bytes, fingerprint: str) -> Card:
        authorise(actor, Action.KEEP_KEYS)
        if sha256(data).hexdigest() != "".join(fingerprint.split()).lower():
            raise Unverified("the card has another fingerprint than the one that was compared")
        card = _card(data)
        if card.party == self._node.party:
            raise Malformed("the card of this node itself", place=Place("card"), found=card.party)
        if card.url is not None:
            self._check_url(card.url)
        return card


def _card(data: bytes) -> Card:
    read_json(data, "card", CARD_BYTES)
    try:
        return msgspec.json.decode(data, type=Card)
    except msgspec.MsgspecError as error:
        raise Malformed(f"no card of a node: {error}", place=Place("card"), expected="what `relto peer card` writes") from error


def _key(party: str, one: Key) -> PeerKey:
    first: datetime = one.valid_from
    return PeerKey(
        party, one.kid, one.use, one.algorithm, one.public, first, one.valid_until, one.revoked, one.oaep, tuple(one.systems), one.url
    )
