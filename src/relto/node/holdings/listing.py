"""Lists and searches of what is held: of each thing as much as its reader may see."""

from attrs import frozen

from relto.node.authorising import Absent, Action, Actor, authorise
from relto.node.holdings.viewing import Shown, Versions
from relto.node.kinds import NO_PARTS
from relto.node.placing import named_by, place_of
from relto.node.ports import Work
from relto.node.sight import Seen
from relto.node.surroundings import Surroundings
from relto.primitives.limits import PAGE

_LIST = "holdings"


@frozen
class Page:
    """Part of a list.

    Args:
        entries: what stands on it, the newest first.
        after: what to ask the next page with; ``None`` where this is the last.
    """

    entries: tuple[Shown, ...]
    after: str | None


def listed(node: Surroundings, versions: Versions, actor: Actor, words: str | None, after: str | None, most: int) -> Page:
    """What somebody may see, in whole or in part, the newest first.

    Args:
        node: the node.
        versions: what is shown of something of which they may see a part.
        actor: who looks.
        words: words that must all stand in it; ``None``: whatever stands in it.
        after: what the page before gave; ``None``: from the beginning.
        most: entries at most.

    Raises:
        Forbidden: this is for other roles.
        Absent: ``after`` is no place that the actor was shown in this list.
    """
    authorise(actor, Action.READ)
    most = max(1, min(most, PAGE))
    at = node.clock.now()
    tokens = () if words is None else node.vault.tokens((words,))
    entries: list[Shown] = []
    before: int | None = None
    begin = None if after is None else named_by(node.vault, actor, _LIST, after)
    while True:
        with node.store.read() as work:
            engine = node.arrangement.engine(work, at.date())
            if begin is not None and before is None:
                before = _number(work, begin)
            whole, in_part = node.sight.places(work, actor, engine)
            if words is None:
                some = work.items.page([*whole, *(one.shelf for one in in_part)], before, most + 1)
            else:
                partly = [(one.shelf, node.vault.alternatives(words, sorted(part.text for part in one.parts))) for one in in_part]
                some = work.items.found(tokens, whole, before, most + 1, partly)
            shelves = {one.shelf: one for one in in_part}
            outlines = work.items.outlines([one.number for one in some if one.shelf in shelves])
        for held in some:
            place = None if held.shelf is None else shelves.get(held.shelf)
            seen = Seen(held, NO_PARTS, None) if place is None else Seen(held, place.kind, place.parts, outlines.get(held.number))
            one = versions.shown(seen, engine, tokens)
            if one is not None:
                entries.append(one)
        if len(entries) > most or len(some) <= most:
            break
        before = some[-1].number
    last = entries[most - 1].held.id if len(entries) > most else None
    return Page(tuple(entries[:most]), None if last is None else place_of(node.vault, actor, _LIST, last))


def _number(work: Work, item: str) -> int:
    """The number of something that was shown once; it keeps it when it is destroyed."""
    found = work.items.get(item)
    if found is None:
        raise Absent
    return found.number
