"""One door for JSON: no name twice in an object, no number that is none, no depth without end."""

import json
import re
from collections import Counter
from typing import Any, NoReturn

from relto.primitives import Malformed, Place
from relto.primitives.limits import LABEL_BYTES, LABEL_DEPTH


def read_json(data: bytes, source: str, limit: int = LABEL_BYTES, depth: int = LABEL_DEPTH) -> Any:
    """The plain data of a JSON text.

    Args:
        data: the bytes, in UTF-8.
        source: name of the input, for errors.
        limit: most bytes.
        depth: deepest nesting.

    Raises:
        Malformed: too large, no JSON, nested too deeply, with a name twice in an object, or with NaN or Infinity.
    """
    if len(data) > limit:
        raise Malformed("the JSON is too large", place=Place(source), found=f"{len(data)} bytes", expected=f"{limit} bytes at most")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
            raise Malformed("a name stands twice in an object", place=Place(source), found=twice[:80], expected="it once")
        return made

    def none(text: str) -> NoReturn:
        raise Malformed("no number of JSON", place=Place(source), found=text, expected="a finite number")

    _check_depth(data, source, depth)
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_constant=none)
    except UnicodeDecodeError:
        raise Malformed("the JSON is not UTF-8", place=Place(source), expected="UTF-8") from None
    except json.JSONDecodeError as error:
        raise Malformed("no JSON", place=Place(source, error.lineno, error.colno), found=error.msg, expected="one JSON value") from None
    except ValueError:  # a number of more digits than Python takes
        raise Malformed("a number is too long", place=Place(source), expected="fewer digits") from None


_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""A text, or one without an end: each byte is looked at once, whatever they are."""
_NO_BRACKET = bytes(one for one in range(256) if one not in b"[]{}")


def _check_depth(data: bytes, source: str, most: int) -> None:
    """Refuses deep nesting before anything is built."""
    if data.count(b"[") + data.count(b"{") <= most:
        return  # fewer brackets than levels, wherever they stand
    depth = 0
    for sign in _TEXT.sub(b"", data).translate(None, _NO_BRACKET):
        depth += 1 if sign in b"[{" else -1
        if depth > most:
            raise Malformed("the JSON is nested too deeply", place=Place(source), expected=f"{most} levels at most")


def write_json(value: Any) -> bytes:
    """Canonical bytes: names in the order given, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
