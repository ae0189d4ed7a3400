"""``relto agreements map``: the network at a day, as text, JSON, SVG and DOT."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relto.cli import files, options, output

if TYPE_CHECKING:
    from relto.agreements.chart import Chart, Link


def map_(
    at: options.At = None,
    compare: Annotated[
        Any,
        typer.Option("--compare", metavar="DATE", parser=options.day, help="Say what changed between both days; the later is drawn."),
    ] = None,
    svg: Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Draw it; `-` is standard output, alone.")] = None,
    dot: Annotated[Path | None, typer.Option("--dot", metavar="FILE", help="Write it for Graphviz; `-` is standard output, alone.")] = None,
    network: options.NetworkDir = None,
    as_json: options.Json = False,
) -> None:
    """Who is joined to whom by which agreement on a day, and what changed between two days."""
    from relto.agreements.chart import charted
    from relto.agreements.chart_dot import dotted
    from relto.agreements.chart_svg import drawn

    if [svg, dot].count(files.STDIN) + as_json > 1:
        raise typer.BadParameter("only one of --json, --svg - and --dot - can print")
    chart = charted(options.network_of(network, None, None), at or options.today(), compare)
    if svg is not None:
        _put(svg, drawn(chart).svg)
    if dot is not None:
        _put(dot, dotted(chart))
    if as_json:
        output.print_json(_object(chart))
    elif files.STDIN not in (svg, dot):
        _show(chart)


def _put(out: Path, text: str) -> None:
    if out == files.STDIN:
        output.print_bytes(text.encode())
    else:
        files.write(out, text.encode())


def _object(chart: "Chart") -> dict[str, Any]:
    return {
        "at": chart.at,
        "since": chart.since,
        "agreements": [_link(one) for one in sorted(chart.links, key=lambda one: one.id)],
        "communities": [
            {"id": one.id, "name": one.name, "members": list(one.members), "joined": list(one.joined), "left": list(one.left)}
            for one in chart.communities
        ],
        "alone": list(chart.alone),
    }


def _link(one: "Link") -> dict[str, Any]:
    return {
        "id": one.id,
        "parties": list(one.parties),
        "state": one.state,
        "why": one.why,
        "change": one.change,
        "says": one.says or None,
        "joined": sorted(one.joined),
        "left": sorted(one.left),
    }


def _show(chart: "Chart") -> None:
    from relto.agreements.chart import changes

    if chart.since is not None:
        told = list(changes(chart))
        print(f"From {chart.since} to {chart.at}: {output.counted(len(told), 'change')}")
        if told:
            print()
            output.table(("change", "of", "in words"), told, wrap=(2,))
        return
    print(f"On {chart.at}: {len(chart.parties)} parties joined by {output.counted(len(chart.links), 'agreement')}\n")
    rows = [
        (one.id, " – ".join(one.parties) if len(one.parties) <= _MOST else f"{len(one.parties)} parties", one.state, one.why)
        for one in chart.links
    ]
    output.table(("agreement", "joins", "state", "why"), rows, wrap=(1, 3))
    if chart.alone:
        print()
        output.print_folded("Named by none of them: ", ", ".join(chart.alone))


_MOST = 5
"""How many parties are named before they are only counted."""
