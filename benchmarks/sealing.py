"""Sealing and opening, beside bare AES-256-GCM and beside otdf-python in the same run, and the memory that it takes.

Each size runs in a process of its own, file to file, so that its peak of resident memory is its own.
``RELTO_PEER_OTDF`` names the Python of an environment with otdf-python 0.11.0; without it that line is left out and said so.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

_OURS = """
import json, os, resource, sys, time
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
best = {"seal": 1e9, "open": 1e9, "bare": 1e9, "write": 1e9, "seal_cpu": 1e9, "open_cpu": 1e9}
for _ in range(rounds):
    begin, worked = time.perf_counter(), time.process_time()
    with plain.open("rb") as source, placed(tdf) as sink:
        seal(source, sink, s.terms(), size=size, sign=s.signer().sign, entropy=os.urandom)
    best["seal"] = min(best["seal"], time.perf_counter() - begin)
    best["seal_cpu"] = min(best["seal_cpu"], time.process_time() - worked)
    begin, worked = time.perf_counter(), time.process_time()
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
    begin = time.perf_counter()
    with placed(out) as sink:
        for number in range(0, size, 2**21):
            sink.write(block)
    best["write"] = min(best["write"], time.perf_counter() - begin)
best["resident"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
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


def _run(python, program, *words):
    clean = {name: value for name, value in os.environ.items() if python == sys.executable or name != "PYTHONPATH"}
    done = subprocess.run([python, "-c", program, *map(str, words)], env=clean, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    return json.loads(done.stdout.splitlines()[-1])


def main(sizes=(100_000_000, 1_000_000_000), rounds=3):
    """Measure and print: best of some rounds."""
    ours = {}
    for size in sizes:
        with TemporaryDirectory(dir=Path.cwd()) as folder:
            found = ours[size] = _run(sys.executable, _OURS, folder, size, rounds)
        rate = {name: size / 1e6 / found[name] for name in ("seal", "open", "bare", "write", "seal_cpu", "open_cpu")}
        print(
            f"{size / 1e6:,.0f} MB, file to file with fsync: seal {rate['seal']:,.0f} MB/s, open {rate['open']:,.0f} MB/s, "
            f"bare AES-256-GCM {rate['bare']:,.0f} MB/s ({rate['seal'] / rate['bare']:.2f} and {rate['open'] / rate['bare']:.2f} of it), "
            f"bare writing with fsync {rate['write']:,.0f} MB/s, "
            f"by time on the processor {rate['seal_cpu']:,.0f} and {rate['open_cpu']:,.0f} MB/s, "
            f"at most {found['resident'] / 1e6:,.0f} MB resident",
            flush=True,
        )
    peer = os.environ.get("RELTO_PEER_OTDF")
    if peer is None:
        print("otdf-python: left out, RELTO_PEER_OTDF names no environment of it")
        return
    from tests.unit.sealing import sealed as s  # noqa: PLC0415
    from tests.unit.sealing.keys import MemoryKeyStore  # noqa: PLC0415
    from tests.unit.sealing.keyserver import Server  # noqa: PLC0415

    from relto.markings.formats import MachineLabel  # noqa: PLC0415
    from relto.markings.formats.opentdf import write_attributes  # noqa: PLC0415
    from relto.sealing.access import Answer, KeyAccessServer  # noqa: PLC0415 - for the peer alone

    keys = MemoryKeyStore().add("jpn-1", s.rsa_key("jpn"))
    server = Server(KeyAccessServer(keys, lambda *_: Answer(permitted=True), os.urandom))
    size = sizes[0]
    theirs = _run(peer, _THEIRS, server.url, size, rounds, *write_attributes(MachineLabel(s.label().label)))
    server.close()
    for name in ("seal", "open"):
        print(
            f"{name}, {size / 1e6:,.0f} MB: otdf-python {size / 1e6 / theirs[name]:,.0f} MB/s in memory, "
            f"Relto file to file {theirs[name] / ours[size][name]:.1f} times as fast"
        )


if __name__ == "__main__":
    main()
