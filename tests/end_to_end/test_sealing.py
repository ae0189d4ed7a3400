"""Sealing by the command, as two parties do it."""

import json

import pytest
from tests.end_to_end.running import answer, relto


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("RELTO_PASSPHRASE", "correct horse")
    monkeypatch.setenv("RELTO_PINS", str(tmp_path / "pins.json"))
    relto("keys", "new", "usa-1", "--use", "sign", "--algorithm", "ec:secp256r1", "--store", tmp_path / "usa")
    relto("keys", "new", "jpn-1", "--use", "open", "--algorithm", "rsa:2048", "--store", tmp_path / "jpn")
    for kid, party, more in (("usa-1", "USA", ("--system", "us")), ("jpn-1", "JPN", ())):
        out = relto("keys", "export", kid, "--store", tmp_path / party.lower(), "--party", party, "--agreement", "demo", *more).stdout
        (tmp_path / "entry.json").write_text(out)
        assert "SHA256:" in relto("keys", "pin", tmp_path / "entry.json").stdout
    (tmp_path / "report.txt").write_text("the convoy leaves at dawn")
    return tmp_path


def sealing(desk, label="SECRET//REL TO USA, JPN", code=0):
    words = ("seal", desk / "report.txt", "--label", label, "--from", "USA", "--for", "JPN", "--key", "usa-1", "--store", desk / "usa")
    return relto(*words, "-o", desk / "report.tdf", code=code)


def test_one_seals_and_the_other_opens(desk):
    sealing(desk)
    relto("open", desk / "report.tdf", "--store", desk / "jpn", "-o", desk / "out.txt")
    assert (desk / "out.txt").read_text() == "the convoy leaves at dawn"
    found = answer("inspect", desk / "report.tdf")
    assert (found["label"], found["signed_by"], found["keys"][0]["kid"]) == ("SECRET//REL TO USA, JPN", "USA", "jpn-1")


def test_nobody_seals_for_whom_the_label_leaves_out(desk):
    refused = sealing(desk, "SECRET//REL TO USA, AUS", code=3)
    assert "the label does not let JPN have it" in refused.stderr
    assert not (desk / "report.tdf").exists()


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
