"""Commands that write, whole: each step on the disk is the last before the process is killed, or fails.

Afterwards what was there is there, or what the command makes, and that whole; nothing else lies beside it but a hidden file for its
owner alone, which the next command takes away; and that next command does what the first was to do.
"""

import io
import json
import os
import shutil
import subprocess
from functools import cache

import pytest
from attrs import frozen

from relto.adapters.keystore import file
from relto.adapters.keystore.pins import load_pins, signers
from relto.adapters.logs import FileWitness
from relto.agreements import library
from relto.bootstrap import key_store
from relto.cli import audit, sealing
from relto.cli.keys import now
from relto.sealing import Trust, examine, open_sealed
from tests.end_to_end.running import EXAMPLES, PLAIN, relto
from tests.stepping import in_child, needs_strace, steps, was_injected
from tests.warming import become

pytestmark = needs_strace
READ = (audit, sealing)
"""Commands' modules: read once, not in each child."""

CALLS = (
    "write", "writev", "pwrite64", "sendfile", "copy_file_range", "ftruncate", "fsync", "fdatasync", "link", "linkat", "rename", "renameat",
    "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat",
)  # fmt: skip
TEXT = os.urandom(64) * 70_000
OLD = b"what was there"
LABEL = "SECRET//REL TO USA, JPN"
LOG = EXAMPLES / "audit-log"
ORIGIN = "log.defence.example/2026"
AT = ("--at", "2026-11-24T09:00:00Z")
POLICY = ("--policy", LOG / "policy", *AT)
PASSPHRASE = b"correct horse"
EXCHANGED = (("usa-1", "USA", "usa", ("--system", "us")), ("jpn-1", "JPN", "jpn", ()))


@frozen
class In:
    """A file of the folder in which a command runs."""

    name: str


@frozen
class Command:
    """A command, the file that it makes, how it is known that the file is the new one, and whether one is there before."""

    words: tuple
    out: str
    check: object
    over: bool = False


def is_sealed(desk):
    with (desk / "report.tdf").open("rb") as opened:
        sink = io.BytesIO()
        found = examine(opened, Trust(signers(load_pins(desk / "pins.json")), now()))
        open_sealed(opened, found, sink, unwrap=lambda access, wrapped: OPENER[0].unwrap(access.kid, wrapped))
    assert sink.getvalue() == TEXT


def is_opened(desk):
    assert (desk / "out").read_bytes() == TEXT


def keys(desk):
    return {one.kid: one for one in key_store(desk / "jpn", PASSPHRASE).records()}


def is_made(desk):
    assert set(keys(desk)) == {"jpn-1", "jpn-2"}


def is_followed(desk):
    found = keys(desk)
    assert found["jpn-1"].valid_until <= found["jpn-2"].valid_from


def is_revoked(desk):
    assert keys(desk)["jpn-1"].revoked


def is_pinned(desk):
    assert "jpn-aus-2012" in [one.agreement for one in load_pins(desk / "pins.json")]


def is_proved(desk):
    relto("audit", "verify", desk / "receipt", *POLICY, "--content", LOG / "release-7.txt", "--salt", LOG / "release-7.salt")


SEAL = (
    "seal",
    In("report"),
    "--label",
    LABEL,
    "--from",
    "USA",
    "--for",
    "JPN",
    "--key",
    "usa-1",
    "--store",
    In("usa"),
    "-o",
    In("report.tdf"),
)
NEW = ("keys", "new", "jpn-2", "--use", "open", "--algorithm", "ec:secp256r1", "--store", In("jpn"))
OPEN = ("open", In("sealed"), "--store", In("jpn"), "-o", In("out"))
COMMANDS = {
    "seal": Command(SEAL, "report.tdf", is_sealed),
    "open": Command(OPEN, "out", is_opened),
    "open over another": Command(OPEN, "out", is_opened, over=True),
    "keys new": Command(NEW, "jpn", is_made),
    "keys rotate": Command(("keys", "rotate", "jpn-1", "jpn-2", "--store", In("jpn")), "jpn", is_followed),
    "keys revoke": Command(("keys", "revoke", "jpn-1", "--store", In("jpn")), "jpn", is_revoked),
    "keys pin": Command(("keys", "pin", In("other.json")), "pins.json", is_pinned),
    "audit prove": Command(("audit", "prove", LOG / "log", "7", *POLICY, "-o", In("receipt")), "receipt", is_proved, over=True),
}
OPENER = []


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Keys of both, exchanged, and something sealed."""
    library()
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file, "derived", cache(file.derived))  # slow on purpose, and the same in every child
        patch.setenv("RELTO_PASSPHRASE", PASSPHRASE.decode())
        patch.setenv("RELTO_PINS", str(folder / "pins.json"))
        relto("keys", "new", "usa-1", "--use", "sign", "--algorithm", "ec:secp256r1", "--store", folder / "usa")
        relto("keys", "new", "jpn-1", "--use", "open", "--algorithm", "ec:secp256r1", "--store", folder / "jpn")
        for kid, party, store, more in EXCHANGED:
            words = ("keys", "export", kid, "--store", folder / store, "--party", party, "--agreement", "jpn-usa-2007", *more)
            (folder / f"{kid}.json").write_text(relto(*words).stdout)
            relto("keys", "pin", folder / f"{kid}.json")
        entry = json.loads((folder / "jpn-1.json").read_text())
        (folder / "other.json").write_text(json.dumps(entry | {"agreement": "jpn-aus-2012"}))
        (folder / "report").write_bytes(TEXT)
        relto(*words_in(folder, SEAL))
        (folder / "report.tdf").rename(folder / "sealed")
        OPENER[:] = [key_store(folder / one, PASSPHRASE) for one in ("jpn", "usa")]
        yield folder
        OPENER.clear()


def words_in(desk, words):
    return [str(desk / word.name) if isinstance(word, In) else str(word) for word in words]


def files(desk):
    return {one.name: one.read_bytes() for one in desk.iterdir() if one.is_file()}


def running(desk, words):
    """A command, as a child is it."""
    environment = {**os.environ, **PLAIN, "RELTO_PASSPHRASE": PASSPHRASE.decode(), "RELTO_PINS": str(desk / "pins.json")}

    def work(_):
        said = os.open(os.devnull, os.O_RDWR)
        # what was to be done at the end of this process is not the command's: it would stop the servers of other tests
        become([said, said, said], words_in(desk, words), desk, environment, at_end=lambda: None)

    return work


def begun(made, desk, command):
    """A folder in which a command can run."""
    shutil.copytree(made, desk)
    if command.over:
        (desk / command.out).write_bytes(OLD)
    return desk


@pytest.mark.parametrize("name", COMMANDS)
def test_whatever_step_fails_there_is_the_old_or_the_new_and_the_next_run_does_it(made, tmp_path, name):
    command = COMMANDS[name]
    found = steps(running(begun(made, tmp_path / "counted", command), command.words), CALLS)
    assert ("fsync", 2) in found
    seen = {}
    for call, at in found:
        for fault in ("signal=KILL", "error=EIO") if call != "write" or at == 1 else ("signal=KILL",):
            desk = begun(made, tmp_path / f"{call}-{at}-{fault[-4:]}", command)
            before = files(desk)
            _, code, told = in_child(running(desk, command.words), CALLS, f"{call}:{fault}:when={at}")
            assert was_injected(told), told
            after = files(desk)
            beside = set(after) - set(before) - {command.out}
            assert all(one.startswith(".relto-") and (desk / one).stat().st_mode & 0o777 == 0o600 for one in beside), beside
            assert not beside or fault == "signal=KILL"
            assert all(after[one] == data for one, data in before.items() if one != command.out)
            is_old = after.get(command.out) == before.get(command.out)
            if not is_old:
                command.check(desk)
            assert code != 0 or not is_old, "it said that it was done"
            if (is_old, bool(beside)) in seen:
                shutil.rmtree(desk)  # one of each kind is looked at further
            else:
                seen[is_old, bool(beside)] = desk
    assert {is_old for is_old, _ in seen} == {True, False}
    assert ((True, True) in seen) == (command.out in before), "between two names there is a hidden one, and only there"
    for (is_old, _), desk in seen.items():
        if is_old:
            _, code, told = in_child(running(desk, command.words), CALLS)
            assert code == 0, told
            command.check(desk)
            assert not [one for one in files(desk) if one.startswith(".relto-")], "what the killed one left is still there"


@pytest.fixture(scope="module")
def witness(tmp_path_factory):
    """A witness's key, and a policy that knows the log alone."""
    folder = tmp_path_factory.mktemp("witness")
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", folder / "key.pem"], check=True)
    return folder


@pytest.mark.parametrize("fault", ["signal=KILL", "error=EIO"])
def test_a_witness_that_is_killed_keeps_what_it_has_said_that_it_saw(witness, tmp_path, fault):
    words = ("audit", "witness", LOG / "log", "--policy", LOG / "policy-log-alone", "--key", In("key.pem"), "--name", "w.example")
    words = (*words, "--state", In("seen"), "-o", In("lines"), *AT)
    seen = set()
    for call, at in steps(running(shutil.copytree(witness, tmp_path / "counted"), words), CALLS):
        desk = shutil.copytree(witness, tmp_path / f"{call}-{at}")
        _, code, told = in_child(running(desk, words), CALLS, f"{call}:{fault}:when={at}")
        assert was_injected(told), told
        kept = FileWitness(desk / "seen").latest(ORIGIN)
        assert kept in (None, (LOG / "log" / "checkpoint").read_bytes())
        assert kept or (code != 0 and not (desk / "lines").exists()), "it cosigned what it does not know that it saw"
        seen.add((kept is None, code == 0))
        assert in_child(running(desk, words), CALLS)[1] == 0
        assert (desk / "lines").read_bytes().startswith("\u2014 w.example ".encode())
        assert FileWitness(desk / "seen").latest(ORIGIN)
    assert {(True, False), (False, False)} <= seen
