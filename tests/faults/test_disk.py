"""A disk that is full, for real: what cannot be kept is not acknowledged, nothing is cut off, and it goes on once there is room."""

import contextlib
import os
import subprocess
from collections import Counter

import pytest

from relto.primitives import Unavailable
from tests.faults.invariants import check, check_log, waiting
from tests.pairs import carried, pair, until

BYTES = 24 * 1024 * 1024


@pytest.fixture
def small(tmp_path):
    """A file system of its own, with little room."""
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={BYTES},mode=0700", "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("no file system may be mounted here: run it as root")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_node_whose_disk_is_full_takes_and_sends_nothing_and_goes_on_when_there_is_room(small):
    with pair(small) as (nzl, jpn):
        drafts = [nzl.approved(nzl.record(os.urandom(50_000)), "JPN") for _ in range(6)]
        told = [nzl.send(drafts[0]).message]
        carried(nzl, jpn)
        _fill(small / "filler")
        refused = 0
        for draft in drafts[1:]:
            with pytest.raises(Unavailable):
                nzl.send(draft)
            refused += 1
        (small / "filler").unlink()
        told += [nzl.send(draft).message for draft in drafts[1:4]]
        batch = nzl.node.exchange.outgoing("JPN")
        assert len(batch.ids) == 3
        _fill(small / "filler")
        with contextlib.suppress(Unavailable):  # or each is answered that it is to be sent again
            jpn.node.exchange.incoming("NZL", batch.data)
        with jpn.node.surroundings.store.read() as work:
            assert work.exchange.incoming_many("NZL", batch.ids) == {}, "nothing of it was accepted"
        assert waiting(nzl) == 3
        (small / "filler").unlink()
        told += [nzl.send(draft).message for draft in drafts[4:]]
        until("everything", lambda: carried(nzl, jpn) >= 0 and not waiting(nzl), 60)
        counts = Counter()
        check(nzl, jpn, told, counts)
        for one in (nzl, jpn):
            check_log(one, counts)
        assert (refused, counts["acknowledged"], counts["released"]) == (5, 6, 6)


def _fill(path):
    """Write until nothing more goes in."""
    with path.open("wb") as file:
        for size in (65_536, 4_096, 1):
            try:
                while True:
                    os.write(file.fileno(), bytes(size))
            except OSError:
                continue
