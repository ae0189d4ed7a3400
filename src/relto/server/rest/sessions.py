"""Routes of sessions: coming in, the second factor, authenticators, machines."""

from typing import Any

from litestar import Request, delete, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from relto.node.entering import Entrance, Opened
from relto.node.identities import Identities
from relto.node.machines import Machines
from relto.node.records.people import Account
from relto.node.records.sessions import Authenticator, Client
from relto.node.vouching import Vouching
from relto.server.paging import Page, instant_of, part_of
from relto.server.rest.access import OPEN, WAITING, asking_of, origin_of
from relto.server.rest.forms import Answer, Code, Cursor, Form, Instant, Most, Secret, Short, Title

Asked = Request[Any, Any, Any]


class LoginForm(Form):
    """A login and its password."""

    login: Short
    password: Secret


class IssuerReturnForm(Form):
    """What an issuer of identities sends back."""

    state: Secret
    code: Secret


class FactorForm(Form):
    """The answer of an authenticator, as a browser gives it."""

    answer: Answer


class JoinForm(Form):
    """The answer of a new authenticator, and what its owner calls it."""

    title: Title
    answer: Answer


class MachineForm(Form):
    """A machine that is to act as oneself."""

    title: Title
    until: Instant


class VoucherForm(Form):
    """To which party."""

    party: Code


class VoucherShown(Form):
    """What a client of OpenTDF says of itself to the other party's server of keys: exchanged for a token once, within five minutes."""

    client: str
    secret: str
    until: Instant
    url: str | None


class Token(Form):
    """A session's token. With a ``question`` it is of no use until that is answered."""

    token: str
    until: Instant
    factors: int
    question: Answer | None = None


class Redirection(Form):
    """Where a browser is sent."""

    address: str
    state: str


class Question(Form):
    """What a browser is to ask an authenticator."""

    question: Answer


class Device(Form):
    """An authenticator."""

    id: str
    title: str
    made: Instant


class Machine(Form):
    """A machine; its secret is told once, when it is made."""

    id: str
    title: str
    made: Instant
    until: Instant
    secret: str | None = None


class Me(Form):
    """Who one is here."""

    id: str
    login: str
    title: str
    roles: list[str]
    clearance: str | None
    read_ins: list[str]
    factors: int


@post("/session", opt=OPEN, status_code=201, sync_to_thread=True)
def log_in(request: Asked, data: JSONBody[LoginForm], entrance: NamedDependency[Entrance]) -> Token:
    """Come in by a password."""
    return _token(entrance.log_in(data.login, data.password, origin_of(request)))


@post("/session/factor", opt=WAITING, status_code=201, sync_to_thread=True)
def show(request: Asked, data: JSONBody[FactorForm], entrance: NamedDependency[Entrance]) -> Token:
    """Show the second factor; the session goes on under a new token."""
    return _token(entrance.show(asking_of(request).token, data.answer, origin_of(request)))


@delete("/session", opt=WAITING, sync_to_thread=True)
def leave(request: Asked, entrance: NamedDependency[Entrance]) -> None:
    """Close the session."""
    entrance.leave(asking_of(request).token)


@post("/session/issuer", opt=OPEN, status_code=201, sync_to_thread=True)
def to_issuer(entrance: NamedDependency[Entrance]) -> Redirection:
    """Come in by way of the ministry's issuer of identities: where a browser is to be sent."""
    address, state = entrance.to_issuer()
    return Redirection(address=address, state=state)


@post("/session/issuer/return", opt=OPEN, status_code=201, sync_to_thread=True)
def from_issuer(request: Asked, data: JSONBody[IssuerReturnForm], entrance: NamedDependency[Entrance]) -> Token:
    """Come back from the issuer of identities."""
    return _token(entrance.from_issuer(data.state, data.code, origin_of(request)))


@get("/me", sync_to_thread=False)
def me(request: Asked) -> Me:
    """Who one is here."""
    there = asking_of(request).there
    return _me(there.account, there.session.factors)


@post("/me/authenticators/question", status_code=201, sync_to_thread=True)
def invite(request: Asked, entrance: NamedDependency[Entrance]) -> Question:
    """Ask for a new authenticator."""
    return Question(question=dict(entrance.invite(asking_of(request).there)))


@post("/me/authenticators", status_code=201, sync_to_thread=True)
def join(request: Asked, data: JSONBody[JoinForm], entrance: NamedDependency[Entrance]) -> Device:
    """Take a new authenticator."""
    return _device(entrance.join(asking_of(request).there, data.title, data.answer))


@get("/me/authenticators", sync_to_thread=True)
def authenticators(request: Asked, identities: NamedDependency[Identities], cursor: Cursor = None, most: Most = 50) -> Page[Device]:
    """One's own authenticators, the oldest first."""
    some = identities.authenticators(asking_of(request).there)
    return part_of(some, cursor, most, _device, lambda one: (instant_of(one.made), one.id), (str, str))


@delete("/me/authenticators/{authenticator:str}", sync_to_thread=True)
def part(request: Asked, authenticator: FromPath[str], identities: NamedDependency[Identities]) -> None:
    """Forget one of one's own authenticators, in a session in which one was shown."""
    identities.dismiss(asking_of(request).there, authenticator)


@get("/me/machines", sync_to_thread=True)
def machines_of(request: Asked, machines: NamedDependency[Machines], cursor: Cursor = None, most: Most = 50) -> Page[Machine]:
    """The machines that act as oneself, the oldest first."""
    some = machines.mine(asking_of(request).there)
    return part_of(some, cursor, most, _machine, lambda one: (instant_of(one.made), one.id), (str, str))


@post("/me/machines", status_code=201, sync_to_thread=True)
def admit(request: Asked, data: JSONBody[MachineForm], machines: NamedDependency[Machines]) -> Machine:
    """Make a machine that acts as oneself; its secret is told this once."""
    return _machine(*machines.admit(asking_of(request).there, data.title, data.until))


@post("/me/vouchers", status_code=201, sync_to_thread=True)
def vouch(request: Asked, data: JSONBody[VoucherForm], vouching: NamedDependency[Vouching]) -> VoucherShown:
    """Have oneself vouched for to another party, to read with a client of OpenTDF what it released to this one."""
    made = vouching.vouch(asking_of(request).there.account.actor, data.party)
    return VoucherShown(client=made.client, secret=made.secret, until=made.until, url=made.url)


@delete("/machines/{machine:str}", sync_to_thread=True)
def dismiss(request: Asked, machine: FromPath[str], machines: NamedDependency[Machines]) -> None:
    """Take back a machine."""
    machines.dismiss(asking_of(request).there, machine)


ROUTES: list[HTTPRouteHandler] = [
    log_in,
    show,
    leave,
    to_issuer,
    from_issuer,
    me,
    invite,
    join,
    authenticators,
    part,
    machines_of,
    admit,
    dismiss,
    vouch,
]


def _token(opened: Opened) -> Token:
    question = None if opened.question is None else dict(opened.question)
    return Token(token=opened.token, until=opened.session.until, factors=opened.session.factors, question=question)


def _device(one: Authenticator) -> Device:
    return Device(id=one.id, title=one.title, made=one.made)


def _machine(one: Client, secret: str | None = None) -> Machine:
    return Machine(id=one.id, title=one.title, made=one.made, until=one.until, secret=secret)


def _me(account: Account, factors: int) -> Me:
    return Me(
        id=account.id,
        login=account.login,
        title=account.title,
        roles=sorted(account.roles),
        clearance=account.person.clearance,
        read_ins=sorted(account.person.read_ins),
        factors=factors,
    )
