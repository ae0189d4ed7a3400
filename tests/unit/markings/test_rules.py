"""Every rule that is listed can be broken, and every rule that is broken is listed."""

import random

import pytest
from tests.fuzz import damage
from tests.fuzz.labels import words, written

from relto.markings import MarkingError, parse, render, system, system_ids
from relto.markings.inside import write_inside
from relto.markings.rules import company
from relto.markings.slashed import SlashedSystem

KINDS = ("level", "needs", "bars", "owned")
SLASHED = [name for name in system_ids() if isinstance(system(name), SlashedSystem)]
BROKEN = {
    "us-too-long": "S" * 2001,
    "us-character": "SECR\u200bET",
    "us-width-form": "ＳECRET",
    "us-spaces": "SECRET // NOFORN",
    "us-parentheses": "(SECRET)",
    "us-empty": "()",
    "us-slashes": "SECRET///NOFORN",
    "us-separator": "SECRET/NOFORN",
    "us-category-order": "SECRET//NOFORN//FGI",
    "us-capitals": "SECRET//noforn",
    "us-twice": "SECRET//NOFORN/NOFORN",
    "us-marking-unknown": "SECRET//KLINGON",
    "us-second-level": "SECRET//TOP SECRET",
    "us-other-form": "SECRET//NF",
    "us-starts-with-level": "/SECRET",
    "us-level-form": "S//NOFORN",
    "us-level-missing": "NOFORN",
    "us-level-unknown": "SECRTE",
    "us-list-gap": "SECRET//REL TO USA, , AUS",
    "us-list-empty": "SECRET//DISPLAY ONLY ,",
    "us-list-separator": "SECRET//REL TO USA AUS",
    "us-list-unknown-code": "SECRET//REL TO USA, XXQ",
    "us-list-code-twice": "SECRET//REL TO USA, AUS, AUS",
    "us-list-order": "SECRET//REL TO AUS, USA",
    "us-list-and": "SECRET//REL TO USA, DEU AND JPN",
    "us-list-own-country": "SECRET//REL TO AUS, GBR",
    "us-list-alone": "SECRET//REL TO USA",
    "us-list-of-banner": "(S//REL)",
    "us-owner-unknown": "//DEU KLINGON",
    "us-owner-as-foreign": "//USA SECRET",
    "us-concealed-alone": "//FGI DEU SECRET",
    "us-nato-words": "//DEU NATO SECRET",
    "us-own-level": "RESTRICTED",
    "us-joint-shared-level": "//JOINT RESTRICTED CAN USA//REL TO USA, CAN",
    "us-joint-owners": "//JOINT SECRET USA//REL TO USA, CAN",
    "us-joint-release": "//JOINT SECRET CAN GBR USA//REL TO USA, CAN",
    "us-fgi-in-own-marking": "//DEU SECRET//FGI GBR//NOFORN",
    "us-compartment-unknown": "SECRET//TK-XYZ",
    "us-compartment-required": "SECRET//HCS//NOFORN",
    "us-compartment-form": "TOP SECRET//SI-G ABCDEFG//ORCON",
    "us-compartment-order": "TOP SECRET//SI-NK-G//ORCON",
    "us-compartment-numbers": "SECRET//RD-SIGMA 99",
    "us-programme-form": "SECRET//SAR-ABCD",
    "us-programme-prefix": "SECRET//SAR-BP/SAR-CA",
    "us-value-at-end": "SECRET//NOFORN//X1",
    "us-old-form": "SECRET//COMINT",
    "us-eyes-only-retired": "SECRET//USA/GBR EYES ONLY",
    "nato-list-own-unwritten": "NATO SECRET//RELEASABLE TO NATO, JPN",
    "nato-fused-form": "CTSA",
    "nato-wrong-words": "NATO TOP SECRET",
    "eu-no-level": "LIMITE",
    "fra-composed": "TRE\u0300S SECRET",
    "nz-brackets": "[SENSITIVE",
    "tlp-level-unknown": "TLP:PURPLE",
    "tlp-form": "TLP: RED",
    "tlp-tlp-1": "TLP:WHITE",
    "iep-json": "{",
    "iep-field-unknown": '{"colour": "red"}',
    "iep-field-twice": '{"tlp": "red", "tlp": "red"}',
    "iep-field-missing": "{}",
    "iep-value": '{"tlp": "blue"}',
    "iep-form": '{"tlp": "RED"}',
}


def broken(text, name, *, lenient=False):
    """The rule for which a marking is refused."""
    kind = "portion" if text.startswith("(") and text != "(SECRET)" else "banner"
    with pytest.raises(MarkingError) as refused:
        parse(text, system=name, kind=kind, lenient=lenient)
    return refused.value.rule


@pytest.mark.parametrize(("rule", "text"), BROKEN.items(), ids=BROKEN)
def test_a_rule_is_broken_by_its_example(rule, text):
    name = rule.split("-")[0]
    if rule in {"us-capitals", "fra-composed"}:  # a strict reading does not know the word, or the character, at all
        assert [one.rule for one in parse(text, system=name, lenient=True).repairs] == [rule]
    else:
        assert broken(text, name) == rule


def entry(one, name):
    """A marking's words in a banner, its category and its place there."""
    vocabulary = one.vocabulary
    if name == "SAR":
        return next(number for number, each in enumerate(vocabulary.categories) if each.programmes), "", "SAR-BP"
    name = name.replace("-*", "-XYZ")
    head = name.split("-")[0]
    term = vocabulary.by_name.get(name) or vocabulary.by_name[head]
    if term.effect == "releasable_to":
        partner = "NZL" if vocabulary.owner != "NZL" else "AUS"
        codes = f"{vocabulary.owner}, {partner}" if term.own_written else partner
        return term.category, term.order, f"{term.name} {codes}"
    if term.effect == "display_only" or term in vocabulary.open_terms:
        own = "AUS" if term.effect == "display_only" else "ALFA" if term.free else "GBR, USA"
        after = term.effect == "display_only" or term.free == "after"
        return term.category, term.order, f"{term.name} {own}" if after else f"{own} {term.name}"
    if term.effect == "compartment" and name != term.name:
        inside = name.removeprefix(f"{head}-")
        subs = {"SIGMA": ["14"], "P *": ["ABC"]}.get(inside, [])
        order = head if vocabulary.categories[term.category].by_name else term.order
        return term.category, order, write_inside(term, {inside.removesuffix(" *"): subs}, "banner")
    if term.inside is not None and term.inside.required:
        return term.category, head, f"{term.name}-{next(iter(term.inside.words['banner']), 'ABC')}"
    return term.category, head if vocabulary.categories[term.category].by_name else term.order, term.name


def marking(one, level, *names):
    """A banner of a level and some markings, in order."""
    entries = sorted((entry(one, name) for name in names), key=lambda each: (each[0], str(each[1]).zfill(3)))
    text, before = level, None
    for category, _, word in entries:
        text += ("/" if category == before else "//") + word
        before = category
    return text


def company_cases():
    for name in SLASHED:
        one = system(name)
        vocabulary = one.vocabulary
        fused = {control for _, control in vocabulary.fused["banner"]}
        for when, rule in vocabulary.rules.items():
            if when == "JOINT" or when in fused:
                continue
            own = [level for level in reversed(vocabulary.scheme.levels) if level not in vocabulary.foreign_only]
            wrong = next((level for level in own if level not in rule.levels), None)
            right = next(level for level in own if level in rule.levels or not rule.levels)
            around = vocabulary.rules[when.removesuffix(" *")].needs if when.endswith(" *") else ()
            if rule.levels and wrong is not None:
                yield name, company(when, "level"), (wrong, when, *rule.needs, *around)
            if rule.needs:
                yield name, company(when, "needs"), (right, when, *around)
            if rule.bars and not set(rule.bars) <= fused | {"NODIS", "JOINT"}:
                yield name, company(when, "bars"), (right, when, next(bar for bar in rule.bars if bar not in fused), *rule.needs)
            if rule.owners:
                yield name, company(when, "owned"), (f"//DEU {right}", when, *rule.needs)


@pytest.mark.parametrize(("name", "rule", "parts"), [pytest.param(*case, id=f"{case[0]}-{case[1]}") for case in company_cases()])
def test_a_rule_of_company_is_broken(name, rule, parts):
    found = broken(marking(system(name), *parts), name)
    kept = {f"{name}-{company(part, kind)}" for part in parts[1:] for kind in ("level", "needs", "bars")}
    assert found == f"{name}-{rule}" or found in kept, f"{marking(system(name), *parts)} breaks {found}"


def test_every_rule_of_the_common_form_has_an_example():
    listed = {rule.id.partition("-")[2] for name in system_ids() for rule in system(name).rules()}
    listed -= {one for one in listed if one.startswith(("authority-", "declassify-"))}  # test_us_authority.py has those
    shown = {rule.partition("-")[2] for rule in BROKEN}
    of_company = {company(when, kind) for name in SLASHED for when in system(name).vocabulary.rules for kind in KINDS}
    assert listed - of_company == shown


@pytest.mark.parametrize("name", system_ids())
def test_rules_are_told_apart_and_say_where_they_stand(name):
    rules = system(name).rules()
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.id.startswith(f"{name}-") and rule.says and rule.source for rule in rules)


@pytest.mark.parametrize("name", system_ids())
def test_whatever_is_broken_is_listed(name):
    listed = {rule.id for rule in system(name).rules()}
    rng = random.Random(f"rules of {name}")
    for _ in range(400):
        kind = rng.choice(("banner", "portion"))
        parts = damage.tokens(rng, [*render(written(rng, name), kind=kind)], list(words(name)))
        for lenient in (False, True):
            try:
                told = {one.rule for one in parse("".join(parts), system=name, kind=kind, lenient=lenient).repairs}
            except MarkingError as refused:
                told = {refused.rule}
            assert told <= listed


@pytest.mark.parametrize("text", ["SECRET//SAR-SAR-BP", "SECRET//SAR-BP/SAR-SAR-CA", "SECRET//SPECIAL ACCESS REQUIRED-SAR-BP"])
@pytest.mark.parametrize("lenient", [False, True])
def test_no_programme_is_named_like_the_prefix(text, lenient):
    with pytest.raises(MarkingError, match="the prefix of programmes stands once"):
        parse(text, system="us", lenient=lenient)
