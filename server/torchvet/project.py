"""The workspace that a document is checked in: its other modules, its packages, its configuration."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from weakref import WeakKeyDictionary

from torchvet.configuration import Configuration
from torchvet.finding import Finding
from torchvet.passes.standing import NEVER, Standing
from torchvet.program.importers import Importers
from torchvet.program.imports import find_module, find_relative, modules_around
from torchvet.program.package_facts import PackageFact
from torchvet.program.usage import Usage, usage_in
from torchvet.source.document import Document, LoopNode
from torchvet.source.position import Range
from torchvet.source.unreadable import UnreadableSource

if TYPE_CHECKING:
    from torchvet.interpret.trace import Trace

SECONDS_KNOWN = 2.0
"""So long it is taken for known where a module lies: its file may be made or deleted meanwhile."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Shown:
    """What the execution of a document has shown.

    Args:
        own: the findings in the document itself; None where only its own run was executed.
        elsewhere: the findings that its own run has shown in other files.
        loops: the loops that train a model, in any file, each by the range of its header.
        run: those of them that its own run reaches.
    """

    own: list[Finding] | None
    elsewhere: list[Finding]
    loops: frozenset[tuple[str, Range]] = frozenset()
    run: frozenset[tuple[str, Range]] = frozenset()


class Packages(Protocol):
    """What knows the installed packages of the selected environment (``jedi_bridge.Environment``)."""

    def explain(self, qualified: str) -> PackageFact | None:
        """What a qualified name of an installed package stands for; None where it isn't known (yet)."""
        ...


class Executes(Protocol):
    """What executes a document that is being typed in (``interpret.executions.Executions``)."""

    def execute(self, document: Document, project: Project, ran: Callable[[Trace], None]) -> Trace:
        """Executes a document."""
        ...


class Passes(Protocol):
    """What knows which training loops were shown to fit one batch (``passes.passes.Passes``)."""

    def standing(
        self, document: Document, loop: LoopNode, read: Callable[[Path], Document | None]
    ) -> Standing:
        """What is known of a loop."""
        ...


class Project:
    """A workspace.

    Args:
        root: its folder; None for a file on its own.
        configuration: what to check for.
        environment: what knows the installed packages; None where nothing does.
        opened: gives the text of a file that is open in an editor, which then counts instead of the disk's.
        passes: what knows which training loops were verified; None where nothing does.

    Attributes:
        checks_all: whether other files of the workspace are likely to be checked after this one, so that what
            is executed for one of them is worth keeping for the next.
        executions: keeps what was executed for the next text of the same document; None where each text is
            executed by itself.
        is_abandoned: asked now and then while something is executed; where it says yes, the execution ends
            with ``Abandoned``.
    """

    checks_all = False
    executions: Executes | None = None
    is_abandoned: Callable[[], bool] = staticmethod(_never)

    def __init__(
        self,
        root: Path | None = None,
        configuration: Configuration | None = None,
        environment: Packages | None = None,
        opened: Callable[[Path], Document | None] | None = None,
        passes: Passes | None = None,
    ) -> None:
        self.root = root
        self.configuration = configuration or Configuration()
        self.environment = environment
        self._opened = opened
        self._passes = passes
        self._paths: dict[tuple[str, int, str | None], Path | None] = {}
        self._looked_at = time.monotonic()
        self._documents: dict[Path, tuple[float, Document | None]] = {}
        self._usage: WeakKeyDictionary[Document, Usage] = WeakKeyDictionary()
        self.dependencies: dict[str, set[Path]] = {}
        """For each checked file the workspace's files that its last check read."""
        self._importers = Importers(root) if root is not None else None
        self._checked: Document | None = None
        self._looked_up: dict[Path, Document | None] | None = None
        """The files that were looked at since the running check has begun."""
        self._shown: dict[str, tuple[dict[str, str], Shown]] = {}

    def find_module(self, name: str, importer: Document) -> Document | None:
        """The workspace's module of a dotted name, as seen from a document."""
        # A table knows torch; its own text, where it is the workspace, would be run for minutes.
        if name.partition(".")[0] == "torch":
            return None
        path = self._found((importer.filename, 0, name), lambda file: find_module(name, file, self.root))
        return self._document(path, importer)

    def find_relative(self, level: int, name: str | None, importer: Document) -> Document | None:
        """The workspace's module that a relative import names."""
        path = self._found((importer.filename, level, name), lambda file: find_relative(level, name, file))
        return self._document(path, importer)

    def look_again(self) -> None:
        """Forgets where modules lie, since files were made or deleted."""
        self._looked_at = -SECONDS_KNOWN
        if self._importers is not None:
            self._importers.look_again()

    def around(self, document: Document) -> list[Document]:
        """The workspace's modules that lie around a document, up to a number."""
        paths = modules_around(Path(document.filename))
        documents = (self._document(path, document) for path in paths)
        return [other for other in documents if other is not None]

    @contextmanager
    def checking(self, document: Document) -> Generator[None]:
        """Lets a document count in place of its file while it is checked, and files for what they are now."""
        before, self._checked = self._checked, document
        looked_up, self._looked_up = self._looked_up, {}
        try:
            yield
        finally:
            self._checked, self._looked_up = before, looked_up

    def programs_with(self, document: Document) -> list[Document]:
        """The workspace's scripts that import a document, at first hand or through others."""
        documents = (self._document(path, document) for path in self.program_files(document))
        return [each for each in documents if each is not None and each.mentions_torch]

    def program_files(self, document: Document) -> list[Path]:
        """The files of these scripts, and of others that have nothing to do with torch."""
        if self._importers is None:
            return []
        return self._importers.programs_with(Path(document.filename))

    def shown_by(self, document: Document) -> Shown | None:
        """What an execution of a document has shown; None where that isn't known any more."""
        known = self._shown.get(document.filename)
        if known is None or known[0][document.filename] != document.text:
            return None
        is_current = all(
            (other := self._document(Path(name), document)) is not None and other.text == text
            for name, text in known[0].items()
            if name != document.filename
        )
        return known[1] if is_current else None

    def keep_shown(self, document: Document, shown: Shown) -> None:
        """Keeps what an execution of a document has shown, until one of the files changes that took part."""
        self._shown[document.filename] = (self._texts_of(document), shown)

    def _texts_of(self, program: Document) -> dict[str, str]:
        """The texts that a program was made of when it was last executed."""
        texts, waiting = {program.filename: program.text}, [program]
        while waiting:
            importer = waiting.pop()
            for path in list(self.dependencies.get(importer.filename, ())):
                if str(path) not in texts and (document := self._document(path, importer)) is not None:
                    texts[document.filename] = document.text
                    waiting.append(document)
        return texts

    def explain(self, qualified: str) -> PackageFact | None:
        """What a qualified name of an installed package stands for; None where it isn't known (yet)."""
        if self.environment is None or qualified.startswith(("builtins.", ".")) or "." not in qualified:
            return None
        return self.environment.explain(qualified)

    def standing(self, document: Document, loop: LoopNode) -> Standing:
        """Whether a training loop was shown to fit one batch, and its code is still what it was."""
        if self._passes is None:
            return NEVER
        return self._passes.standing(document, loop, lambda path: self._document(path, document))

    def uses(self, document: Document, name: str) -> frozenset[str]:
        """The attributes that a document's text uses of a name; "()" among them where it is called.

        Args:
            document: the document.
            name: a name or a chain of attributes ("self.model").
        """
        usage = self._usage.get(document)
        if usage is None:
            usage = self._usage[document] = usage_in(document.nodes)
        return frozenset(usage.get(name, ()))

    def forget_uses(self, document: Document) -> None:
        """Forgets how a document uses its names, since its text was changed."""
        self._usage.pop(document, None)

    def _found(self, key: tuple[str, int, str | None], find: Callable[[Path], Path | None]) -> Path | None:
        """Where a module was found; what lies on the disk is looked at anew every few seconds."""
        now = time.monotonic()
        if now > self._looked_at + SECONDS_KNOWN:
            self._paths.clear()
            self._looked_at = now
        if key not in self._paths:
            self._paths[key] = find(Path(key[0]))
        return self._paths[key]

    def _document(self, path: Path | None, importer: Document) -> Document | None:
        if path is None:
            return None
        self.dependencies.setdefault(importer.filename, set()).add(path)
        if self._looked_up is None:
            return self._current(path)
        if path not in self._looked_up:
            self._looked_up[path] = self._current(path)
        return self._looked_up[path]

    def _current(self, path: Path) -> Document | None:
        """What a file holds now, or the editor in its place."""
        if self._checked is not None and str(path) == self._checked.filename:
            return self._checked
        opened = self._opened(path) if self._opened else None
        if opened is not None:
            return opened
        try:
            changed = path.stat().st_mtime
        except OSError:
            return None
        known = self._documents.get(path)
        if known is None or known[0] != changed:
            known = self._documents[path] = (changed, _read(path))
        return known[1]


def _read(path: Path) -> Document | None:
    try:
        return Document.from_path(path)
    except UnreadableSource:
        return None
