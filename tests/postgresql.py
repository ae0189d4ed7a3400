"""A PostgreSQL server of the tests' own: Debian's, in a temporary folder, on a loopback port that was free."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = "owner"


def binaries() -> Path | None:
    """The folder of the server's programs: named by RELTO_POSTGRESQL, else Debian's newest."""
    named = os.environ.get("RELTO_POSTGRESQL")
    folders = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((one for one in reversed(folders) if (one / "initdb").is_file()), None)


@contextmanager
def server(*settings: str) -> Iterator[str]:
    """Starts a server, gives the address to connect to as its owner, and ends it."""
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="relto-postgresql-"))
    user: dict[str, str] = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        user = {"user": "postgres", "group": "postgres"}
        shutil.chown(folder, "postgres", "postgres")
    try:
        password = secrets.token_urlsafe()
        secret = folder / "password"
        secret.write_text(password, encoding="utf-8")
        if user:
            shutil.chown(secret, "postgres", "postgres")
        data = folder / "data"
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        how = {"env": environment, "cwd": folder, **user}
        made = ["-U", OWNER, "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--no-sync"]
        subprocess.run([programs / "initdb", "-D", data, *made], check=True, capture_output=True, **how)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = ["listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}", "fsync=off", *settings]
        control = [programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log"]
        subprocess.run([*control, "-s", "-o", " ".join(f"-c {one}" for one in options), "start"], check=True, **how)
        try:
            yield f"host=127.0.0.1 port={port} dbname=postgres user={OWNER} password={password}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, **how)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
