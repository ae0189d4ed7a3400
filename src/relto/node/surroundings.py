"""What every service of a node is given."""

from collections.abc import Callable
from datetime import date

from attrs import field, frozen

from relto.agreements import Network
from relto.node.arrangement import Arrangement
from relto.node.journal import Journal
from relto.node.ports import Clock, Objects, Passwords, Store
from relto.node.sight import Sight
from relto.node.vault import Vault
from relto.primitives import PartyId
from relto.sealing import Entropy, KeyStore


@frozen
class Surroundings:
    """A node as its services see it.

    Args:
        party: whose node it is.
        store: where it keeps what it knows.
        objects: where it keeps ciphertexts.
        clock: what time it is.
        entropy: random bytes.
        passwords: hashes of passwords.
        keys: the party's keys to open and to sign with.
        vault_key: 32 bytes, under which the keys of what is held are wrapped.
        journal: its log.
        base_network: the agreements of a day before anything that this node signed, suspended or recorded.
        arrangement: the agreements of a day, with all that.
        sight: who may see what is held.
        vault: how content is kept.
    """

    party: PartyId
    store: Store
    objects: Objects
    clock: Clock
    entropy: Entropy
    passwords: Passwords
    keys: KeyStore
    vault_key: bytes
    journal: Journal
    base_network: Callable[[date], Network]
    arrangement: Arrangement = field(init=False)
    sight: Sight = field(init=False, factory=Sight)
    vault: Vault = field(init=False)

    @arrangement.default
    def _arrangement(self) -> Arrangement:
        return Arrangement(self.base_network)

    @vault.default
    def _vault(self) -> Vault:
        return Vault(self.vault_key, self.entropy)
