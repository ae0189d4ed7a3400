"""The marking texts that public guides, standards and open test suites show (tests/samples): read as the row says, written, read again."""

import tomllib
from pathlib import Path

import pytest

from relto.labels import Exclusion, Label
from relto.markings import MarkingError, parse, render, system, system_ids
from relto.markings.formats import MachineLabel
from relto.markings.formats.mail import ProtectiveMarking
from relto.markings.formats.mail.australian import read_fields
from relto.primitives import Malformed

FOLDER = Path(__file__).parents[2] / "samples"
SETS = ("level", "releasable_to", "display_only", "originators", "controls", "compartments", "exclusions")


def read_all():
    for path in sorted(FOLDER.glob("*.toml")):
        source = tomllib.loads(path.read_text("utf-8"))
        for number, one in enumerate(source["sample"], 1):
            yield source, f"{path.stem} {number} {one['system']} {one['text']!a}", one


EVERY = list(read_all())
READ = [pytest.param(one, id=name) for _, name, one in EVERY if "level" in one and one["form"] != "mail"]
REFUSED = [pytest.param(one, id=name) for _, name, one in EVERY if "level" not in one and one["form"] != "mail"]
MAIL = [pytest.param(one, id=name) for _, name, one in EVERY if one["form"] == "mail"]
FORMS = ("banner", "portion", "abbreviated", "title")


def kind_of(one):
    return "portion" if one["form"] == "portion" else "banner"


def label_of(one):
    """The label that a row gives."""
    exclusions = frozenset(Exclusion(name, frozenset(only)) for name, only in one.get("exclusions", {}).items())
    lists = {part: frozenset(one[part]) for part in ("releasable_to", "display_only") if part in one}
    sets = {part: frozenset(one.get(part, ())) for part in ("originators", "controls", "compartments")}
    return Label(system(one["system"]).scheme, one["level"], joint=one.get("joint", False), exclusions=exclusions, **lists, **sets)


@pytest.mark.parametrize("one", READ)
def test_a_sample_says_what_its_row_says(one):
    kind = kind_of(one)
    if "refused" in one:
        with pytest.raises(MarkingError) as refused:
            parse(one["text"], system=one["system"], kind=kind)
        assert refused.value.rule == one["refused"]
    reading = parse(one["text"], system=one["system"], kind=kind, lenient="repaired" in one)
    assert reading.label == label_of(one)
    assert [repair.rule for repair in reading.repairs] == one.get("repaired", [])


@pytest.mark.parametrize("one", READ)
def test_a_sample_comes_back_from_every_form(one):
    label = label_of(one)
    for form in FORMS:
        written = render(label, kind=form)
        assert parse(written, system=one["system"], kind="portion" if form == "portion" else "banner").label == label


@pytest.mark.parametrize("one", [param for param in READ if "portion" in param.values[0]])
def test_the_portion_mark_that_a_source_gives_beside_a_banner_says_the_same(one):
    assert parse(one["portion"], system=one["system"], kind="portion").label == label_of(one)


@pytest.mark.parametrize("one", REFUSED)
def test_what_is_refused_is_refused_in_both_readings_with_its_rule(one):
    for lenient in (False, True):
        with pytest.raises(MarkingError) as refused:
            parse(one["text"], system=one["system"], kind=kind_of(one), lenient=lenient)
        assert refused.value.rule == one["refused_leniently" if lenient and "refused_leniently" in one else "refused"]
        assert refused.value.rule in {rule.id for rule in system(one["system"]).rules()}


@pytest.mark.parametrize("one", MAIL)
def test_fields_of_mail_are_read_and_come_back_or_are_refused_with_the_words_of_the_row(one):
    if "refused" in one:
        with pytest.raises(Malformed) as refused:
            read_fields(one["text"], "subject")
        assert refused.value.message == one["refused"]
        return
    label = read_fields(one["text"], "subject").label
    assert label == label_of(one)
    header = ProtectiveMarking()
    assert header.read(header.write(MachineLabel(label, originator="desk@example.gov.au"))).label == label


@pytest.mark.parametrize(("source", "one"), [pytest.param(source, one, id=name) for source, name, one in EVERY])
def test_a_row_is_whole(source, one):
    assert {"title", "where", "lawful"} <= set(source)
    assert set(one) <= {"system", "form", "text", "at", "why", "refused", "refused_leniently", "repaired", "portion", "joint", *SETS}
    assert one["form"] in {"banner", "portion", "line", "mail"}
    assert one["at"]
    assert ("why" in one) == ("refused" in one)
    assert "level" in one or "refused" in one
    assert ("repaired" in one) == ("level" in one and "refused" in one)


def test_every_system_of_markings_in_documents_has_samples():
    documents = {name for name in system_ids() if system(name).in_documents}
    assert {one["system"] for _, _, one in EVERY} == documents


def test_no_row_stands_twice_in_a_source():
    rows = [(source["title"], one["system"], one["form"], one["text"]) for source, _, one in EVERY]
    assert len(rows) == len(set(rows))


def test_the_page_of_markings_counts_them():
    page = (Path(__file__).parents[3] / "docs" / "reference" / "markings.md").read_text("utf-8")
    files = {source["title"] for source, _, _ in EVERY}
    read = sum("level" in one for _, _, one in EVERY)
    said = f"{len(EVERY)} samples from {len(files)} sources: {read} are read, {len(EVERY) - read} are refused"
    assert said in " ".join(page.split())
