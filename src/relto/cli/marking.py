"""``relto marking``: read a marking, write it in its canonical form, carry it to another party's."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from relto.cli import marking_check, marking_explain, marking_forms, marking_policy, options, output
from relto.cli.marking_parts import (
    GivenKind,
    OwnSystem,
    SystemName,
    Text,
    form_or_none,
    is_portion,
    label_object,
    label_rows,
    read,
    repairs,
    show_repairs,
)

if TYPE_CHECKING:
    from datetime import date

    from relto import markings
    from relto.agreements import Network
    from relto.markings import MarkingSystem, Reading
    from relto.release import Equivalent

app = typer.Typer(no_args_is_help=True, help="Markings: parse, render, convert, check, explain; read and write machine forms.")
app.command()(marking_check.check)
app.command()(marking_explain.explain)
app.command()(marking_policy.policy)
app.command()(marking_forms.read)
app.command()(marking_forms.write)

Form = Annotated[
    Literal["banner", "portion", "abbreviated", "title"], typer.Option("--kind", help="Form wanted; title spells every marking out.")
]


@app.command()
def parse(
    text: Text,
    system: OwnSystem = None,
    kind: GivenKind = None,
    policy: marking_policy.PolicyFile = None,
    language: marking_policy.Language = "",
    lenient: options.Lenient = False,
    as_json: options.Json = False,
) -> None:
    """Read a marking and say what each part means."""
    one = marking_policy.system_of(system, policy, language)
    reading = read(text, one, kind, lenient=lenient)
    label = reading.label
    if as_json:
        output.print_json(
            {
                "label": label_object(label),
                "banner": form_or_none(one, label, "banner"),
                "portion": form_or_none(one, label, "portion"),
                "repairs": repairs(reading),
            }
        )
        return
    output.table(("part", "value"), label_rows(label), wrap=(1,))
    show_repairs(reading)


@app.command()
def render(
    text: Text,
    system: OwnSystem = None,
    kind: Form = "banner",
    policy: marking_policy.PolicyFile = None,
    language: marking_policy.Language = "",
    lenient: options.Lenient = False,
    as_json: options.Json = False,
) -> None:
    """Write a marking in its canonical banner or portion form, or with its markings spelled out."""
    one = marking_policy.system_of(system, policy, language)
    _print_form(read(text, one, None, lenient=lenient), one, kind, as_json=as_json)


@app.command()
def convert(
    text: Text,
    system: SystemName,
    to: Annotated[
        str | None, typer.Option("--to", metavar="PARTY", help="Whose marking is wanted; left out: another form of this one.")
    ] = None,
    kind: Annotated[
        Literal["banner", "portion", "abbreviated", "title"] | None,
        typer.Option("--kind", help="Form wanted, without --to; left out: portion of a banner, banner of a portion."),
    ] = None,
    holder: Annotated[
        str | None, typer.Option("--from", metavar="PARTY", help="Who would send it; left out: the owner of the system.")
    ] = None,
    under: Annotated[
        str | None,
        typer.Option("--under", metavar="AGREEMENT", help="By which agreement's table; left out: whichever is in force between the two."),
    ] = None,
    at: options.At = None,
    network: options.NetworkDir = None,
    assume: options.Assume = None,
    lenient: options.Lenient = False,
    as_json: options.Json = False,
) -> None:
    """From banner to portion and back; or the marking another party gives it, by an agreement's table and never by matching words."""
    one = marking_policy.system_of(system, None)
    reading = read(text, one, None, lenient=lenient)
    if to is None:
        _print_form(reading, one, kind or ("banner" if is_portion(text) else "portion"), as_json=as_json)
        return
    if kind is not None:
        raise typer.BadParameter("a form is wanted of this system's own marking, not of another party's: leave out --kind or --to")
    found = _carried(reading, to, holder, under, at or options.today(), options.network_of(network, assume, None))
    if as_json:
        output.print_json({"equivalents": [_equivalent(one) for one in found], "repairs": repairs(reading)})
        return
    rows = [
        (one.marking, output.cited(one.agreement, one.article, one.basis), "assumed to be in force" if one.assumed else "in force")
        for one in found
    ]
    output.table(("marking", "by", "the agreement is"), rows)
    show_repairs(reading)


@app.command()
def rules(system: SystemName, as_json: options.Json = False) -> None:
    """Every rule that is checked, with its identifier, its text and its source."""
    from relto import markings

    every = markings.system(system).rules()
    if as_json:
        output.print_json({"system": system, "rules": [{"id": one.id, "says": one.says, "source": one.source} for one in every]})
        return
    output.table(("rule", "says", "source"), [(one.id, one.says, one.source) for one in every], wrap=(1, 2))


def _carried(reading: "Reading", to: str, holder: str | None, under: str | None, at: "date", facts: "Network") -> "list[Equivalent]":
    from relto.primitives import Malformed, PartyId, Place
    from relto.release import equivalents

    scheme = reading.label.scheme
    sender = holder or scheme.owner
    if sender is None:
        raise Malformed(f"nobody owns the system `{scheme.id}`", place=Place("--from"), expected="--from PARTY")
    found = equivalents(facts, reading.label, holder=PartyId(sender), recipient=PartyId(to), at=at)
    chosen = [one for one in found if under in {None, one.agreement}]
    if not chosen:
        looked = f"`{under}` does not carry" if under else "no agreement in force between them carries"
        raise Malformed(
            f"{looked} this level from {sender} to {to}",
            place=Place("TEXT"),
            found=reading.label.level,
            expected="an agreement with a row for it (--assume takes a signed one for in force)",
        )
    return chosen


def _equivalent(one: "Equivalent") -> dict[str, object]:
    return {
        "agreement": one.agreement,
        "article": one.article,
        "basis": str(one.basis) if one.basis else None,
        "level": one.level,
        "marking": one.marking,
        "assumed": one.assumed,
    }


def _print_form(reading: "Reading", system: "MarkingSystem", kind: "markings.Form", *, as_json: bool) -> None:
    rendered = system.render(reading.label, kind=kind)
    if as_json:
        output.print_json({"text": rendered, "kind": kind, "system": system.id, "repairs": repairs(reading)})
        return
    print(rendered)
    show_repairs(reading)
