"""``relto person``: the people of a node, where no program is running yet or nobody can come in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relto.cli import output
from relto.cli.keys import PassphraseFile
from relto.cli.nodes import Folder, passphrase_in

if TYPE_CHECKING:
    from relto.bootstrap.nodes import Node

app = typer.Typer(name="person", no_args_is_help=True, help="The people of a node.")

Login = Annotated[str, typer.Option("--login", metavar="NAME", help="What they type.")]
Title = Annotated[str, typer.Option("--title", metavar="TEXT", help="What they are, as others see it.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="FILE", help="File of their password; else RELTO_PASSWORD, or asked for."),
]


@contextmanager
def opened(folder: Path, passphrase_file: Path | None) -> "Iterator[Node]":
    """A node, for as long as the block goes on.

    Raises:
        ReltoError: it cannot be put together.
    """
    from relto.bootstrap.nodes import open_node

    node = open_node(folder, passphrase_in(folder, passphrase_file))
    try:
        yield node
    finally:
        node.close()


@app.command()
def first(
    folder: Folder, login: Login, title: Title = "administrator", password_file: PasswordFile = None, passphrase_file: PassphraseFile = None
) -> None:
    """Make the first account, an administrator's, in a node that has none."""
    password = password_of(password_file)
    with opened(folder, passphrase_file) as node:
        made = node.people.first(login, title, password)
    print(f"{made.id}: {made.login}, administrator")


@app.command("list")
def list_(
    folder: Folder,
    passphrase_file: PassphraseFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """The accounts, what they do, and whether they may come in."""
    with opened(folder, passphrase_file) as node, node.surroundings.store.read() as work:
        some = list(work.accounts.page(None, 10_000))
    if as_json:
        found = [{"id": one.id, "login": one.login, "title": one.title, "roles": sorted(one.roles), "active": one.active} for one in some]
        output.print_json({"people": found})
        return
    rows = [(one.login, one.title, ", ".join(sorted(one.roles)), "yes" if one.active else "no") for one in some]
    output.table(("login", "title", "roles", "active"), rows)


def password_of(file: Path | None) -> str:
    """A password of the file given, of the environment, or asked for.

    Raises:
        Unavailable: the file cannot be read.
    """
    return _kept(file, "RELTO_PASSWORD", "Password")


def secret_of(file: Path | None) -> str:
    """The secret of a machine, of the file given, of the environment, or asked for.

    Raises:
        Unavailable: the file cannot be read.
    """
    return _kept(file, "RELTO_CLIENT_SECRET", "Secret")


def _kept(file: Path | None, name: str, prompt: str) -> str:
    import os

    from relto.cli import files

    if file is not None:
        return files.read(file, 4_096).decode().rstrip("\r\n")
    if (given := os.environ.get(name)) is not None:
        return given
    return str(typer.prompt(prompt, hide_input=True, err=True))
