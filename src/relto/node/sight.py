"""Who may see what is held: the person rules and the need to know, shelf by shelf, and portion by portion.

An item of which its reader may see nothing is absent for them. One of which they may see some portions is there for reading, as the
version that they may have (:mod:`relto.node.holdings.viewing`), and absent for everything that is done with the whole. Lists and
searches ask the database for the shelves that a person may see and for nothing else, so that what stands on others is neither counted,
nor passed over, nor waited for.
"""

import threading
from collections import OrderedDict

from attrs import evolve, frozen

from relto.labels import Label
from relto.node.authorising import Absent, Action, Actor, may
from relto.node.kinds import Kind, Part, bare_of, read_kind
from relto.node.ports import Work
from relto.node.records.holdings import Held, Shelf
from relto.parties import Person
from relto.release import Engine, Kept, may_open

_PEOPLE = 512
"""People whose answers are kept."""


@frozen
class Seen:
    """Something held, as far as somebody may see it.

    Args:
        held: the item.
        kind: what the person rules looked at.
        parts: the parts of it that are open to them; ``None``: the whole is.
        outline: its outline, sealed; ``None`` where it is not needed, or none is kept.
    """

    held: Held
    kind: Kind
    parts: frozenset[Part] | None
    outline: bytes | None = None

    def opens(self, label: Label | None) -> bool:
        """Whether a portion of the item is open to them; one without a label is open with the whole alone."""
        if self.parts is None:
            return True
        if label is None:
            return False
        bare = bare_of(label, self.held)
        some = [one for one in self.kind.parts if one.bare == bare]
        return bool(some) and self.parts.issuperset(some)


@frozen
class InPart:
    """A shelf on which somebody may see some portions of what stands there.

    Args:
        shelf: its number.
        kind: the kind of what stands there.
        parts: those portions, as the person rules look at them.
    """

    shelf: int
    kind: Kind
    parts: frozenset[Part]


_Answers = dict[tuple[bool, str], frozenset[Part] | bool]


class Sight:
    """What people may see; remembers what it answered for them over a network."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, Person], tuple[Engine, _Answers]] = OrderedDict()
        self._lock = threading.Lock()

    def shelves(self, work: Work, actor: Actor, engine: Engine) -> list[int]:
        """The shelves of which somebody may see everything; none, where their roles open nothing that is held.

        Args:
            work: the unit of work.
            actor: who looks.
            engine: the network of the day.
        """
        return self.places(work, actor, engine)[0]

    def places(self, work: Work, actor: Actor, engine: Engine) -> tuple[list[int], list[InPart]]:
        """The shelves of which somebody may see everything, and those of which they may see some portions.

        Args:
            work: the unit of work.
            actor: who looks.
            engine: the network of the day.
        """
        if actor.person is None or not may(actor, Action.READ):
            return [], []
        answers = self._answers(actor.person, engine)
        mine = work.dossiers.of(actor.id)
        whole: list[int] = []
        some: list[InPart] = []
        for one in work.items.shelves(mine):
            opens = self._opens(one, actor.person, engine, answers, mine)
            if opens is True:
                whole.append(one.id)
            elif opens:
                some.append(InPart(one.id, read_kind(one.kind), opens))
        return whole, some

    def looks(self, work: Work, actor: Actor, held: Held | None, engine: Engine, *, gone: bool = False) -> Seen:
        """An item, as far as somebody may see it.

        Args:
            work: the unit of work.
            actor: who looks.
            held: the item, if there is one.
            engine: the network of the day.
            gone: see also what is quarantined or destroyed.

        Raises:
            Absent: there is none, or they may see nothing of it.
        """
        if held is None or (held.shelf is None and not gone) or actor.person is None or not may(actor, Action.READ):
            raise Absent
        shelf = work.items.stands(held.id)
        answers = self._answers(actor.person, engine)
        mine = frozenset() if shelf is None or shelf.dossier is None else work.dossiers.of(actor.id)
        opens = shelf is not None and self._opens(shelf, actor.person, engine, answers, mine)
        if shelf is None or not opens:
            raise Absent
        if opens is True:
            return Seen(held, read_kind(shelf.kind), None)
        return Seen(held, read_kind(shelf.kind), opens, work.items.outlines([held.number]).get(held.number))

    def sees(self, work: Work, actor: Actor, held: Held | None, engine: Engine, *, gone: bool = False) -> Held:
        """The item, where somebody may see all of it.

        Args:
            work: the unit of work.
            actor: who looks.
            held: the item, if there is one.
            engine: the network of the day.
            gone: see also what is quarantined or destroyed.

        Raises:
            Absent: there is none, or they may not.
        """
        seen = self.looks(work, actor, held, engine, gone=gone)
        if seen.parts is not None:
            raise Absent
        return seen.held

    def knows_of(self, work: Work, actor: Actor, name: str, engine: Engine) -> bool:
        """Whether somebody may know what is asked or said of a thing.

        Args:
            work: the unit of work.
            actor: who looks.
            name: the thing, by the identifier that travels.
            engine: the network of the day.

        Returns:
            Whether they oversee, or see what is held here under that name. Where nothing is, their office decides alone.
        """
        some = work.items.known_as(name)
        if not some or may(actor, Action.OVERSEE):
            return True
        for held in some:
            try:
                self.sees(work, actor, held, engine, gone=True)
            except Absent:
                continue
            return True
        return False

    def _opens(self, shelf: Shelf, person: Person, engine: Engine, answers: _Answers, mine: frozenset[str]) -> frozenset[Part] | bool:
        """Whether a person may see all that stands on a shelf; where they may not, the parts that are open to them, or ``False``.

        What stands in a dossier is open in parts to its members alone.
        """
        needed = shelf.dossier in mine if shelf.dossier is not None else person.need_to_know
        key = needed, shelf.kind
        answer = answers.get(key)
        if answer is None:
            reader, kind = evolve(person, need_to_know=needed), read_kind(shelf.kind)
            answer = _permitted(kind.whole, reader, engine)
            if not answer and (needed or shelf.dossier is None):
                some = frozenset(one for one in kind.parts if _permitted(one.kept, reader, engine))
                answer = some if any(one.stands for one in some) else False
            answers[key] = answer
        return answer

    def _answers(self, person: Person, engine: Engine) -> _Answers:
        """What was answered for a person before, over this very network: one that was recorded to since is another object."""
        key = id(engine), person
        with self._lock:
            kept = self._known.pop(key, None)
            if kept is None or kept[0] is not engine:
                kept = engine, {}
            self._known[key] = kept
            while len(self._known) > _PEOPLE:
                self._known.popitem(last=False)
        return kept[1]


def _permitted(some: tuple[Kept, ...], reader: Person, engine: Engine) -> bool:
    return all(may_open(engine.network, kept, reader, engine.at).outcome == "permit" for kept in some)
