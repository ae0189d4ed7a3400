"""Gives a command to a process that has read Relto already (:mod:`tests.warming`): ``python -S -E tests/warm.py SOCKET COMMAND…``.

It reads little itself, so that it starts at once.
"""

import array
import json
import os
import socket
import sys

MOST = 1 << 20
LONGEST = 300
"""Seconds that a command may take."""


def ask(path, words, cwd, environment, files):
    """Have one command run.

    Args:
        path: the socket of the process.
        words: the command's arguments.
        cwd: its folder.
        environment: its environment.
        files: numbers of its standard input, output and error.

    Returns:
        Its exit code.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST)
        line.settimeout(LONGEST)
        line.connect(path)
        said = json.dumps([words, cwd, environment]).encode()
        line.sendmsg([said], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))])
        return int(line.recv(64) or b"1")


if __name__ == "__main__":
    sys.exit(ask(sys.argv[1], sys.argv[2:], os.getcwd(), dict(os.environ), [0, 1, 2]))  # noqa: PTH109 -- pathlib takes long to read
