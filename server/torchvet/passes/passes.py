"""Answers for a training loop whether it was shown to fit one batch, as it is now."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from torchvet.passes.pieces import LoopKey, loop_key
from torchvet.passes.records import Record, Records
from torchvet.passes.scopes import LoopNode, scope_around
from torchvet.passes.standing import NEVER, STANDS, Standing
from torchvet.program.jedi_bridge import default_cache_folder
from torchvet.source.document import Document

Read = Callable[[Path], Document | None]
"""Gives a file of the workspace."""


class Passes:
    """The passes that are kept in a folder.

    Args:
        folder: torchvet's cache folder.
    """

    def __init__(self, folder: Path) -> None:
        self.records = Records(folder / "passes")

    @property
    def generation(self) -> int:
        """A number that changes when a pass was recorded, by any process; cheap enough to ask often."""
        return self.records.generation

    def stamp(self, filename: str) -> str:
        """A text that changes when the passes of a file's loops do."""
        return self.records.stamp(real(filename))

    def standing(self, document: Document, loop: LoopNode, read: Read) -> Standing:
        """Whether a loop was shown to fit one batch, and its code is still what it was.

        Args:
            document: the text that it stands in.
            loop: the loop.
            read: gives the other files that the loop rests on.
        """
        file = real(document.filename)
        records = () if document.is_notebook else self.records.of(file)
        if not records:
            return NEVER
        scope = scope_around(document, loop.lineno)
        if all(each is not loop for each in scope.loops):
            return NEVER
        key = loop_key(loop, scope)
        changed: str | None = None
        for record in records:
            if record.loop.scope != key.scope:
                continue
            difference = _difference(record, key, file, document, read)
            if difference is None:
                return STANDS
            if record.loop.number == key.number or record.loop.digest == key.digest:
                changed = changed or difference
        return Standing(was_shown=True, changed=changed) if changed else NEVER

    def files_of(self, filename: str) -> set[str]:
        """The files that the answers for a file's loops depend on, itself left out."""
        file = real(filename)
        return {piece.file for record in self.records.of(file) for piece in record.pieces} - {file}


def _difference(record: Record, key: LoopKey, file: str, document: Document, read: Read) -> str | None:
    """What differs from what was shown, in a few words."""
    if record.loop.digest != key.digest:
        return "the loop itself"
    for piece, digest in record.pieces.items():
        where = document if piece.file == file else read(Path(piece.file))
        if where is None or piece.digest(where) != digest:
            return piece.told if piece.file == file else f"{piece.told} in {Path(piece.file).name}"
    return None


def real(filename: str) -> str:
    """One name for a file, whichever links lead to it."""
    return os.path.realpath(filename)


def default_passes() -> Passes:
    """The passes of this user."""
    return Passes(default_cache_folder())
