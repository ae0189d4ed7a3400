"""Looking over a whole log: whether what it holds is what it signed for.

1. The checkpoint satisfies the policy.
2. Every entry is hashed anew, and the hashes are those in the tiles.
3. Every tile is made anew from the entries, and is the one that is there.
4. The root made anew is the one signed.
5. Checkpoints that somebody kept from before are of the same tree.

Not checked: whether the log shows everybody this same checkpoint (that is what witnesses are for), and what entries say.
"""

from collections.abc import Sequence

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


@define
class _Looking:
    source: LogSource
    size: int
    entries: int = 0
    tiles: int = 0
    problems: list[Problem] = field(factory=list)

    def problem(self, where: str, says: object) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(Problem(where, str(says)))


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
    head = accepted.checkpoint
    looking = _Looking(source, head.size)
    edge = Edge()
    for index in range(-(-head.size // WIDTH)):
        leaves = _leaves(looking, index)
        if leaves is None:
            return Report(accepted, looking.entries, looking.tiles, (), tuple(looking.problems))
        edge, made = edge.grow(leaves)
        for tile, data in made:
            if tile == tile_in(head.size, tile.level, tile.index):
                _compare(looking, tile, data)
    if edge.root != head.root:  # 4
        looking.problem("checkpoint", f"the entries lead to the root {edge.root.hex()}, and the log signed {head.root.hex()}")
    same = _earlier(looking, head, earlier, policy)
    return Report(accepted, looking.entries, looking.tiles, same, tuple(looking.problems))


def _leaves(looking: _Looking, index: int) -> list[bytes] | None:
    """Hashes of the entries of a bundle; of its tile, where the bundle cannot be read; ``None`` where neither can."""
    tile = tile_in(looking.size, -1, index)
    try:
        entries = read_bundle(looking.source.read(tile), tile.width, tile.path)  # 2
    except (Malformed, Unavailable) as error:
        looking.problem(tile.path, error)
    else:
        looking.entries += len(entries)
        return leaf_hashes(entries)
    hashes = Tile(0, index, tile.width)
    try:
        data = looking.source.read(hashes)
    except Unavailable as error:
        looking.problem(hashes.path, error)
        return None
    if len(data) != hashes.width * HASH_BYTES:
        looking.problem(hashes.path, f"{len(data)} bytes, and {hashes.width * HASH_BYTES} expected")
        return None
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


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


def _earlier(looking: _Looking, head: Checkpoint, earlier: Sequence[Note], policy: Policy) -> tuple[Checkpoint, ...]:
    tree, same = TileTree(looking.source.read, head.size), []
    for note in earlier:
        old = parse_checkpoint(note.text, "an earlier checkpoint")
        if old.origin != head.origin:
            raise Unverified(f"the earlier checkpoint is of another log: {shown(old.origin)}")
        verify_signed_by(note, [key for key in policy.logs if key.name == old.origin])
        if old.size > head.size:
            looking.problem("checkpoint", f"the log signed {old.words} before, and now shows {head.size:,} entries")
        elif (root := tree.root(old.size)) != old.root:  # 5
            looking.problem("checkpoint", f"the log signed {old.words} before, and its tree has the root {root.hex()} at that size")
        else:
            same.append(old)
    return tuple(same)
