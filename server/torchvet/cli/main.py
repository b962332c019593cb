"""The commands, each imported when it is called, and what every one of them has in common."""

from __future__ import annotations

import difflib
import errno
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from torchvet import __version__

COMMANDS = {
    "check": ("torchvet.cli.check_command", "check", "Find training mistakes in files and folders."),
    "verify": (
        "torchvet.cli.verify_command",
        "verify",
        "Run a training script on one batch, and tell whether it can learn it.",
    ),
    "rule": ("torchvet.cli.rule_command", "rule", "Explain a rule, or all of them."),
    "server": ("torchvet.cli.server_command", "server", "Run the language server for an editor."),
}

COULD_NOT_RUN = 2
SHOW_TRACEBACK = "TORCHVET_TRACEBACK"
"""The environment variable that shows where errors inside torchvet come from, for its developers."""

INTERRUPTED = 130
PIPE_CLOSED = 141


class Commands(click.Group):
    """Commands that are imported when they are called, so that none pays for another."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, if there is one."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        return getattr(import_module(module), name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; a file in its place gets a hint."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            if not near and os.path.exists(args[0]):  # noqa: PTH110 - any text may stand here
                hint = f" Did you mean 'torchvet check {args[0]}'?"
            ctx.fail(f"No such command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="torchvet %(version)s")
def torchvet() -> None:
    """Finds the four most common PyTorch training mistakes, and fixes them."""


def run(arguments: Sequence[str]) -> int:
    """Runs the command line.

    Args:
        arguments: what stands after the program's name.

    Returns:
        The exit status.
    """
    _write_anything()
    try:
        status = torchvet.main(list(arguments), prog_name="torchvet", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except OSError as error:
        if error.errno in (errno.EPIPE, errno.EINVAL):
            _close_quietly()
            return PIPE_CLOSED
        where = error.filename or "standard output"
        click.echo(f"torchvet: {where}: {error.strerror or error}.", err=True)
        return COULD_NOT_RUN
    except Exception as error:
        if os.environ.get(SHOW_TRACEBACK):
            raise
        told = f"{type(error).__name__}: {error}"
        click.echo(
            f"torchvet: it failed because of an error of its own ({told}); please report it.", err=True
        )
        return COULD_NOT_RUN
    return status if isinstance(status, int) else 0


def _write_anything() -> None:
    """Lets standard output and error take characters that their encoding lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _close_quietly() -> None:
    """Keeps Python from complaining at its end about a pipe that nobody reads any more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
