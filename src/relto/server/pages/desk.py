"""What the pages are given: the node's services and what they need to know of it. A page has no other way to anything."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property

from attrs import define, evolve

from relto.agreements import Network, load_terms
from relto.agreements.terms import Terms
from relto.bootstrap import exercise
from relto.bootstrap.nodes import Node
from relto.node.papers import Papers
from relto.node.surveying import Surveying
from relto.primitives import AgreementId, PartyId
from relto.release import Engine
from relto.server.pages.shell import House, Shell, public_banner


@define(eq=False, slots=False)
class Desk:
    """What the pages are given.

    Args:
        node: the node, put together.
        word: what is typed to make the first account, told on the terminal alone; ``None``: no page makes it.
    """

    node: Node
    word: str | None = None

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
        return Shell(evolve(self._house, exercise=self.node.settings.exercise))

    @cached_property
    def _house(self) -> House:
        party = self.node.surroundings.base_network(self.now().date()).party(self.party)
        return House(party.id, party.name, public_banner(party.scheme))

    @property
    def offers_exercise(self) -> bool:
        """Whether an exercise can be begun in it."""
        return exercise.offered(self.node)

    def is_new(self) -> bool:
        """Whether nobody has an account yet."""
        with self.node.surroundings.store.read() as work:
            return not work.accounts.page(None, 1)
