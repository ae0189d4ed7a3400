"""``relto audit``: whether a log, a receipt or evidence is what it claims to be; receipts; cosignatures."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relto.cli import files, options, output
from relto.cli.exits import Exit

if TYPE_CHECKING:
    from relto.audit import LogSource, Note, Policy, Witness

app = typer.Typer(no_args_is_help=True, help="Logs that nobody can rewrite quietly: verify, prove, witness.")

PolicyFile = Annotated[Path, typer.Option("--policy", metavar="FILE", help="Whom to trust: logs, witnesses, quorum (tlog-policy).")]
Oldest = Annotated[
    int | None, typer.Option("--oldest", metavar="HOURS", min=1, help="Cosignatures older than this count for nothing; left out: any age.")
]
LogName = Annotated[str | None, typer.Option("--log", metavar="ORIGIN", help="Which log of a database (SQLite), where it has several.")]
_PASSWORD = "RELTO_AUDIT_KEY_PASSWORD"  # noqa: S105 -- the name of the variable


@app.command()
def verify(
    target: Annotated[
        str, typer.Argument(metavar="DIR|URL|FILE", help="A log's folder, database or URL; or a receipt, or evidence, as a file.")
    ],
    policy: PolicyFile,
    earlier: Annotated[
        list[Path] | None, typer.Option("--earlier", metavar="FILE", help="A checkpoint of this log that you kept. Repeat for several.")
    ] = None,
    entry: Annotated[Path | None, typer.Option("--entry", metavar="FILE", help="For a receipt: the entry as it stands in the log.")] = None,
    content: Annotated[Path | None, typer.Option("--content", metavar="FILE", help="For a receipt: the content; with --salt.")] = None,
    salt: Annotated[Path | None, typer.Option("--salt", metavar="FILE", help="For a receipt: the salt, 32 bytes.")] = None,
    log: LogName = None,
    oldest: Oldest = None,
    at: options.AtInstant = None,
    as_json: options.Json = False,
) -> None:
    """Is it what it claims to be? A whole log is hashed anew, entry by entry; a receipt needs no log at hand."""
    from relto.cli import audit_words
    from relto.primitives import Unverified

    rules, instant = _policy(policy, oldest), options.now() if at is None else at
    source = _source(target, log)
    receipt_options = entry, content, salt
    if (source is not None and any(receipt_options)) or (source is None and earlier):
        raise typer.BadParameter("--entry, --content and --salt go with a receipt, --earlier with a log")
    try:
        if source is not None:
            found = audit_words.log(source, _shown(source, target), rules, instant, [_note(path) for path in earlier or ()])
        else:
            found = audit_words.file(Path(target), rules, instant, entry=entry, content=content, salt=salt)
    except Unverified as error:
        found = audit_words.not_verified(target, error)
    _tell(found.json, found.lines, as_json=as_json, code=Exit.ANSWERED if found.verified else Exit.NOT_VERIFIED)


@app.command()
def prove(
    target: Annotated[str, typer.Argument(metavar="DIR|URL|FILE", help="The log: a folder, a database (SQLite) or a URL.")],
    index: Annotated[int, typer.Argument(metavar="INDEX", help="Which entry, counted from 0.", min=0)],
    policy: PolicyFile,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help="Where the receipt goes; left out: printed.")] = None,
    log: LogName = None,
    oldest: Oldest = None,
    at: options.AtInstant = None,
    as_json: options.Json = False,
) -> None:
    """A receipt for an entry (tlog-proof): whoever has it needs no log to verify it."""
    from relto.audit import TileTree, parse_checkpoint
    from relto.audit import prove as make
    from relto.cli import audit_words
    from relto.primitives import Unverified

    source = _log(target, log)
    note = _shown(source, target)
    try:
        _policy(policy, oldest).verify(note, options.now() if at is None else at)
        head = parse_checkpoint(note.text)
        receipt = make(note, TileTree(source.read, head.size), index)
    except Unverified as error:
        found = audit_words.not_verified(target, error)
        _tell(found.json, found.lines, as_json=as_json, code=Exit.NOT_VERIFIED)
    data = receipt.to_bytes()
    if out is not None:
        files.write(out, data)
    said = {"origin": head.origin, "index": index, "size": head.size, "root": head.root.hex(), "receipt": data.decode()}
    written = [f"Entry {index} of {head.words}: the receipt is in {out}."] if out else [data.decode().removesuffix("\n")]
    _tell(said, written, as_json=as_json, code=Exit.ANSWERED)


@app.command()
def witness(
    target: Annotated[
        str, typer.Argument(metavar="DIR|URL|FILE", help="The log; or a request to add a checkpoint, as a file (- for stdin).")
    ],
    policy: PolicyFile,
    key: Annotated[
        list[Path], typer.Option("--key", metavar="FILE", help="The witness's private key, PKCS #8 in PEM. Repeat for several.")
    ],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Name of the witness's keys (witness.example/w1).")],
    state: Annotated[Path, typer.Option("--state", metavar="DIR", help="Where the witness keeps what it has seen.")],
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help="Where the cosignatures go as well.")] = None,
    log: LogName = None,
    at: options.AtInstant = None,
    as_json: options.Json = False,
) -> None:
    """Cosign a log's checkpoint, where the log has only grown since the last one; keep evidence where it has not."""
    import os

    from relto.adapters.logs import FileWitness, load_signer
    from relto.audit import Witness
    from relto.primitives.limits import RECEIPT_BYTES

    rules = _policy(policy, None)
    password = os.environ.get(_PASSWORD)
    signers = [load_signer(path, name, cosigns=True, password=password.encode() if password else None) for path in key]
    logs = {one.name: [other for other in rules.logs if other.name == one.name] for one in rules.logs}
    seer = Witness(signers, logs, FileWitness(state), lambda: options.now() if at is None else int(at))
    source = _source(target, log)
    body = files.read(Path(target), RECEIPT_BYTES) if source is None else _request(source, _shown(source, target), seer)
    had = _evidence(state)
    answer = seer.add_checkpoint(body)
    cosigned = bool(answer.cosignatures)
    if out is not None and cosigned:
        files.write(out, answer.body.encode())
    said = {"cosigned": cosigned, "status": answer.status, "content_type": answer.content_type, "body": answer.body}
    head = "COSIGNED" if cosigned else f"NOT COSIGNED ({answer.status})"
    lines = [f"{head}: {answer.body.removesuffix(chr(10))}"]
    lines += [
        f"Both signed checkpoints are kept in {one}; `relto audit verify` says what they prove." for one in sorted(_evidence(state) - had)
    ]
    _tell(said, lines, as_json=as_json, code=Exit.ANSWERED if cosigned else Exit.NOT_VERIFIED)


@app.command("key")
def key_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A private key, PKCS #8 in PEM (openssl genpkey -algorithm ed25519).")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Name of the key: the log's origin, or the witness's name.")],
    witness_key: Annotated[bool, typer.Option("--witness", help="It cosigns as a witness does.")] = False,
    as_json: options.Json = False,
) -> None:
    """The public key of a private one, as policies write it (vkey)."""
    import os

    from relto.adapters.logs import load_signer

    password = os.environ.get(_PASSWORD)
    found = load_signer(file, name, cosigns=witness_key, password=password.encode() if password else None).key
    _tell(
        {"vkey": str(found), "name": name, "kind": int(found.kind), "id": found.id.hex()}, [str(found)], as_json=as_json, code=Exit.ANSWERED
    )


def _evidence(state: Path) -> set[Path]:
    return set((state / "evidence").glob("*"))


def _tell(said: object, lines: list[str], *, as_json: bool, code: Exit) -> None:
    if as_json:
        output.print_json(said)
    else:
        print("\n".join(lines))
    if code is not Exit.ANSWERED:
        sys.exit(code)


def _policy(file: Path, hours: int | None) -> "Policy":
    from relto.audit import parse_policy
    from relto.primitives.limits import LOG_POLICY_BYTES

    return parse_policy(files.read(file, LOG_POLICY_BYTES), files.name_of(file), oldest=None if hours is None else hours * 3_600)


def _source(target: str, log: str | None) -> "LogSource | None":
    """The log that a word of the command names; ``None`` where it names a file of another kind."""
    from relto.adapters.logs import FileSource, SqliteSource, WebSource, is_database

    if "://" not in target and is_database(Path(target)):
        return SqliteSource(Path(target), log)
    if log is not None:
        raise typer.BadParameter(f"--log goes with a database, and {target} is none")
    if "://" in target:
        return WebSource(target)
    return FileSource(Path(target)) if Path(target).is_dir() else None


def _log(target: str, log: str | None) -> "LogSource":
    from relto.primitives import Unavailable

    source = _source(target, log)
    if source is None:
        raise Unavailable(f"{target}: no folder and no database of a log")
    return source


def _shown(source: "LogSource", target: str) -> "Note":
    from relto.audit import parse_note
    from relto.primitives import Unavailable

    data = source.published()
    if data is None:
        raise Unavailable(f"{target}: no log here shows a checkpoint")
    return parse_note(data, f"{target}, checkpoint")


def _note(file: Path) -> "Note":
    from relto.audit import parse_note
    from relto.primitives.limits import NOTE_BYTES

    return parse_note(files.read(file, NOTE_BYTES), files.name_of(file))


def _request(source: "LogSource", note: "Note", seer: "Witness") -> bytes:
    """What the log itself would send: a proof from what the witness saw last."""
    from relto.audit import Request, TileTree, parse_checkpoint

    head = parse_checkpoint(note.text)
    known = seer.latest(head.origin)
    old = 0 if known is None else known.size
    grown = 0 < old < head.size
    return Request(old, tuple(TileTree(source.read, head.size).consistency(old)) if grown else (), note).to_bytes()
