"""``relto seal``, ``relto open`` and ``relto inspect``: content sealed with its label for those who may have it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from relto.cli import keys, options, output

if TYPE_CHECKING:
    from relto.labels import Label
    from relto.sealing import Examined, Require

Sealed = Annotated[Path, typer.Argument(metavar="FILE", help="The sealed file.")]
Out = Annotated[Path, typer.Option("--output", "-o", metavar="OUT", help="File to write, whole or not at all.")]
Requires = Annotated[
    str,
    typer.Option(
        "--require",
        metavar="WHAT",
        help="What must be signed: seal (all of it), label (as other programs sign it), nothing (plain OpenTDF).",
    ),
]


def seal(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The content.")],
    label: options.LabelText,
    holder: options.Holder,
    recipients: Annotated[str, typer.Option("--for", metavar="PARTIES", help="Who may open it, with commas: JPN,AUS.")],
    key: Annotated[str, typer.Option("--key", metavar="KEY", help="The originator's key in the store, to sign with.")],
    store: keys.Store,
    pins: keys.Pins,
    out: Out,
    scheme: options.SchemeName = None,
    together: Annotated[bool, typer.Option("--together", help="Opens only with the keys of all recipients, not of any.")] = False,
    plain_binding: Annotated[
        bool,
        typer.Option("--plain-binding", help="For clients of OpenTDF that have no keys of originators; the seal stays the originator's."),
    ] = False,
    passphrase_file: keys.PassphraseFile = None,
) -> None:
    """Seal a file with its label for recipients whose keys are pinned."""
    from attrs import evolve

    from relto.adapters.keystore.pins import load_pins
    from relto.adapters.keystore.pins import recipients as pinned_for
    from relto.adapters.placing import placed
    from relto.bootstrap import entropy
    from relto.markings.formats import MachineLabel
    from relto.sealing import Terms
    from relto.sealing import seal as sealing

    at = keys.now().replace(microsecond=0)
    network = options.network_of(None, None, None)
    one = evolve(options.label_of(label, scheme, holder, network), marked_on=at.date())
    parties = [options.party_of(network, code.strip(), "--for") for code in recipients.split(",")]
    for party in parties:
        _check_may_have(one, party, holder, at)
    found = [pinned_for(load_pins(pins), party, at) for party in dict.fromkeys(parties)]
    splits = tuple(found) if together else (tuple(each for some in found for each in some),)
    terms = Terms(MachineLabel(one, at), splits, at, bound_by="content-key" if plain_binding else "originator")
    own = keys.opened(store, passphrase_file)
    with _read(file) as (source, size), placed(out) as sink, _progress(size, "sealing") as told:
        sealing(source, sink, terms, size=size, sign=lambda payload: own.sign(key, payload, at), entropy=entropy, progress=told)
    print(f"sealed for {', '.join(each.kid for some in splits for each in some)}: {out}")


def _check_may_have(label: "Label", party: str, holder: str, at: datetime) -> None:
    """A seal is no decision to release; but nobody seals for whom the label itself leaves out.

    Raises:
        Malformed: the label's list does not reach the recipient.
    """
    from relto.primitives import Malformed, Place

    network = options.network_of(None, None, None)
    reached = network.reach(label.releasable_to or (), at.date(), at.date())
    for exclusion in label.exclusions:
        reached = reached & network.reach(exclusion.only, at.date(), at.date())
    if party != holder and party not in reached and not label.is_public:
        found = ", ".join(sorted(label.releasable_to or ())) or "no list"
        raise Malformed(
            f"the label does not let {party} have it", place=Place("--for"), found=found, expected=f"a label releasable to {party}"
        )


def open_(
    file: Sealed,
    store: keys.Store,
    pins: keys.Pins,
    out: Out,
    require: Requires = "seal",
    passphrase_file: keys.PassphraseFile = None,
) -> None:
    """Open a sealed file; nothing is written before all of it was checked."""
    from relto.adapters.placing import placed
    from relto.sealing import KeyAccess, Wrapped, open_sealed

    own = keys.opened(store, passphrase_file)
    usable = {one.kid for one in own.records() if one.use == "open" and one.revoked is None}

    def unwrap(access: KeyAccess, wrapped: Wrapped) -> bytes | None:
        return own.unwrap(access.kid, wrapped) if access.kid in usable and access.kid is not None else None

    with _read(file) as (source, _):
        found = _examined(source, pins, require)
        with placed(out) as sink, _progress(found.size, "opening") as told:
            open_sealed(source, found, sink, unwrap=unwrap, progress=told)
    print(f"{_marking(found) or 'no label'}: {out}")


def inspect(file: Sealed, pins: keys.Pins, require: Requires = "seal", as_json: options.Json = False) -> None:
    """Say what a sealed file is, whose label it has and who may open it; code 3 where something does not hold."""
    with _read(file) as (source, _):
        found = _examined(source, pins, require)
    ways = found.manifest.encryptionInformation.keyAccess
    facts: dict[str, object] = {
        "format": f"OpenTDF {found.manifest.schemaVersion}",
        "bytes": found.size,
        "label": _marking(found),
        "signed_by": found.signer.party if found.signer else None,
        "signing_key": found.signer.kid if found.signer else None,
        "sealed_at": found.sealed_at.isoformat() if found.sealed_at else None,
        "attributes": list(found.policy.attributes),
        "readers": list(found.policy.dissem),
        "keys": [{"kid": one.kid, "url": one.url, "type": one.type, "split": one.sid} for one in ways],
        "checked": "all that can be checked without a key",
    }
    if as_json:
        output.print_json(facts)
        return
    rows = [(name.replace("_", " "), _words(value)) for name, value in facts.items() if value not in (None, [])]
    output.table(("what", "as found"), rows, wrap=(1,))


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(f"{one['kid']} ({one['type']}, {one['url']})" if isinstance(one, dict) else str(one) for one in value)
    return str(value)


def _marking(found: "Examined") -> str | None:
    from relto import markings

    return None if found.label is None else markings.render(found.label.label, kind="banner")


def _examined(source: BinaryIO, pins: Path, require: str) -> "Examined":
    from relto.adapters.keystore.pins import load_pins, signers
    from relto.sealing import Trust, examine

    known: dict[str, Require] = {"seal": "seal", "label": "label", "nothing": "nothing"}
    if require not in known:
        raise typer.BadParameter("--require is seal, label or nothing")
    return examine(source, Trust(signers(load_pins(pins)), keys.now(), known[require]))


@contextmanager
def _read(file: Path) -> Iterator[tuple[BinaryIO, int]]:
    """A file to read, and its size.

    Raises:
        Unavailable: it cannot be read.
    """
    from relto.primitives import Unavailable

    try:
        opened = file.open("rb")
    except OSError as error:
        raise Unavailable(f"{file}: cannot be read: {error.strerror}") from error
    with opened:
        size = opened.seek(0, 2)
        opened.seek(0)
        yield opened, size


@contextmanager
def _progress(size: int, word: str) -> Iterator[Callable[[int], None] | None]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(word, total=size)
        yield lambda done: bar.update(task, completed=done)
