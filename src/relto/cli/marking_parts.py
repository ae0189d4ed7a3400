"""What the commands on markings share: reading one, and showing a label."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from relto import markings
    from relto.labels import Label
    from relto.markings import MarkingSystem, Reading

Text = Annotated[str, typer.Argument(help="The marking.")]
_SYSTEM = typer.Option(
    "--system", metavar="SYSTEM", help="Short name of a marking system: us, nz, jp, nato, tlp … (docs/reference/markings.md)."
)
SystemName = Annotated[str, _SYSTEM]
OwnSystem = Annotated[str | None, _SYSTEM]
GivenKind = Annotated[
    Literal["banner", "portion"] | None, typer.Option("--kind", help="Form of the text; left out: portion where it stands in parentheses.")
]


def read(text: str, system: "MarkingSystem", kind: Literal["banner", "portion"] | None, *, lenient: bool) -> "Reading":
    """A marking that was given on the command line.

    Raises:
        MarkingError: it is none of the system's.
    """
    given = kind or ("portion" if is_portion(text) else "banner")
    return system.parse(text, kind=given, lenient=lenient, source="TEXT")


def is_portion(text: str) -> bool:
    """Whether a text is a portion mark: it stands in parentheses."""
    return text.startswith(("(", "（"))


def form_or_none(system: "MarkingSystem", label: "Label", kind: "markings.Form") -> str | None:
    """A form of a label; ``None`` where what was read leniently (an obsolete marking) cannot be written."""
    from relto.primitives import Malformed

    try:
        return system.render(label, kind=kind)
    except Malformed:
        return None


def label_object(label: "Label") -> dict[str, object]:
    """A label as JSON: the form is part of the interface (docs/reference/command.md)."""
    return {
        "scheme": label.scheme.id,
        "level": label.level,
        "originators": sorted(label.originators),
        "joint": label.joint,
        "releasable_to": sorted(label.releasable_to) if label.releasable_to is not None else None,
        "display_only": sorted(label.display_only) if label.display_only is not None else None,
        "exclusions": [{"name": one.name, "only": sorted(one.only)} for one in sorted(label.exclusions)],
        "controls": sorted(label.controls),
        "compartments": sorted(label.compartments),
        "marked_on": label.marked_on,
    }


def label_rows(label: "Label") -> list[tuple[str, str]]:
    """What a label says, part by part, for a table; what it does not say is left out."""
    return [(name.replace("_", " "), _words(value)) for name, value in label_object(label).items() if value not in (None, [], False)]


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(f"{one['name']} (only {', '.join(one['only'])})" if isinstance(one, dict) else str(one) for one in value)
    return "yes" if value is True else str(value)


def repairs(reading: "Reading") -> list[dict[str, object]]:
    """What a lenient reading repaired, as JSON."""
    return [
        {"rule": one.rule, "message": one.message, "column": one.column, "before": one.before, "after": one.after}
        for one in reading.repairs
    ]


def show_repairs(reading: "Reading", *, err: bool = False) -> None:
    """Say what a lenient reading repaired.

    Args:
        reading: the reading.
        err: on standard error, where standard output has something else.
    """
    for one in reading.repairs:
        typer.echo(f"repaired at column {one.column}: {one.message}: `{one.before}` read as `{one.after}`", err=err)
