"""Taking imports away that a change leaves unused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from torchvet.finding import Edit
from torchvet.fixes.application import apply_edits
from torchvet.fixes.offsets import edit, span
from torchvet.fixes.statements import delete_statement
from torchvet.source.document import Document

_WORD = re.compile(r"[^\W\d]\w*")
_AGAINST_ALL = "__init__.py"


def without_unused_imports(
    document: Document, edits: Sequence[Edit]
) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """Takes those imports away that nothing in a document needs any more after a change.

    Args:
        document: the document.
        edits: the change; only what it deletes is asked about.

    Returns:
        The edits with those that take imports away, and the names that these had bound.
    """
    if document.filename.endswith(_AGAINST_ALL):
        return tuple(edits), ()
    after = _words(apply_edits(document.text, edits))
    deleted = {word for change in edits for word in _WORD.findall(document.text_at(change.range))}
    more: list[Edit] = []
    names: list[str] = []
    for statement, alias in _single_imports(document):
        name = (alias.asname or alias.name).partition(".")[0]
        inside = _words(document.text_of(statement)).count(name)
        if name in deleted and after.count(name) == inside and not _touched(document, statement, edits):
            removal = _without_alias(document, statement, alias)
            if removal and not any(_touch(one, other) for one in removal for other in more):
                more += removal
                names.append(name)
    return (*edits, *more), tuple(names)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _single_imports(document: Document) -> Iterator[tuple[ast.Import | ast.ImportFrom, ast.alias]]:
    """The names that import statements bind, each with its statement."""
    for statement in document.nodes:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                if alias.name != "*" and getattr(statement, "module", None) != "__future__":
                    yield statement, alias


def _without_alias(
    document: Document, statement: ast.Import | ast.ImportFrom, alias: ast.alias
) -> tuple[Edit, ...]:
    if len(statement.names) == 1:
        return delete_statement(document, statement)
    number = statement.names.index(alias)
    start, end = span(document, alias)
    if number + 1 < len(statement.names):
        return (edit(document, start, span(document, statement.names[number + 1])[0], ""),)
    before = span(document, statement.names[number - 1])[1]
    return (edit(document, before, end, ""),)


def _touched(document: Document, statement: ast.stmt, edits: Sequence[Edit]) -> bool:
    place = document.range_of(statement)
    return any(place.start <= change.range.end and change.range.start <= place.end for change in edits)


def _touch(one: Edit, other: Edit) -> bool:
    return one.range.start <= other.range.end and other.range.start <= one.range.end
