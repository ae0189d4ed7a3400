"""Files in and out: never more than a limit is read, and what is written is written whole or not at all."""

import os
import sys
import tempfile
from pathlib import Path

from relto.primitives import Unavailable

STDIN = Path("-")
"""The file that means standard input."""


def name_of(file: Path) -> str:
    """What messages call a file."""
    return "stdin" if file == STDIN else str(file)


def read(file: Path, limit: int) -> bytes:
    """The bytes of a file or of standard input, up to one more than a limit: the reader of them refuses what is too large.

    Raises:
        Unavailable: it cannot be read.
    """
    if file == STDIN:
        return sys.stdin.buffer.read(limit + 1)
    try:
        with file.open("rb") as opened:
            return opened.read(limit + 1)
    except OSError as error:
        raise Unavailable(f"{file}: cannot be read: {error.strerror}") from error


def write(out: Path, data: bytes) -> None:
    """Write a file whole or not at all, for its owner alone.

    Raises:
        Unavailable: there is no such folder, or it cannot be written to.
    """
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=".relto-", suffix=".part")
    except OSError as error:
        raise Unavailable(f"{out}: cannot be written: {error.strerror}") from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        part.chmod(0o600)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
