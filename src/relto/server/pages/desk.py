"""What the pages are given: the node's services and what they need to know of it. A page has no other way to anything."""

from collections.abc import Callable
from datetime import date, datetime

from attrs import frozen

from relto.agreements import Network
from relto.agreements.terms import Terms
from relto.node import Surroundings
from relto.node.entering import Entrance
from relto.node.holdings import Holdings
from relto.node.papers import Papers
from relto.node.people import People
from relto.node.releasing.approving import Approving
from relto.node.releasing.drafting import Drafting
from relto.node.surveying import Surveying
from relto.primitives import AgreementId
from relto.release import Engine
from relto.server.pages.shell import House, Shell, public_banner


@frozen(eq=False)
class Desk:
    """What the pages are given.

    Args:
        node: the node.
        entrance: the way into it.
        people: its accounts.
        holdings: what it holds.
        papers: what its people are writing.
        drafting: the releases that are prepared.
        approving: who approves them.
        surveying: questions over what it holds.
        terms: what agreements make fall due again and again.
        secure: whether people come by TLS, so that their cookies are given to no other connection.
        exercise: whether the node is a demonstration or an exercise.
    """

    node: Surroundings
    entrance: Entrance
    people: People
    holdings: Holdings
    papers: Papers
    drafting: Drafting
    approving: Approving
    surveying: Surveying
    terms: Callable[[], dict[AgreementId, Terms]]
    secure: bool = True
    exercise: bool = False

    def engine(self, on: date) -> Engine:
        """The arrangement of a day, ready to answer."""
        with self.node.store.read() as work:
            return self.node.arrangement.engine(work, on)

    def network(self, on: date) -> Network:
        """The arrangement of a day, with what was recorded since."""
        return self.engine(on).network

    def now(self) -> datetime:
        """The instant, UTC."""
        return self.node.clock.now()

    def shell(self) -> Shell:
        """What makes its pages."""
        party = self.network(self.now().date()).party(self.node.party)
        return Shell(House(party.id, party.name, public_banner(party.scheme), self.exercise))

    def is_new(self) -> bool:
        """Whether nobody has an account yet."""
        with self.node.store.read() as work:
            return not work.accounts.page(None, 1)
