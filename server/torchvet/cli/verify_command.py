"""The options of ``torchvet verify``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from torchvet.settings import DEVICE

ARGUMENTS = "torchvet.verify.arguments"
"""Where the script's own arguments wait while click reads those of torchvet."""


class WithScriptArguments(click.Command):
    """A command that hands on what stands after ``--``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Takes the script's arguments off before the options are read."""
        if "--" in args:
            place = args.index("--")
            ctx.meta[ARGUMENTS] = tuple(args[place + 1 :])
            args = args[:place]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage line, with the script's arguments at its end."""
        return [*super().collect_usage_pieces(ctx), "[-- ARGS...]"]


def _device(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not DEVICE.fullmatch(value):
        raise click.BadParameter(f"'{value}' is none of auto, cpu, cuda, cuda:N, mps.")
    return value


@click.command(cls=WithScriptArguments)
@click.argument("script", required=False, type=click.Path(path_type=Path))
@click.option(
    "-m", "--module", metavar="MODULE", help="Run a module as 'python -m' does, in place of a script."
)
@click.option(
    "--entry",
    metavar="MODULE:FUNCTION",
    help="Call a function that returns model, loss, batch and optimizer, in place of a script.",
)
@click.option(
    "--python",
    type=click.Path(exists=True, path_type=Path),
    help="The interpreter or environment to run the script with.",
)
@click.option("--device", callback=_device, metavar="auto|cpu|cuda[:N]|mps", help="Where to run it.")
@click.option("--steps", type=click.IntRange(min=1), help="The most training steps to take.  [default: 200]")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="The most seconds to take.  [default: 60]",
)
@click.option(
    "--nproc-per-node",
    type=click.IntRange(min=1),
    default=1,
    metavar="N",
    help="Run N processes by torchrun.",
)
@click.option(
    "--memory",
    type=click.FloatRange(min=0, min_open=True),
    metavar="GIB",
    help="The most memory that each process may use.",
)
@click.option(
    "--output-format",
    type=click.Choice(["full", "json"]),
    default="full",
    show_default=True,
    help="How to write the verdict.",
)
@click.pass_context
def verify(ctx: click.Context, **options: Any) -> int:
    """Run a training script on its first batch, and tell whether it can learn it.

    SCRIPT is run as Python would run it, with the arguments after '--'; nothing in it has to be changed.
    Without SCRIPT, what [tool.torchvet.verify] in pyproject.toml says is run.
    """
    from torchvet.cli.verify_run import VerifyRun

    return VerifyRun(arguments=ctx.meta.get(ARGUMENTS), **options).run()
