"""Holding, finding and reading: every reader sees what they may see, and of the rest nothing."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol

from attrs import evolve, frozen

from relto.documents import read as read_document
from relto.markings import read_kept
from relto.node.authorising import Absent, Action, Actor, Forbidden, authorise
from relto.node.expecting import Expects, as_it_is
from relto.node.holdings.deriving import Source, check_derived, sources_of
from relto.node.holdings.entering import Fresh, Prepared, enter, labels_of, prepare, untitled
from relto.node.holdings.listing import Page, listed
from relto.node.holdings.viewing import Reading, Shown, Versions, shown
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.holdings import Held
from relto.node.sight import Seen
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, Place
from relto.primitives.limits import DOCUMENT_BYTES
from relto.release import Engine, Provenance, expansion, refuse_flawed

_LONGEST_ID = 80
_MOST_SAYS = 2_000
_MOST_WORDS = 2_000
_MADE_HERE = Provenance()


@frozen
class Given:
    """What is said of something that is to be held, besides itself.

    Args:
        title: by which people know it; ``None``: of a document, its first title or heading.
        dossier: the dossier whose members need to know it.
        kinds: kinds of information.
        provenance: where it came from, where not from here.
    """

    title: str | None = None
    dossier: str | None = None
    kinds: frozenset[str] = frozenset()
    provenance: Provenance = _MADE_HERE


_NOTHING = Given()


class Telling(Protocol):
    """Tells who sent something how far it has come here."""

    def __call__(
        self, work: Work, held: Held, level: Literal["released", "opened", "acted", "declined"], at: datetime, says: str | None
    ) -> None:
        """Tell it, in the unit of work of what happened."""


def _nobody(work: Work, held: Held, level: Literal["released", "opened", "acted", "declined"], at: datetime, says: str | None) -> None:
    """Where there is no exchange, nobody is told."""
    del work, held, level, at, says


class Holdings:
    """What a node holds.

    Args:
        node: the node.
        telling: tells who sent something how far it has come; left out, in a node without an exchange, nobody is told.
    """

    def __init__(self, node: Surroundings, telling: Telling = _nobody) -> None:
        self._node, self._telling, self._versions = node, telling, Versions(node)

    def hold_document(
        self,
        actor: Actor,
        text: str,
        given: Given = _NOTHING,
        *,
        system: str | None = None,
        withhold_unreadable: bool = False,
        sources: Sequence[Source] = (),
    ) -> Shown:
        """Hold a portion-marked document.

        Args:
            actor: who brings it.
            text: the document.
            given: what is said of it.
            system: id of its marking system; ``None``: what its banner says, this party's own where that leaves several.
            withhold_unreadable: hold it also where portions have marks that cannot be read; those never go anywhere.
            sources: what it was derived from; its label must protect at least as well as what was taken of them.

        Raises:
            Forbidden: this is for other roles, or the actor may not read it when it is held.
            Absent: a source is not there for the actor.
            Malformed: it is no document, has errors, or is marked below its sources.
        """
        authorise(actor, Action.HOLD)
        at = self._node.clock.now()
        if len(text.encode()) > DOCUMENT_BYTES:
            raise Malformed("the document is too large", place=Place("document"), expected=f"{DOCUMENT_BYTES} bytes at most")
        with self._node.store.read() as work:
            engine = self._node.arrangement.engine(work, at.date())
            seen = [(self._seen(work, actor, one.item, engine), one) for one in sources]
        network, found = engine.network, self._found(seen, engine)
        document = read_document(
            text,
            source="document",
            system=system,
            prefer=network.party(self._node.party).scheme,
            communities=frozenset(network.communities),
            expand=expansion(network, at.date()),
        )
        refuse_flawed(document, withhold_unreadable=withhold_unreadable, how="that those portions are withheld")
        title = given.title or next((one.text for one in document.portions if one.kind in ("title", "heading")), untitled(None))
        media_type = "text/markdown" if document.format == "markdown" else "text/plain"
        fresh = Fresh(
            "document",
            media_type,
            " ".join(title.split())[:300],
            text.encode(),
            document,
            document.banner,
            labels_of(document) or (document.banner,),
            sources_of(found, given.provenance),
            given.kinds | frozenset(kind for held, _ in found for kind in held.kinds),
            actor.id,
            derived_from=tuple(sorted({held.known_as for held, _ in found})),
            dossier=given.dossier,
        )
        check_derived(document.banner, found, engine, self._node.party)
        return self._hold(actor, fresh, engine, at)

    def hold_record(
        self,
        actor: Actor,
        content: bytes,
        given: Given,
        *,
        media_type: str,
        scheme: str,
        marking: str,
        marked_on: date | None = None,
        sources: Sequence[Source] = (),
    ) -> Shown:
        """Hold something that is given whole or not at all.

        Args:
            actor: who brings it.
            content: what it is.
            given: what is said of it; its title must be.
            media_type: of its content. Text is found by its words, anything else by its title.
            scheme: id of its marking system.
            marking: its marking, in the canonical form of that system.
            marked_on: the day it was marked; ``None``: today.
            sources: what it was derived from.

        Raises:
            Forbidden: this is for other roles, or the actor may not read it when it is held.
            Absent: a source is not there for the actor.
            Malformed: it is too large, its marking is none, or it is marked below its sources.
        """
        authorise(actor, Action.HOLD)
        at = self._node.clock.now()
        label = read_kept(scheme, marking, marked_on or at.date(), source="marking")
        with self._node.store.read() as work:
            engine = self._node.arrangement.engine(work, at.date())
            seen = [(self._seen(work, actor, one.item, engine), one) for one in sources]
        found = self._found(seen, engine)
        check_derived(label, found, engine, self._node.party)
        fresh = Fresh(
            "record",
            media_type,
            given.title or "",
            content,
            (content.decode("utf-8", "replace"),) if media_type.startswith("text/") or media_type.endswith("json") else (),
            label,
            (label,),
            sources_of(found, given.provenance),
            given.kinds | frozenset(kind for held, _ in found for kind in held.kinds),
            actor.id,
            derived_from=tuple(sorted({held.known_as for held, _ in found})),
            dossier=given.dossier,
        )
        return self._hold(actor, fresh, engine, at)

    def show(self, actor: Actor, item: str) -> Shown:
        """What is known of something held, without its content, as far as the actor may see it.

        Raises:
            Forbidden: this is for other roles.
            Absent: nothing of it is there for the actor.
        """
        authorise(actor, Action.READ)
        return self._versions.known(actor, item, self._node.clock.now())

    def read(self, actor: Actor, item: str) -> Reading:
        """Open something held, as far as the actor may see it.

        That it was asked for stands in the journal, whether it was there for the actor or not, and whether all of it was.

        Raises:
            Forbidden: this is for other roles.
            Absent: nothing of it is there for the actor.
            Unavailable: its content cannot be had.
        """
        authorise(actor, Action.READ)
        at = self._node.clock.now()
        made_of: Seen | None = None
        made: Reading | None = None
        while True:
            with self._node.store.write() as work:
                engine = self._node.arrangement.engine(work, at.date())
                seen = self._or_none(work, actor, item, engine)
                if seen is None or seen.parts is None or seen == made_of:
                    if seen is not None and seen.parts is not None and made is None:
                        seen = None  # nothing stands by itself of what is open
                    self._opened(work, actor, item, seen, at)
                    break
                portions = work.items.portions(seen.held.number)
            made_of, made = (
                seen,
                self._versions.read(seen, engine, portions),
            )  # outside of the unit of work; counts where nothing changed since
        reading = None if seen is None else made if seen.parts is not None else self._versions.read(seen, engine)
        if reading is None:
            raise Absent
        return reading

    def _opened(self, work: Work, actor: Actor, item: str, seen: Seen | None, at: datetime) -> None:
        """What is noted and told of something that was asked for."""
        asked = item[:_LONGEST_ID]
        about = {"item": asked} if seen is None or seen.parts is None else {"item": asked, "extent": "part"}
        if (
            seen is not None
            and seen.held.received is not None
            and not work.journal.found(kinds=["item.read"], subject=seen.held.id, most=1)
        ):
            self._telling(work, seen.held, "released", at, None)  # there is no step between: who may open it has it
            self._telling(work, seen.held, "opened", at, None)
        note(work, Entry("item.refused" if seen is None else "item.read", at, actor.id, about, (asked,)), self._node.entropy)

    def act(self, actor: Actor, item: str, says: str, *, declined: bool = False) -> None:
        """Tell who sent something that it was acted on, or that it will not be.

        Args:
            actor: who says so.
            item: what.
            says: what was done, or why nothing will be; the sender reads it.
            declined: whether nothing will be done.

        Raises:
            Forbidden: this is for other roles, or it was made here.
            Absent: it is not there for the actor.
            Malformed: nothing is said.
        """
        authorise(actor, Action.READ)
        if not says.strip() or len(says) > _MOST_SAYS:
            raise Malformed("nothing is said of what was done", place=Place("says"), expected=f"{_MOST_SAYS} characters at most")
        at = self._node.clock.now()
        self._versions.known(actor, item, at)
        with self._node.store.write() as work:
            held = self._seen(work, actor, item, self._node.arrangement.engine(work, at.date())).held
            if held.received is None:
                raise Forbidden("it was made here: nobody waits to be told")
            self._telling(work, held, "declined" if declined else "acted", at, says.strip())
            kind = "item.declined" if declined else "item.acted"
            note(work, Entry(kind, at, actor.id, {"item": held.id, "message": held.received.message}, (held.id,)), self._node.entropy)

    def page(self, actor: Actor, *, after: str | None = None, most: int = 50) -> Page:
        """What the actor may see, the newest first.

        Args:
            actor: who looks.
            after: what the page before gave; ``None``: from the beginning.
            most: entries at most.

        Raises:
            Forbidden: this is for other roles.
            Absent: what ``after`` names is not there for the actor any more: begin again.
        """
        return listed(self._node, self._versions, actor, None, after, most)

    def search(self, actor: Actor, words: str, *, after: str | None = None, most: int = 50) -> Page:
        """What the actor may see and has all of some words, the newest first.

        Raises:
            Forbidden: this is for other roles.
            Absent: what ``after`` names is not there for the actor any more: begin again.
            Malformed: there are no words to look for.
        """
        if not self._node.vault.tokens((words[:_MOST_WORDS],)):
            raise Malformed("no words to look for", place=Place("words"), expected="words of letters or digits")
        return listed(self._node, self._versions, actor, words[:_MOST_WORDS], after, most)

    def move(self, actor: Actor, item: str, dossier: str | None, expects: Expects[Shown] = as_it_is) -> Shown:
        """Put something into a dossier, or take it out of one.

        Raises:
            Forbidden: this is for other roles, or the actor is no member of that dossier.
            Absent: the item, or the dossier, is not there for the actor.
            Changed: it is another than ``expects`` takes.
        """
        authorise(actor, Action.HOLD)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            engine = self._node.arrangement.engine(work, at.date())
            held = self._node.sight.sees(work, actor, work.items.lock(item), engine)
            if dossier is not None and dossier not in work.dossiers.of(actor.id):
                raise Absent
            expects(self._shown(held))
            moved = work.items.replace(evolve(held, dossier=dossier))
            self._node.sight.sees(work, actor, moved, engine)
            about = {"item": item, "dossier": dossier or "none", "before": held.dossier or "none"}
            note(work, Entry("item.moved", at, actor.id, about, (item,)), self._node.entropy)
        return self._shown(moved)

    def _hold(self, actor: Actor, fresh: Fresh, engine: Engine, at: datetime) -> Shown:
        prepared = prepare(self._node, fresh, engine, at)
        with self._node.store.write() as work:
            held = self._entered(work, actor, prepared, at)
        return self._shown(held)

    def _entered(self, work: Work, actor: Actor, prepared: Prepared, at: datetime) -> Held:
        dossier = prepared.held.dossier
        if dossier is not None and dossier not in work.dossiers.of(actor.id):
            raise Absent
        held = enter(work, prepared)
        try:
            self._node.sight.sees(work, actor, held, self._node.arrangement.engine(work, at.date()))
        except Absent:
            raise Forbidden("what you bring you must be cleared to read, and need to know") from None
        about = {"item": held.id, "object": held.vaulted.object if held.vaulted else "", "derived-from": held.derived_from}
        note(work, Entry("item.held", at, actor.id, about, (held.id, *held.derived_from)), self._node.entropy)
        return held

    def _seen(self, work: Work, actor: Actor, item: str, engine: Engine) -> Seen:
        return self._node.sight.looks(work, actor, work.items.get(item), engine)

    def _or_none(self, work: Work, actor: Actor, item: str, engine: Engine) -> Seen | None:
        try:
            return self._seen(work, actor, item, engine)
        except Absent:
            return None

    def _found(self, seen: Sequence[tuple[Seen, Source]], engine: Engine) -> list[tuple[Held, Source]]:
        """What something is derived from, as far as its author may see it: of the rest they took nothing."""
        found = []
        for one, source in seen:
            shown_ = self._versions.shown(one, engine)
            if shown_ is None:
                raise Absent
            found.append((one.held if one.parts is None else shown_.held, source))
        return found

    def _shown(self, held: Held) -> Shown:
        return shown(self._node, held)
