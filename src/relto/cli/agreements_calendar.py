"""``relto agreements calendar``: what falls due, as text, JSON or iCalendar."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relto.cli import files, options, output

if TYPE_CHECKING:
    from relto.agreements.calendar import Due, Undated


def calendar(
    first: Annotated[Any, typer.Option("--from", metavar="DATE", parser=options.day, help="First day; left out: today.")] = None,
    last: Annotated[Any, typer.Option("--to", metavar="DATE", parser=options.day, help="Last day; left out: a year on.")] = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", metavar="KIND", help="Only this kind. Repeat for several.")] = None,
    party: Annotated[str | None, typer.Option("--party", metavar="PARTY", help="Only what concerns this party.")] = None,
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="FILE", help="Write it as iCalendar too; `-` is standard output, alone.")
    ] = None,
    network: options.NetworkDir = None,
    consent: options.Consents = None,
    as_json: options.Json = False,
) -> None:
    """What falls due: entry into force, expiry, last days of notice, reviews, memberships, consents and assessments that end."""
    from relto.agreements import load_terms
    from relto.agreements.calendar import KINDS, due, undated

    unknown = sorted(set(kind or ()) - set(KINDS))
    if unknown:
        raise typer.BadParameter(f"`{unknown[0]}` is no kind: one of {', '.join(KINDS)}")
    if as_json and ics == files.STDIN:
        raise typer.BadParameter("--json and --ics - both print: write the calendar to a file")
    facts = options.network_of(network, None, consent)
    terms = load_terms(facts, network)
    begin = first or options.today()
    end = last or _a_year_on(begin)
    who = None if party is None else options.party_of(facts, party, "--party")
    found = [one for one in due(facts, terms, begin, end) if (not kind or one.kind in kind) and (who is None or who in one.parties)]
    left = (
        []
        if kind
        else [one for one in undated(facts, terms, begin) if who is None or who in facts.agreements[one.agreement].members(begin)]
    )
    if ics is not None:
        _write(ics, found)
    if as_json:
        output.print_json(
            {"from": begin, "to": end, "due": [_object(one) for one in found], "without_day": [_undated(one) for one in left]}
        )
    elif ics != files.STDIN:
        _show(found, left, begin, end)


def _a_year_on(day: date) -> date:
    from relto.agreements.terms import Span
    from relto.primitives import Malformed, Place

    end = Span(years=1).after(day)
    if end is None:
        raise Malformed("no calendar has a year after that day", place=Place("--from"), found=str(day), expected="an earlier day, or --to")
    return end


def _write(out: Path, found: "Sequence[Due]") -> None:
    from relto.cli.icalendars import written

    data = written(found, options.today())
    if out == files.STDIN:
        output.print_bytes(data)
    else:
        files.write(out, data)


def _object(one: "Due") -> dict[str, Any]:
    return {
        "on": one.on,
        "kind": one.kind,
        "subject": one.subject,
        "parties": list(one.parties),
        "says": one.says,
        "article": one.article,
        "basis": None if one.basis is None else str(one.basis),
        "source": one.source or None,
        "uid": one.uid,
    }


def _undated(one: "Undated") -> dict[str, Any]:
    return {"agreement": one.agreement, "topic": one.topic, "says": one.says, "article": one.article, "basis": str(one.basis)}


def _show(found: "Sequence[Due]", left: "Sequence[Undated]", begin: date, end: date) -> None:
    print(f"From {begin} to {end}: {output.counted(len(found), 'thing')} due")
    if found:
        print()
        rows = [(str(one.on), one.kind, one.subject, one.says, output.cited(None, one.article, one.basis).strip(" ,")) for one in found]
        output.table(("day", "what", "of", "in words", "where it stands"), rows, wrap=(2, 3, 4))
    if left:
        print("\nWithout a recorded day (nothing of it stands above):")
        for one in left:
            where = f" [{output.cited(None, one.article, one.basis).strip(' ,')}]" if one.article is not None else ""
            output.print_folded(f"  {one.agreement}, {one.topic}: ", f"{one.says}{where}")
