"""What every step of a release asks of a draft: who sees it, whether it may still be changed, and what it lacks."""

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen

from relto.labels import Label
from relto.markings.formats import MachineLabel
from relto.markings.formats.opentdf import write_attributes
from relto.node.authorising import Absent, Action, Actor, Forbidden, authorise, may
from relto.node.ciphertexts import checked
from relto.node.ports import Work
from relto.node.records.holdings import Held
from relto.node.records.releasing import Draft, DraftState
from relto.node.releasing.preparing import Cut, Row
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, PartyId, Place
from relto.release import Decision, Engine, Outcome, Reason

OPEN: tuple[DraftState, ...] = ("drafting", "submitted")
"""The states in which a draft can be changed."""


@frozen
class Missing:
    """A consent that is missing.

    Args:
        authority: whose.
        form: in which form at least: any, prior, or prior-written.
        rules: the rules that ask it.
        articles: where that stands, as agreement and article, or a citation.
        parts: the parts that wait for it, by their places.
    """

    authority: str
    form: str
    rules: tuple[str, ...]
    articles: tuple[str, ...]
    parts: tuple[int, ...]


_FORMS = ("any", "prior", "prior-written")


def missing_of(rows: Sequence[Row], recipient: PartyId) -> tuple[Missing, ...]:
    """The consents that are missing for a recipient, in order of authority. A denial waits for nobody's consent."""
    asked: dict[str, list[tuple[Row, Reason]]] = {}
    for row in rows:
        if row.decisions[recipient].outcome is Outcome.CONSENT:
            for reason in row.decisions[recipient].reasons:
                if reason.consent_of is not None and reason.effect is Outcome.CONSENT:
                    asked.setdefault(reason.consent_of, []).append((row, reason))
    return tuple(
        Missing(
            authority,
            max((reason.form for _, reason in some), key=_FORMS.index),
            tuple(sorted({reason.rule for _, reason in some})),
            tuple(sorted({" ".join(part for part in (reason.agreement, reason.article) if part) for _, reason in some} - {""})),
            tuple(sorted({row.index for row, _ in some})),
        )
        for authority, some in sorted(asked.items())
    )


def changed(draft: Draft, by: str) -> Draft:
    """The draft as somebody changes it: open again, whatever was approved of it void."""
    return evolve(
        draft,
        state="drafting",
        version=draft.version + 1,
        authors=draft.authors | {by},
        manifest=None,
        manifest_sha256=None,
        content=None,
        wrapped=None,
        prepared=None,
    )


def looking(actor: Actor) -> None:
    """Require a role that has to do with drafts.

    Raises:
        Forbidden: this is for other roles.
    """
    if not may(actor, Action.APPROVE):
        authorise(actor, Action.DRAFT)


def seen(node: Surroundings, work: Work, actor: Actor, draft: str, engine: Engine, *, lock: bool = False) -> tuple[Draft, Held]:
    """A draft and its item, where the actor may see what it is made of.

    Args:
        node: the node.
        work: the unit of work.
        actor: who looks.
        draft: the draft.
        engine: the network of the day.
        lock: let nobody else change the draft before the work is done.

    Raises:
        Forbidden: this is for other roles.
        Absent: it is not there for the actor.
    """
    looking(actor)
    found = work.drafts.lock(draft) if lock else work.drafts.get(draft)
    held = node.sight.sees(work, actor, None if found is None else work.items.get(found.item), engine)
    if found is None:
        raise Absent
    return found, held


def fixed_content(node: Surroundings, draft: Draft, small: bytes | None) -> bytes:
    """The content of a draft that was submitted.

    Args:
        node: the node.
        draft: the draft.
        small: its ciphertext, where the database has it (:func:`small_of`).

    Raises:
        Forbidden: it is not submitted.
    """
    if draft.content is None or draft.wrapped is None:
        raise Forbidden("the draft is not submitted: there is nothing yet to be approved")
    return node.vault.open(node.vault.unwrap(draft.wrapped), checked(node, draft.content, small), f"{draft.id} content")


def small_of(work: Work, draft: Draft) -> bytes | None:
    """The ciphertext of a draft's content, where the database has it."""
    return None if draft.content is None else work.contents.get(draft.content)


def replace(work: Work, before: Draft, after: Draft) -> None:
    """Keep a draft in the place of what it was; content that it does not name any more is removed."""
    work.drafts.replace(after)
    if before.content is not None and before.content != after.content:
        work.contents.delete(before.content)


def check_open(draft: Draft) -> None:
    """Require that a draft can still be changed.

    Raises:
        Forbidden: it was sent or withdrawn.
    """
    if draft.state not in OPEN:
        raise Forbidden(f"the draft is {draft.state}")


def check_assurances(work: Work, draft: Draft, at: datetime) -> None:
    """Require that the assurances a draft relies on hold.

    Raises:
        Malformed: one is not recorded, is another party's, has run out or was broken.
    """
    for name in draft.disclosure.assurances:
        one = work.incidents.assurance(name)
        if one is None or one.party != draft.recipient or one.breached is not None or one.until <= at:
            raise Malformed(
                "an assurance that does not hold",
                place=Place("disclosure.assurances"),
                found=name[:80],
                expected=f"one of {draft.recipient}",
            )


def check_sealable(label: Label) -> None:
    """Require that a label can be bound to sealed content.

    Raises:
        Malformed: it cannot: a display-only list, say.
    """
    write_attributes(MachineLabel(evolve(label, marked_on=None)))


def worst_of(ready: Cut, recipient: PartyId) -> Decision | None:
    """The worst decision on a part of what is held."""
    decisions = [row.decisions[recipient] for row in ready.rows]
    return max(decisions, key=lambda one: one.outcome.severity, default=None)


def refusal_of(ready: Cut, recipient: PartyId) -> str | None:
    """Why nothing can be submitted, in words; ``None`` where it can."""
    if ready.content is None:
        waiting = sorted({one.authority for one in missing_of(ready.rows, recipient)})
        decisions = [row.decisions[recipient] for row in ready.rows]
        rules = sorted({one.rule for each in decisions for one in each.reasons if one.effect is Outcome.DENY})
        why = "; ".join(
            (
                *((f"refused by {', '.join(rules)}",) if rules else ()),
                *((f"consent is missing of {', '.join(waiting)}",) if waiting else ()),
            )
        )
        return f"nothing of it may be released{': ' + why if why else ''}"
    return f"the leak check does not pass: {', '.join(ready.leaks)}" if ready.leaks else None
