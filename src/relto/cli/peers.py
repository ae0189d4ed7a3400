"""``relto peer``, ``relto export`` and ``relto import``: cards of nodes, and messages in files that people carry."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from relto.cli import files
from relto.cli.keys import PassphraseFile
from relto.cli.nodes import Folder
from relto.cli.person import PasswordFile, opened, password_of, secret_of

if TYPE_CHECKING:
    from relto.bootstrap.nodes import Node
    from relto.node import Actor

app = typer.Typer(name="peer", no_args_is_help=True, help="The nodes of other parties.")

MaybeLogin = Annotated[str | None, typer.Option("--login", metavar="NAME", help="What they type; for accounts without a second factor.")]
Client = Annotated[
    str | None,
    typer.Option("--client", metavar="ID", help="A machine that acts as an account, also as one with a second factor."),
]
SecretFile = Annotated[
    Path | None, typer.Option("--secret-file", metavar="FILE", help="File of the machine's secret; else RELTO_CLIENT_SECRET, or asked for.")
]
Out = Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="Where it goes.")]


class Shown(NamedTuple):
    """By what somebody shows who they are."""

    login: str | None
    password_file: Path | None
    client: str | None
    secret_file: Path | None


@app.command()
def card(folder: Folder, out: Out, passphrase_file: PassphraseFile = None) -> None:
    """Write the node's card, and print the fingerprint that people compare."""
    from relto.node.introducing import fingerprint_of

    with opened(folder, passphrase_file) as node:
        data = node.card()
    files.write(out, data)
    print(f"{out}: the card of the node of {node.settings.party}")
    print(f"  fingerprint: {fingerprint_of(data)}")


@app.command()
def take(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="CARD", help="The other node's card.")],
    fingerprint: Annotated[str, typer.Option("--fingerprint", metavar="HEX", help="Its fingerprint, as the other party's people say it.")],
    login: MaybeLogin = None,
    password_file: PasswordFile = None,
    client: Client = None,
    secret_file: SecretFile = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Know another party's node by its card."""
    from relto.primitives.limits import CARD_BYTES

    shown = Shown(login, password_file, client, secret_file)
    with opened(folder, passphrase_file) as node:
        made = node.introducing.take(_actor(node, shown), files.read(file, CARD_BYTES), fingerprint)
    print(f"{made.party}: {made.url or 'by file alone'}")


def export(
    folder: Folder,
    to: Annotated[str, typer.Option("--to", metavar="PARTY", help="For which counterpart.")],
    out: Out,
    login: MaybeLogin = None,
    password_file: PasswordFile = None,
    client: Client = None,
    secret_file: SecretFile = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write everything that is due for a counterpart into a file that people carry."""
    shown = Shown(login, password_file, client, secret_file)
    with opened(folder, passphrase_file) as node:
        data = node.exchange.carrying.export(_actor(node, shown), to)
    files.write(out, data)
    print(f"{out}: {len(data):,} bytes for {to}")


def import_(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file that was carried here.")],
    answer: Annotated[Path | None, typer.Option("--answer", metavar="FILE", help="Where the file goes that is carried back.")] = None,
    login: MaybeLogin = None,
    password_file: PasswordFile = None,
    client: Client = None,
    secret_file: SecretFile = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take a file that was carried here. Taking it twice changes nothing."""
    from relto.primitives.limits import PEER_BUNDLE_BYTES

    shown = Shown(login, password_file, client, secret_file)
    with opened(folder, passphrase_file) as node:
        taken = node.exchange.carrying.take(_actor(node, shown), files.read(file, PEER_BUNDLE_BYTES))
    print(f"from {taken.party}: {taken.messages} messages, {taken.receipts} receipts")
    if taken.answer is not None and answer is not None:
        files.write(answer, taken.answer)
        print(f"  the receipts are in {answer}: carry it back")
    elif taken.answer is not None:
        print("  nothing goes back: take it again with --answer to have the file of receipts")


def _actor(node: "Node", shown: Shown) -> "Actor":
    """Whoever is let in by what was shown: a login and its password, or a machine of theirs and its secret."""
    if (shown.login is None) == (shown.client is None):
        raise typer.BadParameter("say who acts: --login NAME, or --client ID for a machine of theirs")
    if shown.client is not None:
        token = node.machines.grant(shown.client, secret_of(shown.secret_file), None).token
    else:
        token = node.entrance.log_in(shown.login or "", password_of(shown.password_file), "the command line").token
    try:
        return node.entrance.present(token).account.actor
    finally:
        node.entrance.leave(token)
