"""Communities: named sets of parties whose membership is dated."""

from datetime import date

from attrs import frozen

from relto.primitives import ALWAYS, CommunityId, PartyId, Period


@frozen
class Membership:
    """One party's membership.

    Args:
        party: the member.
        period: the days on which it is a member.
        opens_archive: whether its instrument of accession also opens what was marked before it joined.
    """

    party: PartyId
    period: Period = ALWAYS
    opens_archive: bool = False


@frozen
class Community:
    """A named set of parties (``FVEY``, an operation, a sharing group).

    Args:
        id: the code as it stands in a releasable-to list.
        name: name in English.
        memberships: who belongs, when.
        decomposable: whether a roll-up may replace the code by its members (true of FVEY, ACGU, TEYE
            by the IC markings manual of 2016, D.2).
        source: where membership is recorded.
    """

    id: CommunityId
    name: str
    memberships: tuple[Membership, ...]
    decomposable: bool = False
    source: str = ""

    def members(self, on: date) -> frozenset[PartyId]:
        """The members on one day."""
        return frozenset(m.party for m in self.memberships if on in m.period)

    def counted(self, marked_on: date, at: date) -> frozenset[PartyId]:
        """The members that a list naming this community reaches.

        They must be members both on the day of the marking and at the day of the question, so joining later does not
        open the archive and leaving closes it; a membership that opens the archive needs only the latter.
        """
        then = self.members(marked_on)
        return frozenset(m.party for m in self.memberships if at in m.period and (m.opens_archive or m.party in then))
