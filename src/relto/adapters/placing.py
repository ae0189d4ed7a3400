"""Files that become visible whole or not at all.

Nothing waits in the system's cache until the end: what was written is on its way to the medium while the next piece is made. Without
that, a file of a gigabyte takes twice as long and longer, since the system slows down whoever leaves much unwritten behind.
"""

import errno
import io
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
    elsewhere it leaves at most a hidden part (``.relto-….part``) beside it, never the name.

    Args:
        out: the name that it takes; what had it before is replaced.

    Raises:
        Unavailable: it cannot be written.
    """
    try:
        handle, part = _opened(out.parent)
    except OSError as error:
        raise Unavailable(f"{out}: cannot be written: {error.strerror}") from error
    try:
        with io.BufferedWriter(_Paced(handle, "wb")) as opened:
            yield cast("BinaryIO", opened)
            opened.flush()
            os.fsync(opened.fileno())
            if part is None:
                part = out.parent / f"{_HIDDEN}{secrets.token_hex(8)}{_PART}"
                _name(opened.fileno(), part)
        part.replace(out)
        _sync_folder(out.parent)
    except OSError as error:
        raise Unavailable(f"{out}: cannot be written: {error.strerror or error}") from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _opened(folder: Path) -> tuple[int, Path | None]:
    """A new file in a folder: without a name, or with a hidden one where the file system has no such files."""
    if hasattr(os, "O_TMPFILE"):
        try:
            return os.open(folder, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o600), None
        except OSError as error:
            if error.errno not in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):
                raise
    handle, name = tempfile.mkstemp(dir=folder, prefix=_HIDDEN, suffix=_PART)
    return handle, Path(name)


def _name(handle: int, part: Path) -> None:
    """Give a whole file without a name a hidden one, from which it is renamed: no name is taken while another file has it."""
    place = os.open(part.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.link(f"/proc/self/fd/{handle}", part.name, dst_dir_fd=place, follow_symlinks=True)
    finally:
        os.close(place)


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
