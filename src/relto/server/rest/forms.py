"""What stands in requests and answers: closed forms, in which nothing unknown is taken."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar.params import QueryParameter

from relto.server.paging import CURSOR_CHARS, MOST


class Form(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A closed form."""


Short = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Secret = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Z][A-Z0-9_-]{1,31}$")]
Answer = dict[str, Any]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Cursor = Annotated[str | None, QueryParameter(description="where the page begins: `next` of the one before", max_length=CURSOR_CHARS)]
Most = Annotated[int, QueryParameter(description="most things on the page", ge=1, le=MOST)]
Says = Annotated[str, msgspec.Meta(max_length=2000)]
