"""One node for the tests of its routes."""

import pytest
from tests.unit.server.rest.carrying import acquainted
from tests.unit.server.rest.serving import serving


@pytest.fixture(scope="package")
def node(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("node") / "nzl") as made:
        yield made


@pytest.fixture(scope="package")
def jpn(node, tmp_path_factory):
    """The node of Japan, with which New Zealand's has an agreement."""
    made = acquainted(node, tmp_path_factory.mktemp("story") / "jpn")
    yield made
    made.node.close()
