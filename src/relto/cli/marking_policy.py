"""``relto marking policy``: a security policy (XML SPIF) as tables, and our marking systems written as one."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relto.cli import files, options, output

if TYPE_CHECKING:
    from relto.markings import MarkingSystem
    from relto.markings.spif import Policy, PolicySystem, Row

PolicyFile = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help="A security policy as XML SPIF, instead of --system: its markings are read.")
]
Language = Annotated[
    str, typer.Option("--language", metavar="LANG", help="Language of the policy's markings: en, fr …; left out: its own.")
]


def policy(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The policy, an XML SPIF of version 2.0 or 2.1.")] = None,
    export: Annotated[str | None, typer.Option("--export", metavar="SYSTEM", help="Write a marking system as a policy instead.")] = None,
    level: Annotated[
        list[str] | None,
        typer.Option("--level", metavar="LEVEL", help="With --export: only these levels, of one ladder. Repeat for several."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="With --export: where to write; left out: standard output.")
    ] = None,
    at: options.At = None,
    as_json: options.Json = False,
) -> None:
    """Show a policy's levels, categories and equivalents with their direction; or write a marking system as a policy."""
    if (file is None) == (export is None):
        raise typer.BadParameter("name a policy, or a marking system with --export")
    if export is not None:
        _export(export, level, out)
        return
    if level or out is not None:
        raise typer.BadParameter("--level and --output go with --export")
    found = _load(file or Path(), at)
    if as_json:
        output.print_json(_object(found))
    else:
        _show(found)


def _load(path: Path, at: object = None) -> "Policy":
    """The policy of a file, as of a day.

    Raises:
        Unavailable: it cannot be read.
        Malformed: it is no policy that we read.
    """
    from datetime import UTC, date, datetime, time

    from relto.markings.spif import read_spif
    from relto.primitives.limits import SPIF_BYTES

    day = at if isinstance(at, date) else options.today()
    return read_spif(files.read(path, SPIF_BYTES), files.name_of(path), at=datetime.combine(day, time(12), UTC))


def system_of(system: str | None, file: Path | None, language: str = "") -> "MarkingSystem":
    """The marking system that is asked for by name or by a policy.

    Raises:
        Malformed: there is none of that name, or the policy is refused.
        Unavailable: the policy cannot be read.
    """
    from relto import markings
    from relto.markings.spif import PolicySystem

    if (system is None) == (file is None):
        raise typer.BadParameter("name a marking system with --system, or a policy with --policy")
    return PolicySystem(_load(file), language) if file is not None else markings.system(system or "")


def _export(name: str, levels: list[str] | None, out: Path | None) -> None:
    from relto import markings
    from relto.markings.spif import write_spif

    data = write_spif(markings.system(name), levels=levels or None)
    if out is None:
        sys.stdout.buffer.write(data)
        return
    files.write(out, data)
    print(f"{out}: {name} as a security policy, {len(data)} bytes")


def _object(found: "Policy") -> dict[str, object]:
    from relto.markings.spif import PolicySystem, rows

    one = PolicySystem(found)
    return {
        "name": found.name,
        "id": found.id,
        "version": found.header.version,
        "scheme": one.scheme.id,
        "levels": [
            {"name": each.name, "lacv": each.lacv, "hierarchy": each.hierarchy, "obsolete": each.obsolete, "colour": each.colour}
            for each in sorted(found.levels, key=lambda each: each.hierarchy)
        ],
        "categories": [
            {
                "tag_set": each.tag_set.name,
                "tag_set_id": each.tag_set.id,
                "tag": each.tag.name,
                "type": each.tag.type,
                "name": each.value.name,
                "lacv": each.value.lacv,
                "in_label": each.name,
                "written": each.written,
                "excluded_levels": sorted(each.value.excluded_levels),
            }
            for each in one.tables.entries
        ],
        "equivalents": [
            {
                "direction": row.direction,
                "what": row.what,
                "name": row.name,
                "policy": row.policy,
                "policy_id": row.policy_id,
                "lacv": row.number,
                "tag_set_id": row.tag_set_id,
                "required": list(row.required),
                "discard": row.discard,
            }
            for row in rows(found)
        ],
        "passed_over": list(found.passed_over),
    }


def _show(found: "Policy") -> None:
    from relto.markings.spif import PolicySystem, rows

    one = PolicySystem(found)
    print(f"{found.name} ({found.id}), version {found.header.version or 'not said'}\n")
    levels = [one.tables.levels[name] for name in one.scheme.levels]
    output.table(
        ("level, lowest first", "number", "banner", "portion", ""),
        [(each.name, str(each.lacv), *_forms(one, each.name), "obsolete" if each.obsolete else "") for each in levels],
    )
    if one.tables.entries:
        print()
        kinds = [
            (each.name, each.tag.type, each.value.lacv, _notes(each.value.excluded_levels, each.written)) for each in one.tables.entries
        ]
        output.table(("category", "type", "number", ""), kinds, wrap=(0, 3))
    others = rows(found)
    if others:
        print("\nEquivalents, each in its direction only (nothing is converted by them):")
        output.table(
            ("from", "to", "applied", "needs"),
            [
                (*_ends(found.name, row), row.direction, "; ".join((*row.required, *(["may be dropped"] if row.discard else []))))
                for row in others
            ],
            wrap=(3,),
        )
    if found.passed_over:
        print(f"\nPassed over, as it decides nothing here: {', '.join(found.passed_over)}")


def _forms(one: "PolicySystem", level: str) -> tuple[str, str]:
    shown = one.tables.shown_levels
    return shown["banner"][level].text, shown["portion"][level].text


def _notes(excluded: frozenset[str], written: bool) -> str:
    notes = [] if written else ["obsolete"]
    return "; ".join([*notes, *([f"not at {', '.join(sorted(excluded))}"] if excluded else [])])


def _ends(name: str, row: "Row") -> tuple[str, str]:
    here, there = f"{name} {row.name}", f"{row.policy} number {row.number or '–'}"
    return (here, there) if row.direction == "encrypt" else (there, here)
