"""Files that become visible whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from relto.primitives import Unavailable


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
        with os.fdopen(handle, "w+b") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(out)
        _sync_folder(out.parent)
    except OSError as error:
        raise Unavailable(f"{out}: cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
