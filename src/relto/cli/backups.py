"""``relto backup``, ``relto restore``, ``relto succession``: a node's folder in one file, and what follows when it was read back."""

from pathlib import Path
from typing import Annotated

import typer

from relto.cli import files
from relto.cli.keys import PassphraseFile
from relto.cli.nodes import Folder, passphrase_in

app = typer.Typer(name="succession", no_args_is_help=True, help="The log that takes the place of a restored node's.")

Origin = Annotated[str, typer.Option("--log", metavar="ORIGIN", help="Origin of the new log.")]


def backup(folder: Folder, out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="Where it goes.")]) -> None:
    """Write a node into a file, while the node runs: its folder, its database, its objects. The passphrase is not in it."""
    from relto.bootstrap.stores import back_up

    print(f"{out}: {back_up(folder, out)} files")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")],
    folder: Folder,
    database: Annotated[
        str | None, typer.Option("--database", metavar="URL", help="An empty database on PostgreSQL, in the place of the one it had.")
    ] = None,
) -> None:
    """Make a node from a backup. Its log is frozen: it may have signed more since, and must never show two histories."""
    from relto.bootstrap.stores import restore as read_back

    count = read_back(file, folder, "restored from a backup: it may have signed more since", database)
    print(f"{folder}: {count} files; its log is frozen, and the node does not run until another succeeds it:")
    print(f"  relto succession text {folder} --log ORIGIN -o FILE, two persons and the overseer sign it, then: relto succession begin")


@app.command()
def text(
    folder: Folder,
    log: Origin,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="Where it goes.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write what two persons and the overseer sign."""
    from relto.bootstrap.nodes import open_node
    from relto.node.succeeding import succession_of

    node = open_node(folder, passphrase_in(folder, passphrase_file))
    try:
        files.write(out, succession_of(node.database, log).text.encode())
    finally:
        node.close()
    print(f"{out}: to be signed by two persons and the overseer")


@app.command()
def sign(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The succession; the signature is added to it.")],
    key: Annotated[Path, typer.Option("--key", metavar="FILE", help="The signer's private key (PKCS #8, PEM, Ed25519).")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The name of the key.")],
    password_file: Annotated[Path | None, typer.Option("--password-file", metavar="FILE", help="File of the key's password.")] = None,
) -> None:
    """Sign a succession."""
    from relto.adapters.logs import load_signer
    from relto.audit import Note, parse_note, sign_text
    from relto.cli.options import now
    from relto.primitives.limits import NOTE_BYTES

    data = files.read(file, NOTE_BYTES)
    password = None if password_file is None else files.read(password_file, 4_096).rstrip(b"\r\n")
    signer = load_signer(key, name, cosigns=False, password=password)
    said, before = (data.decode(), ()) if b"\n\n" not in data else (parse_note(data).text, parse_note(data).signatures)
    files.write(file, Note(said, (*before, *sign_text(said, [signer], now()))).to_bytes())
    print(f"{file}: signed by {name}")


@app.command()
def begin(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The succession, signed.")],
    person: Annotated[list[str], typer.Option("--person", metavar="VKEY", help="Key of somebody who may approve it. Repeat.")],
    overseer: Annotated[str, typer.Option("--overseer", metavar="VKEY", help="Key of the overseer.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Begin the log that succeeds; the node runs again, and asks its counterparts for what came in since."""
    from relto.bootstrap.nodes import succeed_log
    from relto.primitives.limits import NOTE_BYTES

    made = succeed_log(folder, passphrase_in(folder, passphrase_file), files.read(file, NOTE_BYTES), person, overseer)
    print(f"{folder}: the log {made.origin} has begun; give counterparts the node's new card")
