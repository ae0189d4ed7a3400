"""The way into a node, on every database: passwords, tries that are counted, second factors, machines, repeated requests."""

import base64
import hashlib
import json
from datetime import timedelta

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from relto.adapters.authenticators import WebAuthn
from relto.node import Absent, Forbidden
from relto.node.authorising import Role
from relto.node.entering import Entrance
from relto.node.machines import Machines
from relto.node.people import People
from relto.node.repeating import Repeating, Said
from relto.node.trying import Unauthenticated, Wait
from relto.primitives import Conflict, Malformed, Unverified
from tests.nodes import START

PASSWORD = "correct horse battery"
ORIGIN = "https://node.example"


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Device:
    """A software authenticator (WebAuthn level 3, packed as `none`): one P-256 credential, a counter that goes up."""

    def __init__(self, host="node.example", origin=ORIGIN):
        self.key, self.id = ec.generate_private_key(ec.SECP256R1()), b"credential-" + host.encode()
        self.host, self.origin, self.counter = host, origin, 0

    def _data(self, flags):
        self.counter += 1
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def joins(self, question):
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        data = self._data(0x45) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", question["challenge"])
        response = {"attestationObject": b64(attestation), "clientDataJSON": b64(client)}
        return {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response}

    def answers(self, question):
        data, client = self._data(0x05), self._client("webauthn.get", question["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"authenticatorData": b64(data), "clientDataJSON": b64(client), "signature": b64(signature)}
        return {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response}


@pytest.fixture
def people(node):
    made = People(node)
    made.first("admin", "NZ administrator", PASSWORD)
    return made


@pytest.fixture
def entrance(node, people):
    return Entrance(node, people, WebAuthn("node.example", ORIGIN))


@pytest.fixture
def clock(node):
    return node.clock


def test_a_session_is_opened_used_and_closed(entrance):
    opened = entrance.log_in("admin", PASSWORD, "192.0.2.1")
    assert (opened.question, opened.session.factors, opened.session.waits) == (None, 1, False)
    assert entrance.present(opened.token).account.login == "admin"
    entrance.leave(opened.token)
    with pytest.raises(Unauthenticated):
        entrance.present(opened.token)


def test_a_token_is_nowhere_kept(entrance, node):
    token = entrance.log_in("admin", PASSWORD, "192.0.2.1").token
    with node.store.read() as work:
        kept = work.sessions.get(hashlib.sha256(token.encode()).hexdigest())
    assert kept is not None
    assert token not in repr(kept)


@pytest.mark.parametrize(("idle", "ends"), [(timedelta(minutes=29), False), (timedelta(minutes=30), True), (timedelta(days=2), True)])
def test_a_session_that_is_not_used_ends(entrance, clock, idle, ends):
    token = entrance.log_in("admin", PASSWORD, "192.0.2.1").token
    clock.forward(idle)
    if ends:
        with pytest.raises(Unauthenticated):
            entrance.present(token)
    else:
        entrance.present(token)


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(entrance, clock):
    token = entrance.log_in("admin", PASSWORD, "192.0.2.1").token
    for _ in range(12 * 3 - 1):
        clock.forward(timedelta(minutes=20))
        entrance.present(token)
    clock.forward(timedelta(minutes=20))
    with pytest.raises(Unauthenticated):
        entrance.present(token)


def test_sessions_end_when_the_account_is_assigned_anew(entrance, people):
    admin = entrance.present(entrance.log_in("admin", PASSWORD, "192.0.2.1").token).account.actor
    made = people.add(admin, "officer", "NZ officer", frozenset((Role.ANALYST,)), PASSWORD)
    token = entrance.log_in("officer", PASSWORD, "192.0.2.1").token
    people.assign(admin, made.id, frozenset((Role.DRAFTER,)), active=True)
    with pytest.raises(Unauthenticated):
        entrance.present(token)
    token = entrance.log_in("officer", PASSWORD, "192.0.2.1").token
    people.assign(admin, made.id, frozenset((Role.DRAFTER,)), active=False)
    for attempt in (lambda: entrance.present(token), lambda: entrance.log_in("officer", PASSWORD, "192.0.2.1")):
        with pytest.raises(Unauthenticated):
            attempt()


def test_brute_force_after_five_tries_in_vain_each_waits_longer_however_the_login_is_written(entrance, clock):
    for number in range(5):
        with pytest.raises(Unauthenticated):
            entrance.log_in("ADMIN" if number % 2 else " admin", "wrong horse battery", f"192.0.2.{number}")
    waits = []
    for _ in range(4):
        with pytest.raises(Wait) as told:
            entrance.log_in("admin", PASSWORD, "192.0.2.99")
        waits.append(told.value.seconds)
        clock.forward(timedelta(seconds=told.value.seconds))
        with pytest.raises(Unauthenticated):
            entrance.log_in("admin", "wrong horse battery", "192.0.2.99")
    assert waits == sorted(waits)
    assert waits[0] < waits[1] < waits[3]
    clock.forward(timedelta(minutes=15))
    assert entrance.log_in("admin", PASSWORD, "192.0.2.99")
    assert entrance.log_in("admin", PASSWORD, "192.0.2.99")


def test_brute_force_a_login_that_does_not_exist_waits_as_one_that_does(entrance):
    def told(login):
        found = []
        for _ in range(7):
            try:
                entrance.log_in(login, "wrong horse battery", "192.0.2.1")
            except (Unauthenticated, Wait) as error:
                found.append((type(error), str(error)))
        return found

    assert told("admin") == told("nobody")


def test_brute_force_a_clock_that_is_set_back_shortens_no_wait(entrance, clock):
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            entrance.log_in("admin", "wrong horse battery", "192.0.2.1")
    clock.forward(timedelta(days=-30))
    with pytest.raises(Wait):
        entrance.log_in("admin", PASSWORD, "192.0.2.1")


def joined(entrance, device):
    there = entrance.present(entrance.log_in("admin", PASSWORD, "192.0.2.1").token)
    return entrance.join(there, "a key", device.joins(entrance.invite(there)))


def test_who_has_an_authenticator_must_show_it(entrance):
    device = Device()
    joined(entrance, device)
    opened = entrance.log_in("admin", PASSWORD, "192.0.2.1")
    assert opened.session.waits
    with pytest.raises(Unauthenticated):
        entrance.present(opened.token)
    shown = entrance.show(opened.token, device.answers(opened.question), "192.0.2.1")
    assert entrance.present(shown.token).session.factors == 2
    with pytest.raises(Unauthenticated):
        entrance.present(opened.token, waiting=True)


@pytest.mark.parametrize(
    "what", ["another device", "another origin", "an old answer", "an answer to another", "a copied device", "nothing"]
)
def test_authentication_bypass_what_is_no_second_factor_opens_nothing(entrance, what):
    device = Device()
    joined(entrance, device)
    first = entrance.log_in("admin", PASSWORD, "192.0.2.1")
    old = device.answers(first.question)
    if what == "a copied device":  # its counter is behind
        entrance.show(first.token, device.answers(first.question), "192.0.2.1")
        device.counter = 1
    opened = entrance.log_in("admin", PASSWORD, "192.0.2.1")
    other = Device("node.example", "https://evil.example" if what == "another origin" else ORIGIN)
    if what == "another origin":
        other.key, other.counter = device.key, 50
    answer = {
        "another device": lambda: other.answers(opened.question),
        "another origin": lambda: other.answers(opened.question),
        "an old answer": lambda: old,
        "an answer to another": lambda: device.answers({"challenge": b64(b"x" * 32)}),
        "a copied device": lambda: device.answers(opened.question),
        "nothing": dict,
    }[what]()
    with pytest.raises(Unauthenticated):
        entrance.show(opened.token, answer, "192.0.2.1")
    with pytest.raises(Unauthenticated):
        entrance.present(opened.token)


def test_a_question_is_answered_once_and_in_time(entrance, clock):
    device = Device()
    joined(entrance, device)
    opened = entrance.log_in("admin", PASSWORD, "192.0.2.1")
    clock.forward(timedelta(minutes=6))
    with pytest.raises(Unauthenticated):
        entrance.show(opened.token, device.answers(opened.question), "192.0.2.1")
    there = entrance.present(entrance.show(*second(entrance, device)).token)
    with pytest.raises(Unverified):
        entrance.join(there, "again", device.joins({"challenge": b64(b"x" * 32)}))


def second(entrance, device):
    opened = entrance.log_in("admin", PASSWORD, "192.0.2.1")
    return opened.token, device.answers(opened.question), "192.0.2.1"


def test_an_authenticator_is_one_persons(entrance, people):
    device = Device()
    joined(entrance, device)
    admin = entrance.present(entrance.show(*second(entrance, device)).token).account.actor
    people.add(admin, "officer", "NZ officer", frozenset((Role.ANALYST,)), PASSWORD)
    there = entrance.present(entrance.log_in("officer", PASSWORD, "192.0.2.1").token)
    with pytest.raises(Conflict, match="this authenticator"):
        entrance.join(there, "stolen", device.joins(entrance.invite(there)))


@pytest.fixture
def machines(node, entrance):
    return Machines(node)


@pytest.fixture
def there(entrance):
    return entrance.present(entrance.log_in("admin", PASSWORD, "192.0.2.1").token)


def test_a_machine_acts_as_an_account_for_a_while(machines, entrance, there, clock):
    made, secret = machines.admit(there, "a scanner", START + timedelta(days=2))
    opened = machines.grant(made.id, secret, "t" * 43)
    assert entrance.present(opened.token).account.login == "admin"
    assert opened.session.thumbprint == "t" * 43
    clock.forward(timedelta(minutes=11))
    with pytest.raises(Unauthenticated):
        entrance.present(opened.token)
    clock.forward(timedelta(days=2))
    with pytest.raises(Unauthenticated):
        machines.grant(made.id, secret, None)


def test_a_machine_with_another_secret_is_nobody_and_waits(machines, there):
    made, secret = machines.admit(there, "a scanner", START + timedelta(days=2))
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            machines.grant(made.id, secret + "x", None)
    with pytest.raises(Wait):
        machines.grant(made.id, secret, None)
    with pytest.raises(Unauthenticated):
        machines.grant("client-0", secret, None)


def test_a_machine_makes_no_machine_and_has_no_authenticator(machines, entrance, there):
    made, secret = machines.admit(there, "a scanner", START + timedelta(days=2))
    machine = entrance.present(machines.grant(made.id, secret, None).token)
    for refused in (lambda: machines.admit(machine, "another", START + timedelta(days=1)), lambda: entrance.invite(machine)):
        with pytest.raises(Forbidden):
            refused()
    for until in (START, START + timedelta(days=400)):
        with pytest.raises(Malformed):
            machines.admit(there, "too long", until)


def test_a_machine_is_taken_back_by_its_owner_and_by_who_keeps_people(machines, entrance, people, there):
    people.add(there.account.actor, "officer", "NZ officer", frozenset((Role.ANALYST,)), PASSWORD)
    officer = entrance.present(entrance.log_in("officer", PASSWORD, "192.0.2.1").token)
    own, _ = machines.admit(there, "a scanner", START + timedelta(days=2))
    with pytest.raises(Absent):
        machines.dismiss(officer, own.id)
    theirs, secret = machines.admit(officer, "a scanner", START + timedelta(days=2))
    machines.dismiss(there, theirs.id)
    with pytest.raises(Unauthenticated):
        machines.grant(theirs.id, secret, None)


def test_a_repeated_request_is_answered_the_same_and_another_is_refused(node):
    repeating = Repeating(node)
    said = Said(201, [("content-type", "application/json")], b'{"secret": "x"}')
    assert repeating.claim("person-1", "key") is None
    with pytest.raises(Conflict, match="runs, or its outcome is not known"):
        repeating.claim("person-1", "key")
    repeating.keep("person-1", "key", "digest", said)
    assert repeating.claim("person-1", "key") == ("digest", said)
    assert repeating.claim("person-2", "key") is None
    with node.store.read() as work:
        kept = work.answers.get(hashlib.sha256(b"person-1\0key").hexdigest())
    assert b"secret" not in kept.answer
    node.clock.forward(timedelta(days=1, seconds=1))
    assert repeating.claim("person-1", "key") is None
    repeating.free("person-1", "key")
    assert repeating.claim("person-1", "key") is None


def test_a_link_to_an_issuer_is_one_accounts(node, people):
    with node.store.write() as work:
        account = work.accounts.by_login("admin")
        work.sessions.link("https://issuer.example", "subject", account.id)
        assert work.sessions.linked("https://issuer.example", "subject") == account.id
        assert work.sessions.linked("https://other.example", "subject") is None
    with pytest.raises(Conflict), node.store.write() as work:
        work.sessions.link("https://issuer.example", "subject", account.id)
