"""The command as a whole: its nouns and verbs, and what happens when something is refused."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from relto.cli import (
    agreements,
    audit,
    backups,
    communities,
    decide,
    doctor,
    documents,
    keys,
    marking,
    nodes,
    peers,
    permitted,
    person,
    prove,
    reach,
    sealing,
    whatif,
)
from relto.cli.exits import Exit, refuse
from relto.primitives import ReltoError, Unavailable

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_EXTRA = ("cryptography", "joserfc", "zlib_ng")

app = typer.Typer(
    name="relto",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings=_CONTEXT,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"relto {version('relto')}")
        raise typer.Exit


@app.callback()
def relto(
    show_version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")] = False,
) -> None:
    """Who may have this information, under which article, with whose consent."""


app.command()(decide.decide)
app.command()(decide.who)
app.command()(documents.check)
app.command()(documents.matrix)
app.command()(documents.tearline)
app.command()(whatif.whatif)
app.command()(reach.reach)
app.command()(prove.prove)
app.command()(sealing.seal)
app.command("open")(sealing.open_)
app.command()(sealing.inspect)
app.command()(nodes.init)
app.command()(nodes.serve)
app.command()(doctor.doctor)
app.command()(backups.backup)
app.command()(backups.restore)
app.command()(peers.export)
app.command("import")(peers.import_)
app.add_typer(person.app, name="person")
app.add_typer(peers.app, name="peer")
app.add_typer(backups.app, name="succession")
app.add_typer(keys.app, name="keys")
app.add_typer(marking.app, name="marking")
app.add_typer(agreements.app, name="agreements")
app.add_typer(permitted.app, name="holdings")
app.add_typer(communities.app, name="communities")
app.add_typer(audit.app, name="audit")


def main() -> None:
    """Run the command; an input that is refused ends with code 3 and says why."""
    try:
        app()
    except ReltoError as error:
        refuse(error, as_json="--json" in sys.argv)
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        refuse(Unavailable(f"`{error.name}` is not installed: install Relto with the extra `sealing`"), as_json="--json" in sys.argv)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(Exit.ANSWERED)
