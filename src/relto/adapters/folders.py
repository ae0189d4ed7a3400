"""A folder that one process has to itself."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from relto.primitives import Conflict, Unavailable


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have a folder alone for as long as the block goes on; a process that dies lets go of it.

    Raises:
        Conflict: another process has it.
        Unavailable: it cannot be had.
    """
    try:
        handle = os.open(folder / ".relto.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable(f"{folder}: cannot be used: {error.strerror}") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"{folder}: another process runs this node already") from None
        yield
    finally:
        os.close(handle)
