"""A node in a folder: made anew, and put together from what the folder says."""

import os
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from attrs import frozen
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from msgspec.structs import replace

from relto.adapters.authenticators import WebAuthn
from relto.adapters.clock import SystemClock
from relto.adapters.configuration import Settings, load_settings, save_settings
from relto.adapters.folders import alone
from relto.adapters.keystore.file import FileKeyStore
from relto.adapters.keystore.secrets import Secrets, load_secrets, save_secrets
from relto.adapters.passwords import Argon2Passwords
from relto.adapters.storage import Database
from relto.adapters.transport.addresses import check_url, is_loopback
from relto.adapters.transport.certificates import Identity, new_identity, spki_of_pem
from relto.agreements import Network, library, load_network
from relto.audit import Checkpoint, Kind, PrivateKeySigner, parse_key, parse_succession
from relto.bootstrap import entropy
from relto.bootstrap.forms import make_forms_ready
from relto.bootstrap.stores import ciphertexts_of, database_url
from relto.node import Journal, Surroundings
from relto.node.entering import Entrance, Issuer
from relto.node.exchange import Exchange
from relto.node.exchange.looking import Looking
from relto.node.holdings import Dossiers, Holdings, Keeping
from relto.node.identities import Identities
from relto.node.introducing import Introducing
from relto.node.machines import Machines
from relto.node.oversight import Assurances, Incidents, Oversight, Sampling, WorkList
from relto.node.people import People
from relto.node.recording import RecordedArrangement, Recording
from relto.node.releasing import Approving, Asking, AtSource, Drafting, Obeying, ReceivedHoldings, Sending, telling
from relto.node.rotating import KeyKeeping
from relto.node.showing import Showing
from relto.node.succeeding import succeed
from relto.node.urgent import Urgent
from relto.node.vouching import Vouching
from relto.primitives import AgreementId, Conflict, Malformed, PartyId, Place, Unavailable

_YEARS = timedelta(days=730)
_KEYS = "keys.json"
_SECRETS = "secrets.sealed"
_CERTIFICATE = "peer.pem"
_TLS_KEY = "peer.key"


@frozen
class Node:
    """A node, put together.

    Args:
        folder: its folder.
        settings: what its folder says.
        surroundings: what its services are given.
        database: where it keeps what it knows.
        identity: by which counterparts know it.
        witness: what cosigns the logs of its counterparts.
        people: its people.
        entrance: the way in.
        machines: machines that act for people.
        holdings: what it holds.
        dossiers: who needs to know what.
        keeping: copies, retention, destruction.
        drafting: drafts of releases.
        approving: their approvals.
        sending: what is released.
        asking: consents and orders, by item.
        recording: assessments and consents that people record.
        exchange: with counterparts.
        looking: the exchange, looked at.
        introducing: cards of nodes.
        showing: its log, for overseers.
        obeying: what is done about orders of others.
        oversight: what overseers see.
        sampling: samples for overseers.
        incidents: losses, compromises, errors of procedure.
        promises: what recipients promised.
        waiting: what waits for somebody.
        identities: by what its people are known besides a password.
        urgent: assessments that cannot wait.
        vouching: what is said of its people to other parties, and what they say.
        at_source: what was released, read here.
        key_keeping: its own keys.
    """

    folder: Path
    settings: Settings
    surroundings: Surroundings
    database: Database
    identity: Identity
    witness: PrivateKeySigner
    people: People
    entrance: Entrance
    machines: Machines
    holdings: Holdings
    dossiers: Dossiers
    keeping: Keeping
    drafting: Drafting
    approving: Approving
    sending: Sending
    asking: Asking
    recording: Recording
    exchange: Exchange
    looking: Looking
    introducing: Introducing
    showing: Showing
    obeying: Obeying
    oversight: Oversight
    sampling: Sampling
    incidents: Incidents
    promises: Assurances
    waiting: WorkList
    identities: Identities
    urgent: Urgent
    vouching: Vouching
    at_source: AtSource
    key_keeping: KeyKeeping

    def card(self) -> bytes:
        """The node's own card, for counterparts."""
        return self.introducing.card(self.settings.peer_url, self.identity.pem(), self.settings.web_url)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def make_node(folder: Path, settings: Settings, passphrase: bytes) -> None:
    """Make a node in an empty folder: keys, log, database.

    Args:
        folder: the folder, which is made; what is in it is for its owner alone.
        settings: what stands in its settings.
        passphrase: of its keys, 8 bytes at least.

    Raises:
        Conflict: there is something in the folder.
        Malformed: the passphrase is too short.
        Unavailable: something cannot be written, or the database fails.
    """
    make_forms_ready()
    at = SystemClock().now()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Conflict(f"{folder}: there is something in it already")
    except OSError as error:
        raise Unavailable(f"{folder}: cannot be used: {error.strerror}") from error
    party = settings.party.lower()
    made = Secrets(entropy(32), _ed25519(), _ed25519(), entropy(32).hex().encode())
    save_secrets(folder / _SECRETS, passphrase, made, entropy)
    keys = FileKeyStore.create(folder / _KEYS, passphrase, entropy)
    keys.new(f"{party}-open-1", "open", "rsa:2048", valid_from=at, valid_until=at + _YEARS)  # what the stock clients of OpenTDF ask for
    keys.new(f"{party}-sign-1", "sign", "ec:secp256r1", valid_from=at, valid_until=at + _YEARS)
    new_identity(folder / _CERTIFICATE, folder / _TLS_KEY, made.tls, settings.party, at=at)
    save_settings(folder, settings)
    database = Database(database_url(folder, settings))
    try:
        database.migrate()
        _journal(database, settings, made).begin(at)
    finally:
        database.close()


def open_node(folder: Path, passphrase: bytes, *, migrate: bool = True) -> Node:
    """A node, put together from its folder.

    Args:
        folder: the folder.
        passphrase: of its keys.
        migrate: bring the tables to the form that this version works with.

    Raises:
        Unavailable: something cannot be read, or the database fails.
        Malformed: the settings are none.
        BrokenSeal: the passphrase is another, or keys were changed.
    """
    make_forms_ready()
    settings = load_settings(folder)
    kept = load_secrets(folder / _SECRETS, passphrase)
    keys = FileKeyStore.load(folder / _KEYS, passphrase, entropy)
    database = Database(database_url(folder, settings))
    if migrate:
        database.migrate()
        database.settle()
    surroundings = Surroundings(
        party=PartyId(settings.party),
        store=database,
        objects=ciphertexts_of(folder, settings),
        clock=SystemClock(),
        entropy=entropy,
        passwords=Argon2Passwords(),
        keys=keys,
        vault_key=kept.vault,
        journal=_journal(database, settings, kept),
        base_network=_networks(folder, settings),
    )
    witness = PrivateKeySigner(f"{settings.log}/witness", Kind.COSIGNATURE, _private(kept.witness))
    people = People(surroundings)
    exchange = Exchange(surroundings, ReceivedHoldings(surroundings), RecordedArrangement(surroundings), [witness])
    return Node(
        folder,
        settings,
        surroundings,
        database,
        Identity(folder / _CERTIFICATE, folder / _TLS_KEY, kept.tls),
        witness,
        people,
        Entrance(surroundings, people, _authenticators(settings), _issuer(settings)),
        Machines(surroundings),
        Holdings(surroundings, telling(exchange.answers)),
        Dossiers(surroundings),
        Keeping(surroundings),
        Drafting(surroundings),
        Approving(surroundings),
        Sending(surroundings, exchange.outbox),
        Asking(surroundings, exchange.consents, exchange.orders),
        Recording(surroundings),
        exchange,
        Looking(surroundings, exchange.orders),
        Introducing(surroundings, exchange, spki_of_pem, lambda url: check_url(url, settings.networks)),
        Showing(surroundings),
        Obeying(surroundings, exchange.orders),
        Oversight(surroundings),
        Sampling(surroundings),
        Incidents(surroundings),
        Assurances(surroundings),
        WorkList(surroundings),
        Identities(surroundings, None if settings.issuer is None else settings.issuer.issuer),
        Urgent(surroundings),
        Vouching(surroundings),
        AtSource(surroundings, settings.web_url),
        KeyKeeping(surroundings, keys, exchange, settings.web_url),
    )


def _journal(database: Database, settings: Settings, kept: Secrets) -> Journal:
    return Journal(database, settings.log, [PrivateKeySigner(settings.log, Kind.ED25519, _private(kept.log))])


def _networks(folder: Path, settings: Settings) -> "_Networks":
    network = library() if settings.agreements is None else load_network(folder / settings.agreements)
    unknown = sorted(set(settings.assume) - set(network.agreements))
    if unknown:
        raise Malformed("no such agreement to assume", place=Place("assume"), found=", ".join(unknown))
    return _Networks(network.with_facts(assume=[AgreementId(one) for one in settings.assume]))


@frozen
class _Networks:
    network: Network

    def __call__(self, _: date) -> Network:
        return self.network


def _authenticators(settings: Settings) -> WebAuthn:
    parts = urlsplit(settings.web_url)
    host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    name = "localhost" if is_loopback(host) else host  # a browser asks an authenticator under a name alone, never under an address
    return WebAuthn(name, f"{parts.scheme}://{name}{port}")


def _issuer(settings: Settings) -> Issuer | None:
    if settings.issuer is None:
        return None
    secret = os.environ.get("RELTO_ISSUER_SECRET")
    if not secret:
        raise Unavailable("the node's secret at the issuer of identities is not said: RELTO_ISSUER_SECRET")
    from relto.adapters.issuer import IssuerPlace, OpenIdIssuer  # noqa: PLC0415 -- as above

    one = settings.issuer
    return OpenIdIssuer(IssuerPlace(one.issuer, one.client, secret, one.redirect), SystemClock())


def _ed25519() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _private(pem: bytes) -> Ed25519PrivateKey:
    found = load_pem_private_key(pem, None)
    if not isinstance(found, Ed25519PrivateKey):
        raise Malformed("a key of a log of another kind", place=Place(_SECRETS), expected="Ed25519")
    return found


def succeed_log(folder: Path, passphrase: bytes, approved: bytes, persons: list[str], overseer: str) -> Checkpoint:
    """Begin the log that succeeds a restored node's, and write its origin into the settings.

    Args:
        folder: the node's folder.
        passphrase: of its keys.
        approved: the succession, signed.
        persons: keys of those who may approve it, as text.
        overseer: the overseer's key, as text.

    Raises:
        Unverified: it was not approved as it must be.
        Conflict: it is of another log, or another process runs the node.
        ReltoError: something cannot be read or written.
    """
    with alone(folder):
        settings, kept = load_settings(folder), load_secrets(folder / _SECRETS, passphrase)
        database = Database(database_url(folder, settings))
        try:
            origin = parse_succession(approved).origin
            signer = PrivateKeySigner(origin, Kind.ED25519, _private(kept.log))
            keys = [parse_key(one) for one in persons], parse_key(overseer)
            made = succeed(database, approved, [signer], keys, SystemClock().now(), entropy)
            save_settings(folder, replace(settings, log=origin))
        finally:
            database.close()
        return made
