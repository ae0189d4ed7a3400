"""Logs and witnesses in files: what a failing disk, a kill and a lost power supply leave of them."""

import os
import random
import signal
import subprocess
import sys
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.unit.adapters.disks import FailingDisk, Killed, VolatileDisk
from tests.unit.audit.made import LOG_KEY, NOW, ORIGIN, W1, entries, policy

from relto.adapters.logs import Disk, FileLog, FileSource, FileWitness, WebSource, load_signer
from relto.audit import (
    Log,
    Request,
    Tile,
    TileTree,
    Witness,
    look_over,
    parse_note,
    prove,
    read_bundle,
    tile_in,
    verify_receipt,
)
from relto.primitives import Conflict, Malformed, Unavailable, Unverified

ROOT = Path(__file__).parents[3]


def begin(folder, count, disk=None):
    with FileLog(folder, disk) as store:
        log = Log.create(store, ORIGIN, [LOG_KEY], time=NOW)
        log.append(entries(count), time=NOW)
        return log.checkpoint


def append(folder, some, disk=None):
    with FileLog(folder, disk) as store:
        log = Log.open(store, ORIGIN, [LOG_KEY], time=NOW)
        log.append(some, time=NOW)
        return log.checkpoint


def held(folder):
    """All entries of a log; every tile and the checkpoint are looked over first."""
    source = FileSource(folder)
    report = look_over(source, parse_note(source.published()), policy(), NOW)
    assert report.sound, report.problems
    size, found = report.accepted.checkpoint.size, []
    for index in range(-(-size // 256)):
        tile = tile_in(size, -1, index)
        found += read_bundle(source.read(tile), tile.width, tile.path)
    return found


def copy_of(folder, to):
    subprocess.run(["cp", "-a", str(folder), str(to)], check=True)
    return to


def test_a_log_in_files_is_laid_out_as_the_specification_says(tmp_path):
    begin(tmp_path / "log", 70_000)
    for path in ("checkpoint", "tile/0/000", "tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"):
        assert (tmp_path / "log" / path).is_file()
    assert (tmp_path / "log" / "tile/entries/273.p/112").is_file()
    assert held(tmp_path / "log") == entries(70_000)


def test_a_flipped_bit_at_every_byte_of_every_file_of_a_log_is_noticed(tmp_path):
    folder = tmp_path / "log"
    begin(folder, 3)
    paths = [path for path in folder.rglob("*") if path.is_file() and ".relto" not in path.parts]
    assert len(paths) >= 3
    for path in paths:
        good = path.read_bytes()
        for at in range(len(good)):
            path.write_bytes(good[:at] + bytes([good[at] ^ 1 << at % 8]) + good[at + 1 :])
            with pytest.raises((AssertionError, Malformed, Unverified)):
                held(folder)
        path.write_bytes(good)
    assert held(folder) == entries(3)


def test_partial_tiles_go_when_the_full_one_is_there_and_older_proofs_still_come_from_it(tmp_path):
    folder = tmp_path / "log"
    begin(folder, 100)
    early = parse_note(FileSource(folder).published())
    append(folder, entries(200, 100))
    assert not (folder / "tile/0/000.p").exists()
    assert not (folder / "tile/entries/000.p").exists()
    source = FileSource(folder)
    receipt = prove(early, TileTree(source.read, 100), 42)
    verify_receipt(receipt, entries(100)[42], policy(), NOW)
    assert read_bundle(source.read(Tile(-1, 0, 100)), 100, "bundle") == entries(100)


def test_one_writer_at_a_time(tmp_path):
    with FileLog(tmp_path / "log"), pytest.raises(Unavailable, match="another process writes here"):
        FileLog(tmp_path / "log")


STARTS = [(0, 3), (3, 300), (255, 1), (256, 1)]


@pytest.mark.parametrize(("before", "more"), STARTS)
@pytest.mark.parametrize("after", [False, True], ids=["instead of the step", "after the step"])
@pytest.mark.parametrize("error", [None, Killed], ids=["input/output error", "killed"])
def test_whatever_step_fails_the_old_log_or_the_new_is_there(tmp_path, before, more, after, error):
    start = tmp_path / "start"
    begin(start, before)
    count = FailingDisk()
    append(copy_of(start, tmp_path / "counted"), entries(more, before), count)
    assert {"write", "sync", "rename"} <= set(count.names)
    for at in range(count.steps):
        folder = copy_of(start, tmp_path / f"step-{at}")
        acknowledged = False
        try:
            append(folder, entries(more, before), FailingDisk(at, error, after=after))
            acknowledged = True
        except (Unavailable, Killed):
            pass
        found = held(folder)
        assert found in (entries(before), entries(before + more))
        assert not acknowledged or len(found) == before + more
        size = append(folder, [b"other"] * 5).size  # what was not acknowledged gives way to other entries
        assert held(folder)[-5:] == [b"other"] * 5
        assert size in {before + 5, before + more + 5}


def test_a_log_that_failed_once_signs_nothing_more_until_it_is_opened_anew(tmp_path):
    begin(tmp_path / "log", 3)
    with FileLog(tmp_path / "log", FailingDisk(7)) as store:
        log = Log.open(store, ORIGIN, [LOG_KEY], time=NOW)
        with pytest.raises(Unavailable, match="cannot be written: Input/output error"):
            log.append(entries(5), time=NOW)
        with pytest.raises(Conflict, match="an append failed; open it anew"):
            log.append(entries(5), time=NOW)


def lose_power(tmp_path, disk_of):
    """Appends until the power fails after each number of steps in turn; gives what was acknowledged and what is there."""
    for steps in range(400):
        live, left = tmp_path / f"live-{steps}", tmp_path / f"left-{steps}"
        live.mkdir()
        disk, acknowledged = disk_of(steps), 0
        try:
            with FileLog(live, disk) as store:
                log = Log.create(store, ORIGIN, [LOG_KEY], time=NOW)
                for count in (3, 254, 2):
                    acknowledged = log.append(entries(count, acknowledged), time=NOW).stop
        except Killed:
            pass
        disk.survives(live, left)
        yield acknowledged, left
        if disk.done < steps:
            return


def test_when_the_power_fails_no_acknowledged_entry_is_lost(tmp_path):
    seen = set()
    for acknowledged, left in lose_power(tmp_path, VolatileDisk):
        with FileLog(left) as store:
            if store.head() is None:
                assert acknowledged == 0
                continue
            Log.open(store, ORIGIN, [LOG_KEY], time=NOW)
        found = held(left)
        assert found == entries(len(found))
        assert len(found) >= acknowledged
        seen.add(len(found))
    assert seen == {0, 3, 257, 259}


def test_the_test_of_lost_power_notices_a_disk_that_does_not_wait(tmp_path):
    class Hasty(VolatileDisk):
        def sync_folder(self, path):
            if path.name == ".relto" and self.live.get(path / "signed", 0) > 10:
                return  # the name of a later signed checkpoint is never waited for
            super().sync_folder(path)

    lost = []
    for acknowledged, left in lose_power(tmp_path, Hasty):
        with FileLog(left) as store:
            size = 0 if store.head() is None else int(store.head().split(b"\n")[1])
        lost.append(size < acknowledged)
    assert any(lost)


WRITER = """
import sys
from pathlib import Path
from tests.unit.adapters.test_logs import FileLog, LOG_KEY, Log, NOW, ORIGIN
with FileLog(Path(sys.argv[1])) as store:
    log = Log.open(store, ORIGIN, [LOG_KEY], time=NOW)
    while True:
        first = log.checkpoint.size
        done = log.append([b"entry %d" % number for number in range(first, first + 97)], time=NOW)
        print(done.stop, flush=True)
"""


def test_kill_9_at_any_moment_loses_no_acknowledged_entry(tmp_path):
    folder, rng, size = tmp_path / "log", random.Random(1), 0
    begin(folder, 0)
    for _ in range(6):
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
        with subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, env=environment, text=True) as writer:
            for _ in range(rng.randint(1, 12)):
                size = int(writer.stdout.readline())
            threading.Event().wait(rng.random() * 0.02)
            writer.send_signal(signal.SIGKILL)
            size = max([size, *(int(line) for line in writer.stdout.read().split("\n")[:-1] if line)])
        with FileLog(folder) as store:
            assert Log.open(store, ORIGIN, [LOG_KEY], time=NOW).checkpoint.size >= size
        found = held(folder)
        assert found == entries(len(found))


def witness(folder, disk=None):
    return Witness([W1], {ORIGIN: [LOG_KEY.key]}, FileWitness(folder, disk), lambda: NOW)


def test_a_witness_cosigns_nothing_that_it_has_not_kept(tmp_path):
    log_folder = tmp_path / "log"
    begin(log_folder, 5)
    with FileLog(log_folder) as store:
        log = Log.open(store, ORIGIN, [LOG_KEY], time=NOW)
        assert witness(tmp_path / "start").add_checkpoint(Request(0, (), log.note).to_bytes()).status == 200
        log.append(entries(4, 5), time=NOW)
        request = Request(5, tuple(log.tree.consistency(5)), log.note).to_bytes()
        count = FailingDisk()
        witness(copy_of(tmp_path / "start", tmp_path / "counted"), count).add_checkpoint(request)
        for at in range(count.steps):
            folder = copy_of(tmp_path / "start", tmp_path / f"step-{at}")
            with pytest.raises(Unavailable):
                witness(folder, FailingDisk(at)).add_checkpoint(request)
            assert witness(folder).latest(ORIGIN).size in {5, 9}


def test_two_witness_processes_share_one_memory(tmp_path):
    begin(tmp_path / "log", 5)
    source = FileSource(tmp_path / "log")
    note = parse_note(source.published())
    one, other = FileWitness(tmp_path / "w"), FileWitness(tmp_path / "w")
    assert one.advance(ORIGIN, None, note.to_bytes())
    assert not other.advance(ORIGIN, None, b"other")
    assert other.latest(ORIGIN) == note.to_bytes()
    assert other.latest("../../etc/passwd") is None


def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path):
    begin(tmp_path / "log", 3)
    secret = tmp_path / "secret"
    secret.write_bytes(b"as it was")
    (tmp_path / "log/.relto/signed.part").symlink_to(secret)
    with pytest.raises(Unavailable, match="cannot be written"):
        append(tmp_path / "log", entries(1))
    assert secret.read_bytes() == b"as it was"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Hostile(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path == "/moved/checkpoint":
            self.send_response(302)
            self.send_header("Location", "/log/checkpoint")
            self.end_headers()
            return
        self.send_response(500 if self.path.startswith("/broken") else 200)
        self.end_headers()
        if self.path.startswith("/large"):
            self.wfile.write(bytes(300_000))


@pytest.fixture
def served(tmp_path):
    servers = []

    def serve(handler):
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_log_is_read_from_the_web_as_from_its_folder(tmp_path, served):
    begin(tmp_path / "log", 300)
    source = WebSource(served(partial(Quiet, directory=str(tmp_path))) + "/log/")
    note = parse_note(source.published())
    assert look_over(source, note, policy(), NOW).sound
    verify_receipt(prove(note, TileTree(source.read, 300), 299), entries(300)[299], policy(), NOW)
    with pytest.raises(Unavailable, match=r"tile/0/005: is not there"):
        source.read(Tile(0, 5))


@pytest.mark.parametrize(
    ("path", "says"), [("/moved", "answered 302"), ("/broken", "answered 500"), ("/large", "answers with more than 262,144 bytes")]
)
def test_a_hostile_server_gets_nowhere(served, path, says):
    with pytest.raises(Unavailable, match=says):
        WebSource(served(Hostile) + path).published()


@pytest.mark.parametrize(
    "url", ["http://log.example", "file:///etc/passwd", "https://", "https://a@b.example", "https://x/?q", "ftp://x", "http://["]
)
def test_other_urls_are_refused(url):
    with pytest.raises(Malformed, match="not a URL"):
        WebSource(url)


def test_keys_from_files(tmp_path):
    path = tmp_path / "key.pem"
    with pytest.raises(Unavailable, match="cannot be read"):
        load_signer(path, ORIGIN, cosigns=False)
    path.write_text("nothing")
    with pytest.raises(Malformed, match="not a private key that can be read"):
        load_signer(path, ORIGIN, cosigns=False)
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(path)], check=True)
    log, seer = (load_signer(path, ORIGIN, cosigns=cosigns) for cosigns in (False, True))
    assert (log.key.kind, seer.key.kind, log.key.public) == (1, 4, seer.key.public)
    subprocess.run(["openssl", "genpkey", "-algorithm", "x25519", "-out", str(path)], check=True)
    with pytest.raises(Malformed, match="a private key of another kind"):
        load_signer(path, ORIGIN, cosigns=False)


def test_the_disk_waits_for_the_medium(tmp_path):
    strace = subprocess.run(["sh", "-c", "command -v strace"], capture_output=True, check=False)
    if strace.returncode:
        pytest.skip("strace is not installed")
    script = (
        f"from pathlib import Path; from relto.adapters.logs.disk import Disk, put; put(Disk(), [(Path({str(tmp_path)!r}) / 'x', b'y')])"
    )
    run = subprocess.run(
        ["strace", "-f", "-e", "trace=fsync,rename,renameat,renameat2", sys.executable, "-c", script],
        capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    calls = [line.split("(")[0].split()[-1] for line in run.stderr.splitlines() if "fsync(" in line or "rename" in line]
    assert calls[-3:] in (["fsync", "rename", "fsync"], ["fsync", "renameat", "fsync"], ["fsync", "renameat2", "fsync"])
    assert isinstance(Disk(), Disk)
