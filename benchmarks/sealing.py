"""Sealing and opening, beside bare AES-256-GCM and beside otdf-python in the same run, and the memory that it takes.

Each size runs in a process of its own, file to file, so that its peak of resident memory is its own.
``RELTO_PEER_OTDF`` names the Python of an environment with otdf-python 0.11.0 (``scripts/sealing-peers`` makes one); without it those
lines are left out.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.unit.sealing import sealed as s
from tests.unit.sealing.keys import MemoryKeyStore
from tests.unit.server.keyaccess.serving import serving

from benchmarks.report import Figure
from relto.markings.formats import MachineLabel
from relto.markings.formats.opentdf import write_attributes
from relto.sealing.access import Answer, KeyAccessServer

_OURS = """
import json, os, sys, time
from pathlib import Path
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from relto.adapters.placing import placed
from relto.sealing import examine, open_sealed, seal
from tests.unit.sealing import sealed as s
folder, size, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
plain, tdf, out = folder / "plain", folder / "tdf", folder / "out"
with plain.open("wb") as file:
    block = os.urandom(2**20)
    for number in range(0, size, 2**20):
        file.write(block[: min(2**20, size - number)])
s.rsa_key("jpn"), s.ec_key("usa-sign")
best = {"seal": 1e9, "open": 1e9, "bare": 1e9, "write": 1e9, "late": 1e9, "copy": 1e9, "seal_cpu": 1e9, "open_cpu": 1e9}
def fresh(path):
    path.unlink(missing_ok=True)
    os.sync()  # what was written before is no part of what is measured
    return time.perf_counter(), time.process_time()
for _ in range(rounds):
    begin, worked = fresh(tdf)
    with plain.open("rb") as source, placed(tdf) as sink:
        seal(source, sink, s.terms(), size=size, sign=s.signer().sign, entropy=os.urandom)
    best["seal"] = min(best["seal"], time.perf_counter() - begin)
    best["seal_cpu"] = min(best["seal_cpu"], time.process_time() - worked)
    begin, worked = fresh(out)
    with tdf.open("rb") as source, placed(out) as sink:
        open_sealed(source, examine(source, s.trust()), sink, unwrap=s.opener())
    best["open"] = min(best["open"], time.perf_counter() - begin)
    best["open_cpu"] = min(best["open_cpu"], time.process_time() - worked)
    cipher, buffer = AESGCM(bytes(32)), bytearray(2**21 + 16)
    block = os.urandom(2**21)
    begin = time.perf_counter()
    for number in range(size // 2**21):
        cipher.encrypt_into(number.to_bytes(12), block, None, buffer)
    best["bare"] = min(best["bare"], time.perf_counter() - begin)
    begin, _ = fresh(out)
    with placed(out) as sink:
        for number in range(0, size, 2**21):
            sink.write(block[: min(2**21, size - number)])
    best["write"] = min(best["write"], time.perf_counter() - begin)
    begin, _ = fresh(out)
    with out.open("wb", buffering=0) as sink:
        for number in range(0, size, 2**21):
            sink.write(block[: min(2**21, size - number)])
        os.fsync(sink.fileno())
    best["late"] = min(best["late"], time.perf_counter() - begin)
    begin, _ = fresh(out)
    with tdf.open("rb", buffering=0) as source, placed(out) as sink:
        view = memoryview(bytearray(2**21))
        while count := source.readinto(view):
            sink.write(view[:count])
    best["copy"] = min(best["copy"], time.perf_counter() - begin)
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
best["resident"] = int(peak.split()[1]) * 1024  # of this program alone: the kernel's other count begins with the parent's
print(json.dumps(best))
"""

_THEIRS = """
import json, os, sys, time
from io import BytesIO
from otdf_python.config import KASInfo
from otdf_python.sdk_builder import SDKBuilder
url, size, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
sdk = (SDKBuilder().set_platform_endpoint(url).client_secret("reader", "secret").use_insecure_plaintext_connection(True)
       .with_ignore_kas_allowlist(True).build())
data, best = os.urandom(size), {"seal": 1e9, "open": 1e9}
for _ in range(rounds):
    made = BytesIO()
    begin = time.perf_counter()
    sdk.create_tdf(BytesIO(data), sdk.new_tdf_config(kas_info_list=[KASInfo(url=url)], attributes=sys.argv[4:]), made)
    best["seal"] = min(best["seal"], time.perf_counter() - begin)
    begin = time.perf_counter()
    sdk.load_tdf(made.getvalue())
    best["open"] = min(best["open"], time.perf_counter() - begin)
print(json.dumps(best))
"""


def _run(python: str, program: str, *words: object) -> dict[str, float]:
    clean = {name: value for name, value in os.environ.items() if python == sys.executable or name != "PYTHONPATH"}
    done = subprocess.run([python, "-c", program, *map(str, words)], env=clean, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def figures(*, quick: bool) -> Iterator[Figure]:
    """Every figure of sealing, on the disk of the working directory; each is the best of some rounds.

    Args:
        quick: small sizes; the figures mean nothing.
    """
    sizes = (4_000_000,) if quick else (100_000_000, 1_000_000_000)
    rounds = 1 if quick else 3
    ours = {}
    for size in sizes:
        with TemporaryDirectory(dir=Path.cwd(), prefix=".benchmark-") as folder:
            found = ours[size] = _run(sys.executable, _OURS, folder, size, rounds)
        yield from _of_size(size, found)
    peer = os.environ.get("RELTO_PEER_OTDF")
    if peer is not None:
        yield from _beside(peer, sizes[0], rounds, ours[sizes[0]])


def _of_size(size: int, found: dict[str, float]) -> Iterator[Figure]:
    rate = {name: size / 1e6 / found[name] for name in ("seal", "open", "bare", "write", "late", "copy", "seal_cpu", "open_cpu")}
    told = f"{size / 1e6:,.0f} MB"
    yield Figure(f"limit: bare AES-256-GCM, {told}", rate["bare"], "MB/s")
    yield Figure(f"limit: bare writing with fsync, {told}", rate["write"], "MB/s")
    yield Figure("  the same, nothing written before the end", rate["late"], "MB/s")
    yield Figure(f"limit: bare copying with fsync, {told}", rate["copy"], "MB/s")
    for name in ("seal", "open"):
        yield Figure(f"{name} {told}, file to file with fsync", rate[name], "MB/s", ">= 500")
        yield Figure("  by time on the processor", rate[f"{name}_cpu"], "MB/s")
        yield Figure("  of bare AES-256-GCM", rate[name] / rate["bare"], "times as fast")
        yield Figure("  of bare copying with fsync", rate[name] / rate["copy"], "times as fast")
    yield Figure(f"memory while sealing and opening {told}", found["resident"] / 1e6, "MB", "< 100")


def _beside(peer: str, size: int, rounds: int, ours: dict[str, float]) -> Iterator[Figure]:
    """The same beside otdf-python, which holds all of it in memory and writes no file."""
    keys = MemoryKeyStore().add("jpn-1", s.rsa_key("jpn"))
    with serving(KeyAccessServer(keys, lambda *_: Answer(permitted=True), os.urandom)) as server:
        theirs = _run(peer, _THEIRS, server.url, size, rounds, *write_attributes(MachineLabel(s.label().label)))
    for name in ("seal", "open"):
        yield Figure(f"otdf-python, {name} {size / 1e6:,.0f} MB in memory", size / 1e6 / theirs[name], "MB/s")
        yield Figure(f"Relto's {name}, file to file, against it", theirs[name] / ours[name], "times as fast", ">= 2")
