"""``torchvet server``."""

from __future__ import annotations

import click


@click.command()
def server() -> int:
    """Run the language server on standard input and output."""
    from torchvet.lsp.server import main

    return main() or 0
