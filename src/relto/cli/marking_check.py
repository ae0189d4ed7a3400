"""``relto marking check``: look the markings of texts, files and folders over, for people, editors and pipelines."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from relto.cli import marking_policy, options, output
from relto.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relto.cli.looking_over import Looker, Objection
    from relto.markings import MarkingSystem


def check(
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH|MARKING]...",
            help="Files (Markdown, plain text, JSON lines) and folders of them; - for a document on standard input; or markings.",
        ),
    ] = None,
    text: Annotated[
        list[str] | None, typer.Option("--text", metavar="MARKING", help="A marking, whatever it looks like. Repeat for several.")
    ] = None,
    system: Annotated[
        str | None,
        typer.Option(
            "--system", metavar="SYSTEM", help="Marking system; left out: each document's own, or the only one that reads a marking."
        ),
    ] = None,
    policy: marking_policy.PolicyFile = None,
    kind: Annotated[
        Literal["banner", "portion"] | None,
        typer.Option("--kind", help="Form of single markings; left out: portion in parentheses."),
    ] = None,
    at: options.At = None,
    network: options.NetworkDir = None,
    as_json: options.Json = False,
    as_sarif: Annotated[bool, typer.Option("--sarif", help="Print SARIF 2.1.0, for editors and code review.")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit 0 although there are errors.")] = False,
) -> None:
    """Every objection to a marking: its rule, its place, why, and the corrected form. Exits 3 where there are errors."""
    from relto import markings
    from relto.cli.looking_over import LINES, Looker
    from relto.release.tearlines import expansion

    if not given and not text:
        raise typer.BadParameter("name a file, a folder, or a marking with --text")
    if as_json and as_sarif:
        raise typer.BadParameter("--json or --sarif, not both")
    facts = options.network_of(network, None, None)
    if system is not None:
        markings.system(system)
    own = marking_policy.system_of(system, policy) if policy is not None else None
    looker = Looker(system, frozenset(facts.communities), expansion(facts, at or options.today()), own)
    paths, marks = _sorted_out(given or [])
    files = list(_files(paths))
    if own is not None and any(file.suffix.lower() not in LINES for file in files):
        raise typer.BadParameter("--policy reads markings of --text and of JSON lines, not of documents")
    found = [one for mark in (*marks, *(text or ())) for one in looker.text(mark, kind)]
    for file in files:
        found += _look(looker, file, named=file in paths)
    if as_sarif:
        _print_sarif(found, own)
    elif as_json:
        output.print_json({"files": len(files), "markings": looker.marks, "findings": [_object(one) for one in found]})
    else:
        _show(found, looker.marks)
    if any(one.severity == "error" for one in found) and not exit_zero:
        raise typer.Exit(Exit.REFUSED)


def _sorted_out(given: list[str]) -> tuple[list[Path], list[str]]:
    """Files and folders, and markings: what names no file or folder and looks like a marking is one."""
    from relto.markings import looks_like_mark

    paths: list[Path] = []
    marks: list[str] = []
    for one in given:
        bare = one.removeprefix("(").removesuffix(")")
        if one != "-" and not _exists(Path(one)) and looks_like_mark(f"({bare})"):
            marks.append(one)
        else:
            paths.append(Path(one))
    return paths, marks


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no name of a file, such as one that is too long
        return False


def _files(paths: list[Path]) -> "Iterator[Path]":
    from relto.cli.looking_over import files_in
    from relto.primitives import Unavailable

    for path in paths:
        if str(path) != "-" and not _exists(path):
            raise Unavailable(f"{path}: there is no such file or folder (a marking itself is given with --text)")
        yield from files_in(path) if path.is_dir() else (path,)


def _look(looker: "Looker", file: Path, *, named: bool) -> "Iterator[Objection]":
    from relto.primitives.limits import DOCUMENT_BYTES

    if str(file) == "-":
        yield from looker.document(sys.stdin.buffer.read(DOCUMENT_BYTES + 1), "stdin")
    else:
        yield from looker.path(file, named=named)


def _print_sarif(found: "list[Objection]", own: "MarkingSystem | None") -> None:
    from relto import markings
    from relto.cli.sarif import sarif

    systems = {one.system for one in found if one.system is not None}
    known = [own if own is not None and name == own.id else markings.system(name) for name in sorted(systems)]
    rules = {rule.id: (rule.says, rule.source) for system in known for rule in system.rules()}
    output.print_json(sarif(found, rules))


def _object(one: "Objection") -> dict[str, object]:
    return {
        "source": one.source,
        "line": one.line,
        "column": one.column,
        "severity": one.severity,
        "system": one.system,
        "rule": one.rule,
        "message": one.message,
        "found": one.found,
        "expected": one.expected,
        "marking": one.marking,
        "corrected": one.corrected,
    }


def _show(found: "list[Objection]", marks: int) -> None:
    for number, one in enumerate(found):
        wanted = f"; expected {one.expected}" if one.expected else ""
        piece = f": `{one.found}`" if one.found else ""
        print(f"{one.place}: {one.severity}: {one.message}{piece}{wanted} [{one.rule}]")
        following = found[number + 1] if number + 1 < len(found) else None
        last = following is None or (following.source, following.line, following.at, following.marking) != (
            one.source,
            one.line,
            one.at,
            one.marking,
        )
        if one.corrected is not None and last:
            print(f"    write: {one.corrected}")
    errors = sum(one.severity == "error" for one in found)
    others = len(found) - errors
    print(f"{output.counted(marks, 'marking')} looked over: {output.counted(errors, 'error')}, {output.counted(others, 'other remark')}")
