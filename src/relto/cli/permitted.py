"""``relto holdings``: what a party may have of what is held, of millions of records at once."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from relto.cli import options, output

if TYPE_CHECKING:
    from relto.agreements import Network
    from relto.cli.holdings import Holdings
    from relto.release.analysis.holdings import Index

app = typer.Typer(help="What is held, as a whole.", no_args_is_help=True, rich_markup_mode=None)
_SHOWN = 20
"""Most refused lines that are told one by one."""


@app.command()
def permitted(
    party: Annotated[str, typer.Argument(metavar="PARTY", help="Who would get it.")],
    holdings: Annotated[
        Path, typer.Option("--holdings", metavar="FILE", help="JSON lines or Parquet, one item each (docs/reference/command.md).")
    ],
    count: Annotated[bool, typer.Option("--count", help="Only how many, by outcome, by rule and by label.")] = False,
    page: Annotated[int | None, typer.Option("--page", metavar="N", min=1, help="At most so many items; left out: all of them.")] = None,
    after: Annotated[
        int | None, typer.Option("--after", metavar="CURSOR", min=1, help="Go on behind this line: the cursor of the page before.")
    ] = None,
    outcome: Annotated[
        Literal["permit", "consent", "deny"], typer.Option("--outcome", help="Items with this outcome; left out: those permitted.")
    ] = "permit",
    holder: Annotated[str | None, typer.Option("--from", metavar="PARTY", help="Who holds the items that do not say their holder.")] = None,
    scheme: Annotated[str | None, typer.Option("--scheme", metavar="SYSTEM", help="Marking system of items that do not say it.")] = None,
    at: options.At = None,
    assume: options.Assume = None,
    consent: options.Consents = None,
    network: options.NetworkDir = None,
    as_json: options.Json = False,
) -> None:
    """What a party may have of all that is held: which items, or how many and why not. What cannot be read is denied."""
    if count and (page is not None or after is not None):
        raise typer.BadParameter("--count has no pages: leave --page and --after out")
    facts = options.network_of(network, assume, consent)
    code = options.party_of(facts, party, "PARTY")
    read, index = _indexed(facts, holdings, holder, scheme, at or options.today())
    told: dict[str, Any] = {"party": code, "at": index.table.at, **_refused(read)}
    if count:
        told |= _counts(index, code)
    else:
        told |= _page(read, index, holdings, (code, outcome), page, after)
    if as_json:
        output.print_json(told)
    elif count:
        _show_counts(told)
    else:
        _show_page(told)


def _indexed(facts: "Network", file: Path, holder: str | None, scheme: str | None, at: date) -> "tuple[Holdings, Index]":
    """Holdings read, and indexed; what cannot be read is of the kind that is denied to everybody."""
    from relto.cli.holdings import Holdings
    from relto.primitives import PartyId, Unavailable

    try:
        import numpy as np

        from relto.release.analysis.holdings import UNREADABLE, Index, Kinds, named_items
    except ImportError as error:
        raise Unavailable("this question needs numpy, which is not installed: install Relto with its extra `holdings`") from error
    kinds = Kinds(apart=named_items(facts))
    read = Holdings(facts, holder, scheme, lambda item, who: kinds.take(item, PartyId(who)))
    read.read(file)
    index = Index(kinds, facts, at)
    sorts = np.array(read.sorts, dtype=np.int64)
    index.add(np.maximum(sorts[_items(read)], UNREADABLE))
    return read, index


def _items(read: "Holdings") -> Any:
    """The lines that hold an item, from 0."""
    import numpy as np

    from relto.cli.holdings import BLANK

    return np.flatnonzero(np.array(read.sorts, dtype=np.int64) != BLANK)


def _refused(read: "Holdings") -> dict[str, Any]:
    return {
        "items": read.total + len(read.refused),
        "refused": len(read.refused),
        "refused_lines": [{"line": one.line, "message": one.message} for one in read.refused[:_SHOWN]],
    }


def _counts(index: "Index", party: str) -> dict[str, Any]:
    """How many, as JSON: the form is part of the interface (docs/reference/command.md)."""
    from relto import markings

    count = index.count(party)
    rules = sorted(index.by_rule(party).items(), key=lambda one: (-one[1], one[0]))
    labels: dict[str, list[int]] = {}
    for label, some in index.by_label(party).items():
        sums = labels.setdefault(markings.render(label), [0, 0, 0, 0])
        for place, many in enumerate((some.permit, some.consent, some.deny, some.own)):
            sums[place] += many
    return {
        "permit": count.permit,
        "consent": count.consent,
        "deny": count.deny,
        "own": count.own,
        "by_rule": [{"rule": rule, "effect": effect, "items": many} for (rule, effect), many in rules],
        "by_label": [
            {"label": label, "permit": permit, "consent": consent, "deny": deny, "own": own}
            for label, (permit, consent, deny, own) in sorted(labels.items(), key=lambda one: (-sum(one[1]), one[0]))
        ],
    }


def _page(read: "Holdings", index: "Index", file: Path, asked: tuple[str, str], size: int | None, after: int | None) -> dict[str, Any]:
    """One page, as JSON. The cursor is the number of the last line told."""
    import numpy as np

    from relto.primitives import Malformed, Place
    from relto.release import Outcome

    lines = _items(read)
    party, outcome = asked
    if after is not None and after > len(read.sorts):
        raise Malformed("no such line", place=Place("--after"), found=str(after), expected=f"1 to {len(read.sorts)}")
    behind = None if after is None else int(np.searchsorted(lines, after)) - 1
    nothing_left = behind is not None and behind >= len(lines) - 1
    many = size or max(1, len(lines))
    page = None if nothing_left else index.page(party, many, behind if behind is None or behind >= 0 else None, Outcome(outcome))
    wanted = [] if page is None else (lines[page.items] + 1).tolist()
    ids = _ids(read, file, wanted)
    following = None if page is None or page.after is None else int(lines[page.after]) + 1
    return {"outcome": outcome, "found": [{"line": one, "id": ids.get(one)} for one in wanted], "next": following}


def _ids(read: "Holdings", file: Path, wanted: list[int]) -> dict[int, str | int | None]:
    """The identifiers of the items on some lines; a line that cannot be read has none."""
    left = set(wanted)
    found: dict[int, str | int | None] = {}
    if not left:
        return found
    last = wanted[-1]
    for number, _, line in read.lines(file):
        if number in left:
            found[number] = line.id
        if number >= last:
            break
    return found


def _show_counts(told: Mapping[str, Any]) -> None:
    print(f"{told['party']}, on {told['at']}, of {output.counted(told['items'], 'item')}:")
    print()
    words = {"permit": "permitted", "consent": "once somebody has consented", "deny": "denied", "own": "held by it already"}
    output.table(("items", "outcome"), [(f"{told[key]:,}", words[key]) for key in words])
    if told["by_rule"]:
        print()
        output.table(("items", "in the way", "effect"), [(f"{one['items']:,}", one["rule"], one["effect"]) for one in told["by_rule"]])
    if told["by_label"]:
        print()
        rows = [(*(f"{one[key]:,}" for key in words), one["label"]) for one in told["by_label"][:_SHOWN]]
        output.table((*words, "label"), rows, wrap=(4,))
        if len(told["by_label"]) > _SHOWN:
            print(f"and {output.counted(len(told['by_label']) - _SHOWN, 'label')} more: --json")
    _show_refused(told)


def _show_page(told: Mapping[str, Any]) -> None:
    rows = [(str(one["line"]), "" if one["id"] is None else str(one["id"])) for one in told["found"]]
    if rows:
        output.table(("line", "id"), rows)
    else:
        print("nothing")
    if told["next"] is not None:
        print(f"more: --after {told['next']}")
    _show_refused(told)


def _show_refused(told: Mapping[str, Any]) -> None:
    if told["refused"]:
        print()
        print(f"{output.counted(told['refused'], 'line')} refused, permitted to nobody:")
        for one in told["refused_lines"]:
            print(f"  line {one['line']}: {one['message']}")
