"""``relto agreements``: what the library holds, whether a folder is sound, whether its cases hold."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relto.cli import options, output
from relto.cli.agreements_calendar import calendar
from relto.cli.agreements_diff import diff
from relto.cli.agreements_map import map_
from relto.cli.agreements_new import new
from relto.cli.exits import Exit

if TYPE_CHECKING:
    from relto.agreements import Agreement, Network
    from relto.release import CaseResult

_MOST_SHOWN = 6
"""How many parties are named in a list before they are only counted."""

app = typer.Typer(no_args_is_help=True, help="Agreements as code: list, show, check, cases, diff, calendar, map, new.")
app.command()(diff)
app.command()(calendar)
app.command("map")(map_)
app.command()(new)


@app.command("list")
def list_(network: options.NetworkDir = None, at: options.At = None, as_json: options.Json = False) -> None:
    """Every agreement, and whether it is in force on a day."""
    facts = options.network_of(network, None, None)
    day = at or options.today()
    agreements = [facts.agreements[key] for key in sorted(facts.agreements)]
    if as_json:
        output.print_json({"at": day, "agreements": [_summary(one, day) for one in agreements]})
        return
    rows = [
        (
            one.id,
            ", ".join(sorted(one.members(day))) if len(one.parties) <= _MOST_SHOWN else f"{len(one.members(day))} parties",
            one.status(day).why,
            str(one.basis),
            one.title,
        )
        for one in agreements
    ]
    output.table(("agreement", "parties", f"on {day}", "known from", "title"), rows, wrap=(1, 2, 4))


@app.command()
def show(
    agreement: Annotated[str, typer.Argument(metavar="AGREEMENT", help="Identifier, such as jpn-kor-2016.")],
    network: options.NetworkDir = None,
    at: options.At = None,
    as_json: options.Json = False,
) -> None:
    """One agreement, clause by clause, with the source of each and how it is known."""
    facts = options.network_of(network, None, None)
    one = _find(facts, agreement)
    day = at or options.today()
    if as_json:
        clauses = [{"topic": c.topic, "article": c.article, "says": c.says, "basis": str(c.basis), "source": c.source} for c in one.clauses]
        output.print_json({**_summary(one, day), "term": one.term, "notes": one.notes, "source": one.source, "clauses": clauses})
        return
    print(f"{one.id}: {one.title}")
    parties = ", ".join(sorted(one.members(day)))
    print(f"  {one.form}; parties {parties}; signed {one.signed or 'date not found'}; on {day}: {one.status(day).why}")
    for text in (one.term, one.notes):
        if text:
            print(f"  {' '.join(text.split())}")
    print(f"  Source: {' '.join(one.source.split())}")
    for event in one.events:
        print(f"  {event.on} {event.kind}: {event.says}")
    print()
    rows = [
        (c.article, c.topic, c.says, {"text": "read in the text", "secondary": "secondary source", "modelled": "MODELLED"}[str(c.basis)])
        for c in one.clauses
    ]
    output.table(("article", "topic", "what it says, in our words", "known from"), rows, wrap=(2,))


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="A folder of agreements, one agreement's folder, or one file.")],
    as_json: options.Json = False,
) -> None:
    """Everything that is wrong with a folder or file: file, line and what to do. Exits 3 where something is."""
    from relto.agreements import check as check_path

    problems = check_path(path)
    errors = [problem for problem in problems if problem.severity == "error"]
    if as_json:
        output.print_json(
            {
                "errors": len(errors),
                "problems": [
                    {
                        "severity": p.severity,
                        "message": p.message,
                        "file": p.place.source,
                        "line": p.place.line,
                        "column": p.place.column,
                        "path": p.place.path,
                        "found": p.found,
                        "expected": p.expected,
                    }
                    for p in problems
                ],
            }
        )
    else:
        for problem in problems:
            print(problem)
        print(f"{path}: {output.counted(len(errors), 'error')}, {output.counted(len(problems) - len(errors), 'warning')}")
    if errors:
        raise typer.Exit(Exit.REFUSED)


@app.command()
def cases(
    agreement: Annotated[list[str] | None, typer.Argument(metavar="AGREEMENT…", help="Which; left out: all of them.")] = None,
    network: options.NetworkDir = None,
    as_json: options.Json = False,
) -> None:
    """Ask the cases that stand beside each agreement. Exits 3 where one does not hold."""
    from relto.agreements import library_path, load_cases
    from relto.release import run_cases

    facts = options.network_of(network, None, None)
    folder = network if network is not None else library_path()
    wanted = [_find(facts, one).id for one in agreement or sorted(facts.agreements)]
    files = [(one, folder / one / "cases.yaml") for one in wanted]
    results = [(one, list(run_cases(facts, load_cases(file)))) for one, file in files if file.exists()]
    failed = [(one, result) for one, some in results for result in some if result.failures]
    if as_json:
        output.print_json({"failed": len(failed), "agreements": {one: [_result(result) for result in some] for one, some in results}})
    else:
        for one, some in results:
            bad = sum(bool(result.failures) for result in some)
            how = f"{bad} DO NOT HOLD" if bad else "holds" if len(some) == 1 else "all hold"
            print(f"{one}: {output.counted(len(some), 'case')}, {how}")
        for one, result in failed:
            print(f"{result.case.place}: {one}, {result.case.name}: {'; '.join(result.failures)}")
    if failed:
        raise typer.Exit(Exit.REFUSED)


def _result(result: "CaseResult") -> dict[str, object]:
    return {
        "name": result.case.name,
        "holds": not result.failures,
        "failures": list(result.failures),
        "decision": output.decision_object(result.decision),
    }


def _find(facts: "Network", name: str) -> "Agreement":
    from relto.primitives import AgreementId, Malformed, Place

    found = facts.agreements.get(AgreementId(name))
    if found is None:
        raise Malformed("no such agreement", place=Place("AGREEMENT"), found=name, expected=f"one of {', '.join(sorted(facts.agreements))}")
    return found


def _summary(one: "Agreement", day: object) -> dict[str, object]:
    status = one.status(day)  # type: ignore[arg-type]
    return {
        "id": one.id,
        "title": one.title,
        "form": one.form,
        "parties": sorted(one.members(day)),  # type: ignore[arg-type]
        "signed": one.signed,
        "in_force": status.in_force,
        "in_force_since": one.in_force,
        "status": status.why,
        "basis": str(one.basis),
    }
