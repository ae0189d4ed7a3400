"""``relto init`` and ``relto serve``: a party's node in a folder."""

import importlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relto.cli.keys import PassphraseFile, passphrase_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relto.adapters.configuration import Settings

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The node's folder.")]
_LAST_PORT = 65_535
_PASSPHRASE = "passphrase"  # noqa: S105 - the name of a file


def init(
    folder: Folder,
    party: Annotated[str, typer.Option("--party", metavar="PARTY", help="Whose node it is.")],
    log: Annotated[str | None, typer.Option("--log", metavar="ORIGIN", help="Origin of its log; left out: NODE.PARTY.invalid/log.")] = None,
    web: Annotated[str, typer.Option("--web", metavar="ADDRESS:PORT", help="Where people's programs come in.")] = "127.0.0.1:8700",
    peer: Annotated[str, typer.Option("--peer", metavar="ADDRESS:PORT", help="Where counterparts' nodes come in.")] = "127.0.0.1:8701",
    peer_url: Annotated[
        str | None, typer.Option("--peer-url", metavar="URL", help="The same as counterparts write it; left out: as above.")
    ] = None,
    network: Annotated[
        list[str] | None,
        typer.Option("--network", metavar="NET", help="A network that is open beside the addresses of the world (10.0.0.0/8). Repeat."),
    ] = None,
    database: Annotated[str, typer.Option("--database", metavar="URL", help="Its database.")] = "sqlite:///node.sqlite",
    agreements: Annotated[str | None, typer.Option("--agreements", metavar="FOLDER", help="Agreements instead of the library.")] = None,
    assume: Annotated[
        list[str] | None, typer.Option("--assume", metavar="AGREEMENT", help="For a trial: take it for in force, though it is not. Repeat.")
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make a node: keys, log, database, settings. Left without a passphrase, one is made beside them, for its owner alone."""
    from relto.adapters.configuration import Peer, Settings, Web

    web_address, web_port = _place(web, "--web")
    peer_address, peer_port = _place(peer, "--peer")
    settings = Settings(
        party=party,
        log=log or f"node.{party.lower()}.invalid/log",
        web=Web(address=web_address, port=web_port),
        peer=Peer(address=peer_address, port=peer_port, url=peer_url, networks=tuple(network or ())),
        database=database,
        agreements=agreements,
        assume=tuple(assume or ()),
    )
    _made(folder, settings, passphrase_file)
    print(f"  Next: relto serve {folder}")


def serve(
    folder: Folder,
    party: Annotated[
        str | None,
        typer.Option("--party", metavar="PARTY", help="In an empty folder: make a node of this party first, as relto init does."),
    ] = None,
    web: Annotated[str, typer.Option("--web", metavar="ADDRESS:PORT", help="With --party: where people come in.")] = "127.0.0.1:8700",
    peer: Annotated[
        str, typer.Option("--peer", metavar="ADDRESS:PORT", help="With --party: where counterparts' nodes come in.")
    ] = "127.0.0.1:8701",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Serve a node until it is told to stop. One without accounts prints the word by which its page makes the first."""
    from relto.adapters.configuration import NAME, Peer, Settings, Web

    if party is not None and not (folder / NAME).exists():
        (web_address, web_port), (peer_address, peer_port) = _place(web, "--web"), _place(peer, "--peer")
        at_web, at_peer = Web(address=web_address, port=web_port), Peer(address=peer_address, port=peer_port)
        _made(folder, Settings(party=party, log=f"node.{party.lower()}.invalid/log", web=at_web, peer=at_peer), passphrase_file)
    elif not (folder / NAME).exists():
        raise typer.BadParameter(f"{folder} holds no node: say whose is to be made (--party NZL), or make it with relto init")
    run = importlib.import_module("relto.server.node").run
    run(folder, passphrase_in(folder, passphrase_file), lambda places, word: _tell(folder, places, word))


def _tell(folder: Path, places: "Mapping[str, str]", word: str | None) -> None:
    url, *others = places.values()
    print(f"{folder}: serving", flush=True)
    if word is None:
        print(f"  Its pages: {url}", flush=True)
    else:
        print(f"  Nobody has an account yet: open {url} and give the word {word}", flush=True)
    if others:
        print(f"  The exercise's other nodes: {', '.join(f'{party} {at}' for party, at in list(places.items())[1:])}", flush=True)


def _made(folder: Path, settings: "Settings", passphrase_file: Path | None) -> None:
    from relto.bootstrap.nodes import make_node

    own = secrets.token_urlsafe(32).encode()
    given = passphrase_of(passphrase_file) if passphrase_file is not None or "RELTO_PASSPHRASE" in os.environ else None
    make_node(folder, settings, given or own)
    if given is None:
        path = folder / _PASSPHRASE
        path.touch(mode=0o600)
        path.write_bytes(own + b"\n")
    print(f"{folder}: the node of {settings.party} is made.")
    if given is None:
        print(f"  Its passphrase is in {folder / _PASSPHRASE}; but for a trial keep it elsewhere and give it with --passphrase-file.")


def passphrase_in(folder: Path, file: Path | None) -> bytes:
    """The passphrase of a node: of the file given, of the environment, or of the file in its folder.

    Raises:
        Unavailable: the file cannot be read.
    """
    own = folder / _PASSPHRASE
    return passphrase_of(own if file is None and "RELTO_PASSPHRASE" not in os.environ and own.exists() else file)


def _place(text: str, option: str) -> tuple[str, int]:
    address, _, port = text.rpartition(":")
    if not address or not port.isdecimal() or not 1 <= int(port) <= _LAST_PORT:
        raise typer.BadParameter(f"`{text}` is no address and port: write {option} as 127.0.0.1:8700")
    return address.strip("[]"), int(port)
