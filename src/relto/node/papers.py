"""Reports while they are written: kept on the node from the first word on, so that a closed window loses nothing.

A paper is its author's alone; for anybody else it does not exist. It goes nowhere: what is to be released is held first
(:mod:`relto.node.holdings`), where clearances, approvals and the decision stand before it.
"""

from attrs import evolve, frozen

from relto.markings import system_ids
from relto.node.authorising import Absent, Action, Actor, Forbidden, authorise
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.records.papers import Paper
from relto.node.surroundings import Surroundings
from relto.primitives import Conflict, Malformed, Place
from relto.primitives.limits import PAPER_BYTES, PAPERS


@frozen
class Sheet:
    """A paper with its text.

    Args:
        paper: what is known of it.
        text: what stands in it, without its banner.
    """

    paper: Paper
    text: str


class Papers:
    """What the people of a node are writing.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def begin(self, actor: Actor, system: str, text: str = "") -> Sheet:
        """Begin a paper.

        Raises:
            Forbidden: this is for other roles, or the actor has as many as may be.
            Malformed: there is no such marking system, or the text is too long.
        """
        authorise(actor, Action.HOLD)
        if system not in system_ids():
            raise Malformed("no such marking system", place=Place("system"), found=system[:40], expected=", ".join(system_ids()))
        at = self._node.clock.now()
        key, wrapped = self._node.vault.new_key()
        name = new_id("paper", self._node.entropy)
        made = Paper(name, actor.id, system, at, at, 1, self._closed(key, name, text), wrapped)
        with self._node.store.write() as work:
            if len(work.papers.of(actor.id)) >= PAPERS:
                raise Forbidden(f"{PAPERS} papers at most: give one up, or hold it")
            work.papers.add(made)
            note(work, Entry("paper.begun", at, actor.id, {"paper": name}, (name,)), self._node.entropy)
        return Sheet(made, text)

    def open(self, actor: Actor, paper: str) -> Sheet:
        """A paper of one's own.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is none for the actor.
        """
        with self._node.store.read() as work:
            return self._opened(self._mine(actor, work.papers.get(paper)))

    def mine(self, actor: Actor) -> tuple[Sheet, ...]:
        """The papers of the actor, the last written first.

        Raises:
            Forbidden: this is for other roles.
        """
        authorise(actor, Action.HOLD)
        with self._node.store.read() as work:
            return tuple(self._opened(one) for one in work.papers.of(actor.id))

    def write(self, actor: Actor, paper: str, text: str, version: int) -> Sheet:
        """Write a paper's text.

        Args:
            actor: whose it is.
            paper: the paper.
            text: all of it.
            version: the one that was changed.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is none for the actor.
            Malformed: it is too long.
            Conflict: it was changed in another window meanwhile; nothing was overwritten.
        """
        at = self._node.clock.now()
        with self._node.store.write() as work:
            found = self._mine(actor, work.papers.lock(paper))
            now = self._opened(found)
            if now.text == text:
                return now
            if found.version != version:
                raise Conflict("this paper was changed in another window: open it again; nothing there was overwritten")
            sealed = self._closed(self._node.vault.unwrap(found.wrapped), paper, text)
            after = evolve(found, changed=at, version=version + 1, sealed=sealed)
            work.papers.replace(after)
        return Sheet(after, text)

    def give_up(self, actor: Actor, paper: str) -> None:
        """Destroy a paper, with its key.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is none for the actor.
        """
        at = self._node.clock.now()
        with self._node.store.write() as work:
            found = self._mine(actor, work.papers.lock(paper))
            work.papers.remove(found.id)
            note(work, Entry("paper.given-up", at, actor.id, {"paper": paper}, (paper,)), self._node.entropy)

    def _mine(self, actor: Actor, found: Paper | None) -> Paper:
        authorise(actor, Action.HOLD)
        if found is None or found.by != actor.id:
            raise Absent
        return found

    def _opened(self, paper: Paper) -> Sheet:
        data = self._node.vault.open(self._node.vault.unwrap(paper.wrapped), paper.sealed, f"{paper.id} text")
        return Sheet(paper, data.decode())

    def _closed(self, key: bytes, name: str, text: str) -> bytes:
        data = text.encode()
        if len(data) > PAPER_BYTES:
            raise Malformed("the paper is too long", place=Place("text"), found=f"{len(data):,} bytes", expected=f"{PAPER_BYTES:,} at most")
        return self._node.vault.close(key, data, f"{name} text")
