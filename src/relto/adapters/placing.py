"""Files that become visible whole or not at all.

Nothing waits in the system's cache until the end: what was written is on its way to the medium while the next piece is made. Without
that, a file of a gigabyte takes twice as long and longer, since the system slows down whoever leaves much unwritten behind.
"""

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from relto.primitives import Unavailable

_PACE = 8 * 1024 * 1024
"""After so many bytes the system is told to write them."""


@contextmanager
def placed(out: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes its name when the block ends well, durably; else nothing of it is left.

    It is for its owner alone. A process that is killed leaves at most a hidden part (``.relto-….part``) beside it, never the name.

    Args:
        out: the name that it takes; what had it before is replaced.

    Raises:
        Unavailable: it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=".relto-", suffix=".part")
    except OSError as error:
        raise Unavailable(f"{out}: cannot be written: {error.strerror}") from error
    part = Path(name)
    try:
        with io.BufferedWriter(_Paced(handle, "wb")) as opened:
            yield cast("BinaryIO", opened)
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(out)
        _sync_folder(out.parent)
    except OSError as error:
        raise Unavailable(f"{out}: cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


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
