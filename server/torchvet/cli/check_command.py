"""The options of ``torchvet check``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import click

from torchvet.cli.check_run import CheckRun, Request
from torchvet.cli.reporting import Format
from torchvet.finding import Severity
from torchvet.output.places import STANDARD_INPUT
from torchvet.settings import code_problem

SEVERITIES = {severity.label: severity for severity in Severity}


class Codes(click.ParamType[tuple[str, ...]]):
    """Codes and prefixes of rules, separated by commas."""

    name = "CODES"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """The codes, each of which is known."""
        if isinstance(value, tuple):
            return cast("tuple[str, ...]", value)
        codes = tuple(code.strip().upper() for code in str(value).split(",") if code.strip())
        for code in codes:
            problem = code_problem(code)
            if problem:
                self.fail(problem, param, ctx)
        return codes


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--output-format",
    type=click.Choice([each.value for each in Format]),
    default=Format.FULL.value,
    show_default=True,
    help="How to write what was found.",
)
@click.option("--select", type=Codes(), multiple=True, help="Run only these rules (codes or prefixes).")
@click.option("--ignore", type=Codes(), multiple=True, help="Do not run these rules (codes or prefixes).")
@click.option(
    "--min-severity",
    type=click.Choice(list(SEVERITIES)),
    default=Severity.INFORMATION.label,
    show_default=True,
    help="Leave out what is less severe.",
)
@click.option("--fix", is_flag=True, help="Fix what can be fixed safely.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also make fixes to be looked at.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--statistics", is_flag=True, help="Count what each rule found.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 also when something was found.")
@click.option("-q", "--quiet", is_flag=True, help="Write what was found and nothing else.")
@click.option(
    "--python",
    type=click.Path(exists=True, path_type=Path),
    help="The interpreter or environment to look packages up in.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), help="How many processes to use; by default by the number of files."
)
@click.option("--no-cache", is_flag=True, help="Neither use nor keep results of earlier runs.")
@click.option("--stdin-filename", metavar="NAME", help="The file name of what '-' reads.")
def check(**options: Any) -> int:
    """Find training mistakes in files and folders.

    PATH is a file or a folder, by default the current one; '-' reads standard input.
    """
    return CheckRun(_request(**options)).run()


def _request(
    paths: tuple[Path, ...],
    output_format: str,
    select: tuple[tuple[str, ...], ...],
    ignore: tuple[tuple[str, ...], ...],
    min_severity: str,
    **options: Any,
) -> Request:
    reads_input = Path(STANDARD_INPUT) in paths
    if reads_input and len(paths) > 1:
        raise click.UsageError("'-' reads standard input and cannot be combined with other paths.")
    overrides: dict[str, Any] = {}
    if select:
        overrides["select"] = [code for codes in select for code in codes]
    if ignore:
        overrides["ignore"] = [code for codes in ignore for code in codes]
    caches = not options.pop("no_cache")
    return Request(
        paths=() if reads_input else paths or (Path(),),
        overrides=overrides,
        min_severity=SEVERITIES[min_severity],
        format=Format(output_format),
        caches=caches,
        **options,
    )
