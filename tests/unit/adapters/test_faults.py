"""Faults while something is written: afterwards there is the old or the new, whole, and never a piece of what was opened."""

import errno
import io
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.unit.sealing import sealed as s

from relto.adapters import placing
from relto.adapters.placing import placed
from relto.primitives import BrokenSeal, Unavailable
from relto.sealing import examine, open_sealed, seal

OLD = b"what was there"
TEXT = os.urandom(1_000)
SEALED = s.sealed(TEXT, s.terms(segment=100))


class Failing:
    """A file whose n-th write fails, as on a full disk."""

    def __init__(self, file, at):
        self.file, self.left = file, at

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, data):
        self.left -= 1
        if self.left == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self.file.write(data)


def opening(sink):
    file = io.BytesIO(SEALED)
    open_sealed(file, examine(file, s.trust()), sink, unwrap=s.opener())


def sealing(sink):
    seal(io.BytesIO(TEXT), sink, s.terms(segment=100), size=len(TEXT), sign=s.signer().sign, entropy=os.urandom)


@pytest.mark.parametrize("work", [opening, sealing])
def test_every_write_in_turn_fails(tmp_path, work):
    out = tmp_path / "out"
    failed = 0
    for number in range(1, 100):
        out.write_bytes(OLD)
        try:
            with placed(out) as sink:
                work(Failing(sink, number))
        except Unavailable:
            failed += 1
            assert out.read_bytes() == OLD
            assert list(tmp_path.iterdir()) == [out]
        else:
            break
    assert failed >= 10
    assert out.read_bytes() != OLD


@pytest.mark.parametrize(("call", "times"), [("fsync", 2), ("replace", 1), ("link", 2), ("posix_fadvise", 0), ("close", 3)])
@pytest.mark.parametrize("work", [opening, sealing])
def test_every_fsync_and_rename_in_turn_fails(tmp_path, monkeypatch, work, call, times):
    out = tmp_path / "out"
    owner = Path if call == "replace" else placing.os
    real, seen = getattr(owner, call), []

    def failing(*words, **named):
        seen.append(words)
        if call == "close":
            real(*words)  # what is closed is closed, whatever it answers
        if len(seen) == at:
            raise OSError(errno.EIO, "Input/output error")
        return None if call == "close" else real(*words, **named)

    for at in range(1, times + 1):
        seen.clear()
        out.write_bytes(OLD)
        with monkeypatch.context() as patch:
            patch.setattr(owner, call, failing)
            with pytest.raises(Unavailable, match="Input/output error"), placed(out) as sink:
                work(sink)
        assert list(tmp_path.iterdir()) == [out]
        before_the_name = (call, at) not in {("fsync", 2), ("close", 3)}  # then the folder is synced, and closed
        assert (out.read_bytes() == OLD) == before_the_name
    at, _ = 0, seen.clear()
    with monkeypatch.context() as patch:
        patch.setattr(owner, call, failing)
        with placed(out) as sink:
            work(sink)
    assert len(seen) == times  # and there is no other of it


def test_what_does_not_hold_to_its_last_segment_leaves_nothing(tmp_path):
    payload = bytearray(s.payload_of(SEALED))
    payload[-20] ^= 1
    file, out = io.BytesIO(s.rebuilt(SEALED, None, bytes(payload))), tmp_path / "out"
    with pytest.raises(BrokenSeal), placed(out) as sink:
        open_sealed(file, examine(file, s.trust()), sink, unwrap=s.opener())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", [1, 3, 6, 9, 10])
def test_a_process_that_is_killed_leaves_the_old(tmp_path, at):
    out = tmp_path / "out"
    out.write_bytes(OLD)
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from relto.adapters.placing import placed\n"
        "with placed(Path(sys.argv[1])) as sink:\n"
        "    for number in range(10):\n"
        "        sink.write(bytes(100_000)); sink.flush()\n"
        "        if number + 1 == int(sys.argv[2]): os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, out, str(at)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert out.read_bytes() == OLD
    assert [one for one in tmp_path.iterdir() if one != out] == []


def test_where_files_have_names_at_once_a_killed_process_leaves_a_hidden_part_alone(tmp_path, monkeypatch):
    monkeypatch.delattr(placing.os, "O_TMPFILE", raising=False)
    out = tmp_path / "out"
    with placed(out) as sink:
        sink.write(b"text")
        assert [one.name[:7] for one in tmp_path.iterdir()] == [".relto-"]
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"text"]
    with pytest.raises(KeyboardInterrupt), placed(out) as sink:
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("names", ["at once", "at the end"])
def test_what_a_killed_process_left_is_taken_away_and_what_another_is_writing_is_not(tmp_path, monkeypatch, names):
    if names == "at once":
        monkeypatch.delattr(placing.os, "O_TMPFILE", raising=False)
    out, other = tmp_path / "out", tmp_path / "other"
    for name, text in ((".relto-0123.part", b"half of a secr"), (".relto-0123.parting", b"kept"), ("mine.part", b"kept"), ("out", OLD)):
        (tmp_path / name).write_bytes(text)
    (tmp_path / ".relto-4567.part").symlink_to(out)
    with placed(other) as first:
        first.write(b"first")
        with placed(out) as second:
            second.write(b"second")
        left = {one.name for one in tmp_path.iterdir()}
        assert len(left) == 4 + (names == "at once")
        assert {".relto-4567.part", ".relto-0123.parting", "mine.part", "out"} < left | {"other"}
    assert (out.read_bytes(), other.read_bytes()) == (b"second", b"first")


def test_writers_at_once_take_nothing_away_from_one_another(tmp_path, monkeypatch):
    monkeypatch.delattr(placing.os, "O_TMPFILE", raising=False)

    def write(number):
        with placed(tmp_path / f"{number % 3}") as sink:
            sink.write(b"%d" % (number % 3))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(300)))
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"0": b"0", "1": b"1", "2": b"2"}


def test_what_is_no_file_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for one in (tmp_path, tmp_path / "pipe", Path(os.devnull)):
        with pytest.raises(Unavailable, match="cannot be written: it is no file"), placed(one):
            pytest.fail("it was begun")
    assert (tmp_path / "pipe").is_fifo()


def test_until_all_was_verified_there_is_no_file_to_be_seen(tmp_path):
    out = tmp_path / "out"
    with placed(out) as sink:
        sink.write(b"text")
        sink.flush()
        assert list(tmp_path.iterdir()) == []
    assert out.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("piece", [1_000_003, 2**21, 2**21 + 28, 2**24])
def test_a_large_file_is_the_same_in_whatever_pieces_it_is_written(tmp_path, piece):
    text, out = os.urandom(2**20) * 20, tmp_path / "out"
    with placed(out) as sink:
        for at in range(0, len(text), piece):
            sink.write(text[at : at + piece])
        assert sink.tell() == len(text)
        sink.seek(10)
        sink.write(b"again")
        sink.seek(0, os.SEEK_END)
        sink.write(b"end")
    assert out.read_bytes() == text[:10] + b"again" + text[15:] + b"end"
