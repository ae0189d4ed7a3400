"""Files in and out: never more than a limit is read, and what is written is written whole or not at all."""

import sys
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
    from relto.adapters.placing import placed

    with placed(out) as opened:
        opened.write(data)
