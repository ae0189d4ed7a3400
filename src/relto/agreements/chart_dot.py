"""The chart of a network in DOT, the language of Graphviz."""

from collections.abc import Iterator, Mapping

from relto.agreements.chart import Chart, Link, State

_STYLES: Mapping[State, str] = {
    "in-force": "solid",
    "signed": "dashed",
    "unknown": "dotted",
    "suspended": "dashed",
    "ended": "dotted",
    "none": "dotted",
}
_SIGNS = {"added": "+ ", "ended": "× ", "changed": "~ "}


def dotted(chart: Chart) -> str:
    """The chart as DOT: a party is an ellipse, an agreement of two an edge, one of more a box joined to its parties.

    Every style is told in words on its label too: nothing hangs on it alone.
    """
    since = "" if chart.since is None else f", compared with {chart.since}"
    return "\n".join(
        [
            "graph agreements {",
            f"  graph [label={_text(f'Agreements on {chart.at}{since}')}, labelloc=t, overlap=false, splines=true];",
            "  node [shape=ellipse, fontname=Helvetica];",
            "  edge [fontname=Helvetica, fontsize=10];",
            *(f"  {_text(party)};" for party in chart.parties),
            *(line for link in chart.pairs for line in _pair(link)),
            *(line for link in chart.groups for line in _group(link)),
            "}",
            "",
        ]
    )


def _text(says: str) -> str:
    """A quoted text: what is special in one is a quotation mark and a backslash."""
    return '"' + says.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _named(link: Link) -> str:
    state = "" if link.state == "in-force" else f"\n({link.state.replace('-', ' ')})"
    return f"{'' if link.change is None else _SIGNS[link.change]}{link.id}{state}"


def _attributes(link: Link) -> str:
    width = ', penwidth="2.5"' if link.change is not None else ""
    return f"style={_STYLES[link.state]}, tooltip={_text(link.says or link.why)}{width}"


def _pair(link: Link) -> Iterator[str]:
    one, other = link.parties
    yield f"  {_text(one)} -- {_text(other)} [label={_text(_named(link))}, {_attributes(link)}];"


def _group(link: Link) -> Iterator[str]:
    node = _text(f"agreement {link.id}")
    yield f"  {node} [shape=box, label={_text(_named(link))}, {_attributes(link)}];"
    for party in link.parties:
        label = "+" if party in link.joined else "×" if party in link.left else ""
        yield f"  {node} -- {_text(party)} [style={_STYLES[link.state]}{f', label={_text(label)}' if label else ''}];"
