"""What the log and the witness need of the outside: places to keep things, durably."""

from collections.abc import Sequence
from typing import Protocol

from relto.audit.growth import Growth
from relto.audit.tiles import Tile


class LogSource(Protocol):
    """A log as anybody can read it."""

    def read(self, tile: Tile) -> bytes:
        """A tile of hashes or a bundle of entries. Nothing about it is verified.

        Raises:
            Unavailable: it is not there or cannot be read.
        """

    def published(self) -> bytes | None:
        """The checkpoint that the log shows, with its cosignatures; ``None`` where it shows none.

        Raises:
            Unavailable: it cannot be read.
        """


class KeepsGrowth(Protocol):
    """Where the growth of a log is kept: a store, or a transaction of the caller's over one."""

    def grow(self, growth: Growth) -> None:
        """Keep tiles, bundles and the signed checkpoint over them. Whoever finds the checkpoint finds the tiles.

        A store has them durably when this returns. A transaction has them when the caller has committed it.

        Raises:
            Conflict: another checkpoint is there than the one that it goes on from; nothing was changed.
            Unavailable: it cannot be done; the old checkpoint or the new one is there.
        """


class LogStore(LogSource, KeepsGrowth, Protocol):
    """Where a log is kept. One writer at a time.

    Whatever a method has returned from survives the end of the process and of the power.
    """

    def head(self) -> bytes | None:
        """The checkpoint that was signed last; ``None`` where there is no log.

        Raises:
            Unavailable: it cannot be read.
        """

    def publish(self, note: bytes) -> None:
        """Show a checkpoint, whole or not at all.

        Raises:
            Unavailable: it cannot be done; the old or the new one is shown.
        """

    def tidy(self, tiles: Sequence[Tile]) -> None:
        """Remove the partial forms of full tiles and bundles, as far as that can be done.

        Args:
            tiles: full ones, of a tree that is signed.
        """

    def keep(self, evidence: bytes) -> None:
        """Keep evidence; the same twice is kept once.

        Raises:
            Unavailable: it cannot be done, or 1,000 pieces are kept already.
        """

    def freeze(self, why: str) -> None:
        """Note that this log may sign nothing more, and why.

        Raises:
            Unavailable: it cannot be done.
        """

    def frozen(self) -> str | None:
        """Why this log may sign nothing more; ``None`` where it may.

        Raises:
            Unavailable: it cannot be read.
        """


class WitnessStore(Protocol):
    """Where a witness keeps what it has seen."""

    def latest(self, origin: str) -> bytes | None:
        """The checkpoint of a log that was cosigned last; ``None`` where there was none.

        Raises:
            Unavailable: it cannot be read.
        """

    def advance(self, origin: str, before: bytes | None, note: bytes) -> bool:
        """Put a checkpoint in the place of the one before, durably, as one step that nobody comes between.

        Args:
            origin: the log.
            before: the checkpoint that must be there now.
            note: the one that takes its place.

        Returns:
            Whether it was done; not, where another one is there.

        Raises:
            Unavailable: it cannot be done; either of the two is there.
        """

    def keep(self, evidence: bytes) -> None:
        """Keep evidence; the same twice is kept once.

        Raises:
            Unavailable: it cannot be done, or 1,000 pieces are kept already.
        """
