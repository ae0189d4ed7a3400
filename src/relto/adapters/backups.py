"""A node's folder in one file, and out of it again.

A backup holds the folder as it is at one moment: settings, keys (encrypted), a snapshot of the database, the ciphertexts. What is read
back is never trusted to go on: its log may have signed more since, so it is frozen (:func:`restore`), until another log succeeds it.
"""

import io
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from relto.adapters.placing import placed
from relto.primitives import Conflict, Malformed, Place, Unavailable

_DATABASE = "node.sqlite"
_FILES = ("relto.toml", "keys.json", "secrets.sealed", "peer.pem", "peer.key", _DATABASE)
_OBJECTS = "objects"
_HEX = frozenset("0123456789abcdef")
_DIGEST = 64


def write_backup(folder: Path, out: Path) -> int:
    """Write a node's folder into a file; the node may run meanwhile.

    Args:
        folder: the node's folder, on SQLite and files.
        out: where the backup goes, whole or not at all.

    Returns:
        How many files are in it.

    Raises:
        Unavailable: something cannot be read or written.
    """
    count = 0
    try:
        with placed(out) as file, tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            snapshot = _snapshot(folder / _DATABASE)  # before the ciphertexts: what its rows name is written already
            for name in _FILES:
                data = snapshot if name == _DATABASE else (folder / name).read_bytes()
                _add(tar, name, data)
                count += 1
            for path in _objects(folder / _OBJECTS):
                _add(tar, f"{_OBJECTS}/{path.parent.name}/{path.name}", path.read_bytes())
                count += 1
    except (OSError, sqlite3.Error) as error:
        raise Unavailable(f"{folder}: cannot be backed up: {error}") from error
    return count


def restore(backup: Path, folder: Path, why: str) -> int:
    """Make a folder from a backup. Its log is frozen and its rows of messages begin anew when another log succeeds it.

    Args:
        backup: the file.
        folder: the folder, which is made and must be empty.
        why: said of the frozen log.

    Returns:
        How many files there were.

    Raises:
        Conflict: there is something in the folder.
        Malformed: it is no backup of a node; nothing is left in the folder.
        Unavailable: something cannot be read or written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Conflict(f"{folder}: there is something in it already")
        with tarfile.open(backup, mode="r:") as tar:
            names = [_take(tar, member, folder) for member in tar]
        if set(_FILES) - set(names):
            raise Malformed("no backup of a node", place=Place(str(backup)), found=", ".join(sorted(set(_FILES) - set(names))) + " missing")
        with closing(sqlite3.connect(folder / _DATABASE)) as database, database:
            database.execute(
                "INSERT INTO log_note (log, kind, data) VALUES ('node', 'frozen', ?) ON CONFLICT (log, kind) DO NOTHING", (why.encode(),)
            )
    except tarfile.TarError as error:
        raise Malformed("no backup of a node", place=Place(str(backup)), found=type(error).__name__) from error
    except (OSError, sqlite3.Error) as error:
        raise Unavailable(f"{folder}: cannot be restored: {error}") from error
    return len(names)


def _snapshot(path: Path) -> bytes:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source, closing(sqlite3.connect(":memory:")) as copy:
        source.backup(copy)
        return copy.serialize()


def _objects(folder: Path) -> Iterator[Path]:
    for inner in sorted(folder.iterdir()) if folder.exists() else ():
        if inner.is_dir():
            yield from sorted(path for path in inner.iterdir() if _is_digest(path.name))


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    made = tarfile.TarInfo(name)
    made.size, made.mode = len(data), 0o600
    tar.addfile(made, io.BytesIO(data))


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    """Write one file of a backup, which has a name that a backup's files have, and no other kind."""
    parts = member.name.split("/")
    is_object = len(parts) == 3 and parts[0] == _OBJECTS and _is_digest(parts[2]) and parts[1] == parts[2][:2]  # noqa: PLR2004
    opened = tar.extractfile(member) if member.isfile() and (member.name in _FILES or is_object) else None
    if opened is None:
        raise Malformed("no file of a backup", place=Place("backup"), found=member.name[:100])
    target = folder.joinpath(*parts)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with placed(target) as file:
        while piece := opened.read(1024 * 1024):
            file.write(piece)
    return member.name


def _is_digest(name: str) -> bool:
    return len(name) == _DIGEST and set(name) <= _HEX
