"""``relto communities``: who belongs to what, and since when."""

import typer

from relto.cli import options, output

app = typer.Typer(no_args_is_help=True, help="Communities and their dated membership.")


@app.command("list")
def list_(network: options.NetworkDir = None, at: options.At = None, as_json: options.Json = False) -> None:
    """Every community with its members on a day."""
    facts = options.network_of(network, None, None)
    day = at or options.today()
    communities = [facts.communities[key] for key in sorted(facts.communities)]
    if as_json:
        output.print_json(
            {
                "at": day,
                "communities": [
                    {
                        "id": one.id,
                        "name": one.name,
                        "members": sorted(one.members(day)),
                        "memberships": [
                            {"party": m.party, "from": m.period.start, "until": m.period.end, "opens_archive": m.opens_archive}
                            for m in one.memberships
                        ],
                        "decomposable": one.decomposable,
                        "source": one.source,
                    }
                    for one in communities
                ],
            }
        )
        return
    rows = [(one.id, one.name, " ".join(sorted(one.members(day))), "yes" if one.decomposable else "no") for one in communities]
    output.table(("community", "name", f"members on {day}", "may be taken apart in a roll-up"), rows, wrap=(2,))
