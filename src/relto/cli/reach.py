"""``relto reach``: can it ever come to somebody, and by which chain."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from relto.cli import options, output

if TYPE_CHECKING:
    from relto.release.analysis import Reached


def reach(
    label: options.LabelText,
    holder: Annotated[
        str | None, typer.Option("--from", metavar="PARTY", help="Who holds it first; left out: its only originator.")
    ] = None,
    originator: options.Originators = None,
    scheme: options.SchemeName = None,
    through: Annotated[str | None, typer.Option("--through", metavar="PARTY", help="Only chains that pass through this party.")] = None,
    with_consent_of: Annotated[
        list[str] | None,
        typer.Option("--with-consent-of", metavar="AUTHORITY", help="Take the consent of this authority for given. Repeat for several."),
    ] = None,
    under: options.Under = None,
    marked_on: options.MarkedOn = None,
    at: options.At = None,
    kind: options.Kinds = None,
    network: options.NetworkDir = None,
    assume: options.Assume = None,
    consent: options.Consents = None,
    as_json: options.Json = False,
) -> None:
    """Can it ever? Every party that could come to hold it by permitted releases, and a shortest chain to each."""
    from relto.release import analysis

    facts = options.network_of(network, assume, consent)
    first = options.party_of(facts, holder or _only(originator), "--from")
    what = options.item_of(
        options.label_of(label, scheme, first, facts),
        originators=originator,
        under=under,
        marked_on=marked_on,
        kinds=kind,
        network=facts,
    )
    found = analysis.reach(
        facts,
        what,
        holder=first,
        at=at or options.today(),
        with_consent_of=with_consent_of or (),
        through=None if through is None else options.party_of(facts, through, "--through"),
    )
    if as_json:
        output.print_json({"from": first, "reached": [_object(one) for one in found]})
        return
    if not found:
        print(f"Nobody but {first} can ever come to hold it by releases that are permitted on that day.")
        return
    rows = [(one.party, str(len(one.steps)), _chain(one), ", ".join(sorted(one.consents)) or "none") for one in found]
    output.table(("party", "steps", "a shortest chain", "consents it rests on"), rows, wrap=(2,))


def _only(originators: list[str] | None) -> str:
    if originators is None or len(originators) != 1:
        raise typer.BadParameter("say who holds it first: --from PARTY, or one --originator")
    return originators[0]


def _chain(one: "Reached") -> str:
    words: list[str] = [one.steps[0].giver]
    for step in one.steps:
        under = f" ({step.decision.instrument})" if step.decision.instrument is not None else ""
        words.append(f"→ {step.recipient}{under}")
    return " ".join(words)


def _object(one: "Reached") -> dict[str, Any]:
    return {
        "party": one.party,
        "consents": sorted(one.consents),
        "steps": [{"from": step.giver, "to": step.recipient, "decision": output.decision_object(step.decision)} for step in one.steps],
    }
