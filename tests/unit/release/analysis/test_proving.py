"""Claims are proved or refuted as the plain search says, a refutation is confirmed by the reference; a wrong file is refused."""

from datetime import date
from random import Random

import pytest
from attrs import evolve
from tests.unit.release import small
from tests.worlds import World

from relto.agreements import Ceiling, Claim, Equivalence, Information, library, load_claims
from relto.parties import Party
from relto.primitives import Malformed, PartyId, Place
from relto.release.analysis import joined, prove, reach
from relto.release.analysis.domains import world_of
from relto.release.reference import decide

AT = date(2026, 11, 23)
ABOUT = """claims:
  - claim: CLAIM
    id: one
    of: {originators: [USA], levels: [SECRET], lists: [[USA, FVEY]], kinds: unsaid}
    dates: {from: 2026-11-23, until: 2026-12-31}
"""


def claim(tmp_path, text):
    path = tmp_path / "claims.yaml"
    path.write_text(text, encoding="utf-8")
    (found,) = load_claims(path)
    return found


def test_a_consent_that_is_refused_keeps_it_in_and_one_that_is_given_lets_it_out(tmp_path):
    text = ABOUT.replace("CLAIM", "never-reaches") + "    to: [JPN]\n    without_consent_of: [WHO]\n"
    assert prove(library(), claim(tmp_path, text.replace("WHO", "USA"))).proved
    case = prove(library(), claim(tmp_path, text.replace("WHO", "NZL"))).counterexample
    assert case.party == "JPN"
    for step in case.steps:
        again = decide(library(), step.item, holder=step.giver, recipient=step.recipient, at=step.at)
        assert again == step.decision
        assert again.outcome != "deny"


def test_an_accession_opens_what_is_marked_from_then_on_and_nothing_older(tmp_path):
    text = ABOUT.replace("CLAIM", "changes-nothing") + '    events: [{join: "JPN:FVEY", on: 2026-12-01}]\n    without_consent_of: anyone\n'
    after = joined(library(), "JPN", "FVEY", date(2026, 12, 1))
    case = prove(library(), claim(tmp_path, text), after=after).counterexample
    assert (case.party, case.cell.item.marked_on, case.after_events) == ("JPN", date(2026, 12, 1), True)
    assert case.otherwise.decision.outcome == "deny"
    older = evolve(claim(tmp_path, text), of=evolve(claim(tmp_path, text).of, marked_before=date(2026, 12, 1)))
    assert prove(library(), older, after=after).proved


def longer_way_round():
    """Straight from A to D it stays HIGH; by way of B it stands at LOW with D, whose own scheme hides that; E takes no more."""
    a, b, c, d, e = small.A, small.B, small.C, small.D, PartyId("EEE")
    rows = Equivalence(({a: ("HIGH",), b: ("middle",)}, {b: ("middle",), d: ("LOW",)}))
    down = Equivalence(({d: ("HIGH",), c: ("geheim",)}, {d: ("LOW",), c: ("offen",)}))
    parties = {**small.network().parties, e: Party(e, "Epsilon", scheme="gamma")}
    return small.network(
        small.agreement("three", a, b, d, effects=(rows,)),
        small.agreement("down", d, c, effects=(down,)),
        small.agreement("last", c, e, effects=(Ceiling({e: "offen"}, {}),)),
        parties=parties,
    )


def test_a_longer_way_that_carries_a_level_elsewhere_is_followed_too():
    of = Information((small.A,), (None,), levels=("HIGH",), kinds=(None,))
    one = Claim("one", "", "never-reaches", of, AT, AT, Place(), to=frozenset({"EEE"}), without_consent_of=frozenset())
    case = prove(longer_way_round(), one).counterexample
    assert [step.recipient for step in case.steps] == ["BBB", "DDD", "CCC", "EEE"]
    for step in case.steps:
        assert decide(longer_way_round(), step.item, holder=step.giver, recipient=step.recipient, at=step.at).outcome != "deny"
    with_consent = {"AAA", "BBB", "CCC", "DDD"}
    found = {found.party: found for found in reach(longer_way_round(), case.cell.item, holder=small.A, at=AT, with_consent_of=with_consent)}
    assert len(found["EEE"].steps) == 4


@pytest.mark.parametrize("seed", range(40))
def test_what_is_proved_no_plain_search_refutes(seed):
    world = World(Random(seed), parties=5, agreements=6)
    at = date(2020, 1, 5)
    refusing = frozenset({"P1"})
    given = [*world.codes, "minister", "registry"]
    for target in world.codes:
        of = Information((PartyId("P0"),), (None, frozenset(world.codes[:3])), marked_from=at)
        one = Claim("one", "", "never-reaches", of, at, at, Place(), to=frozenset({target}), without_consent_of=refusing)
        if target == "P0":
            continue
        plain = any(
            found.party == target
            for cell in world_of((world.network,), one, (at,))
            for found in reach(world.network, cell.item, holder=PartyId("P0"), at=at, with_consent_of=set(given) - refusing)
        )
        assert prove(world.network, one).proved != plain


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("id: one", "id: one\n    reaches: [JPN]", "claims.yaml:4:5.*no such field"),
        ("SECRET", "SECRTE", "no such level"),
        ("[JPN]", "[QQQ]", "no such party"),
        ("[JPN]", "[]", "says nothing"),
        ("2026-12-31", "2026-01-01", "claims.yaml:.*ends before it begins"),
        ("never-reaches", "never", "claims.yaml:2"),
    ],
)
def test_a_wrong_claim_is_refused_at_its_place(tmp_path, old, new, says):
    text = ABOUT.replace("CLAIM", "never-reaches") + "    to: [JPN]\n    without_consent_of: [USA]\n"
    with pytest.raises(Malformed, match=says):
        prove(library(), claim(tmp_path, text.replace(old, new, 1)))
