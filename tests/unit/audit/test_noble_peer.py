"""What another implementation, in another language, says of our receipts and of our signatures with ML-DSA-44.

ML-DSA-44 is @noble/post-quantum's; the formats are read there a second time from the specifications (tests/peers/noble/verify.mjs).
"""

from base64 import b64encode

import pytest
from tests.noble import needs_noble, noble
from tests.unit.audit.made import LOG_KEY, LOG_ML, NOW, ORIGIN, STRANGER, W1, W2, entries, policy

from relto.adapters.logs import MemoryLog, MemoryWitness
from relto.audit import Log, Request, Witness, leaf_hash

pytestmark = needs_noble
KEYS = [str(one.key) for one in (LOG_KEY, LOG_ML, W1, W2)]


@pytest.fixture(scope="module", params=[1, 2, 7, 256, 300])
def log(request):
    """Signed with both keys of the log, cosigned by a witness of each kind."""
    made = Log.create(MemoryLog(), ORIGIN, [LOG_KEY, LOG_ML], time=NOW, policy=policy("both"))
    made.append(entries(request.param), time=NOW)
    seer = Witness([W1, W2], {ORIGIN: [LOG_KEY.key, LOG_ML.key]}, MemoryWitness(), lambda: NOW)
    made.cosigned(seer.add_checkpoint(Request(0, (), made.note).to_bytes()).cosignatures, time=NOW)
    return made


def verified(data, entry, keys=KEYS):
    return noble("receipt", receipt=b64encode(data).decode(), entry=b64encode(entry).decode(), keys=keys)


def test_it_takes_our_receipts_and_all_four_signatures(log):
    size = log.checkpoint.size
    for index in sorted({0, size // 2, size - 1}):
        said = verified(log.prove(index).to_bytes(), entries(size)[index])
        assert said == {"ok": True, "signers": [f"{ORIGIN} 1", f"{ORIGIN} 6", f"{W1.key.name} 4", f"{W2.key.name} 6"], "index": index}


@pytest.mark.parametrize("signer", [LOG_ML, W2], ids=["log", "witness"])
def test_it_refuses_an_ml_dsa_signature_that_was_changed(log, signer):
    data = log.prove(0).to_bytes()
    line = next(one for one in data.split(b"\n") if one.startswith(f"— {signer.key.name} ".encode()) and len(one) > 1_000)
    said = verified(data.replace(line, line[:-20] + (b"A" if line[-20:-19] != b"A" else b"B") + line[-19:]), entries(1)[0])
    assert (said["ok"], said["why"]) == (False, f"a signature of {signer.key.name} that does not hold")
    assert not verified(data, entries(1)[0], [str(STRANGER.key)])["ok"]


def test_it_refuses_what_we_refuse(log):
    receipt = log.prove(log.checkpoint.size - 1)
    entry = entries(log.checkpoint.size)[-1]
    assert not verified(receipt.to_bytes(), b"another entry")["ok"]
    moved = receipt.to_bytes().replace(f"index {receipt.index}\n".encode(), f"index {receipt.index + 1}\n".encode())
    assert not verified(moved, entry)["ok"]
    more = receipt.to_bytes().replace(b"\n\n", b"\n" + b64encode(leaf_hash(b"x")) + b"\n\n", 1)
    assert not verified(more, entry)["ok"]
    root = b64encode(log.checkpoint.root)
    assert not verified(receipt.to_bytes().replace(root, b64encode(leaf_hash(b"x"))), entry)["ok"]
