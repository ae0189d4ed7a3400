"""Every sentence that a page can say has a Japanese one with every fact of it, and no word of a clause or a marking is translated."""

import inspect
import itertools
import typing
from datetime import date

import pytest
from tests.sayings import SLOT, sayings

from relto.agreements import Agreement, Clause, Form, NationalRule, library
from relto.agreements.comparing import compared
from relto.markings import parse
from relto.node.authorising import APART
from relto.release import Item, Obligation, Outcome, Reason, decide, wording
from relto.release.analysis import remedies
from relto.release.analysis.explaining import explain
from relto.server.pages.saying import said_in

NETWORK = library()
AGREEMENT = NETWORK.agreements["jpn-aus-2012"]
CLAUSE = AGREEMENT.clauses[0]
RULE = NETWORK.national_rules[0]
SAMPLES = {
    Agreement: [AGREEMENT],
    Clause: [CLAUSE],
    Clause | None: [CLAUSE, None],
    Agreement | None: [AGREEMENT, None],
    NationalRule: [RULE],
    Form: ["any", "prior", "prior-written"],
    Outcome: [Outcome.CONSENT],
    bool: [True, False],
    str | None: ["counter-terrorism", None],
}
WORDS = {
    "why": AGREEMENT.status(date(2026, 11, 1)).why,
    "kind": "nuclear",
    "level": "SECRET",
    "purpose": "relief",
    "text": "kept in a safe",
}
PARTIES = {"holder", "recipient", "originator", "authority", "party"}


def samples(name, kind):
    """Values of an argument, by its type and its name."""
    if kind in SAMPLES:
        return SAMPLES[kind]
    if kind is str:
        return ["AUS"] if name in PARTIES else ["jpn-aus-2012"] if name in ("under", "named") else [WORDS.get(name, "SECRET")]
    if kind == frozenset[str]:
        return [frozenset({"AUS", "JPN"})]
    if "tuple[" in str(kind):
        return [[(AGREEMENT, WORDS["why"])], [(AGREEMENT, WORDS["why"])] * 2, []]
    return [["nuclear", "crypto"], []] if name in ("others", "kinds") else [["nuclear", "crypto"]]


def spoken():
    """Every sentence that can be said, by the function that says it."""
    for name, function in inspect.getmembers(wording, inspect.isroutine):
        plain = inspect.unwrap(function)
        if plain.__module__ != wording.__name__ or name.startswith("_"):
            continue
        hints = typing.get_type_hints(plain)
        if hints.pop("return") not in (Reason, Obligation):
            continue
        for values in itertools.product(*(samples(each, kind) for each, kind in hints.items())):
            keywords = dict(zip(hints, values, strict=True))
            yield name, plain(**keywords).says


@pytest.mark.parametrize(("name", "says"), sorted(set(spoken())), ids=lambda one: str(one)[:40])
def test_every_sentence_has_a_japanese_one_with_the_same_facts(name, says):
    pieces = said_in("ja", says)
    english = [one.text for one in pieces if one.language == "en"]
    if name == "duty":
        assert english == [CLAUSE.says]  # a clause alone is data
        return
    assert any(one.language == "ja" for one in pieces), says
    assert all(one in (CLAUSE.says, RULE.says) for one in english), english
    whole = "".join(one.text for one in pieces)
    for fact in ("AUS", "SECRET", "jpn-aus-2012", "nuclear", "relief"):
        assert (fact in says) <= (fact in whole), (says, whole)


def test_english_stays_as_it_is():
    (piece,) = said_in("en", "AUS is not on the list of JPN")
    assert (piece.text, piece.language) == ("AUS is not on the list of JPN", "en")


def test_what_is_no_sentence_of_a_decision_stays_as_it_is():
    (piece,) = said_in("ja", "a sentence of somebody else")
    assert (piece.text, piece.language) == ("a sentence of somebody else", "en")


def nodes(tree):
    yield tree
    for one in tree.children:
        yield from nodes(one)


def test_reasons_remedies_and_the_tree_of_real_decisions_have_no_english_but_of_clauses_and_rules():
    at, data = date(2026, 11, 30), set()
    for agreement in NETWORK.agreements.values():
        data |= {clause.says for clause in agreement.clauses} | {clause.source for clause in agreement.clauses}
    data |= {rule.says for rule in NETWORK.national_rules}
    left = set()
    for marking, system in (("SECRET//REL TO USA, GBR", "us"), ("TOP SECRET//SI//ORCON/NOFORN", "us"), ("SECRET//REL TO NZL, AUS", "nz")):
        item = Item(parse(marking, system=system).label)
        for recipient in ("AUS", "GBR", "JPN", "ESP", "KOR"):
            holder = "NZL" if system == "nz" else "USA"
            answer = decide(NETWORK, item, holder=holder, recipient=recipient, at=at)
            said = [one.says for one in (*answer.reasons, *answer.obligations)]
            if answer.outcome is not Outcome.PERMIT:
                found = remedies(NETWORK, item, holder=holder, recipient=recipient, at=at)
                said += [fact.says for some in found.found for fact in some]
            said += [one.says for one in nodes(explain(NETWORK, item, holder=holder, recipient=recipient, at=at))]
            left |= {piece.text for one in said for piece in said_in("ja", one) if piece.language == "en"}
    assert {one for one in left if not any(words in one for words in data)} == set()


PIECES = ("7", "AUS", "jpn-aus-2012", "an unknown level", "2026-01-01", "drafting", "SECRET//REL TO AUS")
MORE = (
    "",
    "a picture",
    "other text",
    "the level SECRET",
    "countries come first, then communities",
    "no portion justifies the level SECRET: one that does would have to be there",
)
"""What a sentence may be filled in with: numbers, codes, days, markings, and sentences."""


def has_japanese(template):
    """Whether a sentence, filled in with some pieces, is said in Japanese, with every one of them."""
    parts = template.split(SLOT)
    for pieces in itertools.product((*PIECES, *MORE) if len(parts) <= 4 else PIECES[:5], repeat=len(parts) - 1):
        text = "".join(one + other for one, other in itertools.zip_longest(parts, pieces, fillvalue=""))
        said = said_in("ja", text)
        whole = "".join(one.text for one in said)
        facts = (one for one in pieces if one in PIECES and one != "an unknown level")
        if all(one.language != "en" for one in said) and all(one in whole for one in facts):
            return True
    return False


def test_every_refusal_problem_and_finding_that_a_page_can_show_has_a_japanese_sentence():
    found = {one.template: one.where for one in sayings()}
    assert len(found) > 600
    assert [f"{where}: {template}" for template, where in found.items() if not has_japanese(template)] == []


def test_every_difference_of_two_packaged_agreements_is_told_in_japanese_but_for_what_they_say():
    terms = {one.term.strip() for one in NETWORK.agreements.values() if one.term}
    told, left = set(), set()
    for first, second in itertools.combinations(NETWORK.agreements.values(), 2):
        for topic in compared(first, (NETWORK, NETWORK), second):
            told |= {topic.topic, *(one.says for one in topic.points)}
    for says in told:
        pieces = said_in("ja", says)
        left |= {says} if not any(one.language == "ja" for one in pieces) else set()
        left |= {one.text for one in pieces if one.language == "en" and one.text.strip("; ") not in terms}
    assert sorted(left) == []


def test_a_marking_in_a_sentence_stays_as_it_was_written():
    (*_, mark, _) = said_in("ja", "the mark `(S//REL TO NZL, AUS)` cannot be read: an unknown level")[:3]
    assert (mark.text, mark.language) == ("(S//REL TO NZL, AUS)", "")


def test_the_roles_that_stand_alone_are_named_in_the_language():
    said = "".join(piece.text for piece in said_in("ja", f"at least one; {' and '.join(sorted(APART))} each alone"))
    assert said == "一つ以上。管理者と監督者はそれぞれ単独で"
