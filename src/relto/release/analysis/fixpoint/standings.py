"""Who holds what by which kind of chain, and where releases out of it lead."""

from typing import TypeAlias

from attrs import Factory, define

from relto.primitives import AgreementId, PartyId
from relto.release.analysis.fixpoint.offers import Weight
from relto.release.analysis.fixpoint.weights import Offers
from relto.release.compiled.chains import Stands

Links: TypeAlias = tuple[tuple[str, AgreementId], ...]


@define(eq=False)
class Group:
    """Standings of one holder by one kind of chain: they differ by level alone, so that their releases go to the same places."""

    holder: PartyId
    links: Links
    heeded: bool
    own: bool = False
    standings: "dict[Stands | None, Standing]" = Factory(dict)
    exits: "list[Exit] | None" = None
    apart: "list[Exit] | None" = None


@define(eq=False)
class Standing:
    """A holder that has some items by one kind of chain, at one level."""

    group: Group
    stands: Stands | None
    seen: int = 0
    new: int = 0
    ways: "list[Way] | None" = None
    shared: "Standing | None" = None


@define(eq=False)
class Exit:
    """Releases from a group to one recipient: what they can go under, and for each agreement where it leads and carries levels."""

    recipient: PartyId
    offers: Offers
    third: Weight
    items: int
    into: "dict[AgreementId, tuple[Group, dict[Stands | None, Stands | None]]]" = Factory(dict)


@define(eq=False)
class Way:
    """A release out of a standing: where it leads, and the items that it takes there."""

    items: int
    into: Group
    stands: Stands | None
    to: Standing | None = None
