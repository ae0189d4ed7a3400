"""What the tags, distribution and sharing groups of a MISP event say of it and of each of its attributes.

Two things are told apart. *Labels* are what tags say (:mod:`relto.markings.formats.misp`). *Reach* is where MISP itself would carry it: the
distribution 0 to 3, narrowed to the organisations of a sharing group. What stands in something has both its own and its container's
limits, so the tightest wins; a distribution that inherits has its container's, and an event that says none goes nowhere.
Organisations count by UUID, never by a local number; a group that names none reaches nobody. What a group says of its releasability
is free text and decides nothing.

Relto takes a reach as a limit of MISP's and never as leave to release: that is an agreement's.

Source: MISP's core format (distribution, sharing groups) as its events have it; known faults of taking it otherwise are MISP issues
3380 and 4200.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from relto.labels import Label
from relto.markings.formats.json import read_json
from relto.markings.formats.misp import read_tags, says_level
from relto.markings.systems import system
from relto.primitives import Malformed, Place
from relto.primitives.limits import BUNDLE_BYTES, BUNDLE_DEPTH

OWN_ORGANISATION, COMMUNITY, CONNECTED, EVERYBODY = range(4)
_GROUP, _INHERIT = 4, 5


@frozen
class Reach:
    """Where MISP would carry something.

    Args:
        breadth: the owner's organisation alone (0), this community (1), connected communities (2), everybody (3).
        organisations: UUIDs of the organisations to which sharing groups narrow it; ``None`` where there is no group.
    """

    breadth: int = EVERYBODY
    organisations: frozenset[str] | None = None

    def __and__(self, other: "Reach") -> "Reach":
        """Where both carry it."""
        groups = [one for one in (self.organisations, other.organisations) if one is not None]
        return Reach(min(self.breadth, other.breadth), frozenset.intersection(*groups) if groups else None)


@frozen
class Tagged:
    """What is said of one part of an event.

    Args:
        path: where it stands in the event.
        uuid: its identifier; ``None`` in an event that has not been in an instance yet.
        kind: ``event``, ``object`` or ``attribute``.
        labels: what the tags on it and on what it stands in say, one label for each policy.
        reach: where MISP would carry it.
    """

    path: str
    uuid: str | None
    kind: str
    labels: tuple[Label, ...]
    reach: Reach


def labels_of(event: bytes, source: str = "event") -> tuple[Tagged, ...]:
    """What is said of an event and of everything in it, the event first, in its order.

    Raises:
        Malformed: no event; a tag that no label can hold; two tags of one policy that exclude each other; a distribution that is none; a
            sharing group that is named and not given.
    """
    given = read_json(event, source, BUNDLE_BYTES, BUNDLE_DEPTH)
    inside = given.get("Event", given) if isinstance(given, dict) else None
    if not isinstance(inside, dict) or "info" not in inside:
        raise Malformed("no MISP event", place=Place(source), expected='{"Event": {…}} with its info')
    return tuple(_parts(inside, "event", (), Reach(), source, "Event"))


def _parts(one: Mapping[str, Any], kind: str, above: tuple[Label, ...], around: Reach, source: str, path: str) -> Iterator[Tagged]:
    place = Place(source, path=path)
    uuid = one.get("uuid")
    if uuid is not None and not isinstance(uuid, str):
        raise Malformed("an identifier is a text", place=place, expected="uuid")
    labels = _together(above, _labels(one, place))
    reach = around & _reach(one, kind, place)
    yield Tagged(path, uuid, kind, labels, reach)
    for name, inner in (("Attribute", "attribute"), ("Object", "object")):
        some = one.get(name, []) if kind != "attribute" else []
        if not isinstance(some, list) or not all(isinstance(part, dict) for part in some):
            raise Malformed("parts of an event are a list of objects", place=place, found=name, expected="a list")
        for number, part in enumerate(some):
            yield from _parts(part, inner, labels, reach, source, f"{path}.{name}[{number}]")


def _labels(one: Mapping[str, Any], place: Place) -> tuple[Label, ...]:
    tags = one.get("Tag", [])
    if not isinstance(tags, list) or not all(isinstance(tag, dict) and isinstance(tag.get("name"), str) for tag in tags):
        raise Malformed("tags are a list of objects with a name", place=place, expected='[{"name": "tlp:amber"}]')
    spaces: dict[str, list[str]] = {}
    for tag in tags:
        space = says_level(tag["name"])
        if space is not None:
            spaces.setdefault(space, []).append(tag["name"])
    try:
        return tuple(read_tags(names).label for _, names in sorted(spaces.items()))
    except Malformed as refused:
        raise Malformed(refused.message, place=place, found=refused.found, expected=refused.expected) from refused


def _together(above: tuple[Label, ...], own: tuple[Label, ...]) -> tuple[Label, ...]:
    """The labels of a part and of what it stands in, rolled up policy by policy."""
    found: dict[str, list[Label]] = {}
    for label in (*above, *own):
        found.setdefault(label.scheme.id, []).append(label)
    return tuple(system(name).roll_up(labels) if len(labels) > 1 else labels[0] for name, labels in sorted(found.items()))


def _reach(one: Mapping[str, Any], kind: str, place: Place) -> Reach:
    said = one.get("distribution")
    if said is None:
        return Reach() if kind != "event" else Reach(OWN_ORGANISATION)
    text = str(said)
    if text not in {"0", "1", "2", "3", "4", "5"} or (text == str(_INHERIT) and kind == "event"):
        raise Malformed("no distribution", place=place, found=text[:20], expected="0 to 5; for an event 0 to 4")
    level = int(text)
    if level == _INHERIT:
        return Reach()
    if level != _GROUP:
        return Reach(level)
    group = one.get("SharingGroup")
    members = group.get("SharingGroupOrg") if isinstance(group, dict) else None
    if not isinstance(members, list):
        raise Malformed("a sharing group that is not given with its organisations", place=place, expected="SharingGroup, SharingGroupOrg")
    return Reach(EVERYBODY, frozenset(_organisation(member, place) for member in members))


def _organisation(member: Any, place: Place) -> str:
    inside = member.get("Organisation") if isinstance(member, dict) else None
    uuid = inside.get("uuid") if isinstance(inside, dict) else None
    if not isinstance(uuid, str):
        raise Malformed("an organisation without its UUID", place=place, expected="Organisation.uuid")
    return uuid.lower()
