"""A PostgreSQL server of the tests' own: Debian's, in a temporary folder, on a loopback port that was free."""

import copy
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

OWNER = "owner"


def binaries() -> Path | None:
    """The folder of the server's programs: named by RELTO_POSTGRESQL, else Debian's newest."""
    named = os.environ.get("RELTO_POSTGRESQL")
    folders = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((one for one in reversed(folders) if (one / "initdb").is_file()), None)


class Server:
    """A server that can be stopped as if its machine had failed, and started again.

    Args:
        folder: its folder.
        user: as whom its programs run.
        settings: its settings.
    """

    def __init__(self, folder: Path, user: dict[str, str], settings: tuple[str, ...]) -> None:
        programs = binaries()
        assert programs is not None
        self._data, password, secret = folder / "data", secrets.token_urlsafe(), folder / "password"
        secret.write_text(password, encoding="utf-8")
        if user:
            shutil.chown(secret, "postgres", "postgres")
        self._how = {"env": {**os.environ, "LC_ALL": "C.UTF-8"}, "cwd": folder, **user}
        made = ["-U", OWNER, "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--no-sync"]
        subprocess.run([programs / "initdb", "-D", self._data, *made], check=True, capture_output=True, **self._how)
        self._folder, self._programs, self._settings, self._password = folder, programs, settings, password
        self._at()

    def _at(self) -> None:
        """Be a server on a port that is free."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = port = probe.getsockname()[1]
        options = ["listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={self._folder}", "fsync=off", *self._settings]
        self._options = " ".join(f"-c {one}" for one in options)
        self._control = [self._programs / "pg_ctl", "-D", self._data, "-w", "-t", "60", "-l", self._data.with_suffix(".log")]
        self.address = f"host=127.0.0.1 port={port} dbname=postgres user={OWNER} password={self._password}"
        self.url = f"postgresql+psycopg://{OWNER}:{self._password}@127.0.0.1:{port}/"

    def standby(self) -> "Server":
        """Another server that follows this one, started; whoever commits here waits from now on until it has what was committed."""
        made = copy.copy(self)
        made._data = self._folder / "standby"
        made._at()
        command = [self._programs / "pg_basebackup", "-d", self.address, "-D", made._data, "-R", "-X", "stream", "-c", "fast", "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, **self._how)
        made.start()
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.execute("SELECT pg_reload_conf()")
        return made

    def promote(self) -> None:
        """Take the place of the server that this one followed."""
        subprocess.run([*self._control, "promote"], check=True, capture_output=True, **self._how)

    def start(self) -> None:
        """Start it; after a failure it recovers first."""
        subprocess.run([*self._control, "-s", "-o", self._options, "start"], check=True, **self._how)

    def seconds(self) -> float:
        """Processor seconds of its processes so far, those that ended among them."""
        leader = int((self._data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        found = 0
        for one in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = one.read_text(encoding="utf-8").rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended meanwhile
            if int(one.parent.name) == leader:
                found += sum(map(int, fields[11:15]))
            elif int(fields[1]) == leader:
                found += sum(map(int, fields[11:13]))
        return found / os.sysconf("SC_CLK_TCK")

    def fail(self) -> None:
        """Stop it at once, if it runs: nothing is written any more, every connection breaks."""
        if (self._data / "postmaster.pid").exists():
            subprocess.run([*self._control, "-m", "immediate", "stop"], check=True, capture_output=True, **self._how)


@contextmanager
def failing(*settings: str) -> Iterator[Server]:
    """Starts a server that can fail, and ends it."""
    folder = Path(tempfile.mkdtemp(prefix="relto-postgresql-"))
    user: dict[str, str] = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        user = {"user": "postgres", "group": "postgres"}
        shutil.chown(folder, "postgres", "postgres")
    try:
        made = Server(folder, user, settings)
        made.start()
        try:
            yield made
        finally:
            made.fail()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server(*settings: str) -> Iterator[str]:
    """Starts a server, gives the address to connect to as its owner, and ends it."""
    with failing(*settings) as made:
        yield made.address
