"""MISP tags as labels: a JSON list of machine tags.

Which taxonomies are labels, which say what a recipient may do (``PAP``, kept apart), which are refused and which say nothing about access
stands in ``taxonomies.toml``, each with the version that was read. A tag that says something a label cannot hold is refused; so are two
of them that exclude each other, two policies at once, a value that the taxonomy does not have, and a tag that only looks like one
(``TLP:RED``, ``tlp: red``, letters of another script). Tags of other taxonomies, and tags that are no machine tags, are kept as
informative.

Source: MISP/misp-taxonomies, machinetag files; MISP's core format (tags of events and attributes).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from attrs import evolve, frozen

from relto.labels import Label
from relto.markings.formats.json import read_json, write_json
from relto.markings.formats.misp.taxonomies import TAG, Taxonomy, known_taxonomies, taxonomy_of
from relto.markings.formats.model import MachineLabel, machine, refuse_typed
from relto.markings.formats.parts import Part, put_together, taken_apart, written
from relto.markings.formats.us_words import read_words, united_states, write_words
from relto.markings.systems import system
from relto.primitives import Malformed, Place

_MOST = 1_000
_OTHER, HANDLING = "tags", "PAP"
_UNITED_STATES = "dni-ism"


@frozen
class Misp:
    """See the module."""

    id: str = "misp"
    name: str = "MISP tags"
    media_type: str = "application/json"
    source: str = "MISP taxonomies tlp 10, nato 2, euci 3, fr-classif 6, de-vs 1, dni-ism 3, acs-marking 2, iep2-policy 1, PAP 3"

    def read(self, data: bytes, *, source: str = "label") -> MachineLabel:
        """See :class:`~relto.markings.formats.model.Format`."""
        tags = read_json(data, source)
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            raise Malformed("no list of tags", place=Place(source), expected='["tlp:amber"]')
        return read_tags(tags, source)

    def write(self, label: MachineLabel | Label) -> bytes:
        """See :class:`~relto.markings.formats.model.Format`."""
        return write_json(write_tags(machine(label)))


@frozen
class Sorted:
    """Tags by what they say.

    Args:
        labels: the labels, by taxonomy in its order.
        pap: what a recipient may do; ``None`` where no tag says it.
        others: every other tag, as it stands.
    """

    labels: tuple[tuple[str, Label], ...]
    pap: str | None
    others: tuple[str, ...]


def sort_tags(tags: Sequence[str], source: str = "tags") -> Sorted:
    """What tags say, policy by policy.

    Raises:
        Malformed: there are too many tags, or one twice; one that no label can hold, or that looks like another; or they contradict.
    """
    if len(tags) > _MOST or len(set(tags)) != len(tags):
        raise Malformed("too many tags, or one twice", place=Place(source), expected=f"{_MOST} at most, each once")
    ours: dict[str, list[str]] = {}
    pap: list[str] = []
    others: list[str] = []
    for tag in tags:
        one = taxonomy_of(tag, source)
        if one is None:
            others.append(tag)
        elif one.kind == "refused":
            raise Malformed(f"a tag that no label can hold: {one.why}", place=Place(source), found=tag, expected="no tag of it")
        elif one.kind == "handling":
            pap.append(_handling(one, tag, source))
        else:
            ours.setdefault(one.namespace, []).append(tag)
    if len(pap) > 1:
        raise Malformed("two tags of PAP", place=Place(source), found=", ".join(pap), expected="one")
    labels = tuple(
        (space, _READERS.get(space, _read_level)(known_taxonomies()[space], some, source)) for space, some in sorted(ours.items())
    )
    return Sorted(labels, pap[0] if pap else None, tuple(others))


def read_tags(tags: Sequence[str], source: str = "tags") -> MachineLabel:
    """The label that the tags of an event or attribute say.

    Args:
        tags: the tags' names.
        source: name of the input, for errors.

    Raises:
        Malformed: no tag says a level, or the tags contradict each other.
    """
    found = sort_tags(tags, source)
    if len(found.labels) != 1:
        spaces = ", ".join(space for space, _ in found.labels) or None
        expected = f"tags of one of {', '.join(name for name, one in known_taxonomies().items() if one.kind == 'label')}"
        raise Malformed("no tag that says a level, or two policies at once", place=Place(source), found=spaces, expected=expected)
    kept = () if found.pap is None else ((HANDLING, (found.pap,)),)
    others = ((_OTHER, tuple(sorted(found.others))),) if found.others else ()
    older = "TLP:WHITE of TLP 1.0" if "tlp:white" in tags else None
    return MachineLabel(found.labels[0][1], informative=(*kept, *others), older=older)


def _handling(one: Taxonomy, tag: str, source: str) -> str:
    value = tag.removeprefix(f"{one.namespace}:")
    value = one.old.get(value, value)
    if value not in one.order:
        raise Malformed("an unknown tag of PAP", place=Place(source), found=tag, expected=", ".join(one.order))
    return value


def _wrong(one: Taxonomy, tag: str, source: str, expected: str) -> Malformed:
    return Malformed(f"a tag that no label can hold: {one.why_refused(tag)}", place=Place(source), found=tag, expected=expected)


def _read_level(one: Taxonomy, tags: list[str], source: str) -> Label:
    expected = f"one of {', '.join(one.levels)}"
    for tag in tags:
        if tag not in one.levels and tag not in one.exclusions:
            raise _wrong(one, tag, source, expected)
    levels = [tag for tag in tags if tag in one.levels]
    if len(levels) > 1:
        found = ", ".join(levels)
        raise Malformed(f"tags of `{one.namespace}` that contradict each other", place=Place(source), found=found, expected="one of them")
    if not levels:
        raise Malformed("a caveat without a level", place=Place(source), found=tags[0], expected=expected)
    level, *compartments = one.levels[levels[0]]
    exclusions = tuple(one.exclusions[tag] for tag in tags if tag in one.exclusions)
    parts: dict[Part, tuple[str, ...]] = {"exclusions": exclusions, "compartments": tuple(compartments)}
    return put_together(system(one.system), level, {part: words for part, words in parts.items() if words}, Place(source))


def _read_words(one: Taxonomy, tags: list[str], source: str) -> Label:
    """The United States' words, one tag each."""
    levels: list[str] = []
    words: list[str] = []
    for tag in tags:
        match = TAG.fullmatch(tag)
        predicate, value = (match["predicate"], match["value"]) if match else ("", None)
        known = one.words.get(predicate, ())
        if value is None or value not in known:
            raise _wrong(one, tag, source, f"one of {', '.join(known)}" if known else f"a predicate of {', '.join(one.words)}")
        if predicate.startswith("classification"):
            levels.append(united_states().vocabulary.levels["portion"][value].level)
        else:
            words.append(value)
    if len(levels) != 1:
        found = ", ".join(levels) or None
        raise Malformed(f"tags of {one.namespace} say one level", place=Place(source), found=found, expected="one classification")
    return put_together(system(one.system), levels[0], read_words(words), Place(source))


def _read_policy(one: Taxonomy, tags: list[str], source: str) -> Label:
    """A policy of FIRST IEP 2.0, one statement a tag."""
    fields: dict[str, str] = {}
    for tag in tags:
        match = TAG.fullmatch(tag)
        if match is None or not match["value"] or match["predicate"] in fields:
            raise Malformed("a statement without its value, or twice", place=Place(source), found=tag, expected="each once, with its value")
        fields[match["predicate"]] = match["value"]
    return system(one.system).parse(json.dumps(fields, ensure_ascii=False), source=source).label


_READERS: Mapping[str, Callable[[Taxonomy, list[str], str], Label]] = MappingProxyType(
    {_UNITED_STATES: _read_words, "acs-marking": _read_words, "iep2-policy": _read_policy}
)


def write_tags(given: MachineLabel) -> list[str]:
    """The tags that say a label, and those that stood beside it.

    Raises:
        Malformed: no taxonomy has tags for all of it, or what stands beside it says a label too.
    """
    refuse_typed(given)
    beside = dict(given.informative)
    if given.review or given.originator or given.identifier or given.privacy_mark or not set(beside) <= {_OTHER, HANDLING}:
        raise Malformed("tags carry the label and other tags alone", expected="a label without further dates and names")
    tags = label_tags(given.label)
    every = [*tags, *(f"{HANDLING}:{value}" for value in beside.get(HANDLING, ())), *sorted(beside.get(_OTHER, ()))]
    informative = tuple((name, tuple(sorted(beside[name]))) for name in (HANDLING, _OTHER) if name in beside)
    if read_tags(every) != MachineLabel(evolve(given.label, marked_on=None), informative=informative):
        raise Malformed("tags cannot say all of this label", found=", ".join(every)[:200], expected="what the taxonomies have")
    return every


def label_tags(label: Label) -> list[str]:
    """The tags that say a label; its day is not among them.

    Raises:
        Malformed: no taxonomy has tags for all of it.
    """
    match label.scheme.id:
        case "us":
            tags = _write_words(taken_apart(label), label.level)
        case "iep":
            policy = json.loads(written(label))
            tags = [f'iep2-policy:{name}="{value}"' for name, value in policy.items()]
        case other:
            tags = _write_level(other, label)
    if read_tags(tags).label != evolve(label, marked_on=None):
        raise Malformed("tags cannot say all of this label", found=", ".join(tags), expected="a level and caveats that the taxonomy has")
    return tags


def _write_level(scheme: str, label: Label) -> list[str]:
    one = next((one for one in known_taxonomies().values() if one.levels and one.system == scheme), None)
    if one is None:
        known = ", ".join(sorted({one.system for one in known_taxonomies().values() if one.system}))
        raise Malformed("no taxonomy has this scheme", found=scheme, expected=f"one of {known}")
    parts = taken_apart(label)
    wanted = (label.level, *parts.get("compartments", ()))
    tags = [tag for tag, said in one.levels.items() if said == wanted][:1]
    if not tags:
        levels = ", ".join(" ".join(said) for said in one.levels.values())
        raise Malformed("the taxonomy has no such tag", found=" ".join(wanted), expected=levels)
    return [*tags, *(tag for tag, name in one.exclusions.items() if name in parts.get("exclusions", ()))]


def _write_words(parts: Mapping[Part, tuple[str, ...]], level: str) -> list[str]:
    words = write_words(parts)
    below = [one for one in words if not any(other.startswith(f"{one}-") for other in words)]
    tags = [f'{_UNITED_STATES}:classification:us="{united_states().vocabulary.level_written["portion"][level]}"']
    for predicate, values in known_taxonomies()[_UNITED_STATES].words.items():
        tags += [f'{_UNITED_STATES}:{predicate}="{value}"' for value in values if value in below and predicate != "classification:us"]
    return tags
