"""Objects in files of a folder, each named by its content, durable before it is said to be kept."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from relto.adapters.objects.addressing import PIECE, checked, is_name, verified
from relto.primitives import Unavailable


class FileObjects:
    """Objects in a folder, which is made.

    Args:
        folder: the folder; its files are for its owner alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, pieces: Iterable[bytes]) -> str:
        """Keep an object, and give its name; nothing is kept of one that ends early.

        Raises:
            Unavailable: it cannot be written.
        """
        state = sha256()
        try:
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".part-")
            part = Path(name)
            try:
                with os.fdopen(handle, "wb") as file:
                    for piece in pieces:
                        state.update(piece)
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                digest = state.hexdigest()
                self._place(part, digest)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(f"objects: cannot be written: {error.strerror or error}") from error
        return digest

    def get(self, digest: str) -> Iterator[bytes]:
        """The pieces of an object.

        Raises:
            Unavailable: it is not there, or was damaged; the last piece is not given then.
        """
        return verified(digest, self._pieces(self._path(digest)))

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

    def _place(self, part: Path, digest: str) -> None:
        target = self._path(digest)
        if not target.parent.exists():
            target.parent.mkdir(mode=0o700, exist_ok=True)
            _sync(self._folder)
        part.replace(target)
        _sync(target.parent)

    def _path(self, digest: str) -> Path:
        return self._folder / checked(digest)[:2] / digest

    @staticmethod
    def _pieces(path: Path) -> Iterator[bytes]:
        try:
            with closing(path.open("rb")) as file:
                while piece := file.read(PIECE):
                    yield piece
        except FileNotFoundError:
            raise Unavailable(f"object {path.name[:12]}…: it is not there") from None
        except OSError as error:
            raise Unavailable(f"objects: cannot be read: {error.strerror}") from error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
