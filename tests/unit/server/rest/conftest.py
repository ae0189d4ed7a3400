"""One node for the tests of its routes."""

import pytest
from tests.unit.server.rest.serving import serving


@pytest.fixture(scope="package")
def node(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("node") / "nzl") as made:
        yield made
