"""Approval: two different people who did not write a draft approve exactly what it says.

* An approval names the digest of a manifest. It counts for that manifest and for nothing else.
* Who changed a draft at any time approves nothing of it.
* An approver is cleared for what is approved; for who is not, the draft does not exist.
* An approval counts only while its approver still has the office.
"""

from collections.abc import Sequence
from typing import TypeAlias

from attrs import frozen

from relto.node.authorising import ALLOWED, Action, Actor, Forbidden, Role, authorise
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.releasing import Approval, Draft
from relto.node.releasing.drafts import changed, replace, seen
from relto.node.surroundings import Surroundings
from relto.primitives import Conflict

NEEDED = 2
Offices: TypeAlias = dict[str, frozenset[Role]]
"""The roles of people by their accounts; none, where the account is closed."""
_MOST_SAYS = 2_000


@frozen
class Standing:
    """The approvals of a draft as they stand now.

    Args:
        counting: those that count, the oldest first.
        lacking: what they lack, in words; ``None`` where they suffice: two different people, one of them a releasing authority.
    """

    counting: tuple[Approval, ...]
    lacking: str | None


def standing(work: Work, draft: Draft, offices: Offices | None = None) -> Standing:
    """The approvals of a draft as they stand in a unit of work.

    Args:
        work: the unit of work.
        draft: the draft.
        offices: what is known of people's roles in this unit of work, where several drafts are looked at; it is added to.
    """
    words = work.drafts.approvals(draft.id)
    roles = {} if offices is None else offices
    unknown = {word.person for word in words} - roles.keys()
    roles.update((one.id, one.roles if one.active else frozenset()) for one in work.accounts.get_many(sorted(unknown)).values())
    some = tuple(
        one
        for one in words
        if one.approves
        and one.manifest_sha256 == draft.manifest_sha256
        and one.person not in draft.authors
        and not roles.get(one.person, frozenset()).isdisjoint(ALLOWED[Action.APPROVE])
    )
    if len({one.person for one in some}) < NEEDED:
        return Standing(some, f"{NEEDED} different people must approve it, {len(some)} did")
    if not any(Role.RELEASING_AUTHORITY in roles[one.person] for one in some):
        return Standing(some, "a releasing authority must approve it")
    return Standing(some, None)


class Approving:
    """Approvals of a node's drafts.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def approve(self, actor: Actor, draft: str, manifest_sha256: str, says: str = "") -> Approval:
        """Approve exactly what was looked at.

        Args:
            actor: who approves.
            draft: the draft.
            manifest_sha256: digest of the manifest that was looked at.
            says: a remark.

        Raises:
            Forbidden: this is for other roles, the actor wrote on the draft, or it is not submitted.
            Absent: it is not there for the actor.
            Conflict: it is another manifest by now, or the actor gave their word on it before.
        """
        return self._word(actor, draft, manifest_sha256, says, approves=True)

    def decline(self, actor: Actor, draft: str, manifest_sha256: str, says: str) -> Approval:
        """Refuse approval; the draft goes back to its authors, and other approvals of it are void.

        Raises:
            Forbidden: this is for other roles, the actor wrote on the draft, or it is not submitted.
            Absent: it is not there for the actor.
            Conflict: it is another manifest by now, or the actor gave their word on it before.
        """
        return self._word(actor, draft, manifest_sha256, says, approves=False)

    def approvals(self, actor: Actor, draft: str) -> Sequence[Approval]:
        """Every word that was given on a draft, the oldest first; those on another manifest than the draft's own are void.

        Raises:
            Forbidden: this is for other roles.
            Absent: it is not there for the actor.
        """
        at = self._node.clock.now()
        with self._node.store.read() as work:
            seen(self._node, work, actor, draft, self._node.arrangement.engine(work, at.date()))
            return work.drafts.approvals(draft)

    def lacking(self, actor: Actor, draft: str) -> str | None:
        """What approvals a draft lacks, in words; ``None`` where they suffice.

        Raises:
            Forbidden: this is for other roles.
            Absent: it is not there for the actor.
        """
        at = self._node.clock.now()
        with self._node.store.read() as work:
            found, _ = seen(self._node, work, actor, draft, self._node.arrangement.engine(work, at.date()))
            return standing(work, found).lacking

    def _word(self, actor: Actor, draft: str, manifest_sha256: str, says: str, *, approves: bool) -> Approval:
        authorise(actor, Action.APPROVE)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            seen(self._node, work, actor, draft, self._node.arrangement.engine(work, at.date()))
            found = work.drafts.lock(draft)
            account = work.accounts.get(actor.id)
            if found is None or account is None or found.state != "submitted":
                raise Forbidden("the draft is not submitted for approval")
            if actor.id in found.authors:
                raise Forbidden("who wrote on a draft does not approve it")
            if found.manifest_sha256 != manifest_sha256:
                raise Conflict("the draft was changed since it was looked at: look at it again")
            word = Approval(draft, actor.id, account.title, at, manifest_sha256, approves, says.strip()[:_MOST_SAYS])
            work.drafts.approve(word)
            if not approves:
                replace(work, found, changed(found, found.by))
            kind = "release.approved" if approves else "release.declined"
            about = {"draft": draft, "item": found.item, "manifest": manifest_sha256}
            note(work, Entry(kind, at, actor.id, about, (draft, found.item)), self._node.entropy)
        return word
