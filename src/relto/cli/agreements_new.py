"""``relto agreements new``: a new agreement, drafted from a model."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from relto.cli import options, output


def new(
    name: Annotated[str, typer.Argument(metavar="ID", help="Its identifier (nzl-che-draft), and the name of its folder.")],
    party: Annotated[list[str], typer.Option("--party", metavar="PARTY", help="A party. Repeat for each.")],
    model: Annotated[str, typer.Option("--model", metavar="MODEL", help="treaty, operation or sharing-group.")] = "treaty",
    row: Annotated[
        list[str] | None,
        typer.Option("--row", metavar="LEVEL=LEVEL", help="Levels that stand beside each other, in the order of the parties. Repeat."),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Its title; left out: from its parties.")] = None,
    until: Annotated[
        Any, typer.Option("--until", metavar="DATE", parser=options.day, help="Of an operation: the first day on which it holds no more.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The folder in which its folder is made.")] = Path(),
    at: options.At = None,
    network: options.NetworkDir = None,
    as_json: options.Json = False,
) -> None:
    """Draft an agreement from a model: its clauses, the cases it must answer, and what it makes fall due."""
    from relto.agreements.drafting import MODELS, Draft, drafted
    from relto.primitives import AgreementId, PartyId

    kind = next((one for one in MODELS if one == model), None)
    if kind is None:
        raise typer.BadParameter(f"{model} is no model: one of {', '.join(MODELS)}", param_hint="--model")
    facts = options.network_of(network, None, None)
    rows = tuple(tuple(part.strip() for part in one.split("=")) for one in row or ())
    draft = Draft(AgreementId(name), kind, tuple(map(PartyId, party)), rows, title, until)
    files = drafted(facts, draft, at or options.today())
    folder = out / name
    doubtful = _put(folder, files, network)
    written = [str(folder / one) for one in files]
    if as_json:
        output.print_json({"id": name, "model": model, "parties": party, "files": written, "doubtful": doubtful})
        return
    for one in written:
        print(f"wrote {one}")
    for one in doubtful:
        print(f"a case does not hold, since something else answers too: {one}")
    print("Every clause is modelled: nobody has agreed to it. Change what you will, then:")
    print(f"  relto agreements check {folder}")


def _put(folder: Path, files: Mapping[str, str], network: Path | None) -> list[str]:
    """Write a folder whole or not at all: what its own check refuses is not written. Gives the cases that do not hold.

    Raises:
        Malformed: the check finds an error, or a marking system cannot write a level.
        Unavailable: there is such a folder already, or none can be made there.
    """
    from relto.agreements import check, load_cases, load_network
    from relto.agreements.loader import library_path
    from relto.primitives import Malformed, Place, Unavailable
    from relto.release import run_cases

    if folder.exists():
        raise Unavailable(f"{folder}: stands there already; nothing was written")
    try:
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".relto-") as name:
            whole = Path(name) / "network"
            shutil.copytree(network or library_path(), whole)
            made = whole / folder.name
            made.mkdir()
            for one, text in files.items():
                (made / one).write_text(text, encoding="utf-8")
            wrong = [one for one in check(made) if one.severity == "error"]
            if wrong:
                raise Malformed(wrong[0].message, place=Place("the draft"), found=wrong[0].found, expected=wrong[0].expected)
            asked = load_cases(made / "cases.yaml") if "cases.yaml" in files else ()
            results = list(run_cases(load_network(whole), asked))
            made.rename(folder)
    except OSError as error:
        raise Unavailable(f"{folder}: cannot be written: {error.strerror}") from error
    return [f"{one.case.name}: {'; '.join(one.failures)}" for one in results if one.failures]
