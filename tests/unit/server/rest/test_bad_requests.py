"""Requests of every kind made from the description of the interface (schemathesis): none breaks the node, and every answer is described.

``RELTO_SCHEMATHESIS`` says how many for each route; left out: a few.
"""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from relto.node.trying import Tried
from relto.server.describing import description

EXAMPLES = int(os.environ.get("RELTO_SCHEMATHESIS", "3"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
schema = schemathesis.openapi.from_dict(description())


@pytest.fixture(autouse=True, scope="module")
def forgotten(node):
    """What is tried in vain here is held against nobody later."""
    yield
    with node.node.surroundings.store.write() as work:
        work.sessions.right(Tried("origin", "127.0.0.1").about)


def authorisation(case, node):
    """A session of its own for what closes one; an overseer's for what is theirs; a releasing authority's for the rest."""
    if (case.method, case.path) == ("DELETE", "/api/session"):
        return node.session("authority")
    return node.token("overseer" if case.path.startswith(("/api/log", "/api/oversight")) else "authority")


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
def test_no_request_breaks_the_node(case, node):
    headers = {"authorization": f"Bearer {authorisation(case, node)}"}
    case.call_and_validate(base_url=node.url, headers=headers, checks=CHECKS)
