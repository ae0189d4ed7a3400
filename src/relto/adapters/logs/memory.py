"""A log and a witness in memory: what the stores do, without keeping anything; for simulations and tests."""

from collections.abc import Sequence

from attrs import define, field

from relto.adapters.logs.files import OTHER_HEAD, front
from relto.audit.growth import Growth
from relto.audit.tiles import WIDTH, Tile
from relto.primitives import Conflict, Unavailable
from relto.primitives.limits import KEPT_EVIDENCE


@define
class MemoryLog:
    """A log in memory.

    Args:
        tiles: tiles and bundles by their paths.
        signed: the checkpoint signed last.
        shown: the checkpoint that is shown.
        evidence: what was kept.
        why: why it is frozen.
    """

    tiles: dict[str, bytes] = field(factory=dict)
    signed: bytes | None = None
    shown: bytes | None = None
    evidence: list[bytes] = field(factory=list)
    why: str | None = None

    def read(self, tile: Tile) -> bytes:
        """A tile or bundle; where only the full one is left of a partial one, the front of that."""
        data = self.tiles.get(tile.path)
        if data is None and tile.width < WIDTH and (whole := self.tiles.get(tile.full.path)) is not None:
            data = front(tile, whole)
        if data is None:
            raise Unavailable(f"{tile.path}: is not there")
        return data

    def published(self) -> bytes | None:
        """The checkpoint that is shown."""
        return self.shown

    def head(self) -> bytes | None:
        """The checkpoint signed last."""
        return self.signed

    def grow(self, growth: Growth) -> None:
        """Keep tiles and bundles, and the signed checkpoint over them."""
        if self.signed != growth.before:
            raise Conflict(OTHER_HEAD)
        self.tiles |= {tile.path: data for tile, data in growth.tiles}
        self.signed = growth.note.to_bytes()

    def publish(self, note: bytes) -> None:
        """Show a checkpoint."""
        self.shown = note

    def tidy(self, tiles: Sequence[Tile]) -> None:
        """Remove the partial forms of full tiles and bundles."""
        for tile in tiles:
            if tile.width == WIDTH and tile.path in self.tiles:
                for path in [path for path in self.tiles if path.startswith(f"{tile.path}.p/")]:
                    del self.tiles[path]

    def keep(self, evidence: bytes) -> None:
        """Keep evidence."""
        _keep(self.evidence, evidence)

    def freeze(self, why: str) -> None:
        """Note that the log may sign nothing more."""
        self.why = why

    def frozen(self) -> str | None:
        """Why the log may sign nothing more."""
        return self.why


@define
class MemoryWitness:
    """What a witness has seen, in memory.

    Args:
        seen: the checkpoints cosigned last, by origin.
        evidence: what was kept.
    """

    seen: dict[str, bytes] = field(factory=dict)
    evidence: list[bytes] = field(factory=list)

    def latest(self, origin: str) -> bytes | None:
        """The checkpoint cosigned last."""
        return self.seen.get(origin)

    def advance(self, origin: str, before: bytes | None, note: bytes) -> bool:
        """Put a checkpoint in the place of the one before."""
        if self.seen.get(origin) != before:
            return False
        self.seen[origin] = note
        return True

    def keep(self, evidence: bytes) -> None:
        """Keep evidence."""
        _keep(self.evidence, evidence)


def _keep(kept: list[bytes], evidence: bytes) -> None:
    if evidence in kept:
        return
    if len(kept) >= KEPT_EVIDENCE:
        raise Unavailable(f"{KEPT_EVIDENCE:,} pieces of evidence are kept already; look at them and move them away")
    kept.append(evidence)
