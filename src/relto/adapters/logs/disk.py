"""The steps by which a file is kept for good, one a method, so that each can be made to fail in turn.

A file is written beside its place, synced, renamed into its place, and then the folder is synced.
"""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path

from relto.primitives import Unavailable

PART = ".part"
"""What the name of a file ends with while it is being written."""


class Disk:
    """Files of the machine. Each method is one step that the operating system does or refuses."""

    def write(self, path: Path, data: bytes) -> None:
        """Write a file and sync it; the file may be there already."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            self.fill(handle, data)
            self.sync(handle)
        finally:
            os.close(handle)

    def fill(self, handle: int, data: bytes) -> None:
        """Write all bytes."""
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]

    def sync(self, handle: int) -> None:
        """Wait until the medium has a file or folder."""
        os.fsync(handle)

    def rename(self, old: Path, new: Path) -> None:
        """Put a file in the place of another."""
        old.replace(new)

    def make_folder(self, path: Path) -> None:
        """Make a folder in one that is there."""
        path.mkdir(mode=0o755)

    def sync_folder(self, path: Path) -> None:
        """Wait until the medium has a folder's names."""
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self.sync(handle)
        finally:
            os.close(handle)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        path.unlink(missing_ok=True)


def need_folder(disk: Disk, path: Path) -> None:
    """Make a folder and those above it, durably, where they are not there."""
    if path.is_dir():
        return
    need_folder(disk, path.parent)
    disk.make_folder(path)
    disk.sync_folder(path.parent)


def put(disk: Disk, files: Iterable[tuple[Path, bytes]]) -> None:
    """Keep files durably, each whole or not at all: when this returns, the medium has all of them.

    Raises:
        OSError: a step was refused; each file is the old or the new one.
    """
    folders: dict[Path, None] = {}
    for path, data in files:
        if path.parent not in folders:
            need_folder(disk, path.parent)
            folders[path.parent] = None
        part = path.with_name(path.name + PART)
        disk.write(part, data)
        disk.rename(part, path)
    for folder in folders:
        disk.sync_folder(folder)


def lock(path: Path, *, wait: bool) -> int:
    """Lock a file for this process alone, until it ends or the handle is closed.

    Args:
        path: the file; made where it is not there.
        wait: whether to wait for another process that has it.

    Raises:
        Unavailable: another process has it, or it cannot be made.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise Unavailable(f"{path}: cannot be locked: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError as error:
        os.close(handle)
        raise Unavailable(f"{path.parent}: another process writes here") from error
    return handle
