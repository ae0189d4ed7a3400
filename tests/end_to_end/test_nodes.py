"""The commands of a node: made, looked over, backed up, restored, and its log succeeded; files that people carry."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.end_to_end.running import RELTO, run
from tests.former import set_back
from tests.people import office
from tests.unit.server.serving import free_port

from relto.bootstrap.nodes import open_node
from relto.node.authorising import Role
from relto.node.entering import Present
from relto.node.holdings import Holdings
from relto.node.records.sessions import Authenticator, Session

PASSWORD = "correct horse battery"


def relto(*words, code=0):
    done = run(words, env={**os.environ, "RELTO_PASSWORD": PASSWORD})
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def made(folder, party="NZL"):
    relto(
        "init",
        folder,
        "--party",
        party,
        "--web",
        f"127.0.0.1:{free_port()}",
        "--peer",
        f"127.0.0.1:{free_port()}",
        "--network",
        "127.0.0.0/8",
    )
    relto("person", "first", folder, "--login", "admin")
    return folder


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    return made(tmp_path_factory.mktemp("nodes") / "nzl")


def test_a_node_is_made_for_its_owner_alone_and_once(node):
    assert node.stat().st_mode & 0o077 == 0
    assert (node / "passphrase").stat().st_mode & 0o077 == 0
    assert "there is something in it already" in relto("init", node, "--party", "NZL", code=3)
    assert "there are accounts already" in relto("person", "first", node, "--login", "other", code=3)
    for port in ("0", "65536"):
        relto("init", node.parent / "none", "--party", "NZL", "--web", f"127.0.0.1:{port}", code=2)
        assert not (node.parent / "none").exists()
    assert re.search(r"admin +administrator +administrator +yes", relto("person", "list", node))


def test_a_doctor_finds_a_new_node_well_and_a_damaged_one_ill(node, tmp_path):
    told = relto("doctor", node)
    assert " ill " not in told
    assert "all documents are indexed by portion" in told
    relto("backup", node, "-o", tmp_path / "backup")
    relto("restore", tmp_path / "backup", tmp_path / "copy")
    (tmp_path / "copy" / "passphrase").write_bytes((node / "passphrase").read_bytes())
    with closing(sqlite3.connect(tmp_path / "copy" / "node.sqlite")) as database, database:
        database.execute("INSERT INTO item_waiting VALUES (1)")
    assert "indexed by portion: 1; relto serve" in relto("doctor", tmp_path / "copy", code=3)
    assert re.search(r"log +ill +restored from a backup", relto("doctor", tmp_path / "copy", code=3))
    (tmp_path / "copy" / "secrets.sealed").write_bytes(b"x" * 200)
    assert "another passphrase, or secrets that were changed" in relto("doctor", tmp_path / "copy", code=3)


def served(folder, said=None):
    process = subprocess.Popen([RELTO, "serve", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in process.stdout:
        if said is not None:
            said.append(line)
        if line.strip().endswith(": serving"):
            return process
    raise AssertionError("the node does not serve")


def stopped(process):
    process.send_signal(signal.SIGTERM)
    process.stdout.read()
    process.stdout.close()
    assert process.wait(60) == 0


def test_two_processes_on_one_folder_the_second_is_refused(node):
    process = served(node)
    try:
        assert "another process runs this node already" in relto("serve", node, code=3)
    finally:
        stopped(process)
    stopped(served(node))


def key(folder, name):
    private = Ed25519PrivateKey.generate()
    path = folder / f"{name}.pem"
    path.write_bytes(private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return path


def hold_as_before(folder):
    """Three documents in a node's database, as it was before documents were indexed by portion."""
    with closing(open_node(folder, (folder / "passphrase").read_bytes().strip())) as node:
        drafter = office(node.surroundings, "drafter", Role.DRAFTER)
        for number in range(3):
            text = f"SECRET\n\n(R) Trawlers {number}.\n\n(S) Fuel.\n\nSECRET\n"
            Holdings(node.surroundings).hold_document(drafter, text)
        set_back(node.surroundings)


def test_a_restored_node_runs_only_when_another_log_succeeds_its_own(node, tmp_path):
    relto("backup", node, "-o", tmp_path / "backup")
    copy, note = tmp_path / "copy", tmp_path / "succession"
    relto("restore", tmp_path / "backup", copy)
    (copy / "passphrase").write_bytes((node / "passphrase").read_bytes())
    assert "frozen" in relto("serve", copy, code=3)
    relto("succession", "text", copy, "--log", "node.nzl.invalid/log/2", "-o", note)
    keys = {}
    for name in ("first.example", "second.example", "overseer.example"):
        path = key(tmp_path, name)
        keys[name] = relto("audit", "key", path, "--name", name).strip().splitlines()[0]
    begin = ["succession", "begin", copy, note, "--overseer", keys["overseer.example"]]
    begin += ["--person", keys["first.example"], "--person", keys["second.example"]]
    for name in ("first.example", "second.example"):
        relto("succession", "sign", note, "--key", tmp_path / f"{name}.pem", "--name", name)
        assert "signatures" in relto(*begin, code=3)
    relto("succession", "sign", note, "--key", tmp_path / "overseer.example.pem", "--name", "overseer.example")
    assert "has begun" in relto(*begin)
    assert "not frozen" in relto("succession", "text", copy, "--log", "node.nzl.invalid/log/3", "-o", tmp_path / "x", code=3)
    hold_as_before(copy)
    said = []
    process = served(copy, said)
    while not (found := [line for line in said if '"indexed by portion"' in line]):
        said.append(next(process.stdout))
    indexed = json.loads(found[0])
    assert (indexed["done"], indexed["stayed"], indexed["unavailable"]) == (3, 0, 0)
    stopped(process)
    told = relto("doctor", copy)
    assert "all documents are indexed by portion" in told
    assert "node.nzl.invalid/log/2" in told
    assert not re.search(r"log .* 0 entries", told)


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "objects/aa/../../evil", "objects/aa/" + "b" * 64, "relto.toml/x", "other"])
def test_path_traversal_a_backup_with_another_file_in_it_is_refused(tmp_path, name):
    with tarfile.open(tmp_path / "backup", "w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    assert "no file of a backup" in relto("restore", tmp_path / "backup", tmp_path / "copy", code=3)
    assert not (tmp_path / "evil").exists()


def test_a_backup_with_a_link_in_it_is_refused(tmp_path):
    with tarfile.open(tmp_path / "backup", "w") as tar:
        link = tarfile.TarInfo("keys.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert "no file of a backup" in relto("restore", tmp_path / "backup", tmp_path / "copy", code=3)


def test_cards_are_taken_by_their_fingerprint_alone(node, tmp_path):
    other = made(tmp_path / "jpn", "JPN")
    told = relto("peer", "card", other, "-o", tmp_path / "card")
    fingerprint = re.search(r"fingerprint: ([0-9a-f ]+)", told)[1].strip()
    wrong = fingerprint[:-1] + ("0" if fingerprint[-1] != "0" else "1")
    assert "another fingerprint" in relto("peer", "take", node, tmp_path / "card", "--fingerprint", wrong, "--login", "admin", code=3)
    assert "JPN" in relto("peer", "take", node, tmp_path / "card", "--fingerprint", fingerprint, "--login", "admin")
    out = tmp_path / "bundle"
    assert "for JPN" in relto("export", node, "--to", "JPN", "-o", out, "--login", "admin")
    back = relto("import", other, out, "--login", "admin", code=3)  # Japan does not know New Zealand yet
    assert "relto: refused" in back


def test_an_account_with_a_second_factor_comes_in_as_its_machine(tmp_path):
    folder = made(tmp_path / "nzl")
    node = open_node(folder, (folder / "passphrase").read_bytes().strip())
    at = node.surroundings.clock.now()
    with node.surroundings.store.write() as work:
        account = work.accounts.by_login("admin")
        work.sessions.join(Authenticator("00" * 16, account.id, "a key", b"public", 0, at))
    session = Session("0" * 64, account.id, "password", account.epoch, at, at, at + timedelta(hours=1), factors=2)
    machine, secret = node.machines.admit(Present(session, account), "a carrier", at + timedelta(days=1))
    node.close()
    told = relto("peer", "card", folder, "-o", tmp_path / "card")
    take = ["peer", "take", folder, tmp_path / "card", "--fingerprint", re.search(r"fingerprint: ([0-9a-f ]+)", told)[1].strip()]
    (tmp_path / "secret").write_text(secret + "\n")
    (tmp_path / "wrong").write_text(secret[::-1])
    assert "nobody is known" in relto(*take, "--login", "admin", code=3)
    assert "nobody is known" in relto(*take, "--client", machine.id, "--secret-file", tmp_path / "wrong", code=3)
    assert "the card of this node itself" in relto(*take, "--client", machine.id, "--secret-file", tmp_path / "secret", code=3)
    assert "say who acts" in relto(*take, code=2)
    assert "say who acts" in relto(*take, "--login", "admin", "--client", machine.id, code=2)
