"""Where a node keeps what it knows, by its settings; its backup, and its way back from one."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from relto.adapters import backups
from relto.adapters.configuration import S3, Settings, load_settings, save_settings
from relto.adapters.objects.files import FileObjects
from relto.primitives import Malformed, Place, Unavailable

if TYPE_CHECKING:
    from relto.adapters.objects.s3 import S3Objects

_SQLITE = f"sqlite:///{backups.DATABASE}"


def database_url(folder: Path, settings: Settings) -> str:
    """The database of a node."""
    scheme, _, rest = settings.database.partition(":///")
    return f"sqlite:///{folder / rest}" if scheme == "sqlite" and rest else settings.database


def ciphertexts_of(folder: Path, settings: Settings) -> "FileObjects | S3Objects":
    """Where a node keeps ciphertexts that are objects.

    Raises:
        Unavailable: it cannot be reached, or its keys are not said.
    """
    given = settings.objects
    if not isinstance(given, S3):
        return FileObjects(folder / given.folder)
    access, secret = os.environ.get("RELTO_S3_ACCESS_KEY"), os.environ.get("RELTO_S3_SECRET_KEY")
    if not access or not secret:
        raise Unavailable("the keys of the S3 store are not said: RELTO_S3_ACCESS_KEY and RELTO_S3_SECRET_KEY")
    from relto.adapters.objects.s3 import S3Objects, S3Place  # noqa: PLC0415 -- its library is large, and most nodes have no such store

    return S3Objects(S3Place(given.endpoint, given.bucket, given.region, access, secret, given.prefix))


def back_up(folder: Path, out: Path) -> int:
    """Write a node into a file, wherever it keeps what it knows; it may run meanwhile. The passphrase is not in the file.

    Args:
        folder: the node's folder.
        out: where the backup goes, whole or not at all.

    Returns:
        How many files are in it.

    Raises:
        Malformed: it is kept in another place of this machine than its folder.
        Unavailable: something cannot be read or written.
    """
    settings = load_settings(folder)
    return backups.write_backup(folder, out, _rows(folder, settings), _within(folder, settings))


def restore(backup: Path, folder: Path, why: str, database: str | None = None) -> int:
    """Make a node from a backup, its log frozen.

    Args:
        backup: the file.
        folder: the folder, which is made and must be empty.
        why: said of the frozen log.
        database: the database in the place of the one that its settings name; it must be empty.

    Returns:
        How many files there were.

    Raises:
        Conflict: there is something in the folder, or in the database.
        Malformed: it is no backup of a node.
        Unavailable: something cannot be read or written.
    """

    def placing(made: Path) -> backups.Restored:
        settings = load_settings(made)
        if database is not None:
            settings = replace(settings, database=database)
            save_settings(made, settings)
        return backups.Restored(_rows(made, settings), _within(made, settings))

    return backups.restore(backup, folder, why, placing)


def _rows(folder: Path, settings: Settings) -> backups.Rows:
    if settings.database.startswith("postgresql"):
        return backups.PostgresRows(settings.database)
    if settings.database != _SQLITE:
        raise _elsewhere(folder, "database", settings.database, f"{_SQLITE}, or PostgreSQL")
    return backups.SqliteRows(folder / backups.DATABASE)


def _within(folder: Path, settings: Settings) -> backups.Ciphertexts:
    if not isinstance(settings.objects, S3) and settings.objects.folder != "objects":
        raise _elsewhere(folder, "objects.folder", settings.objects.folder, "objects, or an S3 store")
    return ciphertexts_of(folder, settings)


def _elsewhere(folder: Path, path: str, found: str, expected: str) -> Malformed:
    return Malformed("kept elsewhere on this machine", place=Place(str(folder), path=path), found=found[:80], expected=expected)
