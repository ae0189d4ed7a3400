"""The command as a whole: its nouns and verbs, each read when it is called, and what happens when something is refused."""

import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

COMMANDS = (
    ("decide", "decide:decide", "May the holder release this to the recipient? Every rule that speaks is named."),
    ("who", "decide:who", "Who may have this? One row for every party and community member."),
    ("check", "documents:check", "A report's portions, labels, roll-up, and every problem with line and column."),
    ("matrix", "documents:matrix", "Every portion against every recipient."),
    ("tearline", "documents:tearline", "Write the version of a report that one recipient may have."),
    ("whatif", "whatif:whatif", "What would change for holdings: for whom how much opens and closes, and why."),
    ("reach", "reach:reach", "Can it ever? Every party that could come to hold it, and a shortest chain."),
    ("prove", "prove:prove", "Prove claims for all labels, chains and days, or refute them by a chain."),
    ("seal", "sealing:seal", "Seal a file with its label for recipients who may have it."),
    ("open", "sealing:open_", "Open a sealed file; nothing is written before all of it was checked."),
    ("inspect", "sealing:inspect", "Say what a sealed file is, whose label it has and who may open it."),
    ("init", "nodes:init", "Make a node: keys, log, database, settings."),
    ("serve", "nodes:serve", "Serve a node until it is told to stop."),
    ("doctor", "doctor:doctor", "Look a node over: keys, certificate, database, log, room on the disk."),
    ("backup", "backups:backup", "Write a node's folder into a file, while the node runs."),
    ("restore", "backups:restore", "Make a folder from a backup."),
    ("export", "peers:export", "Write everything that is due for a counterpart into a file that people carry."),
    ("import", "peers:import_", "Take a file that was carried here."),
    ("person", "person:app", "The people of a node."),
    ("peer", "peers:app", "The nodes of other parties."),
    ("succession", "backups:app", "The log that takes the place of a restored node's."),
    ("keys", "keys:app", "Keys to seal, sign and open with."),
    ("marking", "marking:app", "Markings: parse, render, convert, check, explain; read and write machine forms."),
    ("agreements", "agreements:app", "Agreements as code: list, show, check, cases, diff, calendar, map, new."),
    ("holdings", "permitted:app", "What is held, as a whole."),
    ("communities", "communities:app", "Communities and their dated membership."),
    ("audit", "audit:app", "Logs that nobody can rewrite quietly: verify, prove, witness."),
)
"""Every noun and verb: its name, where it stands in this room, and what `relto --help` says of it."""


class Whole(TyperGroup):
    """The command as a whole: an input that is refused ends it with code 3 and says why, whichever part refused it."""

    def invoke(self, ctx: Any) -> Any:
        """Run what was asked for."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except Exception as error:
            from relto.cli.exits import end_with  # and with it the errors, which help alone needs none of

            end_with(error, as_json="--json" in sys.argv)
            raise


app = typer.Typer(
    name="relto",
    cls=Whole,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings=_CONTEXT,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"relto {version('relto')}")
        raise typer.Exit


@app.callback()
def relto(
    show_version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")] = False,
) -> None:
    """Who may have this information, under which article, with whose consent."""


class Deferred(TyperCommand):
    """A command, or a noun with commands of its own, whose module is read when it is called.

    Args:
        name: what is typed.
        home: the module in this room and the name in it, a function or a :class:`typer.Typer`: ``decide:who``.
        summary: what the help of the whole says of it.
    """

    def __init__(self, name: str, home: str, summary: str) -> None:
        super().__init__(name, short_help=summary, rich_markup_mode=None)
        self._home = home

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The context of the command itself, which then runs in this one's place."""
        return self.loaded().make_context(info_name, args, parent, **extra)

    def loaded(self) -> Any:
        """The command itself."""
        module, _, name = self._home.partition(":")
        found = getattr(import_module(f"relto.cli.{module}"), name)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        if isinstance(found, typer.Typer):
            alone.add_typer(found, name=self.name)
        else:
            alone.command(self.name)(found)
        return typer.main.get_group(alone).commands[str(self.name)]


def command() -> TyperGroup:
    """The whole command, of whose parts none is read yet."""
    group = typer.main.get_group(app)
    for name, home, summary in COMMANDS:
        group.add_command(Deferred(name, home, summary))
    return group


def main() -> None:
    """Run the command."""
    command()()
