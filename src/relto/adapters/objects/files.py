"""Objects in files of a folder, each named by its content, durable before it is said to be kept."""

import os
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from relto.adapters.objects.addressing import checked, digest_of, is_name, verified
from relto.adapters.placing import placed
from relto.primitives import Unavailable


class FileObjects:
    """Objects in a folder, which is made; a :class:`~relto.node.Objects`.

    Args:
        folder: the folder; its files are for its owner alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, data: bytes) -> str:
        """Keep an object durably, and give its name; the same twice is kept once.

        Raises:
            Unavailable: it cannot be written; nothing of it is left.
        """
        digest = digest_of(data)
        target = self._path(digest)
        try:
            if not target.parent.exists():
                target.parent.mkdir(mode=0o700, exist_ok=True)
                _sync(self._folder)
        except OSError as error:
            raise Unavailable(f"objects: cannot be written: {error.strerror}") from error
        with placed(target) as file:
            file.write(data)
        return digest

    def get(self, digest: str) -> bytes:
        """An object.

        Raises:
            Unavailable: it is not there, or was damaged.
        """
        path = self._path(digest)
        try:
            return verified(digest, path.read_bytes())
        except FileNotFoundError:
            raise Unavailable(f"object {digest[:12]}…: it is not there") from None
        except OSError as error:
            raise Unavailable(f"objects: cannot be read: {error.strerror}") from error

    def has(self, digest: str) -> bool:
        """Whether an object is there."""
        return self._path(digest).exists()

    def delete(self, digest: str) -> None:
        """Remove an object, durably; one that is not there is no error.

        Raises:
            Unavailable: it cannot be removed.
        """
        path = self._path(digest)
        try:
            path.unlink(missing_ok=True)
            if path.parent.exists():
                _sync(path.parent)
        except OSError as error:
            raise Unavailable(f"objects: cannot be removed: {error.strerror}") from error

    def names(self) -> Iterator[str]:
        """The names of all objects, in order."""
        for folder in sorted(self._folder.iterdir()):
            if folder.is_dir():
                yield from sorted(path.name for path in folder.iterdir() if is_name(path.name))

    def aged(self, by: timedelta) -> Iterator[str]:
        """The names of the objects that were written longer ago, by the clock of the file system.

        Raises:
            Unavailable: they cannot be looked at.
        """
        try:
            with tempfile.TemporaryFile(dir=self._folder) as probe:
                now = os.fstat(probe.fileno()).st_mtime
            for name in self.names():
                if self._path(name).stat().st_mtime < now - by.total_seconds():
                    yield name
        except OSError as error:
            raise Unavailable(f"objects: cannot be looked at: {error.strerror}") from error

    def _path(self, digest: str) -> Path:
        return self._folder / checked(digest)[:2] / digest


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
