"""The installed command without its start: a process that has read Relto forks for each command that a test gives.

Each command is a process of its own, with its own arguments, folder, environment and files, and runs the command's own ``main``; what is
saved is reading the modules and the library again, which is most of the time of a short command. Tests of the start itself, of signals
and of traces start the installed command (:data:`tests.end_to_end.running.RELTO`).

``python -m tests.warming SOCKET`` says ``ready``, and runs commands until its standard input ends.
"""

import array
import atexit
import json
import os
import select
import shutil
import socket
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import relto.agreements
import relto.audit
import relto.documents
import relto.markings
import relto.release.analysis
import relto.sealing  # what most commands read
from relto.cli import main
from tests.warm import MOST

import_module("typer._adapters")  # what a command reads once it has its words


def serve(path):
    """Run commands until standard input ends; then its folder goes."""
    relto.agreements.library()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        door.bind(path)
        door.listen(8)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            ready, _, _ = select.select([door, sys.stdin], [], [])
            if sys.stdin in ready:
                shutil.rmtree(Path(path).parent)
                return
            line, _ = door.accept()
            with line:
                _one(line)


def _one(line):
    said, control, _, _ = line.recvmsg(MOST, socket.CMSG_SPACE(3 * array.array("i").itemsize))
    files = array.array("i")
    for _, _, data in control:
        files.frombytes(data)
    child = os.fork()
    if not child:
        become(files, *json.loads(said))
    for one in files:
        os.close(one)
    _, status = os.waitpid(child, 0)
    line.send(str(os.waitstatus_to_exitcode(status)).encode())


def become(files, words, cwd, environment, at_end=atexit._run_exitfuncs):
    """Be the command, in a fork of this process; it does not come back.

    Args:
        files: numbers of its standard input, output and error.
        words: its arguments.
        cwd: its folder.
        environment: its environment.
        at_end: what is done at its end.
    """
    for number, one in enumerate(files):
        os.dup2(one, number)
    os.closerange(3, 256)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["relto", *words]
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 -- they are open until the process ends
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    code = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:  # noqa: BLE001 -- as the interpreter tells of what nothing took
        traceback.print_exc()
        code = 1
    finally:
        at_end()
        for stream in (sys.stdout, sys.stderr):
            with suppress(ValueError):  # the command closed it
                stream.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
