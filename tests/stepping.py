"""Steps of a process that the machine refuses, or at which it kills the process, one after another: strace does both to a real process."""

import ctypes
import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from contextlib import contextmanager

import pytest

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")

_LIBRARY = ctypes.CDLL(None)
_SET_PTRACER = 0x59616D61
_CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\(", re.MULTILINE)


@contextmanager
def _traced(pid, *words):
    """Has strace look at a process that waits; ends when the process ends.

    What strace tells goes to a file: into a pipe that nobody reads meanwhile it could not tell much, and the process would stand still.
    """
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as told:
        command = ["strace", "-f", "-o", told.name, "-p", str(pid), *words]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
            assert "attached" in tracer.stderr.readline()
            yield tracer
        tracer.told = told.read()


def in_child(work, calls, inject=None):
    """Run some work in a fork of this process, which begins when strace looks at it.

    Args:
        work: what is done there; it is given a function that says something to this process, with bytes.
        calls: names of the system calls that strace looks at.
        inject: what is done to one of them, as strace writes it (``fsync:error=EIO:when=2``); left out: nothing.

    Returns:
        What was said, the exit code (1 where the work ended in an error, below 0 where a signal ended it), and what strace told.
    """
    go, said = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:  # nothing of the test's goes on here
        _LIBRARY.prctl(_SET_PTRACER, -1, 0, 0, 0)
        os.close(said[0])
        code = 1
        try:
            os.read(go[0], 1)
            ended = work(lambda data: os.write(said[1], data))
            code = ended if isinstance(ended, int) else 0
        finally:
            os._exit(code)
    os.close(said[1])
    more = () if inject is None else ("-e", f"inject={inject}")
    with _traced(child, "-e", f"trace={','.join(calls)}", *more) as tracer:
        os.write(go[1], b"!")
        answer = bytearray()
        while piece := os.read(said[0], 4_096):
            answer += piece
        _, status = os.waitpid(child, 0)
    for handle in (*go, said[0]):
        os.close(handle)
    return bytes(answer), os.waitstatus_to_exitcode(status), tracer.told


def counted(told):
    """How often each call was made."""
    return Counter(_CALL.findall(told))


def steps(work, calls):
    """What can be injected into some work: each of its calls in turn, by name and number."""
    said, code, told = in_child(work, calls)
    assert code == 0, said
    return [(call, at) for call, count in sorted(counted(told).items()) for at in range(1, count + 1)]


def was_injected(told):
    """Whether strace did what it was asked to do."""
    return "INJECTED" in told or "killed by SIGKILL" in told
