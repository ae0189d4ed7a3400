# ruff: noqa: E501 - a refusal is pinned as it is told, on one line
"""Networks, consents and cases out of files; each refusal with its file and line."""

from datetime import date

import iso3166
import pytest
from tests.unit.agreements.small import AGREEMENT, ASSESSMENTS, CASES, COMMUNITIES, PARTIES, RULES, SCHEMES, SCHEMES_FILE, written

from relto.agreements import Ceiling, Equivalence, ThirdParty, check, load_assessments, load_cases, load_consent, load_network
from relto.agreements.loader import library_path
from relto.primitives import Conflict, Malformed, PartyId, Period, Unavailable

NZL, JPN = PartyId("NZL"), PartyId("JPN")

CONSENT = """\
id: usa-1
by: USA
recipients: [JPN]
given_on: 2024-01-02
scheme: us
up_to: SECRET
from: 2024-02-01
until: 2025-02-01
conditions: [Tell us.]
"""


def test_the_small_network_is_sound_and_loads(tmp_path):
    folder = written(tmp_path)
    assert check(folder, schemes=SCHEMES) == ()
    network = load_network(folder, schemes=SCHEMES)
    agreement = network.agreements["jpn-nzl-2000"]
    assert agreement.members(date(2005, 1, 1)) == {NZL, JPN}
    assert [clause.article for clause, _ in agreement.clauses_of(ThirdParty)] == ["6"]
    assert agreement.clauses_of(Equivalence)[0][1].rows[0] == {JPN: ("極秘",), NZL: ("SECRET",)}
    assert agreement.clauses_of(Ceiling)[0][1].lowest == {NZL: "CONFIDENTIAL"}
    assert network.communities["PAIR"].members(date(2023, 12, 31)) == {NZL, JPN}
    assert network.communities["PAIR"].members(date(2024, 1, 1)) == {JPN}
    assert network.home_scheme(PartyId("KOR")).levels == ("LOW", "HIGH")
    assert [rule.id for rule in network.national_rules] == ["nzl-writing", "nzl-assessment"]
    assert network.assessments[0].period == Period(date(2024, 1, 1))


def test_a_national_rule_may_speak_only_off_the_originators_list(tmp_path):
    rules = RULES.replace("{foreign: true}", "{foreign: true, unlisted: true}")
    one, _ = load_network(written(tmp_path, nzl=rules), schemes=SCHEMES).national_rules
    assert (one.when.foreign, one.when.unlisted) == (True, True)


def test_a_clause_takes_the_agreements_source(tmp_path):
    network = load_network(written(tmp_path), schemes=SCHEMES)
    assert {clause.source for clause in network.agreements["jpn-nzl-2000"].clauses} == {"a test"}


def _told(folder):
    return [str(problem).replace(f"{folder}/", "") for problem in check(folder, schemes=SCHEMES)]


def _swap(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


AGREEMENTS = [
    (
        "id: jpn-nzl-2000",
        "id: jpn-nzl-2001",
        "1:1 (id): an agreement's id is not its folder's name: found `jpn-nzl-2001`; expected `jpn-nzl-2000`, or a folder of the id's name",
    ),
    (
        "id: jpn-nzl-2000",
        "id: JPN",
        "1:1 (id): the value does not fit: found `JPN`; expected lower case and digits, single hyphens inside, 2 to 64 characters",
    ),
    (
        "form: treaty",
        "fom: x\nform: treaty",
        "3:1 (fom): no such field: found `fom`; expected one of id, title, form, parties, basis, source, signed, in_force, in_force_basis, term, expires, survives, retroactive, notes, events, clauses",
    ),
    ("title: A test\n", "", "1:1: the field `title` is missing; expected the field and its value"),
    ("title: A test", "title: 2000-01-01", "2:1 (title): the value does not fit: found `2000-01-01`; expected text (put quotes around it)"),
    ("signed: 2000-01-01", "signed: 1 January", "7:1 (signed): the value does not fit: found `1 January`; expected a day (2019-08-23)"),
    (
        "basis: text",
        "basis: rumour",
        "5:1 (basis): the value does not fit: found `rumour`; expected one of modelled, secondary, text",
    ),
    (
        "parties: [JPN, NZL]",
        "parties: [JPN, NZL, ZZZ]",
        "4:21 (parties[2]): no such party: found `ZZZ`; expected a party of parties.yaml, or an ISO 3166 alpha-3 code in capitals",
    ),
    (
        "parties: [JPN, NZL]",
        "parties: [JPN, NZL, {party: JPN, from: 2001-01-01}]",
        "4:21 (parties[2]): a party's adherence overlaps an earlier one of the same party: found `JPN`; expected days that do not overlap",
    ),
    (
        "parties: [JPN, NZL]",
        "parties: [JPN, {party: NZL, from: 2001-01-01, until: 2000-01-01}]",
        "4:16 (parties[1]): the period ends before it starts: found `2000-01-01`; expected an `until` after `from`: it is the first day on which it holds no more",
    ),
    (
        "in_force: 2000-06-01",
        "in_force: 1999-06-01",
        "8:1 (in_force): in force before it was signed: found `1999-06-01`; expected a day from 2000-01-01 on; provisional application before that is a fact for `notes`",
    ),
    (
        "in_force: 2000-06-01",
        "in_force: 2000-06-01\nexpires: 2000-06-01",
        "9:1 (expires): expired before it entered into force: found `2000-06-01`; expected a day after 2000-06-01",
    ),
    (
        "  - on: 2010-01-01",
        "  - on: 1999-01-01",
        "10:5 (events[0].on): an event before the signature: found `1999-01-01`; expected a day from 2000-01-01 on",
    ),
    (
        "    takes_effect: 2010-07-01\n",
        "",
        "10:5 (events[0]): a notice of termination without `takes_effect`; expected the first day on which the agreement would be over",
    ),
    (
        "takes_effect: 2010-07-01",
        "takes_effect: 2009-07-01",
        "12:5 (events[0].takes_effect): a notice takes effect before it is given: found `2009-07-01`; expected a day from 2010-01-01 on",
    ),
    (
        "kind: notice",
        "kind: suspended",
        "12:5 (events[0].takes_effect): only a notice takes effect later: found `2010-07-01`; expected `takes_effect` of a notice only; the other events work on their day",
    ),
    (
        "on: 2010-01-01\n    kind: notice\n    takes_effect: 2010-07-01",
        "on: 2000-03-01\n    kind: terminated",
        "10:5 (events[0].on): terminated before it entered into force: found `2000-03-01`; expected a day after 2000-06-01",
    ),
    (
        "on: 2010-01-01\n    kind: notice\n    takes_effect: 2010-07-01",
        "on: 2000-03-01\n    kind: suspended",
        "10:5 (events[0].on): suspended before it entered into force: found `2000-03-01`; expected a day after 2000-06-01",
    ),
    (
        "on: 2010-01-01\n    kind: notice\n    takes_effect: 2010-07-01",
        "on: 2000-03-01\n    kind: notice\n    takes_effect: 2000-06-01",
        "12:5 (events[0].takes_effect): a notice of termination takes effect before it entered into force: found `2000-06-01`; expected a day after 2000-06-01",
    ),
    (
        "in_force: 2000-06-01\nevents:\n  - on: 2010-01-01\n    kind: notice\n    takes_effect: 2010-07-01\n    says: Notice was given.\n    basis: text\n    source: a test",
        "in_force: null\nexpires: 1999-06-01",
        "9:1 (expires): expired before it was signed: found `1999-06-01`; expected a day after 2000-01-01",
    ),
    (
        "    effect: {kind: third-party, consent_of: provider, form: prior-written}\n",
        "",
        "17:5 (clauses[0].topic): the topic promises an effect that the clause does not have: found `third-party`; expected `effect: {kind: third-party}`, or another topic for a clause that is only recorded",
    ),
    (
        "basis: text\n    effect: {kind: third",
        "basis: secondary\n    effect: {kind: third",
        "17:5 (clauses[0]): a clause names no source for how it is known: found `third-party`; expected `source`: only a clause of the agreement's own basis (text) may take the agreement's source",
    ),
    (
        "consent_of: provider",
        "consent_of: authority",
        "21:33 (clauses[0].effect.consent_of): consent and authority do not go together: found `authority`; expected `authority` with `consent_of: authority`, and only there",
    ),
    (
        "form: prior-written",
        "form: written",
        "21:55 (clauses[0].effect.form): the value does not fit: found `written`; expected one of any, prior, prior-written",
    ),
    (
        "form: prior-written",
        "third: []",
        "21:55 (clauses[0].effect.third): nobody counts as third; expected state, body, own-body or national",
    ),
    (
        "form: prior-written",
        "third: [own-body], own_bodies: [QQQ]",
        "21:74 (clauses[0].effect.own_bodies): no such party: found `QQQ`; expected a party of parties.yaml, or an ISO 3166 alpha-3 code in capitals",
    ),
    (
        "kind: third-party,",
        "kind: thirdparty,",
        "21:14 (clauses[0].effect.kind): the value does not fit: found `thirdparty`; expected one of third-party, ceiling, equivalence, scope, compartments, purpose, channel, authorises, marking, clearance, nationality, contractors, duty",
    ),
    (
        "JPN: 極秘, NZL: SECRET}\n        - {JPN: 秘,",
        "JPN: 秘秘, NZL: SECRET}\n        - {JPN: 秘,",
        "29:12 (clauses[1].effect.rows[0].JPN): `jp` has no such level: found `秘秘`; expected one of UNCLASSIFIED, 秘, 極秘, 機密",
    ),
    (
        "{JPN: 極秘, NZL: SECRET}\n        - {JPN: 秘,",
        "{KOR: HIGH, NZL: SECRET}\n        - {JPN: 秘,",
        "29:12 (clauses[1].effect.rows[0].KOR): a level stands for no party of the agreement: found `KOR`; expected one of JPN, NZL",
    ),
    (
        "{JPN: 極秘, NZL: SECRET}\n        - {JPN: 秘,",
        "{NZL: SECRET}\n        - {JPN: 秘,",
        "29:11 (clauses[1].effect.rows[0]): a row joins nothing; expected two parties at least; leave the row out",
    ),
    (
        "{JPN: 極秘, NZL: SECRET}\n        - {JPN: 秘,",
        "{JPN: [], NZL: SECRET}\n        - {JPN: 秘,",
        "29:12 (clauses[1].effect.rows[0].JPN): an entry names no level; expected a level; leave the party out",
    ),
    (
        "      kind: equivalence\n",
        "      kind: equivalence\n      common_scheme: moon\n",
        "28:7 (clauses[1].effect.common_scheme): no such scheme: found `moon`; expected one of jp, kor, nz, tlp",
    ),
    (
        "highest: {JPN: 極秘, NZL: SECRET}",
        "highest: {JPN: 極秘, NZL: RESTRICTED}",
        "35:75 (clauses[2].effect.lowest.NZL): the lowest level covered stands above the highest: found `CONFIDENTIAL`; expected a level up to RESTRICTED",
    ),
    (
        "basis: text\nsource: a test\nsigned",
        "basis: text\nsource: a test\nsurvives: [purpose]\nsigned",
        "7:1 (survives): a topic that survives has no clause: found `purpose`; expected the topic of a clause",
    ),
]


@pytest.mark.parametrize(("old", "new", "told"), AGREEMENTS)
def test_an_agreement_is_refused_at_its_line(tmp_path, old, new, told):
    folder = written(tmp_path, agreement=_swap(AGREEMENT, old, new), cases="cases: []")
    assert _told(folder) == [f"jpn-nzl-2000/agreement.yaml:{told}"]
    with pytest.raises(Malformed) as refused:
        load_network(folder, schemes=SCHEMES)
    assert str(refused.value).replace(f"{folder}/", "") == f"jpn-nzl-2000/agreement.yaml:{told}"


def test_a_table_that_is_not_monotone(tmp_path):
    crossed = _swap(
        AGREEMENT,
        "{JPN: 極秘, NZL: SECRET}\n        - {JPN: 秘, NZL: CONFIDENTIAL}",
        "{JPN: 秘, NZL: SECRET}\n        - {JPN: 極秘, NZL: CONFIDENTIAL}",
    )
    told = _told(written(tmp_path, agreement=crossed))
    assert told == [
        (
            "jpn-nzl-2000/agreement.yaml:29:20 (clauses[1].effect.rows[0].NZL): the table is not monotone: "
            "NZL SECRET lands on JPN 秘, but the lower CONFIDENTIAL on 極秘: found `SECRET`; expected a level of JPN at or above 極秘"
        ),
        (
            "jpn-nzl-2000/agreement.yaml:30:12 (clauses[1].effect.rows[1].JPN): the table is not monotone: "
            "JPN 極秘 lands on NZL CONFIDENTIAL, but the lower 秘 on SECRET: found `極秘`; expected a level of NZL at or above SECRET"
        ),
    ]


def test_two_tables_that_are_monotone_each_and_not_together(tmp_path):
    further = AGREEMENT + _clauses("equivalence, rows: [{JPN: 秘, NZL: TOP SECRET}]")
    told = [one for one in check(written(tmp_path, agreement=further), schemes=SCHEMES) if "monotone" in one.message]
    assert [(one.found, one.place.line) for one in told] == [("極秘", 29), ("TOP SECRET", 40)]
    assert told[1].message == "the table is not monotone: NZL TOP SECRET lands on JPN 秘, but the lower SECRET on 極秘"


def test_a_level_of_two_rows_lands_on_the_one_that_covers_both(tmp_path):
    shared = _swap(AGREEMENT, "- {JPN: 秘, NZL: CONFIDENTIAL}", "- {JPN: 極秘, NZL: CONFIDENTIAL}")
    assert _told(written(tmp_path, agreement=shared)) == []


OTHERS = [
    (
        "parties",
        PARTIES,
        "scheme: nz",
        "scheme: zn",
        "parties.yaml:2:34 (parties[0].scheme): no such scheme: found `zn`; expected one of jp, kor, nz, tlp",
    ),
    (
        "parties",
        PARTIES,
        "id: KOR",
        "id: KORE",
        "parties.yaml:4:6 (parties[2].id): a state's code is none of ISO 3166: found `KORE`; expected its ISO 3166 alpha-3 code, or `kind: organisation`",
    ),
    (
        "parties",
        PARTIES,
        "kind: organisation",
        "kind: organisation, part_of: NATO",
        "parties.yaml:5:63 (parties[3].part_of): a party is a body of no other party here: found `NATO`; expected another party of this file",
    ),
    (
        "parties",
        PARTIES,
        "kind: organisation, scheme: tlp}",
        "kind: organisation, scheme: tlp, part_of: OTHER}\n  - {id: OTHER, name: Other, kind: organisation, part_of: EXAMPLE-ISAC}",
        "parties.yaml:5:76 (parties[3].part_of): parties are bodies of each other in a circle: found `OTHER`; expected a whole that is no body of its own bodies",
    ),
    (
        "communities",
        COMMUNITIES,
        "- JPN\n",
        "- QQQ\n",
        "communities.yaml:6:9 (communities[0].members[0]): no such party: found `QQQ`; expected a party of parties.yaml, or an ISO 3166 alpha-3 code in capitals",
    ),
    (
        "communities",
        COMMUNITIES,
        "- JPN\n",
        "- NZL\n",
        "communities.yaml:7:9 (communities[0].members[1]): a membership overlaps an earlier one of the same party: found `NZL`; expected days that do not overlap",
    ),
    (
        "communities",
        COMMUNITIES,
        "until: 2024-01-01",
        "until: 2020-01-01",
        "communities.yaml:7:9 (communities[0].members[1]): the period ends before it starts: found `2020-01-01`; expected an `until` after `from`: it is the first day on which it holds no more",
    ),
    (
        "schemes",
        SCHEMES_FILE,
        "levels: [LOW, HIGH]",
        "levels: [LOW, HIGH]\n    directly_below: {LOW: [HIGH], HIGH: [LOW]}",
        "schemes.yaml:5:5 (schemes[0].levels): levels of a scheme run in a circle: found `LOW < HIGH < LOW`; expected each level once, in one order",
    ),
    (
        "nzl",
        RULES,
        "party: NZL",
        "party: QQQ",
        "national/nzl.yaml:3:5 (rules[0].party): no such party: found `QQQ`; expected a party of parties.yaml, or an ISO 3166 alpha-3 code in capitals",
    ),
    (
        "nzl",
        RULES,
        "    authority: originator\n",
        "",
        "national/nzl.yaml:5:5 (rules[0].effect): effect and authority do not go together: found `consent`; expected `authority` with `effect: consent`, and only there",
    ),
    (
        "nzl",
        RULES,
        "foreign: true",
        "foreign: yes",
        "national/nzl.yaml:12:12 (rules[0].when.foreign): the value does not fit: found `yes`; expected true or false",
    ),
    (
        "nzl",
        RULES,
        "when: {foreign: true}",
        "when: {recipients: [MOON]}",
        "national/nzl.yaml:12:12 (rules[0].when.recipients): no such party or community: found `MOON`; expected a party of parties.yaml, or an ISO 3166 alpha-3 code in capitals",
    ),
    (
        "nzl",
        RULES,
        "rule: national-law",
        "rule: embargo",
        "national/nzl.yaml:5:5 (rules[0].effect): an embargo denies named recipients: found `consent`; expected `effect: deny` and `when: recipients`",
    ),
    (
        "assessments",
        ASSESSMENTS,
        "rule: nzl-assessment",
        "rule: nzl-writing",
        "assessments.yaml:2:6 (assessments[0].rule): no national rule asks for such an assessment: found `nzl-writing`; expected one of nzl-assessment",
    ),
    (
        "assessments",
        ASSESSMENTS,
        "recipient: JPN",
        "recipient: QQQ",
        "assessments.yaml:2:28 (assessments[0].recipient): no such party: found `QQQ`; expected a party of parties.yaml, or an ISO 3166 alpha-3 code in capitals",
    ),
    (
        "cases",
        CASES,
        "article: 4",
        "article: 5",
        "jpn-nzl-2000/cases.yaml:12:56 (cases[0].expect.rests_on[1].article): jpn-nzl-2000 has no such article: found `5`; expected one of 4; 6",
    ),
    (
        "cases",
        CASES,
        "rule: releasability",
        "rule: release",
        "jpn-nzl-2000/cases.yaml:11:12 (cases[0].expect.rests_on[0].rule): no such rule: found `release`; expected one of ",
    ),
    (
        "cases",
        CASES,
        "agreement: jpn-nzl-2000",
        "agreement: jpn-nzl-2002",
        "jpn-nzl-2000/cases.yaml:12:31 (cases[0].expect.rests_on[1].agreement): no such agreement: found `jpn-nzl-2002`; expected an agreement of the network",
    ),
    (
        "cases",
        CASES,
        "to: JPN",
        "to: QQQ",
        "jpn-nzl-2000/cases.yaml:5:5 (cases[0].to): no such party: found `QQQ`; expected a party of parties.yaml, or an ISO 3166 alpha-3 code in capitals",
    ),
    (
        "cases",
        CASES,
        "scheme: nz",
        "scheme: moon\n    under: moon-1",
        "jpn-nzl-2000/cases.yaml:7:5 (cases[0].scheme): no such scheme: found `moon`; expected one of jp, kor, nz, tlp",
    ),
    (
        "cases",
        CASES,
        "        - {rule: releasability}\n        - {rule: equivalence, agreement: jpn-nzl-2000, article: 4}",
        "        []",
        "jpn-nzl-2000/cases.yaml:10:7 (cases[0].expect.rests_on): the case rests on nothing; expected one reason at least",
    ),
    (
        "cases",
        CASES,
        "    why: A test.",
        "      does_not_rest_on:\n        - {rule: release}\n    why: A test.",
        "jpn-nzl-2000/cases.yaml:14:12 (cases[0].expect.does_not_rest_on[0].rule): no such rule: found `release`; expected one of ",
    ),
    (
        "cases",
        CASES,
        "rule: releasability",
        "rule: releasability, effect: perhaps",
        "jpn-nzl-2000/cases.yaml:11:33 (cases[0].expect.rests_on[0].effect): the value does not fit: found `perhaps`; expected one of consent, deny, permit",
    ),
    (
        "cases",
        CASES,
        "    expect:",
        "    terminated: {moon-1: 2004-01-01}\n    expect:",
        "jpn-nzl-2000/cases.yaml:8:5 (cases[0].terminated): no such agreement: found `moon-1`; expected an agreement of the network",
    ),
    (
        "cases",
        CASES,
        "    expect:",
        "    terminated: {jpn-nzl-2000: 2000-06-01}\n    expect:",
        "jpn-nzl-2000/cases.yaml:8:18 (cases[0].terminated.jpn-nzl-2000): terminated before it entered into force: found `2000-06-01`; expected a day after 2000-06-01",
    ),
    (
        "cases",
        CASES,
        "    expect:",
        "    reader: {nationalities: [QQQ]}\n    expect:",
        "jpn-nzl-2000/cases.yaml:8:14 (cases[0].reader.nationalities): no such party: found `QQQ`",
    ),
    (
        "cases",
        CASES,
        "    expect:",
        "    reader: {clearance: MOST SECRET}\n    expect:",
        "jpn-nzl-2000/cases.yaml:8:14 (cases[0].reader.clearance): no level of the reader's party: found `MOST SECRET`; expected one of ",
    ),
]


@pytest.mark.parametrize("refused", OTHERS, ids=lambda refused: refused[-1][:60])
def test_another_file_is_refused_at_its_line(tmp_path, refused):
    stem, text, old, new, told = refused
    found = _told(written(tmp_path, **{stem: _swap(text, old, new)}))
    assert any(one.startswith(told) for one in found), found


def test_contradictions_are_conflicts(tmp_path):
    twice = PARTIES + "  - {id: JPN, name: Again, scheme: jp}\n"
    with pytest.raises(Conflict, match=r"parties.yaml:6:6 \(parties\[4\].id\): a party stands twice"):
        load_network(written(tmp_path / "a", parties=twice), schemes=SCHEMES)
    nested = COMMUNITIES + "  - {id: OUTER, name: Outer, source: a test, members: [PAIR]}\n"
    with pytest.raises(Conflict, match="the community OUTER lists a community: found `PAIR`"):
        load_network(written(tmp_path / "b", communities=nested), schemes=SCHEMES)
    circle = nested.replace("      - JPN\n", "      - OUTER\n")
    assert [p.message for p in check(written(tmp_path / "c", communities=circle), schemes=SCHEMES)] == [
        "the community PAIR lists a community",
        "the community OUTER lists a community",
    ]
    with pytest.raises(Conflict, match="two schemes of one id"):
        load_network(written(tmp_path / "d", schemes=SCHEMES_FILE.replace("id: kor", "id: nz")), schemes=SCHEMES)


def test_two_agreements_of_one_id(tmp_path):
    folder = written(tmp_path)
    (folder / "other-1").mkdir()
    (folder / "other-1/agreement.yaml").write_text(AGREEMENT, encoding="utf-8")
    told = _told(folder)
    assert "other-1/agreement.yaml:1:1 (id): two agreements of one id: found `jpn-nzl-2000`; expected an id each" in told


def test_a_check_tells_every_problem_of_every_file(tmp_path):
    agreement = (
        AGREEMENT.replace("form: prior-written", "form: x")
        .replace("topic: max-level", "tpic: max-level")
        .replace("title: A test", "titel: A test")
    )
    told = _told(
        written(
            tmp_path, agreement=agreement, parties=PARTIES.replace("name: Japan", "name: null"), cases=CASES.replace("at: 2005", "at: x")
        )
    )
    assert [one.split(": ")[0] for one in told if "no such scheme" not in one] == [
        "jpn-nzl-2000/agreement.yaml:1:1",
        "jpn-nzl-2000/agreement.yaml:2:1 (titel)",
        "jpn-nzl-2000/agreement.yaml:21:55 (clauses[0].effect.form)",
        "jpn-nzl-2000/agreement.yaml:31:5 (clauses[2].tpic)",
        "jpn-nzl-2000/cases.yaml:3:5 (cases[0].at)",
        "parties.yaml:3:15 (parties[1].name)",
    ]


def test_an_unknown_field_deep_inside_is_told_with_the_fields_there_are(tmp_path):
    told = _told(
        written(
            tmp_path, agreement=_swap(AGREEMENT, "form: prior-written", "from: prior"), cases=_swap(CASES, "rule: releasability", "rul: x")
        )
    )
    assert [one.split("; ")[1] for one in told] == [
        "expected one of kind, consent_of, authority, form, third, own_bodies, needs_agreement",
        "expected one of rule, effect, agreement, article",
    ]


def test_an_agreement_without_a_table_is_a_warning(tmp_path):
    bare = AGREEMENT[: AGREEMENT.index("clauses:")] + "clauses: []\n"
    folder = written(tmp_path, agreement=bare, cases="cases: []")
    assert [problem.severity for problem in check(folder, schemes=SCHEMES)] == ["warning"]
    assert load_network(folder, schemes=SCHEMES).agreements


def test_the_end_of_an_agreement_whose_entry_into_force_was_not_found_is_a_warning(tmp_path):
    folder = written(tmp_path, agreement=_swap(AGREEMENT, "in_force: 2000-06-01", "in_force: null"), cases="cases: []")
    (problem,) = check(folder, schemes=SCHEMES)
    assert (problem.severity, problem.found) == ("warning", "2010-07-01")
    assert problem.message == "a notice of termination takes effect, and no day of entry into force is recorded"
    load_network(folder, schemes=SCHEMES)


def test_a_missing_file_or_folder(tmp_path):
    with pytest.raises(Unavailable, match="no folder"):
        load_network(tmp_path / "none", schemes=SCHEMES)
    with pytest.raises(Unavailable, match="cannot be read"):
        load_consent(tmp_path / "none.yaml")
    with pytest.raises(Malformed, match="the file cannot be read: No such file or directory"):
        load_network(tmp_path, schemes=SCHEMES)


def test_one_agreements_folder_is_checked_in_its_network(tmp_path):
    folder = written(tmp_path, agreement=_swap(AGREEMENT, "form: prior-written", "form: x"))
    assert [problem.place.line for problem in check(folder / "jpn-nzl-2000", schemes=SCHEMES)][:1] == [21]


def test_one_file_is_checked_for_its_form(tmp_path):
    folder = written(tmp_path, parties=PARTIES.replace("name: Japan", "nam: Japan"), nzl=RULES.replace("says: In", "say: In"))
    assert [problem.message for problem in check(folder / "parties.yaml")] == ["no such field"]
    assert [problem.message for problem in check(folder / "national/nzl.yaml")] == ["no such field"]
    assert check(folder / "jpn-nzl-2000/cases.yaml") == ()
    (folder / "consent.yaml").write_text(CONSENT.replace("by: USA\n", ""), encoding="utf-8")
    assert [problem.message for problem in check(folder / "consent.yaml")] == ["the field `by` is missing"]


def test_a_consent_and_several(tmp_path):
    (tmp_path / "one.yaml").write_text(CONSENT, encoding="utf-8")
    (one,) = load_consent(tmp_path / "one.yaml")
    assert (one.by, one.recipients, one.period) == ("USA", {JPN}, Period(date(2024, 2, 1), date(2025, 2, 1)))
    inside = "".join(f"    {line}\n" for line in CONSENT.splitlines())
    (tmp_path / "two.yaml").write_text(f"consents:\n  -\n{inside}", encoding="utf-8")
    assert load_consent(tmp_path / "two.yaml") == (one,)


def test_a_consent_in_json(tmp_path):
    file = tmp_path / "one.json"
    file.write_text(
        '{\n\t"id": "usa-1", "by": "USA", "recipients": ["JPN"],\n\t"given_on": "2024-01-02", "scheme": "us", "up_to": "SECRET"\n}\n'
    )
    assert load_consent(file)[0].given_on == date(2024, 1, 2)
    file.write_text('{"id": "usa-1", "by": "USA", "by": "NZL"}')
    with pytest.raises(Malformed, match=r"one.json:1:30: a key stands twice in one mapping: found `by`"):
        load_consent(file)


def test_a_consent_that_ends_before_it_starts(tmp_path):
    file = tmp_path / "one.yaml"
    file.write_text(CONSENT.replace("until: 2025", "until: 2023"), encoding="utf-8")
    with pytest.raises(Malformed, match="the period ends before it starts"):
        load_consent(file)


def test_cases_and_assessments_load(tmp_path):
    folder = written(tmp_path)
    (case,) = load_cases(folder / "jpn-nzl-2000/cases.yaml")
    assert (case.holder, case.recipient, case.expect.outcome, case.expect.rests_on[1].article) == (NZL, JPN, "consent", "4")
    assert case.place.line == 2
    assert load_assessments(folder / "assessments.yaml")[0].rule == "nzl-assessment"


def test_two_hundred_parties_and_forty_agreements_load(tmp_path):
    codes = sorted(iso3166.countries_by_alpha3)[:200]
    written(
        tmp_path,
        parties="parties:\n"
        + "".join(f"  - {{id: {c}, name: {c}, scheme: kor}}\n" for c in codes)
        + "  - {id: JPN, name: J, scheme: kor}\n  - {id: NZL, name: N, scheme: kor}\n",
        communities="communities: []",
        assessments="assessments: []",
        nzl="rules: []",
        agreement=AGREEMENT,
    )
    (tmp_path / "jpn-nzl-2000/agreement.yaml").unlink()
    text = (library_path() / "jpn-kor-2016/agreement.yaml").read_text(encoding="utf-8")
    for word, level in (("極秘", "HIGH"), ("秘", "LOW"), ("군사II급비밀", "HIGH"), ("군사III급비밀", "LOW")):
        text = text.replace(f": {word}", f": {level}")
    parties = tmp_path / "parties.yaml"
    parties.write_text(
        parties.read_text()
        .replace("  - {id: JPN, name: J, scheme: kor}\n" if "JPN" in codes else "\0", "")
        .replace("  - {id: NZL, name: N, scheme: kor}\n" if "NZL" in codes else "\0", "")
    )
    for i in range(40):
        name = f"jpn-kor-{i:04}"
        (tmp_path / name).mkdir()
        (tmp_path / name / "agreement.yaml").write_text(text.replace("id: jpn-kor-2016", f"id: {name}"), encoding="utf-8")
    assert len(load_network(tmp_path, schemes=SCHEMES).agreements) == 40


def _clauses(*effects):
    said = "  - topic: {}\n    article: {}\n    says: A test.\n    basis: text\n    effect: {{kind: {}}}\n"
    return "".join(said.format(effect.split(",")[0], 20 + number, effect) for number, effect in enumerate(effects))


CONTRADICTIONS = [
    (["ceiling, highest: {NZL: TOP SECRET}"], "the highest level of NZL is SECRET and TOP SECRET", "article 20 beside article 4"),
    (
        ["equivalence, rows: [{JPN: 極秘, NZL: CONFIDENTIAL}]"],
        "JPN 極秘 stands beside NZL SECRET and CONFIDENTIAL",
        "article 20 beside article 4",
    ),
    (
        ["third-party, consent_of: provider, form: any"],
        "consent of the provider to a release to a third state is prior-written and any",
        "article 20 beside article 6",
    ),
    (
        ["third-party, consent_of: originator, form: prior-written, third: [body, state]"],
        "a release to a third state needs consent of the provider and of the originator",
        "article 20 beside article 6",
    ),
    (
        ["third-party, consent_of: authority, authority: a registry, form: prior-written"],
        "a release to a third state needs consent of the provider and of a registry",
        "article 20 beside article 6",
    ),
    (
        ["third-party, consent_of: provider, form: prior-written, needs_agreement: true"],
        "a third state does and does not need an agreement of its own",
        "article 20 beside article 6",
    ),
    (
        ["third-party, consent_of: makers, third: [own-body]", "third-party, consent_of: makers, third: [own-body], own_bodies: [KOR]"],
        "KOR is and is not a third own-body",
        "article 21 beside article 20",
    ),
    (
        ["nationality", "nationality, others_by_consent: true"],
        "nationals of others may read with consent, and may not",
        "article 21 beside article 20",
    ),
    (
        ["marking, names_provider: true", "marking"],
        "the recipient does and does not add the provider's name",
        "article 21 beside article 20",
    ),
    (["purpose, purposes: [training]", "purpose, purposes: [operations]"], "no purpose is served by both", "article 21 beside article 20"),
    (["scope, kinds: [defence]", "scope, kinds: [cyber]"], "no kind of information is covered by both", "article 21 beside article 20"),
    (["scope, kinds: [defence, cyber]", "scope, excluded: [cyber]"], "cyber is covered and excluded", "article 21 beside article 20"),
    (["channel, accepts: [courier]", "channel, accepts: [military]"], "no channel does for both", "article 21 beside article 20"),
    (
        ["clearance, from_level: {NZL: SECRET}", "clearance, from_level: {NZL: CONFIDENTIAL}"],
        "the level of NZL from which a clearance is needed is SECRET and CONFIDENTIAL",
        "article 21 beside article 20",
    ),
]


@pytest.mark.parametrize(("effects", "says", "found"), CONTRADICTIONS, ids=lambda one: one if isinstance(one, str) else None)
def test_clauses_that_contradict_each_other_are_refused_at_the_later_one(tmp_path, effects, says, found):
    folder = written(tmp_path, agreement=AGREEMENT + _clauses(*effects))
    told = [one for one in check(folder, schemes=SCHEMES) if "contradict" in one.message]
    assert {one.found for one in told} == {found}
    assert f"two clauses contradict each other: {says}" in {one.message for one in told}
    assert all(one.place.line is not None and one.severity == "error" for one in told)
    with pytest.raises(Conflict, match="two clauses contradict each other"):
        load_network(folder, schemes=SCHEMES)


@pytest.mark.parametrize(
    "effects",
    [
        ["ceiling, highest: {NZL: SECRET}"],
        ["equivalence, rows: [{JPN: 機密, NZL: TOP SECRET}]"],
        ["third-party, consent_of: provider, form: prior-written"],
        ["third-party, consent_of: originator, form: any, third: [body]"],
        ["channel, accepts: [courier, military]", "channel, accepts: [military], from_level: {NZL: SECRET}"],
        ["channel, accepts: [courier], from_level: {NZL: SECRET}", "channel, accepts: [military], from_level: {JPN: 極秘}"],
        ["purpose", "purpose, purposes: [operations]"],
        ["scope, kinds: [defence, cyber]", "scope, kinds: [cyber]"],
    ],
)
def test_clauses_that_only_add_to_each_other_are_taken(tmp_path, effects):
    folder = written(tmp_path, agreement=AGREEMENT + _clauses(*effects))
    assert [one for one in check(folder, schemes=SCHEMES) if "contradict" in one.message] == []


def test_a_folder_without_parties_is_told_of_that_alone(tmp_path):
    (tmp_path / "some-draft").mkdir()
    (tmp_path / "some-draft" / "agreement.yaml").write_text("title: [", encoding="utf-8")
    (only,) = check(tmp_path)
    assert only.place.source == str(tmp_path / "parties.yaml")
