"""``relto decide`` and ``relto who``."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from relto.cli import options, output, trees
from relto.cli.exits import Exit

if TYPE_CHECKING:
    from relto.release import Decision
    from relto.release.analysis import Remedies
    from relto.release.analysis.explaining import Node


def decide(
    holder: options.Holder,
    recipient: options.Recipient,
    label: options.LabelText,
    scheme: options.SchemeName = None,
    originator: options.Originators = None,
    under: options.Under = None,
    marked_on: options.MarkedOn = None,
    at: options.At = None,
    purpose: options.Purpose = None,
    provided_for: options.ProvidedFor = None,
    channel: options.Channel = None,
    kind: options.Kinds = None,
    item: options.ItemId = None,
    came: options.Came = None,
    join: options.Join = None,
    terminate: options.Terminate = None,
    change: options.Change = None,
    network: options.NetworkDir = None,
    assume: options.Assume = None,
    consent: options.Consents = None,
    remedies: Annotated[bool, typer.Option("--remedies", help="Say also what would make it permitted.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say also on what each reason rests, and why other agreements did not serve.")
    ] = False,
    as_mermaid: Annotated[
        bool, typer.Option("--mermaid", help="Print the explanation (and the remedies) as a Mermaid flowchart alone.")
    ] = False,
    as_json: options.Json = False,
    exit_code: options.ExitCode = False,
) -> None:
    """May the holder release this to the recipient? Every rule that speaks is named, with its article."""
    from relto.cli.whatif import changed
    from relto.release import Engine

    if as_json and as_mermaid:
        raise typer.BadParameter("--json and --mermaid: only one of both can print")
    facts = changed(options.network_of(network, None, None), join or (), terminate or (), change or (), assume or ())
    facts = options.consented(facts, consent)
    source = options.party_of(facts, holder, "--from")
    what = options.item_of(
        options.label_of(label, scheme, holder, facts),
        originators=originator,
        under=under,
        marked_on=options.marked_by(marked_on, at),
        kinds=kind,
        provided_for=provided_for,
        item_id=item,
        came=came,
        network=facts,
    )
    day, target = at or options.today(), options.party_of(facts, recipient, "--to")
    answer = Engine(facts, day).decide(what, holder=source, recipient=target, purpose=purpose, channel=channel)
    question: dict[str, Any] = {"holder": source, "recipient": target, "at": day, "purpose": purpose, "channel": channel}
    found, tree = None, None
    if remedies:
        from relto.release import analysis

        found = analysis.remedies(facts, what, **question, rewrite=options.writable)
    if explain or as_mermaid:
        from relto.release.analysis.explaining import explain as explained

        tree = explained(facts, what, **question)
    _show(answer, f"{holder} to {recipient}, {label}", found, tree, as_json=as_json, as_mermaid=as_mermaid)
    if exit_code:
        raise typer.Exit({"permit": Exit.ANSWERED, "consent": Exit.CONSENT, "deny": Exit.DENIED}[str(answer.outcome)])


def _show(answer: "Decision", title: str, found: "Remedies | None", tree: "Node | None", *, as_json: bool, as_mermaid: bool) -> None:
    if as_mermaid and tree is not None:
        from relto.release.analysis.explaining import remedies_tree

        turned = [remedies_tree(found)] if found is not None and answer.outcome != "permit" else []
        print(trees.mermaid(tree, *turned), end="")
    elif as_json:
        more = {} if found is None else {"remedies": output.remedies_object(found)}
        output.print_json(output.decision_object(answer) | more | ({} if tree is None else {"explanation": trees.tree_object(tree)}))
    else:
        output.print_decision(answer, title)
        if tree is not None:
            print("\nHow it comes to that:\n")
            trees.print_tree(tree)
        if found is not None and answer.outcome != "permit":
            output.print_remedies(found)


def who(
    holder: options.Holder,
    label: options.LabelText,
    scheme: options.SchemeName = None,
    originator: options.Originators = None,
    under: options.Under = None,
    marked_on: options.MarkedOn = None,
    at: options.At = None,
    purpose: options.Purpose = None,
    provided_for: options.ProvidedFor = None,
    channel: options.Channel = None,
    kind: options.Kinds = None,
    item: options.ItemId = None,
    network: options.NetworkDir = None,
    assume: options.Assume = None,
    consent: options.Consents = None,
    as_json: options.Json = False,
) -> None:
    """Who may have this? One row for every party and community member of the network."""
    from relto.release import Engine

    facts = options.network_of(network, assume, consent)
    source = options.party_of(facts, holder, "--from")
    what = options.item_of(
        options.label_of(label, scheme, holder, facts),
        originators=originator,
        under=under,
        marked_on=options.marked_by(marked_on, at),
        kinds=kind,
        provided_for=provided_for,
        item_id=item,
        network=facts,
    )
    day = at or options.today()
    engine = Engine(facts, day)
    answers = {
        party: engine.decide(what, holder=source, recipient=party, purpose=purpose, channel=channel)
        for party in facts.everyone
        if party != holder
    }
    if as_json:
        output.print_json(
            {
                "holder": holder,
                "label": label,
                "at": day,
                "recipients": {party: output.decision_object(answer) for party, answer in answers.items()},
            }
        )
        return
    rows = []
    for party, answer in answers.items():
        rows.append((party, output.outcome_words(answer), answer.instrument or "", answer.marking or "", output.telling(answer)))
    output.table(("party", "outcome", "instrument", "marks it", "why"), rows, wrap=(4,))
