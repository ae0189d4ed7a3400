"""The network: every party, community, agreement, national rule and consent on which a decision can rest."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from attrs import evolve, field, frozen

from relto.agreements.model import Agreement, Assessment, Consent, NationalRule
from relto.labels import Scheme
from relto.parties import Community, Party, country_name, is_country
from relto.primitives import AgreementId, CommunityId, Malformed, PartyId


def _agreement_ids(ids: Iterable[AgreementId]) -> frozenset[AgreementId]:
    return frozenset(ids)


@frozen(eq=False, slots=False)
class Network:
    """All dated facts of an arrangement. Immutable; two networks are the same only when they are one object.

    Args:
        parties: by identifier. Any other ISO 3166 state is known too, with no scheme and no agreement.
        communities: by identifier.
        agreements: by identifier.
        schemes: by identifier; every party's home scheme stands here.
        national_rules: rules of the parties' own law.
        assessments: recorded assessments.
        consents: recorded consents.
        assumed: agreements to be taken for in force although they are not yet.
    """

    parties: Mapping[PartyId, Party]
    communities: Mapping[CommunityId, Community]
    agreements: Mapping[AgreementId, Agreement]
    schemes: Mapping[str, Scheme]
    national_rules: tuple[NationalRule, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    consents: tuple[Consent, ...] = ()
    assumed: frozenset[AgreementId] = field(default=frozenset(), converter=_agreement_ids)

    def __attrs_post_init__(self) -> None:
        unknown = self.assumed - set(self.agreements)
        if unknown:
            raise Malformed(
                "no such agreement to assume", found=", ".join(sorted(unknown)), expected=f"one of {', '.join(sorted(self.agreements))}"
            )

    def party(self, code: str) -> Party:
        """The party of that code.

        Raises:
            Malformed: neither the network nor ISO 3166 knows it.
        """
        known = self.parties.get(PartyId(code))
        if known is not None:
            return known
        if is_country(code):
            return Party(id=PartyId(code), name=country_name(code))
        if CommunityId(code) in self.communities:
            members = ", ".join(sorted(m.party for m in self.communities[CommunityId(code)].memberships))
            raise Malformed("a community is no party: name a member", found=code, expected=f"one of {members}")
        raise Malformed("no such party", found=code, expected="an ISO 3166 alpha-3 code in capitals, or an organisation of the network")

    def home_scheme(self, code: PartyId) -> Scheme | None:
        """The classification scheme a party uses at home, or ``None`` where none is recorded."""
        scheme = self.party(code).scheme
        return self.schemes[scheme] if scheme is not None else None

    def reach(self, codes: Iterable[str], marked_on: date, at: date) -> frozenset[PartyId]:
        """The parties that a list of codes reaches: those named, and the counted members of the communities named.

        A code that names both (``NATO``: the organisation and its member states) reaches both.
        """
        reached: set[PartyId] = set()
        for code in codes:
            community = self.communities.get(CommunityId(code))
            if community is None or PartyId(code) in self.parties:
                reached.add(PartyId(code))
            if community is not None:
                reached |= community.counted(marked_on, at)
        return frozenset(reached)

    def is_assumed(self, agreement: AgreementId) -> bool:
        """Whether the question assumes this agreement."""
        return agreement in self.assumed

    def with_facts(
        self, *, assume: Iterable[AgreementId] = (), consents: Iterable[Consent] = (), assessments: Iterable[Assessment] = ()
    ) -> "Network":
        """The same network with more assumed agreements, consents or assessments.

        Raises:
            Malformed: an assumed agreement is not in the network.
            TypeError: ``assume`` is one text and not several identifiers.
        """
        if isinstance(assume, str):
            raise TypeError('assume takes several identifiers: write ["jpn-nzl-2025"]')
        return evolve(
            self,
            assumed=self.assumed | set(assume),
            consents=(*self.consents, *consents),
            assessments=(*self.assessments, *assessments),
        )

    @cached_property
    def everyone(self) -> tuple[PartyId, ...]:
        """Every party and every member of a community, in order of code."""
        members = {m.party for c in self.communities.values() for m in c.memberships}
        return tuple(sorted({*self.parties, *members}))
