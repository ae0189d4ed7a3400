"""What is derived from what is held: it inherits where that came from, and is marked no lower."""

from collections.abc import Sequence

from attrs import evolve, frozen

from relto.labels import Label, dominates, roll_up
from relto.node.records.holdings import Held
from relto.primitives import Malformed, PartyId, Place
from relto.release import Engine, Provenance, as_kept, expansion, originators_of


@frozen
class Source:
    """What something was derived from.

    Args:
        item: the item.
        labels: which of its parts were used, by their labels' places among its distinct labels; empty: the whole.
    """

    item: str
    labels: tuple[int, ...] = ()


Found = Sequence[tuple[Held, Source]]


def sources_of(found: Found, given: Provenance) -> tuple[Provenance, ...]:
    """Where something derived came from: from everywhere its sources did, each once; of what is derived from nothing, what is said."""
    some = [one for held, _ in found for one in held.provenances]
    return tuple(dict.fromkeys(evolve(one, known_as=None) for one in some)) or (given,)


def check_derived(label: Label, found: Found, engine: Engine, holder: PartyId) -> None:
    """Hold the label of what was derived against what was taken of its sources.

    A source in another scheme counts by the level that its agreement carried it to; its originators, lists, exclusions, controls and
    compartments count as they are.

    Raises:
        Malformed: the label protects less than a source does, or a source's level was never carried to this scheme.
    """
    if not found:
        return
    protecting = [carried for held, source in found for carried in _taken(held, source, label, engine, holder)]
    if not protecting:
        return
    whole = roll_up(protecting, expansion(engine.network, engine.at))
    if not dominates(label, whole, expansion(engine.network, engine.at)):
        found_words = f"{label.level}{' for ' + ', '.join(sorted(label.releasable_to)) if label.releasable_to else ''}"
        raise Malformed(
            "marked below what it was derived from",
            place=Place("marking"),
            found=found_words,
            expected=f"{whole.level} at least, with the originators, lists, exclusions, controls and compartments of its sources",
        )


def _taken(held: Held, source: Source, label: Label, engine: Engine, holder: PartyId) -> list[Label]:
    if any(not 0 <= at < len(held.portions) for at in source.labels):
        raise Malformed("the source has no such part", place=Place("sources"), expected=f"0 to {len(held.portions) - 1}")
    taken = [held.portions[at] for at in source.labels] or [held.label]
    return [_carried(one, held, label, engine, holder) for one in taken if not one.is_public]


def _carried(one: Label, held: Held, label: Label, engine: Engine, holder: PartyId) -> Label:
    if one.scheme == label.scheme:
        return one
    items = [provenance.item(one, held.kinds) for provenance in held.provenances]
    levels = {as_kept(engine.network, item, holder=holder, at=engine.at).level for item in items}
    if engine.network.home_scheme(holder) != label.scheme or None in levels:
        raise Malformed(
            "derived from something in another scheme whose level no agreement carries to this one",
            place=Place("marking"),
            found=label.scheme.id,
            expected="the scheme of the source, or this party's own where its agreement's table reaches it",
        )
    named = {party for item in items for party in originators_of(item, holder)}
    level = label.scheme.join_all(sorted(level for level in levels if level is not None))
    return evolve(one, scheme=label.scheme, level=level, originators=frozenset(named), joint=False)
