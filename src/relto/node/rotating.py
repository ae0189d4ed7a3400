"""The node's own keys to open and to sign with: seen, followed by others, revoked; counterparts are told of each."""

from collections.abc import Sequence
from datetime import timedelta

from relto.markings import system_ids
from relto.node.authorising import Action, Actor, authorise, may
from relto.node.exchange import Exchange
from relto.node.journal import Entry, note
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, Place
from relto.sealing import KeyRecord, ManagedKeyStore

_MOST_DAYS = 3_660


class KeyKeeping:
    """The keys of a node.

    Args:
        node: the node.
        keys: where they are kept: what the node signs and opens with too.
        exchange: its exchange.
        url: the address of its server of keys.
    """

    def __init__(self, node: Surroundings, keys: ManagedKeyStore, exchange: Exchange, url: str) -> None:
        self._node, self._keys, self._exchange, self._url = node, keys, exchange, url

    def list(self, actor: Actor) -> Sequence[KeyRecord]:
        """What is known of every key, revoked ones too.

        Raises:
            Forbidden: this is for who keeps keys, or oversees.
        """
        if not may(actor, Action.OVERSEE):
            authorise(actor, Action.KEEP_KEYS)
        return self._keys.records()

    def rotate(self, actor: Actor, kid: str, successor: str, days: int) -> KeyRecord:
        """Make a key that follows another, and tell counterparts of both.

        Args:
            actor: who.
            kid: the key that is followed; from now on it opens what it has, and signs nothing.
            successor: identifier of the new one.
            days: for how many days it is valid.

        Raises:
            Forbidden: this is for who keeps keys.
            Malformed: there is no such key, it was revoked, or the new identifier was used before or is none.
        """
        authorise(actor, Action.KEEP_KEYS)
        if not successor.strip():
            raise Malformed("no key that follows", place=Place("successor"), expected="an identifier")
        if not 0 < days <= _MOST_DAYS:
            raise Malformed("no days for which a key may be valid", place=Place("days"), found=str(days), expected=f"1 to {_MOST_DAYS}")
        at = self._node.clock.now()
        made = self._keys.rotate(kid, successor.strip(), at=at, valid_until=at + timedelta(days=days))
        self._note("key.rotated", actor, {"key": kid, "successor": made.kid})
        self.announce(actor, (kid, made.kid))
        return made

    def revoke(self, actor: Actor, kid: str, says: str) -> KeyRecord:
        """Revoke a key, destroy its private half, and tell counterparts.

        Raises:
            Forbidden: this is for who keeps keys.
            Malformed: there is no such key, it was revoked before, or it is the last that signs: then nobody could be told.
        """
        authorise(actor, Action.KEEP_KEYS)
        at = self._node.clock.now()
        signing = {one.kid for one in self._keys.records() if one.use == "sign" and one.is_current(at)}
        if signing == {kid}:
            raise Malformed("the last key that signs", place=Place("key"), found=kid, expected="a key that follows it, first")
        made = self._keys.revoke(kid, at)
        self._note("key.revoked", actor, {"key": kid, "says": says})
        self.announce(actor, (kid,), says)
        return made

    def announce(self, actor: Actor, kids: tuple[str, ...], says: str | None = None) -> int:
        """Tell every counterpart with an agreement of keys; how many are told.

        Raises:
            Forbidden: this is for who keeps keys.
            Malformed: there is no such key.
        """
        systems = frozenset(system_ids())
        return len(self._exchange.agreeing.announce(actor, kids, systems=systems, url=self._url, says=says))

    def _note(self, kind: str, actor: Actor, about: dict[str, str]) -> None:
        with self._node.store.write() as work:
            note(work, Entry(kind, self._node.clock.now(), actor.id, about), self._node.entropy)
