"""What the tags, distribution and sharing groups of a MISP event say of it and of each of its parts, and tags put on them.

Parts are its objects, attributes, reports and proposals, and the related events that it names. *Labels* are what tags say
(:mod:`relto.markings.formats.misp.tags`), *reach* is where MISP itself would carry it. What stands in something has both its own and its
container's: labels are rolled up policy by policy, the stricter ``PAP`` holds, and the tightest reach wins. A tag that is local to an
instance counts like every other.

Source: MISP's core format as its events have it.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen

from relto.labels import Label
from relto.markings.formats.json import read_json, write_json
from relto.markings.formats.misp.reach import COMMUNITY, CONNECTED, EVERYBODY, INHERIT, OWN_ORGANISATION, Reach, SharingGroup, read_reach
from relto.markings.formats.misp.tags import HANDLING, sort_tags, write_tags
from relto.markings.formats.misp.taxonomies import known_taxonomies, strictest, taxonomy_of
from relto.markings.formats.model import MachineLabel, machine
from relto.markings.systems import system
from relto.primitives import Malformed, Place
from relto.primitives.limits import BUNDLE_BYTES, BUNDLE_DEPTH

_PARTS: Mapping[str, Mapping[str, str]] = {
    "event": {
        "Attribute": "attribute",
        "Object": "object",
        "EventReport": "report",
        "ShadowAttribute": "proposal",
        "RelatedEvent": "related event",
    },
    "object": {"Attribute": "attribute"},
    "attribute": {"ShadowAttribute": "proposal"},
}
"""By kind of part, the names of the lists in it and the kinds of what stands in them."""

_MADE_OF = {"EventTag": "Tag", "AttributeTag": "Tag"}
_STAYS = "misp:should-not-sync"


@frozen
class Tagged:
    """What is said of one part of an event.

    Args:
        path: where it stands in the event.
        uuid: its identifier; ``None`` in an event that has not been in an instance yet.
        kind: ``event``, ``object``, ``attribute``, ``report``, ``proposal`` or ``related event``.
        labels: what the tags on it and on what it stands in say, one label for each policy.
        reach: where MISP would carry it.
        pap: what a recipient may do with it, by the Permissible Actions Protocol; ``None`` where nothing says it.
        others: its own tags that say nothing of that.
    """

    path: str
    uuid: str | None
    kind: str
    labels: tuple[Label, ...]
    reach: Reach
    pap: str | None = None
    others: tuple[str, ...] = ()


def labels_of(event: bytes, source: str = "event") -> tuple[Tagged, ...]:
    """What is said of an event and of everything in it, the event first, in its order.

    Raises:
        Malformed: no event; a tag that no label can hold; two tags of one policy that exclude each other; a distribution that is none; a
            sharing group that is named and not given, or given in two ways.
    """
    found = tuple(_parts(_event(event, source)[1], "event", None, Place(source, path="Event")))
    groups: dict[str, SharingGroup] = {}
    for one in found:
        for group in one.reach.groups:
            if groups.setdefault(group.uuid, group) != group:
                place = Place(source, path=one.path)
                raise Malformed("one sharing group given in two ways", place=place, found=group.uuid, expected="the same members")
    return found


def mark(
    event: bytes,
    label: MachineLabel | Label,
    *,
    path: str = "Event",
    distribution: int | None = None,
    source: str = "event",
) -> bytes:
    """An event with the tags of a label on one part of it; what else stands in it stays.

    Tags of the same policy that stand on the part give way; those of other policies stay. What stands in the part is held by its label too,
    and the part by its container's: so a label that is looser than the container's changes nothing for who reads it with ``labels_of``.

    Args:
        event: the event.
        label: the label; a ``PAP`` and tags that stand beside it are put on too. Its day is not carried.
        path: the part, as ``labels_of`` names it.
        distribution: the distribution that the part is to have: 0 to 3, for all but the event 5; ``None``: it stays as it is. Sharing
            groups are an instance's, and are not written.
        source: name of the input, for errors.

    Raises:
        Malformed: no event, or one that cannot be read; no such part; no tags carry the label; a number that would change.
    """
    parts = {one.path: one for one in labels_of(event, source)}
    place = Place(source, path=path)
    if path not in parts or parts[path].kind not in {"event", "object", "attribute", "report"}:
        raise Malformed("no part of the event that has tags", place=place, expected="Event, Event.Attribute[0] …")
    whole, inside = _event(event, source)
    part = _at(inside, path)
    given = machine(label)
    wanted = write_tags(given)
    systems = (given.label.scheme.id, *([""] if HANDLING in dict(given.informative) else []))  # PAP is of no system
    kept = [tag for tag in part.get("Tag", []) if not _gives_way(tag["name"], systems, source) and tag["name"] not in wanted]
    part["Tag"] = [*kept, *({"name": name} for name in wanted)]
    for wrapper in _MADE_OF:
        left = [one for one in part.get(wrapper, []) if not _gives_way(one["Tag"]["name"], systems, source)]
        part.update({wrapper: left} if wrapper in part else {})
    if distribution is not None:
        if distribution not in {OWN_ORGANISATION, COMMUNITY, CONNECTED, EVERYBODY} | ({INHERIT} if path != "Event" else set()):
            raise Malformed(
                "no distribution to write", place=place, found=str(distribution), expected="0 to 3; for a part of an event also 5"
            )
        part["distribution"] = str(distribution) if isinstance(part.get("distribution", ""), str) else distribution
        part.pop("SharingGroup", None)
        part.update({"sharing_group_id": "0"} if "sharing_group_id" in part else {})
    try:
        data = write_json(whole)
    except ValueError:
        raise Malformed(
            "the event holds a number or a text that JSON cannot write", place=Place(source), expected="finite numbers, Unicode"
        ) from None
    if _numbers(data) != _numbers(event):
        raise Malformed("a number of the event would change", place=Place(source), expected="numbers that a computer holds exactly")
    labels_of(data, source)
    return data


def _gives_way(tag: str, systems: tuple[str, ...], source: str) -> bool:
    one = taxonomy_of(tag, source)
    return one is not None and one.system in systems


def _numbers(data: bytes) -> list[Decimal]:
    """Every fraction in a JSON text, as exact numbers."""
    found: list[Decimal] = []

    def exact(text: str) -> Decimal:
        found.append(Decimal(text))
        return found[-1]

    json.loads(data, parse_float=exact)
    return sorted(found)


def _event(data: bytes, source: str) -> tuple[Any, dict[str, Any]]:
    """What a file holds, and the event in it."""
    given = read_json(data, source, BUNDLE_BYTES, BUNDLE_DEPTH)
    inside = given.get("Event", given) if isinstance(given, dict) else None
    if not isinstance(inside, dict) or "info" not in inside:
        raise Malformed("no MISP event", place=Place(source), expected='{"Event": {…}} with its info')
    return given, inside


def _at(inside: dict[str, Any], path: str) -> dict[str, Any]:
    """The part at a path that ``labels_of`` gave."""
    here: dict[str, Any] = inside
    for step in path.split(".")[1:]:
        name, _, number = step.rstrip("]").partition("[")
        here = here[name][int(number)] if number else here[name]
    return here


def _parts(one: Mapping[str, Any], kind: str, above: Tagged | None, place: Place) -> Iterator[Tagged]:
    uuid = one.get("uuid")
    if uuid is not None and not isinstance(uuid, str):
        raise Malformed("an identifier is a text", place=place, expected="uuid")
    names = tuple(_tags(one, place))
    try:
        own = sort_tags(names)
    except Malformed as refused:
        raise Malformed(refused.message, place=place, found=refused.found, expected=refused.expected) from refused
    reach = read_reach(one, kind, place) & Reach(OWN_ORGANISATION if _STAYS in names else EVERYBODY)
    labels = [label for _, label in own.labels]
    said = [value for value in (own.pap, above.pap if above else None) if value is not None]
    found = Tagged(
        str(place.path),
        uuid,
        kind,
        _together([*(above.labels if above else ()), *labels]),
        reach & above.reach if above else reach,
        strictest(known_taxonomies()[HANDLING], said),
        own.others,
    )
    yield found
    for name, inner in _PARTS.get(kind, {}).items():
        some = one.get(name, [])
        if not isinstance(some, list) or not all(isinstance(part, dict) for part in some):
            raise Malformed("parts of an event are a list of objects", place=place, found=name, expected="a list")
        for number, part in enumerate(some):
            path = f"{place.path}.{name}[{number}]"
            related = part.get("Event") if inner == "related event" else None
            at = Place(place.source, path=f"{path}.Event" if isinstance(related, dict) else path)
            yield from _parts(related if isinstance(related, dict) else part, inner, found, at)


def _tags(one: Mapping[str, Any], place: Place) -> Iterator[str]:
    """The names of the tags on a part, each once."""
    seen: set[str] = set()
    for wrapper in ("Tag", *_MADE_OF):
        tags = one.get(wrapper, [])
        inside = _MADE_OF.get(wrapper)
        some = [tag.get(inside) if inside and isinstance(tag, dict) else tag for tag in tags] if isinstance(tags, list) else [None]
        for tag in some:
            name = tag.get("name") if isinstance(tag, dict) else None
            if not isinstance(name, str):
                raise Malformed("tags are a list of objects with a name", place=place, expected='[{"name": "tlp:amber"}]')
            if name not in seen:
                seen.add(name)
                yield name


def _together(labels: list[Label]) -> tuple[Label, ...]:
    """The labels of a part and of what it stands in, rolled up policy by policy."""
    found: dict[str, list[Label]] = {}
    for label in labels:
        found.setdefault(label.scheme.id, []).append(label)
    return tuple(system(name).roll_up(some) if len(some) > 1 else some[0] for name, some in sorted(found.items()))
