"""A log and a witness in files.

The log's folder is laid out as tlog-tiles has it, so any web server can show it: `checkpoint`, `tile/…`. What is the writer's own
stands in `.relto`: the checkpoint signed last, the lock, evidence, and why the log is frozen, if it is.

Source: C2SP tlog-tiles, section "APIs".
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Self

from relto.adapters.logs.disk import Disk, lock, need_folder, put
from relto.audit.growth import Growth
from relto.audit.tiles import MOST_BUNDLE_BYTES, WIDTH, Tile
from relto.primitives import Conflict, Unavailable
from relto.primitives.limits import KEPT_EVIDENCE, NOTE_BYTES

_OWN = ".relto"
REASON_BYTES = 4_096
"""Most bytes of the words that say why a log is frozen."""

OTHER_HEAD = "another checkpoint was signed last than the one this log was opened at"
"""What every store says to a growth that goes on from another checkpoint."""


def _read(path: Path, most: int) -> bytes | None:
    """A file's bytes, one more than the most at most; ``None`` where there is none."""
    try:
        with path.open("rb") as opened:
            return opened.read(most + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unavailable(f"{path}: cannot be read: {error.strerror}") from error


class FileSource:
    """A log's folder, read.

    Args:
        folder: the folder; what is below it is never taken for another path.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, tile: Tile) -> bytes:
        """A tile or bundle; where only the full one is left of a partial one, the front of that."""
        most = MOST_BUNDLE_BYTES if tile.level < 0 else 8_192
        data = _read(self.folder / tile.path, most)
        if data is None and tile.width < WIDTH:
            whole = _read(self.folder / tile.full.path, most)
            data = None if whole is None else front(tile, whole)
        if data is None:
            raise Unavailable(f"{self.folder / tile.path}: is not there")
        return data

    def published(self) -> bytes | None:
        """The checkpoint that is shown."""
        return _read(self.folder / "checkpoint", NOTE_BYTES)


def front(tile: Tile, whole: bytes) -> bytes:
    """The bytes of a partial tile or bundle, from the full one."""
    if tile.level >= 0:
        return whole[: tile.width * 32]
    at = 0
    for _ in range(tile.width):
        at += 2 + int.from_bytes(whole[at : at + 2], "big")
    return whole[:at]


class FileLog(FileSource):
    """A log kept in files, for the one process that writes it. Close it, or use it in a `with` statement.

    Args:
        folder: the folder; made where it is not there.
        disk: the steps that are done on files.

    Raises:
        Unavailable: another process writes this log, or the folder cannot be made.
    """

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        super().__init__(folder)
        self._disk = disk or Disk()
        self._own = folder / _OWN
        with _told(self._own):
            need_folder(self._disk, self._own)
        self._lock = lock(self._own / "lock", wait=False)
        try:
            with _told(folder):  # what a process before had renamed and not yet synced is made sure of before it is built on
                for one in (self._own, folder):
                    self._disk.sync_folder(one)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let another process write."""
        os.close(self._lock)

    def head(self) -> bytes | None:
        """The checkpoint signed last."""
        return _read(self._own / "signed", NOTE_BYTES)

    def grow(self, growth: Growth) -> None:
        """Keep tiles and bundles, then the signed checkpoint over them."""
        if self.head() != growth.before:
            raise Conflict(f"{self.folder}: {OTHER_HEAD}")
        with _told(self.folder):
            put(self._disk, ((self.folder / tile.path, data) for tile, data in growth.tiles))
            put(self._disk, [(self._own / "signed", growth.note.to_bytes())])

    def publish(self, note: bytes) -> None:
        """Show a checkpoint."""
        with _told(self.folder):
            put(self._disk, [(self.folder / "checkpoint", note)])

    def tidy(self, tiles: Sequence[Tile]) -> None:
        """Remove the partial forms of full tiles and bundles."""
        for tile in tiles:
            whole = self.folder / tile.full.path
            partial = whole.with_name(whole.name + ".p")
            with suppress(OSError):  # what stays behind does no harm
                if tile.width == WIDTH and whole.is_file() and partial.is_dir():
                    for path in partial.iterdir():
                        self._disk.remove(path)
                    partial.rmdir()

    def keep(self, evidence: bytes) -> None:
        """Keep evidence."""
        _keep(self._disk, self._own / "evidence", evidence)

    def freeze(self, why: str) -> None:
        """Note that the log may sign nothing more."""
        with _told(self.folder):
            put(self._disk, [(self._own / "frozen", why.encode()[:REASON_BYTES])])

    def frozen(self) -> str | None:
        """Why the log may sign nothing more."""
        data = _read(self._own / "frozen", REASON_BYTES)
        return None if data is None else data.decode("utf-8", "replace")


class FileWitness:
    """What a witness has seen, in one folder: a file for each log. Several processes may use it at once.

    Args:
        folder: the folder; made where it is not there.
        disk: the steps that are done on files.

    Raises:
        Unavailable: the folder cannot be made.
    """

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self._folder, self._disk = folder, disk or Disk()
        with _told(folder):
            need_folder(self._disk, folder)

    def latest(self, origin: str) -> bytes | None:
        """The checkpoint cosigned last."""
        return _read(self._file(origin), NOTE_BYTES)

    def advance(self, origin: str, before: bytes | None, note: bytes) -> bool:
        """Put a checkpoint in the place of the one before."""
        handle = lock(self._folder / "lock", wait=True)
        try:
            if self.latest(origin) != before:
                return False
            with _told(self._folder):
                put(self._disk, [(self._file(origin), note)])
        finally:
            os.close(handle)
        return True

    def keep(self, evidence: bytes) -> None:
        """Keep evidence."""
        _keep(self._disk, self._folder / "evidence", evidence)

    def _file(self, origin: str) -> Path:
        return self._folder / f"{sha256(origin.encode()).hexdigest()}.checkpoint"


def _keep(disk: Disk, folder: Path, evidence: bytes) -> None:
    path = folder / f"{sha256(evidence).hexdigest()}.disagreement"
    with _told(folder):
        need_folder(disk, folder)
        if path.is_file():
            return
        if sum(1 for _ in folder.iterdir()) >= KEPT_EVIDENCE:
            raise Unavailable(f"{folder}: {KEPT_EVIDENCE:,} pieces of evidence are kept already; look at them and move them away")
        put(disk, [(path, evidence)])


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Says of a step that the machine refuses where it was."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"{path}: cannot be written: {error.strerror or error}") from error
