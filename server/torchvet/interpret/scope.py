"""A module of the program while it is executed."""

from __future__ import annotations

from dataclasses import dataclass

from torchvet.source.document import Document


@dataclass(slots=True, eq=False)
class ModuleScope:
    """A module of the program.

    Args:
        document: its text.
        name: its dotted name; ``__main__`` for the document that was asked about.
        frame: the id of the frame that holds its names.
    """

    document: Document
    name: str
    frame: int
