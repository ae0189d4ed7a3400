"""The node's suite runs on what a node keeps things in: on this machine, and on the servers of a ministry."""

import pytest
from tests import stores


@pytest.fixture(scope="module", autouse=True, params=stores.STORES)
def kept(request):
    """In what the nodes of a module keep things."""
    with stores.on(request.param) as kind:
        yield kind


@pytest.fixture(autouse=True)
def _ends_with_the_test(kept):
    del kept
    with stores.ending():
        yield
