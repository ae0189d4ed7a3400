"""What a chain of releases says, link by link: the level that is carried along it, and how far back third-party clauses look."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from relto.agreements import Agreement, ThirdParty
from relto.primitives import AgreementId, PartyId
from relto.release.compiled.facts import Facts

Stands: TypeAlias = tuple[str, str]
"""Where a level stands: a scheme, and a level of it."""


def carry(facts: Facts, agreement: Agreement, stands: Stands, giver: PartyId, receiver: PartyId) -> Stands | None:
    """Where a level stands after one handing-over more; ``None`` where nobody can tell from there on.

    Args:
        facts: the network of the day.
        agreement: under which it was handed over.
        stands: where it stood with the giver.
        giver: who handed it over.
        receiver: who got it.
    """
    home = facts.scheme_of(receiver)
    if home is None:
        return None
    scheme, level = stands
    if home.id == scheme:
        return stands
    step = facts.step(agreement.id, scheme, level, giver, receiver)
    if step.level is not None:
        return home.id, step.level
    return None if step.by_case or not facts.is_common(agreement, scheme) else stands


def is_third(facts: Facts, agreement: Agreement, recipient: PartyId, effect: ThirdParty) -> bool:
    """Whether a third-party clause of an agreement takes a recipient for a third party."""
    members = facts.members(agreement.id, facts.at)
    if recipient in members:
        return False
    whole = facts.network.party(recipient).part_of
    if whole is not None and whole in members:
        return "own-body" in effect.third and recipient not in effect.own_bodies
    return "state" in effect.third or "body" in effect.third


def counting(facts: Facts, links: Iterable[tuple[str, AgreementId]], *, heeds: Callable[[str], bool] | None, heeded: bool) -> object:
    """What of a chain third-party clauses read.

    A link says nothing new behind another of the same giver and agreement; and givers under one agreement that stand together
    are looked at together, in any order. Where it does not matter which of some authorities are asked, the givers among them are one,
    and links behind which nobody is asked who matters say nothing new: that somebody is asked at all, the last one tells.

    Args:
        facts: the network of the day.
        links: giver and agreement of each handing-over, the last first.
        heeds: whether it matters that an authority is asked; ``None``: each does.
        heeded: whether it matters that an originator is asked.
    """
    runs: list[tuple[AgreementId, set[str]]] = []
    known: set[tuple[str, AgreementId]] = set()
    telling = 1
    for giver, agreement in links:
        name = giver if heeds is None or heeds(giver) else ""
        if (name, agreement) not in known:
            known.add((name, agreement))
            if runs and runs[-1][0] == agreement:
                runs[-1][1].add(name)
            else:
                runs.append((agreement, {name}))
        thirds = facts.thirds(agreement)
        if heeds is None or heeded or _matters([effect for _, effect in thirds], giver, heeds):
            telling = len(runs)
        if not any(effect.consent_of == "provider" for _, effect in thirds):
            break
    return tuple((agreement, frozenset(givers)) for agreement, givers in runs[:telling])


def _matters(effects: Sequence[ThirdParty], giver: str, heeds: Callable[[str], bool]) -> bool:
    """Whether a link can shut something, or ask somebody who matters."""
    for effect in effects:
        asked = {"provider": (giver,), "authority": (effect.authority or giver,)}.get(effect.consent_of, ())
        if effect.needs_agreement or any(map(heeds, asked)):
            return True
    return False
