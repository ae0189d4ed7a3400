"""How a body is read: JSON in which nothing stands twice, so that no two readers can take it for two things."""

import re
from typing import Any

from litestar import Request

from relto.markings.formats.json import read_json
from relto.primitives import Malformed, Place

_NOTHING = b"null"
_ESCAPE = b"\\u"
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class Strict(Request[Any, Any, Any]):
    """A request whose JSON has no name twice in an object, no number that is none, and no depth without end."""

    async def json(self) -> Any:
        """What the body says.

        Raises:
            Malformed: it is no such JSON.
        """
        body = await self.body() or _NOTHING
        found = read_json(body, "body", len(body))
        if _ESCAPE in body:
            _check_texts(found)
        return found


def _check_texts(value: Any) -> None:
    """Refuses what can be escaped in JSON and is no text: half a character, and the one that ends a text elsewhere.

    Raises:
        Malformed: there is some.
    """
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            left += one
        elif isinstance(one, str) and _NO_TEXT.search(one):
            raise Malformed("a character that is none", place=Place("body"), expected="text without NUL and lone surrogates")
