"""Who may see what is held: the person rules and the need to know, shelf by shelf.

An item that its reader may not see is absent for them. Lists and searches ask the database for the shelves that a person may see and
for nothing else, so that what stands on others is neither counted, nor passed over, nor waited for.
"""

import threading
from collections import OrderedDict

from attrs import evolve

from relto.node.authorising import Absent, Action, Actor, may
from relto.node.kinds import read_kind
from relto.node.ports import Work
from relto.node.records.holdings import Held, Shelf
from relto.parties import Person
from relto.release import Engine, may_open

_PEOPLE = 512
"""People whose answers are kept."""


class Sight:
    """What people may see; remembers what it answered for them over a network."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, Person], tuple[Engine, dict[tuple[bool, str], bool]]] = OrderedDict()
        self._lock = threading.Lock()

    def shelves(self, work: Work, actor: Actor, engine: Engine) -> list[int]:
        """The shelves that somebody may see; none, where their roles open nothing that is held.

        Args:
            work: the unit of work.
            actor: who looks.
            engine: the network of the day.
        """
        if actor.person is None or not may(actor, Action.READ):
            return []
        answers = self._answers(actor.person, engine)
        mine = work.dossiers.of(actor.id)
        return [one.id for one in work.items.shelves(mine) if self._opens(one, actor.person, engine, answers, mine)]

    def sees(self, work: Work, actor: Actor, held: Held | None, engine: Engine, *, gone: bool = False) -> Held:
        """The item, where somebody may see it.

        Args:
            work: the unit of work.
            actor: who looks.
            held: the item, if there is one.
            engine: the network of the day.
            gone: see also what is quarantined or destroyed.

        Raises:
            Absent: there is none, or they may not.
        """
        if held is None or (held.shelf is None and not gone) or actor.person is None or not may(actor, Action.READ):
            raise Absent
        shelf = work.items.stands(held.id)
        answers = self._answers(actor.person, engine)
        mine = frozenset() if shelf is None or shelf.dossier is None else work.dossiers.of(actor.id)
        if shelf is None or not self._opens(shelf, actor.person, engine, answers, mine):
            raise Absent
        return held

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

    def _opens(self, shelf: Shelf, person: Person, engine: Engine, answers: dict[tuple[bool, str], bool], mine: frozenset[str]) -> bool:
        needed = shelf.dossier in mine if shelf.dossier is not None else person.need_to_know
        key = needed, shelf.kind
        answer = answers.get(key)
        if answer is None:
            reader = evolve(person, need_to_know=needed)
            outcomes = (may_open(engine.network, kept, reader, engine.at).outcome for kept in read_kind(shelf.kind))
            answer = answers[key] = all(outcome == "permit" for outcome in outcomes)
        return answer

    def _answers(self, person: Person, engine: Engine) -> dict[tuple[bool, str], bool]:
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
