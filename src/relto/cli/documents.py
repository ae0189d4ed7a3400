"""``relto check``, ``relto matrix`` and ``relto tearline``: what is done with a portion-marked document."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relto.cli import files, options, output
from relto.cli.exits import Exit

if TYPE_CHECKING:
    from datetime import date

    from relto.agreements import Network
    from relto.documents import Document
    from relto.labels import Label

File = Annotated[Path, typer.Argument(metavar="FILE", help="A portion-marked report: Markdown, or plain text (.txt).")]


def check(
    file: File,
    system: options.System = None,
    at: options.At = None,
    network: options.NetworkDir = None,
    lenient: options.Lenient = False,
    as_json: options.Json = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 3 where the document has errors.")] = False,
) -> None:
    """The portions of a report, their labels, their roll-up against the banner, and every problem with line and column."""
    from attrs import evolve

    from relto.documents import authority_missing

    facts = options.network_of(network, None, None)
    document = read_document(file, system, facts, at or options.today(), lenient=lenient)
    document = evolve(document, problems=(*document.problems, *authority_missing(document)))
    if as_json:
        output.print_json(_check_object(document))
    else:
        _show_check(document)
    if exit_code and document.errors:
        raise typer.Exit(Exit.REFUSED)


def matrix(
    file: File,
    holder: options.Holder,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="PARTIES",
            help="Recipients, separated by commas; left out: every party that has an agreement in force with the holder.",
        ),
    ] = None,
    system: options.System = None,
    originator: options.Originators = None,
    under: options.Under = None,
    marked_on: options.MarkedOn = None,
    at: options.At = None,
    purpose: options.Purpose = None,
    channel: options.Channel = None,
    kind: options.Kinds = None,
    network: options.NetworkDir = None,
    assume: options.Assume = None,
    consent: options.Consents = None,
    lenient: options.Lenient = False,
    as_json: options.Json = False,
) -> None:
    """Every portion against every recipient."""
    from relto.primitives import Malformed, Place
    from relto.release.judging import Judge, Provenance

    facts = options.network_of(network, assume, consent)
    day = at or options.today()
    document = read_document(file, system, facts, day, lenient=lenient, holder=holder)
    _tell_repairs(document)
    judge = Judge(
        facts,
        options.party_of(facts, holder, "--from"),
        day,
        purpose=purpose,
        channel=channel,
        kinds=frozenset(kind or ()),
        provenances=(
            Provenance(
                frozenset(options.party_of(facts, one, "--originator") for one in originator or ()),
                options.agreement_of(facts, under, "--under"),
                marked_on=options.marked_by(marked_on, at),
            ),
        ),
    )
    recipients = [options.party_of(facts, code.strip(), "--to") for code in to.split(",")] if to is not None else judge.partners()
    if not recipients:
        raise Malformed(f"nobody has an agreement in force with {holder}", place=Place("--to"), expected="recipients, separated by commas")
    answers = [(portion, [judge.decide(portion, recipient) for recipient in recipients]) for portion in document.portions]
    if as_json:
        encode = output.DecisionEncoder()
        output.print_json(
            {
                "holder": holder,
                "at": day,
                "recipients": recipients,
                "portions": [
                    {
                        "index": portion.index,
                        "line": portion.line,
                        "label": _mark(document, portion.label),
                        "outcomes": {recipient: encode(answer) for recipient, answer in zip(recipients, row, strict=True)},
                    }
                    for portion, row in answers
                ],
            }
        )
        return
    rows = [
        (str(portion.index), str(portion.line), _mark(document, portion.label) or "unreadable", *map(output.outcome_words, row))
        for portion, row in answers
    ]
    output.table(("#", "line", "mark", *recipients), rows)
    _show_errors(document)


def tearline(
    file: File,
    holder: options.Holder,
    recipient: options.Recipient,
    out: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="Where the tearline is written.")],
    system: options.System = None,
    originator: options.Originators = None,
    under: options.Under = None,
    marked_on: options.MarkedOn = None,
    at: options.At = None,
    purpose: options.Purpose = None,
    channel: options.Channel = None,
    kind: options.Kinds = None,
    network: options.NetworkDir = None,
    assume: options.Assume = None,
    consent: options.Consents = None,
    lenient: options.Lenient = False,
    withhold_unreadable: Annotated[
        bool,
        typer.Option(
            "--withhold-unreadable", help="Withhold portions whose mark is missing or cannot be read, where otherwise the whole is refused."
        ),
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Write the version of a report that one recipient may have, once all gates of the leak check have passed."""
    from relto.cli import tearlines
    from relto.primitives import Malformed, Place
    from relto.release.judging import Judge, Provenance
    from relto.release.tearlines import expansion, make_tearline, refuse_flawed

    facts = options.network_of(network, assume, consent)
    day = at or options.today()
    document = read_document(file, system, facts, day, lenient=lenient, holder=holder)
    _tell_repairs(document)
    if out.is_dir():
        raise Malformed("the tearline would be written over a folder", place=Place("-o"), found=str(out), expected="a file")
    if out.exists() and out.samefile(file):
        raise Malformed("the tearline would overwrite the report", place=Place("-o"), found=str(out), expected="another file")
    refuse_flawed(document, withhold_unreadable=withhold_unreadable, how="--withhold-unreadable")
    judge = Judge(
        facts,
        options.party_of(facts, holder, "--from"),
        day,
        purpose=purpose,
        channel=channel,
        kinds=frozenset(kind or ()),
        provenances=(
            Provenance(
                frozenset(options.party_of(facts, one, "--originator") for one in originator or ()),
                options.agreement_of(facts, under, "--under"),
                marked_on=options.marked_by(marked_on, at),
            ),
        ),
    )
    made = make_tearline(document, judge, options.party_of(facts, recipient, "--to"), file_name=out.name, expand=expansion(facts, day))
    if made.passed and made.tearline is not None:
        files.write(out, made.tearline.text.encode())
    if as_json:
        output.print_json(tearlines.as_object(made, document, out))
    else:
        tearlines.show(made, document, out)
    if made.tearline is None:
        raise typer.Exit(Exit.DENIED)
    if not made.passed:
        raise typer.Exit(Exit.REFUSED)


def read_document(file: Path, system: str | None, facts: "Network", day: "date", *, lenient: bool, holder: str | None = None) -> "Document":
    """Read a report from a file.

    Raises:
        Malformed: the file cannot be read as a document at all.
        Unavailable: there is no such file.
    """
    from relto.documents import decode, read
    from relto.primitives.limits import DOCUMENT_BYTES
    from relto.release.tearlines import expansion

    text = decode(files.read(file, DOCUMENT_BYTES), files.name_of(file))
    return read(
        text,
        source=files.name_of(file),
        system=system,
        prefer=facts.party(holder).scheme if holder is not None else None,
        lenient=lenient,
        communities=frozenset(facts.communities),
        expand=expansion(facts, day),
    )


def _mark(document: "Document", label: "Label | None") -> str | None:
    from relto import markings

    return None if label is None else markings.system(document.system).render(label, kind="portion")


def _check_object(document: "Document") -> dict[str, object]:
    return {
        "source": document.source,
        "format": document.format,
        "system": document.system,
        "banner": document.banner_text,
        "roll_up": _roll_up(document),
        "portions": [
            {
                "index": one.index,
                "kind": one.kind,
                "line": one.line,
                "column": one.column,
                "mark": one.mark or None,
                "label": _mark(document, one.label),
            }
            for one in document.portions
        ],
        "errors": len(document.errors),
        "problems": [
            {
                "severity": one.severity,
                "rule": one.rule,
                "message": one.message,
                "line": one.line,
                "column": one.column,
                "portion": one.portion,
            }
            for one in document.problems
        ],
    }


def _roll_up(document: "Document") -> str | None:
    from relto import markings
    from relto.primitives import Malformed

    if document.roll_up is None:
        return None
    try:
        return markings.system(document.system).render(document.roll_up, kind="banner")
    except Malformed:  # a roll-up that no banner can write stands among the problems
        return None


def _show_check(document: "Document") -> None:
    print(f"{document.source}: {document.format}, system {document.system}, {output.counted(len(document.portions), 'portion')}")
    print(f"  banner   {document.banner_text}")
    print(f"  roll-up  {_roll_up(document) or 'cannot be written as a banner'}")
    print()
    rows = [(str(one.index), str(one.line), one.kind, _mark(document, one.label) or "unreadable: withheld") for one in document.portions]
    output.table(("#", "line", "kind", "mark"), rows)
    if document.problems:
        print()
    for one in document.problems:
        where = ":".join(str(part) for part in (document.source, one.line, one.column) if part is not None)
        print(f"{where}: {one.severity}: {one.message} [{one.rule}]")
    errors, others = len(document.errors), len(document.problems) - len(document.errors)
    print(f"\n{output.counted(errors, 'error')}, {output.counted(others, 'other remark')}")


def _tell_repairs(document: "Document") -> None:
    """Say on standard error what a lenient reading put right, where the answer itself is about something else."""
    for one in document.problems:
        if one.rule == "mark-repaired":
            typer.echo(f"{document.source}:{one.line}:{one.column}: {one.message}", err=True)


def _show_errors(document: "Document") -> None:
    if document.errors:
        print(f"\n{document.source} has {output.counted(len(document.errors), 'error')}: relto check shows them")
