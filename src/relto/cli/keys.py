"""``relto keys``: keys of one's own in a file, and the keys of others that are pinned under an agreement."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relto.cli import files, output

if TYPE_CHECKING:
    from relto.sealing import KeyRecord, ManagedKeyStore

app = typer.Typer(name="keys", no_args_is_help=True, help="Keys to seal, sign and open with.")

Store = Annotated[Path, typer.Option("--store", metavar="FILE", envvar="RELTO_KEYS", help="The key store.")]
PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", metavar="FILE", help="File of its passphrase or PIN; left out: RELTO_PASSPHRASE, or asked."),
]
Stores = Annotated[
    list[Path],
    typer.Option("--store", metavar="FILE", envvar="RELTO_KEYS", help="The key store. Repeat where keys of several are needed together."),
]
PassphraseFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help="File of its passphrase or PIN; left out: RELTO_PASSPHRASE, or asked. One for each store, in their order.",
    ),
]
Pins = Annotated[Path, typer.Option("--pins", metavar="FILE", envvar="RELTO_PINS", help="The pinned keys of others (`relto keys pin`).")]
Kid = Annotated[str, typer.Argument(metavar="KEY", help="The key's identifier.")]
Days = Annotated[int, typer.Option("--days", min=1, max=36_500, help="For how many days it is valid.")]


def now() -> datetime:
    """Now, to the second, as labels and seals have it: a key that was just made is valid in the same second."""
    return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251


def passphrase_of(file: Path | None, store: Path | None = None) -> bytes:
    """The passphrase of a key store.

    Args:
        file: the file that has it, or ``None``.
        store: which store is meant, for whoever is asked.

    Raises:
        Unavailable: its file cannot be read.
    """
    if file is not None:
        return files.read(file, 4_096).rstrip(b"\r\n")
    if (given := os.environ.get("RELTO_PASSPHRASE")) is not None:
        return given.encode()
    return str(typer.prompt(f"Passphrase of the key store{f' {store}' if store else ''}", hide_input=True, err=True)).encode()


def opened(store: Path, passphrase: Path | None) -> "ManagedKeyStore":
    """A key store.

    Raises:
        ReltoError: it cannot be read or opened.
    """
    from relto.bootstrap import key_store

    return key_store(store, passphrase_of(passphrase, store))


def opened_all(stores: list[Path], passphrases: list[Path] | None) -> "list[ManagedKeyStore]":
    """Several key stores, each with its own passphrase.

    Raises:
        ReltoError: one cannot be read or opened.
    """
    if passphrases and len(passphrases) != len(stores):
        raise typer.BadParameter(f"--passphrase-file stands {len(passphrases)} times, and --store {len(stores)} times: one for each")
    given: list[Path | None] = [*passphrases] if passphrases else [None] * len(stores)
    return [opened(store, file) for store, file in zip(stores, given, strict=True)]


@app.command()
def new(
    kid: Kid,
    store: Store,
    use: Annotated[str, typer.Option("--use", metavar="USE", help="open or sign.")],
    algorithm: Annotated[
        str,
        typer.Option(
            "--algorithm",
            metavar="ALG",
            help="rsa:2048 … rsa:4096, ec:secp256r1, ec:secp384r1; to open also hpqt:secp256r1-mlkem768, "
            "hpqt:secp384r1-mlkem1024; to sign also ed25519.",
        ),
    ] = "rsa:3072",
    days: Days = 365,
    oaep: Annotated[str, typer.Option("--oaep", metavar="HASH", help="Hash of OAEP as agreed: sha1 or sha256.")] = "sha1",
    passphrase_file: PassphraseFile = None,
    module: Annotated[
        str | None, typer.Option("--pkcs11", metavar="LIBRARY", help="With the first key: a device's library; the keys are made in it.")
    ] = None,
    token: Annotated[str | None, typer.Option("--token", metavar="LABEL", help="With --pkcs11: which token.")] = None,
) -> None:
    """Make a key; the store is made with the first."""
    if (module is None) != (token is None) or (module is not None and store.exists()):
        raise typer.BadParameter("--pkcs11 and --token go together, with the first key of a store")
    if use not in ("open", "sign") or oaep not in ("sha1", "sha256"):
        raise typer.BadParameter("--use is open or sign, --oaep sha1 or sha256")
    kept = opened(store, passphrase_file) if store.exists() else _begun(store, passphrase_file, module, token)
    at = now()
    made = kept.new(
        kid,
        "open" if use == "open" else "sign",
        algorithm,
        valid_from=at,
        valid_until=at + timedelta(days=days),
        oaep="sha256" if oaep == "sha256" else "sha1",
    )
    print(f"{made.kid}: {made.algorithm}, to {made.use}, until {made.valid_until:%Y-%m-%d}")


def _begun(store: Path, passphrase: Path | None, module: str | None, token: str | None) -> "ManagedKeyStore":
    from relto.bootstrap import new_device_store, new_key_store

    if module is None or token is None:
        return new_key_store(store, passphrase_of(passphrase))
    return new_device_store(store, module, token, passphrase_of(passphrase))


@app.command("list")
def list_(store: Store, passphrase_file: PassphraseFile = None, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """The keys of a store, revoked ones too."""
    found = opened(store, passphrase_file).records()
    if as_json:
        output.print_json({"keys": [_object(one) for one in found]})
        return
    at = now()
    rows = [(one.kid, one.use, one.algorithm, f"{one.valid_until:%Y-%m-%d}", _state(one, at)) for one in found]
    output.table(("key", "use", "algorithm", "until", "state"), rows)


@app.command()
def rotate(
    kid: Kid,
    successor: Annotated[str, typer.Argument(metavar="NEW", help="Identifier of the key that follows it.")],
    store: Store,
    days: Days = 365,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make a key that follows another; the other opens what it has and is used for nothing new."""
    at = now()
    made = opened(store, passphrase_file).rotate(kid, successor, at=at, valid_until=at + timedelta(days=days))
    print(f"{made.kid} follows {kid}, until {made.valid_until:%Y-%m-%d}")


@app.command()
def revoke(kid: Kid, store: Store, passphrase_file: PassphraseFile = None) -> None:
    """Revoke a key and destroy its private half: it opens and signs nothing any more."""
    opened(store, passphrase_file).revoke(kid, now())
    print(f"{kid} is revoked; tell those who pinned it")


@app.command()
def export(
    kid: Kid,
    store: Store,
    party: Annotated[str, typer.Option("--party", metavar="PARTY", help="Whose key it is.")],
    agreement: Annotated[str, typer.Option("--agreement", metavar="AGREEMENT", help="Under which it is exchanged.")],
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Address of the server of keys.")] = "https://keys.invalid",
    system: Annotated[list[str] | None, typer.Option("--system", metavar="SYSTEM", help="Of a key to sign: whose labels it signs.")] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Print the public half of a key for others to pin."""
    import msgspec

    from relto.adapters.keystore.pins import Pin, PinnedOpening, PinnedSigning
    from relto.sealing.signing import algorithm_for

    found = [one for one in opened(store, passphrase_file).records() if one.kid == kid]
    if not found:
        raise typer.BadParameter(f"the store has no key {kid}")
    one = found[0]
    made: Pin
    if one.use == "sign":
        if not system:
            raise typer.BadParameter("say whose labels it signs: --system us")
        algorithm = algorithm_for(one.public.encode())
        made = PinnedSigning(party, agreement, kid, algorithm, one.public, system, one.valid_from, one.valid_until, one.revoked is not None)
    else:
        made = PinnedOpening(party, agreement, url, kid, one.public, one.valid_from, one.valid_until, one.oaep, one.revoked is not None)
    print(msgspec.json.format(msgspec.json.encode(made), indent=2).decode())


@app.command()
def pin(
    entry: Annotated[Path, typer.Argument(metavar="FILE", help="What `relto keys export` printed at the other's; - for standard input.")],
    pins: Pins,
) -> None:
    """Pin a key of another party; compare its fingerprint with them by another way before."""
    import msgspec

    from relto.adapters.keystore.pins import Pin, load_pins, save_pins, with_pin
    from relto.markings.formats.json import read_json
    from relto.primitives import Malformed, Place
    from relto.primitives.limits import LABEL_BYTES
    from relto.sealing.wrapping import fingerprint

    try:
        one: Any = msgspec.convert(read_json(files.read(entry, LABEL_BYTES), files.name_of(entry)), Pin)
    except msgspec.ValidationError as error:
        raise Malformed(f"no key to pin: {error}", place=Place(files.name_of(entry)), expected="what `relto keys export` prints") from error
    save_pins(pins, with_pin(load_pins(pins) if pins.exists() else [], one))
    load_pins(pins)
    print(f"pinned {one.kid} of {one.party}, {fingerprint(one.public)}")


def _state(one: "KeyRecord", at: datetime) -> str:
    if one.revoked is not None:
        return "revoked"
    return "valid" if one.is_current(at) else "opens what it has" if one.use == "open" else "expired"


def _object(one: "KeyRecord") -> dict[str, object]:
    from relto.sealing.wrapping import fingerprint

    return {
        "kid": one.kid,
        "use": one.use,
        "algorithm": one.algorithm,
        "valid_from": one.valid_from.isoformat(),
        "valid_until": one.valid_until.isoformat(),
        "revoked": one.revoked.isoformat() if one.revoked else None,
        "oaep": one.oaep,
        "fingerprint": fingerprint(one.public),
    }
