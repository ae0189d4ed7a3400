"""An exercise in a node: somebody in every office, and in New Zealand's a report and a release of it that waits for approval.

So that whoever sees a node for the first time has something to do in it. Everybody in it is an office, and nothing in it is secret; the
node says on every page from then on that it is an exercise. Whatever is done here can be done again: what stands already is left as it is.
"""

from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from relto.adapters.configuration import Settings
from relto.adapters.transport.addresses import is_loopback
from relto.bootstrap.nodes import Node
from relto.node.authorising import Actor, Role
from relto.node.people import SameAs
from relto.node.records.people import Account
from relto.node.records.releasing import Disclosure
from relto.parties import Person
from relto.primitives import Conflict, Malformed, PartyId, Place

_REPORTS = Path(__file__).parent / "exercise_reports"
_REPORT = _REPORTS / "tonga-2022-nz.md"
_PARTY, _RECIPIENT, _NEXT = PartyId("NZL"), PartyId("JPN"), PartyId("USA")
_CLEARED: Mapping[str, tuple[str, frozenset[str]]] = {
    "NZL": ("TOP SECRET", frozenset({"SI"})),
    "JPN": ("極秘", frozenset()),
    "USA": ("TOP SECRET", frozenset({"SI"})),
}
"""Clearance and read-ins, by party."""

RECORD = Disclosure(
    legal_basis="Intelligence and Security Act 2017, s 10",
    purpose="planning of relief flights",
    necessity="the recipient flies there this week",
    proportionality="no less would do",
    reliability="B2, imagery of one day",
    personal_data=False,
    evaluated=True,
)
"""The record of a disclosure of the exercise."""


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
_DEPUTIES = Office("Deputy security officer", frozenset({Role.SECURITY_OFFICER}), cleared=False)


def report() -> str:
    """The report of the exercise."""
    return _REPORT.read_text(encoding="utf-8")


def offered(settings: Settings) -> bool:
    """Whether the exercise can be played in a node: New Zealand's, over the packaged agreements, in a folder, on this machine alone."""
    here = is_loopback(settings.web.address) and is_loopback(settings.peer.address)
    return settings.party == _PARTY and settings.agreements is None and settings.database.startswith("sqlite:///") and here


def check_login(login: str) -> None:
    """Check that an administrator's login is none of the offices'.

    Raises:
        Malformed: it is.
    """
    if login in (*OFFICES, _DEPUTY):
        raise Malformed("an office of the exercise comes in by this login", place=Place("login"), found=login, expected="another")


def administrator(node: Node) -> Account | None:
    """The first administrator of a node; ``None`` where it has none."""
    with node.surroundings.store.read() as work:
        return next((one for one in work.accounts.page(None, 1_000) if Role.ADMINISTRATOR in one.roles), None)


def officer(node: Node, login: str) -> Actor:
    """Who holds an office of the exercise.

    Raises:
        Conflict: nobody does: the account was made by hand, or its roles were changed.
    """
    found = _held(node, login, OFFICES[login])
    if found is None:
        raise Conflict(f"nobody holds the office `{login}` of the exercise")
    return found.actor


def staff(node: Node, admin: Account) -> Mapping[str, Actor]:
    """Make the people of the exercise, each with the administrator's password, cleared as their office is; by login.

    Raises:
        Conflict: somebody else has a login of theirs.
    """
    password = SameAs(admin)
    keeper = _seated(node, admin.actor, "security", OFFICES["security"], password)
    deputy = _seated(node, keeper, _DEPUTY, _DEPUTIES, password)
    made = {"security": keeper}
    party = node.surroundings.party
    level, read_ins = _CLEARED[party]
    cleared = Person(party, frozenset({party}), clearance=level, need_to_know=True, read_ins=read_ins)
    for login, office in OFFICES.items():
        made[login] = made.get(login) or _seated(node, admin.actor, login, office, password)
        if office.cleared:
            made[login] = node.people.clear(deputy if login == "security" else keeper, made[login].id, cleared).actor
    return {login: made[login] for login in OFFICES}


def lay_out(node: Node) -> None:
    """Lay out what there is to do: a report, a release to Japan that waits, one to the United States that is being written."""
    drafter = officer(node, "drafter")
    there = {one.recipient: one for one in node.drafting.page(drafter)}
    item = next(iter(there.values())).item if there else node.holdings.hold_document(drafter, report()).held.id
    draft = there.get(_RECIPIENT) or node.drafting.begin(drafter, item, _RECIPIENT)
    if draft.state == "drafting":
        node.drafting.disclose(drafter, draft.id, RECORD)
        node.drafting.submit(drafter, draft.id)
    if _NEXT not in there:
        node.drafting.begin(drafter, item, _NEXT)


def _held(node: Node, login: str, office: Office) -> Account | None:
    with node.surroundings.store.read() as work:
        found = work.accounts.by_login(login)
    if found is not None and found.roles != office.roles:
        raise Conflict(f"the login `{login}` of the exercise is somebody else's")
    return found


def _seated(node: Node, actor: Actor, login: str, office: Office, password: SameAs) -> Actor:
    """Who holds an office, made where nobody does."""
    found = _held(node, login, office) or node.people.add(actor, login, office.title, office.roles, password)
    return found.actor
