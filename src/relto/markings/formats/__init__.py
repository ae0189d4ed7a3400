"""Machine forms of labels, read and written whole or refused. To add one: a module with a format, and its line here."""

from collections.abc import Mapping
from types import MappingProxyType

from relto.markings.formats.ism import Ism
from relto.markings.formats.json4774 import Json4774
from relto.markings.formats.mail import ProtectiveMarking, SioLabel
from relto.markings.formats.misp import Misp
from relto.markings.formats.model import Format, MachineLabel
from relto.markings.formats.opentdf import OpenTdf
from relto.markings.formats.stanag4774 import Stanag4774
from relto.markings.formats.stix import Stix
from relto.primitives import Malformed

FORMATS: Mapping[str, Format] = MappingProxyType(
    {one.id: one for one in (Stanag4774(), Json4774(), Ism(), Stix(), Misp(), OpenTdf(), SioLabel(), ProtectiveMarking())}
)
"""The formats by short name."""


def format_ids() -> tuple[str, ...]:
    """The short names of all formats."""
    return tuple(FORMATS)


def format(id: str) -> Format:  # noqa: A001, A002 - the field's word, and the word of every record in Relto
    """A format by its short name.

    Raises:
        Malformed: there is none of that name.
    """
    if id not in FORMATS:
        raise Malformed("an unknown format", found=id, expected=f"one of {', '.join(FORMATS)}")
    return FORMATS[id]


__all__ = ["FORMATS", "Format", "MachineLabel", "format", "format_ids"]
