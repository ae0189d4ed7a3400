"""The page of the interface lists exactly the routes that there are."""

import re
from pathlib import Path

from relto.server.describing import description
from relto.server.rest import SERVICES

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "rest.md").read_text(encoding="utf-8")


def test_every_route_stands_on_the_page_once_and_no_other_does():
    there = sorted(
        f"{method.upper()} {path.removeprefix('/api')}" for path, methods in description()["paths"].items() for method in methods
    )
    assert sorted(re.findall(r"^\| `([A-Z]+ /\S+)` \|", PAGE, re.MULTILINE)) == there


def test_no_field_of_a_body_has_the_name_of_a_service():
    """The framework would take a body that is wrong there for a service that is broken."""
    schemas = description()["components"]["schemas"]
    names = {name for form, one in schemas.items() if form.endswith("Form") for name in one["properties"]}
    assert "marking" in names
    assert names & {"whole", *SERVICES} == set()
