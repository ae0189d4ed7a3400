"""What is kept for nothing is taken away, on every database, and nothing else is."""

from datetime import timedelta

import pytest

from relto.node.authorising import Role
from relto.node.holdings import Given, Holdings
from relto.node.sweeping import Sweeping, Swept
from relto.primitives.limits import SMALL_CIPHERTEXT
from tests.nodes import START, ciphertexts
from tests.people import office


@pytest.fixture
def drafter(node):
    return office(node, "drafter", Role.DRAFTER)


def test_an_object_that_nothing_names_goes_when_it_is_old_and_no_other(node, drafter):
    holdings, sweeping = Holdings(node), Sweeping(node)
    given = Given("A record")
    held = [
        holdings.hold_record(drafter, bytes(size), given, media_type="application/octet-stream", scheme="nz", marking="SECRET").held
        for size in (10, SMALL_CIPHERTEXT)
    ]
    orphan, fresh = node.objects.put(b"of work that failed"), node.objects.put(b"of work that goes on")
    node.objects.old = set(node.objects.kept) - {fresh}
    before = ciphertexts(node)
    assert sweeping.sweep(START) == Swept(1, 0)
    assert set(before) - set(ciphertexts(node)) == {orphan}
    assert [len(holdings.read(drafter, one.id).content) for one in held] == [10, SMALL_CIPHERTEXT]
    assert sweeping.sweep(START + timedelta(days=400)) == Swept(0, 0)
    with node.store.read() as work:
        assert len(work.journal.found(kinds=["store.swept"])) == 1
