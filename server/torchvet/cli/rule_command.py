"""``torchvet rule``."""

from __future__ import annotations

import sys

import click

from torchvet.output.style import style_for
from torchvet.rules import Rule, all_rules, rule_for
from torchvet.settings import suggestion


@click.command()
@click.argument("code", required=False)
@click.option("--all", "wants_all", is_flag=True, help="Explain every rule.")
def rule(code: str | None, wants_all: bool) -> int:
    """Explain the rule CODE: what it finds, why it hurts, and how to write it instead.

    CODE is a rule's code, as in TV301, or its name.
    """
    if (code is None) != wants_all:
        raise click.UsageError("Give one rule's code, as in 'torchvet rule TV301', or --all.")
    rules = all_rules() if code is None else (_known(code),)
    _show("\n\n".join(each.page() for each in rules))
    return 0


def _known(code: str) -> Rule:
    known = rule_for(code)
    if known is None:
        words = [word for each in all_rules() for word in (each.code, each.name)]
        near = suggestion(code.upper(), words) or suggestion(code.lower(), words)
        raise click.UsageError(f"No rule has the code '{code}'{near or '.'}")
    return known


def _show(page: str) -> None:
    """Writes Markdown: formatted on a terminal, as it is elsewhere."""
    if not style_for(sys.stdout).has_colours:
        click.echo(page)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(width=min(100, Console().width), highlight=False).print(Markdown(page))
