"""The other implementation of ML-DSA-44 and of ML-KEM with a curve: @noble/post-quantum, by `scripts/noble-peer`."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "peers" / "noble"
needs_noble = pytest.mark.skipif(
    shutil.which("node") is None or not (FOLDER / "node_modules").is_dir(),
    reason="the other implementation is not installed: scripts/noble-peer",
)


def noble(what, **words):
    """Its answer to one request."""
    done = subprocess.run(
        ["node", FOLDER / "verify.mjs"],
        input=json.dumps({"do": what, **words}),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)
