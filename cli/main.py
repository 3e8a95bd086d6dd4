"""The front door: `assay`. Each command lies in a file of its own, which is imported when the command is run and not before."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module, metadata
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from assay.errors import EXIT_DOCUMENTS_FAILED, EXIT_DONE, EXIT_INTERRUPTED, EXIT_USAGE, AssayError, UsageError
from assay.log import log_file, log_unexpected, open_log
from cli.message import tell_error, tell_unexpected

COMMANDS = {
    "up": "Run everything in this terminal: database, worker, watched folder, API and console.",
    "extract": "Read documents and print the values that were found.",
    "plan": "Read documents, and say what asking a language model about them would take.",
    "read": "Show what was read in a document: its text, words, tables and hidden text.",
    "explain": "Say why a field of a document has its value.",
    "replay": "Work a result out once more from recorded answers, without asking any model.",
    "forget": "Forget what language models answered to `assay extract`.",
    "submit": "Hand documents to the running system.",
    "triage": "List the documents that no schema says it is for, and name one for them.",
    "cost": "Show what language models cost: calls, tokens and US dollars.",
    "schema": "List, show, check and test schemas.",
    "worker": "Work on the documents that were handed in, until Ctrl+C.",
    "watch": "Watch a folder: hand in what is dropped there, and file it with its result.",
    "serve": "Answer programs and people: the API and the console, until Ctrl+C.",
    "token": "Make, list and revoke tokens of the API.",
    "sign-in": "Print a link that signs a person in to the console, once.",
    "migrate": "Bring the database to the form that this version expects.",
    "status": "Show what waits, runs and failed, and which part of the system is degraded.",
    "doctor": "Explain every setting and check that everything is in place.",
    "demo": "Start the system, hand it the sample documents, and show what was found.",
}


class Commands(TyperGroup):
    """The commands of the table above, so that `--help` needs to import none of them."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  the framework's signature
        """The names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  the framework's signature
        """The command of that name, imported now; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        return typer.main.get_command(import_module(f"cli.{cmd_name.replace('-', '_')}").app)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  the framework's signature
        """The part of `--help` that lists the commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


app = typer.Typer(cls=Commands, rich_markup_mode=None, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"assay {metadata.version('assay')}")
        raise typer.Exit


@app.callback()
def assay(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")] = False,
) -> None:
    """Reads documents and answers, field by field, with a value, where it was read, and how sure it is."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; whatever happens, a person sees sentences and no traceback."""
    try:
        _speak_utf8()
        return _run(arguments)
    except AssayError as error:
        tell_error(error)
        return error.exit_status
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as error:  # noqa: BLE001  the last resort, which keeps the traceback out of a person's sight
        tell_unexpected(type(error).__name__, _logged(error))
        return EXIT_DOCUMENTS_FAILED


def _speak_utf8() -> None:
    """Names and values come in every script, whatever the terminal's locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _run(arguments: Sequence[str] | None) -> int:
    command = typer.main.get_command(app)
    try:
        status = command.main(args=arguments, prog_name="assay", standalone_mode=False)
    except TyperException as error:
        message = error.format_message()
        if message.startswith("Usage:"):
            typer.echo(message, err=True)
        else:
            tell_error(UsageError(f"{message.rstrip('.')}."))
        return EXIT_USAGE
    except typer.Abort:
        return EXIT_INTERRUPTED
    return status if isinstance(status, int) else EXIT_DONE


def _logged(error: Exception) -> Path | None:
    """The log that now holds the error; None when it cannot be written."""
    try:
        data_dir = Path(os.environ.get("ASSAY_DATA_DIR", "").strip() or ".assay").expanduser()
        open_log(data_dir)
    except (OSError, RuntimeError):  # it cannot be written, or `~somebody` is nobody
        return None
    log_unexpected(error)
    return log_file(data_dir)


if __name__ == "__main__":
    sys.exit(main())
