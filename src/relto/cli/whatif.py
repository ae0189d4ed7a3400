"""``relto whatif``: what would change for real holdings if a party joined, an agreement entered into force, changed or ended."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relto.cli import options, output

if TYPE_CHECKING:
    from relto.agreements import Network
    from relto.primitives import PartyId


def whatif(
    holdings: Annotated[Path, typer.Option("--holdings", metavar="FILE", help="JSON lines or Parquet, one item each.")],
    join: Annotated[
        list[str] | None,
        typer.Option("--join", metavar="PARTY:CODE@DATE", help="A party joins a community or an agreement on a day. Repeat for several."),
    ] = None,
    terminate: Annotated[
        list[str] | None, typer.Option("--terminate", metavar="AGREEMENT@DATE", help="An agreement ends on a day. Repeat for several.")
    ] = None,
    change: Annotated[
        list[Path] | None,
        typer.Option("--change", metavar="PATH", help="An agreement's folder: a draft, or another version. Repeat for several."),
    ] = None,
    assume: options.Assume = None,
    holder: Annotated[str | None, typer.Option("--from", metavar="PARTY", help="Who holds the items that do not say their holder.")] = None,
    scheme: Annotated[
        str | None,
        typer.Option("--scheme", metavar="SYSTEM", help="Marking system of items that do not say it."),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="PARTIES", help="Recipients, separated by commas; left out: every party of the network.")
    ] = None,
    at: options.At = None,
    network: options.NetworkDir = None,
    items: Annotated[
        Path | None, typer.Option("--items", metavar="OUT", help="Write every item that changes to this file, as JSON lines.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """What would change for holdings: for whom how many items open and close, by which clause, and which items they are."""
    from relto.cli.changes import changes, report, show, written
    from relto.cli.holdings import Holdings
    from relto.primitives import PartyId
    from relto.release.analysis import Comparison

    if not (join or terminate or change or assume):
        raise typer.BadParameter("nothing is to change: give --join, --terminate, --change or --assume")
    before = options.network_of(network, None, None)
    after = changed(before, join or (), terminate or (), change or (), assume or ())
    day = at or options.today()
    comparison = Comparison(before, after, day, _recipients(before, after, to))
    read = Holdings(after, holder, scheme, lambda item, who: comparison.take(item, PartyId(who)).number)
    read.read(holdings)
    found = changes(comparison)
    if items is not None:
        written(items, holdings, read, found)
    result = report(day, read, comparison, found)
    if as_json:
        output.print_json(result)
    else:
        show(result)


def changed(before: "Network", join: Sequence[str], terminate: Sequence[str], change: Iterable[Path], assume: Iterable[str]) -> "Network":
    """The network after the changes, in the order drafts, accessions, terminations, assumptions."""
    from relto.agreements import with_agreement
    from relto.primitives import AgreementId

    after = before
    for path in change:
        after = with_agreement(after, path)
    if join or terminate:
        after = _joined_and_ended(after, join, terminate)
    return options.assumed(after, [AgreementId(one) for one in assume])


def _joined_and_ended(before: "Network", join: Sequence[str], terminate: Sequence[str]) -> "Network":
    from relto.release.analysis import joined, terminated

    after = before
    for text in join:
        what, on = _dated(text, "--join", "JPN:FVEY@2027-01-01")
        party, colon, code = what.partition(":")
        if not colon:
            raise typer.BadParameter(f"`{text}` says not who joins what: write it as JPN:FVEY@2027-01-01")
        after = joined(after, party, code, on)
    for text in terminate:
        code, on = _dated(text, "--terminate", "jpn-kor-2016@2027-01-01")
        after = terminated(after, code, on)
    return after


def _dated(text: str, option: str, example: str) -> tuple[str, date]:
    what, sign, day = text.rpartition("@")
    try:
        return what, date.fromisoformat(day)
    except ValueError:
        found = f"`{day}` is no day" if sign else f"`{text}` says no day"
        raise typer.BadParameter(f"{option}: {found}: write it as {example}") from None


def _recipients(before: "Network", after: "Network", to: str | None) -> "list[PartyId]":
    if to is None:
        return sorted({*before.everyone, *after.everyone})
    return [options.party_of(after, code.strip(), "--to") for code in to.split(",")]
