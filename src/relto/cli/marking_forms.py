"""``relto marking write`` and ``read``: a label in the form that another system exchanges, and back."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relto.cli import files, marking_parts, options, output

if TYPE_CHECKING:
    from relto.markings.formats import Format, MachineLabel

FormName = Annotated[
    str, typer.Option("--form", metavar="FORM", help="A machine form: stanag4774, stix, misp … (docs/reference/formats.md).")
]

_NAME_THE_KIND = ("stanag4774", "sio-label")
"""Forms that say of an originator's identifier of which kind it is."""


def write(
    text: marking_parts.Text,
    system: marking_parts.SystemName,
    form: FormName,
    out: Annotated[Path | None, typer.Option("--output", "-o", metavar="OUT", help="File to write; left out: standard output.")] = None,
    marked_on: options.MarkedOn = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="ADDRESS", help="Who labels it, as an address of e-mail, for the forms that say so.")
    ] = None,
    lenient: options.Lenient = False,
) -> None:
    """Write a marking in a machine form, whole or not at all."""
    from attrs import evolve

    from relto import markings
    from relto.markings.formats.model import machine

    reading = marking_parts.read(text, markings.system(system), None, lenient=lenient)
    label = machine(evolve(reading.label, marked_on=marked_on or options.today()))
    if by is not None:
        label = evolve(label, originator=by, originator_type="rfc822Name" if form in _NAME_THE_KIND else None)
    data = _form(form).write(label)
    if out is None:
        typer.echo(data.decode().rstrip("\n"))
    else:
        files.write(out, data)
    marking_parts.show_repairs(reading, err=True)


def read(
    file: Annotated[Path, typer.Argument(help="The file; - for standard input.")], form: FormName, as_json: options.Json = False
) -> None:
    """Read a label in a machine form and say what each part means."""
    from relto import markings
    from relto.primitives.limits import LABEL_BYTES

    found = _form(form).read(files.read(file, LABEL_BYTES), source=files.name_of(file))
    label = found.label
    banner, portion = markings.render(label, kind="banner"), markings.render(label, kind="portion")
    if as_json:
        output.print_json({"label": marking_parts.label_object(label), "banner": banner, "portion": portion, "beside": _beside(found)})
        return
    rows = [("banner", banner), ("portion", portion), *marking_parts.label_rows(label)]
    rows += [(name.replace("_", " "), _words(value)) for name, value in _beside(found).items() if value]
    output.table(("part", "value"), rows, wrap=(1,))


def _form(name: str) -> "Format":
    from relto.markings.formats import FORMATS
    from relto.primitives import Malformed, Place

    if name not in FORMATS:
        raise Malformed("no such form", place=Place("--form"), found=name, expected=f"one of {', '.join(FORMATS)}")
    return FORMATS[name]


def _beside(found: "MachineLabel") -> dict[str, object]:
    """What a form says beside the label."""
    from attrs import fields

    return {one.name: _plain(getattr(found, one.name)) for one in fields(type(found)) if one.name != "label"}


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _words(value: object) -> str:
    return ", ".join(_words(one) for one in value) if isinstance(value, list) else str(value)
