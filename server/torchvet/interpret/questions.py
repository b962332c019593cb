"""What an execution asks of the workspace, so that the same can be asked again later."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, TypeVar

from torchvet.program.package_facts import PackageFact
from torchvet.program.usage import dotted
from torchvet.project import Project
from torchvet.source.document import Document

Answer = TypeVar("Answer")


class Questions:
    """The workspace as an execution sees it: each question is answered once, and remembered.

    Args:
        project: the workspace.
        document: the document that is executed.

    Attributes:
        uses_noted: called with each name of the document whose uses were asked for, and the answer.
    """

    def __init__(self, project: Project, document: Document) -> None:
        self._project = project
        self._document = document
        self._answers: dict[tuple[object, ...], tuple[Callable[..., object], object]] = {}
        self._uses: dict[tuple[Document, str], frozenset[str]] = {}
        self.uses_noted: Callable[[str, frozenset[str]], None] = lambda name, uses: None

    def is_abandoned(self) -> bool:
        """Whether nobody waits for the execution any more."""
        return self._project.is_abandoned()

    def find_module(self, name: str, importer: Document) -> Document | None:
        """The workspace's module of a dotted name, as seen from a document."""
        return self._asked(self._project.find_module, name, importer)

    def find_relative(self, level: int, name: str | None, importer: Document) -> Document | None:
        """The workspace's module that a relative import names."""
        return self._asked(self._project.find_relative, level, name, importer)

    def around(self, document: Document) -> list[Document]:
        """The workspace's modules that lie around a document, up to a number."""
        return self._asked(self._project.around, document)

    def explain(self, qualified: str) -> PackageFact | None:
        """What a qualified name of an installed package stands for; None where it isn't known (yet)."""
        return self._asked(self._project.explain, qualified)

    def uses(self, document: Document, expression: ast.expr) -> frozenset[str]:
        """The attributes that a document's text uses of an expression; "()" among them where it is called."""
        name = dotted(expression)
        if name is None:
            return frozenset()
        uses = self._uses_of(document, name)
        if document is self._document:
            self.uses_noted(name, uses)
        return uses

    def forget_uses(self) -> None:
        """Lets the document be asked anew how it uses its names, since its text was changed."""
        self._project.forget_uses(self._document)
        self._uses = {key: uses for key, uses in self._uses.items() if key[0] is not self._document}

    def own_uses(self, name: str) -> frozenset[str]:
        """The attributes that the executed document's text uses of a name or a chain of attributes."""
        return self._uses_of(self._document, name)

    def have_the_same_answers(self) -> bool:
        """Whether the workspace still answers all that it was asked in the same way."""
        return all(ask(*about[1:]) == answer for about, (ask, answer) in self._answers.items())

    def _uses_of(self, document: Document, name: str) -> frozenset[str]:
        key = document, name
        if key not in self._uses:
            self._uses[key] = self._project.uses(document, name)
        return self._uses[key]

    def _asked(self, ask: Callable[..., Answer], *about: Any) -> Answer:
        key = (ask.__name__, *about)
        known = self._answers.get(key)
        if known is None:
            known = self._answers[key] = ask, ask(*about)
        return known[1]  # pyright: ignore[reportReturnType]
