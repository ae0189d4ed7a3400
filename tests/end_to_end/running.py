"""Runs the installed command as a user does."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
DAY = "2026-11-23"
RELTO = str(Path(sys.executable).parent / "relto")


def relto(*words, code=0, cwd=ROOT):
    done = subprocess.run(
        [RELTO, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


def answer(*words, code=0):
    out = relto(*words, "--json", code=code).stdout
    assert out.count("\n") == 1
    return json.loads(out)
