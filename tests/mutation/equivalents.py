"""Mutants that make no difference: shown by a proof over who can come to hold what, and by every question that the run knows to ask.

A mutant counts as equivalent where both hold:

* nobody can come to hold anything that they could not come to hold before, nor less, by any chain, on any day: the claim
  ``changes-nothing`` is proved of the parties' information at every level that can be written, of every kind, with no list and with a
  list of the parties; once where everybody consents and once where nobody does;
* no question of the grid (:func:`tests.mutation.suggesting.questions`) is answered otherwise: outcome, authorities asked, marking, rules
  with their articles, and obligations.
"""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve

from relto.agreements import Agreement, Claim, Network, load_claims
from relto.labels import Label
from relto.markings import render, system_ids
from relto.primitives import Malformed
from relto.release import Decision
from relto.release.analysis import prove
from tests.mutation.mutants import Mutant
from tests.mutation.suggesting import Asking, edges, questions, told

_YEAR = timedelta(days=366)


def without_difference(network: Network, agreement: Agreement, survivors: tuple[Mutant, ...]) -> list[Mutant]:
    """The survivors that make no difference."""
    asked = list(questions(network, agreement)) if survivors else []
    asking = Asking(network)
    right = [_seen(asking.decided(one)) for one in asked]
    found = []
    for mutant in survivors:
        wrong = evolve(network, agreements={**network.agreements, agreement.id: mutant.agreement})
        other = Asking(wrong)
        if all(_seen(other.decided(one)) == before for one, before in zip(asked, right, strict=True)) and _proved(
            network, wrong, agreement
        ):
            found.append(mutant)
    return found


def _seen(decision: Decision | None) -> object:
    if decision is None:
        return None
    return decision.outcome, decision.consent_from, decision.marking, told(decision)


def _proved(network: Network, wrong: Network, agreement: Agreement) -> bool:
    return all(
        prove(evolve(network, assumed=assumed), claim, after=evolve(wrong, assumed=assumed), writable=_can_be_written).proved
        for claim in _claims(network, agreement)
        for assumed in {network.assumed, network.assumed | ({agreement.id} if agreement.in_force is None else set())}
    )


def _can_be_written(label: Label) -> bool:
    """Whether there is a marking that says it: a level that the system knows as another's alone is nobody's label."""
    if label.scheme.id not in system_ids():
        return True
    try:
        render(label)
    except Malformed:
        return False
    return True


def _claims(network: Network, agreement: Agreement) -> tuple[Claim, ...]:
    parties = sorted({one.party for one in agreement.parties if network.home_scheme(one.party) is not None})
    if not parties:
        return ()
    days = list(edges(agreement)) or [date(2020, 1, 1)]
    members = ", ".join(sorted({one.party for one in agreement.parties}))
    text = "claims:\n"
    for name, consenting in (("everybody-consents", "[NOBODY]"), ("nobody-consents", "anyone")):
        text += (
            f"  - claim: changes-nothing\n    id: {name}\n    without_consent_of: {consenting}\n"
            f"    of: {{originators: [{', '.join(parties)}], levels: every, lists: [none, [{members}]], kinds: every}}\n"
            f"    dates: {{from: {min(days)}, until: {max(days) + _YEAR}}}\n    events: [{{assume: {agreement.id}}}]\n"
        )
    with TemporaryDirectory() as folder:
        file = Path(folder) / "claims.yaml"
        file.write_text(text, encoding="utf-8")
        return load_claims(file)
