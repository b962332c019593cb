"""Records what a verification has shown."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from torchvet.passes.naming import Running, loops_around
from torchvet.passes.passes import Passes, default_passes, real
from torchvet.passes.pieces import Piece, loop_key
from torchvet.passes.reach import Reach
from torchvet.passes.records import Record
from torchvet.passes.scopes import Scope, first_row, module_scope, scopes_named
from torchvet.project import Project
from torchvet.source.document import Document
from torchvet.source.unreadable import UnreadableSource
from torchvet.verify.result import VerifyResult

LOG = logging.getLogger(__name__)


def keep_pass(result: VerifyResult, root: Path | None = None, passes: Passes | None = None) -> bool:
    """Records that a run has shown its training loops to fit one batch; to be called after each run.

    Nothing is recorded where the run was no pass: another verdict, a grave finding, a file that was changed
    meanwhile, a loop that isn't the user's own.

    Args:
        result: what the run has shown.
        root: the workspace's folder, where modules are looked up.
        passes: where to record; by default in the user's cache folder.

    Returns:
        Whether anything was recorded: checks that were made before are out of date then.
    """
    if not result.is_pass or result.ran is None:
        return False
    try:
        passes = passes or default_passes()
        written = [passes.records.write(file, record) for file, record in _records(result, root)]
        return any(written)
    except OSError:
        return False
    except Exception:
        # The verdict stands, whatever goes wrong with its record.
        LOG.exception("%s: that it was verified can't be recorded", result.script)
        return False


def _records(result: VerifyResult, root: Path | None) -> Iterator[tuple[str, Record]]:
    assert result.ran is not None
    documents = _Documents()
    running = [
        Running(scope, row)
        for filename, row, function, first in result.ran.stack
        if (document := documents.of(filename)) is not None
        and (scope := _scope_of(document, function, first)) is not None
    ]
    models = [
        scope
        for filename, name in result.ran.classes
        if (document := documents.of(filename)) is not None
        for scope in scopes_named(document, name.replace(".<locals>", ""))
    ]
    for depth, each in enumerate(running):
        for loop in loops_around(each):
            reach = Reach(Project(root, opened=documents.opened), running, depth, loop, models)
            pieces = {_with_real_name(piece): digest for piece, digest in reach.digests.items()}
            files = {piece.file for piece in pieces} | {each.scope.document.filename}
            if all(_is_older(file, result.ran.started) for file in files):
                yield real(each.scope.document.filename), Record(loop_key(loop, each.scope), pieces)


def _with_real_name(piece: Piece) -> Piece:
    return Piece(real(piece.file), piece.kind, piece.scope, piece.name)


def _is_older(file: str, time: float) -> bool:
    """Whether a file is still what it was at that time."""
    return Path(file).stat().st_mtime <= time


def _scope_of(document: Document, function: str, first: int) -> Scope | None:
    """The function that a running call is one of; what has no name belongs to no scope of its own."""
    if function == "<module>":
        return module_scope(document)
    for scope in module_scope(document).all():
        if scope.name.rpartition(".")[2] == function and scope.parent and first_row(scope.node) == first:
            return scope
    return None


class _Documents:
    """Files as they are on the disk, each read once."""

    def __init__(self) -> None:
        self._known: dict[str, Document | None] = {}

    def of(self, filename: str) -> Document | None:
        """A file; None where it can't be read."""
        name = real(filename)
        if name not in self._known:
            try:
                self._known[name] = Document.from_path(name)
            except UnreadableSource:
                self._known[name] = None
        return self._known[name]

    def opened(self, path: Path) -> Document | None:
        """A file for a project."""
        return self.of(str(path))
