"""The manifest: exactly what two people approve, and what the recipient gets with the content."""

from datetime import date
from hashlib import sha256

import msgspec

from relto.labels import Label
from relto.markings import read_kept, write_kept
from relto.node.authorising import Forbidden
from relto.node.records.holdings import Held
from relto.node.records.releasing import Draft
from relto.node.releasing.preparing import HEADER, Cut
from relto.primitives import AgreementId, Malformed, PartyId, Place
from relto.protocols.peer.messages import Content, Disclosure, Duty, Handing, Manifest, Marked, Portion
from relto.release import Decision, Engine, Judge, worst
from relto.release.wording import consents_in


def manifest_of(draft: Draft, held: Held, ready: Cut, content: Content, judge: Judge) -> Manifest:
    """Exactly what is to be approved.

    Args:
        draft: the draft.
        held: the item.
        ready: what of it goes.
        content: the content as the manifest has it.
        judge: whom the decision was asked of.

    Raises:
        Forbidden: nothing may go, or no agreement makes it lawful.
        Malformed: the disclosure record lacks something, or a part has a form that cannot be sent.
    """
    said = draft.disclosure
    if said.missing:
        raise Malformed("the disclosure record lacks something", place=Place("disclosure"), expected=", ".join(said.missing))
    if ready.banner is None or ready.decision is None:
        raise Forbidden("nothing of it may be released")
    on = held.label.marked_on or held.provenances[0].marked_on or held.held_at.date()
    chains = {one.chain for one in held.provenances}
    chain = chains.pop() if len(chains) == 1 else ()
    originators = {party for _, label in ready.portions if not label.is_public for party in judge.originators_of_label(label)}
    plain = {
        "item": held.known_as,
        "recipient": draft.recipient,
        "instrument": instrument_of(ready.decision, judge.engine, judge.holder, draft.recipient),
        "content": content,
        "banner": _marked(ready.banner, on),
        "portions": [Portion(id=name, marked=_marked(label, on)) for name, label in ready.portions],
        "originators": sorted(originators) or [judge.holder],
        "chain": [Handing(provider=one.provider, instrument=one.instrument, on=one.on) for one in chain],
        "kinds": sorted(held.kinds),
        "purpose": draft.purpose,
        "derived_from": list(held.derived_from),
        "corrects": draft.corrects,
        "disclosure": Disclosure(
            legal_basis=said.legal_basis.strip(),
            purpose=said.purpose.strip(),
            necessity=f"{said.necessity.strip()}\n{said.proportionality.strip()}",
            reliability=said.reliability.strip(),
            personal_data=said.personal_data is True,
            evaluated=said.evaluated is True,
            caveats=list(said.caveats),
            assurances=list(said.assurances),
        ),
        "obligations": _duties(ready.decision),
        "consents": list(consents_in(ready.decision.reasons)),
    }
    try:
        return msgspec.convert(msgspec.to_builtins(plain), Manifest)
    except msgspec.ValidationError as error:
        raise Malformed(f"it cannot be sent in this form: {error}", place=Place("draft")) from error


def instrument_of(decision: Decision, engine: Engine, holder: PartyId, recipient: PartyId) -> AgreementId:
    """The agreement under which something goes: the one the decision rests on; where it rests on none, the first in force between the two.

    Raises:
        Forbidden: no agreement between the two is in force.
    """
    if decision.instrument is not None:
        return decision.instrument
    both = {holder, recipient}
    serving = sorted(
        one.id
        for one in engine.network.agreements.values()
        if both <= one.members(engine.at) and one.status(engine.at, assumed=engine.network.is_assumed(one.id)).in_force
    )
    if not serving:
        raise Forbidden(f"no agreement between {holder} and {recipient} is in force")
    return serving[0]


def _marked(label: Label, on: date) -> Marked:
    return Marked(system=label.scheme.id, text=write_kept(label), on=label.marked_on or on)


def _duties(decision: Decision) -> list[Duty]:
    """What the recipient must do; the holder's own law binds the holder and is not the recipient's to read."""
    return [
        Duty(rule=one.rule, says=one.says, agreement=one.agreement, article=one.article)
        for one in decision.obligations
        if one.agreement is not None or one.rule == "consent"
    ]


def decide_again(manifest: Manifest, judge: Judge) -> Decision:
    """The decision on everything that a manifest lets go, over the network of the judge."""
    labels = {read_kept(one.marked.system, one.marked.text, one.marked.on) for one in manifest.portions if not one.id.startswith(HEADER)}
    return worst([judge.decide_label(one, PartyId(manifest.recipient)) for one in sorted(labels, key=write_kept)])


def decision_sha256(decision: Decision) -> str:
    """The digest of a decision: equal for equal ones."""
    plain = {
        "outcome": decision.outcome,
        "consent_from": decision.consent_from,
        "reasons": [(one.rule, one.effect, one.says, one.agreement, one.article) for one in decision.reasons],
        "obligations": [(one.rule, one.says, one.agreement, one.article) for one in decision.obligations],
        "instrument": decision.instrument,
        "assumed": decision.assumed,
    }
    return sha256(msgspec.json.encode(plain, order="deterministic")).hexdigest()


def same_terms(manifest: Manifest, decision: Decision, engine: Engine, holder: PartyId) -> bool:
    """Whether a decision lets something go on the very terms that were approved: under that agreement, with those duties and consents."""
    return (
        instrument_of(decision, engine, holder, PartyId(manifest.recipient)) == manifest.instrument
        and _duties(decision) == list(manifest.obligations)
        and list(consents_in(decision.reasons)) == list(manifest.consents)
    )
