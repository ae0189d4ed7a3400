"""A node in one file, and out of it again.

A backup holds the node as it is at one moment: settings, keys (encrypted), the rows of the database, the ciphertexts. What is read
back is never trusted to go on: its log may have signed more since, so it is frozen (:func:`restore`), until another log succeeds it.
"""

import io
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Protocol

from attrs import frozen

from relto.adapters.objects.addressing import digest_of
from relto.adapters.placing import placed
from relto.primitives import Conflict, Malformed, Place, Unavailable
from relto.primitives.limits import HELD_BYTES

DATABASE = "node.sqlite"
SETTINGS = "relto.toml"
_FILES = (SETTINGS, "keys.json", "secrets.sealed", "peer.pem", "peer.key")
_OBJECTS = "objects"
_HEX = frozenset("0123456789abcdef")
_DIGEST = 64
_PIECE = 1024 * 1024


class Rows(Protocol):
    """The rows of a node's database."""

    def write(self, tar: "Archive") -> None:
        """Write them into a backup, as they are at one moment."""

    def takes(self, name: str) -> bool:
        """Whether it is the name of a file of theirs."""

    def read(self, folder: Path, why: str) -> None:
        """Make the database from the files that were taken into a folder, its log frozen; all of it, or nothing."""


class Ciphertexts(Protocol):
    """Where ciphertexts are that are objects."""

    def names(self) -> Iterator[str]:
        """The names of all."""

    def has(self, digest: str) -> bool:
        """Whether one is there."""

    def get(self, digest: str) -> bytes:
        """One."""

    def put(self, data: bytes) -> str:
        """Keep one."""


@frozen
class Archive:
    """A backup that is being written.

    Args:
        tar: the file.
    """

    tar: tarfile.TarFile

    def add(self, name: str, file: BinaryIO) -> None:
        """Add a file from its beginning."""
        made = tarfile.TarInfo(name)
        made.size, made.mode = file.seek(0, io.SEEK_END), 0o600
        file.seek(0)
        self.tar.addfile(made, file)


@frozen
class SqliteRows:
    """The rows of a node on SQLite.

    Args:
        path: the database.
    """

    path: Path

    def write(self, tar: Archive) -> None:
        """See the port."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as source, closing(sqlite3.connect(":memory:")) as copy:
            source.backup(copy)
            tar.add(DATABASE, io.BytesIO(copy.serialize()))

    def takes(self, name: str) -> bool:
        """See the port."""
        return name == DATABASE

    def read(self, folder: Path, why: str) -> None:
        """See the port."""
        taken = folder / DATABASE
        if not taken.exists():
            raise Malformed("no backup of a node", place=Place("backup"), found=f"{DATABASE} missing")
        with closing(sqlite3.connect(taken)) as database, database:
            database.execute(
                "INSERT INTO log_note (log, kind, data) VALUES ('node', 'frozen', ?) ON CONFLICT (log, kind) DO NOTHING", (why.encode(),)
            )
        taken.replace(self.path)


@frozen
class PostgresRows:
    """The rows of a node on PostgreSQL.

    Args:
        url: the database.
    """

    url: str

    def write(self, tar: Archive) -> None:
        """See the port."""
        from relto.adapters.storage.copying import copy_out  # noqa: PLC0415 -- the driver, which a node on SQLite does not load

        copy_out(self.url, tar.add)

    def takes(self, name: str) -> bool:
        """See the port."""
        from relto.adapters.storage.copying import is_member  # noqa: PLC0415 -- as above

        return is_member(name)

    def read(self, folder: Path, why: str) -> None:
        """See the port."""
        from relto.adapters.storage.copying import copy_in  # noqa: PLC0415 -- as above

        def give(name: str) -> BinaryIO:
            try:
                return folder.joinpath(*name.split("/")).open("rb")
            except FileNotFoundError:
                raise KeyError(name) from None

        copy_in(self.url, give, why)


def write_backup(folder: Path, out: Path, rows: Rows, ciphertexts: Ciphertexts) -> int:
    """Write a node into a file; the node may run meanwhile.

    Args:
        folder: the node's folder.
        out: where the backup goes, whole or not at all.
        rows: its database.
        ciphertexts: its objects.

    Returns:
        How many files are in it.

    Raises:
        Unavailable: something cannot be read or written.
    """
    try:
        with placed(out) as file, tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            archive = Archive(tar)
            for name in _FILES:
                archive.add(name, io.BytesIO((folder / name).read_bytes()))
            rows.write(archive)  # before the ciphertexts: what its rows name is written already
            for digest in ciphertexts.names():
                data = _there(ciphertexts, digest)
                if data is not None:
                    archive.add(f"{_OBJECTS}/{digest[:2]}/{digest}", io.BytesIO(data))
            return len(tar.getmembers())
    except (OSError, sqlite3.Error) as error:
        raise Unavailable(f"{folder}: cannot be backed up: {error}") from error


def _there(ciphertexts: Ciphertexts, digest: str) -> bytes | None:
    """An object; ``None`` where it was destroyed after it was listed."""
    try:
        return ciphertexts.get(digest)
    except Unavailable:
        if ciphertexts.has(digest):
            raise
        return None


@frozen
class Restored:
    """Where a node is made from a backup.

    Args:
        rows: its database.
        ciphertexts: its objects.
    """

    rows: Rows
    ciphertexts: Ciphertexts


Placing = Callable[[Path], Restored]
"""Says where a node goes, from the settings that came out of its backup into its folder."""


def restore(backup: Path, folder: Path, why: str, placing: Placing) -> int:
    """Make a node from a backup. Its log is frozen and its rows of messages begin anew when another log succeeds it.

    Args:
        backup: the file.
        folder: the folder, which is made and must be empty.
        why: said of the frozen log.
        placing: where the database and the objects go.

    Returns:
        How many files there were.

    Raises:
        Conflict: there is something in the folder, or in the database.
        Malformed: it is no backup of a node.
        Unavailable: something cannot be read or written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Conflict(f"{folder}: there is something in it already")
        taken = Path(tempfile.mkdtemp(prefix=".restoring-", dir=folder))
        try:
            return _restored(backup, folder, taken, why, placing)
        except BaseException:
            for name in _FILES:
                (folder / name).unlink(missing_ok=True)
            raise
        finally:
            shutil.rmtree(taken)
    except tarfile.TarError as error:
        raise Malformed("no backup of a node", place=Place(str(backup)), found=type(error).__name__) from error
    except (OSError, sqlite3.Error) as error:
        raise Unavailable(f"{folder}: cannot be restored: {error}") from error


def _restored(backup: Path, folder: Path, taken: Path, why: str, placing: Placing) -> int:
    to: Restored | None = None
    names: list[str] = []
    with tarfile.open(backup, mode="r:") as tar:
        for member in tar:
            name, file = member.name, tar.extractfile(member) if member.isfile() else None
            if file is None or (to is None and name not in _FILES):
                raise _none(name)
            if name in _FILES:
                _write(file, folder / name)
                to = placing(folder) if name == SETTINGS else to
            elif to is not None and _is_object(name):
                _keep(to.ciphertexts, name, file)
            elif to is not None and to.rows.takes(name):
                _write(file, taken.joinpath(*name.split("/")))
            else:
                raise _none(name)
            names.append(name)
    if to is None or set(_FILES) - set(names):
        raise Malformed("no backup of a node", place=Place(str(backup)), found=", ".join(sorted(set(_FILES) - set(names))) + " missing")
    to.rows.read(taken, why)
    return len(names)


def _none(name: str) -> Malformed:
    return Malformed("no file of a backup", place=Place("backup"), found=name[:100])


def _write(file: "_Readable", target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with placed(target) as out:
        while piece := file.read(_PIECE):
            out.write(piece)


def _keep(ciphertexts: Ciphertexts, name: str, file: "_Readable") -> None:
    data = file.read(2 * HELD_BYTES + 1)
    digest = name.rpartition("/")[2]
    if len(data) > 2 * HELD_BYTES or digest_of(data) != digest:
        raise Malformed("a ciphertext that was changed", place=Place("backup"), found=name)
    ciphertexts.put(data)


def _is_object(name: str) -> bool:
    parts = name.split("/")
    return len(parts) == 3 and parts[0] == _OBJECTS and _is_digest(parts[2]) and parts[1] == parts[2][:2]  # noqa: PLR2004


def _is_digest(name: str) -> bool:
    return len(name) == _DIGEST and set(name) <= _HEX


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes:
        """The next bytes."""
