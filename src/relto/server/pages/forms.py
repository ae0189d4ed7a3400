"""What somebody sends with a form."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from attrs import frozen
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType

from relto.primitives import Malformed, Place
from relto.primitives.limits import DOCUMENT_BYTES
from relto.server.pages.guarding import Asked

_LINE = 2000
_MOST = 20_000


@frozen
class Form:
    """The fields of a form, in the order in which they were sent."""

    fields: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, str, bytes]] = ()

    def line(self, name: str, most: int = _LINE) -> str:
        """A field of one line, without space around it; empty where it was not sent.

        Raises:
            Malformed: it is longer than it may be.
        """
        found = self.text(name).strip()
        if len(found) > most or "\n" in found:
            raise Malformed("too long for one line", place=Place(name), expected=f"{most} characters at most")
        return found

    def text(self, name: str) -> str:
        """A field; empty where it was not sent. Line ends are those of Unix, as nobody types others."""
        return next((value for key, value in self.fields if key == name), "").replace("\r\n", "\n")

    def lines(self, name: str) -> list[str]:
        """Every value of a field that can be sent more than once."""
        return [value.replace("\r\n", "\n") for key, value in self.fields if key == name]

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.fields)

    def file(self, name: str) -> tuple[str, bytes] | None:
        """Name and content of a file; ``None`` where none was sent."""
        return next(((title, data) for key, title, data in self.files if key == name and (title or data)), None)


async def provide_form(request: Asked) -> Form:
    """The form of a request.

    Raises:
        Malformed: it holds what no form of the pages holds.
    """
    kind, _ = request.content_type
    if kind == RequestEncodingType.URL_ENCODED:
        try:
            return Form(tuple(parse_qsl((await request.body()).decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST)))
        except ValueError:
            raise Malformed("the form is not understood", place=Place("form"), expected="fields as a browser sends them") from None
    if kind != RequestEncodingType.MULTI_PART:
        return Form(())
    fields: list[tuple[str, str]] = []
    files: list[tuple[str, str, bytes]] = []
    for key, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            files.append((key, value.filename, await value.read(DOCUMENT_BYTES + 1)))
        else:
            fields.append((key, str(value)))
    return Form(tuple(fields), tuple(files))
