"""What a package that we did not write says of our logs: it takes what we publish, and refuses what was tampered with.

The package is aics-tlog 0.2.1 (Apache-2.0), which needs Python 3.12; `scripts/audit-peer` installs it in an environment of its own.
"""

import json
import os
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest
from tests.unit.adapters.test_logs import append, begin
from tests.unit.audit.made import LOG_KEY, NOW, ORIGIN, W1, entries, policy

from relto.adapters.logs import FileLog, FileSource, MemoryWitness
from relto.audit import Log, Request, TileTree, Witness, parse_checkpoint, parse_note

ROOT = Path(__file__).parents[3]
PEER = Path(os.environ.get("RELTO_AUDIT_PEER", ROOT / ".venv-audit-peer" / "bin" / "aics-tlog"))

pytestmark = pytest.mark.skipif(not PEER.exists(), reason="the other verifier is not installed: scripts/audit-peer")


def peer(*words):
    done = subprocess.run([PEER, *map(str, words)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode in {0, 1}, done.stderr
    return done.returncode == 0, json.loads(done.stdout)


@pytest.fixture(params=[1, 255, 256, 257, 1_000, 70_000])
def folder(request, tmp_path):
    begin(tmp_path / "log", request.param)
    return tmp_path / "log"


def inclusion(folder, index, leaf):
    place = folder.parent / "leaf"
    place.write_bytes(leaf)
    return peer("verify-inclusion", "--tiles", folder, "--log-key", LOG_KEY.key, "--origin", ORIGIN, "--index", index, "--leaf", place)


def size_of(folder):
    return parse_checkpoint(parse_note(FileSource(folder).published()).text).size


def test_it_takes_our_checkpoints_and_the_inclusion_of_our_entries(folder):
    size = size_of(folder)
    assert peer("verify-checkpoint", "--tiles", folder, "--log-key", LOG_KEY.key, "--origin", ORIGIN)[0]
    for index in sorted({0, size // 2, size - 1}):
        taken, said = inclusion(folder, index, entries(size)[index])
        assert taken, said
        assert not inclusion(folder, index, b"another entry")[0]


def test_it_takes_the_growth_of_our_log_and_our_proofs(folder):
    size = size_of(folder)
    old = folder.parent / "old"
    shutil.copy(folder / "checkpoint", old)
    append(folder, entries(300, size))
    taken, said = peer("verify-consistency", "--tiles", folder, "--log-key", LOG_KEY.key, "--origin", ORIGIN, "--old-checkpoint", old)
    assert taken, said
    tree = TileTree(FileSource(folder).read, size + 300)
    proof = folder.parent / "proof"
    proof.write_text("".join(f"{b64encode(one).decode()}\n" for one in tree.consistency(size)), encoding="utf-8")
    roots = {name: b64encode(tree.root(at)).decode() for name, at in (("old", size), ("new", size + 300))}
    words = ["--old-size", size, "--new-size", size + 300, "--proof", proof]
    assert peer("verify-consistency", *words, "--old-root", roots["old"], "--new-root", roots["new"])[0]
    assert not peer("verify-consistency", *words, "--old-root", roots["new"], "--new-root", roots["old"])[0]


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/001", "tile/1/000.p/3", "tile/0/003.p/232"])
def test_it_refuses_what_was_tampered_with(tmp_path, path):
    begin(tmp_path / "log", 1_000)
    assert inclusion(tmp_path / "log", 300, entries(1_000)[300])[0]
    data = bytearray((tmp_path / "log" / path).read_bytes())
    data[-20] ^= 1
    (tmp_path / "log" / path).write_bytes(data)
    assert not inclusion(tmp_path / "log", 300, entries(1_000)[300])[0]


def test_it_takes_our_witnesss_cosignature_and_misses_one_that_is_not_there(tmp_path):
    with FileLog(tmp_path / "log") as store:
        log = Log.create(store, ORIGIN, [LOG_KEY], time=NOW, policy=policy("w1"))
        log.append(entries(9), time=NOW)
        seer = Witness([W1], {ORIGIN: [LOG_KEY.key]}, MemoryWitness(), lambda: NOW)
        log.cosigned(seer.add_checkpoint(Request(0, (), log.note).to_bytes()).cosignatures, time=NOW)
    words = ["verify-checkpoint", "--log-key", LOG_KEY.key, "--witness-key", W1.key, "--quorum", 1, "--note"]
    assert peer(*words, tmp_path / "log" / "checkpoint")[0]
    alone = tmp_path / "alone"
    alone.write_bytes(b"\n".join((tmp_path / "log" / "checkpoint").read_bytes().split(b"\n")[:5]) + b"\n")
    assert peer(*words[:3], "--note", alone)[0]
    assert not peer(*words, alone)[0]
