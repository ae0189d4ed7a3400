"""The command for logs, on the example and on what somebody did to it."""

import json
import shutil
import subprocess

import pytest
from tests.end_to_end.running import EXAMPLES, RELTO, ROOT, answer, relto

from relto.adapters.logs import FileSource, SqliteLog
from relto.audit import Growth, Tile, parse_note

LOG = EXAMPLES / "audit-log"
POLICY = ("--policy", LOG / "policy", "--at", "2026-11-24T09:00:00Z")
OPENED = ("--content", LOG / "release-7.txt", "--salt", LOG / "release-7.salt")


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(LOG, tmp_path / "audit-log")


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("key") / "witness.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", path], check=True)
    return path


def not_verified(*words):
    said = answer("audit", *words, code=12)
    assert said["verified"] is False
    return said["problems"][0]["says"]


def test_a_log_is_verified_in_words_and_as_json():
    words = relto("audit", "verify", LOG / "log", *POLICY, "--earlier", LOG / "kept-at-12.checkpoint").stdout
    assert words.startswith("VERIFIED: the log log.defence.example/2026\n")
    for one in ("covers 20 entries", "Signed by log.defence.example/2026 (Ed25519", "Seen by ig:", "Seen by partner:", "ML-DSA-44"):
        assert one in words
    assert "The checkpoint kept from 12 entries is of this same log" in words
    assert "What this does not show" in words
    said = answer("audit", "verify", LOG / "log", *POLICY)
    assert (said["verified"], said["size"], said["entries_hashed"], said["problems"]) == (True, 20, 20, [])
    assert [one["witness"] for one in said["seen_by"]] == ["ig", "partner"]


def test_a_rewritten_log_is_exposed_by_its_witnesses_and_by_a_kept_checkpoint():
    assert "the quorum `both` is not reached: seen by no witness" in not_verified("verify", LOG / "rewritten", *POLICY)
    alone = ("--policy", LOG / "policy-log-alone", "--at", "2026-11-24T09:00:00Z")
    assert (
        "by no witness of the policy: nobody but the log's own operator vouches"
        in relto("audit", "verify", LOG / "rewritten", *alone).stdout
    )
    says = not_verified("verify", LOG / "rewritten", *alone, "--earlier", LOG / "kept-at-12.checkpoint")
    assert "signed log.defence.example/2026 at 12 entries" in says


@pytest.mark.parametrize("path", ["log/tile/0/000.p/20", "log/tile/entries/000.p/20", "log/checkpoint"])
def test_every_file_of_a_log_is_held_to(copy, path):
    data = bytearray((copy / path).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / path).write_bytes(data)
    done = subprocess.run([RELTO, "audit", "verify", copy / "log", *POLICY], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode in {3, 12}
    assert "VERIFIED" not in done.stdout.replace("NOT VERIFIED", "")


def test_a_receipt_is_verified_with_the_content_and_with_nothing_else():
    words = relto("audit", "verify", LOG / "release-7.tlog-proof", *POLICY, *OPENED).stdout
    assert words.startswith("VERIFIED: entry 7 of the log log.defence.example/2026")
    assert "The entry was made from the content of" in words
    wrong = ("--content", LOG / "policy", "--salt", LOG / "release-7.salt")
    assert "entry 7 of 20: the hashes lead to the root" in not_verified("verify", LOG / "release-7.tlog-proof", *POLICY, *wrong)
    assert "a receipt says nothing without what it is for" in relto("audit", "verify", LOG / "release-7.tlog-proof", *POLICY, code=3).stderr
    assert "go with a receipt" in relto("audit", "verify", LOG / "log", *POLICY, *OPENED, code=2).stderr


def test_a_receipt_that_is_made_is_verified(tmp_path):
    out = tmp_path / "made.tlog-proof"
    assert "the receipt is in" in relto("audit", "prove", LOG / "log", 7, *POLICY, "-o", out).stdout
    assert answer("audit", "verify", out, *POLICY, *OPENED)["index"] == 7
    assert relto("audit", "prove", LOG / "log", 7, *POLICY).stdout == out.read_text(encoding="utf-8")
    assert "entry 20 cannot be in a tree of 20 entries" in not_verified("prove", LOG / "log", 20, *POLICY)
    assert "the quorum `both` is not reached" in not_verified("prove", LOG / "rewritten", 7, *POLICY)


def test_cosignatures_too_old_or_from_the_future_count_for_nothing():
    good = ("verify", LOG / "log", *POLICY, "--oldest", 24)
    assert answer("audit", *good, "--at", "2026-11-24T09:00:00Z")["verified"]
    assert "put aside for their time: ig, partner" in not_verified(*good, "--at", "2026-11-24T09:01:01Z")
    assert "put aside for their time" in not_verified(*good, "--at", "2026-11-23T08:00:00Z")
    assert "says no time zone" in relto("audit", *good, "--at", "2026-11-24T09:00:00", code=2).stderr


def test_a_witness_cosigns_growth_refuses_a_fork_and_keeps_the_evidence(tmp_path, key):
    vkey = answer("audit", "key", key, "--name", "w.example", "--witness")["vkey"]
    words = ("--policy", LOG / "policy-log-alone", "--key", key, "--name", "w.example", "--state", tmp_path / "state")
    out = tmp_path / "lines"
    assert answer("audit", "witness", LOG / "log", *words, "-o", out)["status"] == 200
    signed = tmp_path / "signed"
    signed.write_bytes((LOG / "log" / "checkpoint").read_bytes() + out.read_bytes())
    policy = tmp_path / "policy"
    policy.write_text(
        (LOG / "policy-log-alone").read_text(encoding="utf-8").replace("quorum none", f"witness w {vkey}\nquorum w"), encoding="utf-8"
    )
    shown = shutil.copytree(LOG / "log", tmp_path / "shown")
    (shown / "checkpoint").write_bytes(signed.read_bytes())
    assert [one["witness"] for one in answer("audit", "verify", shown, "--policy", policy)["seen_by"]] == ["w"]

    told = relto("audit", "witness", LOG / "rewritten", *words, code=12).stdout
    said = answer("audit", "witness", LOG / "rewritten", *words, code=12)
    assert (said["cosigned"], said["status"]) == (False, 422)
    evidence = next((tmp_path / "state" / "evidence").iterdir())
    assert f"Both signed checkpoints are kept in {evidence}; " in told
    says = answer("audit", "verify", evidence, *POLICY)["says"]
    assert says.startswith("the log log.defence.example/2026 signed two different trees of 20 entries")
    request = tmp_path / "request"
    request.write_bytes(b"old 0\n\n" + (LOG / "log" / "checkpoint").read_bytes())
    again = answer("audit", "witness", request, *words, code=12)
    assert (again["status"], again["body"], again["content_type"]) == (409, "20\n", "text/x.tlog.size")


def test_what_cannot_be_read_is_refused_with_the_place(tmp_path):
    assert "no log here shows a checkpoint" in relto("audit", "verify", tmp_path, *POLICY, code=3).stderr
    assert "not a receipt" in relto("audit", "verify", LOG / "policy", *POLICY, *OPENED, code=3).stderr
    assert "not a URL that a log is read from" in relto("audit", "verify", "http://log.example", *POLICY, code=3).stderr
    bad = tmp_path / "policy"
    bad.write_text("quorum nobody\n", encoding="utf-8")
    error = json.loads(relto("audit", "verify", LOG / "log", "--policy", bad, "--json", code=3).stdout)["error"]
    assert (error["line"], error["message"], error["found"]) == (1, "no such witness or group", "nobody")


def test_a_log_in_a_database_is_verified_and_proved_as_one_in_a_folder(tmp_path):
    path, source, origin = tmp_path / "node.db", FileSource(LOG / "log"), "log.defence.example/2026"
    with SqliteLog(path, origin) as store:
        tiles = tuple((tile, source.read(tile)) for tile in (Tile(0, 0, 20), Tile(-1, 0, 20)))
        store.grow(Growth(range(20), None, parse_note(source.published()), tiles))
        store.publish(source.published())
    said = answer("audit", "verify", path, *POLICY)
    assert (said["verified"], said["size"], said["entries_hashed"]) == (True, 20, 20)
    receipt = tmp_path / "7.tlog-proof"
    relto("audit", "prove", path, "7", *POLICY, "--log", origin, "-o", receipt)
    assert answer("audit", "verify", receipt, *POLICY, *OPENED)["verified"]
    refused = relto("audit", "verify", path, *POLICY, "--log", "another", code=3).stderr
    assert f"found `{origin}`; expected another" in refused
