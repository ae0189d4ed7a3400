"""Requests of every kind made from the description of the interface (schemathesis): none breaks the node, and every answer is described.

``RELTO_SCHEMATHESIS`` says how many for each route; left out: a few.
"""

import os

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from relto.server.describing import description

EXAMPLES = int(os.environ.get("RELTO_SCHEMATHESIS", "3"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
schema = schemathesis.openapi.from_dict(description()).exclude(path_regex="^/api/session")


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
def test_no_request_breaks_the_node(case, node):
    headers = {"authorization": f"Bearer {node.token('authority')}"}
    case.call_and_validate(base_url=node.url, headers=headers, checks=CHECKS)
