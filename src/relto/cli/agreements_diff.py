"""``relto agreements diff``: two agreements side by side."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relto.cli import options, output

if TYPE_CHECKING:
    from relto.agreements import Agreement, Clause, Network
    from relto.agreements.comparing import Topic


def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="An agreement of the network, or a folder with an agreement.yaml.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The other one; it may be another version of the first.")],
    network: options.NetworkDir = None,
    as_json: options.Json = False,
) -> None:
    """Two agreements clause by clause: what each says, and which is stricter where that has an answer."""
    from relto.agreements.comparing import compared

    facts = options.network_of(network, None, None)
    (one, around), (other, beside) = _found(facts, first, "A"), _found(facts, second, "B")
    topics = compared(one, (around, beside), other)
    names = (str(one.id), str(other.id)) if one.id != other.id else (f"{one.id} (first)", f"{other.id} (second)")
    if as_json:
        sides = {name: {"id": side.id, "title": side.title, "basis": str(side.basis)} for name, side in (("first", one), ("second", other))}
        output.print_json({**sides, "topics": [_object(topic) for topic in topics]})
        return
    print(f"{names[0]} beside {names[1]}")
    for name, side in zip(names, (one, other), strict=True):
        if side.basis != "text":
            print(f"{name} is not known from its text ({side.basis}): a clause that is not recorded may yet stand there.")
    _show(topics, names)


def _found(facts: "Network", name: str, which: str) -> "tuple[Agreement, Network]":
    """An agreement by its identifier, or by its folder; with the network it stands in."""
    from relto.agreements import load_agreement, with_agreement
    from relto.primitives import AgreementId, Malformed, Place

    known = facts.agreements.get(AgreementId(name))
    if known is not None:
        return known, facts
    path = Path(name)
    if not path.exists():
        expected = f"a folder with an agreement.yaml, or one of {', '.join(sorted(facts.agreements))}"
        message = "no such folder" if os.sep in name else "no such agreement"
        raise Malformed(message, place=Place(which), found=name, expected=expected)
    return load_agreement(facts, path), with_agreement(facts, path)


def _object(topic: "Topic") -> dict[str, Any]:
    return {
        "topic": topic.topic,
        "relation": topic.relation,
        "stricter": topic.stricter,
        "points": [{"says": one.says, "stricter": one.stricter} for one in topic.points],
        "first": [_clause(one) for one in topic.first],
        "second": [_clause(one) for one in topic.second],
    }


def _clause(one: "Clause") -> dict[str, str]:
    return {"article": one.article, "says": one.says, "basis": str(one.basis), "source": one.source}


def _show(topics: "tuple[Topic, ...]", names: tuple[str, str]) -> None:
    stricter = {"first": names[0], "second": names[1]}
    for topic in topics:
        if topic.relation == "same":
            continue
        verdict = f": {stricter[topic.stricter]} is stricter" if topic.stricter is not None else ""
        print(f"\n{topic.topic}{verdict}")
        for name, clauses in zip(names, (topic.first, topic.second), strict=True):
            if not clauses and (topic.first or topic.second):
                output.print_folded(f"  {name}: ", "no clause recorded")
            for clause in clauses:
                where = output.cited(None, clause.article, clause.basis).removeprefix(", ")
                output.print_folded(f"  {name}: ", f"{clause.says} [{where}]")
        for point in topic.points:
            tail = f" ({stricter[point.stricter]} is stricter)" if point.stricter is not None and topic.stricter is None else ""
            output.print_folded("  - ", f"{point.says}{tail}")
    same = [topic.topic for topic in topics if topic.relation == "same"]
    if same:
        print()
        output.print_folded("The same in both: ", ", ".join(same))
