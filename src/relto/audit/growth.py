"""What an append adds to a log: the tiles and bundles that it makes, and the checkpoint over all."""

from collections.abc import Sequence

from attrs import field, frozen

from relto.audit.notes import Note
from relto.audit.tiles import WIDTH, Edge, Tile, write_bundle
from relto.primitives import Malformed, Place
from relto.primitives.limits import LOG_BATCH, LOG_ENTRY_BYTES, LOG_SIZE


@frozen
class Growth:
    """What an append adds to a log: made by `Log.prepare`, kept by `KeepsGrowth.grow`, counted by `Log.accept`.

    Nothing of it may leave the process before it is kept.

    Args:
        indices: of the new entries.
        before: the signed checkpoint that it goes on from; ``None`` for the first.
        note: the checkpoint over all entries, signed.
        tiles: tiles and bundles that are new, or wider than before.
        edge: right edge of the tree with the new entries.
        tail: entries of the last bundle, where it is not full.
    """

    indices: range
    before: bytes | None
    note: Note
    tiles: tuple[tuple[Tile, bytes], ...] = ()
    edge: Edge = field(factory=Edge)
    tail: tuple[bytes, ...] = ()


def check_entries(entries: Sequence[bytes], size: int) -> None:
    """Hold entries against the limits, before they are appended to a tree of that size.

    Raises:
        Malformed: an entry is too long, or there are none or too many.
    """
    if not entries or len(entries) > LOG_BATCH or size + len(entries) > LOG_SIZE:
        raise Malformed(
            "not a number of entries that is appended at once",
            place=Place("a batch"),
            found=f"{len(entries):,}",
            expected=f"1 to {LOG_BATCH:,}",
        )
    longest = max(map(len, entries), default=0)
    if longest > LOG_ENTRY_BYTES:
        raise Malformed(
            "longer than an entry may be", place=Place("an entry"), found=f"{longest:,} bytes", expected=f"{LOG_ENTRY_BYTES:,} at most"
        )


def bundles_of(first: int, tail: list[bytes], entries: Sequence[bytes]) -> tuple[list[tuple[Tile, bytes]], list[bytes]]:
    """The bundles that an append makes or widens, and the entries of the last one where it is not full."""
    some = [*tail, *entries]
    made = []
    for at in range(0, len(some), WIDTH):
        part = some[at : at + WIDTH]
        made.append((Tile(-1, (first + at) // WIDTH, len(part)), write_bundle(part)))
    return made, some[len(some) - len(some) % WIDTH :]


def outgrown(tile: Tile, before: int) -> bool:
    """Whether a tile is full now and was partial in the tree of that size."""
    count = before >> 8 * max(tile.level, 0)
    return tile.width == WIDTH and tile.index == count // WIDTH and count % WIDTH > 0
