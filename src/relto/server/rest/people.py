"""Routes of the people of a node."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter

from relto.node.authorising import Role
from relto.node.identities import Identities
from relto.node.people import People
from relto.node.records.people import Account
from relto.node.trying import Unauthenticated
from relto.parties import Person
from relto.primitives import PartyId
from relto.server import etags
from relto.server.etags import IfMatch
from relto.server.paging import Page, paged, part_of, text_of
from relto.server.rest.access import actor_of
from relto.server.rest.forms import Code, Cursor, Form, Instant, Most, Secret, Short, Title

Asked = Request[Any, Any, Any]
Subject = Annotated[str, QueryParameter(description="by what the issuer knows them", min_length=1, max_length=255)]


class AccountForm(Form):
    """An account that is to be made."""

    login: Short
    title: Title
    roles: list[Role]
    password: Secret | None = None


class ClearanceForm(Form):
    """What somebody is cleared for, of which states they are a national, and whom they work for."""

    clearance: Short | None
    nationalities: list[Code]
    need_to_know: bool = False
    read_ins: list[Short] = msgspec.field(default_factory=list)
    contractor: bool = False
    facility_clearance: Short | None = None


class Somebody(Form):
    """An account."""

    id: str
    login: str
    title: str
    roles: list[str]
    active: bool
    created: Instant
    clearance: str | None
    nationalities: list[str]
    need_to_know: bool
    read_ins: list[str]
    contractor: bool
    facility_clearance: str | None


class AssignmentForm(Form):
    """What somebody does here, and whether they may come in."""

    roles: list[Role]
    active: bool


class IdentityForm(Form):
    """By what the node's issuer of identities knows somebody (the claim `sub`)."""

    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]


class PasswordForm(Form):
    """A new password."""

    password: Secret


class ChangeForm(Form):
    """One's password, and the one that takes its place."""

    old: Secret
    new: Secret


@get("/people", sync_to_thread=True)
def people_page(request: Asked, people: NamedDependency[People], cursor: Cursor = None, most: Most = 50) -> Page[Somebody]:
    """The accounts, in order of login."""
    return paged(people.page(actor_of(request), text_of(cursor), most), most, _somebody, lambda one: (one.login,))


@post("/people", status_code=201, sync_to_thread=True)
def add(request: Asked, data: JSONBody[AccountForm], people: NamedDependency[People]) -> Somebody:
    """Make an account; it is cleared for nothing."""
    return _somebody(people.add(actor_of(request), data.login, data.title, frozenset(data.roles), data.password))


@get("/people/{person:str}", sync_to_thread=True)
def show(request: Asked, person: FromPath[str], people: NamedDependency[People]) -> Response[Somebody]:
    """An account."""
    return etags.tagged(_somebody(people.show(actor_of(request), person)))


@put("/people/{person:str}/roles", sync_to_thread=True)
def assign(
    request: Asked, person: FromPath[str], data: JSONBody[AssignmentForm], people: NamedDependency[People], match: IfMatch = None
) -> Response[Somebody]:
    """Say what somebody does here, and whether they may come in; their sessions end."""
    expects = etags.expecting(match, _somebody)
    return etags.tagged(_somebody(people.assign(actor_of(request), person, frozenset(data.roles), active=data.active, expects=expects)))


@put("/people/{person:str}/clearance", sync_to_thread=True)
def clear(
    request: Asked, person: FromPath[str], data: JSONBody[ClearanceForm], people: NamedDependency[People], match: IfMatch = None
) -> Response[Somebody]:
    """Record what somebody is cleared for."""
    actor = actor_of(request)
    found = people.show(actor, person)
    made = Person(
        found.person.party,
        frozenset(map(PartyId, data.nationalities)),
        data.clearance,
        data.need_to_know,
        frozenset(data.read_ins),
        data.contractor,
        data.facility_clearance,
    )
    return etags.tagged(_somebody(people.clear(actor, person, made, etags.expecting(match, _somebody))))


@put("/people/{person:str}/password", sync_to_thread=True)
def reset(request: Asked, person: FromPath[str], data: JSONBody[PasswordForm], people: NamedDependency[People]) -> Somebody:
    """Give somebody a new password; their sessions end, and they are cleared for nothing until they are cleared anew."""
    return _somebody(people.reset(actor_of(request), person, data.password))


@get("/people/{person:str}/identities", sync_to_thread=True)
def subjects(
    request: Asked, person: FromPath[str], identities: NamedDependency[Identities], cursor: Cursor = None, most: Most = 50
) -> Page[str]:
    """Who somebody is to the node's issuer of identities."""
    return part_of(identities.subjects(actor_of(request), person), cursor, most, str, lambda one: (one,))


@post("/people/{person:str}/identities", status_code=201, sync_to_thread=True)
def link(request: Asked, person: FromPath[str], data: JSONBody[IdentityForm], identities: NamedDependency[Identities]) -> Somebody:
    """Say who somebody is to the node's issuer of identities; their sessions end, and they are to be cleared anew."""
    return _somebody(identities.link(actor_of(request), person, data.subject))


@delete("/people/{person:str}/identities", status_code=200, sync_to_thread=True)
def unlink(request: Asked, person: FromPath[str], subject: Subject, identities: NamedDependency[Identities]) -> Somebody:
    """Let somebody be nobody to the issuer; their sessions end, and they are to be cleared anew."""
    return _somebody(identities.unlink(actor_of(request), person, subject))


@delete("/people/{person:str}/authenticators", status_code=200, sync_to_thread=True)
def lost(request: Asked, person: FromPath[str], identities: NamedDependency[Identities]) -> Somebody:
    """Forget the authenticators of somebody who lost theirs; their sessions end, and they are to be cleared anew."""
    return _somebody(identities.lost(actor_of(request), person))


@put("/me/password", status_code=204, sync_to_thread=True)
def change_password(request: Asked, data: JSONBody[ChangeForm], people: NamedDependency[People]) -> None:
    """Change one's own password; every session of one's own ends."""
    if not people.change_password(actor_of(request), data.old, data.new):
        raise Unauthenticated


ROUTES: list[HTTPRouteHandler] = [people_page, add, show, assign, clear, reset, subjects, link, unlink, lost, change_password]


def _somebody(one: Account) -> Somebody:
    person = one.person
    return Somebody(
        id=one.id,
        login=one.login,
        title=one.title,
        roles=sorted(one.roles),
        active=one.active,
        created=one.created,
        clearance=person.clearance,
        nationalities=sorted(person.nationalities),
        need_to_know=person.need_to_know,
        read_ins=sorted(person.read_ins),
        contractor=person.contractor,
        facility_clearance=person.facility_clearance,
    )
