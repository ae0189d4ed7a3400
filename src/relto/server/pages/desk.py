"""What the pages are given: the node's services and what they need to know of it. A page has no other way to anything."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from attrs import define, evolve, frozen

from relto.agreements import Network, load_terms
from relto.agreements.terms import Terms
from relto.bootstrap.nodes import Node
from relto.node.papers import Papers
from relto.node.surveying import Surveying
from relto.primitives import AgreementId, PartyId
from relto.release import Engine
from relto.server.pages.shell import House, Shell, public_banner

State = Literal["still", "making", "failed"]


@frozen(eq=False)
class Stage:
    """The exercise in which a node stands, or that may be begun in it.

    Args:
        places: the addresses of its nodes, by party; the one that was first is first.
        begin: begins to make its nodes; ``None``: it cannot be begun.
        state: whether they are being made (``making``), could not be made (``failed``), or neither (``still``).
    """

    places: Mapping[str, str]
    begin: Callable[[], None] | None = None
    state: Callable[[], State] = lambda: "still"


@define(eq=False, slots=False)
class Desk:
    """What the pages are given.

    Args:
        node: the node, put together.
        word: what is typed to make the first account, told on the terminal alone; ``None``: no page makes it.
        stage: the exercise; ``None``: there is none.
    """

    node: Node
    word: str | None = None
    stage: Stage | None = None

    def __deepcopy__(self, _: object) -> "Desk":
        """Itself: the web framework copies the routes it is given, with what they hold; a node is one."""
        return self

    @property
    def party(self) -> PartyId:
        """Whose node it is."""
        return self.node.surroundings.party

    @cached_property
    def papers(self) -> Papers:
        """What its people are writing."""
        return Papers(self.node.surroundings)

    @cached_property
    def surveying(self) -> Surveying:
        """Questions over what it holds."""
        return Surveying(self.node.surroundings)

    @property
    def secure(self) -> bool:
        """Whether people come by TLS, so that their cookies are given to no other connection."""
        return self.node.settings.web_url.startswith("https:")

    def now(self) -> datetime:
        """The instant, UTC."""
        return self.node.surroundings.clock.now()

    def engine(self, on: date) -> Engine:
        """The arrangement of a day, ready to answer."""
        with self.node.surroundings.store.read() as work:
            return self.node.surroundings.arrangement.engine(work, on)

    def network(self, on: date) -> Network:
        """The arrangement of a day, with what was recorded since."""
        return self.engine(on).network

    @cached_property
    def terms(self) -> Mapping[AgreementId, Terms]:
        """What agreements make fall due again and again."""
        settings = self.node.settings
        folder = None if settings.agreements is None else self.node.folder / settings.agreements
        return load_terms(self.node.surroundings.base_network(self.now().date()), folder)

    @property
    def shell(self) -> Shell:
        """What makes its pages."""
        broken_off = self.stage is not None and self.stage.state() == "failed"
        return Shell(evolve(self._house, broken_off=True) if broken_off else self._house)

    @cached_property
    def _house(self) -> House:
        party = self.node.surroundings.base_network(self.now().date()).party(self.party)
        settings = self.node.settings
        return House(party.id, party.name, public_banner(party.scheme), exercise=settings.exercise, guided=bool(self.others))

    @property
    def offers_exercise(self) -> bool:
        """Whether an exercise can be begun in it."""
        return self.stage is not None and self.stage.begin is not None

    @property
    def others(self) -> Mapping[str, str]:
        """The addresses of the nodes with which it stands in an exercise, its own among them; none where it does not."""
        settings = self.node.settings
        return self.stage.places if self.stage is not None and settings.exercise and len(self.stage.places) > 1 else {}

    def is_new(self) -> bool:
        """Whether nobody has an account yet."""
        with self.node.surroundings.store.read() as work:
            return not work.accounts.page(None, 1)
