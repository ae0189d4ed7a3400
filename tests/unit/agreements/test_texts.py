"""An agreement read from a text instead of a file: the same, and refused the same."""

import pytest

from relto.agreements import library, load_agreement, with_agreement_text
from relto.agreements.loader import library_path
from relto.primitives import Malformed


@pytest.mark.parametrize("name", ["jpn-nzl-2025", "nzl-usa-1952", "che-fin-2014"])
def test_a_text_gives_what_its_file_gives(name):
    text = (library_path() / name / "agreement.yaml").read_bytes()
    made = with_agreement_text(library(), name, text)
    assert made.agreements[name] == load_agreement(library(), library_path() / name)
    assert {key: one for key, one in made.agreements.items() if key != name} == {
        key: one for key, one in library().agreements.items() if key != name
    }


@pytest.mark.parametrize("text", [b"", b"\xff", b"id: nzl-usa-1952\n", b"[]"])
def test_a_text_that_is_none_is_refused_with_its_name(text):
    with pytest.raises(Malformed, match=r"nzl-usa-1952/agreement\.yaml"):
        with_agreement_text(library(), "nzl-usa-1952", text)


def test_a_text_of_another_agreement_is_refused():
    text = (library_path() / "jpn-usa-2007" / "agreement.yaml").read_bytes()
    with pytest.raises(Malformed):
        with_agreement_text(library(), "nzl-usa-1952", text)
