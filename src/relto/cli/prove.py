"""``relto prove``: claims about the whole network, each proved for its whole world or refuted by a case that can be asked again."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relto.cli import options, output
from relto.cli.exits import Exit

if TYPE_CHECKING:
    from datetime import date

    from relto.agreements import Claim, Network
    from relto.labels import Label
    from relto.release.analysis import Counterexample, Release, Verdict


def prove(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The claims (docs/reference/claims.md).")],
    network: options.NetworkDir = None,
    assume: options.Assume = None,
    consent: options.Consents = None,
    at: options.AtWithin = None,
    as_json: options.Json = False,
    solver: Annotated[
        int,
        typer.Option("--solver", metavar="RELEASES", min=0, max=9, help="Ask an SMT solver too, about chains of so many releases at most."),
    ] = 0,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 11 where a claim is refuted.")] = False,
) -> None:
    """Prove claims for all labels, chains and days of their worlds, or refute them by a chain that `relto decide` confirms."""
    from relto.agreements import load_claims
    from relto.release import analysis

    facts = options.network_of(network, assume, consent)
    always = [f"--assume={one}" for one in assume or ()] + [f"--consent={one}" for one in consent or ()]
    always += [] if network is None else [f"--network={network}"]
    made: list[dict[str, Any]] = []
    for claim in load_claims(file):
        narrowed = claim if at is None else _on(claim, at)
        after = _after(facts, narrowed) if narrowed.events else None
        verdict = analysis.prove(facts, narrowed, after=after, writable=_writable)
        second = _second_opinion(facts, narrowed, verdict, solver) if solver else None
        made.append(_object(verdict, always) | ({} if not solver else {"solver": second}))
    if as_json:
        output.print_json({"claims": made, "proved": all(one["proved"] for one in made)})
    else:
        for one in made:
            _show(one)
    if exit_code and not all(one["proved"] for one in made):
        raise typer.Exit(Exit.DENIED)


def _second_opinion(network: "Network", claim: "Claim", verdict: "Verdict", longest: int) -> dict[str, Any] | None:
    """What the solver says; ``None`` where it cannot answer.

    Raises:
        Conflict: it contradicts the fixpoint.
        Unavailable: no solver is installed.
    """
    from relto.primitives import Conflict, Unavailable

    try:
        from relto.release.analysis.solving import prove_by_solver
    except ModuleNotFoundError as error:
        raise Unavailable("a second opinion needs z3, which is not installed: install Relto with its extra `proofs`") from error
    if claim.kind == "changes-nothing":
        return None
    answer = prove_by_solver(network, claim, longest=longest, writable=_writable)
    shortest = 0 if verdict.counterexample is None else len(verdict.counterexample.steps)
    missed = 0 < shortest <= longest and not answer.refuted and not answer.undecided
    if missed or (answer.refuted and verdict.proved):
        raise Conflict(f"the two methods disagree about claim `{claim.id}`: take neither answer, and report it")
    return {"releases": longest, "refuted": answer.refuted, "chain_of": len(answer.steps), "undecided": list(answer.undecided)}


def _on(claim: "Claim", day: "date") -> "Claim":
    """The claim of one day alone.

    Raises:
        Malformed: the claim does not speak of that day.
    """
    from attrs import evolve

    from relto.primitives import Malformed

    if not claim.first <= day <= claim.last:
        raise Malformed(
            f"claim `{claim.id}` does not speak of that day",
            place=claim.place,
            found=f"--at {day}",
            expected=f"{claim.first} to {claim.last}",
        )
    return evolve(claim, first=day, last=day)


def _after(network: "Network", claim: "Claim") -> "Network":
    from relto.agreements import with_agreement
    from relto.primitives import Malformed
    from relto.release.analysis import joined, terminated

    after = network
    for event in claim.events:
        try:
            if event.kind == "change":
                after = with_agreement(after, event.path)
            elif event.kind == "assume":
                after = options.assumed(after, [event.what])
            elif event.on is not None and event.kind == "join":
                party, _, code = event.what.partition(":")
                after = joined(after, party, code, event.on)
            elif event.on is not None:
                after = terminated(after, event.what, event.on)
        except Malformed as error:
            if event.kind == "change":
                raise
            raise Malformed(error.message, place=event.place, found=error.found, expected=error.expected) from None
    return after


def _writable(label: "Label") -> bool:
    """Whether a label's marking system can write it; of a scheme without one, every label counts."""
    from relto import markings
    from relto.primitives import Malformed

    if label.scheme.id not in markings.system_ids():
        return True
    try:
        markings.render(label)
    except Malformed:
        return False
    return True


def _object(verdict: "Verdict", always: list[str]) -> dict[str, Any]:
    claim, case = verdict.claim, verdict.counterexample
    return {
        "id": claim.id,
        "says": claim.says,
        "proved": verdict.proved,
        "from": claim.first,
        "until": claim.last,
        "looked_at": {
            "stretches": len(verdict.days),
            "items": verdict.items,
            "standings": verdict.standings,
            "releases": verdict.releases,
        },
        "gained": dict(sorted(verdict.gained.items())),
        "lost": dict(sorted(verdict.lost.items())),
        "counterexample": None if case is None else _case(case, claim, always),
    }


def _case(case: "Counterexample", claim: "Claim", always: list[str]) -> dict[str, Any]:
    item = case.cell.item
    events = _events(claim)
    here, there = ([*always, *events], always) if case.after_events else (always, [*always, *events])
    return {
        "party": case.party,
        "originator": case.cell.originator,
        "label": _text(item.label),
        "kinds": sorted(item.kinds),
        "marked_on": item.marked_on,
        "after_events": case.after_events,
        "steps": [_step(step, here) for step in case.steps],
        "otherwise": None if case.otherwise is None else _step(case.otherwise, there),
    }


def _events(claim: "Claim") -> list[str]:
    words = []
    for event in claim.events:
        what = str(event.path) if event.kind == "change" else event.what
        words.append(f"--{event.kind}={what}" + (f"@{event.on}" if event.on is not None else ""))
    return words


def _step(step: "Release", options_of_network: list[str]) -> dict[str, Any]:
    return {
        "from": step.giver,
        "to": step.recipient,
        "at": step.at,
        "decision": output.decision_object(step.decision),
        "replay": _replay(step, options_of_network),
    }


def _text(label: "Label") -> str | None:
    from relto import markings

    return markings.render(label) if label.scheme.id in markings.system_ids() else None


def _replay(step: "Release", options_of_network: list[str]) -> str | None:
    """The command that asks the same again; ``None`` where no marking system writes the label."""
    item, text = step.item, _text(step.item.label)
    if text is None:
        return None
    words = ["relto", "decide", "--from", step.giver, "--to", step.recipient, "--label", text, "--scheme", item.label.scheme.id]
    if not item.label.originators:
        words += [f"--originator={one}" for one in sorted(item.originators)]
    words += [f"--marked-on={item.marked_on}", f"--at={step.at}"]
    words += [f"--kind={one}" for one in sorted(item.kinds)]
    for link in item.chain:
        under = f":{link.instrument}" if link.instrument is not None else ""
        words.append(f"--came={link.provider}{under}@{link.on}")
    return shlex.join([*words, *options_of_network])


def _show(one: dict[str, Any]) -> None:
    seen, case = one["looked_at"], one["counterexample"]
    print(f"{'PROVED' if one['proved'] else 'REFUTED'}: {one['id']}{': ' if one['says'] else ''}{one['says']}")
    print(
        f"  {one['from']} to {one['until']}: {output.counted(seen['stretches'], 'stretch')[: None if seen['stretches'] == 1 else -1]}"
        f"{'' if seen['stretches'] == 1 else 'es'} of days, {output.counted(seen['items'], 'item')}, "
        f"{output.counted(seen['standings'], 'standing')}, {output.counted(seen['releases'], 'release')} decided"
    )
    if "solver" in one:
        print(f"  {_of_solver(one['solver'])}")
    for word, some in (("more", one["gained"]), ("fewer", one["lost"])):
        for party, many in some.items():
            print(f"  {party} can come to hold {output.counted(many, 'item')} {word}")
    if case is None:
        return
    label = case["label"] or "a label that no marking system writes"
    when = " after the events" if case["after_events"] else ""
    print(f"  {case['party']} can come to hold {case['originator']}'s {label}, marked on {case['marked_on']}{when}:")
    for number, step in enumerate(case["steps"], 1):
        _show_step(f"  {number}. ", step)
    if case["otherwise"] is not None:
        _show_step("  In the other network: ", case["otherwise"])


def _of_solver(said: dict[str, Any] | None) -> str:
    if said is None:
        return "the solver does not answer claims of this kind"
    if said["refuted"]:
        return f"the solver refutes it too, by a chain of {output.counted(said['chain_of'], 'release')}"
    some = output.counted(said["releases"], "release")
    if said["undecided"]:
        return f"the solver came to no answer within {some}"
    return f"the solver finds no chain of at most {some} that refutes it"


def _show_step(head: str, step: dict[str, Any]) -> None:
    decision = step["decision"]
    asked = f" of {', '.join(decision['consent_from'])}" if decision["outcome"] == "consent" else ""
    under = f" under {decision['instrument']}" if decision["instrument"] else ""
    print(f"{head}{step['from']} to {step['to']} on {step['at']}: {decision['outcome']}{asked}{under}")
    print(f"     {step['replay'] or 'it can be asked again from Python'}")
