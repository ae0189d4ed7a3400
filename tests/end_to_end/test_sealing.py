"""Sealing by the command, as two parties do it."""

import json
import os
import shutil
import subprocess

import pytest
from tests.end_to_end.running import RELTO, answer, relto
from tests.softhsm import MODULE, PIN, TOKEN, needs_softhsm, token


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Keys of both, exchanged; made once, since a key store is slow on purpose."""
    folder = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RELTO_PASSPHRASE", "correct horse")
        patch.setenv("RELTO_PINS", str(folder / "pins.json"))
        relto("keys", "new", "usa-1", "--use", "sign", "--algorithm", "ec:secp256r1", "--store", folder / "usa")
        relto("keys", "new", "jpn-1", "--use", "open", "--algorithm", "rsa:2048", "--store", folder / "jpn")
        for kid, party, more in (("usa-1", "USA", ("--system", "us")), ("jpn-1", "JPN", ())):
            out = relto(
                "keys", "export", kid, "--store", folder / party.lower(), "--party", party, "--agreement", "jpn-usa-2007", *more
            ).stdout
            (folder / "entry.json").write_text(out)
            assert "SHA256:" in relto("keys", "pin", folder / "entry.json").stdout
    (folder / "report.txt").write_text("the convoy leaves at dawn")
    return folder


@pytest.fixture
def desk(made, tmp_path, monkeypatch):
    folder = shutil.copytree(made, tmp_path / "desk")
    monkeypatch.setenv("RELTO_PASSPHRASE", "correct horse")
    monkeypatch.setenv("RELTO_PINS", str(folder / "pins.json"))
    return folder


SEALING = ("--label", "SECRET//REL TO USA, JPN", "--from", "USA", "--for", "JPN", "--key", "usa-1")


def sealing(desk, label="SECRET//REL TO USA, JPN", *more, code=0):
    words = ("seal", desk / "report.txt", "--label", label, "--from", "USA", "--for", "JPN", "--key", "usa-1", "--store", desk / "usa")
    return relto(*words, *more, "-o", desk / "report.tdf", code=code)


def test_one_seals_and_the_other_opens(desk):
    sealing(desk)
    relto("open", desk / "report.tdf", "--store", desk / "jpn", "-o", desk / "out.txt")
    assert (desk / "out.txt").read_text() == "the convoy leaves at dawn"
    found = answer("inspect", desk / "report.tdf")
    assert (found["label"], found["signed_by"], found["keys"][0]["kid"]) == ("SECRET//REL TO USA, JPN", "USA", "jpn-1")


def test_nobody_seals_for_whom_the_decision_denies(desk):
    refused = sealing(desk, "SECRET//REL TO USA, AUS", code=11)
    assert "DENY: USA to JPN" in refused.stdout
    assert "releasability" in refused.stdout
    assert "not sealed: JPN may not have it; nothing was written" in refused.stderr
    assert not (desk / "report.tdf").exists()
    done = sealing(desk)
    assert "opens with jpn-1 (JPN)" in done.stdout
    assert "JPN marks it: 極秘" in done.stdout
    assert "JPN, scope: Only defence-related information" in done.stdout


@pytest.mark.parametrize(
    ("label", "more", "code"),
    [
        ("SECRET//REL TO USA, AUS", (), 11),  # the list leaves it out
        ("SECRET//NOFORN", (), 11),
        ("SECRET//REL TO USA, JPN", ("--at", "2007-01-01"), 11),  # before the agreement was in force
        ("//GBR SECRET//REL TO USA, GBR", (), 10),  # another's information
    ],
)
def test_what_the_decision_refuses_is_not_sealed(desk, label, more, code):
    decided = relto("decide", "--from", "USA", "--to", "JPN", "--label", label, *more, "--exit-code", code=code)
    refused = sealing(desk, label, *more, code=code)
    assert decided.stdout in refused.stdout
    assert not (desk / "report.tdf").exists()
    assert not list(desk.glob(".relto-*"))
    said = json.loads(sealing(desk, label, *more, "--json", code=code).stdout)
    assert (said["sealed"], said["decisions"]["JPN"]["outcome"]) == (None, "deny" if code == 11 else "consent")


def test_what_a_consent_permits_is_sealed(desk):
    consent = desk / "consent.yaml"
    consent.write_text("{id: gbr-1, by: GBR, recipients: [JPN], given_on: 2026-01-01, scheme: us, up_to: SECRET}")
    said = json.loads(sealing(desk, "//GBR SECRET//REL TO USA, GBR", "--consent", consent, "--json").stdout)
    assert (said["sealed"], said["keys"]) == (str(desk / "report.tdf"), ["jpn-1"])
    assert said["decisions"]["JPN"]["outcome"] == "permit"
    relto("open", desk / "report.tdf", "--store", desk / "jpn", "-o", desk / "out.txt")


def test_a_key_pinned_under_another_agreement_is_not_sealed_for(desk):
    pins, entry = desk / "pins.json", desk / "entry.json"
    known = json.loads(pins.read_text())
    (key,) = (one for one in known if one["kid"] == "jpn-1")
    pins.write_text(json.dumps([one | {"agreement": "jpn-aus-2012"} for one in known]))
    refused = sealing(desk, code=3).stderr
    assert "no key of JPN is pinned under jpn-usa-2007, under which it goes there: found `jpn-1 under jpn-aus-2012`" in refused
    assert not (desk / "report.tdf").exists()
    entry.write_text(json.dumps(key))
    relto("keys", "pin", entry)
    under = [one["agreement"] for one in json.loads(pins.read_text()) if one["kid"] == "jpn-1"]
    assert under == ["jpn-aus-2012", "jpn-usa-2007"]
    assert json.loads(sealing(desk, "SECRET//REL TO USA, JPN", "--json").stdout)["keys"] == ["jpn-1"]


def test_what_needs_the_keys_of_two_is_opened_with_both_stores(desk):
    """Each party's key is a share, in a store of its own under a passphrase of its own."""
    for name in ("one", "two"):
        (desk / f"{name}.word").write_text(f"passphrase {name}\n")
    words = ("--use", "open", "--algorithm", "ec:secp256r1", "--store", desk / "aus", "--passphrase-file", desk / "two.word")
    relto("keys", "new", "aus-1", *words)
    exported = relto("keys", "export", "aus-1", "--party", "AUS", "--agreement", "fvey-1946", *words[-4:]).stdout
    (desk / "entry.json").write_text(exported)
    relto("keys", "pin", desk / "entry.json")
    (desk / "one.word").write_text("correct horse")
    done = sealing(desk, "SECRET//REL TO USA, AUS, JPN", "--together", "--for", "JPN,AUS")
    assert "opens with all of these together: jpn-1 (JPN); aus-1 (AUS)" in done.stdout
    tdf, stores = desk / "report.tdf", (("--store", desk / "jpn"), ("--store", desk / "aus"))
    given = (("--passphrase-file", desk / "one.word"), ("--passphrase-file", desk / "two.word"))
    both = [word for pair in (*stores, *given) for word in pair]
    alone = relto("open", tdf, *stores[0], *given[0], "-o", desk / "out.txt", code=3).stderr
    assert "your keys open 1 of its 2 shares: found `aus-1`; expected one of these keys for every share that is left" in alone
    assert "--passphrase-file stands 1 times, and --store 2 times" in relto("open", tdf, *both[:6], "-o", desk / "out.txt", code=2).stderr
    assert "another passphrase" in relto("open", tdf, *both[:4], *both[6:], *both[4:6], "-o", desk / "out.txt", code=3).stderr
    assert not (desk / "out.txt").exists()
    relto("open", tdf, *both, "-o", desk / "out.txt")
    assert (desk / "out.txt").read_text() == "the convoy leaves at dawn"
    found = answer("inspect", tdf, *both)
    assert found["checked"] == "label, seal, policy and sizes hold; so does all of the content"
    assert [(one["kid"], one["party"], one["split"]) for one in found["keys"]] == [("jpn-1", "JPN", "s0"), ("aus-1", "AUS", "s1")]


def test_inspecting_with_a_key_finds_what_was_changed_in_the_content(desk):
    sealing(desk)
    tdf = desk / "report.tdf"
    data = bytearray(tdf.read_bytes())
    data[60] ^= 1
    tdf.write_bytes(data)
    assert answer("inspect", tdf)["checked"].endswith("; the content can be checked with a key alone (--store)")
    assert "content that was changed" in relto("inspect", tdf, "--store", desk / "jpn", code=3).stderr


@pytest.mark.parametrize("command", ["seal", "open", "inspect"])
def test_what_is_no_file_is_refused_in_words(desk, command):
    os.mkfifo(desk / "pipe")
    words = {
        "seal": (*SEALING, "--store", desk / "usa", "-o", desk / "out"),
        "open": ("--store", desk / "jpn", "-o", desk / "out"),
        "inspect": (),
    }[command]
    assert "pipe: cannot be read: it is no file" in relto(command, desk / "pipe", *words, code=3).stderr
    assert not (desk / "out").exists()


WRITES = ("write", "writev", "pwrite64", "pwritev", "pwritev2", "sendto", "sendmsg", "sendfile", "copy_file_range")
NAMES = ("link", "linkat", "rename", "renameat", "renameat2")


def traced(desk, *words, code=0):
    """How a command wrote, synced and named what, call by call."""
    log, calls = desk / "trace", ",".join((*WRITES, *NAMES, "fsync", "fdatasync"))
    traced = ["strace", "-f", "-y", "-s", "64", "--seccomp-bpf", "-o", log, "-e", f"trace={calls}", RELTO]
    done = subprocess.run([*map(str, (*traced, *words))], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    lines = [line.split(maxsplit=1)[1] for line in log.read_text(encoding="utf-8").splitlines()]
    assert any(line.startswith("write(") for line in lines)  # that it was traced at all
    return lines


def without_name(desk, line):
    """Whether a call writes into a file of the folder that has no name, so that nobody else can open it."""
    return line.startswith("write(") and f"<{desk}/#" in line and ">(deleted)" in line


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_content_has_no_name_before_all_of_it_was_verified(desk):
    tdf, out = desk / "report.tdf", desk / "out.txt"
    (desk / "report.txt").write_text("the convoy leaves at dawn " * 120_000)
    words = ("--label", "SECRET//REL TO USA, JPN", "--from", "USA", "--for", "JPN", "--key", "usa-1", "--store", desk / "usa")
    sealed = traced(desk, "seal", desk / "report.txt", *words, "-o", tdf)
    assert not [line for line in sealed if "convoy leaves" in line]
    named = [line for line in sealed if line.startswith(NAMES)]
    assert len(named) == 1
    assert f'"{tdf.name}"' in named[0]
    opened = traced(desk, "open", tdf, "--store", desk / "jpn", "-o", out)
    plain = [number for number, line in enumerate(opened) if "convoy leaves" in line]
    synced = [number for number, line in enumerate(opened) if line.startswith("fsync(") and ">(deleted)" in line]
    named = [number for number, line in enumerate(opened) if line.startswith(NAMES)]
    assert len(plain) == 2  # one for each segment
    assert all(without_name(desk, opened[number]) for number in plain)
    assert plain[-1] < synced[0] < named[0]
    out.unlink()
    data = bytearray(tdf.read_bytes())
    data[3_000_000] ^= 1  # in the second segment
    tdf.write_bytes(data)
    refused = traced(desk, "open", tdf, "--store", desk / "jpn", "-o", out, code=3)
    assert [without_name(desk, line) for line in refused if "convoy leaves" in line] == [True]
    assert not [line for line in refused if line.startswith(NAMES)]
    assert not out.exists()


def test_what_was_touched_is_refused_and_nothing_is_written(desk):
    sealing(desk)
    data = bytearray((desk / "report.tdf").read_bytes())
    data[60] ^= 1
    (desk / "report.tdf").write_bytes(data)
    relto("open", desk / "report.tdf", "--store", desk / "jpn", "-o", desk / "out.txt", code=3)
    assert not (desk / "out.txt").exists()
    assert not list(desk.glob(".relto-*"))


def test_a_stranger_is_no_originator(desk):
    sealing(desk)
    pins = json.loads((desk / "pins.json").read_text())
    (desk / "pins.json").write_text(json.dumps([one for one in pins if one["party"] != "USA"]))
    assert "pinned for nobody" in relto("inspect", desk / "report.tdf", code=3).stderr


def test_keys_are_listed_followed_and_revoked(desk):
    sealing(desk)
    relto("keys", "rotate", "jpn-1", "jpn-2", "--store", desk / "jpn")
    relto("open", desk / "report.tdf", "--store", desk / "jpn", "-o", desk / "out.txt")
    relto("keys", "revoke", "jpn-1", "--store", desk / "jpn")
    assert "no key of yours opens it" in relto("open", desk / "report.tdf", "--store", desk / "jpn", "-o", desk / "b", code=3).stderr
    assert [one["revoked"] is None for one in answer("keys", "list", "--store", desk / "jpn")["keys"]] == [False, True]


@needs_softhsm
def test_keys_of_a_device_sign_and_open(made, tmp_path, monkeypatch):
    """The passphrase is the device's PIN; everything else goes as with a store in a file."""
    token(tmp_path, monkeypatch)
    monkeypatch.setenv("RELTO_PASSPHRASE", PIN)
    monkeypatch.setenv("RELTO_PINS", str(tmp_path / "pins.json"))
    store = ("--store", tmp_path / "device")
    relto("keys", "new", "usa-9", "--use", "sign", "--algorithm", "ec:secp256r1", *store, "--pkcs11", MODULE, "--token", TOKEN)
    relto("keys", "new", "jpn-9", "--use", "open", "--algorithm", "rsa:2048", *store)
    for kid, party, more in (("usa-9", "USA", ("--system", "us")), ("jpn-9", "JPN", ())):
        out = relto("keys", "export", kid, *store, "--party", party, "--agreement", "jpn-usa-2007", *more).stdout
        (tmp_path / "entry.json").write_text(out)
        relto("keys", "pin", tmp_path / "entry.json")
    words = ("--label", "SECRET//REL TO USA, JPN", "--from", "USA", "--for", "JPN", "--key", "usa-9", *store)
    relto("seal", made / "report.txt", *words, "-o", tmp_path / "report.tdf")
    relto("open", tmp_path / "report.tdf", *store, "-o", tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text() == "the convoy leaves at dawn"
    monkeypatch.setenv("RELTO_PASSPHRASE", "87654321")
    assert "no session with the token" in relto("open", tmp_path / "report.tdf", *store, "-o", tmp_path / "b", code=3).stderr
