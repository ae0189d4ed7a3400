"""What the tests of this room share."""

import pytest

from relto.agreements._schemes import written_schemes as schemes_of_systems


@pytest.fixture(scope="session")
def written_schemes():
    """The schemes of the marking systems."""
    return schemes_of_systems()
