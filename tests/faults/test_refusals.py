"""On real nodes: a second process on a folder, an agreement suspended and a key revoked on the way, receipts that are none."""

import os
import subprocess
from collections import Counter

import pytest

from relto.node.authorising import Forbidden
from relto.protocols.peer import parse_batch, write_batch
from tests.faults.invariants import check, check_log, waiting
from tests.pairs import PASSPHRASE, RELTO, carried, pair, until


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    with pair(tmp_path_factory.mktemp("refusals")) as made:
        yield made


def _draft(nzl):
    return nzl.approved(nzl.record(os.urandom(500)), "JPN")


def _all_carried(nzl, jpn):
    until("everything is receipted", lambda: carried(nzl, jpn) >= 0 and not waiting(nzl))


def test_a_second_process_on_a_folder_is_refused(both):
    nzl, jpn = both
    nzl.start()
    command = [RELTO, "serve", str(nzl.folder)]
    environment = {**os.environ, "RELTO_PASSPHRASE": PASSPHRASE.decode()}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)
    assert done.returncode != 0
    assert "another process runs this node already" in done.stderr
    assert nzl.process.poll() is None
    nzl.stop()
    _all_carried(nzl, jpn)  # the process offered its log to a counterpart that was not served: that offer is tried again


def test_what_was_approved_does_not_go_once_the_agreement_is_suspended(both):
    nzl, jpn = both
    draft = _draft(nzl)
    for one, other in ((nzl, jpn), (jpn, nzl)):
        one.node.exchange.agreeing.suspend(one.people["authority"], other.code, "for the test")
        if one is jpn:
            carried(nzl, jpn)
        with pytest.raises(Forbidden):
            nzl.send(draft)
        one.node.exchange.agreeing.resume(one.people["authority"], other.code, "after the test")
        carried(nzl, jpn)
    sent = nzl.send(draft)
    carried(nzl, jpn)
    assert not waiting(nzl)
    check(nzl, jpn, [sent.message], Counter())


def test_receipts_that_are_forged_replayed_or_of_something_else_count_for_nothing(both):
    nzl, jpn = both
    first, second = nzl.send(_draft(nzl)), None
    batch = nzl.node.exchange.outgoing("JPN")
    answer = jpn.node.exchange.incoming("NZL", batch.data)
    receipt = parse_batch(answer)[0]
    forged = 0
    for at in range(len(receipt) // 3, len(receipt), max(1, len(receipt) // 40)):
        changed = receipt[:at] + bytes([receipt[at] ^ 1]) + receipt[at + 1 :]
        forged += nzl.node.exchange.answered("JPN", write_batch([changed]))
    assert forged == 0
    assert waiting(nzl) == 1
    assert nzl.node.exchange.answered("JPN", answer) == 1
    assert nzl.node.exchange.answered("JPN", answer) == 0, "the same receipt counts once"
    second = nzl.send(_draft(nzl))
    nzl.node.exchange.answered("JPN", answer)
    assert waiting(nzl) == 1, "a receipt of another message"
    _all_carried(nzl, jpn)
    counts = Counter()
    check(nzl, jpn, [first.message, second.message], counts)
    for one in (nzl, jpn):
        check_log(one, counts)
