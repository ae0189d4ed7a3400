"""The schema for editors is that of the formats, and takes the library's own files."""

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from relto.agreements import json_schema
from relto.agreements._yaml import read
from relto.agreements.loader import library_path

SCHEMA = Path(__file__).parents[3] / "docs/reference/agreement.schema.json"


def test_the_schema_in_the_documentation_is_current():
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json.loads(json.dumps(json_schema()))


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        ("*/agreement.yaml", "Agreement"),
        ("*/cases.yaml", "Cases"),
        ("parties.yaml", "Parties"),
        ("communities.yaml", "Communities"),
        ("national/*.yaml", "NationalRules"),
    ],
)
def test_the_library_fits_the_schema(pattern, kind):
    validator = jsonschema.Draft202012Validator({**json_schema(), "$ref": f"#/$defs/{kind}"})
    files = sorted(library_path().glob(pattern))
    assert files
    for file in files:
        data = msgspec.to_builtins(read(str(file), file.read_bytes()).data)
        assert [error.message for error in validator.iter_errors(data)] == [], file
