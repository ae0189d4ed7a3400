import subprocess
import sys

import pytest
from tests.end_to_end.running import RELTO

from relto.cli.app import COMMANDS, Deferred, command

WIDTH = 100


@pytest.mark.parametrize(("name", "home", "summary"), COMMANDS)
def test_a_command_is_what_the_help_of_the_whole_names(name, home, summary):
    found = Deferred(name, home, summary).loaded()
    assert found.name == name
    assert found.help
    assert len(summary) + max(len(other) for other, _, _ in COMMANDS) + 4 <= WIDTH  # one line, never cut


def test_the_help_of_the_whole_reads_no_command_and_no_room():
    code = "import sys; from relto.cli.app import command; command()(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    helped, modules = done.stdout.rstrip().rsplit("\n", 1)
    assert all(f"\n  {name} " in helped for name, _, _ in COMMANDS)
    read = {name for name in modules.split() if name.startswith("relto")}
    assert read == {"relto", "relto.cli", "relto.cli.app"}
    assert not {"attrs", "msgspec", "rich", "lxml", "cryptography"} & set(modules.split())


def test_the_whole_holds_every_command_once():
    assert list(command().commands) == [name for name, _, _ in COMMANDS]


def test_a_reader_that_closes_the_pipe_early_is_no_failure():
    with subprocess.Popen([RELTO, "agreements", "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == ""
    assert run.returncode == 0
