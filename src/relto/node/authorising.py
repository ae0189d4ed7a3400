"""The one place that says who may do what.

* A role opens kinds of action; it never opens an object by itself.
* What an actor may not see is absent for them: the same error, in the same words, as for what does not exist.
* The administrator keeps people and keys, and reads no content: no role adds up to both.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from attrs import frozen

from relto.parties import Person
from relto.primitives import ReltoError


class Absent(ReltoError):
    """It does not exist, or the actor may not know that it does: nobody can tell which."""

    def __init__(self) -> None:
        super().__init__("no such thing")


class Forbidden(ReltoError):
    """The actor may see it and may not do this to it."""


class Role(StrEnum):
    """What somebody does in a party's node."""

    DRAFTER = "drafter"
    RELEASING_AUTHORITY = "releasing-authority"
    SECOND_APPROVER = "second-approver"
    ANALYST = "analyst"
    SECURITY_OFFICER = "security-officer"
    NEGOTIATOR = "negotiator"
    OVERSEER = "overseer"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What can be done in a node."""

    READ = "read"
    HOLD = "hold"
    DRAFT = "draft"
    APPROVE = "approve"
    SEND = "send"
    ASK_CONSENT = "ask-consent"
    ANSWER_CONSENT = "answer-consent"
    RECALL = "recall"
    KEEP_COPIES = "keep-copies"
    DESTROY = "destroy"
    REPORT_INCIDENT = "report-incident"
    HANDLE_INCIDENT = "handle-incident"
    AGREE = "agree"
    SIGN_AGREEMENT = "sign-agreement"
    OVERSEE = "oversee"
    KEEP_PEOPLE = "keep-people"
    CLEAR_PEOPLE = "clear-people"
    KEEP_KEYS = "keep-keys"


_READERS = frozenset((Role.DRAFTER, Role.RELEASING_AUTHORITY, Role.SECOND_APPROVER, Role.ANALYST, Role.SECURITY_OFFICER))
ALLOWED: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.READ: _READERS,
        Action.HOLD: frozenset((Role.DRAFTER, Role.ANALYST, Role.RELEASING_AUTHORITY)),
        Action.DRAFT: frozenset((Role.DRAFTER, Role.RELEASING_AUTHORITY)),
        Action.APPROVE: frozenset((Role.RELEASING_AUTHORITY, Role.SECOND_APPROVER)),
        Action.SEND: frozenset((Role.RELEASING_AUTHORITY,)),
        Action.ASK_CONSENT: frozenset((Role.DRAFTER, Role.ANALYST, Role.RELEASING_AUTHORITY)),
        Action.ANSWER_CONSENT: frozenset((Role.RELEASING_AUTHORITY,)),
        Action.RECALL: frozenset((Role.RELEASING_AUTHORITY,)),
        Action.KEEP_COPIES: frozenset((Role.SECURITY_OFFICER,)),
        Action.DESTROY: frozenset((Role.SECURITY_OFFICER,)),
        Action.REPORT_INCIDENT: frozenset((*_READERS, Role.NEGOTIATOR, Role.ADMINISTRATOR)),
        Action.HANDLE_INCIDENT: frozenset((Role.SECURITY_OFFICER,)),
        Action.AGREE: frozenset((Role.NEGOTIATOR, Role.RELEASING_AUTHORITY)),
        Action.SIGN_AGREEMENT: frozenset((Role.RELEASING_AUTHORITY,)),
        Action.OVERSEE: frozenset((Role.OVERSEER,)),
        Action.KEEP_PEOPLE: frozenset((Role.ADMINISTRATOR,)),
        Action.CLEAR_PEOPLE: frozenset((Role.SECURITY_OFFICER,)),
        Action.KEEP_KEYS: frozenset((Role.ADMINISTRATOR, Role.SECURITY_OFFICER)),
    }
)

APART = frozenset((Role.ADMINISTRATOR, Role.OVERSEER))
"""Roles that nobody has beside another: who keeps the accounts reads nothing, and who oversees takes part in nothing."""


@frozen
class Actor:
    """Who does something.

    Args:
        id: an account's identifier, ``party:JPN`` for a counterpart's node, or ``node`` for this node itself.
        roles: an account's roles.
        person: whom the person rules look at; ``None`` for a node.
    """

    id: str
    roles: frozenset[Role] = frozenset()
    person: Person | None = None


NODE = Actor("node")
"""This node itself, in what it does unasked: retries, expiry, destruction that is due."""


def may(actor: Actor, action: Action) -> bool:
    """Whether an actor's roles open a kind of action."""
    return not actor.roles.isdisjoint(ALLOWED[action])


def authorise(actor: Actor, action: Action) -> None:
    """Require that an actor's roles open a kind of action. The object itself is looked at besides.

    Raises:
        Forbidden: they do not.
    """
    if not may(actor, action):
        wanted = ", ".join(sorted(ALLOWED[action]))
        raise Forbidden(f"this is for other roles: {wanted}")
