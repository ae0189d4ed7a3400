"""The demonstration of the README on three served nodes, from the beginning to the log that is verified."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_three_nodes_play_the_whole_story(tmp_path):
    command = [sys.executable, ROOT / "scripts" / "demo-nodes"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=300)
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
    assert "refused: the source does not bear it" in done.stdout
    assert "JPN (through NZL): done" in done.stdout
    assert "USA (through JPN): done" in done.stdout
    assert "VERIFIED: the log node.nzl.invalid/log" in done.stdout
