"""What the pages are given: the node's services and what they need to know of it. A page has no other way to anything."""

from collections.abc import Callable
from datetime import date, datetime

from attrs import frozen

from relto.agreements import Network
from relto.agreements.terms import Terms
from relto.node import Surroundings
from relto.node.entering import Entrance
from relto.node.people import People
from relto.primitives import AgreementId
from relto.server.pages.shell import House, Shell, public_banner


@frozen(eq=False)
class Desk:
    """What the pages are given.

    Args:
        node: the node.
        entrance: the way into it.
        people: its accounts.
        network: the network of a day, with what was recorded since.
        terms: what agreements make fall due again and again.
        secure: whether people come by TLS, so that their cookies are given to no other connection.
        exercise: whether the node is a demonstration or an exercise.
    """

    node: Surroundings
    entrance: Entrance
    people: People
    network: Callable[[date], Network]
    terms: Callable[[], dict[AgreementId, Terms]]
    secure: bool = True
    exercise: bool = False

    def now(self) -> datetime:
        """The instant, UTC."""
        return self.node.clock.now()

    def shell(self) -> Shell:
        """What makes its pages."""
        party = self.network(self.now().date()).party(self.node.party)
        return Shell(House(party.id, party.name, public_banner(party.scheme), self.exercise))
