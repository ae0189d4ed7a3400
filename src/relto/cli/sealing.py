"""``relto seal``, ``relto open`` and ``relto inspect``: content sealed with its label for those who may have it."""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from io import SEEK_END
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from relto.cli import keys, options, output
from relto.cli.exits import Exit

if TYPE_CHECKING:
    from relto.agreements import Network
    from relto.primitives import PartyId
    from relto.release import Decision, Item
    from relto.sealing import Examined, KeyAccess, ManagedKeyStore, Require, Wrapped

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
    originator: options.Originators = None,
    under: options.Under = None,
    marked_on: options.MarkedOn = None,
    at: options.At = None,
    purpose: options.Purpose = None,
    provided_for: options.ProvidedFor = None,
    channel: options.Channel = None,
    kind: options.Kinds = None,
    item: options.ItemId = None,
    came: options.Came = None,
    network: options.NetworkDir = None,
    assume: options.Assume = None,
    consent: options.Consents = None,
    as_json: options.Json = False,
) -> None:
    """Seal a file with its label for recipients who may have it and whose keys are pinned; else nothing is written."""
    from attrs import evolve

    from relto.adapters.keystore.pins import load_pins
    from relto.adapters.keystore.pins import recipients as pinned_for
    from relto.adapters.placing import placed
    from relto.bootstrap import entropy
    from relto.markings.formats import MachineLabel
    from relto.sealing import Terms
    from relto.sealing import seal as sealing

    instant = keys.now()
    facts = options.network_of(network, assume, consent)
    one = evolve(options.label_of(label, scheme, holder, facts), marked_on=marked_on or instant.date())
    what = options.item_of(
        one,
        originators=originator,
        under=under,
        marked_on=options.marked_by(marked_on, at),
        kinds=kind,
        provided_for=provided_for,
        item_id=item,
        came=came,
        network=facts,
    )
    parties = list(dict.fromkeys(options.party_of(facts, code.strip(), "--for") for code in recipients.split(",")))
    source = options.party_of(facts, holder, "--from")
    answers = _decided(facts, what, at or options.today(), source, parties, purpose=purpose, channel=channel)
    _refuse_unless_permitted(answers, f"{holder} to {{}}, {label}", as_json=as_json)
    known = load_pins(pins)
    found = [pinned_for(known, party, instant, answers[party].instrument if party in answers else None) for party in parties]
    splits = tuple(found) if together else (tuple(each for some in found for each in some),)
    terms = Terms(MachineLabel(one, instant), splits, instant, bound_by="content-key" if plain_binding else "originator")
    own = keys.opened(store, passphrase_file)
    with _read(file) as (content, size), placed(out) as sink, _progress(size, "sealing") as told:
        sealing(content, sink, terms, size=size, sign=lambda payload: own.sign(key, payload, instant), entropy=entropy, progress=told)
    _tell_sealed(out, [[(each.kid, each.party) for each in some] for some in splits], answers, as_json=as_json)


def _decided(
    network: "Network", item: "Item", at: date, holder: "PartyId", parties: "list[PartyId]", *, purpose: str | None, channel: str | None
) -> "dict[PartyId, Decision]":
    """The decision for every recipient; the holder needs none for a copy of its own."""
    from relto.release import Engine

    engine = Engine(network, at)
    others = [party for party in parties if party != holder]
    return {party: engine.decide(item, holder=holder, recipient=party, purpose=purpose, channel=channel) for party in others}


def _refuse_unless_permitted(answers: "dict[PartyId, Decision]", title: str, *, as_json: bool) -> None:
    """End the command where a recipient may not have it: code 11 where one is denied, 10 where a consent is missing."""
    refused = {party: answer for party, answer in answers.items() if answer.outcome != "permit"}
    if not refused:
        return
    if as_json:
        output.print_json({"sealed": None, "decisions": {party: output.decision_object(answer) for party, answer in answers.items()}})
    else:
        for party, answer in refused.items():
            output.print_decision(answer, title.format(party))
    print(f"relto: not sealed: {', '.join(refused)} may not have it; nothing was written", file=sys.stderr)
    sys.exit(Exit.DENIED if any(answer.outcome == "deny" for answer in refused.values()) else Exit.CONSENT)


def _tell_sealed(out: Path, ways: list[list[tuple[str, str]]], answers: "dict[PartyId, Decision]", *, as_json: bool) -> None:
    if as_json:
        decisions = {party: output.decision_object(answer) for party, answer in answers.items()}
        output.print_json({"sealed": str(out), "keys": [kid for some in ways for kid, _ in some], "decisions": decisions})
        return
    print(f"sealed: {out}, opens with {_opens_with(ways)}")
    for party, answer in answers.items():
        if answer.marking is not None:
            print(f"  {party} marks it: {answer.marking}")
        for one in answer.obligations:
            output.print_folded(f"  {party}, {one.rule}: ", f"{one.says} [{output.cited(one.agreement, one.article, None)}]")


def open_(
    file: Sealed,
    store: keys.Stores,
    pins: keys.Pins,
    out: Out,
    require: Requires = "seal",
    passphrase_file: keys.PassphraseFiles = None,
) -> None:
    """Open a sealed file; nothing is written before all of it was checked."""
    from relto.adapters.placing import placed
    from relto.sealing import open_sealed

    own = keys.opened_all(store, passphrase_file)
    with _read(file) as (source, _):
        found = _examined(source, pins, require)
        with placed(out) as sink, _progress(found.size, "opening") as told:
            open_sealed(source, found, sink, unwrap=_unwrapping(own), progress=told)
    print(f"{_marking(found) or 'no label'}: {out}")


def _unwrapping(stores: "list[ManagedKeyStore]") -> "Callable[[KeyAccess, Wrapped], bytes | None]":
    """Opens shares with the keys of stores, whichever has the key."""
    from relto.primitives import BrokenSeal

    usable = [(own, {one.kid for one in own.records() if one.use == "open" and one.revoked is None}) for own in stores]

    def unwrap(access: "KeyAccess", wrapped: "Wrapped") -> bytes | None:
        failed: BrokenSeal | None = None
        for own, kids in usable:
            if access.kid is not None and access.kid in kids:
                try:
                    return own.unwrap(access.kid, wrapped)
                except BrokenSeal as error:
                    failed = error
        if failed is not None:
            raise failed
        return None

    return unwrap


class _Nowhere(io.BytesIO):
    """Takes what is written and keeps none of it."""

    def write(self, data: Any, /) -> int:
        """Drop it."""
        return len(data)


def inspect(
    file: Sealed,
    pins: keys.Pins,
    require: Requires = "seal",
    store: Annotated[
        list[Path] | None, typer.Option("--store", metavar="FILE", help="Check the content too, with the keys of this store. Repeat.")
    ] = None,
    passphrase_file: keys.PassphraseFiles = None,
    as_json: options.Json = False,
) -> None:
    """Say what a sealed file is, whose label it has and who may open it; code 3 where something does not hold."""
    from relto.adapters.keystore.pins import PinnedOpening, load_pins
    from relto.sealing import open_sealed

    with _read(file) as (source, _):
        found = _examined(source, pins, require)
        if store:
            with _progress(found.size, "checking") as told:
                open_sealed(source, found, _Nowhere(), unwrap=_unwrapping(keys.opened_all(store, passphrase_file)), progress=told)
    parties = {(one.kid, one.url): one.party for one in load_pins(pins) if isinstance(one, PinnedOpening)}
    ways = [(one, parties.get((one.kid or "", one.url))) for one in found.manifest.encryptionInformation.keyAccess]
    facts = _facts(found)
    facts["keys"] = [{"kid": one.kid, "party": party, "url": one.url, "type": one.type, "split": one.sid} for one, party in ways]
    checked = _checked(found, content=bool(store))
    if as_json:
        output.print_json(facts | {"checked": checked})
        return
    splits: dict[str | None, list[tuple[str, str]]] = {}
    for one, party in ways:
        splits.setdefault(one.sid, []).append((one.kid or one.url, party or "nobody pinned"))
    facts |= {"opens_with": _opens_with(list(splits.values())), "checked": checked}
    rows = [(name.replace("_", " "), _words(value)) for name, value in facts.items() if value not in (None, [])]
    output.table(("what", "as found"), rows, wrap=(1,))


def _facts(found: "Examined") -> dict[str, object]:
    return {
        "format": f"OpenTDF {found.manifest.schemaVersion}",
        "bytes": found.size,
        "label": _marking(found),
        "signed_by": found.signer.party if found.signer else None,
        "signing_key": found.signer.kid if found.signer else None,
        "sealed_at": found.sealed_at.isoformat() if found.sealed_at else None,
        "attributes": list(found.policy.attributes),
        "readers": list(found.policy.dissem),
    }


def _opens_with(ways: list[list[tuple[str, str]]]) -> str:
    """Whose keys open it, in words: for every share its keys, each with its party."""
    shares = [f"{'one of ' if len(some) > 1 else ''}{', '.join(f'{kid} ({party})' for kid, party in some)}" for some in ways]
    return shares[0] if len(shares) == 1 else f"all of these together: {'; '.join(shares)}"


def _checked(found: "Examined", *, content: bool) -> str:
    if found.signer is None:
        held = "form, policy and sizes hold; nobody's signature was checked"
    elif found.sealed_at is None:
        held = "label, signature, policy and sizes hold; nobody sealed the whole"
    else:
        held = "label, seal, policy and sizes hold"
    return f"{held}; {'so does all of the content' if content else 'the content can be checked with a key alone (--store)'}"


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


class _Source(io.FileIO):
    """A file that says, where it cannot be read, that it is this one."""

    def readinto(self, into: Any, /) -> int | None:
        """Read into a buffer."""
        from relto.primitives import Unavailable

        try:
            return super().readinto(into)
        except OSError as error:
            raise Unavailable(f"{self.name}: cannot be read: {error.strerror}") from error


@contextmanager
def _read(file: Path) -> Iterator[tuple[BinaryIO, int]]:
    """A file to read, and its size.

    Raises:
        Unavailable: it cannot be read, or it is a pipe or a device, whose size nobody knows.
    """
    from relto.primitives import Unavailable

    if file.exists() and not file.is_file():
        raise Unavailable(f"{file}: cannot be read: it is no file; what comes from elsewhere, write into a file first")
    try:
        opened = io.BufferedReader(_Source(file))
    except OSError as error:
        raise Unavailable(f"{file}: cannot be read: {error.strerror}") from error
    with opened:
        size = opened.seek(0, SEEK_END)
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
