"""Exit codes and the one place where an error becomes a message."""

import json
import os
import sys
from enum import IntEnum
from typing import NoReturn

from relto.primitives import Malformed, ReltoError, Unavailable

_EXTRA = ("cryptography", "joserfc", "zlib_ng")


class Exit(IntEnum):
    """What the command's exit code says."""

    ANSWERED = 0
    """An answer was given, whatever it is."""
    USAGE = 2
    """The command was called wrongly."""
    REFUSED = 3
    """An input was refused; nothing was written."""
    CONSENT = 10
    """With ``--exit-code``: consent is missing."""
    DENIED = 11
    """With ``--exit-code``: denied. For ``tearline``: nothing is releasable, nothing was written."""
    NOT_VERIFIED = 12
    """For ``audit``: the log, receipt or evidence is not what it claims to be; or the witness did not cosign."""


def end_with(error: Exception, *, as_json: bool) -> None:
    """End as an error asks for; come back where it is none that the command knows.

    Args:
        error: what went up through the whole command.
        as_json: also print a refusal as one JSON object on standard output.
    """
    match error:
        case ReltoError():
            refuse(error, as_json=as_json)
        case ModuleNotFoundError() if error.name in _EXTRA:
            refuse(Unavailable(f"`{error.name}` is not installed: install Relto with the extra `sealing`"), as_json=as_json)
        case BrokenPipeError():
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads what is still to be written
            sys.exit(Exit.ANSWERED)


def refuse(error: ReltoError, *, as_json: bool) -> NoReturn:
    """Say why an input is refused, and end with code 3.

    Args:
        error: the error.
        as_json: also print it as one JSON object on standard output.
    """
    if as_json:
        print(json.dumps({"error": _object(error)}, ensure_ascii=False))
    print(f"relto: refused: {error}", file=sys.stderr)
    sys.exit(Exit.REFUSED)


def _object(error: ReltoError) -> dict[str, object]:
    if not isinstance(error, Malformed):
        return {"message": str(error)}
    place = error.place
    return {
        "message": error.message,
        "source": place.source,
        "line": place.line,
        "column": place.column,
        "path": place.path,
        "found": error.found,
        "expected": error.expected,
    }
