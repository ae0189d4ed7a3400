"""The commands that the documentation shows, and what they print.

A block fenced as ``console`` holds commands (lines that begin with ``$ ``) each followed by its output. A line of the
output that is just ``…`` stands for any number of lines. ``python -m tests.docs`` runs every command again and writes the
outputs anew, keeping the lines before the first ``…`` of each output and, behind it, nothing.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

from tests.end_to_end.running import shim

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@frozen
class Shown:
    """One command of a page with the output shown."""

    page: Path
    command: str
    output: str


def commands(page: Path) -> Iterator[Shown]:
    """The commands of a page."""
    for block in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block.group(1), flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield Shown(page, command, output)


def run(command: str, folder: Path) -> str:
    """What a command prints, in a folder that holds the examples; its errors too, and the exit code where it is not 0."""
    path = os.pathsep.join([str(shim()), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=False, env=environment)  # noqa: S602
    return done.stdout + done.stderr


def matches(shown: str, printed: str) -> bool:
    """Whether an output is the one shown."""
    parts = [re.escape(part) for part in re.split(r"^…\n", shown, flags=re.MULTILINE)]
    return re.fullmatch(r"(?:.*\n)*?".join(parts), printed) is not None


def _renewed(shown: str, printed: str) -> str:
    kept = shown.split("…\n", maxsplit=1)[0].count("\n") if "…\n" in shown else None
    return printed if kept is None else "".join(line + "\n" for line in printed.splitlines()[:kept]) + "…\n"


def prepare(folder: Path) -> None:
    """Puts into an empty folder what the pages' commands read, so that what they write stays there too."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copytree(ROOT / "src", folder / "src")


def main() -> None:
    """Write every output anew."""
    with TemporaryDirectory() as name:
        prepare(Path(name))
        _renew(Path(name))


def _renew(folder: Path) -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")

        def renew(block: re.Match[str]) -> str:
            parts = re.split(r"^\$ ", block.group(1), flags=re.MULTILINE)
            made = parts[0]
            for part in parts[1:]:
                command, _, output = part.partition("\n")
                made += f"$ {command}\n{_renewed(output, run(command, folder))}"
            return f"```console\n{made}```"

        page.write_text(_BLOCK.sub(renew, text), encoding="utf-8")


if __name__ == "__main__":
    main()
