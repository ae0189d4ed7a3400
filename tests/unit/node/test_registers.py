"""Which things need a register of their copies: as the agreement says under which they came, from the level it says."""

from datetime import date

import pytest
from tests.nodes import NETWORK, START

from relto.labels import Label
from relto.markings import system
from relto.node.holdings.keeping import needs_register
from relto.node.records.holdings import Held
from relto.primitives import AgreementId, PartyId
from relto.release import Engine, Link, Provenance

ENGINE = Engine(NETWORK, START.date())
CHE, FIN = PartyId("CHE"), PartyId("FIN")
UNDER = AgreementId("che-fin-2014")
CAME = Provenance(frozenset({FIN}), UNDER, (Link(FIN, UNDER, date(2026, 1, 1)),), date(2026, 1, 1))


def held(level, provenance=CAME, scheme="fin"):
    label = Label(system(scheme).scheme, level)
    return Held("item-1", "record", "text/plain", label, (label,), (provenance,), frozenset(), "item-1", (), None, START, "party:FIN", None)


@pytest.mark.parametrize(("level", "asked"), [("LUOTTAMUKSELLINEN", True), ("SALAINEN", True), ("KÄYTTÖ RAJOITETTU", False)])
def test_from_the_level_that_the_agreement_says(level, asked):
    assert needs_register(held(level), ENGINE, CHE) is asked


def test_not_under_an_agreement_that_asks_for_none_and_not_for_ones_own():
    ours = Provenance(frozenset({PartyId("USA")}), AgreementId("nzl-usa-1952"), (), date(2026, 1, 1))
    assert needs_register(held("SECRET", ours, "us"), ENGINE, PartyId("NZL")) is False
    assert needs_register(held("SECRET", Provenance(), "nz"), ENGINE, PartyId("NZL")) is False
