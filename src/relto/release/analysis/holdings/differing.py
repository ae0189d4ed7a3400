"""Which kinds of items two networks answer differently, through two tables of outcomes."""

from relto.release.analysis.changing import Comparison, Kind
from relto.release.analysis.holdings.index import named_items
from relto.release.analysis.holdings.kinds import Kinds
from relto.release.analysis.holdings.table import compiled


def differing(comparison: Comparison) -> list[Kind]:
    """The kinds of a comparison for which some recipient gets another outcome, in their order.

    Only they need be asked recipient by recipient. Where the two networks do not know the same parties, that is every kind.

    Args:
        comparison: two networks, and the kinds it was given.

    Raises:
        Malformed: a network does not know a holder.
    """
    if comparison.before.everyone != comparison.after.everyone or not set(comparison.recipients) <= set(comparison.before.everyone):
        return list(comparison.kinds)
    kinds = Kinds(apart=named_items(comparison.before) | named_items(comparison.after))
    numbers = [kinds.take(kind.item, kind.holder) for kind in comparison.kinds]
    table, _ = compiled(kinds, comparison.before, comparison.at)
    _, delta = compiled(kinds, comparison.after, comparison.at, table)
    if delta.whole:
        before, after = table.outcomes, compiled(kinds, comparison.after, comparison.at)[0].outcomes
        changed = set((before != after).any(axis=0).nonzero()[0].tolist())
    else:
        changed = set(delta.kinds.tolist())
    return [kind for kind, number in zip(comparison.kinds, numbers, strict=True) if number in changed]
