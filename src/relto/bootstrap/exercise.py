"""An exercise in a new node: somebody in every office, a report, and a release of it that waits for approval.

So that whoever sees a node for the first time has something to do in it. Everybody in it is an office, and nothing in it is secret; the
node says on every page from then on that it is an exercise.
"""

from collections.abc import Mapping
from pathlib import Path

from attrs import evolve, frozen
from msgspec.structs import replace

from relto.adapters.configuration import save_settings
from relto.bootstrap.nodes import Node
from relto.node.authorising import Actor, Forbidden, Role
from relto.node.records.people import Account
from relto.node.records.releasing import Disclosure
from relto.parties import Person
from relto.primitives import PartyId

_REPORTS = Path(__file__).parent / "exercise_reports"
_REPORT = _REPORTS / "tonga-2022-nz.md"
_PARTY, _RECIPIENT = PartyId("NZL"), PartyId("AUS")
_RECORD = Disclosure(
    legal_basis="Intelligence and Security Act 2017, s 10",
    purpose="planning of relief flights",
    necessity="the recipient flies there this week",
    proportionality="no less would do",
    reliability="B2, imagery of one day",
    personal_data=False,
    evaluated=True,
)


@frozen
class Office:
    """An office of the exercise.

    Args:
        title: what others see.
        roles: what it does.
        cleared: whether it is cleared for what is held.
    """

    title: str
    roles: frozenset[Role]
    cleared: bool = True


OFFICES: Mapping[str, Office] = {
    "drafter": Office("Drafter, Pacific desk", frozenset({Role.DRAFTER, Role.ANALYST})),
    "releaser": Office("Releasing authority", frozenset({Role.RELEASING_AUTHORITY})),
    "second": Office("Second approver", frozenset({Role.SECOND_APPROVER})),
    "analyst": Office("Analyst, maritime", frozenset({Role.ANALYST})),
    "security": Office("Security officer", frozenset({Role.SECURITY_OFFICER})),
    "negotiator": Office("Negotiator", frozenset({Role.NEGOTIATOR, Role.ANALYST})),
    "overseer": Office("Inspector-general's office", frozenset({Role.OVERSEER}), cleared=False),
}
"""By login. A deputy of the security officer is made besides, since nobody clears themselves."""

_DEPUTY = "security2"


def report() -> str:
    """The report of the exercise."""
    return _REPORT.read_text(encoding="utf-8")


def offered(node: Node) -> bool:
    """Whether the exercise can be played in a node: it is New Zealand's, over the packaged agreements."""
    return node.settings.party == _PARTY and node.settings.agreements is None


def staff(node: Node, admin: Actor, password: str) -> Mapping[str, Actor]:
    """Make the people of the exercise, each with this password, cleared as their office is; by login.

    Raises:
        Conflict: a login is taken.
        Malformed: the password is too short.
    """
    people = node.people
    made: dict[str, Account] = {login: people.add(admin, login, office.title, office.roles, password) for login, office in OFFICES.items()}
    party = node.surroundings.party
    cleared = Person(party, frozenset({party}), clearance="TOP SECRET", need_to_know=True, read_ins=frozenset({"SI"}))
    keeper = made["security"].actor
    for login in OFFICES:
        if OFFICES[login].cleared and login != "security":
            made[login] = people.clear(keeper, made[login].id, cleared)
    deputy = people.add(keeper, _DEPUTY, "Deputy security officer", frozenset({Role.SECURITY_OFFICER}), password)
    made["security"] = people.clear(deputy.actor, made["security"].id, cleared)
    return {login: one.actor for login, one in made.items()}


def begin(node: Node, admin: Actor, password: str) -> Node:
    """Begin the exercise: people, a report, a release that waits, a paper that is being written; the node as it is from then on.

    Raises:
        Forbidden: it cannot be played in this node.
        Conflict: a login is taken.
        Malformed: the password is too short.
    """
    if not offered(node):
        raise Forbidden("the exercise is of New Zealand, over the packaged agreements")
    people = staff(node, admin, password)
    drafter = people["drafter"]
    item = node.holdings.hold_document(drafter, report()).held.id
    draft = node.drafting.begin(drafter, item, _RECIPIENT).id
    node.drafting.disclose(drafter, draft, _RECORD)
    node.drafting.submit(drafter, draft)
    node.drafting.begin(drafter, item, PartyId("GBR"))
    return marked(node)


def marked(node: Node) -> Node:
    """The node, whose settings say from now on that it is an exercise."""
    settings = replace(node.settings, exercise=True)
    save_settings(node.folder, settings)
    return evolve(node, settings=settings)
