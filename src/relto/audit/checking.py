"""Looking over a whole log: whether what it holds is what it signed for.

1. The checkpoint satisfies the policy.
2. Every entry is hashed anew, and the hashes are those in the tiles.
3. Every tile is made anew from the entries, and is the one that is there.
4. The root made anew is the one signed.
5. Checkpoints that somebody kept from before are of the same tree.

Not checked: whether the log shows everybody this same checkpoint (that is what witnesses are for), and what entries say.
"""

from collections.abc import Iterator, Sequence

from attrs import define, field, frozen

from relto.audit.checkpoints import Checkpoint, parse_checkpoint
from relto.audit.encoding import shown
from relto.audit.merkle import HASH_BYTES, leaf_hashes
from relto.audit.notes import Note, verify_signed_by
from relto.audit.policies import Accepted, Policy
from relto.audit.ports import LogSource
from relto.audit.tiles import WIDTH, Edge, Tile, TileTree, read_bundle, tile_in
from relto.primitives import Malformed, Unavailable, Unverified

_MOST_PROBLEMS = 100


@frozen
class Problem:
    """Something in a log that is not as it must be.

    Args:
        where: the tile, bundle or checkpoint.
        says: what is wrong, in words.
    """

    where: str
    says: str


@frozen
class Report:
    """What was found in a log.

    Args:
        accepted: the checkpoint and who vouches for it.
        entries: entries hashed anew.
        tiles: tiles compared.
        earlier: earlier checkpoints that are of the same tree.
        problems: what is wrong; the first 100.
    """

    accepted: Accepted
    entries: int
    tiles: int
    earlier: tuple[Checkpoint, ...]
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


@frozen
class Stretch:
    """A part of a log that was gone through.

    Args:
        first: index of the first entry.
        entries: the entries; none where they cannot be read.
        edge: right edge of the tree behind them.
        tiles: tiles compared.
        problems: what is wrong there.
    """

    first: int
    entries: tuple[bytes, ...]
    edge: Edge
    tiles: int = 0
    problems: tuple[Problem, ...] = ()


def look_over(source: LogSource, note: Note, policy: Policy, now: int, *, earlier: Sequence[Note] = ()) -> Report:
    """Look over a log.

    Args:
        source: the log.
        note: the checkpoint it shows.
        policy: whom to trust.
        now: seconds since 1970.
        earlier: checkpoints of this log that somebody kept.

    Raises:
        Unverified: the checkpoint does not satisfy the policy, or an earlier one is not signed by the log.
        Malformed: the note is no checkpoint.
    """
    accepted = policy.verify(note, now)  # 1
    head, entries, tiles, end = accepted.checkpoint, 0, 0, 0
    problems: list[Problem] = []
    for one in go_through(source, head, Edge()):
        entries, tiles, end = entries + len(one.entries), tiles + one.tiles, one.edge.size
        problems = [*problems, *one.problems][:_MOST_PROBLEMS]
    same: tuple[Checkpoint, ...] = ()
    if end == head.size:
        same, more = _earlier(source, head, earlier, policy)
        problems = [*problems, *more][:_MOST_PROBLEMS]
    return Report(accepted, entries, tiles, same, tuple(problems))


def go_through(source: LogSource, head: Checkpoint, edge: Edge) -> Iterator[Stretch]:
    """Go through what a log holds behind an edge: steps 2 to 4, a bundle at a time. It ends early where it cannot be gone on with.

    What the edge stands for is not read again. A tree in which an entry before it is another one has another root, so a log that was
    rewritten and signed anew is found. A tile or entry that was changed where it is kept, under a tree that is signed as before, is found
    from the empty edge alone.

    Args:
        source: the log.
        head: its checkpoint; that the log signed it was checked before.
        edge: right edge of what was gone through before; the empty one for the whole log.
    """
    if head.size < edge.size:
        says = f"it shows {head.size:,} entries, and {edge.size:,} were gone through before: it was set back"
        yield Stretch(edge.size, (), edge, problems=(Problem("checkpoint", says),))
        return
    for index in range(edge.size // WIDTH, -(-head.size // WIDTH)):
        looking, first, known = _Looking(source), edge.size, edge.size % WIDTH
        tile = tile_in(head.size, -1, index)
        entries, leaves = _leaves(looking, tile)
        if known and leaves and b"".join(leaves[:known]) != edge.partials[0]:
            looking.problem(tile.path, "its first entries are not those that were gone through before")
            leaves = []
        if not leaves:
            yield Stretch(first, (), edge, 0, tuple(looking.problems))
            return
        edge, made = edge.grow(leaves[known:])
        for each, data in made:
            if each == tile_in(head.size, each.level, each.index):
                _compare(looking, each, data)
        yield Stretch(first, tuple(entries[known:]), edge, looking.tiles, tuple(looking.problems))
    if edge.root != head.root:  # 4
        says = f"the entries lead to the root {edge.root.hex()}, and the log signed {head.root.hex()}"
        yield Stretch(edge.size, (), edge, problems=(Problem("checkpoint", says),))


@define
class _Looking:
    source: LogSource
    tiles: int = 0
    problems: list[Problem] = field(factory=list)

    def problem(self, where: str, says: object) -> None:
        self.problems.append(Problem(where, str(says)))


def _leaves(looking: _Looking, tile: Tile) -> tuple[list[bytes], list[bytes]]:
    """The entries of a bundle and their hashes; the hashes in its tile, where the bundle cannot be read; none where neither can."""
    try:
        entries = read_bundle(looking.source.read(tile), tile.width, tile.path)  # 2
    except (Malformed, Unavailable) as error:
        looking.problem(tile.path, error)
    else:
        return entries, leaf_hashes(entries)
    hashes = Tile(0, tile.index, tile.width)
    try:
        data = looking.source.read(hashes)
    except Unavailable as error:
        looking.problem(hashes.path, error)
        return [], []
    if len(data) != hashes.width * HASH_BYTES:
        looking.problem(hashes.path, f"{len(data)} bytes, and {hashes.width * HASH_BYTES} expected")
        return [], []
    return [], [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def _compare(looking: _Looking, tile: Tile, data: bytes) -> None:  # 3
    looking.tiles += 1
    try:
        there = looking.source.read(tile)
    except Unavailable as error:
        looking.problem(tile.path, error)
        return
    if there != data:
        first = next(
            (at // HASH_BYTES for at in range(0, len(data), HASH_BYTES) if there[at : at + HASH_BYTES] != data[at : at + HASH_BYTES]), None
        )
        where = "it is longer than it must be" if first is None else f"the first that differs is hash {first}"
        looking.problem(tile.path, f"not the hashes that the entries have; {where}")


def _earlier(source: LogSource, head: Checkpoint, earlier: Sequence[Note], policy: Policy) -> tuple[tuple[Checkpoint, ...], list[Problem]]:
    tree, same, problems = TileTree(source.read, head.size), [], []
    for note in earlier:
        old = parse_checkpoint(note.text, "an earlier checkpoint")
        if old.origin != head.origin:
            raise Unverified(f"the earlier checkpoint is of another log: {shown(old.origin)}")
        verify_signed_by(note, [key for key in policy.logs if key.name == old.origin])
        if old.size > head.size:
            problems.append(Problem("checkpoint", f"the log signed {old.words} before, and now shows {head.size:,} entries"))
        elif (root := tree.root(old.size)) != old.root:  # 5
            says = f"the log signed {old.words} before, and its tree has the root {root.hex()} at that size"
            problems.append(Problem("checkpoint", says))
        else:
            same.append(old)
    return tuple(same), problems
