"""Every format carries a label whole or refuses it, and the documentation says which."""

import pytest
from tests.fidelity import PAGE, page, parts_of, refused, samples

from relto.markings import system_ids
from relto.markings.formats import FORMATS


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize("name", system_ids())
def test_what_a_format_takes_it_gives_back(name, form):
    refused(name, form)  # raises where a format takes a label and gives another one back


def test_the_samples_have_every_part():
    assert {part for name in system_ids() for label in samples(name) for part in parts_of(label)} == {
        "other owners", "joint ownership", "releasable-to list", "display-only list", "exclusions", "controls", "compartments",
    }  # fmt: skip


def test_every_system_and_every_format_stand_somewhere_in_the_table():
    carried = {name for name in system_ids() if any(refused(name, form) is not None for form in FORMATS)}
    assert carried == set(system_ids())
    assert all(any(refused(name, form) is not None for name in system_ids()) for form in FORMATS)


def test_the_page_says_what_the_code_does():
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.fidelity writes it anew"
