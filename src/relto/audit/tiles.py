"""Tiles: the tree's hashes in files of 256, the growing of them, and every proof from them.

Source: C2SP tlog-tiles, sections "Merkle Tree" and "Log entries".
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from attrs import frozen

from relto.audit.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    consistency_ranges,
    fold,
    pair_up,
    subtrees,
)
from relto.primitives import Malformed, Place, Unverified
from relto.primitives.limits import LOG_ENTRY_BYTES, LOG_SIZE

WIDTH = 256
"""Hashes of a full tile, and entries of a full bundle."""

_STOREYS = 8
_FULL = WIDTH * HASH_BYTES
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)
_MOST_LEVEL = 63


@frozen(order=True)
class Tile:
    """A tile of hashes, or a bundle of entries.

    Args:
        level: 0 for the leaves, up to 63; ``-1`` for a bundle of entries.
        index: its place in the level, from 0.
        width: how many stand in it, 1 to 256; below 256 it is partial.
    """

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its path below the log's prefix."""
        text = f"{self.index:03d}"
        text = text.zfill(-(-len(text) // 3) * 3)
        parts = [text[at : at + 3] for at in range(0, len(text), 3)]
        number = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{'entries' if self.level < 0 else self.level}/{number}{partial}"

    @property
    def full(self) -> "Tile":
        """The full tile that a partial one grows into."""
        return Tile(self.level, self.index)


def parse_path(path: str) -> Tile:
    """The tile that a path names.

    Raises:
        Malformed: no tile has that path.
    """
    found = _PATH.fullmatch(path) if len(path) <= 64 else None  # noqa: PLR2004 -- longer than any index of 2**63
    place = Place("the path of a tile")
    if found is None:
        raise Malformed("not the path of a tile", place=place, found=path[:64], expected="tile/LEVEL/x001/234 or tile/LEVEL/234.p/WIDTH")
    level = -1 if found[1] == "entries" else int(found[1])
    tile = Tile(level, int(found[2].replace("x", "").replace("/", "")), int(found[3] or WIDTH))
    if level > _MOST_LEVEL or tile.path != path or tile.index > LOG_SIZE:
        raise Malformed(
            "not the path of a tile", place=place, found=path[:64], expected="a level up to 63, a width below 256, no zeros in front"
        )
    return tile


def tiles_of(size: int) -> list[Tile]:
    """Every tile of hashes that a tree of that size has, with partial ones at its right edge; without bundles of entries."""
    found: list[Tile] = []
    level, count = 0, size
    while count:
        found += [Tile(level, index) for index in range(count // WIDTH)]
        if count % WIDTH:
            found.append(Tile(level, count // WIDTH, count % WIDTH))
        level, count = level + 1, count // WIDTH
    return found


def tile_in(size: int, level: int, index: int) -> Tile:
    """The tile at a place of a tree of that size, as wide as it is there.

    Raises:
        Unverified: the tree has no such tile.
    """
    count = size >> (_STOREYS * max(level, 0))
    width = min(WIDTH, count - index * WIDTH)
    if width < 1:
        raise Unverified(f"a tree of {size} entries has no tile {index} at level {level}")
    return Tile(level, index, width)


def write_bundle(entries: Sequence[bytes]) -> bytes:
    """A bundle of entries as bytes."""
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def read_bundle(data: bytes, width: int, source: str) -> list[bytes]:
    """The entries of a bundle.

    Args:
        data: the bundle.
        width: how many entries it must hold.
        source: what messages call it.

    Raises:
        Malformed: it is cut, or holds more or fewer.
    """
    found: list[bytes] = []
    at = 0
    while at < len(data) and len(found) < width:
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data):
            raise Malformed("an entry is cut off", place=Place(source, path=f"entry {len(found)}"), expected=f"{end - at} bytes")
        found.append(data[at + 2 : end])
        at = end
    if at != len(data) or len(found) != width:
        raise Malformed("not the number of entries it must hold", place=Place(source), found=f"{len(found)} entries", expected=f"{width}")
    return found


MOST_BUNDLE_BYTES = WIDTH * (LOG_ENTRY_BYTES + 2)
"""Largest bundle of entries, in bytes."""


@frozen
class Edge:
    """The right edge of a tree: all that must be known to grow it.

    Args:
        size: leaves of the tree.
        partials: of each level from 0 up, the hashes that fill no tile yet, one after another.
    """

    size: int = 0
    partials: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """Root of the tree."""
        peaks: list[bytes] = []
        for hashes in reversed(self.partials):
            storeys = _expand(hashes)
            for storey, at in subtrees(0, len(hashes) // HASH_BYTES):
                peaks.append(storeys[storey][at * HASH_BYTES : (at + 1) * HASH_BYTES])
        return fold(peaks) if peaks else EMPTY_ROOT

    def grow(self, leaves: Sequence[bytes]) -> tuple["Edge", list[tuple[Tile, bytes]]]:
        """The edge after more leaves, and the tiles that this made or widened.

        Args:
            leaves: hashes of the leaves.
        """
        made: list[tuple[Tile, bytes]] = []
        partials: list[bytes] = []
        fresh, level = b"".join(leaves), 0
        while fresh or level < len(self.partials):
            fresh = self._grow_level(level, fresh, partials, made)
            level += 1
        return Edge(self.size + len(leaves), tuple(partials)), made

    def _grow_level(self, level: int, fresh: bytes, partials: list[bytes], made: list[tuple[Tile, bytes]]) -> bytes:
        index = (self.size >> (_STOREYS * level)) // WIDTH
        data = (self.partials[level] if level < len(self.partials) else b"") + fresh
        above = []
        ends = len(data) - len(data) % _FULL
        for at in range(0, ends, _FULL):
            tile = data[at : at + _FULL]
            made.append((Tile(level, index + at // _FULL), tile))
            above.append(_top(tile))
        rest = data[ends:]
        partials.append(rest)
        if rest and fresh:
            made.append((Tile(level, index + ends // _FULL, len(rest) // HASH_BYTES), rest))
        return b"".join(above)


def _top(hashes: bytes) -> bytes:
    while len(hashes) > HASH_BYTES:
        hashes = pair_up(hashes)
    return hashes


def _expand(hashes: bytes) -> list[bytes]:
    storeys = [hashes]
    while len(storeys[-1]) > HASH_BYTES:
        storeys.append(pair_up(storeys[-1]))
    return storeys


Read = Callable[[Tile], bytes]
"""Gives a tile's hashes; raises `Unavailable` where it cannot."""


class TileTree:
    """A tree of a known size, of which every hash and proof is worked out from tiles.

    The tiles are not trusted and not checked here: check what is worked out against a signed root.

    Args:
        read: gives a tile.
        size: leaves of the tree.
        keep: how many tiles are kept worked out in memory, 16 KiB each; those of a million leaves all fit.
    """

    def __init__(self, read: Read, size: int, *, keep: int = 4_096) -> None:
        self.size = size
        self._read = read
        self._keep = keep
        self._kept: OrderedDict[tuple[int, int], list[bytes]] = OrderedDict()

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The proof that a leaf is in the tree, or in the tree as it was at a smaller size.

        Raises:
            Unverified: there is no such leaf or size.
            Malformed: a tile is not of the length it must have.
        """
        within = self._size(size)
        if not 0 <= index < within:
            raise Unverified(f"entry {index} cannot be in a tree of {within} entries")
        found: list[bytes] = []
        tile: list[bytes] | None = None
        for storey in range((within - 1).bit_length()):
            level, height = divmod(storey, _STOREYS)
            if not height:
                tile = None
            sibling = index >> storey ^ 1
            start, end = sibling << storey, sibling + 1 << storey
            if end <= within:  # the siblings of eight storeys stand in one tile
                tile = tile or self._tile(level, start >> _STOREYS * (level + 1))
                place = sibling % (WIDTH >> height) * HASH_BYTES
                found.append(tile[height][place : place + HASH_BYTES])
            elif start < within:
                found.append(self._range(start, within))
        return found

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """The proof that the tree, or the tree at a smaller size, has grown from one that was smaller still.

        Raises:
            Unverified: there is no such size.
            Malformed: a tile is not of the length it must have.
        """
        within = self._size(new)
        if not 0 <= old <= within:
            raise Unverified(f"a tree of {within} entries cannot have grown from one of {old}")
        return self._hashes(consistency_ranges(old, within))

    def root(self, size: int | None = None) -> bytes:
        """The root of the tree, or of the tree as it was at a smaller size.

        Raises:
            Unverified: there is no such size.
            Malformed: a tile is not of the length it must have.
        """
        within = self._size(size)
        return self._range(0, within) if within else EMPTY_ROOT

    def leaf(self, index: int) -> bytes:
        """The hash of a leaf.

        Raises:
            Unverified: there is no such leaf.
            Malformed: a tile is not of the length it must have.
        """
        return self._node(0, index)

    def edge(self) -> Edge:
        """The right edge, from which the tree can grow.

        Raises:
            Malformed: a tile is not of the length it must have.
        """
        partials, level, count = [], 0, self.size
        while count:
            partials.append(self._tile(level, count // WIDTH)[0] if count % WIDTH else b"")
            level, count = level + 1, count // WIDTH
        return Edge(self.size, tuple(partials))

    def _size(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise Unverified(f"the tree never was that large: it has {self.size} entries, not {size}")
        return size

    def _hashes(self, ranges: Iterable[tuple[int, int]]) -> list[bytes]:
        return [self._range(start, end) for start, end in ranges]

    def _range(self, start: int, end: int) -> bytes:
        return fold([self._node(storey, at) for storey, at in subtrees(start, end)])

    def _node(self, storey: int, at: int) -> bytes:
        level, height = divmod(storey, _STOREYS)
        first = at << height
        hashes = self._tile(level, first // WIDTH)[height]
        begin = (first % WIDTH >> height) * HASH_BYTES
        found = hashes[begin : begin + HASH_BYTES]
        if len(found) != HASH_BYTES:
            raise Unverified(f"a tree of {self.size} entries has no subtree {at} of height {storey}")
        return found

    def _tile(self, level: int, index: int) -> list[bytes]:
        kept = self._kept.get((level, index))
        if kept is not None:
            self._kept.move_to_end((level, index))
            return kept
        tile = tile_in(self.size, level, index)
        data = self._read(tile)
        if len(data) != tile.width * HASH_BYTES:
            raise Malformed(
                "a tile is not of the length it must have",
                place=Place(tile.path),
                found=f"{len(data)} bytes",
                expected=f"{tile.width * HASH_BYTES}",
            )
        self._kept[level, index] = storeys = _expand(data)
        if len(self._kept) > self._keep:
            self._kept.popitem(last=False)
        return storeys
