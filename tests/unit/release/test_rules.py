"""Each rule of docs/reference/decision.md: the nearest "may" beside the nearest "may not", asked of both engines."""

from datetime import date

import pytest
from attrs import evolve
from tests.unit.release.small import GAMMA, TODAY, A, B, C, D, agreement, label, network, ordinary, table

from relto.agreements import (
    Adherence,
    Assessment,
    Authorises,
    Basis,
    Ceiling,
    Channel,
    Compartments,
    Consent,
    Equivalence,
    Event,
    Marking,
    NationalRule,
    Purpose,
    Scope,
    ThirdParty,
    When,
)
from relto.labels import UNNAMED_SOURCE, Exclusion, Scheme
from relto.parties import Party
from relto.primitives import Malformed, PartyId, Period
from relto.release import Engine, Item, Link
from relto.release.reference import decide


def ask(facts, item, holder=A, recipient=B, at=TODAY, **said):
    item = item if isinstance(item, Item) else Item(item)
    expected = decide(facts, item, holder=holder, recipient=recipient, at=at, **said)
    assert Engine(facts, at).decide(item, holder=holder, recipient=recipient, **said) == expected
    return expected


def refusals(decision):
    return {(reason.rule, str(reason.effect)) for reason in decision.reasons if reason.effect != "permit"}


def by_rule(decision, rule):
    return [reason for reason in decision.reasons if reason.rule == rule]


PLAIN = ordinary("aaa-bbb-2000", A, B)


def test_a_decision_has_no_truth_value():
    with pytest.raises(TypeError, match="compare its outcome"):
        bool(ask(network(), label("OPEN")))


def test_holder_and_recipient_must_differ():
    with pytest.raises(Malformed, match="same party"):
        decide(network(), Item(label()), holder=A, recipient=A, at=TODAY)
    with pytest.raises(Malformed, match="same party"):
        Engine(network(), TODAY).decide(Item(label()), holder=A, recipient=A)


@pytest.mark.parametrize("code", ["NOPE", "CLUB", "aaa"])
def test_an_unknown_recipient_is_refused(code):
    for engine in (lambda **q: decide(network(), at=TODAY, **q), Engine(network(), TODAY).decide):
        with pytest.raises(Malformed):
            engine(item=Item(label()), holder=A, recipient=PartyId(code))


class TestPublic:
    def test_public_needs_no_instrument(self):
        assert ask(network(), label("OPEN")).outcome == "permit"

    def test_a_control_makes_it_not_public(self):
        assert ask(network(), label("OPEN", controls={"PROPIN"})).outcome == "deny"

    def test_an_embargo_speaks_even_so(self):
        bars = NationalRule("x", A, "embargo", "deny", "barred", "Act 1", Basis.TEXT, "test", when=When(recipients=frozenset({"BBB"})))
        decision = ask(network(national_rules=(bars,)), label("OPEN"))
        assert (decision.outcome, refusals(decision)) == ("deny", {("embargo", "deny")})
        assert by_rule(decision, "embargo")[0].article == "Act 1"


class TestProvenance:
    def test_information_of_another_needs_an_instrument_of_receipt(self):
        decision = ask(network(PLAIN), Item(label(originators={C}, releasable_to={"BBB"})))
        assert ("provenance", "deny") in refusals(decision)

    def test_the_instrument_given_must_have_the_holder_as_party(self):
        other = ordinary("bbb-ddd-2000", B, D)
        decision = ask(network(PLAIN, other), Item(label(originators={D}, releasable_to={"BBB"}), under=other.id))
        assert "was no party" in by_rule(decision, "provenance")[0].says

    def test_it_must_have_been_in_force_when_the_information_was_marked(self):
        late = ordinary("aaa-ddd-2020", A, D, in_force=date(2020, 1, 1))
        facts = network(PLAIN, late)
        item = Item(label(originators={D}, releasable_to={"BBB"}), under=late.id)
        assert ask(facts, item).outcome == "permit"
        assert ("provenance", "deny") in refusals(ask(facts, evolve(item, marked_on=date(2019, 12, 31))))
        back = network(PLAIN, evolve(late, retroactive=True))
        assert ask(back, evolve(item, marked_on=date(2019, 12, 31))).outcome == "permit"

    def test_a_concealed_source_must_be_named(self):
        facts = network(PLAIN, ordinary("aaa-ddd-2000", A, D))
        hidden = label(originators={UNNAMED_SOURCE}, releasable_to={"BBB"})
        assert "conceals" in by_rule(ask(facts, hidden), "provenance")[0].says
        assert ask(facts, Item(hidden, originators={D})).outcome == "permit"

    def test_the_strictest_clause_between_the_two_counts(self):
        mild = agreement("aaa-ddd-1", A, D, effects=(ThirdParty("provider"),))
        strict = agreement("aaa-ddd-2", A, D, effects=(ThirdParty("originator", form="prior-written"),))
        decision = ask(network(PLAIN, mild, strict), label(originators={D}))
        assert {reason.agreement for reason in by_rule(decision, "third-party")} == {strict.id}


class TestExclusion:
    def test_everyone_outside_is_denied_and_consent_does_not_help(self):
        consent = Consent("c", "AAA", frozenset({B}), TODAY, "alpha", "HIGH")
        decision = ask(network(PLAIN, consents=(consent,)), label(exclusions={Exclusion("AAA EYES ONLY", frozenset({"AAA"}))}))
        assert decision.outcome == "deny"
        assert ("exclusion", "deny") in refusals(decision)

    def test_those_inside_are_not(self):
        decision = ask(network(PLAIN), label(exclusions={Exclusion("CLUB ONLY", frozenset({"CLUB"}))}, releasable_to={"BBB"}))
        assert decision.outcome == "permit"

    def test_a_member_that_joined_after_the_marking_is_outside(self):
        old = label(exclusions={Exclusion("CLUB ONLY", frozenset({"CLUB"}))}, releasable_to={"BBB"}, marked_on=date(2019, 1, 1))
        assert ask(network(PLAIN), old).outcome == "deny"


class TestReleasability:
    def test_on_the_list(self):
        decision = ask(network(PLAIN), label(releasable_to={"BBB"}))
        assert (decision.outcome, decision.instrument, decision.marking) == ("permit", PLAIN.id, "low")

    def test_off_the_holders_own_list(self):
        assert refusals(ask(network(PLAIN), label(releasable_to={"AAA", "DDD"}))) == {("releasability", "deny")}

    def test_off_anothers_list(self):
        decision = ask(network(PLAIN, ordinary("aaa-ddd-2000", A, D)), label(originators={D}, releasable_to={"AAA", "DDD"}))
        assert (decision.outcome, decision.consent_from) == ("consent", ("DDD",))

    def test_no_list_asks_the_releasing_authority_of_the_holder_itself(self):
        decision = ask(network(PLAIN), label())
        assert (decision.outcome, decision.consent_from) == ("consent", ("AAA",))

    @pytest.mark.parametrize(("marked", "at", "outcome"), [(2021, 2022, "permit"), (2019, 2022, "deny"), (2021, 2024, "deny")])
    def test_a_community_counts_members_then_and_now(self, marked, at, outcome):
        facts = network(PLAIN)
        club = facts.communities["CLUB"]
        left = evolve(
            club, memberships=(club.memberships[0], evolve(club.memberships[1], period=Period(date(2020, 1, 1), date(2023, 1, 1))))
        )
        decision = ask(
            evolve(facts, communities={"CLUB": left}), label(releasable_to={"CLUB"}, marked_on=date(marked, 1, 1)), at=date(at, 1, 1)
        )
        assert decision.outcome == outcome

    def test_an_accession_may_open_the_archive(self):
        facts = network(PLAIN)
        club = facts.communities["CLUB"]
        opened = evolve(club, memberships=(club.memberships[0], evolve(club.memberships[1], opens_archive=True)))
        decision = ask(evolve(facts, communities={"CLUB": opened}), label(releasable_to={"CLUB"}, marked_on=date(2019, 1, 1)))
        assert decision.outcome == "permit"

    def test_a_level_may_itself_be_a_release(self):
        shared = Scheme("shared", "Shared", None, ("CLEAR", "GREEN", "AMBER", "RED"), public=frozenset({"CLEAR"}))
        terms = agreement(
            "terms",
            A,
            B,
            D,
            effects=(
                Equivalence(common_scheme="shared"),
                Authorises(frozenset({"GREEN"}), "anyone"),
                Authorises(frozenset({"AMBER"}), "originator"),
                ThirdParty("originator"),
            ),
        )
        facts = network(terms)
        facts = evolve(facts, schemes={**facts.schemes, "shared": shared})
        own, received = {}, {"originators": {D}}
        assert ask(facts, Item(label("GREEN", shared), **received)).outcome == "permit"
        assert ask(facts, Item(label("AMBER", shared), **own)).outcome == "permit"
        assert ask(facts, Item(label("AMBER", shared), **received)).consent_from == ("DDD",)
        assert ask(facts, Item(label("RED", shared), **own)).consent_from == ("AAA",)


class TestThirdParty:
    def given(self, effect, *more, at=TODAY, recipient=B, **changes):
        came = agreement("aaa-ddd-2000", A, D, effects=(effect,) if effect else (), **changes)
        facts = network(PLAIN, came, *more)
        return ask(facts, label(originators={D}), recipient=recipient, at=at)

    @pytest.mark.parametrize(
        ("effect", "authority"),
        [
            (ThirdParty("originator"), "DDD"),
            (ThirdParty("provider"), "DDD"),
            (ThirdParty("makers"), "DDD"),
            (ThirdParty("authority", authority="NSA of DDD"), "NSA of DDD"),
        ],
    )
    def test_whose_consent(self, effect, authority):
        reason = by_rule(self.given(effect), "third-party")[0]
        assert (reason.consent_of, reason.agreement, reason.article) == (authority, "aaa-ddd-2000", "1")

    def test_no_clause_recorded_is_taken_as_the_strictest_and_shown_as_modelled(self):
        reason = by_rule(self.given(None), "third-party")[0]
        assert (reason.consent_of, reason.form, reason.basis) == ("DDD", "prior-written", Basis.MODELLED)

    def test_a_provider_owes_its_own_provider(self):
        first = agreement("ccc-ddd", D, C, effects=(ThirdParty("originator"),))
        second = agreement("aaa-ccc", C, A, effects=(ThirdParty("provider"),))
        item = Item(label(originators={D}), chain=(Link(D), Link(C)))
        reasons = by_rule(ask(network(PLAIN, first, second), item), "third-party")
        assert {(r.agreement, r.consent_of) for r in reasons} == {("aaa-ccc", "CCC"), ("ccc-ddd", "DDD")}

    def test_a_party_to_the_agreement_is_no_third_party(self):
        came = agreement("club", A, B, D, effects=(ThirdParty("originator"),))
        decision = ask(network(PLAIN, came), label(originators={D}))
        assert [str(r.effect) for r in by_rule(decision, "third-party")] == ["permit"]

    def test_a_further_lock_asks_for_an_agreement_too(self):
        lock = ThirdParty("originator", needs_agreement=True)
        assert ("third-party", "deny") in refusals(self.given(lock))
        assert ("third-party", "deny") not in refusals(self.given(lock, ordinary("bbb-ddd", B, D)))

    def test_a_body_of_a_party_may_count_as_third(self):
        body = PartyId("BODY")
        facts = network(agreement("aaa-ddd-2000", A, D, effects=(ThirdParty("originator", third=frozenset({"state", "own-body"})),)))
        facts = evolve(facts, parties={**facts.parties, body: Party(body, "Body", "organisation", "alpha", part_of=D)})
        assert by_rule(ask(facts, label(originators={D}), recipient=body), "third-party")[0].consent_of == "DDD"
        mild = agreement("aaa-ddd-2000", A, D, effects=(ThirdParty("originator"),))
        facts = evolve(facts, agreements={mild.id: mild})
        assert str(by_rule(ask(facts, label(originators={D}), recipient=body), "third-party")[0].effect) == "permit"

    def test_only_what_survives_binds_after_the_end(self):
        ended = (Event(date(2025, 1, 1), "terminated", "ended", Basis.TEXT, "test"),)
        came = agreement("aaa-ddd-2000", A, D, effects=(ThirdParty("provider"),), events=ended)
        item = Item(label(originators={D}), marked_on=date(2024, 1, 1))
        assert by_rule(ask(network(PLAIN, came), item), "third-party")[0].article == "1"
        silent = evolve(came, survives=frozenset({"purpose"}))
        assert by_rule(ask(network(PLAIN, silent), item), "third-party")[0].basis == Basis.MODELLED

    def test_the_sole_originator_gets_back_what_it_gave(self):
        came = agreement("aaa-ddd-2000", A, D, effects=(ThirdParty("originator"),))
        home = label(originators={D}, controls={"ORCON"}, compartments={"SI"})
        decision = ask(network(came), home, recipient=D, purpose="any")
        assert (decision.outcome, decision.consent_from) == ("permit", ())

    def test_the_other_owner_of_joint_information_is_asked(self):
        joint = label(originators={B, D}, joint=True)
        facts = network(PLAIN, ordinary("aaa-ddd-2000", A, D))
        assert ask(facts, joint).consent_from == ("DDD",)


class TestOrcon:
    def test_even_inside_the_list(self):
        facts = network(PLAIN, ordinary("aaa-ddd-2000", A, D))
        controlled = label(originators={D}, releasable_to={"BBB"}, controls={"ORCON"})
        assert refusals(ask(facts, controlled)) == {("orcon", "consent")}

    def test_not_for_the_originator_itself(self):
        assert ask(network(PLAIN), label(releasable_to={"BBB"}, controls={"ORCON"})).outcome == "permit"


class TestInstrument:
    def test_none(self):
        decision = ask(network(), label(releasable_to={"BBB"}))
        assert (decision.outcome, decision.instrument, refusals(decision)) == ("deny", None, {("instrument", "deny")})

    def test_not_yet_in_force_unless_assumed(self):
        signed = ordinary("aaa-bbb-2026", A, B, signed=date(2026, 1, 1), in_force=None)
        facts = network(signed)
        assert "entry into force not found" in by_rule(ask(facts, label(releasable_to={"BBB"})), "instrument")[0].says
        decision = ask(facts.with_facts(assume=[signed.id]), label(releasable_to={"BBB"}))
        assert (decision.outcome, decision.assumed) == ("permit", (signed.id,))
        assert ask(facts.with_facts(assume=[signed.id]), label(releasable_to={"BBB"}), at=date(2025, 12, 31)).outcome == "deny"

    def test_a_notice_whose_effect_is_suspended_ends_nothing(self):
        notice = Event(date(2019, 8, 23), "notice", "notice", Basis.SECONDARY, "test", date(2019, 11, 23))
        lifted = Event(date(2019, 11, 22), "notice-suspended", "suspended", Basis.SECONDARY, "test")
        item = label(releasable_to={"BBB"})
        ended = network(evolve(PLAIN, events=(notice,)))
        kept = network(evolve(PLAIN, events=(notice, lifted)))
        assert [str(ask(ended, item, at=date(2019, 11, d)).outcome) for d in (22, 23)] == ["permit", "deny"]
        assert [str(ask(kept, item, at=date(2019, 11, d)).outcome) for d in (22, 23)] == ["permit", "permit"]

    def test_the_best_outcome_then_the_higher_ceiling_then_the_name(self):
        low = agreement("z", A, B, effects=(table(A, B), Ceiling({A: "LOW", B: "low"}, {})))
        high = agreement("y", A, B, effects=(table(A, B), Ceiling({A: "HIGH", B: "high"}, {})))
        twin = evolve(high, id="x")
        item = label(releasable_to={"BBB"})
        assert ask(network(low, high), item).instrument == "y"
        assert ask(network(low, high, twin), item).instrument == "x"
        assert ask(network(low, high), evolve(item, level="HIGH")).instrument == "y"
        assert by_rule(ask(network(low, high, twin), item), "instrument")[0].says.endswith("also in force between them: y, z")

    def test_a_party_that_left_is_no_party(self):
        left = ordinary("aaa-bbb-2000", A, B, parties=(Adherence(A), Adherence(B, Period(None, date(2025, 1, 1)))))
        item = label(releasable_to={"BBB"})
        assert [str(ask(network(left), item, at=date(y, 1, 1)).outcome) for y in (2024, 2025)] == ["permit", "deny"]


class TestCeilingAndEquivalence:
    def test_above_the_ceiling(self):
        decision = ask(network(PLAIN), label("HIGH", releasable_to={"BBB"}))
        assert refusals(decision) == {("ceiling", "deny")}

    def test_below_the_floor(self):
        floor = agreement("f", A, B, effects=(table(A, B), Ceiling({B: "high"}, {B: "middle"})))
        assert refusals(ask(network(floor), label("LOW", releasable_to={"BBB"}))) == {("ceiling", "deny")}
        assert ask(network(floor), label("MIDDLE", releasable_to={"BBB"})).outcome == "permit"

    def test_a_ceiling_that_does_not_name_the_recipient_covers_nothing(self):
        half = agreement("h", A, B, effects=(table(A, B), Ceiling({A: "HIGH"}, {})))
        assert refusals(ask(network(half), label(releasable_to={"BBB"}))) == {("ceiling", "deny")}

    def test_no_row(self):
        partial = agreement("p", A, B, effects=(table(A, B, levels=("middle", "high")),))
        assert refusals(ask(network(partial), label("LOW", releasable_to={"BBB"}))) == {("equivalence", "deny")}

    def test_case_by_case(self):
        rare = agreement("r", A, B, effects=(Equivalence(table(A, B, levels=("low",)).rows, {A: frozenset({"HIGH"})}),))
        decision = ask(network(rare), label("HIGH", releasable_to={"BBB"}))
        assert (decision.outcome, decision.consent_from, decision.marking) == ("consent", ("AAA",), None)

    def test_an_ambiguous_word_lands_on_the_level_that_covers_all(self):
        rows = ({A: ("LOW",), B: ("low",)}, {A: ("LOW",), B: ("middle",)})
        twice = agreement("t", A, B, effects=(Equivalence(rows),))
        assert ask(network(twice), label("LOW", releasable_to={"BBB"})).marking == "middle"

    def test_many_to_one_and_home_again_at_its_own_level(self):
        rows = ({A: ("MIDDLE",), B: ("high",)}, {A: ("HIGH",), B: ("high",)})
        one_way = agreement("o", A, B, effects=(Equivalence(rows), ThirdParty("originator")))
        facts = network(one_way)
        assert ask(facts, label("MIDDLE", releasable_to={"BBB"})).marking == "high"
        home = ask(facts, Item(label("MIDDLE")), holder=B, recipient=A)
        assert (home.outcome, home.marking) == ("permit", None)

    def test_a_third_scheme_is_carried_through_the_instrument_of_receipt_first(self):
        came = agreement("aaa-ccc", A, C, effects=(Equivalence(({A: ("HIGH",), C: ("geheim",)},)), ThirdParty("originator")))
        wide = agreement("w", A, B, effects=(table(A, B), Ceiling({B: "high"}, {})))
        decision = ask(network(wide, came), label("geheim", GAMMA, releasable_to={"BBB"}))
        assert (decision.outcome, decision.marking) == ("permit", "high")
        bare = agreement("aaa-ccc", A, C, effects=(ThirdParty("originator"),))
        assert ("equivalence", "deny") in refusals(ask(network(wide, bare), label("geheim", GAMMA, releasable_to={"BBB"})))

    def test_the_same_word_in_another_scheme_is_not_the_same_level(self):
        none = agreement("n", A, B)
        assert ("equivalence", "deny") in refusals(ask(network(none), label("LOW", releasable_to={"BBB"})))

    def test_provider_is_named_where_a_clause_asks(self):
        named = ordinary("m", A, B, Marking(names_provider=True))
        assert ask(network(named), label(releasable_to={"BBB"})).marking == "low (AAA)"


class TestScopeCompartmentPurposeChannel:
    def test_scope(self):
        narrow = ordinary("s", A, B, Scope(frozenset({"defence"})))
        listed = label(releasable_to={"BBB"})
        assert refusals(ask(network(narrow), Item(listed, kinds={"cyber"}))) == {("scope", "deny")}
        assert ask(network(narrow), Item(listed, kinds={"defence"})).outcome == "permit"
        assert "scope" in {o.rule for o in ask(network(narrow), listed).obligations}

    def test_compartment(self):
        inside = label(releasable_to={"BBB"}, compartments={"SI-G"})
        assert refusals(ask(network(PLAIN), inside)) == {("compartment", "deny")}
        half = ordinary("c", A, B, Compartments(frozenset({"SI"})))
        assert [r.says for r in by_rule(ask(network(half), inside), "compartment") if r.effect == "deny"] == [
            "compartment SI-G is not open to BBB"
        ]
        whole = ordinary("c", A, B, Compartments(frozenset({"SI", "SI-G"})))
        assert ask(network(whole), inside).outcome == "permit"

    def test_purpose(self):
        facts = network(PLAIN, ordinary("aaa-ddd-2000", A, D, Purpose()))
        item = Item(label(originators={D}, releasable_to={"BBB"}))
        assert ask(facts, item).outcome == "permit"
        assert refusals(ask(facts, item, purpose="training")) == {("purpose", "consent")}
        assert ask(facts, evolve(item, provided_for="training"), purpose="training").outcome == "permit"
        assert ask(facts, evolve(item, provided_for="operations"), purpose="training").consent_from == ("DDD",)

    def test_purposes_of_the_instrument(self):
        only = network(ordinary("p", A, B, Purpose(frozenset({"defence"}))))
        listed = label(releasable_to={"BBB"})
        assert ask(only, listed, purpose="trade").consent_from == ("AAA",)
        assert ask(only, listed, purpose="defence").outcome == "permit"

    def test_channel(self):
        facts = network(ordinary("ch", A, B, Channel(frozenset({"diplomatic"}), {A: "MIDDLE"})))
        middle, low = label("MIDDLE", releasable_to={"BBB"}), label("LOW", releasable_to={"BBB"})
        decision = ask(facts, middle, channel="e-mail")
        assert (refusals(decision), by_rule(decision, "channel")[0].says) == ({("channel", "deny")}, "e-mail does not do: diplomatic would")
        assert ask(facts, middle, channel="diplomatic").outcome == "permit"
        assert ask(facts, low, channel="e-mail").outcome == "permit"
        assert "channel" in {o.rule for o in ask(facts, middle).obligations}


class TestNationalLaw:
    def rule(self, kind="national-law", effect="consent", authority="minister", **more):
        return NationalRule("x", A, kind, effect, "the minister agrees", "Act 2", Basis.TEXT, "test", authority=authority, **more)

    def test_deny_consent_and_obligation(self):
        listed = label(releasable_to={"BBB"})
        assert refusals(ask(network(PLAIN, national_rules=(self.rule(effect="deny", authority=None),)), listed)) == {
            ("national-law", "deny")
        }
        assert ask(network(PLAIN, national_rules=(self.rule(),)), listed).consent_from == ("minister",)
        asked = ask(network(PLAIN, national_rules=(self.rule(effect="obligation", authority=None),)), listed)
        assert (asked.outcome, [o.article for o in asked.obligations if o.rule == "national-law"]) == ("permit", ["Act 2"])

    def test_it_binds_its_own_party_within_its_days(self):
        listed = label(releasable_to={"BBB"})
        past = self.rule(period=Period(None, date(2020, 1, 1)))
        assert ask(network(PLAIN, national_rules=(past, evolve(self.rule(), party=B))), listed).outcome == "permit"

    def test_foreign_information_and_level(self):
        foreign = self.rule(authority="originator", form="prior-written", when=When(foreign=True, from_level="MIDDLE"))
        facts = network(PLAIN, ordinary("aaa-ddd-2000", A, D), national_rules=(foreign,))
        assert ask(facts, label("MIDDLE", releasable_to={"BBB"})).outcome == "permit"
        received = label("MIDDLE", originators={D}, releasable_to={"BBB"})
        assert ask(facts, received).consent_from == ("DDD",)
        assert ask(facts, evolve(received, level="LOW")).outcome == "permit"

    def test_a_rule_may_leave_alone_what_the_originator_has_listed(self):
        unlisted = self.rule(authority="originator", when=When(foreign=True, unlisted=True))
        facts = network(PLAIN, ordinary("aaa-ddd-2000", A, D), national_rules=(unlisted,))
        assert ask(facts, label(originators={D}, releasable_to={"BBB"})).outcome == "permit"
        assert by_rule(ask(facts, label(originators={D})), "national-law")[0].consent_of == "DDD"

    def test_a_kind_that_is_not_said_becomes_an_obligation(self):
        facts = network(PLAIN, national_rules=(self.rule(when=When(kinds=frozenset({"intelligence"}))),))
        listed = label(releasable_to={"BBB"})
        assert ask(facts, listed).outcome == "permit"
        assert any("if it is intelligence" in o.says for o in ask(facts, listed).obligations)
        assert ask(facts, Item(listed, kinds={"intelligence"})).consent_from == ("minister",)
        assert not [o for o in ask(facts, Item(listed, kinds={"cyber"})).obligations if o.rule == "national-law"]

    def test_assessment(self):
        facts = network(PLAIN, national_rules=(self.rule(kind="assessment"),))
        listed = label(releasable_to={"BBB"})
        assert refusals(ask(facts, listed)) == {("assessment", "consent")}
        valid = facts.with_facts(assessments=[Assessment("x", B, Period(None, date(2027, 1, 1)))])
        assert ask(valid, listed).outcome == "permit"
        assert ask(valid, listed, at=date(2027, 1, 1)).outcome == "consent"


class TestConsent:
    def given(self, **changes):
        consent = Consent("c-1", "DDD", frozenset({B}), date(2026, 1, 1), "alpha", "MIDDLE", conditions=("return it in a year",))
        facts = network(PLAIN, ordinary("aaa-ddd-2000", A, D), consents=(evolve(consent, **changes),))
        return ask(facts, Item(label("MIDDLE", originators={D}), id="item-1"), purpose="training")

    def test_it_answers_and_its_conditions_bind(self):
        decision = self.given()
        assert (decision.outcome, decision.consent_from) == ("permit", ())
        assert by_rule(decision, "consent")[0].says == "DDD gave consent `c-1` (purpose, releasability, third-party)"
        assert any("return it in a year" in o.says for o in decision.obligations)

    @pytest.mark.parametrize(
        "changes",
        [
            {"by": "AAA"},
            {"recipients": frozenset({C})},
            {"given_on": date(2026, 6, 2)},
            {"period": Period(None, TODAY)},
            {"up_to": "LOW"},
            {"scheme": "beta", "up_to": "high"},
            {"holders": frozenset({B})},
            {"items": frozenset({"item-2"})},
            {"purposes": frozenset({"operations"})},
        ],
    )
    def test_it_covers_no_more_than_it_says(self, changes):
        decision = self.given(**changes)
        assert (decision.outcome, decision.consent_from) == ("consent", ("DDD",))

    def test_spoken_consent_does_not_do_where_writing_is_asked(self):
        came = agreement("aaa-ddd-2000", A, D, effects=(ThirdParty("originator", form="prior-written"),))
        spoken = Consent("c-1", "DDD", frozenset({B}), TODAY, "alpha", "HIGH", written=False)
        item = label(originators={D})
        decision = ask(network(PLAIN, came, consents=(spoken,)), item)
        assert refusals(decision) == {("third-party", "consent")}
        assert ask(network(PLAIN, came, consents=(evolve(spoken, written=True),)), item).outcome == "permit"

    def test_a_compartment_is_covered_only_by_name(self):
        came = ordinary("aaa-ddd-2000", A, D)
        open_ = ordinary("aaa-bbb-2000", A, B, Compartments(frozenset({"SI"})))
        consent = Consent("c-1", "DDD", frozenset({B}), TODAY, "alpha", "HIGH")
        item = label(originators={D}, compartments={"SI"})
        assert ask(network(open_, came, consents=(consent,)), item).outcome == "consent"
        assert ask(network(open_, came, consents=(evolve(consent, compartments=frozenset({"SI"})),)), item).outcome == "permit"

    def test_it_never_touches_a_denial(self):
        came = ordinary("aaa-ddd-2000", A, D)
        consent = Consent("c-1", "DDD", frozenset({B}), TODAY, "alpha", "HIGH")
        assert ask(network(PLAIN, came, consents=(consent,)), label("HIGH", originators={D})).outcome == "deny"


def test_a_refusal_lists_every_rule_that_refuses():
    closed = ordinary("k", A, B, Scope(frozenset({"defence"})), Channel(frozenset({"diplomatic"})))
    item = Item(label("HIGH", releasable_to={"AAA"}, compartments={"SI"}, exclusions={Exclusion("X", frozenset({"AAA"}))}), kinds={"cyber"})
    decision = ask(network(closed), item, channel="e-mail")
    assert {rule for rule, effect in refusals(decision) if effect == "deny"} == {
        "exclusion",
        "releasability",
        "ceiling",
        "scope",
        "compartment",
        "channel",
    }
    assert decision.obligations == ()
