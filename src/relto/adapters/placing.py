"""Files that become visible whole or not at all.

Nothing waits in the system's cache until the end: what was written is on its way to the medium while the next piece is made. Without
that, a file of a gigabyte takes twice as long and longer, since the system slows down whoever leaves much unwritten behind.
"""

import errno
import fcntl
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from relto.primitives import Unavailable

_HIDDEN, _PART = ".relto-", ".part"
_PACE = 8 * 1024 * 1024
"""After so many bytes the system is told to write them."""


@contextmanager
def placed(out: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes its name when the block ends well, durably; else nothing of it is left.

    It is for its owner alone. Where the system can keep a file without a name (`O_TMPFILE`), a process that is killed leaves nothing;
    elsewhere, or in the moment in which it takes the name of another file, it leaves at most a hidden part (``.relto-….part``) beside it,
    never the name. The next that writes there removes it.

    Args:
        out: the name that it takes; what had it before is replaced.

    Raises:
        Unavailable: it cannot be written, or its name is that of a device, a pipe or a folder.
    """
    if out.exists() and not out.is_file():
        raise Unavailable(f"{out}: cannot be written: it is no file")
    part: Path | None = None
    try:
        handle, part = _opened(out.parent)
        with io.BufferedWriter(_Paced(handle, "wb")) as opened:
            yield cast("BinaryIO", opened)
            opened.flush()
            os.fsync(opened.fileno())
            if part is None and not _named(opened.fileno(), out):
                _sweep(out.parent)
                part = out.parent / _part()
                _named(opened.fileno(), part)
            if part is not None:
                part.replace(out)
        _sync_folder(out.parent)
    except OSError as error:
        raise Unavailable(f"{out}: cannot be written: {error.strerror or error}") from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _part() -> str:
    return f"{_HIDDEN}{secrets.token_hex(8)}{_PART}"


def _opened(folder: Path) -> tuple[int, Path | None]:
    """A new file in a folder: without a name, or with a hidden one where the file system has no such files."""
    if hasattr(os, "O_TMPFILE"):
        try:
            handle = os.open(folder, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        except OSError as error:
            if error.errno not in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):
                raise
        else:
            _hold(handle)
            return handle, None
    _sweep(folder)
    while True:
        part = folder / _part()
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        _hold(handle)
        if os.fstat(handle).st_nlink:
            return handle, part
        os.close(handle)  # another process swept it away before it was held


def _hold(handle: int, *, wait: bool = True) -> bool:
    """Mark a file as one that a process is writing, until that process has closed it or ended; whether it could be done."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:  # somebody else holds it, or the file system has no locks: then nobody takes it for left behind
        return False
    return True


def _sweep(folder: Path) -> None:
    """Remove what processes that were killed have left in a folder: parts that nobody is writing."""
    for part in folder.glob(f"{_HIDDEN}*{_PART}"):
        with suppress(OSError):  # another process was quicker, or it is somebody else's
            handle = os.open(part, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                if _hold(handle, wait=False):
                    part.unlink(missing_ok=True)
            finally:
                os.close(handle)


def _named(handle: int, name: Path) -> bool:
    """Give a whole file that has no name one that nobody has; whether it could be done."""
    place = os.open(name.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.link(f"/proc/self/fd/{handle}", name.name, dst_dir_fd=place, follow_symlinks=True)
    except FileExistsError:
        return False
    finally:
        os.close(place)
    return True


class _Paced(io.FileIO):
    """A file whose writing to the medium begins as it grows."""

    _begun = 0

    def write(self, data: Any, /) -> int:
        """Write some or all of it."""
        count = super().write(data)
        here = self.tell()
        if here - self._begun >= _PACE:
            _begin_writing(self.fileno(), self._begun, here - self._begun)
            self._begun = here
        return count


def _begin_writing(handle: int, at: int, count: int) -> None:
    """Have the system write a part of a file now, and not wait for it.

    Linux begins to write what was said not to be needed, and keeps it in its cache until it is written. Where a system does nothing of
    the kind, the file is the same and takes longer.
    """
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, at, count, os.POSIX_FADV_DONTNEED)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
