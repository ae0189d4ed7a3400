"""Every value of every MISP taxonomy is a label, is refused for a reason, or is known to say nothing about access."""

import json
import os
from pathlib import Path

import pytest

from relto.markings.formats.misp import known_taxonomies, read_tags
from relto.primitives import Malformed

DATA = os.environ.get("RELTO_REAL_DATA")
real = pytest.mark.skipif(DATA is None, reason="RELTO_REAL_DATA names no folder of real data")
PAGE = Path(__file__).parents[4] / "docs" / "reference" / "misp.md"


def _files():
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((Path(DATA) / "taxonomies").glob("*.json"))]


def _tags(given):
    values = {one["predicate"]: [entry["value"] for entry in one["entry"]] for one in given.get("values", [])}
    for predicate in (one["value"] for one in given["predicates"]):
        for value in values.get(predicate, [None]):
            yield f"{given['namespace']}:{predicate}" + ("" if value is None else f'="{value}"')


def _read(one, tag):
    """Whether a tag is read, alone or beside a level of its taxonomy and the caveats that it does not stand without."""
    levels = [f'{one.namespace}:{p}="{v}"' for p, values in one.words.items() if p.startswith("class") for v in values]
    levels = list(one.levels) if one.exclusions else levels
    nf, oc = 'dni-ism:dissem="NF"', 'dni-ism:dissem="OC"'
    caveats = [[], [nf], [oc], [nf, oc]] if one.namespace == "dni-ism" else [[]]
    for beside in [[], *([level, *caveat] for level in levels for caveat in caveats)]:
        try:
            read_tags(list(dict.fromkeys([*beside, tag])))
        except Malformed:
            continue
        return True
    return False


@real
def test_every_taxonomy_is_known_at_its_version():
    given = {one["namespace"]: one["version"] for one in _files()}
    assert {name: known_taxonomies()[name].version for name in given} == given
    assert set(known_taxonomies()) - set(given) == {"iep", "iep2-policy", "iep2-reference"}


@real
@pytest.mark.parametrize("name", [name for name, one in known_taxonomies().items() if one.kind == "label" and name != "iep2-policy"])
def test_every_tag_of_a_label_is_read_or_refused_for_a_reason(name):
    one = known_taxonomies()[name]
    given = next(file for file in _files() if file["namespace"] == name)
    every = list(_tags(given))
    read = {tag for tag in every if _read(one, tag)}
    reasons = {tag: one.refused.get(tag) or one.refused.get(tag.partition("=")[0]) for tag in every if tag not in read}
    assert all(reasons.values()), reasons
    for tag, reason in reasons.items():
        with pytest.raises(Malformed, match=reason):
            read_tags([tag])
    assert set(one.refused) <= {key for tag in reasons for key in (tag, tag.partition("=")[0])}, "a reason for what is not refused"
    tabled = {*one.levels, *one.exclusions, *(f'{name}:{p}="{v}"' for p, values in one.words.items() for v in values)}
    assert tabled == read
    assert bool(given.get("exclusive")) <= one.exclusive


@real
def test_tags_that_say_what_may_be_done_are_all_known():
    given = next(file for file in _files() if file["namespace"] == "PAP")
    one = known_taxonomies()["PAP"]
    assert {tag.removeprefix("PAP:") for tag in _tags(given)} == {*one.order, *one.old}
    for tag in _tags(given):
        assert read_tags(["tlp:red", tag]).informative[0][0] == "PAP"


@real
def test_every_other_tag_is_kept():
    for given in _files():
        if known_taxonomies()[given["namespace"]].kind == "informative":
            every = tuple(sorted(_tags(given)))
            assert read_tags(["tlp:red", *every]).informative == (("tags", every),)


def test_the_documentation_lists_every_taxonomy():
    page = PAGE.read_text(encoding="utf-8")
    for name, one in known_taxonomies().items():
        assert f"| `{name}` | {one.version} | {one.kind} | {one.why} |" in page, name
