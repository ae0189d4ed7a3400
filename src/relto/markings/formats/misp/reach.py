"""How far MISP itself would carry something: its distribution, and the sharing groups that narrow it.

A reach is a limit and never leave to release: that is an agreement's. What stands in something has both its own and its container's
limits. Groups and organisations count by UUID, never by a local number, which is another group's on the next instance. A group that
names no organisation reaches nobody. What a group says of its releasability is free text: kept, and decides nothing.

Source: MISP's core format (distribution, sharing groups) as its events have it; known faults of taking it otherwise are MISP issues
3380 (groups by local number) and 4200 (an empty group).
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from attrs import field, frozen

from relto.primitives import Malformed, PartyId, Place

OWN_ORGANISATION, COMMUNITY, CONNECTED, EVERYBODY = range(4)
GROUP, INHERIT = 4, 5
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAMES = ("the owner's organisation", "this community", "connected communities", "everybody")


@frozen
class SharingGroup:
    """A group of organisations.

    Args:
        uuid: its identifier.
        name: its name, for people.
        organisations: the UUIDs of the organisations that it names.
        servers: URLs of the instances that it may go to.
        whole: those of them on which every organisation, named or not, belongs to the group.
        releasability: what it says on passing things on; decides nothing.
    """

    uuid: str
    name: str = field(default="", eq=False)
    organisations: frozenset[str] = frozenset()
    servers: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    releasability: str = field(default="", eq=False)


@frozen
class Reach:
    """Where MISP would carry something: no further than its breadth, and to whom all of its groups hold.

    Args:
        breadth: the owner's organisation alone (0), this community (1), connected communities (2), everybody (3).
        groups: the sharing groups that narrow it; none: it is not narrowed.
    """

    breadth: int = EVERYBODY
    groups: frozenset[SharingGroup] = frozenset()

    def __and__(self, other: "Reach") -> "Reach":
        """Where both carry it."""
        return Reach(min(self.breadth, other.breadth), self.groups | other.groups)

    def __le__(self, other: "Reach") -> bool:
        """Whether it is nowhere wider than another."""
        return self & other == self

    @property
    def organisations(self) -> frozenset[str] | None:
        """The organisations that every group names; ``None`` where no group narrows it.

        Organisations that are in a group only by being on one of its instances are named nowhere, and so are not among them.
        """
        return frozenset.intersection(*(group.organisations for group in self.groups)) if self.groups else None


@frozen
class Recipients:
    """Whom a reach leaves, as far as the caller's table knows them.

    Args:
        parties: the parties; ``None`` where MISP sets no limit.
        unknown: UUIDs of organisations that the table does not have: no parties of Relto's, so nothing is decided for them.
    """

    parties: frozenset[PartyId] | None
    unknown: frozenset[str] = frozenset()


def recipients(reach: Reach, organisations: Mapping[str, PartyId], breadths: Mapping[int, Collection[PartyId]] | None = None) -> Recipients:
    """The parties that a reach leaves: by the caller's tables alone, since nothing in an event says who an organisation is.

    Args:
        reach: the reach.
        organisations: parties by the organisations' UUIDs.
        breadths: for each breadth below everybody, the parties in it.

    Raises:
        Malformed: the reach has a breadth that the table does not have; a key is no UUID.
    """
    for key in organisations:
        uuid_of(key, Place("organisations"))
    known = {key.lower(): party for key, party in organisations.items()}
    named = reach.organisations
    parties = None if named is None else frozenset(known[one] for one in named if one in known)
    if reach.breadth != EVERYBODY:
        if reach.breadth not in (breadths or {}):
            raise Malformed("no table says who this is", found=_NAMES[reach.breadth], expected=f"parties of breadth {reach.breadth}")
        around = frozenset((breadths or {})[reach.breadth])
        parties = around if parties is None else parties & around
    return Recipients(parties, frozenset() if named is None else named - frozenset(known))


def read_reach(one: Mapping[str, Any], kind: str, place: Place) -> Reach:
    """What a part of an event says of its distribution; one that says none, or inherits, has no limits of its own (an event: none at all).

    Raises:
        Malformed: no distribution; a group that is named and not given, or given beside a distribution that has none.
    """
    said = one.get("distribution")
    group = one.get("SharingGroup") or None
    if said is None and kind == "event":
        return Reach(OWN_ORGANISATION)
    text = str(INHERIT) if said is None else str(said)
    if isinstance(said, bool) or text not in {"0", "1", "2", "3", "4", "5"} or (text == str(INHERIT) and kind == "event"):
        raise Malformed("no distribution", place=place, found=text[:20], expected="0 to 5; for an event 0 to 4")
    level = int(text)
    if level == GROUP:
        return Reach(EVERYBODY, frozenset({_group(group, place)}))
    if group is not None:
        raise Malformed("a sharing group beside a distribution that has none", place=place, found=text, expected="distribution 4")
    return Reach() if level == INHERIT else Reach(level)


def uuid_of(text: Any, place: Place) -> str:
    """A UUID in small letters.

    Raises:
        Malformed: it is none.
    """
    if not isinstance(text, str) or not _UUID.fullmatch(text.lower()):
        found = None if text is None else str(text)[:40]
        raise Malformed("no UUID; local numbers name something else on every instance", place=place, found=found, expected="a UUID")
    return text.lower()


def _group(given: Any, place: Place) -> SharingGroup:
    members = given.get("SharingGroupOrg") if isinstance(given, dict) else None
    servers = given.get("SharingGroupServer", []) if isinstance(given, dict) else None
    if not isinstance(members, list) or not isinstance(servers, list):
        raise Malformed("a sharing group that is not given with its organisations", place=place, expected="SharingGroup, SharingGroupOrg")
    whole = [server for server in servers if isinstance(server, dict) and server.get("all_orgs") in (True, "1")]
    return SharingGroup(
        uuid_of(given.get("uuid"), Place(place.source, path=f"{place.path}.SharingGroup")),
        _text(given.get("name"), place),
        frozenset(uuid_of(_inside(member, "Organisation", place).get("uuid"), place) for member in members),
        frozenset(_urls(servers, place)),
        frozenset(_urls(whole, place)),
        _text(given.get("releasability"), place),
    )


def _urls(servers: Iterable[Any], place: Place) -> Iterable[str]:
    return (_text(_inside(server, "Server", place).get("url"), place) for server in servers)


def _inside(given: Any, name: str, place: Place) -> Mapping[str, Any]:
    inside = given.get(name) if isinstance(given, dict) else None
    if not isinstance(inside, dict):
        raise Malformed(f"a member of a sharing group without its {name}", place=place, expected=name)
    return inside


def _text(given: Any, place: Place) -> str:
    if given is not None and not isinstance(given, str):
        raise Malformed("a text of a sharing group is none", place=place, found=str(given)[:40], expected="a text")
    return given or ""
