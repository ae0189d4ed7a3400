"""What an overseer sees: every release and refusal, who approved with whom and how fast, and counts worked out from the log itself.

An overseer reads what happened and never content; what an overseer asks stands in no journal of those who are overseen.
"""

import base64
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from attrs import frozen

from relto.audit import verify_opening
from relto.markings.formats.json import write_json
from relto.node.authorising import Action, Actor, authorise
from relto.node.journal import Entry
from relto.node.oversight.tallying import Statistics, Tally, counts, middle
from relto.node.ports import Work
from relto.node.records.journal import Leaf
from relto.node.records.releasing import Sent
from relto.node.surroundings import Surroundings
from relto.primitives import PartyId
from relto.primitives.limits import PAGE

REFUSALS = ("release.refused", "release.declined", "item.refused")
MOST_EXPORTED = 10_000
"""Most lines of one part of an export."""
_AT_ONCE = 1_000


@frozen
class Line:
    """One line of the journal.

    Args:
        number: by which the next page is asked for.
        index: its place in the log, or ``None`` where it is not there yet.
        entry: what it says, checked against its commitment; ``None`` where it was erased.
    """

    number: int
    index: int | None
    entry: Entry | None


@frozen
class Pair:
    """Two people who approved together.

    Args:
        people: who, by account, in order.
        releases: how many they approved together.
        fastest: the shortest time from submission to the second approval.
        typical: the median of these times.
    """

    people: tuple[str, ...]
    releases: int
    fastest: timedelta
    typical: timedelta


@frozen
class Exported:
    """A part of an export.

    Args:
        data: its lines, as JSON, one a line.
        after: what to ask the next part with; ``None`` where this is the last.
    """

    data: bytes
    after: int | None


class Oversight:
    """What is shown to overseers.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def releases(self, actor: Actor, *, recipient: PartyId | None = None, after: str | None = None, most: int = 50) -> tuple[Sent, ...]:
        """What was released, the latest first.

        Args:
            actor: who oversees.
            recipient: only to this party.
            after: only what comes after this message in that order.
            most: this many at most.

        Raises:
            Forbidden: this is for overseers.
        """
        authorise(actor, Action.OVERSEE)
        with self._node.store.read() as work:
            return tuple(work.drafts.releases(recipient=recipient, before=after, most=max(1, min(most, PAGE))))

    def refusals(self, actor: Actor, *, before: int | None = None, most: int = 50) -> tuple[Line, ...]:
        """What was refused: by a decision, by an approver, to a reader. The latest first.

        Raises:
            Forbidden: this is for overseers.
        """
        return self.lines(actor, kinds=REFUSALS, before=before, most=most)

    def lines(
        self, actor: Actor, *, kinds: Sequence[str] = (), subject: str | None = None, before: int | None = None, most: int = 50
    ) -> tuple[Line, ...]:
        """Lines of the journal, the latest first.

        Args:
            actor: who oversees.
            kinds: only of these kinds; empty: of every kind.
            subject: only about this identifier: an item, a draft, a message, an account.
            before: only with a lower number.
            most: this many at most.

        Raises:
            Forbidden: this is for overseers.
            Unverified: what stands beside a commitment was changed.
        """
        authorise(actor, Action.OVERSEE)
        with self._node.store.read() as work:
            some = work.journal.found(kinds=kinds, subject=subject, before=before, most=max(1, min(most, PAGE)))
            return tuple(_opened(work, some))

    def pairs(self, actor: Actor, since: datetime, until: datetime) -> tuple[Pair, ...]:
        """Who approved together and how fast, the most frequent first: always the same two, or in seconds, is no second pair of eyes.

        Raises:
            Forbidden: this is for overseers.
        """
        authorise(actor, Action.OVERSEE)
        times: dict[tuple[str, ...], list[timedelta]] = {}
        with self._node.store.read() as work:
            for one in _sent(work, since, until):
                draft = work.drafts.get(one.draft)
                begun = draft.prepared if draft is not None and draft.prepared is not None else one.first_approval
                times.setdefault(tuple(sorted(one.approvers)), []).append(one.last_approval - begun)
        pairs = [Pair(people, len(some), min(some), middle(some) or min(some)) for people, some in times.items()]
        return tuple(sorted(pairs, key=lambda pair: (-pair.releases, pair.people)))

    def statistics(self, actor: Actor, since: datetime, until: datetime) -> Statistics:
        """Counts over a time, worked out from the journal.

        Raises:
            Forbidden: this is for overseers.
            Unverified: what stands beside a commitment was changed.
        """
        authorise(actor, Action.OVERSEE)
        tally = Tally()
        with self._node.store.read() as work:
            for line in _walk(work, since):
                if line.entry is None:
                    tally.add_erased()
                elif line.entry.at < until:
                    tally.add(line.entry, outside=line.index is None)
        return counts([tally], since, until)

    def export(self, actor: Actor, since: datetime, until: datetime) -> Iterator[bytes]:
        """Every line over a time, the latest first, as JSON, one a line: what it says, what opens it, and where it stands in the log.

        With the log itself (its tiles and its checkpoint) everything in it can be checked elsewhere.

        Raises:
            Forbidden: this is for overseers.
            Unverified: what stands beside a commitment was changed.
        """
        authorise(actor, Action.OVERSEE)
        with self._node.store.read() as work:
            for _, data in _exported(work, since, until, None):
                yield data

    def export_page(self, actor: Actor, since: datetime, until: datetime, *, before: int | None = None, most: int = PAGE) -> Exported:
        """The same, a part at a time.

        Args:
            actor: who oversees.
            since: from when on.
            until: before when.
            before: what the part before gave; ``None``: from the beginning.
            most: lines at most.

        Raises:
            Forbidden: this is for overseers.
            Unverified: what stands beside a commitment was changed.
        """
        authorise(actor, Action.OVERSEE)
        with self._node.store.read() as work:
            some = list(islice(_exported(work, since, until, before), max(1, min(most, MOST_EXPORTED))))
        return Exported(b"".join(data for _, data in some), some[-1][0] if len(some) == most else None)


def _exported(work: Work, since: datetime, until: datetime, before: int | None) -> Iterator[tuple[int, bytes]]:
    for line in _walk(work, since, before):
        if line.entry is not None and line.entry.at >= until:
            continue
        leaf, opening = work.journal.leaf(line.number), work.journal.opening(line.number)
        if leaf is not None:
            plain = {
                "index": line.index,
                "entry": base64.b64encode(leaf.entry).decode(),
                "salt": None if opening is None else base64.b64encode(opening.salt).decode(),
                "content": None if opening is None else opening.content.decode(),
            }
            yield line.number, write_json(plain) + b"\n"


def _walk(work: Work, since: datetime, before: int | None = None) -> Iterator[Line]:
    """Lines since an instant, the latest first; lines that were erased say not when they were, and are given among the others."""
    while True:
        some = work.journal.found(before=before, most=_AT_ONCE)
        for line in _opened(work, some):
            if line.entry is not None and line.entry.at < since:
                return
            yield line
        if len(some) < _AT_ONCE:
            return
        before = some[-1].number


def _opened(work: Work, leaves: Sequence[Leaf]) -> Iterator[Line]:
    """Lines with what they say, checked against their commitments."""
    openings = work.journal.openings([one.number for one in leaves])
    for one in leaves:
        opening = openings.get(one.number)
        yield Line(one.number, one.index, None if opening is None else Entry.from_bytes(verify_opening(one.entry, opening)))


def _sent(work: Work, since: datetime, until: datetime) -> Iterator[Sent]:
    before: str | None = None
    while True:
        some = work.drafts.releases(before=before, most=_AT_ONCE)
        for one in some:
            if one.at < since:
                return
            if one.at < until:
                yield one
        if len(some) < _AT_ONCE:
            return
        before = some[-1].message
