"""Runs the command as a user does: each time in a process of its own, forked from one that has read Relto (:mod:`tests.warming`)."""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from tests import warm

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
DAY = "2026-11-23"
RELTO = str(Path(sys.executable).parent / "relto")
PLAIN = {"COLUMNS": "200", "NO_COLOR": "1"}


@cache
def socket():
    """The socket of the process that runs commands; it ends with this one, and takes its folder away."""
    folder = tempfile.mkdtemp(prefix="relto-")
    path = f"{folder}/commands"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.warming", path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **PLAIN},
        cwd=ROOT,
    )

    def end():
        process.stdin.close()
        process.wait(10)
        process.stdout.close()

    atexit.register(end)
    assert process.stdout.readline() == b"ready\n"
    return path


@cache
def shim():
    """A folder with a `relto` for a shell's PATH that has its commands run as :func:`run` does."""
    folder = Path(socket()).parent / "bin"
    folder.mkdir()
    script = folder / "relto"
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -S -E {warm.__file__} {socket()} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return folder


def run(words, cwd=ROOT, env=None):
    """What a command did, as :func:`subprocess.run` tells it."""
    words = [*map(str, words)]
    with Path(os.devnull).open("rb") as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        files = [given.fileno(), out.fileno(), err.fileno()]
        code = warm.ask(socket(), words, str(cwd), {**os.environ, **PLAIN} if env is None else env, files)
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(words, code, out.read().decode(), err.read().decode())


def relto(*words, code=0, cwd=ROOT):
    done = run(words, cwd)
    assert done.returncode == code, done.stdout + done.stderr
    return done


def answer(*words, code=0):
    out = relto(*words, "--json", code=code).stdout
    assert out.count("\n") == 1
    return json.loads(out)
