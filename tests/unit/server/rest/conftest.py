"""One node for the tests of its routes, on what a node keeps things in: on this machine, and on the servers of a ministry."""

import pytest

from tests import stores
from tests.unit.server.rest.carrying import acquainted
from tests.unit.server.rest.serving import serving


@pytest.fixture(scope="package", autouse=True, params=stores.STORES)
def kept(request):
    """In what nodes keep things."""
    with stores.on(request.param) as kind:
        yield kind


@pytest.fixture(scope="package")
def node(kept, tmp_path_factory):
    del kept
    with serving(tmp_path_factory.mktemp("node") / "nzl") as made:
        yield made


@pytest.fixture(scope="package")
def jpn(node, tmp_path_factory):
    """The node of Japan, with which New Zealand's has an agreement."""
    made = acquainted(node, tmp_path_factory.mktemp("story") / "jpn")
    yield made
    made.node.close()
