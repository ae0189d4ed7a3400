"""Every contract of a port is held against every backend."""

import pytest

from tests import nodes, postgresql


@pytest.fixture(params=nodes.DATABASES)
def store(request, tmp_path):
    """A migrated database of each kind."""
    if request.param == "postgresql" and postgresql.binaries() is None:
        pytest.skip("no PostgreSQL here: install Debian's postgresql")
    with nodes.database(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def node(store, tmp_path):
    """New Zealand's node on it."""
    return nodes.surroundings("NZL", store, tmp_path)
