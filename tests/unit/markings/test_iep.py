"""Policies of FIRST IEP 2.0 as markings."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relto.labels import Label, dominates
from relto.markings import MarkingError, parse, render, system
from relto.primitives import Malformed

IEP = system("iep")
LEAST = {"iep_version": "2.0", "permitted_actions": "none"}
VALUES = {
    "encrypt_in_transit": ["may", "must"],
    "affected_party_notifications": ["may", "must-not"],
    "tlp": ["white", "green", "amber", "red"],
    "attribution": ["may", "must", "must-not"],
    "unmodified_resale": ["may", "must-not"],
}
printed = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
policies = st.fixed_dictionaries(
    {"iep_version": st.just("2.0"), "permitted_actions": st.sampled_from(IEP.scheme.levels)},
    optional={name: st.sampled_from(of) for name, of in VALUES.items()} | {"id": printed, "name": printed, "end_date": printed},
)


def label(**fields):
    return parse(json.dumps(LEAST | fields), system="iep").label


@given(policy=policies, kind=st.sampled_from(("banner", "portion")))
def test_a_policy_comes_back_whole(policy, kind):
    text = json.dumps(policy)
    read = parse(f"({text})" if kind == "portion" else text, system="iep", kind=kind).label
    written = render(read, kind=kind)
    assert json.loads(written[1:-1] if kind == "portion" else written) == policy
    assert parse(written, system="iep", kind=kind).label == read
    assert render(read, kind=kind) == written


@given(parts=st.lists(policies, min_size=1, max_size=4))
def test_the_whole_keeps_the_strictest_of_each_statement(parts):
    labels = [parse(json.dumps(one), system="iep").label for one in parts]
    try:
        whole = IEP.roll_up(labels)
    except Malformed:
        assert {"must", "must-not"} <= {one.get("attribution") for one in parts}
        return
    assert all(IEP.scheme.protects(whole.level, one.level) for one in labels)
    said = json.loads(render(whole))
    for name, order in VALUES.items():
        values = [one[name] for one in parts if name in one]
        assert said.get(name) == (max(values, key=order.index) if values else None)
    assert IEP.roll_up([whole]) == whole
    assert all(dominates(whole, Label(IEP.scheme, one.level)) for one in labels)


def test_texts_in_which_parts_differ_are_not_the_wholes():
    whole = IEP.roll_up([label(name="a", id="1", end_date="2026-01-01"), label(name="b", id="1", end_date="2027-01-01")])
    assert whole.controls == {"id=1", "end_date=2027-01-01"}
    assert IEP.roll_up([label(end_date="2026-01-01"), label()]).controls == frozenset()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('{"iep_version": "2.0", "permitted_actions": "none", "colour": "red"}', "iep-field-unknown"),
        ('{"iep_version": "2.0"}', "iep-field-missing"),
        ('{"permitted_actions": "none"}', "iep-field-missing"),
        ('{"iep_version": "1.0", "permitted_actions": "none"}', "iep-value"),
        ('{"iep_version": true, "permitted_actions": "none"}', "iep-json"),
        ('{"iep_version": "2.0", "permitted_actions": "all"}', "iep-value"),
        ('{"iep_version": "2.0", "permitted_actions": "none", "tlp": "clear"}', "iep-value"),
        ('{"iep_version": "2.0", "permitted_actions": "none", "permitted_actions": "none"}', "iep-field-twice"),
        ('{"iep_version": "2.0", "permitted_actions": "none", "name": ["x"]}', "iep-json"),
        ('{"iep_version": "2.0", "permitted_actions": "none", "name": "a\\u202eb"}', "iep-character"),
        ("[" * 1999, "iep-json"),
        ('{"a":' * 300, "iep-json"),
        ("", "iep-json"),
        ('{"iep_version": NaN}', "iep-json"),
    ],
)
def test_what_is_refused(text, rule):
    for lenient in (False, True):
        with pytest.raises(MarkingError) as refused:
            parse(text, system="iep", lenient=lenient)
        assert refused.value.rule == rule


def test_other_spellings_are_read_leniently():
    text = '{"iep_version": 2.0, "permitted_actions": "CONTACT FOR INSTRUCTION", "provider_attribution": "must-not"}'
    reading = parse(text, system="iep", lenient=True)
    assert (reading.label.level, reading.label.controls) == ("contact-for-instruction", {"attribution=must-not"})
    assert {one.rule for one in reading.repairs} == {"iep-form"}
    with pytest.raises(MarkingError):
        parse(text, system="iep")


def test_a_label_that_says_more_is_not_written():
    wrong = ({"tlp=red", "tlp=green"}, {"colour=red"}, {"tlp=x"})
    for change in (*({"controls": one} for one in wrong), {"releasable_to": {"NZL"}}):
        with pytest.raises(Malformed):
            render(Label(IEP.scheme, "none", **change))


def test_the_public_example():
    folder = os.environ.get("RELTO_REAL_DATA")
    file = Path(folder or "") / "markings" / "iep-data-marking-red-example.json"
    if folder is None or not file.is_file():
        pytest.skip("RELTO_REAL_DATA names no folder (docs/reference/real-data.md)")
    (extension,) = json.loads(file.read_text("utf-8"))["extensions"].values()
    policy = {"id" if name == "iep_id" else name: value for name, value in extension.items() if name != "extension_type"}
    read = parse(json.dumps(policy), system="iep", lenient=True).label
    assert read.level == "contact-for-instruction"
    assert {"tlp=red", "encrypt_in_transit=must", "attribution=must-not"} <= read.controls
