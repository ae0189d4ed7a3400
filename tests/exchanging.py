"""Nodes that exchange messages, in memory: real stores, keys, journals; what is held is noted in the journal, with its receipt."""

import functools
import hashlib
from datetime import date, timedelta

import msgspec
from attrs import evolve
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from relto.adapters.passwords import Argon2Passwords
from relto.adapters.storage import tables
from relto.audit import Kind, Note, PrivateKeySigner, sign_text
from relto.markings import parse
from relto.node import Entry, Journal, Surroundings
from relto.node.authorising import Actor, Role
from relto.node.exchange import Exchange
from relto.node.journal import note, read
from relto.node.records.exchange import PeerKey
from relto.node.succeeding import succeed, succession_of
from relto.primitives import Malformed, PartyId
from relto.protocols.peer import (
    Approval,
    Disclosure,
    Fault,
    Manifest,
    Marked,
    Portion,
    Recall,
    Release,
    Schedule,
    Terms,
    Timeouts,
    content_of,
    manifest_sha256,
    refuse,
    verify_content,
)
from relto.sealing import KeyRecord
from relto.sealing.signing import Signer, algorithm_for
from relto.sealing.wrapping import pem_of, unwrap
from tests import stores
from tests.nodes import NETWORK, START, SetClock, seeded

YEAR = timedelta(days=365)
OFFICER = Actor("person-officer", frozenset((Role.RELEASING_AUTHORITY, Role.SECURITY_OFFICER, Role.NEGOTIATOR, Role.DRAFTER)))
KEEPER = Actor("person-keeper", frozenset((Role.SECURITY_OFFICER,)))
ANALYST = Actor("person-analyst", frozenset((Role.ANALYST,)))
TERMS = Terms(schedule=Schedule(first=10, growth=150, longest=120, tries=60), timeouts=Timeouts(released=600, opened=1_200), clocks=300)
MARKED = {
    "NZL": Marked(system="nz", text="RESTRICTED", on=date(2026, 11, 1)),
    "JPN": Marked(system="jp", text="極秘", on=date(2026, 11, 1)),
    "USA": Marked(system="us", text="CONFIDENTIAL", on=date(2026, 11, 1)),
    "AUS": Marked(system="nz", text="RESTRICTED", on=date(2026, 11, 1)),
}


class MemoryKeys:
    """Keys in memory; a `KeyStore`."""

    def __init__(self, party, entropy):
        self._entropy = entropy
        self._records, self._signers, self._keys = {}, {}, {}
        self.party = party
        self.new("sign", START - timedelta(days=1), START + YEAR)
        self.new("open", START - timedelta(days=1), START + YEAR)

    def new(self, use, valid_from, valid_until):
        kid = f"{self.party.lower()}-{use}-{len(self._records) + 1}"
        if use == "sign":
            key = ed25519.Ed25519PrivateKey.from_private_bytes(self._entropy(32))
            pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            self._signers[kid] = Signer(kid, algorithm_for(pem), pem)
        else:
            key = ec.derive_private_key(int.from_bytes(self._entropy(31)) + 1, ec.SECP256R1())
            self._keys[kid] = key
        algorithm = "ed25519" if use == "sign" else "ec:secp256r1"
        self._records[kid] = KeyRecord(kid, use, algorithm, pem_of(key.public_key()), valid_from, valid_until)
        return self._records[kid]

    def revoke(self, kid, at):
        record = self._records[kid]
        self._records[kid] = KeyRecord(kid, record.use, record.algorithm, record.public, record.valid_from, record.valid_until, at)

    def records(self):
        return tuple(self._records[kid] for kid in sorted(self._records))

    def sign(self, kid, payload, at):
        if not self._records[kid].is_current(at):
            raise Malformed("a key that is not valid now", found=kid)
        return self._signers[kid].sign(payload)

    def unwrap(self, kid, wrapped):
        return unwrap(wrapped, self._keys[kid])


class NotedHoldings:
    """Holdings that note what they hold in the journal; a `Received`."""

    def __init__(self, party, node):
        self.party, self.node = party, node
        self.barred = set()
        self.fails = None

    def examining(self, _sender, _at):
        return lambda _header, release, sealed: self.examined(release, sealed)

    def examined(self, release, sealed):
        manifest = release.manifest
        if manifest.recipient != self.party:
            raise refuse(Fault.MANIFEST, "approved for another party", path="manifest.recipient", found=manifest.recipient)
        try:
            for one in (manifest.banner, *(portion.marked for portion in manifest.portions)):
                parse(one.text, system=one.system)
        except Malformed as error:
            raise refuse(Fault.LABEL, "a label that cannot be read", path="manifest") from error
        return verify_content(manifest.content, unsealed(self.party, sealed, manifest.item))

    def keep(self, _work, came):
        if self.fails is not None:
            raise self.fails
        item, header = came.message.manifest.item, came.header
        about = {"item": item, "message": header.id, "sender": header.sender, "object": hashlib.sha256(came.examined).hexdigest()}
        return [Entry("test.held", came.at, f"party:{header.sender}", about, (item, header.id))]

    def withheld(self, _work, release, _at):
        return "barred" if release.manifest.item in self.barred else None

    def ordered(self, work, order, at):
        kind = "test.recalled" if isinstance(order, Recall) else "test.corrected"
        held = bool(work.journal.found(kinds=["test.held"], subject=order.item))
        note(work, Entry(kind, at, "node", {"item": order.item, "order": order.order}, (order.item,)), self.node.entropy)
        return "pending" if held or order.by == self.party else "not-held"

    def went_on_as(self, _work, item):
        return frozenset({item})


class NotedArrangement:
    """An arrangement that notes what changes it in the journal; a `Recorded`."""

    def __init__(self, node):
        self.node = node

    def consented(self, work, consent, party, _message, at):
        note(
            work, Entry("test.consented", at, f"party:{party}", {"consent": consent.id, "by": consent.by}, (consent.id,)), self.node.entropy
        )

    def withdrawn(self, work, consent, party, at):
        note(work, Entry("test.withdrawn", at, f"party:{party}", {"consent": consent}, (f"withdrawn {consent}",)), self.node.entropy)
        return bool(work.journal.found(kinds=["test.consented"], subject=consent))

    def signed(self, work, pact, at):
        note(
            work,
            Entry("test.signed", at, "node", {"agreement": pact.agreement, "sha256": pact.sha256}, (pact.agreement,)),
            self.node.entropy,
        )

    def turned(self, work, pact, kind, by, _says, at, _takes_effect=None):
        about = {"agreement": pact.agreement, "kind": kind, "by": by}
        note(work, Entry("test.turned", at, "node", about, (pact.agreement,)), self.node.entropy)


class Node:
    """A party's node with its exchange."""

    def __init__(self, party, *, clock=None, database=None, store=None, seed="alone"):
        self.party = party
        self.clock = clock or SetClock()
        self.database = database or stores.anew()
        entropy = seeded(f"{party} exchange {seed}")
        self.keys = MemoryKeys(party, seeded(f"{party} keys"))
        origin = f"{party.lower()}.example/log"
        private = ed25519.Ed25519PrivateKey.from_private_bytes(hashlib.sha256(party.encode()).digest())
        self.log_key = PrivateKeySigner(origin, Kind.ED25519, private)
        self.witness = PrivateKeySigner(f"{party.lower()}.example/witness", Kind.COSIGNATURE, private)
        self.store = store(self.database) if store else self.database
        self.node = Surroundings(
            party=PartyId(party),
            store=self.store,
            objects=stores.objects(),
            clock=self.clock,
            entropy=entropy,
            passwords=Argon2Passwords(memory=64, passes=1),
            keys=self.keys,
            vault_key=hashlib.sha256(party.encode()).digest(),
            journal=Journal(self.store, origin, [self.log_key]),
            base_network=lambda _: NETWORK,
        )
        with self.database.read() as work:
            begun = work.log.head() is not None
        if not begun:
            self.node.journal.begin(self.clock.now())
        self.start()

    def start(self):
        """Begin as a process does: nothing is known but what is kept."""
        self.held = NotedHoldings(self.party, self.node)
        self.exchange = Exchange(self.node, self.held, NotedArrangement(self.node), [self.witness])

    def public_keys(self):
        return tuple(peer_key(self.party, record) for record in self.keys.records())

    def know(self, other, *, log=True):
        return self.exchange.agreeing.introduce(
            OFFICER,
            other.party,
            url=f"https://{other.party.lower()}.example",
            log=str(other.log_key.key) if log else None,
            keys=other.public_keys(),
        )

    def lines(self, kind, subject=None):
        """What the journal says of a kind."""
        with self.database.read() as work:
            return [read(work, one.number) for one in reversed(work.journal.found(kinds=[kind], subject=subject, most=10_000))]

    def release(self, to, text, *, number=0, item=None, people=("p-1", "p-2"), **said):
        """Send something, approved by two."""
        item = item or f"item-{hashlib.sha256(f'{self.party}{number}{text}'.encode()).hexdigest()[:26]}"
        manifest = manifest_for(self, to, item, text)
        manifest = msgspec.structs.replace(manifest, **said)
        at = self.clock.now()
        digest = manifest_sha256(manifest)
        approvals = [Approval(person=one, office="releasing authority", at=at, manifest_sha256=digest) for one in people]
        message = Release(manifest=manifest, approvals=approvals)
        with self.store.write() as work:
            return self.exchange.outbox.enqueue(work, at, to, message, sealed(to, text, item), about=item)


def peer_key(party, record, **said):
    given = {"systems": ("nz", "us", "jp")} | said
    return PeerKey(
        party, record.kid, record.use, record.algorithm, record.public, record.valid_from, record.valid_until, record.revoked, **given
    )


def manifest_for(node, recipient, item, text):
    return Manifest(
        item=item,
        recipient=recipient,
        instrument=agreement_of(node.party, recipient),
        content=content_of(text.encode(), "text/markdown", b"s" * 16),
        banner=MARKED[node.party],
        portions=[Portion(id="1", marked=MARKED[node.party])],
        originators=[node.party],
        chain=[],
        kinds=[],
        purpose=None,
        derived_from=[],
        corrects=None,
        disclosure=Disclosure(
            legal_basis="Act, s 10",
            purpose="warning",
            necessity="no other means",
            reliability="B2",
            personal_data=False,
            evaluated=True,
            caveats=[],
            assurances=[],
        ),
        obligations=[],
        consents=[],
    )


def _content_key(party):
    return hashlib.sha256(f"content for {party}".encode()).digest()


def sealed(recipient, text, item):
    """Content that the recipient alone opens."""
    nonce = hashlib.sha256(f"{item}{text}".encode()).digest()[:12]
    return nonce + AESGCM(_content_key(recipient)).encrypt(nonce, text.encode(), item.encode())


def unsealed(party, data, item):
    try:
        return AESGCM(_content_key(party)).decrypt(data[:12], data[12:], item.encode())
    except Exception as error:
        raise refuse(Fault.SEAL, "it does not open", path="attachment") from error


def agreement_of(one, other):
    first, second = sorted((one.lower(), other.lower()))
    return f"{first}-{second}-2025"


def deliver(sender, recipient, most=500):
    """Carry everything that is due once, and the answers back; how many messages."""
    carried, batch = 0, sender.exchange.outgoing(recipient.party, most)
    while batch is not None:
        carried += len(batch.ids)
        _, batch = sender.exchange.go_on(recipient.party, recipient.exchange.incoming(sender.party, batch.data), most)
    return carried


def settle(*nodes, rounds=20):
    """Carry everything between nodes until nothing is due."""
    for _ in range(rounds):
        if not sum(deliver(one, other) for one in nodes for other in nodes if one is not other):
            return
    raise AssertionError("nodes talk without end")


def acquainted(*parties, terms=TERMS, **said):
    """Nodes that know each other, each pair under an agreement that both signed."""
    nodes = []
    for party, data in zip(parties, _acquainted(parties, terms, stores.kind()), strict=True):
        database = stores.anew()
        stores.restore(database, data)
        nodes.append(Node(party, database=database, seed="acquainted", **said))
    return nodes


@functools.cache
def _acquainted(parties, terms, _kind):
    nodes = [Node(party) for party in parties]
    for one in nodes:
        for other in nodes:
            if one is not other:
                one.know(other)
    for at, one in enumerate(nodes):
        for other in nodes[at + 1 :]:
            agree(one, other, terms)
    return [stores.dump(node.database) for node in nodes]


def restarted(node):
    """The node as a new process finds it."""
    made = Node(node.party, clock=node.clock, database=node.database)
    made.node = evolve(made.node, keys=node.keys, entropy=seeded(f"{node.party} again"))
    made.keys = node.keys
    made.start()
    return made


def set_back(node, before, *others):
    """The node as a backup of it knows it, under a log that succeeds, whose key its counterparts pin."""
    node.database = stores.anew()
    stores.restore(node.database, before)
    made = restarted(node)
    with made.store.write() as work:
        work.log.freeze("restored from a backup")
    origin = f"{node.log_key.key.name}-2"
    log = PrivateKeySigner(origin, Kind.ED25519, ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)))
    persons = [PrivateKeySigner(f"{name}.example", Kind.ED25519, ed25519.Ed25519PrivateKey.generate()) for name in ("one", "two", "over")]
    text = succession_of(made.store, origin).text
    approved = Note(text, tuple(sign_text(text, persons))).to_bytes()
    keys = [one.key for one in persons]
    succeed(made.store, approved, [log], (keys[:2], keys[2]), made.clock.now(), seeded("succession"))
    made.log_key = log
    made.node = evolve(made.node, journal=Journal(made.store, origin, [log]))
    made.start()
    for other in others:
        other.know(made)
    return made


__all__ = ["evolve", "msgspec", "seeded", "tables"]


def agree(one, other, terms=TERMS):
    """Propose and sign."""
    agreement = agreement_of(one.party, other.party)
    pact = one.exchange.agreeing.propose(OFFICER, other.party, agreement, f"id: {agreement}\n".encode(), terms)
    settle(one, other)
    one.exchange.agreeing.sign(OFFICER, other.party, pact.sha256)
    other.exchange.agreeing.sign(OFFICER, one.party, pact.sha256)
    settle(one, other)
    return pact
