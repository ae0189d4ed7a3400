"""A decision as a tree: what was asked, which agreements could serve, what each rule said and on what it rests, and which were silent.

The tree decides nothing. Its rules are the reasons of the decision itself, none left out and none added; beside them stand the clauses
they rest on, in our own words, and for each agreement between the two parties why it served or did not.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import frozen

from relto.agreements import (
    RULES,
    Agreement,
    Authorises,
    Ceiling,
    Clause,
    Compartments,
    Effect,
    Equivalence,
    Network,
    Purpose,
    Scope,
    ThirdParty,
)
from relto.agreements import Channel as ChannelClause
from relto.primitives import PartyId
from relto.release.analysis.remedies import Remedies
from relto.release.compiled import originators_of
from relto.release.model import Decision, Item, Outcome, Reason
from relto.release.reference import decide, decide_under_each

_EFFECTS: Mapping[str, type[Effect]] = {
    "releasability": Authorises,
    "third-party": ThirdParty,
    "ceiling": Ceiling,
    "equivalence": Equivalence,
    "scope": Scope,
    "compartment": Compartments,
    "purpose": Purpose,
    "channel": ChannelClause,
}
_OF_RELEASES = RULES[RULES.index("public") : RULES.index("clearance")]
"""The rules of a release to a party: what is unreadable is no question here, and persons are another."""
_BASES = {"text": "read in the text", "secondary": "from a secondary source", "modelled": "MODELLED: nobody has agreed to it"}


@frozen
class Node:
    """A sentence with what stands under it.

    Args:
        says: the sentence.
        outcome: what it comes to, where it comes to something.
        children: on what it rests, in order.
        reason: the reason of the decision that it is, if it is one.
    """

    says: str
    outcome: Outcome | None = None
    children: tuple["Node", ...] = ()
    reason: Reason | None = None

    def nodes(self) -> Iterator["Node"]:
        """This node and everything under it, from above."""
        yield self
        for one in self.children:
            yield from one.nodes()


def explain(
    network: Network,
    item: Item,
    *,
    holder: PartyId,
    recipient: PartyId,
    at: date,
    purpose: str | None = None,
    channel: str | None = None,
) -> Node:
    """A decision, explained.

    Args:
        network: the facts.
        item: the item.
        holder: who would release it.
        recipient: who would get it.
        at: the day.
        purpose: the purpose, or ``None``.
        channel: the channel, or ``None``.

    Raises:
        Malformed: as :func:`relto.decide`.
    """
    answer = decide(network, item, holder=holder, recipient=recipient, at=at, purpose=purpose, channel=channel)
    under = decide_under_each(network, item, holder=holder, recipient=recipient, at=at, purpose=purpose, channel=channel)
    said = [("by the channel", channel), ("for", purpose), ("which it got for", item.provided_for)]
    children = [
        Node(
            f"asked: may {holder} release it to {recipient} on {at}"
            + "".join(f", {word} {what}" for word, what in said if what is not None),
            children=tuple(_premises(item, holder)),
        ),
        Node("the agreements between them", children=tuple(_agreements(network, holder, recipient, at, under))),
        *_rules(network, answer),
    ]
    silent = [rule for rule in _OF_RELEASES if rule not in {one.rule for one in answer.reasons}]
    children.append(Node(f"had nothing to say: {', '.join(silent)}"))
    if answer.obligations:
        where = [(one, f" [{_where(one.agreement, one.article)}]" if one.agreement or one.article else "") for one in answer.obligations]
        children.append(
            Node("what must be done if it is released", children=tuple(Node(f"{one.rule}: {one.says}{at}") for one, at in where))
        )
    return Node(_words(answer), answer.outcome, tuple(children))


def remedies_tree(found: Remedies) -> Node:
    """What would make it permitted, as a tree: any one of the sets of facts, each whole."""
    if not found.found:
        return Node("nothing that a consent, a new marking, a channel or an agreement that waits would change")
    sets = tuple(Node("all of these" if len(some) > 1 else "this", children=tuple(Node(one.says) for one in some)) for some in found.found)
    more = () if found.complete else (Node("there may be more: not every way was tried"),)
    return Node("what would make it permitted: any one of", children=(*sets, *more))


def _words(answer: Decision) -> str:
    if answer.outcome is Outcome.CONSENT:
        return f"CONSENT of {', '.join(answer.consent_from)}"
    return str(answer.outcome).upper()


def _where(agreement: str | None, article: str | None) -> str:
    return ", ".join(one for one in (agreement, _article(article) if article else None) if one)


def _premises(item: Item, holder: PartyId) -> Iterator[Node]:
    label = item.label
    yield Node(f"level: {label.level} of the scheme {label.scheme.id}")
    how = "the marking names them" if label.originators else "it is said" if item.originators else "taken, since nobody says otherwise"
    yield Node(f"originated by {', '.join(originators_of(item, holder))} ({how})")
    for name, some in (
        ("controls", label.controls),
        ("compartments", label.compartments),
        ("exclusions", {one.name for one in label.exclusions}),
        ("kinds of information", item.kinds),
    ):
        if some:
            yield Node(f"{name}: {', '.join(sorted(some))}")
    for name, listed in (("releasable to", label.releasable_to), ("may be shown to", label.display_only)):
        if listed is not None:
            yield Node(f"{name}: {', '.join(sorted(listed)) or 'nobody'}")
    if label.marked_on or item.marked_on:
        yield Node(f"marked on {label.marked_on or item.marked_on}")
    for link in item.chain:
        yield Node(
            f"handed over by {link.provider}"
            + (f" under {link.instrument}" if link.instrument is not None else "")
            + (f" on {link.on}" if link.on is not None else "")
        )
    if item.under is not None:
        yield Node(f"the holder got it under {item.under}")


def _agreements(
    network: Network, holder: PartyId, recipient: PartyId, at: date, under: tuple[tuple[Agreement, Decision], ...]
) -> Iterator[Node]:
    """Those that could serve, the one that is taken first; then those that join the two but do not serve, and why."""
    for place, (agreement, answer) in enumerate(under):
        told = "taken" if place == 0 else "not taken: the other is milder, or covers more"
        worst = () if place == 0 else tuple(Node(one.says, one.effect) for one in answer.reasons if one.effect is answer.outcome)
        yield Node(
            f"{agreement.id}: {told if len(under) > 1 else 'the only one that could serve'}; under it {_words(answer)}", children=worst
        )
    serving = {agreement.id for agreement, _ in under}
    none = not under
    for key in sorted(network.agreements):
        agreement = network.agreements[key]
        if key in serving or not {holder, recipient} <= {one.party for one in agreement.parties}:
            continue
        none = False
        status = agreement.status(at, assumed=network.is_assumed(key))
        absent = sorted({holder, recipient} - agreement.members(at))
        why = status.why if not status.in_force else f"no party on that day: {', '.join(absent)}" if absent else "not needed"
        yield Node(f"{agreement.id}: does not serve: {why}" if why != "not needed" else f"{agreement.id}: not needed")
    if none:
        yield Node(f"no agreement of the network has both {holder} and {recipient}")


def _rules(network: Network, answer: Decision) -> Iterator[Node]:
    for rule in RULES:
        some = [one for one in answer.reasons if one.rule == rule]
        if some:
            worst = max((one.effect for one in some), key=lambda effect: effect.severity)
            leaves = tuple(Node(one.says, one.effect, tuple(_rests_on(network, one)), one) for one in some)
            yield Node(f"rule {rule}", worst, leaves)


def _rests_on(network: Network, reason: Reason) -> Iterator[Node]:
    if reason.consent_of is not None and reason.effect is Outcome.CONSENT:
        yield Node(f"asked of {reason.consent_of}, {'in any form' if reason.form == 'any' else reason.form.replace('-', ' and ')}")
    if reason.agreement is None:
        rules = (one for one in network.national_rules if one.citation == reason.article)
        yield from (Node(f"{one.citation}, {_BASES[str(one.basis)]}: {one.says}") for one in rules)
        return
    clauses = [*_clauses(network.agreements[reason.agreement], reason)] if reason.agreement in network.agreements else []
    for clause in clauses:
        yield Node(f"{reason.agreement} {_article(clause.article)}, {_BASES[str(clause.basis)]}: {clause.says} (source: {clause.source})")


def _article(article: str) -> str:
    return f"art. {article}" if article[:1].isdigit() else f"article {article}" if article == "not read" else article


def _clauses(agreement: Agreement, reason: Reason) -> Iterator[Clause]:
    kind = _EFFECTS.get(reason.rule)
    for clause in agreement.clauses:
        if kind is not None and isinstance(clause.effect, kind) and clause.article == reason.article:
            yield clause
